"""Worksheet functions for the demand review: cleansing, consensus, overrides, spreading, hierarchy, consumption."""

from __future__ import annotations

from typing import Annotated, Literal

from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.demand.cleansing import cleanse
from sop_xl.planning.demand.consensus import priority_consensus, weighted_consensus
from sop_xl.planning.demand.consumption import consume_forecast
from sop_xl.planning.demand.hierarchy import Tree, reconcile
from sop_xl.planning.demand.overrides import apply_overrides
from sop_xl.planning.demand.spreading import spread
from udfs.blanks import with_blanks
from udfs.override_table import OVERRIDE_TABLE, read_overrides

_CATEGORY = "Demand review"

History = Annotated[Block, Arg("Demand so far, items × periods, oldest first", "units/period")]


@worksheet_function(
    "SOP_CLEANSE",
    category=_CATEGORY,
    source="Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers",
    examples=[
        Example.of("=SOP_CLEANSE({10,11,10,90,10,11,10,9},1)", (10, 11, 10, 10, 10, 11, 10, 9)),
        Example.of(
            '=SOP_CLEANSE({10,11,10,90,10,11,10,9},1,,,,,"changes")',
            ("row", "period", "original", "cleansed", "reason"),
            (1, 4, 90, 10, "outlier"),
        ),
    ],
)
def sop_cleanse(
    history: History,
    season_length: Annotated[int, Arg("Periods of a season", "periods", "[1,60]")] = 12,
    limit: Annotated[float, Arg("Outliers are further off than this", "robust standard deviations", ">0")] = 3.5,
    stock_out: Annotated[Block | None, Arg("1 where the item was out of stock", "flag", blank="zero")] = None,
    promotion: Annotated[Block | None, Arg("1 where the item was on promotion", "flag", blank="zero")] = None,
    working_days: Annotated[Series | None, Arg("Working days of each period", "days", ">0", blank="error")] = None,
    output: Annotated[Literal["history", "changes"], Arg("The new history, or what was changed")] = "history",
) -> Annotated[object, Result("Cleansed history, or list of changes", "units/period", "as the history, or a table")]:
    """History as it would have been with stock and without promotions, outliers and calendar effects.

    The history itself is not touched. Stock-outs are raised and promotions lowered to the expected demand; a blank
    stays blank. Row and period of a change count from 1.
    """
    found = cleanse(history, season_length, limit, stock_out, promotion, working_days)
    if output == "history":
        return with_blanks(found.history)
    return [["row", "period", "original", "cleansed", "reason"], *(list(change) for change in found.changes)]


@worksheet_function(
    "SOP_CONSENSUS",
    by_item=("statistical", "sales", "marketing", "customer"),
    category=_CATEGORY,
    source="Armstrong (ed.), Principles of Forecasting (2001), combining forecasts",
    examples=[
        Example.of('=SOP_CONSENSUS({100,100},{120,""},,,{3,1})', (105, 100)),
        Example.of('=SOP_CONSENSUS({100,100},{120,""},,,,"priority")', (120, 100)),
    ],
)
def consensus(
    statistical: Annotated[Block, Arg("Statistical forecast, items × periods", "units/period")],
    sales: Annotated[Block | None, Arg("Input of sales; a blank has no vote", "units/period")] = None,
    marketing: Annotated[Block | None, Arg("Input of marketing; a blank has no vote", "units/period")] = None,
    customer: Annotated[Block | None, Arg("Input of customers; a blank has no vote", "units/period")] = None,
    weights: Annotated[
        Series | None, Arg("Weight of each input given, in order; default equal", "weight", ">=0")
    ] = None,
    rule: Annotated[
        Literal["weights", "priority"], Arg("Weighted mean, or the last input that has a number")
    ] = "weights",
) -> Annotated[object, Result("Consensus; blank where nobody said anything", "units/period", "items × periods")]:
    """Consensus of several inputs, cell by cell: weighted mean, or by priority from left to right.

    One weight for each input that is given. By priority the customer goes before marketing, sales and statistics.
    """
    inputs = [given for given in (statistical, sales, marketing, customer) if given is not None]
    if rule == "priority":
        return with_blanks(priority_consensus(inputs))
    return with_blanks(weighted_consensus(inputs, None if weights is None else weights.tolist()))


