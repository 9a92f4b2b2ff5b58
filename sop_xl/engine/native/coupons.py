"""The calendar of a bond's coupons, counted back from its maturity as Excel does it."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from sop_xl.engine.native.day_counts import (
    ACTUAL,
    ACTUAL_365,
    FEBRUARY,
    US_30_360,
    days_between,
    is_end_of_month,
    us_days,
)
from sop_xl.engine.native.refusals import require_certain

FIRST_YEAR = 1901  # in 1900 Excel has a 29 February that never was
_MOST_COMMON_DAYS = 28  # of a month


class Coupons(NamedTuple):
    """The coupons around a settlement, and how many of them are left to be paid."""

    previous: dt.date
    following: dt.date
    left: int

    def days_before(self, settlement: dt.date, basis: int) -> int:
        """Days from the previous coupon to the settlement."""
        return days_between(self.previous, settlement, basis)

    def days_after(self, settlement: dt.date, basis: int) -> int:
        """Days from the settlement to the next coupon; the American way, what is left of the period."""
        if basis == US_30_360:
            return us_days(self.previous, self.following, both_ends=True) - self.days_before(settlement, basis)
        return days_between(settlement, self.following, basis)

    def days(self, frequency: int, basis: int) -> float:
        """Days of the period between them."""
        if basis == ACTUAL:
            return float((self.following - self.previous).days)
        return (365 if basis == ACTUAL_365 else 360) / frequency


def coupons(settlement: dt.date, maturity: dt.date, frequency: int) -> Coupons:
    """The coupons of a bond that pays some times a year; where it matures at a month's end, it pays at months' ends.

    Raises
    ------
    OnlyExcelError
        The coupon days fall on a 29th or 30th that February does not have, or on days of 1900.
    """
    months = 12 // frequency
    in_february = (maturity.month - FEBRUARY) % months == 0
    at_end = is_end_of_month(maturity)
    # Whether the coupons after February keep to its last day is not documented.
    require_certain(at_end or not in_february or maturity.day <= _MOST_COMMON_DAYS)
    left = ((maturity.year - settlement.year) * 12 + maturity.month - settlement.month) // months
    if _months_before(maturity, left * months, at_end=at_end) > settlement:
        left += 1
    previous, following = (_months_before(maturity, n * months, at_end=at_end) for n in (left, left - 1))
    return Coupons(previous, following, left)


def keep_their_day(found: Coupons, maturity: dt.date) -> bool:
    """Tell whether coupons fall on the day of the month on which the bond matures, as far as their months have it."""
    return all(
        date.day == min(maturity.day, calendar.monthrange(date.year, date.month)[1])
        for date in (found.previous, found.following)
    )


def _months_before(maturity: dt.date, months: int, *, at_end: bool) -> dt.date:
    year, month = divmod(maturity.year * 12 + maturity.month - 1 - months, 12)
    require_certain(year >= FIRST_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, last if at_end else min(maturity.day, last))
