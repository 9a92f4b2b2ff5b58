"""Worksheet functions for capacity: load, utilisation, gap, levers and the aggregate plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np

from sop_xl.errors import ShapeError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, as_column, as_same_block
from sop_xl.planning.isolate import by_element, by_row
from sop_xl.planning.supply import capacity
from sop_xl.planning.supply.aggregate import aggregate_plan
from sop_xl.planning.supply.aggregate_model import VARIABLES, AggregateData
from sop_xl.planning.supply.levers import pull_levers

_CATEGORY = "Capacity"
_JACOBS = (
    "Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control for Supply Chain Management, 6e, "
    "capacity planning"
)


@worksheet_function(
    "SOP_CAPACITY_LOAD",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of("=SOP_CAPACITY_LOAD({33,40;17,13},{0.05,0.7;1.3,0.55})", (23.75, 18.9), (32.45, 35.15)),
    ],
)
def capacity_load(
    plan: Annotated[Block, Arg("Units to be finished, items × periods", "units", blank="zero")],
    hours_per_unit: Annotated[Block, Arg("Run time, items × resources", "hours/unit", blank="zero")],
    setup_hours: Annotated[Block | None, Arg("Set-up time, items × resources", "hours/lot", blank="zero")] = None,
    lot_size: Annotated[
        Block | None, Arg("Average lot per item; 0 or omitted = what a period plans is one lot", "units", blank="zero")
    ] = None,
    efficiency: Annotated[
        Block | None, Arg("Standard hours produced per hour worked, per resource; 1 if omitted", "fraction")
    ] = None,
    scrap: Annotated[
        Block | None, Arg("Share of started units lost, per item; 0 if omitted", "fraction", blank="zero")
    ] = None,
    offset: Annotated[
        Block | None,
        Arg("Periods by which work precedes the finished unit, items × resources", "periods", blank="zero"),
    ] = None,
) -> Annotated[Block, Result("Load of each resource", "hours", "resources × periods")]:
    """Rough-cut capacity: the hours that a plan asks of each resource in each period.

    Run and set-up time of the started units by bill of resources; with an offset the work falls that many periods
    before the finished unit. Work that lay before the first period is past and not part of the load.
    """
    setups = as_same_block(0.0 if setup_hours is None else setup_hours, hours_per_unit, "setup_hours")
    offsets = as_same_block(0.0 if offset is None else offset, hours_per_unit, "offset")
    resources, periods = hours_per_unit.shape[1], plan.shape[1]
    rates = as_column(1.0 if efficiency is None else efficiency, resources, "efficiency")
    lots = capacity.LOT_FOR_LOT if lot_size is None else lot_size
    lost = 0.0 if scrap is None else scrap
    return by_row(
        lambda r: capacity.load_by_bill_of_resources(
            plan, hours_per_unit[:, r], setups[:, r], lots, rates[r], lost, offsets[:, r]
        ),
        resources,
        periods,
        sliced=False,
    )


@worksheet_function(
    "SOP_ROUTING_LOAD",
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of(
            '=SOP_ROUTING_LOAD({0,10,20},"Bike","Paint",{"Bike","Bike"},{"Paint","Paint"},{1,0.5},{0,1})', (5, 20, 20)
        ),
    ],
)
def routing_load(
    plan: Annotated[Block, Arg("Units to be finished, items × periods", "units", blank="zero")],
    items: Annotated[Labels, Arg("Name of each row of the plan")],
    resources: Annotated[Labels, Arg("Resources, one per row of the result")],
    operation_item: Annotated[Labels, Arg("Routing: item of each operation")],
    operation_resource: Annotated[Labels, Arg("Routing: resource of each operation")],
    hours_per_unit: Annotated[Series, Arg("Routing: run time of each operation", "hours/unit", ">=0", "error")],
    offset: Annotated[
        Series | None, Arg("Routing: periods before the finished unit; 0 if omitted", "periods", ">=0", "zero")
    ] = None,
    setup_hours: Annotated[
        Block | None,
        Arg(
            "Routing: set-up per lot, and in a second column the average lot; no lot = what a period plans",
            "hours, units",
            ">=0",
            "zero",
        ),
    ] = None,
    scrap: Annotated[
        Series | None,
        Arg("Routing: share of started units lost from the operation on; 0 if omitted", "fraction", "[0,1)", "zero"),
    ] = None,
    efficiency: Annotated[
        Series | None, Arg("Standard hours produced per hour worked, one or per resource; 1 if omitted", "fraction")
    ] = None,
) -> Annotated[Block, Result("Load of each resource", "hours", "resources × periods")]:
    """Rough-cut capacity from a list of operations: the hours asked of each resource in each period.

    Resource profile: an item may visit a resource several times, each time its own number of periods before the
    finished unit. A planned item or a resource that has no operation is #N/A.
    """
    rates = as_column(1.0 if efficiency is None else efficiency, len(resources), "efficiency")
    setup, lot = _setup_and_lot(setup_hours, len(operation_item))
    return by_row(
        lambda rows: capacity.load_by_resource_profile(
            plan,
            items,
            [resources[r] for r in rows],
            operation_item,
            operation_resource,
            hours_per_unit,
            0.0 if offset is None else offset,
            setup,
            lot,
            rates[rows],
            0.0 if scrap is None else scrap,
        ),
        len(resources),
        plan.shape[1],
    )


def _setup_and_lot(table: FloatArray | None, operations: int) -> tuple[FloatArray, FloatArray]:
    """Columns of a set-up table: one column (or row) of hours, or hours with the average lot beside them."""
    whole_period = np.full(operations, capacity.LOT_FOR_LOT)
    if table is None:
        return np.zeros(operations), whole_period
    if table.shape == (operations, 2):
        return table[:, 0], table[:, 1]
    return as_column(table, operations, "setup_hours"), whole_period


@worksheet_function(
    "SOP_UTILISATION",
    by_item=("load", "available"),
    category=_CATEGORY,
    source=_JACOBS,
    examples=[Example.of("=SOP_UTILISATION({120,200},160)", (0.75, 1.25))],
)
def utilisation(
    load: Annotated[Block, Arg("Load, resources × periods", "hours", blank="zero")],
    available: Annotated[Block, Arg("Available hours; one value, one per resource, or a table", "hours")],
) -> Annotated[Block, Result("Load ÷ available hours", "fraction", "resources × periods")]:
    """Share of the available hours that the load takes; above 1 is an overload.

    A resource without available hours is #DIV/0!.
    """
    return by_element(capacity.utilisation, load, available)


@worksheet_function(
    "SOP_CAPACITY_GAP",
    by_item=("load", "available", "hours_per_unit"),
    category=_CATEGORY,
    source=_JACOBS,
    examples=[
        Example.of("=SOP_CAPACITY_GAP({120,200},160)", (40, -40)),
        Example.of("=SOP_CAPACITY_GAP({120,200},160,0.5)", (80, -80)),
    ],
)
def capacity_gap(
    load: Annotated[Block, Arg("Load, resources × periods", "hours", blank="zero")],
    available: Annotated[Block, Arg("Available hours; one value, one per resource, or a table", "hours")],
    hours_per_unit: Annotated[
        Block | None, Arg("Gives the gap in units of a product that takes this time, per resource", "hours/unit")
    ] = None,
) -> Annotated[Block, Result("Available hours − load; negative = overload", "hours or units", "resources × periods")]:
    """Hours (or units) that are left of the available capacity; negative = overload."""
    return by_element(capacity.capacity_gap, load, available, 1.0 if hours_per_unit is None else hours_per_unit)


@worksheet_function(
    "SOP_CAPACITY_LEVERS",
    category=_CATEGORY,
    source="Bowman (1956), Operations Research 4; Johnson (1957), Management Science 3",
    examples=[
        Example.of(
            '=SOP_CAPACITY_LEVERS({80,130},{100,100},"Overtime",{20,20},30,5)',
            ("Regular", 100, 100),
            ("Overtime", 0, 10),
            ("Pre-built", 20, 0),
            ("Not met", 0, 0),
            ("Extra cost", 100, 300),
        )
    ],
)
def capacity_levers(
    load: Annotated[Series, Arg("Load of one resource by period", "hours", ">=0", "zero")],
    available: Annotated[Series, Arg("Regular hours by period, or one value", "hours", ">=0", "zero")],
    levers: Annotated[Labels, Arg("Names such as overtime, extra shift, subcontract")],
    lever_hours: Annotated[
        Block, Arg("Most extra hours of each lever, levers × periods or one value each", "hours", blank="zero")
    ],
    lever_cost: Annotated[Series, Arg("Extra cost of an hour of each lever", "currency/hour", ">=0", "error")],
    carrying_cost: Annotated[
        float, Arg("Cost of having the work of an hour done one period early", "currency", ">=0")
    ] = 0.0,
) -> Annotated[
    object,
    Result("Hours worked regularly and by lever, pre-built, not met; extra cost", "hours, currency", "rows × periods"),
]:
    """Capacity levers: the cheapest mix of overtime, shifts, subcontracting and pre-building that meets the load.

    Hours are shown in the period of the work. Pre-built is their part for later periods; not met is load that no hours
    are left for.
    """
    if len(levers) != len(lever_hours):
        raise ShapeError("one row of hours per lever", argument="lever_hours", got=lever_hours.shape)
    hours = as_same_block(lever_hours, np.zeros((len(levers), load.size)), "lever_hours")
    plan = pull_levers(load, available, hours[np.newaxis], lever_cost, carrying_cost)
    rows = [plan.regular[0], *plan.levers[0], plan.prebuilt[0], plan.unmet[0], plan.cost[0]]
    return _labelled(["Regular", *levers, "Pre-built", "Not met", "Extra cost"], rows)


_PARAMETERS = '{"units per worker";"hours per unit";"opening workforce";"labour cost";"holding cost";"layoff cost"}'


@worksheet_function(
    "SOP_AGGREGATE_PLAN",
    category=_CATEGORY,
    source="Chopra & Meindl, Supply Chain Management, chapter on aggregate planning",
    examples=[
        Example.of(
            f"=SOP_AGGREGATE_PLAN({{40,50}},{_PARAMETERS},{{10;16;5;1000;2;1500}})",
            ("Workforce", 4.5, 4.5),
            ("Hired", 0, 0),
            ("Laid off", 0.5, 0),
            ("Production", 45, 45),
            ("Overtime", 0, 0),
            ("Stock", 5, 0),
            ("Backlog", 0, 0),
            ("Subcontracted", 0, 0),
        )
    ],
)
def plan_of_least_cost(
    demand: Annotated[Series, Arg("Demand of the family by period", "units/period", ">=0", "error")],
    parameters: Annotated[Labels, Arg("Names such as units per worker, labour cost, overtime limit, closing stock")],
    parameter_values: Annotated[Block, Arg("Value of each parameter; one, or one per period", "as its name says")],
    strategy: Annotated[
        Literal["mixed", "level", "chase"], Arg("Whatever costs least, one workforce, or output that follows demand")
    ] = "mixed",
    workers: Annotated[Literal["fractional", "whole"], Arg("Part-time workers, or whole ones only")] = "fractional",
    output: Annotated[
        Literal["plan", "cost", "value"], Arg("value = what one more unit of demand costs, or of a limit saves")
    ] = "plan",
) -> Annotated[object, Result("Plan, cost or values, with a name before each row", None, "rows × (1 + periods)")]:
    """Aggregate plan: workforce, overtime, stock, backlog and subcontracting at the least total cost.

    By linear programming. Where no plan keeps all limits the cell is #NUM! and SOP_WHY says what is short when and
    which limits bind.
    """
    plan = aggregate_plan(
        demand, AggregateData.of_table(parameters, parameter_values), strategy, whole_workers=workers == "whole"
    )
    tables = {"plan": {name: getattr(plan, name) for name in VARIABLES}, "cost": plan.costs, "value": plan.values}
    table = tables[output]
    return _labelled([name.replace("_", " ").capitalize() for name in table], list(table.values()))


def _labelled(labels: Sequence[str], rows: Sequence[FloatArray]) -> list[list[object]]:
    return [[label, *row.tolist()] for label, row in zip(labels, rows, strict=True)]
