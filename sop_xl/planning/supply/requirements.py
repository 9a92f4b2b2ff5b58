"""Material requirements planning: gross to net through all levels of the bill of material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_same_block
from sop_xl.planning.supply.bom import BillOfMaterial
from sop_xl.planning.supply.lot_sizing import LOT_FOR_LOT, LotRule, PlannedOrders, plan_orders
from sop_xl.planning.supply.names import positions


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
    """The MRP records of all items: gross requirements and planned orders, items × periods."""

    gross: FloatArray
    orders: PlannedOrders


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
        Gross requirements and planned orders.

    Raises
    ------
    InsufficientDataError
        A component that is not among the items, or a gap in their policies (``#N/A``).
    ShapeError
        Names that do not match the rows of the demand, or stand twice (``#VALUE!``).
    DomainError
        A policy outside its domain (``#NUM!``).

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
    rows = len(gross)
    if len(items) != rows:
        raise ShapeError("one name per row of the demand", argument="items", got=len(items), expected=rows)
    scheduled = np.nan_to_num(as_same_block(scheduled_receipts, gross, "scheduled_receipts"))
    row_of_line, component_of_line, quantity = _lines_among(items, bill)
    level = np.zeros(rows, dtype=np.intp)
    known = np.flatnonzero(np.isin(items, bill.items))
    level[known] = bill.low_level_codes[positions([items[i] for i in known.tolist()], bill.items, "items")]

    columns = {
        name: as_column(getattr(policies, name), rows, name)
        for name in ("on_hand", "safety_stock", "lead_time", "process_yield")
    }
    rule = policies.lot.of_items(rows)
    fields = ("net_requirements", "receipts", "releases", "late", "balance")
    record = {field: np.zeros_like(gross) for field in fields}
    for now in range(int(level.max(initial=0)) + 1):
        here = np.flatnonzero(level == now)
        if not here.size:
            continue
        plan = plan_orders(
            columns["on_hand"][here],
            gross[here],
            scheduled[here],
            columns["safety_stock"][here],
            rule.rows(here),
            columns["lead_time"][here],
            process_yield=columns["process_yield"][here],
        )
        for field in fields:
            record[field][here] = getattr(plan, field)
        lines = np.flatnonzero(level[row_of_line] == now)
        dependent = quantity[lines, np.newaxis] * record["releases"][row_of_line[lines]]
        np.add.at(gross, component_of_line[lines], dependent)
    return RequirementsPlan(gross, PlannedOrders(**record))


def _lines_among(items: Sequence[str], bill: BillOfMaterial) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
    """Lines of the bill whose parents are planned, as rows of the items."""
    row = {name: index for index, name in enumerate(items)}
    planned = np.array([name in row for name in bill.items], dtype=np.bool_)
    lines = np.flatnonzero(planned[bill.parent])
    missing = [bill.items[c] for c in bill.component[lines].tolist() if not planned[c]]
    if missing:
        raise InsufficientDataError(
            "a component is not among the items", argument="items", got=missing[0], hint="Add it as a row."
        )
    parents = positions([bill.items[p] for p in bill.parent[lines].tolist()], items, "items")
    components = positions([bill.items[c] for c in bill.component[lines].tolist()], items, "items")
    return parents, components, bill.quantity[lines]
