"""Worksheet functions for promoted scenarios: the plan as decided, and what every decision did to it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from sop_xl.cells.dates import to_serial
from sop_xl.functions.definition import Arg, Block, Example, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.plan import Plan
from sop_xl.planning.promotion import Entry, decision_record, promoted
from sop_xl.planning.scenario import Driver
from udfs.deltas import Decisions, Deltas, read_decisions, read_deltas
from udfs.scenario import Items, Periods, kpi_cell

_CATEGORY = "Scenario"
_WALLACE = "Wallace & Stahl, Sales & Operations Planning: The How-To Handbook"
_SHOWN = ("Revenue", "Gross margin", "Fill rate", "Closing stock value")

AsOf = Annotated[dt.date, Arg("Planning date; decisions after it do not count yet", "date")]


@worksheet_function(
    "SOP_PROMOTED_PLAN",
    category=_CATEGORY,
    source=_WALLACE,
    examples=[
        Example.of(
            '=SOP_PROMOTED_PLAN({10,10},"A",{43983,44013},{"Up","demand","A","","","percent",0.5},'
            '{"Up",43966,"Ito","new customer"},44012,"demand")',
            (15, 15),
        ),
    ],
)
def promoted_plan(
    base: Annotated[Block, Arg("The driver in the base plan, items × periods", "as the driver")],
    items: Items,
    periods: Periods,
    deltas: Deltas,
    decisions: Decisions,
    as_of: AsOf,
    driver: Annotated[Driver, Arg("What the base is")],
) -> Annotated[Block, Result("The driver in the plan as decided", None, "items × periods")]:
    """One driver of the plan with all scenarios promoted to it by a decision up to the planning date.

    The base stays as it is: deleting a line of the decision record takes its changes back. A decision without a name,
    or one scenario decided twice, is refused.
    """
    return promoted(base, items, periods, read_deltas(deltas), read_decisions(decisions), to_serial(as_of), driver)


@worksheet_function(
    "SOP_DECISION_RECORD",
    category=_CATEGORY,
    source=_WALLACE,
    examples=[
        Example.of(
            '=SOP_DECISION_RECORD({"Up",43966,"Ito","new customer"},44012,{"Up","demand","","","","percent",0.5},"A",'
            "{43983,44013},30,{10,10},{0,0},3,2)",
            ("Decided on", "Scenario", "Decided by", "Reason", "Revenue before", "Revenue after"),
            (43966, "Up", "Ito", "new customer", 60, 90),
        ),
    ],
)
def record(
    decisions: Decisions,
    as_of: AsOf,
    deltas: Deltas,
    items: Items,
    periods: Periods,
    on_hand: Annotated[Series, Arg("Stock at the start, one per item", "units", blank="error")],
    demand: Annotated[Block, Arg("Demand of the base plan, items × periods", "units/period", ">=0", "zero")],
    supply: Annotated[Block, Arg("Receipts of the base plan, items × periods", "units/period", ">=0", "zero")],
    price: Annotated[Block, Arg("Net prices, items × periods or one column", "currency/unit", blank="error")],
    cost: Annotated[Block, Arg("Standard costs, items × periods or one column", "currency/unit", blank="error")],
) -> Annotated[object, Result("Decisions in force with KPIs before and after", None, "(1 + decisions) × 12")]:
    """Decision record: every promoted scenario with who decided it, when and why, and what it did to the plan.

    Revenue, gross margin, fill rate and closing stock value before and after, in the order of the decisions. A
    decision that cannot be computed shows its error.
    """
    plan = Plan.of(items, periods, on_hand, demand, supply, price, cost)
    entries = decision_record(plan, read_deltas(deltas), read_decisions(decisions), to_serial(as_of))
    heads = [f"{name} {when}" for name in _SHOWN for when in ("before", "after")]
    return [["Decided on", "Scenario", "Decided by", "Reason", *heads], *(_line(entry) for entry in entries)]


def _line(entry: Entry) -> list[object]:
    decision = entry.decision
    kpis = [kpi_cell(side, name) for name in _SHOWN for side in (entry.before, entry.after)]
    return [decision.decided_on, decision.scenario, decision.decided_by, decision.reason, *kpis]
