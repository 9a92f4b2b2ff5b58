"""A plan in money: revenue, cost of goods sold and gross margin by period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError
from sop_xl.planning.arrays import FloatArray, as_block, as_same_block


@dataclass(frozen=True)
class PlanProfit:
    """Totals of a plan by period; all (periods,) currency, the share a fraction (NaN without revenue)."""

    revenue: FloatArray
    cogs: FloatArray
    gross_margin: FloatArray
    margin_share: FloatArray


def plan_profit(units: ArrayLike, prices: ArrayLike, costs: ArrayLike) -> PlanProfit:
    """Revenue, cost of goods sold and gross margin of a plan in units, all items together.

    Parameters
    ----------
    units : (items, periods) units
        Sales plan; NaN = none.
    prices, costs : (items, periods) or (items, 1), currency/unit
        Net price and standard cost; NaN = not known, which is allowed where there are no units.

    Returns
    -------
    PlanProfit
        By period.

    Raises
    ------
    InsufficientDataError
        Units without a price or cost (``#N/A``).
    ShapeError
        Prices or costs that do not go with the units (``#VALUE!``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 2 (gross margin).

    Examples
    --------
    >>> plan = plan_profit([[10, 0], [5, 0]], [[10], [10]], [[6], [6]])
    >>> plan.revenue, plan.gross_margin, plan.margin_share
    (array([150.,   0.]), array([60.,  0.]), array([0.4, nan]))
    """
    quantity = np.nan_to_num(as_block(units, "units"))
    revenue, cogs = _worth(quantity, prices, "prices"), _worth(quantity, costs, "costs")
    margin = revenue - cogs
    share = np.divide(margin, revenue, out=np.full_like(margin, np.nan), where=revenue != 0)
    return PlanProfit(revenue, cogs, margin, share)


def _worth(quantity: FloatArray, per_unit: ArrayLike, name: str) -> FloatArray:
    """Worth of all items by period."""
    worth = np.where(quantity == 0, 0.0, quantity * as_same_block(per_unit, quantity, name))
    missing = np.argwhere(np.isnan(worth))
    if missing.size:
        row, period = (missing[0] + 1).tolist()
        raise InsufficientDataError(f"no value for the units in row {row}, period {period}", argument=name)
    total: FloatArray = worth.sum(axis=0)
    return total
