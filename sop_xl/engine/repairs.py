"""Native functions that the embedded engine would get wrong, done here as Excel does them."""

from __future__ import annotations

import datetime as dt
import math
from functools import partial
from typing import Any

import formualizer as fz

from sop_xl.cells.values import CellError
from sop_xl.engine.sop_calls import error_of, error_value

_LAST_DAY = 2_958_465  # 31 December 9999
_BEFORE_1904 = 1462  # days from one date system to the other
_FIRST_YEAR, _LAST_YEAR = 1900, 9999
_LEAP_BUG = 61  # Excel's 1900 has a 29 February; the days before it are one less than the calendar says
_EPOCH = dt.date(1899, 12, 30).toordinal()


def register_repairs(workbook: fz.Workbook, *, date1904: bool) -> None:
    """Put our functions in the place of the engine's, under the name in files of newer functions too."""
    offset = _BEFORE_1904 if date1904 else 0
    workbook.register_function("DATE", partial(_date, offset), min_args=3, max_args=3, allow_override_builtin=True)
    for prefix in ("", "_XLFN."):
        workbook.register_function(f"{prefix}UNIQUE", _unique, min_args=1, max_args=3, allow_override_builtin=True)


def _date(offset: int, *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """DATE; what lies outside of the calendar is #NUM!, where the engine gives a number that is no date."""
    numbers = []
    for part in parts:
        if isinstance(part, dict):
            return error_value(error_of(part) or CellError.VALUE)
        try:
            numbers.append(math.floor(float(part or 0)))
        except (TypeError, ValueError, OverflowError):
            return error_value(CellError.VALUE)
    year, month, day = numbers
    years, month = divmod(month - 1, 12)
    year += years + (_FIRST_YEAR if 0 <= year < _FIRST_YEAR else 0)
    if not _FIRST_YEAR - 1 <= year <= _LAST_YEAR:
        return error_value(CellError.NUM)
    first = dt.date(year, month + 1, 1).toordinal() - _EPOCH
    serial = first - (first < _LEAP_BUG) + day - 1 - offset
    return float(serial) if 0 <= serial <= _LAST_DAY - offset else error_value(CellError.NUM)


def _unique(array: Any, by_column: Any = None, exactly_once: Any = None) -> Any:  # noqa: ANN401  # cells of any kind
    """UNIQUE; two texts that differ in nothing but case are one, which the engine does not see."""
    rows = array if isinstance(array, list) else [[array]]
    if by_column:
        rows = [list(column) for column in zip(*rows, strict=True)]
    seen: dict[tuple[object, ...], list[Any]] = {}
    counts: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = tuple(_key(value) for value in row)
        seen.setdefault(key, row)
        counts[key] = counts.get(key, 0) + 1
    found = [[_given_back(value) for value in row] for key, row in seen.items() if not exactly_once or counts[key] == 1]
    if not found:
        return error_value(CellError.CALC)
    return [list(column) for column in zip(*found, strict=True)] if by_column else found


def _key(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, dict):
        return "error", str(value.get("kind"))
    if isinstance(value, str):
        return "text", value.casefold()
    return type(value) is bool, value


def _given_back(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return error_value(error_of(value) or CellError.VALUE)
    return 0.0 if value is None else value  # a blank cell comes out as 0
