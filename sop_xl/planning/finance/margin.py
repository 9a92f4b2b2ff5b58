"""Gross-margin bridge: volume, mix and price, and cost by its causes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import FloatArray, as_column, own_column
from sop_xl.planning.finance.bridge import Bridge, finish, translate
from sop_xl.planning.finance.matching import MatchedRows, match_rows


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
    parts = _parts(
        rows,
        (revenue_before, cost_before),
        (revenue_now, cost_now),
        as_column(purchase_price, len(revenue_now), "purchase_price"),
        as_column(usage, len(revenue_now), "usage"),
    )
    base, actual = revenue_before - cost_before, revenue_now - cost_now
    return finish(parts, base, actual, rows, balance="other cost", decimals=decimals)


def margin_bridge_fx(
    quantity_0: ArrayLike,
    revenue_0: ArrayLike,
    cost_0: ArrayLike,
    rate_0: ArrayLike,
    quantity_1: ArrayLike,
    revenue_1: ArrayLike,
    cost_1: ArrayLike,
    rate_1: ArrayLike,
    *,
    purchase_price: ArrayLike = 0.0,
    usage: ArrayLike = 0.0,
    decimals: int | None = None,
) -> Bridge:
    """Gross-margin bridge of amounts in local currencies, with the FX effect in front.

    ``fx = (r₁ − cost₁)·(rate₁ − rate₀)``; all other parts are those of ``margin_bridge`` at the base rates.

    Parameters
    ----------
    quantity_0, revenue_0, cost_0, quantity_1, revenue_1, cost_1, purchase_price, usage, decimals
        As in ``margin_bridge``, amounts in local currency.
    rate_0, rate_1 : (rows,) or one, reporting per local currency
        Exchange rates of base and actual period [fx₀, fx₁].

    Returns
    -------
    Bridge
        Parts ``fx, volume, mix, price, purchase price, usage, other cost, new, lost`` in the reporting currency.

    Raises
    ------
    ZeroDenominatorError, ShapeError
        As for ``margin_bridge``.

    Notes
    -----
    Source: as for ``margin_bridge``; translation at constant rates as in companies' constant-currency reports.

    Examples
    --------
    >>> bridge = margin_bridge_fx([100], [1000], [600], [1.0], [100], [1000], [600], [1.2])
    >>> {name: round(total, 6) for name, total in bridge.totals().items() if abs(total) > 1e-9}
    {'fx': 80.0}
    """
    size = np.size(quantity_0)
    local = {
        name: own_column(values, size, name)
        for name, values in (
            ("revenue_0", revenue_0),
            ("cost_0", cost_0),
            ("revenue_1", revenue_1),
            ("cost_1", cost_1),
        )
    }
    fx_0, fx_1 = as_column(rate_0, size, "rate_0"), as_column(rate_1, size, "rate_1")

    def at(rate: FloatArray, period: int, name: str) -> dict[str, FloatArray]:
        revenue, cost = local[f"revenue_{period}"], local[f"cost_{period}"]
        return {name: translate(revenue, rate), f"{name} of the cost": translate(cost, rate)}

    rows, amounts = match_rows(
        quantity_0,
        {"revenue_0": local["revenue_0"], "cost_0": local["cost_0"], **at(fx_0, 0, "rate_0")},
        quantity_1,
        {
            "revenue_1": local["revenue_1"],
            "cost_1": local["cost_1"],
            **at(fx_0, 1, "rate_0"),
            **at(fx_1, 1, "rate_1"),
        },
    )
    _, _, revenue_before, cost_before, _, _, revenue_constant, cost_constant, revenue_now, cost_now = amounts
    bought, used = (
        np.nan_to_num(as_column(values, size, name)) * np.nan_to_num(fx_0)
        for values, name in ((purchase_price, "purchase_price"), (usage, "usage"))
    )
    base, constant = revenue_before - cost_before, revenue_constant - cost_constant
    actual = revenue_now - cost_now
    parts = _parts(rows, (revenue_before, cost_before), (revenue_constant, cost_constant), bought, used)
    return finish({"fx": actual - constant, **parts}, base, actual, rows, balance="other cost", decimals=decimals)


def _parts(
    rows: MatchedRows,
    before: tuple[FloatArray, FloatArray],
    now: tuple[FloatArray, FloatArray],
    purchase_price: FloatArray,
    usage: FloatArray,
) -> dict[str, FloatArray]:
    """Parts of the change of margin, from revenue and cost of both periods."""
    base, actual = before[0] - before[1], now[0] - now[1]
    cost = np.where(rows.kept, rows.flexed(before[1]) - now[1], 0.0)
    bought, used = (np.where(rows.kept, -np.nan_to_num(values), 0.0) for values in (purchase_price, usage))
    return {
        **rows.volume_and_mix(base),
        "price": np.where(rows.kept, now[0] - rows.flexed(before[0]), 0.0),
        "purchase price": bought,
        "usage": used,
        "other cost": cost - bought - used,
        "new": np.where(rows.new, actual - base, 0.0),
        "lost": np.where(rows.lost, actual - base, 0.0),
    }
