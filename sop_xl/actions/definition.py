"""The definition of an action: what a button shows, what a user may choose, what runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sop_xl.actions.port import Report, WorkbookPort
from sop_xl.errors import UsageError

__all__ = ["GROUPS", "Action", "Form", "Options", "Outcome", "Parameter", "Report"]

GROUPS = ("Cycle", "Data", "Demand", "Supply", "Finance", "Scenarios", "Pack", "Help")


class Form(Enum):
    """What a user may type for a parameter."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date, YYYY-MM-DD"
    FLAG = "yes or no"
    FOLDER = "folder"


@dataclass(frozen=True)
class Parameter:
    """One choice of an action: ``--name`` on the command line, a question in Excel when it is required."""

    name: str
    text: str
    form: Form = Form.TEXT
    required: bool = False
    default: object = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """The choices of one call, by parameter name and already of the right type.

    ``today`` is the day on which the action is called. It stamps drafts of mails and decision records and nothing
    that is planned; the planning date is the workbook's.
    """

    today: dt.date
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text, empty where none was given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Tell whether a flag is set."""
        return bool(self.values.get(name))

    def number(self, name: str) -> float | None:
        """A number, or None where none was given."""
        value = self.values.get(name)
        return float(value) if isinstance(value, (int, float)) else None

    def date(self, name: str) -> dt.date | None:
        """A date, or None where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, dt.date) else None


@dataclass(frozen=True)
class Outcome:
    """What an action says when it is done; what it changed is in the journal of the port.

    ``files`` are drafts by file name (mails, calendar entries, a pack), which the host puts beside the workbook.
    ``attention`` tells that something needs a look: exit code 1 on the command line.
    """

    summary: str
    reports: tuple[Report, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    attention: bool = False


@dataclass(frozen=True)
class Action:
    """One action behind two doors: a ribbon button and ``sop-xl action NAME``.

    ``admit`` looks at all workbooks of a call before the first of them changes. ``of_cycle`` tells that the action is
    meant for all workbooks of a cycle at once: in Excel it takes in those that are open.
    """

    name: str
    group: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    run: Callable[[WorkbookPort, Options], Outcome]
    parameters: tuple[Parameter, ...] = ()
    admit: Callable[[Sequence[WorkbookPort], Options], None] | None = None
    of_cycle: bool = False

    @property
    def choices(self) -> tuple[Parameter, ...]:
        """Options that a button does not ask for, but its entry with options does."""
        return tuple(
            p for p in self.parameters if not p.required and p.form is not Form.FOLDER
        )  # fmt: skip

    def options(self, given: Mapping[str, str], today: dt.date) -> Options:
        """Options of texts as typed, checked against the parameters.

        Raises
        ------
        UsageError
            An unknown or missing parameter, or a text that is not what the parameter takes.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = [name for name in given if name not in known]
        if unknown:
            names = ", ".join(known) or "none"
            raise UsageError(f"{self.name} has no option of that name", got=unknown[0], expected=names)
        values: dict[str, object] = {}
        for parameter in self.parameters:
            typed = given.get(parameter.name, "").strip()
            if typed:
                values[parameter.name] = _value(parameter, typed)
            elif parameter.required:
                raise UsageError(
                    "is needed",
                    argument=parameter.name,
                    expected=parameter.text,
                    hint=f"Give it with --set {parameter.name}=….",
                )
            elif parameter.default is not None:
                values[parameter.name] = parameter.default
        return Options(today, values)


_YES, _NO = ("yes", "y", "true", "1", "on"), ("no", "n", "false", "0", "off")


def _value(parameter: Parameter, typed: str) -> object:
    expected: object = parameter.form.value
    try:
        match parameter.form:
            case Form.WHOLE:
                return int(typed)
            case Form.NUMBER:
                return float(typed)
            case Form.DATE:
                return dt.date.fromisoformat(typed)
            case Form.FLAG if typed.lower() in (*_YES, *_NO):
                return typed.lower() in _YES
            case Form.FLAG:
                pass
            case _:
                if not parameter.choices:
                    return typed
                if typed.lower() in parameter.choices:
                    return typed.lower()
                expected = " | ".join(parameter.choices)
    except ValueError:
        pass
    raise UsageError("cannot be read", argument=parameter.name, got=typed, expected=expected)
