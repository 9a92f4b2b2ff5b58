"""Lots for demand that varies over time: the cheapest plan, and the rule of least cost per period."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import FloatArray, as_block, as_column
from sop_xl.planning.supply.domains import non_negative


def wagner_whitin_lots(requirements: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike) -> FloatArray:
    """Lots of least total ordering and holding cost over the horizon.

    Parameters
    ----------
    requirements : (items, periods) units/period
        Net requirements [D_t], to be received in or before their period; a gap counts as none.
    order_cost : (items,) currency/order
        Fixed cost of an order [K].
    holding_cost : (items,) currency/(unit·period)
        Cost of carrying one unit from one period to the next [h].

    Returns
    -------
    (items, periods) units/period
        Receipts; each covers the requirements up to the next one.

    Raises
    ------
    DomainError
        Negative requirements or costs (``#NUM!``).

    Notes
    -----
    Source: Wagner & Whitin (1958), *Dynamic version of the economic lot size model*, Management Science 5, 89–96.

    Examples
    --------
    >>> wagner_whitin_lots([[90, 120, 80, 70]], 500, 2)
    array([[210.,   0., 150.,   0.]])
    """
    needs, fixed, holding = _checked(requirements, order_cost, holding_cost)
    items, periods = needs.shape
    cumulative = np.column_stack([np.zeros(items), np.cumsum(needs, axis=1)])
    # best[t] is the least cost of serving the periods before t; an order in s serves the periods s … t − 1.
    best = np.full((periods + 1, items), np.inf)
    best[0] = 0.0
    last_order = np.zeros((periods + 1, items), dtype=np.intp)
    for s in range(periods):
        carried = np.zeros(items)
        for t in range(s + 1, periods + 1):
            carried = carried + holding * (t - 1 - s) * needs[:, t - 1]
            quantity = cumulative[:, t] - cumulative[:, s]
            cost = best[s] + np.where(quantity > 0, fixed, 0.0) + carried
            better = cost < best[t]
            best[t] = np.where(better, cost, best[t])
            last_order[t] = np.where(better, s, last_order[t])

    lots = np.zeros_like(needs)
    rows = np.arange(items)
    end = np.full(items, periods, dtype=np.intp)
    while (end > 0).any():
        start = last_order[end, rows]
        lots[rows, start] += cumulative[rows, end] - cumulative[rows, start]
        end = start
    return lots


def silver_meal_lots(requirements: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike) -> FloatArray:
    """Lots by the Silver–Meal rule: each order covers the periods of least cost per period.

    Parameters and returns as in ``wagner_whitin_lots``.

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 5.

    Examples
    --------
    >>> silver_meal_lots([[10, 62, 12, 130]], 54, 0.4)
    array([[ 84.,   0.,   0., 130.]])
    """
    needs, fixed, holding = _checked(requirements, order_cost, holding_cost)
    items, periods = needs.shape
    lots = np.zeros_like(needs)
    rows = np.arange(items)
    start = np.full(items, -1, dtype=np.intp)  # −1: no order is open
    carried, average = np.zeros(items), np.zeros(items)
    for t in range(periods):
        need = needs[:, t]
        age = t - start
        cost = carried + holding * age * need
        longer = (fixed + cost) / (age + 1)
        opens = (need > 0) & ((start < 0) | (longer > average))
        start = np.where(opens, t, start)
        lots[rows, np.maximum(start, 0)] += need
        carried = np.where(opens, 0.0, cost)
        average = np.where(opens, fixed, longer)
    return lots


def _checked(
    requirements: ArrayLike, order_cost: ArrayLike, holding_cost: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    needs = non_negative(np.nan_to_num(as_block(requirements, "requirements")), "requirements")
    items = len(needs)
    return (
        needs,
        as_column(non_negative(order_cost, "order_cost"), items, "order_cost"),
        as_column(non_negative(holding_cost, "holding_cost"), items, "holding_cost"),
    )
