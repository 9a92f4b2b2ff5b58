"""Stock projection: the projected available balance and the cover that it gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_flow, as_same_block, own_column
from sop_xl.planning.supply.domains import known, whole


def projected_available_balance(
    on_hand: ArrayLike, demand: ArrayLike, scheduled_receipts: ArrayLike = 0.0, planned_receipts: ArrayLike = 0.0
) -> FloatArray:
    """Projected available balance at the end of each period.

    ``PAB_t = PAB_(t−1) + scheduled receipts_t + planned receipts_t − demand_t``; a negative balance is backlog.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start of the first period [I_0].
    demand : (items, periods) units/period
        Demand to be served [D_t]; a gap (NaN) counts as no demand.
    scheduled_receipts, planned_receipts : (items, periods) units/period, optional
        Open and planned supply orders by the period of their receipt [S_t, P_t].

    Returns
    -------
    (items, periods) units
        Balance at the end of each period; may be negative.

    Raises
    ------
    ShapeError
        Receipts that do not match the demand (``#VALUE!``).
    InsufficientDataError
        Stock that is not known (``#N/A``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, ch. 6.

    Examples
    --------
    >>> projected_available_balance([15], [[20, 20, 20]], planned_receipts=[[40, 0, 40]])
    array([[35., 15., 35.]])
    """
    block = as_block(demand, "demand")
    flow = (
        np.nan_to_num(as_flow(scheduled_receipts, block, "scheduled_receipts"))
        + np.nan_to_num(as_flow(planned_receipts, block, "planned_receipts"))
        - np.nan_to_num(block)
    )
    flow[:, 0] += known(own_column(on_hand, len(block), "on_hand"), "on_hand")
    return np.cumsum(flow, axis=1)


def fenced_demand(forecast: ArrayLike, orders: ArrayLike, demand_fence: ArrayLike = 0) -> FloatArray:
    """Demand that a projection serves: orders inside the demand time fence, the larger of both outside.

    Parameters
    ----------
    forecast, orders : (items, periods) units/period
        Forecast and customer orders of each period [F_t, O_t]; a gap counts as none.
    demand_fence : (items,) periods
        Number of first periods in which only orders count.

    Returns
    -------
    (items, periods) units/period
        Demand [D_t].

    Raises
    ------
    DomainError
        A fence that is not a whole number of periods (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, ch. 6.

    Examples
    --------
    >>> fenced_demand([[20, 20, 20]], [[18, 15, 27]], 2)
    array([[18., 15., 27.]])
    """
    expected = np.nan_to_num(as_block(forecast, "forecast"))
    booked = np.nan_to_num(as_flow(orders, expected, "orders"))
    fence = as_column(whole(demand_fence, "demand_fence"), len(expected), "demand_fence")
    inside = np.arange(expected.shape[1]) < fence[:, np.newaxis]
    return np.where(inside, booked, np.maximum(expected, booked))


def periods_of_cover(stock: ArrayLike, demand: ArrayLike) -> FloatArray:
    """Number of future periods that the stock at the end of each period will last.

    Walks the demand of the following periods until the stock is used up; the last period counts by the fraction
    that the stock covers. Beyond the last known period the average of the known demand goes on.

    Parameters
    ----------
    stock : (items, periods) units
        Stock at the end of each period [I_t]; zero or backlog gives a cover of 0.
    demand : (items, periods) units/period
        Demand of the same periods [D_t]; a gap or negative demand counts as none.

    Returns
    -------
    (items, periods) periods
        Cover from the end of each period; infinite where there is stock and no demand at all.

    Notes
    -----
    Source: forward cover as in Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*,
    4e, ch. 6; days follow by the length of a period.

    Examples
    --------
    >>> periods_of_cover([[25, 25, 5]], [[10, 10, 20]])
    array([[1.75 , 1.375, 0.375]])
    """
    block = np.clip(np.nan_to_num(as_block(demand, "demand")), 0.0, None)
    ending = np.clip(np.nan_to_num(as_same_block(stock, block, "stock")), 0.0, None)
    items, periods = block.shape
    # One more period stands for all that follow the known ones: it is walked at the average rate.
    cumulative = np.cumsum(block, axis=1)
    average = cumulative[:, -1] / periods
    rate = np.column_stack([block, average])
    rows = np.arange(items)
    cover = np.empty((items, periods))
    for t in range(periods):
        until = ending[:, t] + cumulative[:, t]  # the stock is used up where the cumulative demand exceeds this
        whole = (cumulative[:, t + 1 :] <= until[:, np.newaxis]).sum(axis=1)
        rest = until - cumulative[rows, t + whole]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(rest > 0, rest / rate[rows, t + 1 + whole], 0.0)
        cover[:, t] = np.where(ending[:, t] > 0, whole + part, 0.0)
    return cover
