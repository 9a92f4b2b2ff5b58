"""Worksheet functions for inventory: projection, cover and constrained demand."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.cells.encode import mark
from sop_xl.errors import ZeroDenominatorError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column, as_flow, own_column
from sop_xl.planning.isolate import by_row
from sop_xl.planning.supply.allocation import allocate
from sop_xl.planning.supply.constrained import constrain_demand
from sop_xl.planning.supply.fences import check_fences
from sop_xl.planning.supply.projection import fenced_demand, periods_of_cover, projected_available_balance
from udfs.rows import mark_rows

_CATEGORY = "Inventory"


@worksheet_function(
    "SOP_PROJECT_INVENTORY",
    by_item=("on_hand", "demand", "scheduled_receipts", "planned_receipts"),
    category=_CATEGORY,
    source="Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control, 6e, ch. 6",
    examples=[Example.of("=SOP_PROJECT_INVENTORY(15,{20,20,20},{0,0,0},{40,0,40})", (35, 15, 35))],
)
def project_inventory(
    on_hand: Annotated[Series, Arg("Stock at the start of the first period, one per item", "units")],
    demand: Annotated[Block, Arg("Demand, items × periods", "units/period", blank="zero")],
    scheduled_receipts: Annotated[
        Block | None, Arg("Open supply orders by period of receipt, items × periods", "units/period", blank="zero")
    ] = None,
    planned_receipts: Annotated[
        Block | None, Arg("Planned supply orders by period of receipt, items × periods", "units/period", blank="zero")
    ] = None,
) -> Annotated[Block, Result("Projected available balance; negative = backlog", "units", "items × periods")]:
    """Projected available balance at the end of each period.

    Opening stock plus scheduled and planned receipts minus demand, rolled forward period by period.
    """
    stock = own_column(on_hand, len(demand), "on_hand")
    scheduled, planned = (
        as_flow(0.0 if receipts is None else receipts, demand, name)
        for name, receipts in (("scheduled_receipts", scheduled_receipts), ("planned_receipts", planned_receipts))
    )
    return by_row(
        lambda rows: projected_available_balance(stock[rows], demand[rows], scheduled[rows], planned[rows]),
        *demand.shape,
    )


@worksheet_function(
    "SOP_DAYS_OF_COVER",
    by_item=("stock", "demand"),
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. 6",
    examples=[
        Example.of("=SOP_DAYS_OF_COVER({25,25,5},{10,10,20},30)", (52.5, 41.25, 11.25)),
        Example.of("=SOP_DAYS_OF_COVER({25,9},{0,0},30,999)", (999, 999)),
    ],
)
def days_of_cover(
    stock: Annotated[Block, Arg("Stock at the end of each period, items × periods", "units", blank="zero")],
    demand: Annotated[Block, Arg("Demand of the same periods, items × periods", "units/period", blank="zero")],
    days_per_period: Annotated[float, Arg("Length of a period", "days", ">0")] = 30.0,
    longest: Annotated[
        float | None, Arg("Show no more than this, also for stock without demand; omitted = no limit", "days", ">0")
    ] = None,
) -> Annotated[Block, Result("Days that the stock at the end of each period will last", "days", "items × periods")]:
    """Forward cover: the days until future demand has used up the stock.

    Walks the demand of the periods that follow, the last one by its fraction; beyond the last known period the average
    goes on. Stock without any demand is #DIV/0!, or the longest cover to be shown where one is given.
    """
    cover = periods_of_cover(stock, demand) * days_per_period
    if longest is not None:
        return np.minimum(cover, longest)
    endless = ZeroDenominatorError("stock without any demand: its cover has no end", argument="demand")
    return mark(cover, np.isinf(cover), endless)


@worksheet_function(
    "SOP_FENCED_DEMAND",
    by_item=("forecast", "orders", "demand_fence"),
    category=_CATEGORY,
    source="Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control, 6e, ch. 6",
    examples=[Example.of("=SOP_FENCED_DEMAND({20,20,20},{18,15,27},2)", (18, 15, 27))],
)
def demand_inside_fences(
    forecast: Annotated[Block, Arg("Forecast, items × periods", "units/period", blank="zero")],
    orders: Annotated[Block, Arg("Customer orders, items × periods", "units/period", blank="zero")],
    demand_fence: Annotated[
        Series, Arg("Number of first periods in which only orders count, one or per item", "periods")
    ],
) -> Annotated[Block, Result("Demand to be served", "units/period", "items × periods")]:
    """Demand by the demand time fence: orders inside it, the larger of forecast and orders outside."""
    fence = as_column(demand_fence, len(forecast), "demand_fence")
    booked = as_flow(orders, forecast, "orders")
    return by_row(lambda rows: fenced_demand(forecast[rows], booked[rows], fence[rows]), *forecast.shape)


@worksheet_function(
    "SOP_FENCE_CHECK",
    by_item=("plan", "previous", "demand_fence", "planning_fence", "tolerance"),
    category=_CATEGORY,
    source="Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control, 6e, time fencing",
    examples=[
        Example.of("=SOP_FENCE_CHECK({45,50,60,70},{40,40,60,40},1,3)", ("frozen", "slushy", "", "")),
        Example.of('=SOP_FENCE_CHECK({45,50,60,70},{40,40,60,40},1,3,0,"change")', (5, 10, 0, 30)),
    ],
)
def fence_check(
    plan: Annotated[Block, Arg("New plan, items × periods", "units/period", blank="zero")],
    previous: Annotated[Block, Arg("Plan of the last cycle for the same periods", "units/period", blank="zero")],
    demand_fence: Annotated[Series, Arg("First periods that are frozen, one or per item", "periods")],
    planning_fence: Annotated[Series, Arg("First periods in which a change needs consent, one or per item", "periods")],
    tolerance: Annotated[
        Series | None, Arg("Change that does not matter; 0 if omitted", "units", ">=0", "zero")
    ] = None,
    output: Annotated[Literal["flag", "change"], Arg("Flag of the changes inside the fences, or all changes")] = "flag",
) -> Annotated[object, Result("Flag frozen or slushy, or the change", "units", "items × periods")]:
    """Changes of a plan inside its time fences: frozen before the demand fence, slushy before the planning fence.

    Beyond the planning fence, and within the tolerance, a change carries no flag.
    """
    earlier = as_flow(previous, plan, "previous")
    first, last, allowed = (
        as_column(values, len(plan), name)
        for name, values in (
            ("demand_fence", demand_fence),
            ("planning_fence", planning_fence),
            ("tolerance", 0.0 if tolerance is None else tolerance),
        )
    )

    def line(rows: IndexArray) -> np.ndarray:
        check = check_fences(plan[rows], earlier[rows], first[rows], last[rows], allowed[rows])
        if output == "change":
            return check.change
        return np.select([check.frozen, check.slushy], ["frozen", "slushy"], "").astype(object)

    return by_row(line, *plan.shape)


@worksheet_function(
    "SOP_CONSTRAINED_DEMAND",
    by_item=("on_hand", "demand", "receipts"),
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. 6",
    examples=[
        Example.of("=SOP_CONSTRAINED_DEMAND(5,{10,10,10},{0,20,10})", (5, 15, 10)),
        Example.of('=SOP_CONSTRAINED_DEMAND(5,{10,10,10},{0,20,10},"backlog","unmet")', (5, 0, 0)),
        Example.of('=SOP_CONSTRAINED_DEMAND(5,{10,10,10},{0,20,10},"lost","shipped")', (5, 10, 10)),
    ],
)
def constrained_demand(
    on_hand: Annotated[Series, Arg("Stock at the start, one per item; negative = backlog", "units")],
    demand: Annotated[Block, Arg("Unconstrained demand, items × periods, 0 or more", "units/period", blank="zero")],
    receipts: Annotated[
        Block | None, Arg("All supply by period of receipt, items × periods", "units/period", blank="zero")
    ] = None,
    unmet_demand: Annotated[
        Literal["backlog", "lost"], Arg("Unmet demand waits and ships first, or is lost")
    ] = "backlog",
    output: Annotated[
        Literal["shipped", "on time", "late", "unmet", "stock"],
        Arg("What to show; late = shipped for earlier periods; unmet = backlog at the end, or lost in the period"),
    ] = "shipped",
) -> Annotated[Block, Result("What ships, or what it leaves", "units", "items × periods")]:
    """Constrained demand: what stock and receipts allow to ship, and what is late or lost.

    The oldest demand ships first. With backlog, stock minus unmet is the projection of SOP_PROJECT_INVENTORY.
    """
    stock = own_column(on_hand, len(demand), "on_hand")
    supply = as_flow(0.0 if receipts is None else receipts, demand, "receipts")

    def line(rows: IndexArray) -> FloatArray:
        plan = constrain_demand(stock[rows], demand[rows], supply[rows], lost_sales=unmet_demand == "lost")
        found: FloatArray = getattr(plan, output.replace(" ", "_"))
        return found

    return by_row(line, *demand.shape)


@worksheet_function(
    "SOP_ALLOCATE",
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e (fair shares)",
    examples=[
        Example.of(
            '=SOP_ALLOCATE("Bike",0,{60,60},{"Bike";"Bike";"Bike"},{40,0;30,0;10,0},{1;2;2})',
            (40, 0),
            (15, 15),
            (5, 5),
        )
    ],
)
def allocate_supply(
    items: Annotated[Labels, Arg("Item of each row of supply")],
    on_hand: Annotated[Series, Arg("Stock at the start, one per item, 0 or more", "units")],
    receipts: Annotated[Block, Arg("All supply by period of receipt, items × periods", "units/period", blank="zero")],
    line_items: Annotated[Labels, Arg("Item that each line of demand (customer, channel) wants")],
    demand: Annotated[Block, Arg("Unconstrained demand, lines × periods", "units/period", blank="zero")],
    priority: Annotated[Series | None, Arg("Rank of each line, 1 before 2; all equal if omitted", "rank")] = None,
    unmet_demand: Annotated[
        Literal["backlog", "lost"], Arg("Unmet demand waits with its priority, or is lost")
    ] = "backlog",
    output: Annotated[
        Literal["allocated", "unmet"], Arg("unmet = backlog at the end, or lost in the period")
    ] = "allocated",
) -> Annotated[Block, Result("Supply given to each line", "units", "lines × periods")]:
    """Constrained plan by priority: a short supply goes to the most important lines first.

    Lines of one rank share what is left in proportion to what they wait for; what nobody takes is carried over. What
    makes no sense costs only the lines of its item.
    """
    shares = allocate(
        items,
        on_hand,
        receipts,
        line_items,
        demand,
        1.0 if priority is None else priority,
        lost_sales=unmet_demand == "lost",
    )
    return mark_rows(shares.allocated if output == "allocated" else shares.unmet, shares.problems)
