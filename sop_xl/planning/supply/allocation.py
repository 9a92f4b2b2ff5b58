"""Allocation of a short supply: by priority, and in fair shares among equals, with carry-over of what is not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import ShapeError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_flow, own_column
from sop_xl.planning.names import positions
from sop_xl.planning.supply.constrained import ROUNDING_NOISE
from sop_xl.planning.supply.domains import known, non_negative


@dataclass(frozen=True)
class Allocation:
    """What each demand line gets; both are lines × periods, in units.

    Attributes
    ----------
    allocated : units/period
        Supply given to the line in the period, for its demand and its backlog.
    unmet : units
        Backlog of the line at the end of the period, or the demand that it lost in the period.
    """

    allocated: FloatArray
    unmet: FloatArray


def allocate(
    items: Sequence[str],
    on_hand: ArrayLike,
    receipts: ArrayLike,
    line_items: Sequence[str],
    demand: ArrayLike,
    priority: ArrayLike = 1.0,
    *,
    lost_sales: bool = False,
) -> Allocation:
    """Give the supply of each item to its demand lines, the most important first.

    In every period the lines of the lowest priority number are served first; lines of one number share what is left
    in proportion to what they wait for. Supply that nobody takes is carried over.

    Parameters
    ----------
    items : (items,) names
        Items of the supply rows.
    on_hand : (items,) units
        Stock at the start, 0 or more.
    receipts : (items, periods) units/period
        Supply by period of receipt; a gap counts as none.
    line_items : (lines,) names
        Item that each demand line (a customer or channel) wants.
    demand : (lines, periods) units/period
        Unconstrained demand; a gap counts as none.
    priority : (lines,) rank, optional
        1 is served before 2, and so on.
    lost_sales : bool
        Unmet demand is lost; otherwise it waits and keeps its priority.

    Returns
    -------
    Allocation
        All lines of an item together get what ``constrain_demand`` ships for their sum.

    Raises
    ------
    ShapeError
        Names that do not match the rows (``#VALUE!``).
    InsufficientDataError
        A line for an item without a supply row, or without a priority (``#N/A``).
    DomainError
        Negative stock, receipts or demand, an item listed twice (``#NUM!``).

    Notes
    -----
    Source: fair share allocation as in distribution requirements planning; Silver, Pyke & Thomas, *Inventory and
    Production Management in Supply Chains*, 4e.

    Examples
    --------
    >>> shares = allocate(["Bike"], [0], [[60, 60]], ["Bike"] * 3, [[40, 0], [30, 0], [10, 0]], [1, 2, 2])
    >>> shares.allocated
    array([[40.,  0.],
           [15., 15.],
           [ 5.,  5.]])
    """
    wanted = non_negative(np.nan_to_num(as_block(demand, "demand")), "demand")
    lines, periods = wanted.shape
    if len(line_items) != lines:
        raise ShapeError("one item per line of demand", argument="line_items", got=len(line_items), expected=lines)
    supply = non_negative(np.nan_to_num(as_flow(receipts, np.empty((len(items), periods)), "receipts")), "receipts")
    stock = non_negative(own_column(on_hand, len(items), "on_hand"), "on_hand")
    item = positions(line_items, items, "line_items")
    rank = known(as_column(priority, lines, "priority"), "priority")
    moved = stock + supply.sum(axis=1) + np.bincount(item, weights=wanted.sum(axis=1), minlength=len(items))
    noise = ROUNDING_NOISE * moved[item]
    classes: list[IndexArray] = [np.flatnonzero(rank == number) for number in np.unique(rank)]

    allocated, unmet = np.zeros_like(wanted), np.zeros_like(wanted)
    waiting = np.zeros(lines)
    for t in range(periods):
        stock = stock + supply[:, t]
        waiting = wanted[:, t] if lost_sales else waiting + wanted[:, t]
        for members in classes:
            needed = np.bincount(item[members], weights=waiting[members], minlength=len(items))
            given = np.minimum(stock, needed)
            share = np.divide(given, needed, out=np.zeros_like(needed), where=needed > 0)
            allocated[members, t] = waiting[members] * share[item[members]]
            stock = stock - given
        waiting = waiting - allocated[:, t]
        waiting[waiting <= noise] = 0.0
        unmet[:, t] = waiting
    return Allocation(allocated, unmet)
