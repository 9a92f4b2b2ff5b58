"""Worksheet functions for forecast performance: value added by step, forecasts at a lag, waterfall of snapshots."""

from __future__ import annotations

from typing import Annotated, Literal

from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.demand.override_value import override_value
from sop_xl.planning.demand.snapshots import cycle_changes, forecast_at_lag, waterfall
from sop_xl.planning.demand.value_added import forecast_value_added, naive_at_lag
from udfs.blanks import with_blanks
from udfs.override_table import OVERRIDE_TABLE, read_overrides

_CATEGORY = "Demand review"

History = Annotated[Block, Arg("Demand so far, items × periods, oldest first", "units/period")]
Snapshots = Annotated[
    Block, Arg("One row per planning cycle, oldest first; blank before a cycle's first month", "units/period")
]


@worksheet_function(
    "SOP_FVA",
    category=_CATEGORY,
    source="Gilliland (2010), The Business Forecasting Deal, ch. 4",
    examples=[
        Example.of(
            "=SOP_FVA({100,100},{80,80},{90,90},{85,95})",
            ("group", "step", "WAPE", "bias", "FVA", "FVA to first", "verdict"),
            ("all", "step 1", 0.2, -0.2, "", "", ""),
            ("all", "step 2", 0.1, -0.1, 0.1, 0.1, "adds value"),
            ("all", "step 3", 0.1, -0.1, 0, 0.1, "no difference"),
        )
    ],
)
def fva(
    actual: Annotated[Block, Arg("What was sold, items × periods", "units/period")],
    step_1: Annotated[Block, Arg("Forecast of the first step, usually naive (SOP_NAIVE_AT_LAG)", "units/period")],
    step_2: Annotated[Block, Arg("Forecast of the second step at the same lag, e.g. statistical", "units/period")],
    step_3: Annotated[Block | None, Arg("Third step, e.g. after the planner's overrides", "units/period")] = None,
    step_4: Annotated[Block | None, Arg("Fourth step, e.g. consensus", "units/period")] = None,
    names: Annotated[Labels | None, Arg("Names of the steps")] = None,
    groups: Annotated[Labels | None, Arg("Person or region each item belongs to, for a stair per group")] = None,
    dead_zone: Annotated[float, Arg("Difference in WAPE that counts as none", "fraction", ">=0")] = 0.01,
) -> Annotated[object, Result("Stair of steps with WAPE, bias and value added", "fractions", "table with a header")]:
    """Forecast value added: whether each step of the process makes the forecast better than the step before.

    FVA = WAPE of the step before − WAPE of the step; positive adds value. Only periods that every step knows count.
    """
    steps = [step for step in (step_1, step_2, step_3, step_4) if step is not None]
    named = names if names is not None else [f"step {number}" for number in range(1, len(steps) + 1)]
    stair = forecast_value_added(actual, steps, named, dead_zone, groups)
    return [["group", "step", "WAPE", "bias", "FVA", "FVA to first", "verdict"], *(list(step) for step in stair)]


