"""Economic order quantities; rates are per one and the same unit of time, arguments are laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column
from sop_xl.planning.supply.domains import non_negative, positive


def economic_order_quantity(demand: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike) -> FloatArray:
    """Order quantity that balances ordering and holding: ``√(2KD/h)``.

    Parameters
    ----------
    demand : units/time
        Demand rate [D].
    order_cost : currency/order
        Fixed cost of one order or set-up [K].
    holding_cost : currency/(unit·time)
        Cost of holding one unit [h].

    Returns
    -------
    units
        Order quantity [Q*].

    Raises
    ------
    DomainError
        Negative demand or order cost, a holding cost that is not positive (``#NUM!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 4.

    Examples
    --------
    >>> economic_order_quantity([1300], 8, 0.225).round(4)
    array([304.0468])
    """
    rate, fixed = non_negative(demand, "demand"), non_negative(order_cost, "order_cost")
    return np.sqrt(2.0 * fixed * rate / positive(holding_cost, "holding_cost"))


def economic_production_quantity(
    demand: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike, production_rate: ArrayLike
) -> FloatArray:
    """Lot that is made at a finite rate: ``√(2KD / (h·(1 − D/P)))``.

    Parameters
    ----------
    demand, order_cost, holding_cost
        As in ``economic_order_quantity``.
    production_rate : units/time
        Rate of production [P], above the demand rate.

    Returns
    -------
    units
        Lot size [Q*].

    Raises
    ------
    DomainError
        A production rate that does not exceed the demand (``#NUM!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 4 (finite
    replenishment rate).

    Examples
    --------
    >>> economic_production_quantity([10_000], 100, 2, 20_000).round(2)
    array([1414.21])
    """
    rate, capacity = np.broadcast_arrays(non_negative(demand, "demand"), positive(production_rate, "production_rate"))
    if (capacity <= rate).any():
        raise DomainError(
            "production cannot keep up with demand",
            argument="production_rate",
            got=float(capacity[capacity <= rate].flat[0]),
            expected="above the demand",
        )
    lot = economic_order_quantity(rate, order_cost, holding_cost)
    return np.asarray(lot / np.sqrt(1.0 - rate / capacity))


def economic_order_quantity_with_backorders(
    demand: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike, backorder_cost: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Order quantity and planned backorders where customers wait: ``Q = √(2KD(h + b)/(hb))``.

    Parameters
    ----------
    demand, order_cost, holding_cost
        As in ``economic_order_quantity``.
    backorder_cost : currency/(unit·time)
        Cost of keeping one unit of demand waiting [b].

    Returns
    -------
    order quantity : units
        [Q*].
    backorders : units
        Largest backlog, just before the order arrives [Q*·h/(h + b)].

    Notes
    -----
    Source: Snyder & Shen, *Fundamentals of Supply Chain Theory*, 2e, eqs. 3.27 and 3.28.

    Examples
    --------
    >>> quantity, backorders = economic_order_quantity_with_backorders([1300], 8, 0.225, 5)
    >>> quantity.round(2), backorders.round(2)
    (array([310.81]), array([13.38]))
    """
    holding, waiting = positive(holding_cost, "holding_cost"), positive(backorder_cost, "backorder_cost")
    quantity = economic_order_quantity(demand, order_cost, holding) * np.sqrt((holding + waiting) / waiting)
    return quantity, np.asarray(quantity * holding / (holding + waiting))


@dataclass(frozen=True)
class DiscountedOrder:
    """Best order under quantity discounts, one per item: quantity, unit price and total cost per time."""

    quantity: FloatArray
    price: FloatArray
    cost: FloatArray


def economic_order_quantity_with_discounts(
    demand: ArrayLike, order_cost: ArrayLike, holding_rate: ArrayLike, break_quantity: ArrayLike, price: ArrayLike
) -> DiscountedOrder:
    """Order quantity under all-units discounts: the cheapest of the feasible price levels.

    Parameters
    ----------
    demand, order_cost : (items,) units/time, currency/order
        As in ``economic_order_quantity``.
    holding_rate : (items,) 1/time
        Cost of holding stock as a share of its value [i].
    break_quantity : (items or 1, levels) units
        Smallest quantity of each price level, rising; gaps at the end where an item has fewer levels.
    price : (items or 1, levels) currency/unit
        Unit price of each level, for all units of the order [c_j].

    Returns
    -------
    DiscountedOrder
        Quantity, price and cost of purchase, ordering and holding per time, each (items,).

    Raises
    ------
    DomainError
        Break quantities that do not rise, negative rates (``#NUM!``).
    InsufficientDataError
        An item without any price level (``#N/A``).

    Notes
    -----
    Source: Snyder & Shen, *Fundamentals of Supply Chain Theory*, 2e, eqs. 3.18 and 3.19.

    Examples
    --------
    >>> best = economic_order_quantity_with_discounts([1300], 8, 0.3, [[0, 400, 800]], [[0.75, 0.72, 0.68]])
    >>> best.quantity, best.cost.round(1)
    (array([800.]), array([978.6]))
    """
    breaks, prices = as_block(break_quantity, "break_quantity"), as_block(price, "price")
    if breaks.shape[1] != prices.shape[1]:
        raise ShapeError("one price per break", argument="price", got=prices.shape, expected=breaks.shape)
    items = max(np.size(demand), len(breaks), len(prices))
    rate = non_negative(as_column(demand, items, "demand"), "demand")[:, np.newaxis]
    fixed = non_negative(as_column(order_cost, items, "order_cost"), "order_cost")[:, np.newaxis]
    holding = positive(as_column(holding_rate, items, "holding_rate"), "holding_rate")[:, np.newaxis]
    missing = np.isnan(breaks) | np.isnan(prices)
    if missing.all(axis=1).any():
        raise InsufficientDataError("no price level", argument="price")
    upper = np.column_stack([np.where(missing, np.inf, breaks)[:, 1:], np.full(len(missing), np.inf)])
    lower = non_negative(np.where(missing, 0.0, breaks), "break_quantity")
    if (~missing & (upper <= lower)).any():
        raise DomainError("the breaks of a price list must rise", argument="break_quantity", got=breaks.tolist())

    unit_price = positive(np.where(missing, 1.0, prices), "price")
    candidate = np.where(rate > 0, np.maximum(economic_order_quantity(rate, fixed, holding * unit_price), lower), 0.0)
    free = fixed * rate == 0  # without demand, or without a cost of ordering, nothing speaks for a lot of any size
    feasible = ~missing & (candidate < upper) & (free | (candidate > 0))
    divisor = np.where(candidate > 0, candidate, 1.0)
    cost = unit_price * rate + fixed * rate / divisor + holding * unit_price * candidate / 2.0
    cost = np.where(feasible, cost, np.inf)
    best = np.argmin(cost, axis=1)
    rows = np.arange(items)
    prices_of_all = np.broadcast_to(unit_price, cost.shape)
    return DiscountedOrder(candidate[rows, best], prices_of_all[rows, best], cost[rows, best])


def period_order_quantity(
    demand_per_period: ArrayLike, order_cost: ArrayLike, holding_cost_per_period: ArrayLike
) -> FloatArray:
    """Number of periods that an economic order covers: ``EOQ ÷ D̄``, in whole periods, at least one.

    Parameters
    ----------
    demand_per_period : units/period
        Mean demand [D̄], positive.
    order_cost : currency/order
        Fixed cost of one order [K].
    holding_cost_per_period : currency/(unit·period)
        Cost of holding one unit for one period [h].

    Returns
    -------
    periods
        Whole number of periods [POQ].

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 5 (EOQ as a time
    supply).

    Examples
    --------
    >>> period_order_quantity([100], 50, 0.2)
    array([2.])
    """
    rate = positive(demand_per_period, "demand_per_period")
    quantity = economic_order_quantity(rate, order_cost, holding_cost_per_period)
    return np.maximum(1.0, np.floor(quantity / rate + 0.5))
