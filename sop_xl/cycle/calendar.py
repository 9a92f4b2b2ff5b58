"""Months and working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

_SATURDAY = 5


def month_start(day: dt.date, months: int = 0) -> dt.date:
    """First day of the month that lies so many months after that of a day."""
    years, index = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, index + 1, 1)


def month_end(day: dt.date, months: int = 0) -> dt.date:
    """Last day of the month that lies so many months after that of a day."""
    return month_start(day, months + 1) - dt.timedelta(days=1)


_MONTHS = "January February March April May June July August September October November December".split()


def long_date(day: dt.date) -> str:
    """Date in words, the same in every locale: 6 July 2020."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: dt.date) -> str:
    """``6 Jul 2026``, as the sheets show it."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def short_month(day: dt.date) -> str:
    """Month in words, the same in every locale: Jul 2020."""
    return f"{_MONTHS[day.month - 1][:3]} {day.year}"


def is_month_end(day: dt.date) -> bool:
    """Tell whether a day is the last one of its month."""
    return (day + dt.timedelta(days=1)).day == 1


def working_day(month: dt.date, number: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The n-th working day of a month, Saturdays, Sundays and holidays left out, as Excel's WORKDAY counts.

    >>> working_day(dt.date(2020, 7, 1), 3, [dt.date(2020, 7, 3)])
    datetime.date(2020, 7, 6)
    """
    day = month_start(month) - dt.timedelta(days=1)
    while number > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            number -= 1
    return day
