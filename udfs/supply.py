"""Worksheet functions for the supply plan: planned orders, master schedule, promising, backlog."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.cells.encode import mark
from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.functions.definition import Arg, Block, Example, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column, as_flow, as_same_block, own_column
from sop_xl.planning.isolate import by_row
from sop_xl.planning.supply import constrained, dynamic_lots, lot_sizing, promise
from sop_xl.planning.supply.master_schedule import master_schedule as schedule

_CATEGORY = "Supply"
_JACOBS = "Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control for Supply Chain Management, 6e"

OnHand = Annotated[Series, Arg("Stock at the start, one per item; negative = backlog", "units")]
LotRules = Annotated[
    Block | None,
    Arg(
        "Lot rule: minimum, multiple, maximum, periods of need per order; one row or one per item; 0 or blank = none",
        "units and periods",
    ),
]
SafetyStock = Annotated[
    Block | None, Arg("Level below which stock shall not fall, per item or items × periods; 0 if omitted", "units")
]


@worksheet_function(
    "SOP_PLANNED_ORDERS",
    by_item=("on_hand", "demand", "scheduled_receipts", "safety_stock", "lead_time", "lot_rule", "planning_fence"),
    category=_CATEGORY,
    source=_JACOBS + ", material requirements planning",
    examples=[
        Example.of("=SOP_PLANNED_ORDERS(4,{0,10,0,40,10},{50,0,0,0,0},0,1,{50,50})", (0, 0, 0, 0, 50)),
        Example.of('=SOP_PLANNED_ORDERS(4,{0,10,0,40,10},{50,0,0,0,0},0,1,{50,50},0,"releases")', (0, 0, 0, 50, 0)),
    ],
)
def planned_orders(
    on_hand: OnHand,
    demand: Annotated[Block, Arg("Demand (gross requirements), items × periods", "units/period", blank="zero")],
    scheduled_receipts: Annotated[
        Block | None, Arg("Open orders by period of receipt, items × periods", "units/period", blank="zero")
    ] = None,
    safety_stock: SafetyStock = None,
    lead_time: Annotated[Series | None, Arg("Whole periods from release to receipt; 0 if omitted", "periods")] = None,
    lot_rule: LotRules = None,
    planning_fence: Annotated[
        Series | None, Arg("First periods in which nothing new is planned; 0 if omitted", "periods")
    ] = None,
    output: Annotated[
        Literal["receipts", "releases", "balance", "net", "late"],
        Arg("What to show; net = net requirements; late = receipts that come too soon for their lead time"),
    ] = "receipts",
) -> Annotated[Block, Result("Planned orders", "units", "items × periods")]:
    """Planned orders that keep the stock above its safety stock, by lot rule and lead time.

    A release that should lie before the first period falls into it; see late. A maximum leaves the rest to the next
    period.
    """
    scheduled = as_flow(0.0 if scheduled_receipts is None else scheduled_receipts, demand, "scheduled_receipts")
    items = len(demand)
    stock = own_column(on_hand, items, "on_hand")
    safety = _safety(safety_stock, demand)
    time = _per_item(lead_time, items, "lead_time")
    fence = _per_item(planning_fence, items, "planning_fence")
    rule = lot_sizing.LotRule.from_table(0.0 if lot_rule is None else lot_rule, items)

    def plan(rows: IndexArray) -> FloatArray:
        orders = lot_sizing.plan_orders(
            stock[rows], demand[rows], scheduled[rows], safety[rows], rule.rows(rows), time[rows], fence[rows]
        )
        found: FloatArray = getattr(orders, "net_requirements" if output == "net" else output)
        return found

    return by_row(plan, *demand.shape)


@worksheet_function(
    "SOP_DYNAMIC_LOTS",
    by_item=("requirements", "order_cost", "holding_cost"),
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. 5",
    examples=[Example.of("=SOP_DYNAMIC_LOTS({10,62,12,130},54,0.4)", (84, 0, 0, 130))],
)
def dynamic_lots_of(
    requirements: Annotated[Block, Arg("Net requirements, items × periods", "units/period", blank="zero")],
    order_cost: Annotated[Series, Arg("Fixed cost of an order, one or per item", "currency/order")],
    holding_cost: Annotated[Series, Arg("Cost of carrying a unit for a period, one or per item", "currency")],
    method: Annotated[
        Literal["wagner-whitin", "silver-meal"], Arg("Cheapest of all plans, or the rule of least cost per period")
    ] = "wagner-whitin",
) -> Annotated[Block, Result("Receipts", "units", "items × periods")]:
    """Lots for demand that varies, each covering the requirements up to the next one.

    Wagner–Whitin finds the least ordering and holding cost of all plans; Silver–Meal looks at one lot after the other.
    """
    rule = dynamic_lots.wagner_whitin_lots if method == "wagner-whitin" else dynamic_lots.silver_meal_lots
    fixed = as_column(order_cost, len(requirements), "order_cost")
    holding = as_column(holding_cost, len(requirements), "holding_cost")
    return by_row(lambda rows: rule(requirements[rows], fixed[rows], holding[rows]), *requirements.shape)


@worksheet_function(
    "SOP_MASTER_SCHEDULE",
    by_item=(
        "on_hand",
        "forecast",
        "orders",
        "firm_receipts",
        "lot_rule",
        "safety_stock",
        "demand_fence",
        "planning_fence",
    ),
    category=_CATEGORY,
    source=_JACOBS + ", ch. 6",
    examples=[
        Example.of("=SOP_MASTER_SCHEDULE(15,{20,20,20},{18,15,27},0,{40,40},0,2)", (40, 0, 40)),
        Example.of('=SOP_MASTER_SCHEDULE(15,{20,20,20},{18,15,27},0,{40,40},0,2,0,"balance")', (37, 22, 35)),
    ],
)
def master_schedule(
    on_hand: OnHand,
    forecast: Annotated[Block, Arg("Forecast, items × periods", "units/period", blank="zero")],
    orders: Annotated[Block, Arg("Customer orders, items × periods", "units/period", blank="zero")],
    firm_receipts: Annotated[
        Block | None, Arg("Receipts that are fixed, items × periods", "units", blank="zero")
    ] = None,
    lot_rule: LotRules = None,
    safety_stock: SafetyStock = None,
    demand_fence: Annotated[
        Series | None, Arg("First periods in which only orders count as demand; 0 if omitted", "periods")
    ] = None,
    planning_fence: Annotated[
        Series | None, Arg("First periods in which nothing is added to firm receipts; 0 if omitted", "periods")
    ] = None,
    output: Annotated[
        Literal["mps", "balance", "demand", "atp", "cumulative atp"], Arg("Which line of the schedule to show")
    ] = "mps",
) -> Annotated[Block, Result("One line of the master schedule of each item", "units", "items × periods")]:
    """Master production schedule: receipts that keep the balance above the safety stock.

    Demand is orders inside the demand time fence, the larger of forecast and orders outside.
    """
    items = len(forecast)
    stock = own_column(on_hand, items, "on_hand")
    booked = as_flow(orders, forecast, "orders")
    firm = as_flow(0.0 if firm_receipts is None else firm_receipts, forecast, "firm_receipts")
    safety = _safety(safety_stock, forecast)
    rule = lot_sizing.LotRule.from_table(0.0 if lot_rule is None else lot_rule, items)
    fence = _per_item(demand_fence, items, "demand_fence")
    frozen = _per_item(planning_fence, items, "planning_fence")

    def line(rows: IndexArray) -> FloatArray:
        record = schedule(
            stock[rows],
            forecast[rows],
            booked[rows],
            firm[rows],
            safety[rows],
            rule.rows(rows),
            fence[rows],
            frozen[rows],
        )
        found: FloatArray = getattr(record, "atp_cumulative" if output == "cumulative atp" else output)
        return found

    return by_row(line, *forecast.shape)


@worksheet_function(
    "SOP_ATP",
    by_item=("on_hand", "mps", "orders"),
    category=_CATEGORY,
    source=_JACOBS + ", ch. 6",
    examples=[
        Example.of("=SOP_ATP(15,{40,0,40,0},{18,15,27,22})", (22, 0, -9, 0)),
        Example.of('=SOP_ATP(15,{40,0,40,0},{18,15,27,22},"cumulative")', (13, 13, 13, 13)),
    ],
)
def available_to_promise(
    on_hand: OnHand,
    mps: Annotated[Block, Arg("Master schedule receipts, items × periods", "units/period", blank="zero")],
    orders: Annotated[Block, Arg("Orders promised so far, items × periods", "units/period", blank="zero")],
    method: Annotated[
        Literal["discrete", "cumulative"], Arg("Per receipt, or up to each period without breaking a later order")
    ] = "discrete",
) -> Annotated[Block, Result("Available to promise; negative = promised too much", "units", "items × periods")]:
    """Available to promise: what the schedule leaves for new orders.

    Discrete: each receipt less the orders up to the next receipt. Cumulative: with look-ahead, what one more order may
    take by the end of each period.
    """
    rule = promise.discrete_atp if method == "discrete" else promise.cumulative_atp
    stock, booked = own_column(on_hand, len(mps), "on_hand"), as_flow(orders, mps, "orders")
    return by_row(lambda rows: rule(stock[rows], mps[rows], booked[rows]), *mps.shape)


@worksheet_function(
    "SOP_CTP",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of("=SOP_CTP({13,13,13},{8,-4,20},0.5)", (21, 21, 61)),
        Example.of("=SOP_CTP({13,13,13},{8,-4,20},0.5,0,{30,30,80},2)", (21, 21, 53)),
    ],
)
def capable_to_promise(
    cumulative_atp: Annotated[Block, Arg("Cumulative available to promise, items × periods", "units", blank="error")],
    free_hours: Annotated[Block, Arg("Available hours − load, resources × periods", "hours", blank="zero")],
    hours_per_unit: Annotated[Block, Arg("Time of a unit, items × resources", "hours/unit", blank="zero")],
    lead_time: Annotated[
        Series | None, Arg("Whole periods from work to finished unit; 0 if omitted", "periods")
    ] = None,
    component_atp: Annotated[
        Block | None, Arg("Cumulative ATP of the components, components × periods", "units", blank="zero")
    ] = None,
    quantity_per: Annotated[
        Block | None, Arg("Components in a unit, items × components", "units/unit", blank="zero")
    ] = None,
) -> Annotated[Block, Result("Capable to promise", "units", "items × periods")]:
    """Capable to promise: available to promise plus what free capacity and free components can make in time.

    The scarcest resource or component decides; what a later overload needs is not free. Each item is looked at as if
    it alone had what is free.
    """
    items = len(cumulative_atp)
    if len(hours_per_unit) != items:
        raise ShapeError("one row per item", argument="hours_per_unit", got=hours_per_unit.shape, expected=items)
    time = _per_item(lead_time, items, "lead_time")
    if (component_atp is None) != (quantity_per is None):
        raise ShapeError("component_atp and quantity_per go together", argument="quantity_per")
    if quantity_per is not None and len(quantity_per) != items:
        raise ShapeError("one row per item", argument="quantity_per", got=quantity_per.shape, expected=items)
    return by_row(
        lambda rows: promise.capable_to_promise(
            cumulative_atp[rows],
            free_hours,
            hours_per_unit[rows],
            time[rows],
            component_atp,
            None if quantity_per is None else quantity_per[rows],
        ),
        *cumulative_atp.shape,
    )


@worksheet_function(
    "SOP_PROMISE_PERIOD",
    by_item=("available", "quantity"),
    category=_CATEGORY,
    source=_JACOBS + ", ch. 6",
    examples=[Example.of("=SOP_PROMISE_PERIOD({13,13,35},20)", 3)],
)
def promise_period(
    available: Annotated[Block, Arg("Cumulative ATP or CTP, items × periods", "units", blank="error")],
    quantity: Annotated[Series, Arg("Requested quantity, one or per item", "units", ">=0", "error")],
) -> Annotated[Block, Result("First period with enough, counted from 1", "periods", "items × 1")]:
    """First period by whose end a quantity can be promised; #N/A where the horizon does not hold enough."""
    periods = promise.promise_period(available, quantity)
    never = InsufficientDataError("not within the horizon", argument="available", hint="Add supply or periods.")
    return mark(periods, np.isinf(periods), never)


