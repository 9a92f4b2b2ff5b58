"""EDATE and EOMONTH as Excel has them: outside of its calendar they are #NUM!, where the engine gives a number."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR = 1900, 9999
BEFORE_1904 = 1462  # days from one date system to the other
_EPOCH = dt.date(1899, 12, 30).toordinal()
_LEAP_DAY = (
    60  # the 29 February 1900, which there was in Excel only; the days before it are one less than the calendar says
)


def months_later(start: float, months: float, offset: int, *, to_end: bool) -> float | None:
    """Serial number of the day some months after another, or of the last day of that month; None outside the calendar.

    ``offset`` is the number of days that the workbook counts from later than from 1900.
    """
    if start < 0:
        return None
    day_number = math.floor(start) + offset
    parts = _parts(day_number)
    if parts is None:
        return None
    year, month, day = parts
    year, month = divmod(year * 12 + month - 1 + math.trunc(months), 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    last = 29 if (year, month) == (FIRST_YEAR, 1) else calendar.monthrange(year, month + 1)[1]
    first = dt.date(year, month + 1, 1).toordinal() - _EPOCH
    found = first - (first <= _LEAP_DAY) + (last if to_end else min(day, last)) - 1 - offset
    return float(found) if found >= 0 else None


def _parts(day_number: int) -> Sequence[int] | None:
    if day_number == 0:
        return FIRST_YEAR, 1, 0
    if day_number == _LEAP_DAY:
        return FIRST_YEAR, 2, 29
    ordinal = day_number + (day_number < _LEAP_DAY) + _EPOCH
    if ordinal > dt.date.max.toordinal():
        return None
    date = dt.date.fromordinal(ordinal)
    return date.year, date.month, date.day
