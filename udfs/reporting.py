"""Worksheet functions for management reporting: spans of the fiscal year, latest estimate, gap to plan."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import numpy as np

from sop_xl.errors import InsufficientDataError
from sop_xl.functions.definition import Arg, Block, Example, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import BoolArray
from sop_xl.planning.finance import performance as spans
from sop_xl.planning.finance.gap import gap_to_aop
from sop_xl.planning.finance.months import Months, Span
from udfs.rows import dates, mark_rows

_CATEGORY = "Finance"

MonthHeads = Annotated[Series, Arg("Any date in the month of each column", "date", blank="error")]
AsOf = Annotated[dt.date, Arg("Any day of the last month with actuals", "date")]
SpanWord = Annotated[Span, Arg("Time to add up")]
FiscalYearStart = Annotated[int, Arg("First month of the fiscal year, 1 = January", "month", "[1,12]")]


@worksheet_function(
    "SOP_PERIOD_TOTAL",
    by_item=("values",),
    category=_CATEGORY,
    source="Definition: month, year to date, full year and rolling twelve months on a fiscal calendar",
    examples=[
        Example.of('=SOP_PERIOD_TOTAL({10,20,40},{43831,43862,43891},43889,"ytd")', 30),
        Example.of('=SOP_PERIOD_TOTAL({10,20,40},{43831,43862,43891},43889,"ytd",2)', 20),
    ],
)
def period_total(
    values: Annotated[Block, Arg("Amounts, accounts × months", "currency")],
    months: MonthHeads,
    as_of: AsOf,
    span: SpanWord = "ytd",
    fiscal_year_start: FiscalYearStart = 1,
    years_back: Annotated[int, Arg("1 = the same span of the prior year", "years", ">=0")] = 0,
) -> Annotated[object, Result("Total of each account", "currency", "accounts × 1")]:
    """Total over the month, the year to date, the full fiscal year or the rolling twelve months.

    Seen from the month of as_of. A month that is missing or blank makes #N/A, never a smaller total; a row that is
    blank throughout stays blank.
    """
    found = spans.span_total(values, Months(dates(months, "months")), as_of, span, fiscal_year_start, years_back)
    return _blank_rows(mark_rows(found.values, found.problems), np.isnan(values))


@worksheet_function(
    "SOP_LATEST_ESTIMATE",
    by_item=("actual", "plan"),
    category=_CATEGORY,
    source="Definition: actuals to date plus plan to go",
    examples=[Example.of("=SOP_LATEST_ESTIMATE({10,20,0},{11,19,30},{43831,43862,43891},43889)", (10, 20, 30))],
)
def latest_estimate(
    actual: Annotated[Block, Arg("Actual amounts, accounts × months", "currency")],
    plan: Annotated[Block, Arg("Newest plan of the same accounts and months", "currency")],
    months: MonthHeads,
    as_of: AsOf,
) -> Annotated[object, Result("Latest estimate", "currency", "accounts × months")]:
    """Latest estimate: actuals up to the month of as_of, the plan from there on.

    A blank where an amount is needed is #N/A; a row that is blank in both ranges stays blank.
    """
    found = spans.latest_estimate(actual, plan, Months(dates(months, "months")), as_of)
    blank = InsufficientDataError("a blank", argument="actual, plan", hint="Type 0 if nothing is meant.")
    cells = mark_rows(found, [blank] * len(found))
    return _blank_rows(cells, np.isnan(actual) & np.isnan(plan))


@worksheet_function(
    "SOP_PERFORMANCE",
    by_item=("actual", "budget", "plan"),
    category=_CATEGORY,
    source="Definition: actual, latest estimate, budget and prior year over one span",
    examples=[
        Example.of(
            '=SOP_PERFORMANCE({5,7,10,20,0},{9,9,9,9,9},{0,0,0,19,30},{43466,43497,43831,43862,43891},43889,"ytd")',
            (30, 30, 18, 12),
        ),
    ],
)
def performance(
    actual: Annotated[Block, Arg("Actual amounts, accounts × months, from the prior year on", "currency")],
    budget: Annotated[Block, Arg("Budget of the same accounts and months", "currency")],
    plan: Annotated[Block, Arg("Newest plan of the same accounts and months", "currency")],
    months: MonthHeads,
    as_of: AsOf,
    span: SpanWord = "ytd",
    fiscal_year_start: FiscalYearStart = 1,
) -> Annotated[object, Result("Actual to date, latest estimate, budget, prior year", "currency", "accounts × 4")]:
    """Actual, latest estimate, budget and prior year of each account over one span, side by side.

    The latest estimate is the actual up to the month of as_of and the plan from there on. A view that lacks a month is
    #N/A and leaves the others alone; a row that is blank throughout stays blank.
    """
    found = spans.performance(actual, budget, plan, Months(dates(months, "months")), as_of, span, fiscal_year_start)
    views = (found.actual, found.latest_estimate, found.budget, found.prior_year)
    cells = np.hstack([mark_rows(view.values, view.problems) for view in views])
    return _blank_rows(cells, np.isnan(actual) & np.isnan(budget) & np.isnan(plan))


def _blank_rows(cells: np.ndarray, blank: BoolArray) -> np.ndarray:
    """Cells in which the rows that are blank throughout the input are blank."""
    rows = blank.all(axis=1)
    if rows.any():
        cells = cells.astype(object)
        cells[rows] = None
    return cells


@worksheet_function(
    "SOP_GAP_TO_AOP",
    category=_CATEGORY,
    source="Expected value; gap closing as in Wallace & Stahl, Sales & Operations Planning: The How-To Handbook",
    examples=[
        Example.of("=SOP_GAP_TO_AOP({900,950},{1000,1000},{80,0;50,20},{0.5;0.2})", (-100, -50), (50, 4), (-50, -46))
    ],
)
def gap(
    latest_estimate: Annotated[Series, Arg("Latest estimate, one row of periods", "currency", blank="error")],
    aop: Annotated[Series, Arg("Annual operating plan of the same periods", "currency", blank="error")],
    closer_values: Annotated[Block, Arg("What each closer brings if it comes, closers × periods", "currency")],
    closer_probabilities: Annotated[Series, Arg("Probability of each closer", "fraction", "[0,1]", blank="error")],
) -> Annotated[Block, Result("Gap, expected closers, remaining gap; negative = short", "currency", "3 × periods")]:
    """Gap between latest estimate and annual operating plan, before and after the closers.

    Rows: latest estimate minus AOP; what the closers bring, each times its probability; the gap that remains.
    """
    found = gap_to_aop(latest_estimate, aop, closer_values, closer_probabilities)
    return np.array([found.gap, found.closers, found.remaining])
