"""Value of a stock: how fast it turns, and what more service costs in stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_same_block
from sop_xl.planning.supply.domains import fraction, known, non_negative
from sop_xl.planning.supply.safety_stock import safety_stock
from sop_xl.planning.supply.service import fill_rate, std_over_lead_time

PERIODS_PER_YEAR = 12.0


def stock_turns(
    cost_of_goods: ArrayLike, stock_value: ArrayLike, periods_per_year: float = PERIODS_PER_YEAR
) -> FloatArray:
    """Stock turns per year: annual cost of goods sold ÷ average stock value.

    Parameters
    ----------
    cost_of_goods : (items, periods) currency/period
        Cost of goods sold or planned to be sold.
    stock_value : (items, periods) currency
        Value of the stock at the end of the same periods.
    periods_per_year : float
        To bring the periods to a year: 12 months, 52 weeks.

    Returns
    -------
    (items,) 1/year
        Turns; days of inventory are 365 ÷ turns.

    Raises
    ------
    ZeroDenominatorError
        An item with no stock on average (``#DIV/0!``).
    DomainError
        Less than no stock on average (``#NUM!``).
    InsufficientDataError
        A gap (``#N/A``).

    Notes
    -----
    Source: Jacobs & Chase, *Operations and Supply Chain Management* (inventory turnover).

    Examples
    --------
    >>> stock_turns([[100, 140]], [[200, 280]])
    array([6.])
    """
    sold = known(as_block(cost_of_goods, "cost_of_goods"), "cost_of_goods")
    average = known(as_same_block(stock_value, sold, "stock_value"), "stock_value").mean(axis=1)
    non_negative(average, "stock_value")
    if (average == 0).any():
        raise ZeroDenominatorError("no stock on average", argument="stock_value", got=0.0)
    return np.asarray(sold.mean(axis=1) * periods_per_year / average)


@dataclass(frozen=True)
class TradeOff:
    """Stock against service; every field is (levels,).

    Attributes
    ----------
    service_level : fraction
        Cycle service level [α].
    safety_stock_value : currency
        Value of the safety stocks of all items.
    average_stock_value : currency
        The same with half the order quantities.
    fill_rate : fraction
        Share of the demand value met from stock, all items together [β].
    """

    service_level: FloatArray
    safety_stock_value: FloatArray
    average_stock_value: FloatArray
    fill_rate: FloatArray


def trade_off(
    service_levels: ArrayLike,
    demand_mean: ArrayLike,
    demand_std: ArrayLike,
    lead_time: ArrayLike,
    order_quantity: ArrayLike,
    unit_cost: ArrayLike,
) -> TradeOff:
    """Stock value of a range of items at each cycle service level, and the fill rate that it gives.

    Parameters
    ----------
    service_levels : (levels,) fraction
        Cycle service levels to be compared [α].
    demand_mean, demand_std : (items,) units/period
        Mean and standard deviation of demand [D̄, σ_D].
    lead_time : (items,) periods
        Replenishment lead time [LT].
    order_quantity : (items,) units
        Replenishment quantity [Q].
    unit_cost : (items,) currency/unit
        Standard cost.

    Returns
    -------
    TradeOff
        One point of the curve per service level.

    Raises
    ------
    DomainError
        A level of 0 or 1 or beyond, or a negative argument (``#NUM!``).
    ZeroDenominatorError
        No demand at all (``#DIV/0!``).

    Notes
    -----
    Source: exchange curves in Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e,
    ch. 6.

    Examples
    --------
    >>> curve = trade_off([0.90, 0.98], [100, 40], [20, 15], 4, [200, 80], [3, 8])
    >>> curve.safety_stock_value.round(), curve.fill_rate.round(4)
    (array([461., 739.]), array([0.9863, 0.9979]))
    """
    levels = fraction(np.atleast_1d(np.asarray(service_levels, dtype=np.float64)).ravel(), "service_level")
    columns = {
        "demand_mean": demand_mean,
        "demand_std": demand_std,
        "lead_time": lead_time,
        "order_quantity": order_quantity,
        "unit_cost": unit_cost,
    }
    items = max(np.size(values) for values in columns.values())
    mean, std, time, quantity, cost = (
        non_negative(as_column(values, items, name), name) for name, values in columns.items()
    )
    demand_value = (mean * cost).sum()
    if demand_value == 0:
        raise ZeroDenominatorError("no demand at all", argument="demand_mean", got=0.0)
    stock = safety_stock(levels[:, np.newaxis], std, time)
    safety = stock @ cost
    met = fill_rate(stock, quantity, std_over_lead_time(std, time)) @ (mean * cost)
    return TradeOff(levels, safety, safety + (quantity * cost).sum() / 2.0, met / demand_value)
