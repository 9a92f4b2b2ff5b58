"""The registry of worksheet functions: filled by importing ``udfs``, then frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from sop_xl.errors import UsageError
from sop_xl.functions.definition import Definition, Example, Gather, define

F = TypeVar("F", bound=Callable[..., object])

# The two spellings that files saved by Office.js and XLL add-ins use for the same function.
FOREIGN_PREFIXES = ("_xldudf_", "_xll.")


class Registry:
    """Definitions by name, in the order of their registration."""

    def __init__(self) -> None:
        self._definitions: dict[str, Definition] = {}
        self._frozen = False

    def add(self, definition: Definition) -> None:
        """Register a definition; refused twice under one name and after freezing."""
        if self._frozen:
            raise RuntimeError(f"{definition.name}: the registry is frozen; define functions in udfs only")
        if definition.name in self._definitions:
            raise RuntimeError(f"{definition.name} is defined twice")
        self._definitions[definition.name] = definition

    def freeze(self) -> None:
        """Close the registry: from here on every host sees the same functions."""
        self._frozen = True

    def __getitem__(self, name: str) -> Definition:
        """Definition of a function in any case of letters and under any of its file spellings."""
        found = self._definitions.get(plain_name(name))
        if found is None:
            raise UsageError("no such function", got=name, hint="List them with: sop-xl functions")
        return found

    def __contains__(self, name: str) -> bool:
        """Tell whether a function is registered, under any spelling."""
        return plain_name(name) in self._definitions

    def __iter__(self) -> Iterator[Definition]:
        """Definitions by category and name, the order in which users read them."""
        return iter(sorted(self._definitions.values(), key=lambda d: (d.category, d.name)))

    def __len__(self) -> int:
        """Number of functions."""
        return len(self._definitions)


def plain_name(name: str) -> str:
    """Name without the prefix that Office.js or an XLL puts before it in a file."""
    for prefix in FOREIGN_PREFIXES:
        if name.lower().startswith(prefix):
            name = name[len(prefix) :]
    return name.upper()


REGISTRY = Registry()


def worksheet_function(
    name: str,
    *,
    category: str,
    source: str,
    examples: list[Example],
    takes_errors: bool = False,
    takes_reference: bool = False,
    gather: Gather | None = None,
    by_item: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Register the decorated function under its worksheet name; the function itself stays as it is.

    ``gather`` answers many calls at once, ``by_item`` names the ranges with one row per item: see ``Definition``.
    """

    def register(function: F) -> F:
        REGISTRY.add(
            define(
                function,
                name,
                category=category,
                source=source,
                examples=examples,
                takes_errors=takes_errors,
                takes_reference=takes_reference,
                gather=gather,
                by_item=by_item,
            )
        )
        return function

    return register
