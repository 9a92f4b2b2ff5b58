"""Allocation of a short supply: by priority, and in fair shares among equals, with carry-over of what is not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_flow, own_column
from sop_xl.planning.names import MISSING, find
from sop_xl.planning.supply.constrained import ROUNDING_NOISE


@dataclass(frozen=True)
class Allocation:
    """What each demand line gets; both blocks are lines × periods, in units, NaN in the rows of a line with a problem.

    Attributes
    ----------
    allocated : units/period
        Supply given to the line in the period, for its demand and its backlog.
    unmet : units
        Backlog of the line at the end of the period, or the demand that it lost in the period.
    problems : one per line
        Why a line gets nothing computed: its item has no supply row, or something about the item makes no sense and
        concerns all of its lines; or None.
    """

    allocated: FloatArray
    unmet: FloatArray
    problems: tuple[SopError | None, ...]


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
        All lines of an item together get what ``constrain_demand`` ships for their sum. A stock, receipt, demand or
        priority that makes no sense costs only the lines of its item.

    Raises
    ------
    ShapeError
        Names that do not match the rows (``#VALUE!``).
    DomainError
        An item listed twice (``#NUM!``).

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
    wanted = np.nan_to_num(as_block(demand, "demand"))
    lines, periods = wanted.shape
    if len(line_items) != lines:
        raise ShapeError("one item per line of demand", argument="line_items", got=len(line_items), expected=lines)
    supply = np.nan_to_num(as_flow(receipts, np.empty((len(items), periods)), "receipts"))
    stock = own_column(on_hand, len(items), "on_hand")
    rank = as_column(priority, lines, "priority")
    found = find(line_items, items, "line_items")
    problems = _problems(line_items, found, stock, supply, wanted, rank)
    good = np.array([problem is None for problem in problems], dtype=np.bool_)

    item, rank, demanded = found[good], rank[good], wanted[good]
    stock = np.nan_to_num(stock)
    moved = stock + supply.sum(axis=1) + np.bincount(item, weights=demanded.sum(axis=1), minlength=len(items))
    noise = ROUNDING_NOISE * moved[item]
    classes = _classes(item, rank)
    allocated, unmet = np.zeros_like(demanded), np.zeros_like(demanded)
    waiting = np.zeros(len(demanded))
    for t in range(periods):
        stock = stock + supply[:, t]
        waiting = demanded[:, t] if lost_sales else waiting + demanded[:, t]
        for members in classes:
            needed = np.bincount(item[members], weights=waiting[members], minlength=len(items))
            given = np.minimum(stock, needed)
            share = np.divide(given, needed, out=np.zeros_like(needed), where=needed > 0)
            allocated[members, t] = waiting[members] * share[item[members]]
            stock = stock - given
        waiting = waiting - allocated[:, t]
        waiting[waiting <= noise] = 0.0
        unmet[:, t] = waiting

    def of_all(values: FloatArray) -> FloatArray:
        block = np.full_like(wanted, np.nan)
        block[good] = values
        return block

    return Allocation(of_all(allocated), of_all(unmet), problems)


def _classes(item: IndexArray, rank: FloatArray) -> list[IndexArray]:
    """Lines that are served together: the first of every item, then the second, and so on."""
    order = np.lexsort((rank, item))
    other_item = np.diff(item[order], prepend=-1) != 0
    later = np.cumsum(~other_item & (np.diff(rank[order], prepend=0.0) != 0))
    place = np.empty(len(item), dtype=np.intp)
    place[order] = later - np.maximum.accumulate(np.where(other_item, later, 0))
    return [np.flatnonzero(place == number) for number in range(int(place.max(initial=-1)) + 1)]


def _problems(
    line_items: Sequence[str],
    found: IndexArray,
    stock: FloatArray,
    supply: FloatArray,
    demand: FloatArray,
    rank: FloatArray,
) -> tuple[SopError | None, ...]:
    """Of each line, why nothing can be computed for it."""
    of_item: dict[int, SopError] = {}
    for item in np.flatnonzero(~(stock >= 0)).tolist():
        of_item[item] = (
            InsufficientDataError("a value is missing", argument="on_hand", hint="Fill the blank cell.")
            if np.isnan(stock[item])
            else _below_zero("on_hand", stock[item])
        )
    for item in np.flatnonzero((supply < 0).any(axis=1)).tolist():
        of_item.setdefault(item, _below_zero("receipts", supply[item].min()))
    for line in np.flatnonzero(np.isnan(rank)).tolist():
        problem = InsufficientDataError(f"line {line + 1} has none", argument="priority", hint="Fill the blank cell.")
        of_item.setdefault(int(found[line]), problem)
    for line in np.flatnonzero((demand < 0).any(axis=1)).tolist():
        of_item.setdefault(int(found[line]), _below_zero("demand", demand[line].min(), f"line {line + 1}: "))
    return tuple(
        InsufficientDataError("no row of supply", argument="line_items", got=name, hint="Add the item to the supply.")
        if item == MISSING
        else of_item.get(item)
        for name, item in zip(line_items, found.tolist(), strict=True)
    )


def _below_zero(argument: str, got: float, where: str = "") -> SopError:
    return DomainError(f"{where}outside its domain", argument=argument, got=float(got), expected="0 or more")
