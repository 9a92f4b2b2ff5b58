"""Cell values as Excel takes and gives them through xlwings.

On the way in, every text gets an apostrophe: to Excel a text from data could otherwise become a formula, a date or a
number ("=1+1", "1-2", "Jul 2020"). On the way out, an error is a whole number on Windows (numbers are never whole
there: ``Value2`` gives doubles) and its text on a Mac.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError, CellValue, Grid
from sop_xl.excel.wire import NUMBERS

_SCODE = -2146828288  # the word in which COM sends an error is this plus the number of CVErr
_BY_CODE = {_SCODE + number: error for error, number in NUMBERS.items()}
_BY_TEXT = {error.value: error for error in CellError}


def sent(value: CellValue) -> object:
    """A value to be assigned to a cell; a blank empties it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value else ""
    if isinstance(value, CellError):
        return value.value  # Excel reads #N/A, typed, as the error
    return value


def received(raw: object) -> Grid:
    """Rows of values out of what Excel handed over: one value, one row or a table."""
    return [[_value(value) for value in row] for row in rows_of(raw)]


def rows_of(raw: object) -> list[Sequence[object]]:
    """Table of what Excel handed over."""
    if not isinstance(raw, (list, tuple)):
        return [[raw]]
    if raw and not isinstance(raw[0], (list, tuple)):
        return [list(raw)]
    return [list(row) for row in raw]


def _value(value: object) -> CellValue:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _BY_CODE.get(value, float(value))
    if isinstance(value, dt.date):
        return to_serial(value)
    if isinstance(value, str):
        return _BY_TEXT.get(value, value)
    return float(value) if isinstance(value, float) else str(value)
