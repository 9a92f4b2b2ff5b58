r"""The definition of a worksheet function, read off an annotated Python function.

``udfs`` writes functions such as::

    @worksheet_function("SOP_SAFETY_STOCK", category="Inventory", source="…", examples=[…])
    def safety_stock(
        service_level: Annotated[Block, Arg("Cycle service level, e.g. 0.95", unit="fraction", domain="(0,1)")],
        …
    ) -> Annotated[Block, Result("Safety stock", unit="units", shape="as the arguments")]:
        ""\"Safety stock for normal demand over a fixed or variable lead time.""\"

and everything else (coercion, the VBA wrapper, the function wizard, the reference page, the engine) follows
from the ``Definition`` made of it.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from sop_xl.cells.coerce import BlankPolicy, FloatArray, Kind
from sop_xl.functions.domain import Domain

# The kinds of argument that are not plain Python types.
Series = Annotated[FloatArray, Kind.SERIES]
Block = Annotated[FloatArray, Kind.BLOCK]
Labels = Annotated[list[str], Kind.LABELS]

# Many calls of one function at once, where that is much faster than one after another; see ``Definition.gather``.
Gather = Callable[[Sequence[Mapping[str, Any]]], Sequence[object]]

_PLAIN_KINDS: dict[object, Kind] = {
    float: Kind.NUMBER,
    int: Kind.INTEGER,
    bool: Kind.BOOLEAN,
    str: Kind.TEXT,
    dt.date: Kind.DATE,
    object: Kind.ANY,
}


@dataclass(frozen=True)
class Arg:
    """What a user reads about an argument, and the values it takes.

    ``blank`` says what a blank cell inside a range means: a ``gap`` (NaN), ``zero``, or an ``error``. A single
    blank cell or an omitted argument takes the default, or is refused where there is none.
    """

    text: str
    unit: str | None = None
    domain: str | None = None
    blank: BlankPolicy = "gap"


@dataclass(frozen=True)
class Result:
    """What a user reads about the result."""

    text: str
    unit: str | None = None
    shape: str = "one cell"


@dataclass(frozen=True)
class Example:
    """A call as typed in a cell, and the grid (or the top left part of it) that it gives."""

    formula: str
    expected: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, formula: str, *rows: object) -> Example:
        """Example with a scalar, or with one tuple per row."""
        return cls(formula, tuple(row if isinstance(row, tuple) else (row,) for row in rows))


@dataclass(frozen=True)
class Argument:
    """One argument of a worksheet function."""

    name: str
    kind: Kind
    text: str
    unit: str | None
    domain: Domain | None
    blank: BlankPolicy
    choices: tuple[str, ...]
    required: bool
    default: object

    @property
    def help(self) -> str:
        """Text with unit, domain and default, as the function wizard shows it."""
        facts = []
        if self.unit:
            facts.append(self.unit)
        if self.domain:
            facts.append(self.domain.text)
        if self.choices:
            facts.append(" | ".join(self.choices))
        if not self.required and self.default is not None:
            facts.append(f"default {_literal(self.default)}")
        return f"{self.text} ({'; '.join(facts)})" if facts else self.text


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


@dataclass(frozen=True)
class Definition:
    """One worksheet function: the single source of everything that is said or generated about it.

    ``gather`` is the same function for many calls at once, or None where there is nothing to gain. It takes a list of
    calls, each the keyword arguments that ``function`` would get (coerced, checked, defaults filled in; not to be
    changed), and returns one answer per call in the same order: what ``function`` would return for it, or the
    ``SopError`` that it would raise. Calls may be of any shape and number, also none, also equal ones, which are
    computed once. An answer does not depend on which other calls are there, but for rounding: numbers agree with
    those of single calls within 1e-12 of their size. Hosts use it through ``sop_xl.functions.call.call_many``.
    """

    name: str
    category: str
    summary: str
    description: str
    source: str
    arguments: tuple[Argument, ...]
    result: Result
    examples: tuple[Example, ...]
    function: Callable[..., object]
    takes_errors: bool
    takes_reference: bool
    gather: Gather | None = None
    by_item: tuple[str, ...] = ()

    @property
    def required(self) -> int:
        """Number of arguments that must be given."""
        return sum(argument.required for argument in self.arguments)

    @property
    def signature(self) -> str:
        """``SOP_NAME(first, [second])`` as Excel shows it."""
        shown = (a.name if a.required else f"[{a.name}]" for a in self.arguments)
        return f"{self.name}({', '.join(shown)})"


def define(
    function: Callable[..., object],
    name: str,
    *,
    category: str,
    source: str,
    examples: list[Example],
    takes_errors: bool,
    takes_reference: bool,
    gather: Gather | None = None,
    by_item: tuple[str, ...] = (),
) -> Definition:
    """Read the definition off an annotated function."""
    hints = get_type_hints(function, include_extras=True)
    returns = hints.pop("return")
    summary, _, description = inspect.cleandoc(function.__doc__ or "").partition("\n")
    return Definition(
        name=name,
        category=category,
        summary=summary.strip(),
        description=description.strip(),
        source=source,
        arguments=tuple(_argument(p, hints[p.name]) for p in inspect.signature(function).parameters.values()),
        result=next(m for m in returns.__metadata__ if isinstance(m, Result)),
        examples=tuple(examples),
        function=function,
        takes_errors=takes_errors,
        takes_reference=takes_reference,
        gather=gather,
        by_item=by_item,
    )


def _argument(parameter: inspect.Parameter, hint: Any) -> Argument:  # noqa: ANN401  # a type form has no type
    plain, *metadata = get_args(hint)
    arg = next(m for m in metadata if isinstance(m, Arg))
    kind = next((m for m in metadata if isinstance(m, Kind)), None)
    choices: tuple[str, ...] = ()
    plain = _without_none(plain)
    if kind is None and get_origin(plain) is Literal:
        kind, choices = Kind.TEXT, get_args(plain)
    if kind is None and get_origin(plain) is Annotated:  # Series | None
        kind = next(m for m in plain.__metadata__ if isinstance(m, Kind))
    required = parameter.default is inspect.Parameter.empty
    return Argument(
        name=parameter.name,
        kind=kind or _PLAIN_KINDS[plain],
        text=arg.text,
        unit=arg.unit,
        domain=Domain.parse(arg.domain) if arg.domain else None,
        blank=arg.blank,
        choices=choices,
        required=required,
        default=None if required else parameter.default,
    )


def _without_none(hint: Any) -> Any:  # noqa: ANN401
    members = [member for member in get_args(hint) if member is not type(None)]
    return members[0] if type(None) in get_args(hint) and len(members) == 1 else hint
