"""Planned orders: from net requirements to receipts by lot rule, and to releases by lead time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_flow, as_same_block, own_column
from sop_xl.planning.supply.domains import known, non_negative, survival, whole

# Sums of decimals miss a whole lot by rounding errors; a need or a part of a lot smaller than this is none.
_TOLERANCE = 1e-9

_RULE_COLUMNS = ("minimum", "multiple", "maximum", "periods")


@dataclass(frozen=True)
class LotRule:
    """How a need becomes an order; every field is one value, or one per item.

    All usual rules are combinations: lot-for-lot is the default, a fixed lot Q has minimum = multiple = Q, a period
    order quantity has ``periods`` > 1, an economic order quantity is a fixed lot or a minimum of that size.

    Attributes
    ----------
    minimum : units
        Smallest order.
    multiple : units
        Orders are whole multiples of it; 0 for any size.
    maximum : units
        Largest order in one period; what it leaves short is ordered in the next period.
    periods : periods
        Number of periods whose need one order covers [POQ].
    """

    minimum: ArrayLike = 0.0
    multiple: ArrayLike = 0.0
    maximum: ArrayLike = np.inf
    periods: ArrayLike = 1

    @classmethod
    def from_table(cls, table: ArrayLike, items: int) -> LotRule:
        """Rules of the items from a table with the columns minimum, multiple, maximum, periods.

        Columns at the end may be left out; a gap or 0 sets no rule. One row holds for all items.
        """
        block = np.nan_to_num(as_block(table, "lot_rule"))
        if len(block) not in (1, items) or block.shape[1] > len(_RULE_COLUMNS):
            raise ShapeError(
                f"the columns {', '.join(_RULE_COLUMNS)}, one row or one per item", argument="lot_rule", got=block.shape
            )
        unset = (0.0, 0.0, np.inf, 1.0)
        columns = [np.where(column == 0, none, column) for none, column in zip(unset, block.T, strict=False)]
        return cls(*(as_column(column, items, "lot_rule") for column in columns))

    def of_items(self, items: int) -> LotRule:
        """Return the same rule with checked columns of one value per item.

        Raises
        ------
        DomainError
            Negative sizes, or a maximum that no order can keep (``#NUM!``).
        """
        rule = LotRule(
            as_column(non_negative(self.minimum, "lot minimum"), items, "lot minimum"),
            as_column(non_negative(self.multiple, "lot multiple"), items, "lot multiple"),
            as_column(non_negative(self.maximum, "lot maximum"), items, "lot maximum"),
            as_column(whole(self.periods, "lot periods", at_least=1), items, "lot periods"),
        )
        smallest = np.maximum(rule._rounded_up(np.asarray(rule.minimum)), rule.multiple)
        if (rule.maximum < smallest).any():
            raise DomainError(
                "no order fits between minimum, multiple and maximum",
                argument="lot maximum",
                got=float(np.asarray(rule.maximum)[rule.maximum < smallest][0]),
                expected=f"at least {smallest[rule.maximum < smallest][0]:g}",
            )
        return rule

    def rows(self, numbers: IndexArray) -> LotRule:
        """Rule of some of the items."""
        columns = (np.asarray(field) for field in (self.minimum, self.multiple, self.maximum, self.periods))
        return LotRule(*(column if column.size == 1 else column[numbers] for column in columns))

    def order(self, need: FloatArray) -> FloatArray:
        """Order for a need of each item; the fields must be columns, see ``of_items``."""
        size = self._rounded_up(np.maximum(need, self.minimum))
        lot = np.asarray(self.multiple)
        whole_lots = np.where(lot > 0, lot, 1.0)
        largest = np.where(lot > 0, np.floor(self.maximum / whole_lots + _TOLERANCE) * whole_lots, self.maximum)
        return np.minimum(size, largest)

    def _rounded_up(self, size: FloatArray) -> FloatArray:
        lot = np.asarray(self.multiple)
        whole_lots = np.where(lot > 0, lot, 1.0)
        return np.where(lot > 0, np.ceil(size / whole_lots - _TOLERANCE) * whole_lots, size)


LOT_FOR_LOT = LotRule()


@dataclass(frozen=True)
class PlannedOrders:
    """The planning record of each item; every field is items × periods, in units.

    Attributes
    ----------
    net_requirements : units
        What is short of the safety stock in the period before its planned receipt.
    receipts : units
        Planned order receipts.
    releases : units
        Planned order releases; what should have been released before the first period is released in it.
    late : units
        The part of the receipts that its lead time cannot bring in time; to be expedited or moved.
    balance : units
        Projected available balance with the planned receipts.
    """

    net_requirements: FloatArray
    receipts: FloatArray
    releases: FloatArray
    late: FloatArray
    balance: FloatArray


def plan_orders(
    on_hand: ArrayLike,
    demand: ArrayLike,
    scheduled_receipts: ArrayLike = 0.0,
    safety_stock: ArrayLike = 0.0,
    lot: LotRule = LOT_FOR_LOT,
    lead_time: ArrayLike = 0,
    planning_fence: ArrayLike = 0,
    process_yield: ArrayLike | None = None,
) -> PlannedOrders:
    """Plan an order wherever the balance would fall below the safety stock.

    ``net = max(0, gross − scheduled receipts − available + SS)``, sized by the lot rule and released a lead time
    earlier, ÷ yield.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start; negative = backlog.
    demand, scheduled_receipts : (items, periods) units/period
        Gross requirements and open orders by period of receipt; a gap counts as none.
    safety_stock : (items,) or (items, periods) units
        Level below which the balance shall not fall.
    lot : LotRule
        Lot-for-lot by default.
    lead_time : (items,) periods
        Whole periods from release to receipt [LT].
    planning_fence : (items,) periods
        Number of first periods in which nothing new is planned; the need is met right after them.
    process_yield : (items,) fraction, optional
        Good units per unit released, above 0 up to 1.

    Returns
    -------
    PlannedOrders
        Releases are in started units, everything else in good units.

    Raises
    ------
    DomainError
        Negative or broken lead times, fences or lots; a yield outside (0, 1] (``#NUM!``).
    InsufficientDataError
        A gap in the stock, the safety stock or the policy of an item (``#N/A``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on material requirements planning.

    Examples
    --------
    >>> plan = plan_orders([4], [[0, 10, 0, 40]], [[0, 0, 50, 0]], lead_time=1)
    >>> plan.receipts, plan.releases
    (array([[0., 6., 0., 0.]]), array([[6., 0., 0., 0.]]))
    """
    gross = np.nan_to_num(as_block(demand, "demand"))
    items, periods = gross.shape
    scheduled = np.nan_to_num(as_flow(scheduled_receipts, gross, "scheduled_receipts"))
    opening = known(own_column(on_hand, items, "on_hand"), "on_hand")[:, np.newaxis]
    floor = _level(safety_stock, gross)
    rule = lot.of_items(items)
    fence = as_column(whole(planning_fence, "planning_fence"), items, "planning_fence")

    balance = opening + np.cumsum(scheduled - gross, axis=1)  # without any planned order
    needed = floor - balance  # cumulative planned supply that keeps the balance at its floor
    ahead = _largest_within(needed, np.asarray(rule.periods))
    noise = _TOLERANCE * np.maximum(1.0, np.abs(needed).max(axis=1))
    net, receipts = np.zeros_like(gross), np.zeros_like(gross)
    planned = np.zeros(items)
    for t in range(periods):
        short = needed[:, t] - planned
        net[:, t] = np.where(short > noise, short, 0.0)
        due = (short > noise) & (t >= fence)
        receipts[:, t] = np.where(due, rule.order(ahead[:, t] - planned), 0.0)
        planned = planned + receipts[:, t]

    time = as_column(whole(lead_time, "lead_time"), items, "lead_time")[:, np.newaxis].astype(np.intp)
    period = np.arange(periods)
    releases = np.zeros_like(gross)
    np.add.at(releases, (np.arange(items)[:, np.newaxis], np.maximum(period - time, 0)), receipts)
    if process_yield is not None:
        rate = survival(as_column(process_yield, items, "process_yield"), "process_yield")
        releases = releases / rate[:, np.newaxis]
    late = np.where(period < time, receipts, 0.0)
    return PlannedOrders(net, receipts, releases, late, balance + np.cumsum(receipts, axis=1))


def _level(safety_stock: ArrayLike, like: FloatArray) -> FloatArray:
    level = np.asarray(safety_stock, dtype=np.float64)
    if level.size in (1, len(like)) and level.shape != like.shape:
        level = as_column(level, len(like), "safety_stock")[:, np.newaxis]
    return known(as_same_block(level, like, "safety_stock"), "safety_stock")


def _largest_within(values: FloatArray, periods: FloatArray) -> FloatArray:
    """Largest value of each row in the window of ``periods`` that starts at each column."""
    largest = values.copy()
    for ahead in range(1, min(int(periods.max(initial=1)), values.shape[1])):
        reaches = (periods > ahead)[:, np.newaxis]
        head = largest[:, :-ahead]
        largest[:, :-ahead] = np.where(reaches, np.maximum(head, values[:, ahead:]), head)
    return largest
