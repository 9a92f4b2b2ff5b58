"""AMORLINC: a part of a year first, then whole ones, until what is left is the salvage value."""

from __future__ import annotations

import datetime as dt

from sop_xl.engine.native.day_counts import ACTUAL, ACTUAL_360, ACTUAL_365, FEBRUARY, days_between, days_in_year
from sop_xl.engine.native.refusals import require_certain

_LEAP_DAY = (FEBRUARY, 29)
_ROUNDING = 1e-9  # of a cost; what is left of it then may be nothing


def linear_depreciation(
    cost: float, purchased: dt.date, first_end: dt.date, salvage: float, period: float, rate: float, basis: int
) -> float:
    """AMORLINC."""
    require_certain(0 <= salvage < cost and 0 < rate < 1 and period >= 0 and period % 1 == 0)
    require_certain(basis != ACTUAL_360 and purchased < first_end)
    by_calendar = basis in (ACTUAL, ACTUAL_365)
    require_certain(not by_calendar or _LEAP_DAY not in ((at.month, at.day) for at in (purchased, first_end)))
    days = days_between(purchased, first_end, basis)
    require_certain(days > 0)
    first = cost * rate * days / days_in_year(purchased, purchased, basis)
    if period == 0:
        return min(first, cost - salvage)
    remaining = cost - salvage - first - (period - 1) * cost * rate
    require_certain(remaining == 0 or abs(remaining) > _ROUNDING * cost)
    return max(0.0, min(cost * rate, remaining))
