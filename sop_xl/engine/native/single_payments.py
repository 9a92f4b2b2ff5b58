"""Functions of securities that pay once, when they mature: discounts, and interest from the issue on."""

from __future__ import annotations

import datetime as dt

from sop_xl.engine.native.day_counts import days_between, days_in_year
from sop_xl.engine.native.refusals import require, require_certain


def discount(settlement: dt.date, maturity: dt.date, price: float, redemption: float, basis: int) -> float:
    """DISC."""
    require(price > 0 and redemption > 0)
    return (redemption - price) / redemption / _years(settlement, maturity, basis)


def gain(settlement: dt.date, maturity: dt.date, invested: float, redemption: float, basis: int) -> float:
    """INTRATE and YIELDDISC, which are the same of an investment and of a price."""
    require(invested > 0 and redemption > 0)
    return (redemption - invested) / invested / _years(settlement, maturity, basis)


def received(settlement: dt.date, maturity: dt.date, invested: float, rate: float, basis: int) -> float:
    """RECEIVED."""
    require(invested > 0 and rate > 0)
    part = 1 - rate * _years(settlement, maturity, basis)
    require_certain(part > 0)
    return invested / part


def discounted(settlement: dt.date, maturity: dt.date, rate: float, redemption: float, basis: int) -> float:
    """PRICEDISC."""
    require(rate > 0 and redemption > 0)
    return redemption - rate * redemption * _years(settlement, maturity, basis)


def price_with_interest(
    settlement: dt.date, maturity: dt.date, issue: dt.date, rate: float, interest: float, basis: int
) -> float:
    """PRICEMAT."""
    require(rate >= 0 and interest >= 0)
    whole, before, after = _shares(settlement, maturity, issue, basis)
    return (100 + whole * rate * 100) / (1 + after * interest) - before * rate * 100


def yield_with_interest(
    settlement: dt.date, maturity: dt.date, issue: dt.date, rate: float, price: float, basis: int
) -> float:
    """YIELDMAT."""
    require(rate >= 0 and price > 0)
    whole, before, after = _shares(settlement, maturity, issue, basis)
    paid = price / 100 + before * rate
    return (1 + whole * rate - paid) / paid / after


def interest_from_issue(issue: dt.date, settlement: dt.date, rate: float, par: float, basis: int) -> float:
    """ACCRINTM."""
    require(rate > 0 and par > 0)
    return par * rate * _years(issue, settlement, basis)


def _years(first: dt.date, last: dt.date, basis: int) -> float:
    require(first < last)
    days = days_between(first, last, basis)
    require_certain(days > 0)  # by months of thirty days the 30th and the 31st are one
    return days / days_in_year(first, last, basis)


def _shares(settlement: dt.date, maturity: dt.date, issue: dt.date, basis: int) -> tuple[float, float, float]:
    """Of a year: from issue to maturity, from issue to settlement, from settlement to maturity."""
    require(settlement < maturity)
    require_certain(issue < settlement)
    year = days_in_year(issue, settlement, basis)
    whole, before = days_between(issue, maturity, basis), days_between(issue, settlement, basis)
    require_certain(whole > before)
    return whole / year, before / year, (whole - before) / year