@worksheet_function(
    "SOP_BACKLOG",
    by_item=("opening", "bookings", "shipments"),
    category=_CATEGORY,
    source="Wallace & Stahl, Sales & Operations Planning: The How-To Handbook, 3e",
    examples=[Example.of("=SOP_BACKLOG(100,{50,60},{70,40})", (80, 100))],
)
def backlog(
    opening: Annotated[Series, Arg("Backlog at the start, one per row", "units or currency")],
    bookings: Annotated[Block, Arg("Orders taken, rows × periods", "per period", blank="zero")],
    shipments: Annotated[Block, Arg("Goods shipped, rows × periods", "per period", blank="zero")],
) -> Annotated[Block, Result("Backlog at the end of each period", "units or currency", "rows × periods")]:
    """Order backlog: opening backlog plus bookings minus shipments.

    A row that ships more than was ever ordered is #NUM!.
    """
    start, shipped = own_column(opening, len(bookings), "opening"), as_flow(shipments, bookings, "shipments")
    return by_row(lambda rows: constrained.backlog(start[rows], bookings[rows], shipped[rows]), *bookings.shape)


def _per_item(values: FloatArray | None, items: int, name: str) -> FloatArray:
    return as_column(0.0 if values is None else values, items, name)


def _safety(values: FloatArray | None, like: FloatArray) -> FloatArray:
    return as_same_block(0.0 if values is None else values, like, "safety_stock")
