"""Dates as workbooks hold them: days since an epoch, with Excel's 29 February 1900."""

from __future__ import annotations

import datetime as dt
import math

_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_FIRST_TRUE_DAY = 61  # 1 March 1900: before it Excel counts a day that never was
_LAST_DAY = 2_958_465  # 31 December 9999


def to_serial(date: dt.date, *, date1904: bool = False) -> float:
    """Serial number of a date; the time of a datetime becomes the fraction."""
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    fraction = 0.0
    if isinstance(date, dt.datetime):
        midnight = date.replace(hour=0, minute=0, second=0, microsecond=0)
        fraction = (date - midnight).total_seconds() / 86_400
        date = date.date()
    days = (date - epoch).days
    if not date1904 and days < _FIRST_TRUE_DAY:
        days -= 1
    return days + fraction


def from_serial(serial: float, *, date1904: bool = False) -> dt.date | None:
    """Date of a serial number (its time is dropped), or None where Excel has no such date."""
    if not math.isfinite(serial):
        return None
    days = math.floor(serial)
    if not (0 if date1904 else 1) <= days <= _LAST_DAY - (1462 if date1904 else 0):
        return None
    if date1904:
        return _EPOCH_1904 + dt.timedelta(days)
    if days < _FIRST_TRUE_DAY:
        return None if days == _FIRST_TRUE_DAY - 1 else _EPOCH_1900 + dt.timedelta(days + 1)
    return _EPOCH_1900 + dt.timedelta(days)
