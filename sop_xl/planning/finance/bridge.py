"""Bridges of price, volume and mix: parts that add up to the change exactly, row by row.

The level is the level of the rows: mix between products is another figure than mix between families. Rows with
quantity in both periods are compared with each other; what is new or lost is kept apart and never disturbs their
volume and mix.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import SopError
from sop_xl.planning.arrays import FloatArray, as_column, own_column
from sop_xl.planning.finance.matching import MatchedRows, match_rows


@dataclass(frozen=True)
class Bridge:
    """The way from a base to an actual amount.

    Attributes
    ----------
    names : one per part
        What the columns of ``parts`` stand for, in the order of the bridge.
    base, actual : (rows,) currency
        Amounts at both ends; NaN in rows with a problem.
    parts : (rows, parts) currency
        Contribution of every row to every part. A row adds up to its actual − base, so every sub-total does.
    problems : one per row
        Why a row has no bridge, or None.
    """

    names: tuple[str, ...]
    base: FloatArray
    actual: FloatArray
    parts: FloatArray
    problems: tuple[SopError | None, ...]

    @property
    def change(self) -> FloatArray:
        """Actual − base of every row."""
        return self.actual - self.base

    def totals(self) -> dict[str, float]:
        """Sum of every part over the rows; refused with the first row's problem where there is one."""
        for problem in self.problems:
            if problem is not None:
                raise problem
        return {name: math.fsum(column) for name, column in zip(self.names, self.parts.T, strict=True)}


def price_volume_mix(
    quantity_0: ArrayLike,
    revenue_0: ArrayLike,
    quantity_1: ArrayLike,
    revenue_1: ArrayLike,
    *,
    decimals: int | None = None,
) -> Bridge:
    """Price, volume and mix of the change of revenue, with new and lost rows kept apart.

    Over the rows with quantity in both periods, with totals ``Q`` and unit prices ``p = r/q``:

    * volume = ``(Q₁/Q₀ − 1)·r₀``: the row grows like the total; in sum ``(Q₁ − Q₀)·R₀/Q₀``;
    * mix = ``(q₁ − q₀·Q₁/Q₀)·p₀``: the row grows more or less than the total;
    * price = ``(p₁ − p₀)·q₁``.

    A row without quantity in the base is new, one without quantity now is lost: its whole change is. The change
    of a row without quantity in both (freight, a rebate) counts as price.

    Parameters
    ----------
    quantity_0, quantity_1 : (rows,) units
        Quantity of base and actual period [q₀, q₁], all rows in one unit of measure.
    revenue_0, revenue_1 : (rows,) currency
        Revenue of base and actual period [r₀, r₁]. A row blank (NaN) in both columns of a period sold nothing.
    decimals : int, optional
        Round every part to so many decimals in such a way that rows and columns still add up.

    Returns
    -------
    Bridge
        Parts ``volume, mix, price, new, lost``; lost is negative.

    Raises
    ------
    ZeroDenominatorError
        The base quantities of the common rows cancel to zero (``#DIV/0!``).
    ShapeError
        Columns of different lengths (``#VALUE!``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 14 (sales-quantity and sales-mix variances) and
    ch. 7 (selling-price variance), here on revenue.

    Examples
    --------
    >>> bridge = price_volume_mix([600, 400], [6000, 8000], [500, 550], [5250, 10450])
    >>> {name: round(total, 6) for name, total in bridge.totals().items()}
    {'volume': 700.0, 'mix': 1300.0, 'price': -300.0, 'new': 0.0, 'lost': 0.0}
    """
    rows, (base, actual) = match_rows(quantity_0, {"revenue_0": revenue_0}, quantity_1, {"revenue_1": revenue_1})
    return finish(_revenue_parts(rows, base, actual), base, actual, rows, balance="price", decimals=decimals)


