"""AGGREGATE of an array by rank: ``AGGREGATE(15,6,ROW(A1:A99)/(B1:B99="x"),2)``, the kinds from 14 on.

The usual way to find the second match of several conditions: what does not meet them is an error, and left out. Excel
computes the array also in a plain formula.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import formualizer as fz

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value, same_error
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.native_functions import FIRST_RANKED
from sop_xl.engine.own_functions import register

_ARGUMENTS = 4
_OPTIONS = (4, 5, 6, 7)  # those that do not look for subtotals among the cells
_LEAVE_ERRORS_OUT = (6, 7)
_OF_SHARES = (16, 18)
_QUARTERS = 4


def is_ranked(arguments: Sequence[str]) -> bool:
    """Tell whether AGGREGATE is called so."""
    return len(arguments) == _ARGUMENTS and not (arguments[0].isdigit() and int(arguments[0]) < FIRST_RANKED)


def register_ranked(workbook: fz.Workbook, name: str) -> None:
    """Make the function known under a name of ours."""
    register(workbook, name, _ranked, (_ARGUMENTS, _ARGUMENTS))


def _ranked(kind: Any, option: Any, array: Any, rank: Any) -> Any:  # noqa: ANN401  # cells of any kind
    if isinstance(rank, dict):
        return same_error(rank)
    is_whole = rank.__class__ in (float, int) and float(rank).is_integer()
    if kind not in _KINDS or option not in _OPTIONS or not (is_whole or kind in _OF_SHARES):
        return fz.LiteralValue.error("NImpl", None)  # no error of Excel: the formula is kept
    cells = [cell for row in rows_of(array) for cell in row]
    error = next((cell for cell in cells if isinstance(cell, dict)), None)
    if error is not None and option not in _LEAVE_ERRORS_OUT:
        return same_error(error)
    found = _KINDS[kind](sorted(cell for cell in cells if cell.__class__ in (float, int)), rank)
    return error_value(CellError.NUM) if found is None else found


def _smallest(values: Sequence[float], rank: float) -> float | None:
    return values[int(rank) - 1] if 1 <= rank <= len(values) else None


def _largest(values: Sequence[float], rank: float) -> float | None:
    return values[-int(rank)] if 1 <= rank <= len(values) else None


def _inclusive(values: Sequence[float], share: float) -> float | None:
    return _between(values, share * (len(values) - 1)) if values and 0 <= share <= 1 else None


def _exclusive(values: Sequence[float], share: float) -> float | None:
    place = share * (len(values) + 1) - 1
    return _between(values, place) if values and 0 <= place <= len(values) - 1 else None


def _between(values: Sequence[float], place: float) -> float:
    below = min(math.floor(place), len(values) - 1)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


_KINDS: Mapping[int, Callable[[Sequence[float], float], float | None]] = {
    14: _largest,
    15: _smallest,
    16: _inclusive,
    17: lambda values, quarter: _inclusive(values, math.floor(quarter) / _QUARTERS),
    18: _exclusive,
    19: lambda values, quarter: _exclusive(values, math.floor(quarter) / _QUARTERS),
}
