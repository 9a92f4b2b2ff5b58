"""Material requirements planning: gross to net through all levels of the bill of material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_flow
from sop_xl.planning.isolate import by_row
from sop_xl.planning.names import listed, positions
from sop_xl.planning.supply.bom import BillOfMaterial
from sop_xl.planning.supply.lot_sizing import LOT_FOR_LOT, LotRule, PlannedOrders, plan_orders


@dataclass(frozen=True)
class ItemPolicies:
    """What planning needs to know of each item; every field is one value, or one per item.

    Attributes
    ----------
    on_hand, safety_stock : units
    lead_time : periods
    process_yield : fraction, good units per unit released
    lot : LotRule
    """

    on_hand: ArrayLike = 0.0
    safety_stock: ArrayLike = 0.0
    lead_time: ArrayLike = 0
    process_yield: ArrayLike = 1.0
    lot: LotRule = LOT_FOR_LOT


@dataclass(frozen=True)
class RequirementsPlan:
    """The MRP records of all items, items × periods; NaN in the rows of an item with a problem.

    Attributes
    ----------
    gross : units/period
        Independent demand and what the parents release.
    orders : PlannedOrders
        Net requirements, receipts, releases, what is late, and the balance.
    problems : one per item
        Why an item cannot be planned, or None; what goes into such an item cannot be planned either.
    """

    gross: FloatArray
    orders: PlannedOrders
    problems: tuple[SopError | None, ...]


def plan_requirements(
    items: Sequence[str],
    demand: ArrayLike,
    policies: ItemPolicies,
    bill: BillOfMaterial,
    scheduled_receipts: ArrayLike = 0.0,
) -> RequirementsPlan:
    """Explode, net and offset level by level.

    The planned releases of an item are the gross requirements of its components in the same period.

    Parameters
    ----------
    items : (items,) names
        All items that are planned: finished items and every component of theirs.
    demand : (items, periods) units/period
        Independent demand; a gap counts as none.
    policies : ItemPolicies
        Stocks, lead times, yields and lot rules.
    bill : BillOfMaterial
        The bill; lines of parents that are not among the items are passed over.
    scheduled_receipts : (items, periods) units/period
        Open orders by period of receipt.

    Returns
    -------
    RequirementsPlan
        Gross requirements, planned orders and problems.

    Raises
    ------
    InsufficientDataError
        A component that is not among the items (``#N/A``).
    ShapeError
        Names that do not match the rows of the demand (``#VALUE!``).
    DomainError
        An item that stands twice (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on material requirements planning.

    Examples
    --------
    >>> bill = BillOfMaterial.of(["Bike"], ["Wheel"], [2])
    >>> policies = ItemPolicies(on_hand=[2, 5], lead_time=[1, 1])
    >>> plan = plan_requirements(["Bike", "Wheel"], [[0, 0, 10], [0, 0, 0]], policies, bill)
    >>> plan.gross, plan.orders.releases
    (array([[ 0.,  0., 10.],
           [ 0., 16.,  0.]]), array([[ 0.,  8.,  0.],
           [11.,  0.,  0.]]))
    """
    gross = np.nan_to_num(as_block(demand, "demand"))
    rows, periods = gross.shape
    if len(items) != rows:
        raise ShapeError("one name per row of the demand", argument="items", got=len(items), expected=rows)
    scheduled = np.nan_to_num(as_flow(scheduled_receipts, gross, "scheduled_receipts"))
    parent, component, quantity = _lines_among(items, bill)
    level = np.zeros(rows, dtype=np.intp)
    in_bill = np.flatnonzero(listed(items, bill.items))
    level[in_bill] = bill.low_level_codes[positions([items[i] for i in in_bill.tolist()], bill.items, "items")]
    stock, safety, time, rate = (
        as_column(getattr(policies, name), rows, name)
        for name in ("on_hand", "safety_stock", "lead_time", "process_yield")
    )

    def record(level_rows: IndexArray, numbers: IndexArray) -> FloatArray:
        here = level_rows[numbers]
        orders = plan_orders(
            stock[here],
            gross[here],
            scheduled[here],
            safety[here],
            policies.lot.rows(here),
            time[here],
            process_yield=rate[here],
        )
        return np.hstack([getattr(orders, field) for field in _FIELDS])

    planned = np.full((rows, len(_FIELDS) * periods), np.nan)
    problems: list[SopError | None] = [None] * rows
    for now in range(int(level.max(initial=0)) + 1):
        here = np.array([row for row in np.flatnonzero(level == now) if problems[row] is None], dtype=np.intp)
        if here.size:
            found = by_row(partial(record, here), here.size, planned.shape[1])
            for row, values in zip(here.tolist(), found, strict=True):
                if isinstance(values[0], SopError):
                    problems[row] = values[0]
                else:
                    planned[row] = values
        lines = np.flatnonzero(level[parent] == now)
        releases = planned[parent[lines], _RELEASES * periods : (_RELEASES + 1) * periods]
        np.add.at(gross, component[lines], quantity[lines, np.newaxis] * releases)
        for line in lines.tolist():
            if problems[parent[line]] is not None and problems[component[line]] is None:
                problems[component[line]] = _parent_fails(items[parent[line]])
    gross[[problem is not None for problem in problems]] = np.nan
    return RequirementsPlan(gross, PlannedOrders(*np.hsplit(planned, len(_FIELDS))), tuple(problems))


_FIELDS = tuple(field.name for field in fields(PlannedOrders))
_RELEASES = _FIELDS.index("releases")


def _lines_among(items: Sequence[str], bill: BillOfMaterial) -> tuple[IndexArray, IndexArray, FloatArray]:
    """Lines of the bill whose parents are planned, as rows of the items."""
    planned = listed(bill.items, items)
    lines = np.flatnonzero(planned[bill.parent])
    missing = [bill.items[c] for c in bill.component[lines].tolist() if not planned[c]]
    if missing:
        raise InsufficientDataError(
            "a component is not among the items", argument="items", got=missing[0], hint="Add it as a row."
        )
    parents = positions([bill.items[p] for p in bill.parent[lines].tolist()], items, "items")
    components = positions([bill.items[c] for c in bill.component[lines].tolist()], items, "items")
    return parents, components, bill.quantity[lines]


def _parent_fails(parent: str) -> SopError:
    return InsufficientDataError(
        "goes into an item that cannot be planned", argument="items", got=parent, hint="Mend that item first."
    )
