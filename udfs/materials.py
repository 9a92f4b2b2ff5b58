"""Worksheet functions for materials: bill of material, gross requirements and MRP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np

from sop_xl.cells.dates import to_serial
from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import IndexArray, as_column
from sop_xl.planning.names import listed, positions
from sop_xl.planning.supply.bom import BillOfMaterial, explode, gross_requirements, lines_in_effect
from sop_xl.planning.supply.lot_sizing import LotRule
from sop_xl.planning.supply.requirements import ItemPolicies, plan_requirements
from udfs.rows import mark_rows

_CATEGORY = "Supply"
_JACOBS = (
    "Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control for Supply Chain Management, 6e, "
    "material requirements planning"
)

Parents = Annotated[Labels, Arg("Bill: parent of each line; a line without a parent is passed over")]
Components = Annotated[Labels, Arg("Bill: component of each line")]
QuantityPer = Annotated[Series, Arg("Bill: quantity in one good unit of the parent", "units", ">=0", "error")]
ComponentYield = Annotated[
    Series | None, Arg("Bill: share of the component that survives its use, up to 1; 1 if omitted", "fraction", "(0,1]")
]


def _bill(parents: list[str], components: list[str], quantity: Series, survives: Series | None) -> BillOfMaterial:
    return BillOfMaterial.of(parents, components, quantity, 1.0 if survives is None else survives)


@worksheet_function(
    "SOP_BOM_EXPLODE",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of(
            '=SOP_BOM_EXPLODE("Bike",{"Bike";"Bike";"Wheel"},{"Wheel";"Screw";"Screw"},{2;4;8})',
            (1, "Wheel", 2, 2),
            (2, "Screw", 8, 16),
            (1, "Screw", 4, 4),
        )
    ],
)
def bom_explode(
    item: Annotated[str, Arg("Item to take apart")],
    parents: Parents,
    components: Components,
    quantity_per: QuantityPer,
    component_yield: ComponentYield = None,
    start: Annotated[Series | None, Arg("Bill: first day of each line; blank = always", "date")] = None,
    end: Annotated[Series | None, Arg("Bill: last day of each line; blank = for ever", "date")] = None,
    as_of: Annotated[dt.date | None, Arg("Day whose bill is wanted; all lines if omitted")] = None,
) -> Annotated[object, Result("Level, component, quantity per parent, quantity per item", None, "lines × 4")]:
    """Indented bill of material: everything that goes into one unit of an item, over all levels.

    A circle in the bill is #NUM! and its items are named; see SOP_WHY.
    """
    if len(components) != len(parents):
        raise ShapeError("one component per parent", argument="components", got=len(components), expected=len(parents))
    quantity, survives, first, last = (
        as_column(default if values is None else values, len(parents), name)
        for name, values, default in (
            ("quantity_per", quantity_per, 0.0),
            ("component_yield", component_yield, 1.0),
            ("start", start, np.nan),
            ("end", end, np.nan),
        )
    )
    lines = np.arange(len(parents)) if as_of is None else lines_in_effect(first, last, to_serial(as_of))
    chosen = lines.tolist()
    bill = BillOfMaterial.of(
        [parents[n] for n in chosen], [components[n] for n in chosen], quantity[lines], survives[lines]
    )
    return [[line.level, line.component, line.per_parent, line.per_item] for line in explode(bill, item)]


@worksheet_function(
    "SOP_LOW_LEVEL_CODE",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of('=SOP_LOW_LEVEL_CODE({"Bike";"Screw"},{"Bike";"Bike";"Wheel"},{"Wheel";"Screw";"Screw"})', 0, 2)
    ],
)
def low_level_code(
    items: Annotated[Labels, Arg("Items whose code is wanted")], parents: Parents, components: Components
) -> Annotated[Block, Result("Deepest level at which the item occurs, 0 for finished items", "level", "items × 1")]:
    """Low-level code of items: the deepest level of the bill of material at which they occur.

    An item that the bill does not name is #N/A. A circle in the bill is #NUM!.
    """
    bill = BillOfMaterial.of(parents, components, np.ones(len(parents)))
    known = np.flatnonzero(listed(items, bill.items))
    codes = np.full((len(items), 1), np.nan)
    codes[known, 0] = bill.low_level_codes[positions([items[row] for row in known.tolist()], bill.items, "items")]
    return mark_rows(codes, _absent(items, known))


@worksheet_function(
    "SOP_GROSS_REQUIREMENTS",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of(
            '=SOP_GROSS_REQUIREMENTS({"Screw";"Wheel"},{1,10},"Bike",{"Bike";"Bike";"Wheel"},'
            '{"Wheel";"Screw";"Screw"},{2;4;8})',
            (20, 200),
            (2, 20),
        )
    ],
)
def gross_requirements_of(
    wanted: Annotated[Labels, Arg("Items whose requirements are wanted, one per row of the result")],
    plan: Annotated[Block, Arg("Units to be made or supplied, items × periods", "units/period", blank="zero")],
    items: Annotated[Labels, Arg("Name of each row of the plan")],
    parents: Parents,
    components: Components,
    quantity_per: QuantityPer,
    component_yield: ComponentYield = None,
) -> Annotated[Block, Result("Gross requirements", "units/period", "wanted × periods")]:
    """Gross requirements: what a plan asks of any items over all levels of the bill, without stocks and lead times.

    An item that neither the bill nor the plan names is #N/A. A circle in the bill is #NUM!.
    """
    bill = _bill(parents, components, quantity_per, component_yield)
    everything = [*bill.items, *items]
    known = np.flatnonzero(listed(wanted, everything))
    block = np.full((len(wanted), plan.shape[1]), np.nan)
    block[known] = gross_requirements(bill, items, plan, [wanted[row] for row in known.tolist()])
    return mark_rows(block, _absent(wanted, known))


def _absent(names: Sequence[str], known: IndexArray) -> list[SopError | None]:
    """Refusal of each name that is not known."""
    found = set(known.tolist())
    return [
        None
        if row in found
        else InsufficientDataError("not found", argument="items", got=name, hint="Add it to the bill or the plan.")
        for row, name in enumerate(names)
    ]


@worksheet_function(
    "SOP_MRP",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of('=SOP_MRP({"Bike";"Wheel"},{0,0,10;0,0,0},{2,0,1;5,0,1},"Bike","Wheel",2)', (0, 8, 0), (11, 0, 0))
    ],
)
def mrp(
    items: Annotated[Labels, Arg("All planned items: finished items and every component of theirs")],
    demand: Annotated[Block, Arg("Independent demand, items × periods", "units/period", blank="zero")],
    item_data: Annotated[
        Block,
        Arg(
            "Per item: on hand, safety stock, lead time, yield, lot minimum, multiple, maximum, periods; or fewer",
            "units and periods",
        ),
    ],
    parents: Parents,
    components: Components,
    quantity_per: QuantityPer,
    scheduled_receipts: Annotated[
        Block | None, Arg("Open orders by period of receipt, items × periods", "units/period", blank="zero")
    ] = None,
    output: Annotated[
        Literal["releases", "receipts", "gross", "net", "balance", "late"], Arg("Which line of the record to show")
    ] = "releases",
    component_yield: ComponentYield = None,
) -> Annotated[Block, Result("One line of the MRP record of each item", "units", "items × periods")]:
    """Material requirements planning: explode, net and offset level by level.

    Releases are offset by the lead time and divided by the yield. An item that cannot be planned carries its reason,
    and so do its components.
    """
    plan = plan_requirements(
        items,
        demand,
        _policies(item_data, len(demand)),
        _bill(parents, components, quantity_per, component_yield),
        0.0 if scheduled_receipts is None else scheduled_receipts,
    )
    lines = {"gross": plan.gross, "net": plan.orders.net_requirements}
    return mark_rows(lines[output] if output in lines else getattr(plan.orders, output), plan.problems)


def _policies(table: Block, items: int) -> ItemPolicies:
    """Policies from a table whose columns at the end may be left out; a blank yield is 1."""
    if len(table) != items or table.shape[1] > _ITEM_COLUMNS:
        raise ShapeError("one row per item, up to eight columns", argument="item_data", got=table.shape)
    full = np.zeros((items, _ITEM_COLUMNS))
    full[:, _YIELD] = 1.0
    full[:, : table.shape[1]] = table
    full[np.isnan(full[:, _YIELD]), _YIELD] = 1.0
    on_hand, safety_stock, lead_time, process_yield = full.T[:4]
    return ItemPolicies(on_hand, safety_stock, lead_time, process_yield, LotRule.from_table(full[:, 4:], items))


_ITEM_COLUMNS, _YIELD = 8, 3
