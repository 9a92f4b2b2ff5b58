"""Health of a stock: what is active, excess, slow-moving or obsolete, and how old it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, own_column
from sop_xl.planning.supply.domains import known, non_negative, whole


@dataclass(frozen=True)
class StockHealth:
    """Parts of the stock of each item, (items,) units; they add up to the stock.

    Attributes
    ----------
    active : units
        Needed within the target cover.
    excess : units
        Beyond the target cover, used up within the slow-moving cover.
    slow_moving : units
        Beyond the slow-moving cover, of an item that still has demand.
    obsolete : units
        All stock of an item without recent and without future demand.
    """

    active: FloatArray
    excess: FloatArray
    slow_moving: FloatArray
    obsolete: FloatArray


def stock_health(
    on_hand: ArrayLike,
    past_demand: ArrayLike,
    future_demand: ArrayLike,
    target_cover: ArrayLike,
    slow_cover: ArrayLike,
    obsolete_after: int,
) -> StockHealth:
    """Split the stock of each item by how soon it will be used.

    Parameters
    ----------
    on_hand : (items,) units
        Stock; zero or less has no parts.
    past_demand : (items, past periods) units/period
        Demand of the periods up to now, the latest last; a gap counts as none.
    future_demand : (items, periods) units/period
        Expected demand, the next period first; beyond the last period its average goes on.
    target_cover, slow_cover : (items,) periods
        Cover that is wanted, and the longer one beyond which stock moves slowly; parts of periods count.
    obsolete_after : int
        Number of latest past periods without demand that make an item obsolete, unless demand is expected.

    Returns
    -------
    StockHealth
        Units by part.

    Raises
    ------
    DomainError
        A slow-moving cover below the target, a negative cover (``#NUM!``).
    ShapeError
        Ranges with different numbers of items, or less history than ``obsolete_after`` periods (``#VALUE!``).

    Notes
    -----
    Source: planning definitions: excess is stock beyond the demand of the target cover, obsolete is stock without
    demand in N periods.

    Examples
    --------
    >>> parts = stock_health([90, 40], [[5, 5], [0, 0]], [[10, 10], [0, 0]], 3, 6, 2)
    >>> parts.active, parts.excess, parts.slow_moving, parts.obsolete
    (array([30.,  0.]), array([30.,  0.]), array([30.,  0.]), array([ 0., 40.]))
    """
    past, future = np.nan_to_num(as_block(past_demand, "past_demand")), _demand(future_demand)
    items = len(future)
    if len(past) != items:
        raise ShapeError("one row per item", argument="past_demand", got=len(past), expected=items)
    if past.shape[1] < obsolete_after:
        raise ShapeError(
            "too short to tell", argument="past_demand", got=past.shape[1], expected=f"{obsolete_after} periods"
        )
    stock = np.maximum(0.0, known(own_column(on_hand, items, "on_hand"), "on_hand"))
    target = as_column(non_negative(target_cover, "target_cover"), items, "target_cover")
    slow = as_column(non_negative(slow_cover, "slow_cover"), items, "slow_cover")
    if (slow < target).any():
        raise DomainError("below the target cover", argument="slow_cover", got=float(slow[slow < target][0]))

    recent = past[:, past.shape[1] - obsolete_after :]
    dead = ~(recent > 0).any(axis=1) & ~(future > 0).any(axis=1)
    live = np.where(dead, 0.0, stock)
    active = np.minimum(live, _demand_within(future, target))
    in_time = np.minimum(live, _demand_within(future, slow))
    return StockHealth(active, in_time - active, live - in_time, np.where(dead, stock, 0.0))


def stock_by_age(on_hand: ArrayLike, receipts: ArrayLike, bounds: ArrayLike) -> FloatArray:
    """Age of the stock: what is on hand came with the latest receipts, first in first out.

    Parameters
    ----------
    on_hand : (items,) units
        Stock now; zero or less has no age.
    receipts : (items, past periods) units/period
        Receipts up to now, the latest period last; a gap counts as none.
    bounds : (classes − 1,) periods
        Rising ages that part the classes, in whole periods: 3 and 6 give the classes < 3, 3 to < 6, and 6 or more.
        The latest period has the age 0.

    Returns
    -------
    (items, classes) units
        Stock by age class, youngest first; what no known receipt explains is in the oldest class.

    Raises
    ------
    DomainError
        Bounds that are not rising whole numbers, negative receipts (``#NUM!``).

    Notes
    -----
    Source: first-in first-out layers of stock accounting; Horngren, Datar & Rajan, *Cost Accounting*.

    Examples
    --------
    >>> stock_by_age([25], [[40, 10, 5, 5]], [1, 3])
    array([[ 5., 15.,  5.]])
    """
    came = non_negative(np.nan_to_num(as_block(receipts, "receipts")), "receipts")
    stock = np.maximum(0.0, known(own_column(on_hand, len(came), "on_hand"), "on_hand"))
    edges = whole(np.atleast_1d(np.asarray(bounds, dtype=np.float64)).ravel(), "bounds", at_least=1)
    if (np.diff(edges) <= 0).any():
        raise DomainError("the bounds of age classes must rise", argument="bounds", got=edges.tolist())
    # Stock not older than an age is the stock, or the receipts since then if they are fewer.
    since = np.column_stack([np.zeros(len(came)), np.cumsum(came[:, ::-1], axis=1)])
    younger = np.minimum(stock[:, np.newaxis], since[:, np.minimum(edges, came.shape[1]).astype(np.intp)])
    layers = np.column_stack([np.zeros(len(came)), younger, stock])
    return np.diff(layers, axis=1)


def _demand(values: ArrayLike) -> FloatArray:
    return np.clip(np.nan_to_num(as_block(values, "future_demand")), 0.0, None)


def _demand_within(demand: FloatArray, cover: FloatArray) -> FloatArray:
    """Demand of the next ``cover`` periods of each item, the last one by its fraction."""
    items, periods = demand.shape
    cumulative = np.column_stack([np.zeros(items), np.cumsum(demand, axis=1)])
    rate = np.column_stack([demand, cumulative[:, -1] / periods])
    whole_periods = np.minimum(np.floor(cover), periods).astype(np.intp)
    rows = np.arange(items)
    return np.asarray(cumulative[rows, whole_periods] + (cover - whole_periods) * rate[rows, whole_periods])
