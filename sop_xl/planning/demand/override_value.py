"""What people's overrides were worth: the forecast value added of each owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.arrays import as_block, as_same_block
from sop_xl.planning.demand.overrides import ACTIVE, Override, walk
from sop_xl.planning.demand.value_added import verdict

EVERYBODY = "all"
_NEVER = -np.inf  # an override that has expired since was made all the same


class OwnerValue(NamedTuple):
    """Overrides of one owner: how many, the forecasts they changed, WAPE before and after, and the value added."""

    owner: str
    overrides: int
    forecasts: int
    wape_before: float
    wape_after: float
    added: float
    verdict: str


def override_value(
    actual: ArrayLike,
    plan: ArrayLike,
    items: Sequence[str],
    periods: ArrayLike,
    overrides: Sequence[Override],
    dead_zone: float = 0.01,
) -> list[OwnerValue]:
    """Forecast value added by each owner's overrides, on the very forecasts that they changed.

    Each override is judged against the plan as the overrides before it had left it:
    ``FVA = (Σ|A − before| − Σ|A − after|) ÷ Σ|A|``.

    Parameters
    ----------
    actual, plan : (items, periods) units/period
        What was sold [A], and what was planned before any override.
    items, periods, overrides
        As in ``apply_overrides``; an expiry does not matter, for what is judged is past.
    dead_zone : float, fraction
        Differences in WAPE up to this count as none.

    Returns
    -------
    list of OwnerValue
        Everybody together, then each owner in the order of their first override. Owners whose overrides met no
        forecast with a known actual, or whose actuals are all zero, are left out.

    Raises
    ------
    DomainError
        A negative dead zone, or an override that is not complete (``#NUM!``).
    InsufficientDataError
        No override that can be judged (``#N/A``).

    Notes
    -----
    Source: Fildes, Goodwin, Lawrence & Nikolopoulos (2009), *Effective forecasting and judgmental adjustments*,
    Int. J. of Forecasting 25.

    Examples
    --------
    >>> promo = Override("A", 1, 1, "units", 50, "promotion", "Ann", "as last year")
    >>> override_value([[140, 90]], [[100, 100]], ["A"], [1, 2], [promo])[1][:6]
    ('Ann', 1, 1, 0.2857142857142857, 0.07142857142857142, 0.21428571428571427)
    """
    if dead_zone < 0:
        raise DomainError("outside its domain", argument="dead_zone", got=dead_zone, expected=">=0")
    block = as_block(plan, "plan").copy()
    sold = as_same_block(actual, block, "actual")
    sums: dict[str, np.ndarray] = {EVERYBODY: np.zeros(5)}
    for change in walk(block, items, periods, overrides, _NEVER):
        if change.state != ACTIVE:
            continue
        demand = sold[change.row, change.columns]
        known = ~(np.isnan(demand) | np.isnan(change.before))
        off = [np.abs(demand - said)[known].sum() for said in (change.before, change.after)]
        part = np.array([known.any(), known.sum(), *off, np.abs(demand[known]).sum()], dtype=np.float64)
        for owner in (EVERYBODY, change.override.owner):
            sums[owner] = sums.get(owner, np.zeros(5)) + part
    found = [_value(owner, total, dead_zone) for owner, total in sums.items() if total[4] > 0]
    if not found:
        raise InsufficientDataError("no override of a period with a known actual", argument="overrides")
    return found


def _value(owner: str, total: np.ndarray, dead_zone: float) -> OwnerValue:
    before, after = (float(off / total[4]) for off in total[2:4])
    return OwnerValue(
        owner, int(total[0]), int(total[1]), before, after, before - after, verdict(before - after, dead_zone)
    )
