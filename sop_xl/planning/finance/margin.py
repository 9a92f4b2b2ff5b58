"""Gross-margin bridge: volume, mix and price, and cost by its causes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import as_column
from sop_xl.planning.finance.bridge import Bridge, finish
from sop_xl.planning.finance.matching import match_rows


def margin_bridge(
    quantity_0: ArrayLike,
    revenue_0: ArrayLike,
    cost_0: ArrayLike,
    quantity_1: ArrayLike,
    revenue_1: ArrayLike,
    cost_1: ArrayLike,
    *,
    purchase_price: ArrayLike = 0.0,
    usage: ArrayLike = 0.0,
    decimals: int | None = None,
) -> Bridge:
    """Gross-margin bridge: volume and mix on the unit margin, price, and cost by its causes.

    Over the rows with quantity in both periods: volume and mix as in ``price_volume_mix`` on the unit margin
    ``m₀ = p₀ − c₀``; price = ``(p₁ − p₀)·q₁``; cost = ``−(c₁ − c₀)·q₁``, of which the purchase price and usage
    variances take their share and other cost is the rest. A new or lost row brings or takes its whole margin.

    Parameters
    ----------
    quantity_0, quantity_1 : (rows,) units
        Quantity of base and actual period [q₀, q₁].
    revenue_0, revenue_1, cost_0, cost_1 : (rows,) currency
        Revenue and cost of goods sold of both periods. A row blank (NaN) throughout a period sold nothing.
    purchase_price, usage : (rows,) currency, optional
        Purchase price and usage variance against the base cost, positive = unfavourable; ignored in new and lost
        rows, which have no base cost.
    decimals : int, optional
        Round every part to so many decimals in such a way that rows and columns still add up.

    Returns
    -------
    Bridge
        Parts ``volume, mix, price, purchase price, usage, other cost, new, lost``; positive = more margin.

    Raises
    ------
    ZeroDenominatorError
        The base quantities of the common rows cancel to zero (``#DIV/0!``).
    ShapeError
        Columns of different lengths (``#VALUE!``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 14 (sales-quantity and sales-mix variances on the
    contribution margin per unit) and ch. 7 (price and efficiency variances of inputs).

    Examples
    --------
    >>> bridge = margin_bridge([100], [1000], [600], [110], [1210], [693], purchase_price=[20])
    >>> {name: round(total, 6) for name, total in bridge.totals().items() if abs(total) > 1e-9}
    {'volume': 40.0, 'price': 110.0, 'purchase price': -20.0, 'other cost': -13.0}
    """
    rows, (revenue_before, cost_before, revenue_now, cost_now) = match_rows(
        quantity_0,
        {"revenue_0": revenue_0, "cost_0": cost_0},
        quantity_1,
        {"revenue_1": revenue_1, "cost_1": cost_1},
    )
    base, actual = revenue_before - cost_before, revenue_now - cost_now
    price = np.where(rows.kept, revenue_now - rows.flexed(revenue_before), 0.0)
    cost = np.where(rows.kept, rows.flexed(cost_before) - cost_now, 0.0)
    bought, used = (
        np.where(rows.kept, -np.nan_to_num(as_column(values, len(base), name)), 0.0)
        for values, name in ((purchase_price, "purchase_price"), (usage, "usage"))
    )
    parts = {
        **rows.volume_and_mix(base),
        "price": price,
        "purchase price": bought,
        "usage": used,
        "other cost": cost - bought - used,
        "new": np.where(rows.new, actual - base, 0.0),
        "lost": np.where(rows.lost, actual - base, 0.0),
    }
    return finish(parts, base, actual, rows, balance="other cost", decimals=decimals)
