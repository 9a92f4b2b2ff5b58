"""Worksheet functions for pre-S&OP: scenarios, their KPIs side by side, the tornado and the simulation."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np

from sop_xl.errors import ShapeError, SopError, ZeroDenominatorError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning import comparison
from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.plan import Kpis, Plan
from sop_xl.planning.scenario import Driver, apply_scenario
from sop_xl.planning.simulation import QUANTILES, Simulation, simulate_projection
from udfs.deltas import Deltas, read_capacity, read_deltas
from udfs.rows import mark_rows

_CATEGORY = "Scenario"
_WALLACE = "Wallace & Stahl, Sales & Operations Planning: The How-To Handbook"
_EFRON = "Efron & Tibshirani, An Introduction to the Bootstrap, ch. 9"

Items = Annotated[Labels, Arg("Items, one per row of the plan")]
Periods = Annotated[Series, Arg("Date of each column of the plan", "date", blank="error")]


@worksheet_function(
    "SOP_SCENARIO",
    category=_CATEGORY,
    source=_WALLACE,
    examples=[
        Example.of(
            '=SOP_SCENARIO({10,10;10,10},{"A";"B"},{1,2},{"Up","demand","A",2,2,"percent",0.5},"Up","demand")',
            (10, 15),
            (10, 10),
        ),
    ],
)
def scenario(
    base: Annotated[Block, Arg("The driver in the base plan, items × periods", "as the driver")],
    items: Items,
    periods: Periods,
    deltas: Deltas,
    scenario: Annotated[str, Arg("Name of the scenario; Base for the base plan")],
    driver: Annotated[Driver, Arg("What the base is")],
) -> Annotated[Block, Result("The driver in the scenario", None, "items × periods")]:
    """One driver of the plan as a scenario has it: the base with the scenario's changes laid over it.

    A blank item means all, blank dates the whole horizon; percent takes a fraction (0.1 = +10 %), delay moves amounts
    so many periods later. Changes apply from top to bottom.
    """
    return apply_scenario(base, items, periods, read_deltas(deltas), scenario, driver)


@worksheet_function(
    "SOP_SCENARIO_KPIS",
    category=_CATEGORY,
    source=_WALLACE,
    examples=[
        Example.of(
            '=SOP_SCENARIO_KPIS({"Up","demand","",1,2,"percent",0.5},"A",{1,2},30,{10,10},{0,0},3,2)',
            ("KPI", "Base", "Up"),
            ("Demand", 20, 30),
            ("Shipped", 20, 30),
            ("Fill rate", 1, 1),
        ),
    ],
)
def scenario_kpis(
    deltas: Deltas,
    items: Items,
    periods: Periods,
    on_hand: Annotated[Series, Arg("Stock at the start, one per item", "units", blank="error")],
    demand: Annotated[Block, Arg("Demand of the base plan, items × periods", "units/period", ">=0", "zero")],
    supply: Annotated[Block, Arg("Receipts of the base plan, items × periods", "units/period", ">=0", "zero")],
    price: Annotated[Block, Arg("Net prices, items × periods or one column", "currency/unit", blank="error")],
    cost: Annotated[Block, Arg("Standard costs, items × periods or one column", "currency/unit", blank="error")],
    hours_per_unit: Annotated[
        Block | None, Arg("Time of a unit, items × resources, for the KPIs of load", "hours/unit", ">=0", "zero")
    ] = None,
    capacity: Annotated[object, Arg("Resources and their available hours: a name, then one column per period")] = None,
) -> Annotated[object, Result("KPIs with a header row", None, "12, or with capacity 16 × (2 + scenarios)")]:
    """KPIs of the base plan and of every scenario side by side.

    Shipments, fill rate, backlog, revenue, margin and stock of a plan that ships what its supply allows; with capacity
    also cash and load. lead_time moves the supply by the periods added. A scenario that cannot be computed shows why.
    """
    plan = Plan.of(items, periods, on_hand, demand, supply, price, cost, read_capacity(hours_per_unit, capacity))
    found = comparison.compare_scenarios(plan, read_deltas(deltas))
    first = found.kpis[0]
    assert not isinstance(first, SopError)  # a base that cannot be computed was refused
    rows: list[list[object]] = [["KPI", *found.scenarios]]
    shown = [name for name in first if plan.capacity is not None or name not in _OF_THE_LONG_TABLE]
    rows += [[name, *(kpi_cell(kpis, name) for kpis in found.kpis)] for name in shown]
    return rows


_OF_THE_LONG_TABLE = ("Value of receipts", "Cash")


def kpi_cell(kpis: Kpis | SopError, name: str) -> float | SopError:
    """One KPI as a cell: its number, or why there is none."""
    if isinstance(kpis, SopError):
        return kpis
    if math.isnan(kpis[name]):
        return ZeroDenominatorError("nothing to measure it by", argument=name)
    return kpis[name]


@worksheet_function(
    "SOP_TORNADO",
    category=_CATEGORY,
    source="Clemen & Reilly, Making Hard Decisions, ch. 5",
    examples=[
        Example.of(
            '=SOP_TORNADO({"Price";"Volume"},{95;70},{104;120},100)', ("Volume", -30, 20, 50), ("Price", -5, 4, 9)
        )
    ],
)
def tornado(
    names: Annotated[Labels, Arg("Drivers")],
    low: Annotated[Series, Arg("Outcome with the driver at its low end, all others at base", "as the outcome")],
    high: Annotated[Series, Arg("Outcome with the driver at its high end, all others at base", "as the outcome")],
    base: Annotated[float, Arg("Outcome of the base plan", "as the outcome")],
) -> Annotated[object, Result("Driver, low − base, high − base, swing; widest first", None, "drivers × 4")]:
    """Tornado chart: drivers by how far they move an outcome such as the gross margin, the widest bar first.

    Columns: name, low minus base, high minus base, swing. A driver without one of its outcomes comes last as #N/A.
    """
    bars = comparison.tornado(low, high, base)
    if len(names) != len(bars.order):
        raise ShapeError("one name per outcome", argument="names", got=len(names), expected=f"{len(bars.order)} rows")
    cells = mark_rows(np.column_stack([bars.low, bars.high, bars.swing]), bars.problems)
    return [[names[i], *row] for i, row in zip(bars.order, cells.tolist())]


OnHand = Annotated[Series, Arg("Stock at the start, one per item; negative = backlog", "units")]
Demand = Annotated[Block, Arg("Forecast, items × periods", "units/period", blank="zero")]
Receipts = Annotated[Block, Arg("Planned supply by period of receipt, items × periods", "units/period", blank="zero")]
Residuals = Annotated[Block, Arg("Past forecast errors (actual − forecast), items × past periods", "units/period")]
Seed = Annotated[int, Arg("Any whole number; the same seed gives the same result", domain=">=0")]
Runs = Annotated[int, Arg("Number of runs", domain="[100,10000]")]
Delays = Annotated[
    Series | None, Arg("Past delays of receipts in whole periods, negative = early", "periods", blank="error")
]


@worksheet_function(
    "SOP_SIMULATE_STOCK",
    category=_CATEGORY,
    source=_EFRON,
    examples=[
        Example.of("=SOP_SIMULATE_STOCK(10,{10,10},{10,10},{-4,0,4},1)", (10, 10)),
        Example.of('=SOP_SIMULATE_STOCK(10,{10,10},{10,10},{-4,0,4},1,"stock_out")', (0, 0)),
    ],
)
def simulate_stock(
    on_hand: OnHand,
    demand: Demand,
    receipts: Receipts,
    residuals: Residuals,
    seed: Seed,
    output: Annotated[
        Literal["p10", "p50", "p90", "stock_out", "fill_rate"],
        Arg("Quantile of stock, chance of a backlog, or P10, P50 and P90 of the fill rate"),
    ] = "p50",
    runs: Runs = 1000,
    delays: Delays = None,
) -> Annotated[object, Result("Stock, probability or fill rate", "units or fraction", "items × periods, or items × 3")]:
    """Simulated stock at the end of each period: quantiles, chance of a stock-out, fill rate.

    Demand is the forecast plus past errors drawn at random, receipts arrive with past delays. An item with fewer than
    three errors is #N/A. The same seed always gives the same numbers.
    """
    found = simulate_projection(
        on_hand, demand, receipts, residuals, seed=seed, runs=runs, delays=0 if delays is None else delays
    )
    return mark_rows(_view(found, output), found.problems)


def _view(found: Simulation, output: str) -> FloatArray:
    match output:
        case "stock_out":
            return found.stock_out
        case "fill_rate":
            return found.fill_rate
    stock: FloatArray = found.stock[[f"p{quantile:.0%}".rstrip("%") for quantile in QUANTILES].index(output)]
    return stock


@worksheet_function(
    "SOP_SIMULATE_MARGIN",
    category=_CATEGORY,
    source=_EFRON,
    examples=[Example.of("=SOP_SIMULATE_MARGIN(50,{10,10},{0,0},{0,0,0},2,1)", (40, 40, 40))],
)
def simulate_margin(
    on_hand: OnHand,
    demand: Demand,
    receipts: Receipts,
    residuals: Residuals,
    unit_margin: Annotated[Series, Arg("Margin of a unit shipped, one per item", "currency/unit", blank="error")],
    seed: Seed,
    output: Annotated[Literal["items", "total"], Arg("One row per item, or one row for all together")] = "items",
    runs: Runs = 1000,
    delays: Delays = None,
) -> Annotated[object, Result("P10, P50 and P90 of the margin", "currency", "items × 3")]:
    """Simulated margin of what can be shipped: P10, P50 and P90 over all periods.

    Drawn as in SOP_SIMULATE_STOCK. The quantiles of the total are not the sums of those of the items.
    """
    found = simulate_projection(
        on_hand,
        demand,
        receipts,
        residuals,
        seed=seed,
        runs=runs,
        delays=0 if delays is None else delays,
        unit_margin=unit_margin,
    )
    if output == "items":
        return mark_rows(found.margin, found.problems)
    for problem in found.problems:
        if problem is not None:
            raise problem
    return found.total_margin[np.newaxis]