@worksheet_function(
    "SOP_OVERRIDE",
    category=_CATEGORY,
    source="Crum & Palmatier (2003), Demand Management Best Practices",
    examples=[
        Example.of(
            '=SOP_OVERRIDE({100,100},{"A"},{1,2},{"A",2,2,"percent",0.5,"promotion","Ann","as last year",5},3)',
            (100, 150),
        ),
        Example.of(
            '=SOP_OVERRIDE({100,100},{"A"},{1,2},{"A",2,2,"percent",0.5,"promotion","Ann","as last year",5},6,"state")',
            ("expired", 0),
        ),
    ],
)
def override(
    plan: Annotated[Block, Arg("Plan to be changed, items × periods", "units/period")],
    items: Annotated[Labels, Arg("Name of each item")],
    periods: Annotated[Series, Arg("Start of each period", "date or number", blank="error")],
    overrides: Annotated[object, Arg(f"Table without header: {OVERRIDE_TABLE}; kind = replace, units or percent")],
    as_of: Annotated[float, Arg("Planning date; an override with an earlier expiry drops out", "date or number")],
    output: Annotated[Literal["plan", "state"], Arg("The new plan, or state and effect of each override")] = "plan",
) -> Annotated[object, Result("New plan, or state and units of effect", "units", "as the plan, or overrides × 2")]:
    """Plan after all overrides that have not expired: replace, ± units, ± % (a fraction), in the order of the list.

    Each needs a reason, an owner and an assumption; expired ones are reported. Empty rows are passed over.
    """
    found = apply_overrides(plan, items, periods, read_overrides(overrides), as_of)
    if output == "plan":
        return with_blanks(found.plan)
    states = [[state, effect] for state, effect in zip(found.states, found.effects)]
    return states or [["no overrides", 0.0]]


@worksheet_function(
    "SOP_SPREAD",
    category=_CATEGORY,
    source="Balinski & Young, Fair Representation (1982): largest remainders",
    examples=[Example.of("=SOP_SPREAD(10,{1;1;1})", 4, 3, 3), Example.of("=SOP_SPREAD(10,{1;1;2},1)", 2.5, 2.5, 5)],
)
def sop_spread(
    total: Annotated[Series, Arg("Total of each period", "units", blank="zero")],
    weights: Annotated[Block, Arg("Last plan or share of each part; one column serves all", "weight", ">=0", "zero")],
    decimals: Annotated[int, Arg("Decimals to keep", None, "[0,6]")] = 0,
) -> Annotated[Block, Result("Parts that add up to the total exactly", "units", "parts × periods")]:
    """Total spread over its parts in proportion, rounded so that the parts add up to it exactly.

    Largest remainders go up. Weights that add up to nothing count as equal.
    """
    return spread(total, weights, decimals)


@worksheet_function(
    "SOP_RECONCILE",
    category=_CATEGORY,
    source="Wickramasuriya, Athanasopoulos & Hyndman (2019), JASA 114; Athanasopoulos et al. (2009), IJF 25",
    examples=[
        Example.of('=SOP_RECONCILE({"all";"a";"b"},{"";"all";"all"},{90;60;40},"top_down")', 90, 54, 36),
        Example.of('=SOP_RECONCILE({"all";"a";"b"},{"";"all";"all"},{90;60;40},"bottom_up")', 100, 60, 40),
    ],
)
def sop_reconcile(
    nodes: Annotated[Labels, Arg("Name of every node, total, families and items")],
    parents: Annotated[Labels, Arg("Name of the node above each; blank for the top")],
    forecast: Annotated[Block, Arg("Forecast of every node on its own", "units/period", blank="error")],
    method: Annotated[
        Literal["mint", "bottom_up", "top_down", "middle_out"], Arg("How to make the levels agree; mint needs errors")
    ] = "mint",
    errors: Annotated[Block | None, Arg("Past one-step errors of every node, for mint", "units/period")] = None,
    middle: Annotated[int, Arg("Level that middle_out keeps; the top is 0", None, ">=0")] = 1,
) -> Annotated[Block, Result("Forecasts that add up on every level", "units/period", "nodes × periods")]:
    """Forecasts of a hierarchy changed so that every total is the sum of its parts.

    mint weighs each node by how reliable it was; bottom_up keeps the items, top_down the total, middle_out one level.
    """
    return reconcile(forecast, Tree.of(nodes, parents), method, errors, middle)


@worksheet_function(
    "SOP_CONSUME_FORECAST",
    by_item=("forecast", "orders"),
    category=_CATEGORY,
    source="Jacobs, Berry, Whybark & Vollmann, Manufacturing Planning and Control, 6e",
    examples=[
        Example.of("=SOP_CONSUME_FORECAST({10,10,10},{4,13,0},1)", (3, 0, 10)),
        Example.of('=SOP_CONSUME_FORECAST({10,10,10},{4,13,0},1,0,"total")', (7, 13, 10)),
    ],
)
def consume(
    forecast: Annotated[Block, Arg("Gross forecast, items × periods", "units/period", ">=0", "zero")],
    orders: Annotated[Block, Arg("Customer orders in the same periods", "units/period", ">=0", "zero")],
    backward: Annotated[int, Arg("Periods that an order may reach back", "periods", "[0,520]")] = 0,
    forward: Annotated[int, Arg("Periods that an order may reach ahead", "periods", "[0,520]")] = 0,
    output: Annotated[Literal["net", "total"], Arg("Forecast that is left, or that plus the orders")] = "net",
) -> Annotated[Block, Result("Net forecast, or total demand", "units/period", "items × periods")]:
    """Forecast left after customer orders have consumed it: their own period first, then back, then ahead.

    Periods are taken in order of time, the nearest forecast first.
    """
    net = consume_forecast(forecast, orders, backward, forward)
    return net if output == "net" else net + orders
