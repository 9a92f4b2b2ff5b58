"""Functions of bonds that pay coupons: their calendar, price, yield, duration and accrued interest."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

from sop_xl.engine.native.coupons import Coupons, coupons, keep_their_day
from sop_xl.engine.native.day_counts import ACTUAL, days_between
from sop_xl.engine.native.refusals import OnlyExcelError, require, require_certain, whole

_FREQUENCIES = (1, 2, 4)  # of coupons in a year
_LOWEST_YIELD, _HIGHEST_YIELD = -0.3, 1.0  # beyond them Excel may give up its search
_NO_YIELD = 1e-9  # below which it is nothing but what the search leaves over
_MOST_COUPONS = 2_000  # of a bond whose yield is searched for
_MOST_STEPS = 100
_SAME = 1e-15


class _Bond(NamedTuple):
    """A bond between two coupons, by periods from one to the next."""

    coupon: float  # per period, of 100
    redemption: float
    passed: float
    left: int

    @property
    def first(self) -> float:
        """Periods until the next coupon."""
        return 1 - self.passed

    def value(self, growth: float) -> tuple[float, float]:
        """Present value of the payments, by what money grows in a period, and its derivative."""
        value = self.redemption / math.pow(growth, self.first + self.left - 1)
        slope = -(self.first + self.left - 1) * value
        for number in range(self.left):
            payment = self.coupon / math.pow(growth, self.first + number)
            value += payment
            slope -= (self.first + number) * payment
        return value, slope / growth


def days_before(settlement: dt.date, maturity: dt.date, frequency: float, basis: int) -> float:
    """COUPDAYBS."""
    return float(_coupons(settlement, maturity, frequency)[0].days_before(settlement, basis))


def days_after(settlement: dt.date, maturity: dt.date, frequency: float, basis: int) -> float:
    """COUPDAYSNC."""
    return float(_coupons(settlement, maturity, frequency)[0].days_after(settlement, basis))


def days(settlement: dt.date, maturity: dt.date, frequency: float, basis: int) -> float:
    """COUPDAYS; of a bond that pays at months' ends, Excel counts other days than those between its coupons."""
    found, times = _coupons(settlement, maturity, frequency)
    require_certain(basis != ACTUAL or keep_their_day(found, maturity))
    return found.days(times, basis)


def previous(settlement: dt.date, maturity: dt.date, frequency: float, _: int) -> dt.date:
    """COUPPCD."""
    return _coupons(settlement, maturity, frequency)[0].previous


def following(settlement: dt.date, maturity: dt.date, frequency: float, _: int) -> dt.date:
    """COUPNCD."""
    return _coupons(settlement, maturity, frequency)[0].following


def left(settlement: dt.date, maturity: dt.date, frequency: float, _: int) -> float:
    """COUPNUM."""
    return float(_coupons(settlement, maturity, frequency)[0].left)


def duration(
    settlement: dt.date, maturity: dt.date, rate: float, interest: float, frequency: float, basis: int
) -> float:
    """DURATION: mean time to the payments, each by its present value."""
    require(rate >= 0 and interest >= 0)
    bond, times = _bond(settlement, maturity, rate, 100, frequency, basis)
    growth = 1 + interest / times
    value, slope = bond.value(growth)
    return -slope * growth / value / times


def modified_duration(
    settlement: dt.date, maturity: dt.date, rate: float, interest: float, frequency: float, basis: int
) -> float:
    """MDURATION."""
    return duration(settlement, maturity, rate, interest, frequency, basis) / (1 + interest / math.trunc(frequency))


def price(
    settlement: dt.date,
    maturity: dt.date,
    rate: float,
    interest: float,
    redemption: float,
    frequency: float,
    basis: int,
) -> float:
    """PRICE; without compound interest where only the last payment is left."""
    require(rate >= 0 and interest >= 0 and redemption > 0)
    bond, times = _bond(settlement, maturity, rate, redemption, frequency, basis)
    if bond.left == 1:
        return (redemption + bond.coupon) / (1 + bond.first * interest / times) - bond.coupon * bond.passed
    return bond.value(1 + interest / times)[0] - bond.coupon * bond.passed


def yield_(
    settlement: dt.date,
    maturity: dt.date,
    rate: float,
    paid: float,
    redemption: float,
    frequency: float,
    basis: int,
) -> float:
    """YIELD, which PRICE makes the given price of."""
    require(rate >= 0 and paid > 0 and redemption > 0)
    bond, times = _bond(settlement, maturity, rate, redemption, frequency, basis)
    full = paid + bond.coupon * bond.passed
    if bond.left == 1:
        return (redemption + bond.coupon - full) / full * times / bond.first
    require_certain(bond.left <= _MOST_COUPONS)
    growth = 1 + _LOWEST_YIELD / times
    require_certain(bond.value(growth)[0] > full > bond.value(1 + _HIGHEST_YIELD / times)[0])
    for _ in range(_MOST_STEPS):  # from below, where the value falls steeper, no step goes too far
        value, slope = bond.value(growth)
        step = (full - value) / slope
        growth += step
        if abs(step) <= _SAME * growth:
            found = (growth - 1) * times
            require_certain(abs(found) > _NO_YIELD)
            return found
    raise OnlyExcelError


def accrued(
    issue: dt.date, first: dt.date, settlement: dt.date, rate: float, par: float, frequency: float, basis: int
) -> float:
    """ACCRINT of a bond that was issued no more than one period before its first coupon, and settled before it."""
    require(rate > 0 and par > 0 and issue < settlement)
    times = _times(frequency)
    require_certain(settlement < first)
    found = coupons(issue, first, times)
    require_certain(found.left == 1 and (basis != ACTUAL or keep_their_day(found, first)))
    return par * rate / times * days_between(issue, settlement, basis) / found.days(times, basis)


def _bond(
    settlement: dt.date, maturity: dt.date, rate: float, redemption: float, frequency: float, basis: int
) -> tuple[_Bond, int]:
    found, times = _coupons(settlement, maturity, frequency)
    passed = found.days_before(settlement, basis) / found.days(times, basis)
    require_certain(passed < 1)  # by years of 360 days a period may be over before it ends
    return _Bond(100 * rate / times, redemption, passed, found.left), times


def _coupons(settlement: dt.date, maturity: dt.date, frequency: float) -> tuple[Coupons, int]:
    times = _times(frequency)
    require(settlement < maturity)
    return coupons(settlement, maturity, times), times


def _times(frequency: float) -> int:
    times = whole(frequency)
    require(times in _FREQUENCIES)
    return times
