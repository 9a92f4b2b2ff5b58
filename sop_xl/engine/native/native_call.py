"""What native functions of ours have in common: how many arguments they take, and what they give.

A value, rows of values, an error of Excel, or ``IN_DOUBT`` where nobody but Excel knows (see ``uncertain_calls``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.given_numbers import given_numbers


class Doubt(Enum):
    """What a function gives that cannot tell its result."""

    RESULT = 1


IN_DOUBT = Doubt.RESULT
_OF_CELLS = {float, int, str, bool, dict, type(None)}
Trouble = CellError | Doubt


class NativeCall(NamedTuple):
    """A native function of ours, with the fewest and the most arguments that it takes."""

    computed: Callable[..., Any]
    fewest: int
    most: int


def single_numbers(parts: Sequence[Any], *, truth_values: Any) -> list[float] | Trouble:  # noqa: ANN401
    """The numbers of arguments that are single values, or what the function gives instead.

    Parameters
    ----------
    parts : sequence
        As the engine passes them.
    truth_values : CellError, Doubt or None
        What the function gives for one; None where they count as 1 and 0.
    """
    numbers: list[float] = []
    troubles: list[Trouble] = []
    for part in parts:
        found = given_numbers([part])
        if isinstance(part, list):
            troubles.append(IN_DOUBT)
        elif isinstance(part, bool) and truth_values is not None:
            troubles.append(truth_values)
        elif isinstance(found, CellError):
            troubles.append(found)
        else:
            numbers += found
    return only(troubles) or numbers


def only(troubles: Iterable[Trouble]) -> Trouble | None:
    """What goes wrong, if anything; of several different things nobody tells which one Excel shows."""
    different = set(troubles)
    return next(iter(different)) if len(different) == 1 else IN_DOUBT if different else None


def array_of_numbers(array: Any, *, blank: float | CellError) -> list[list[Any]] | Trouble:  # noqa: ANN401
    """The numbers of an array, or the error that the function gives for what is none.

    Parameters
    ----------
    array : any
        A cell, or rows of them.
    blank : float or CellError
        What a blank cell counts as.
    """
    rows = rows_of(array)
    kinds = {value.__class__ for row in rows for value in row}
    if len(set(map(len, rows))) != 1 or not kinds <= _OF_CELLS:  # as {1,2;3}, which no sheet can hold
        return IN_DOUBT
    if kinds <= {float, int}:
        return rows
    troubles = [one for row in rows for value in row if (one := _trouble(value, blank)) is not None]
    return only(troubles) or [[blank if value is None else value for value in row] for row in rows]


def _trouble(value: Any, blank: float | CellError) -> CellError | None:  # noqa: ANN401  # a cell of any kind
    if value is None:
        return blank if isinstance(blank, CellError) else None
    if isinstance(value, dict):
        return error_of(value) or CellError.VALUE
    return CellError.VALUE if isinstance(value, (str, bool)) else None
