"""Days between two dates and in a year, by the bases of day counting that Excel's functions of securities know."""

from __future__ import annotations

import calendar
import datetime as dt

US_30_360, ACTUAL, ACTUAL_360, ACTUAL_365, EUROPEAN_30_360 = range(5)
FEBRUARY = 2
_THIRTY, _THIRTY_FIRST = 30, 31


def days_between(first: dt.date, last: dt.date, basis: int) -> int:
    """Days from one date to another."""
    if basis == US_30_360:
        return us_days(first, last)
    if basis == EUROPEAN_30_360:
        return _days_of_360(first, last, min(first.day, _THIRTY), min(last.day, _THIRTY))
    return (last - first).days


def us_days(first: dt.date, last: dt.date, *, both_ends: bool = False) -> int:
    """Days by months of thirty, the American way; with ``both_ends``, the last day of a month is always the 30th.

    Otherwise that depends on the first date: 15 January to 31 March is 76 days, and 30 January to 31 March 60.
    """
    begin, end = first.day, last.day
    if is_end_of_february(last) and (both_ends or is_end_of_february(first)):
        end = _THIRTY
    if end == _THIRTY_FIRST and (both_ends or begin >= _THIRTY):
        end = _THIRTY
    if begin == _THIRTY_FIRST or is_end_of_february(first):
        begin = _THIRTY
    return _days_of_360(first, last, begin, end)


def days_in_year(first: dt.date, last: dt.date, basis: int) -> float:
    """Length of the year that the days between two dates are a part of."""
    if basis == ACTUAL:
        return _actual_days_in_year(first, last)
    return 365.0 if basis == ACTUAL_365 else 360.0


def is_end_of_month(date: dt.date) -> bool:
    """Tell whether a date is the last of its month."""
    return date.day == calendar.monthrange(date.year, date.month)[1]


def is_end_of_february(date: dt.date) -> bool:
    """Tell whether a date is 28 February, or the 29th in a leap year."""
    return date.month == FEBRUARY and is_end_of_month(date)


def _days_of_360(first: dt.date, last: dt.date, begin: int, end: int) -> int:
    return (last.year - first.year) * 360 + (last.month - first.month) * 30 + end - begin


def _actual_days_in_year(first: dt.date, last: dt.date) -> float:
    """Mean of the years that are touched where the dates are more than one apart; else 366 around a 29 February."""
    years = last.year - first.year + 1
    if years > 2 or (years == 2 and (last.month, last.day) > (first.month, first.day)):
        return 365 + calendar.leapdays(first.year, last.year + 1) / years
    if years == 1:
        return 365.0 + calendar.isleap(first.year)
    in_first = calendar.isleap(first.year) and first.month <= FEBRUARY
    in_last = calendar.isleap(last.year) and (last.month, last.day) >= (FEBRUARY, 29)
    return 365.0 + (in_first or in_last)