def price_volume_mix_fx(
    quantity_0: ArrayLike,
    revenue_0: ArrayLike,
    rate_0: ArrayLike,
    quantity_1: ArrayLike,
    revenue_1: ArrayLike,
    rate_1: ArrayLike,
    *,
    decimals: int | None = None,
) -> Bridge:
    """Price, volume and mix of revenue in local currencies, with the FX effect in front.

    ``fx = r₁·(rate₁ − rate₀)``, the translation of today's local revenue at today's instead of the base rate; all
    other parts are those of ``price_volume_mix`` at the base rates (constant currency).

    Parameters
    ----------
    quantity_0, quantity_1 : (rows,) units
        Quantity of base and actual period [q₀, q₁].
    revenue_0, revenue_1 : (rows,) local currency
        Revenue of base and actual period [r₀, r₁].
    rate_0, rate_1 : (rows,) or one, reporting per local currency
        Exchange rates of base and actual period [fx₀, fx₁].
    decimals : int, optional
        Round every part to so many decimals in such a way that rows and columns still add up.

    Returns
    -------
    Bridge
        Parts ``fx, volume, mix, price, new, lost`` in the reporting currency.

    Raises
    ------
    ZeroDenominatorError, ShapeError
        As for ``price_volume_mix``.

    Notes
    -----
    Source: as for ``price_volume_mix``; translation at constant rates as in companies' constant-currency reports.

    Examples
    --------
    >>> bridge = price_volume_mix_fx([100], [1000], [1.10], [110], [1100], [1.20])
    >>> {name: round(total, 6) for name, total in bridge.totals().items() if abs(total) > 1e-9}
    {'fx': 110.0, 'volume': 110.0}
    """
    size = np.size(quantity_0)
    local_0, local_1 = own_column(revenue_0, size, "revenue_0"), own_column(revenue_1, size, "revenue_1")
    fx_0, fx_1 = as_column(rate_0, size, "rate_0"), as_column(rate_1, size, "rate_1")
    rows, (_, base, _, constant, actual) = match_rows(
        quantity_0,
        {"revenue_0": local_0, "rate_0": translate(local_0, fx_0)},
        quantity_1,
        {"revenue_1": local_1, "rate_0": translate(local_1, fx_0), "rate_1": translate(local_1, fx_1)},
    )
    parts = {"fx": actual - constant, **_revenue_parts(rows, base, constant)}
    return finish(parts, base, actual, rows, balance="price", decimals=decimals)


def translate(local: FloatArray, rate: FloatArray) -> FloatArray:
    """Amount at a rate: nothing needs no rate, anything else does (NaN where there is none above zero)."""
    return np.where(local == 0, 0.0, local * np.where(rate > 0, rate, np.nan))


def _revenue_parts(rows: MatchedRows, base: FloatArray, actual: FloatArray) -> dict[str, FloatArray]:
    change = actual - base
    return {
        **rows.volume_and_mix(base),
        "price": np.where(rows.kept, actual - rows.flexed(base), 0.0),
        "new": np.where(rows.new, change, 0.0),
        "lost": np.where(rows.lost, change, 0.0),
    }


def finish(
    parts: Mapping[str, FloatArray],
    base: FloatArray,
    actual: FloatArray,
    rows: MatchedRows,
    *,
    balance: str,
    decimals: int | None,
) -> Bridge:
    """Bridge of its parts; on request rounded, with the differences left in the ``balance`` part of common rows."""
    names = tuple(parts)
    table = np.column_stack(list(parts.values()))
    bad = np.array([problem is not None for problem in rows.problems])
    table[bad] = base[bad] = actual[bad] = np.nan
    if decimals is not None:
        table, base, actual = (_cascade_round(values, decimals) for values in (table, base, actual))
        closing = np.select([rows.new, rows.lost], [names.index("new"), names.index("lost")], names.index(balance))
        every = np.arange(len(table))
        table[every, closing] = 0.0
        table[every, closing] = (actual - base - table.sum(axis=1)).round(decimals)
    return Bridge(names, base, actual, table, rows.problems)


def _cascade_round(values: FloatArray, decimals: int) -> FloatArray:
    """Round running totals and take their steps: every value within one unit, every column total within half."""
    bad = np.isnan(values)
    running: FloatArray = np.cumsum(np.where(bad, 0.0, values), axis=0).round(decimals)
    steps: FloatArray = np.diff(running, axis=0, prepend=0.0).round(decimals)
    return np.where(bad, np.nan, steps)
