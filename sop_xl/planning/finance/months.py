"""Months on a fiscal calendar: month, year to date, full year and rolling twelve months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.arrays import BoolArray, IndexArray

Span = Literal["month", "ytd", "full_year", "rolling_12"]

MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Months:
    """Months at the head of a block, as numbers that go on over the turn of the year.

    Parameters
    ----------
    dates : (periods,)
        Any day of each month.

    Raises
    ------
    DomainError
        A month that stands there twice (``#NUM!``).
    """

    dates: Sequence[dt.date]

    def __post_init__(self) -> None:
        """Refuse a month that stands there twice: it would be counted twice."""
        numbers = [month_number(date) for date in self.dates]
        for index, number in enumerate(numbers):
            if number in numbers[:index]:
                raise DomainError("a month that stands there twice", argument="months", got=month_name(number))

    @property
    def numbers(self) -> IndexArray:
        """Number of each month."""
        return np.array([month_number(date) for date in self.dates], dtype=np.intp)

    def columns(self, first: int, last: int) -> BoolArray:
        """Columns of the months from first to last; refused with ``#N/A`` where one of them is not there."""
        numbers = self.numbers
        missing = sorted(set(range(first, last + 1)) - set(numbers.tolist()))
        if missing:
            raise InsufficientDataError(
                "a month that is needed is not in the range",
                argument="months",
                got=month_name(missing[0]),
                hint=f"Let the range reach from {month_name(first)} to {month_name(last)}.",
            )
        return (numbers >= first) & (numbers <= last)


def month_number(date: dt.date) -> int:
    """Number of the month of a date; the next month has the next number."""
    return date.year * MONTHS_PER_YEAR + date.month - 1


def month_name(number: int) -> str:
    """Name of a month number, such as 2020-06."""
    return f"{number // MONTHS_PER_YEAR}-{number % MONTHS_PER_YEAR + 1:02d}"


def span_months(span: Span, as_of: dt.date, fiscal_year_start: int = 1, years_back: int = 0) -> tuple[int, int]:
    """First and last month number of a span that is looked at from the month of ``as_of``.

    Examples
    --------
    >>> [month_name(month) for month in span_months("ytd", dt.date(2020, 3, 31), fiscal_year_start=7)]
    ['2019-07', '2020-03']
    """
    now = month_number(as_of)
    year_start = now - (now - (fiscal_year_start - 1)) % MONTHS_PER_YEAR
    first, last = {
        "month": (now, now),
        "ytd": (year_start, now),
        "full_year": (year_start, year_start + MONTHS_PER_YEAR - 1),
        "rolling_12": (now - MONTHS_PER_YEAR + 1, now),
    }[span]
    return first - years_back * MONTHS_PER_YEAR, last - years_back * MONTHS_PER_YEAR