@worksheet_function(
    "SOP_OVERRIDE_VALUE",
    category=_CATEGORY,
    source="Fildes, Goodwin, Lawrence & Nikolopoulos (2009), Int. J. of Forecasting 25",
    examples=[
        Example.of(
            '=SOP_OVERRIDE_VALUE({150,90},{100,100},{"A"},{1,2},{"A",1,1,"units",50,"promo","Ann","as in May",5})',
            ("owner", "overrides", "forecasts", "WAPE before", "WAPE after", "FVA", "verdict"),
            ("all", 1, 1, 1 / 3, 0, 1 / 3, "adds value"),
            ("Ann", 1, 1, 1 / 3, 0, 1 / 3, "adds value"),
        )
    ],
)
def value_of_overrides(
    actual: Annotated[Block, Arg("What was sold, items × periods", "units/period")],
    plan: Annotated[Block, Arg("Plan before the overrides, in the same periods", "units/period")],
    items: Annotated[Labels, Arg("Name of each item")],
    periods: Annotated[Series, Arg("Start of each period", "date or number", blank="error")],
    overrides: Annotated[object, Arg(f"Table without header: {OVERRIDE_TABLE}")],
    dead_zone: Annotated[float, Arg("Difference in WAPE that counts as none", "fraction", ">=0")] = 0.01,
) -> Annotated[object, Result("Value added by everybody and by each owner", "fractions", "table with a header")]:
    """Forecast value added per person: what each owner's overrides did to the forecasts that they changed.

    FVA = WAPE before − WAPE after; positive adds value. Each override is judged against the plan as those before it
    had left it; whether it has expired does not matter. Only periods with a known actual count.
    """
    found = override_value(actual, plan, items, periods, read_overrides(overrides), dead_zone)
    head = ["owner", "overrides", "forecasts", "WAPE before", "WAPE after", "FVA", "verdict"]
    return [head, *(list(owner) for owner in found)]


@worksheet_function(
    "SOP_NAIVE_AT_LAG",
    by_item=("history",),
    category=_CATEGORY,
    source="Makridakis, Wheelwright & Hyndman, Forecasting: Methods and Applications, 3e, ch. 2",
    examples=[Example.of("=SOP_NAIVE_AT_LAG({5,6,7,8},1)", ("", 5, 6, 7))],
)
def naive_forecast_at_lag(
    history: History,
    lag: Annotated[int, Arg("Periods between forecast and period", "periods", "[1,520]")] = 1,
    season_length: Annotated[
        int, Arg("1 = last value known; 12 = same month, the last one known", "periods", "[1,520]")
    ] = 1,
) -> Annotated[object, Result("Naive forecast; blank where there is none", "units/period", "as history")]:
    """What the naive or the seasonal naive forecast said of each period, so many periods before.

    The first step of the value-added stair: what costs nothing.
    """
    return with_blanks(naive_at_lag(history, lag, season_length))


@worksheet_function(
    "SOP_FORECAST_AT_LAG",
    category=_CATEGORY,
    source="Gilliland (2010), The Business Forecasting Deal, ch. 4",
    examples=[Example.of('=SOP_FORECAST_AT_LAG({10,20,30;"",21,31;"","",32},2)', ("", 20, 31))],
)
def said_at_lag(
    snapshots: Snapshots,
    lag: Annotated[int, Arg("1 = made just before the period, 2 = one earlier", "periods", "[1,520]")] = 1,
) -> Annotated[object, Result("Forecast at that lag; blank where there is none", "units/period", "one row")]:
    """Forecast of each period as it stood so many periods before, from the snapshots of one item.

    What SOP_ACCURACY and SOP_FVA need: accuracy without a stated lag means little.
    """
    return with_blanks(forecast_at_lag(snapshots, lag))


@worksheet_function(
    "SOP_WATERFALL",
    category=_CATEGORY,
    source="Crum & Palmatier (2003), Demand Management Best Practices",
    examples=[
        Example.of('=SOP_WATERFALL({10,20,30;"",21,31},{11,22,""})', (10, 20, 30), (11, 21, 31), (11, 22, "")),
        Example.of('=SOP_WATERFALL({10,20,30;"",21,28},{11,22,""},"change")', ("", "", ""), ("", 1, -2)),
    ],
)
def sop_waterfall(
    snapshots: Snapshots,
    actual: Annotated[Series, Arg("What was sold in each period, blank where not known yet", "units/period")],
    output: Annotated[
        Literal["plan", "change"],
        Arg("plan, with a last row of actuals, or change against last cycle"),
    ] = "plan",
) -> Annotated[object, Result("Waterfall, cycles × periods", "units/period", "cycles × periods")]:
    """Forecast waterfall of one item: what each planning cycle said of every month, beside what came true."""
    plan = waterfall(snapshots, actual)
    return with_blanks(plan if output == "plan" else cycle_changes(snapshots))
