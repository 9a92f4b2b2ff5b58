"""Demand review: accuracy, families, one item in detail, largest errors."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.comparisons import change_in_words, gap
from workbooks.template.key_figures import CHART_HEIGHT, CHART_ROWS, CHART_WIDTH, RIGHT_CHART, units_chart, units_table
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, FIRST_SECTION, Listed, chart_series, panel, ranked, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import WATCHED, UnitPlan, choose_item, review_sheet

_HALF_HISTORY = -6
_OVERRIDES_SHOWN = 8


def demand_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Accuracy, family totals, one item in detail, and where the forecast was worst."""
    sheet, demand, keys = review_sheet(book, "Demand review"), plan.demand, plan.keys
    actual, said = demand.history.ref(-12, 12), demand.lag_1.ref()
    ahead, behind = keys.total(key.UNITS, 0, 11), keys.total(key.UNITS, -12, -1)
    growth = change_in_words(ahead, behind, "the last 12 months")
    expired = '=COUNTIF(Overrides[State],"expired")&" expired, not counted"'
    tiles(
        sheet,
        [
            ("Forecast accuracy, lag 1", f'=SOP_ACCURACY({actual},{said},"accuracy")', "pct", "1 − WAPE, 12 months by item"),
            ("Bias, lag 1", f'=SOP_ACCURACY({actual},{said},"bias")', "pct_delta", "positive = over-forecast"),
            ("Consensus, next 12 months", f"={ahead}", "units", growth),
            ("Inputs and overrides", f"=ROUND({ahead}-{keys.total(key.BASELINE, 0, 11)},0)", "delta", "units against the baseline"),
            ("Since last cycle", "=" + gap(ahead, keys.total(key.LAST_PLAN, 0, 11)), "delta", "units, next 12 months"),
            ("Active overrides", '=COUNTIF(Overrides[State],"active")', "units", expired),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family, units")
    table = units_table(sheet, row + 1, keys)
    row = table.bottom + 2
    sheet.section(row, 2, "One item, month by month")
    choose_item(sheet, row + 1, plan, "DemandItem")
    own = f"INDEX({demand.history.ref()},DemandItemRow,0)"
    bounds = f'SOP_FORECAST({own},{PLAN_MONTHS},SeasonLength,ForecastMethod,"{{0}}",IntervalLevel)'
    shown = panel(
        sheet,
        row + 2,
        _HALF_HISTORY,
        [
            ("Actual", f"=INDEX({demand.history.ref()},DemandItemRow,{demand.history.months}+{{n}})", "units", -6, -1),
            ("Consensus", f"=INDEX({demand.consensus.ref()},DemandItemRow,{{n}})", "units", 0, 11),
            ("Baseline", f"=INDEX({demand.baseline.ref()},DemandItemRow,{{n}})", "units1", 0, 11),
            ("P10", "", "units1", 1, 0),
            ("P90", "", "units1", 1, 0),
            *((f"{source} input", f"=INDEX({block.ref()},DemandItemRow,{{n}})", "units", 0, 11) for source, block in (("Sales", demand.sales), ("Marketing", demand.marketing), ("Customer", demand.customer))),
            ("Before overrides", f"=INDEX({demand.agreed.ref()},DemandItemRow,{{n}})", "units", 0, 11),
            ("Last plan", "=SUMIFS(Snapshots[Last plan],Snapshots[Item],DemandItem,Snapshots[Month],EDATE(FirstPlanMonth,{o}))", "units", 0, 11),
        ],
    )  # fmt: skip
    for line, bound in ((4, "lower"), (5, "upper")):
        at = shown.top + line
        area = Area(at, FIRST_NUMBER - _HALF_HISTORY, at, FIRST_NUMBER - _HALF_HISTORY + 11)
        sheet.spill(area, "=" + bounds.format(bound).replace(f",{PLAN_MONTHS},", ",12,"), number("units1"))
    row = shown.bottom + 2
    chart = sheet.chart({"type": "line"}, row, 2, CHART_WIDTH, CHART_HEIGHT)
    lines = [
        (1, st.NAVY, "solid"),
        (2, st.ORANGE, "solid"),
        (3, st.BLUE, "dash"),
        (4, st.GREY, "round_dot"),
        (5, st.GREY, "round_dot"),
    ]
    for series in chart_series(sheet, shown, lines):
        chart.add_series(series)
    style_chart(chart, "The chosen item, units: actual, consensus, baseline with P10 and P90", months=True)
    units_chart(sheet, table, row, RIGHT_CHART)
    row += CHART_ROWS
    sheet.section(row, 2, "Watch list: largest errors of the last three months, valued at plan price")
    three = [f"INDEX({demand.history.month(offset)},{{i}})" for offset in (-3, -2, -1)]
    errors = [f"INDEX({demand.error.month(offset)},{{i}})" for offset in (-3, -2, -1)]
    coming = [f"INDEX({demand.consensus.month(offset)},{{i}})" for offset in (0, 1, 2)]
    bottom = ranked(
        sheet,
        row + 1,
        WATCHED,
        demand.score,
        demand.items,
        [
            Listed("Name", f"=INDEX(Items[Name],MATCH(INDEX({demand.items},{{i}}),Items[Item],0))", span=3),
            Listed("Family", f"=INDEX({demand.families},{{i}})", span=2),
            Listed("Class", f"=INDEX({demand.classes},{{i}})"),
            Listed("Actual, 3 months", f"={'+'.join(three)}", "units"),
            Listed("Error, 3 months", f"={'+'.join(errors)}", "delta"),
            Listed("Consensus, next 3", f"={'+'.join(coming)}", "units"),
            Listed("Value of errors", f"=INDEX({demand.score},{{i}})", "money"),
            Listed("What to do", '=IF(J{r}>0.15*I{r},"Under-forecast: check for a new level",IF(J{r}<-0.15*I{r},"Over-forecast: check override or trend","Errors cancel out: check timing"))', span=4),
        ],
    ).bottom  # fmt: skip
    bottom = _override_list(sheet, bottom + 2)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _override_list(sheet: TemplateSheet, row: int) -> int:
    """Overrides with their state and effect; those that have expired are told apart. Returns the last row."""
    sheet.section(
        row,
        2,
        "Overrides: what they change, and which have expired",
        "Sheet Overrides. An expired one no longer counts; renew it with a new reason or let it go.",
    )
    heads = (
        "Item",
        "Kind",
        "Value",
        "Reason",
        None,
        "Owner",
        None,
        "Assumption",
        None,
        None,
        None,
        "Expires",
        None,
        "State",
        None,
        "Effect, units",
    )
    sheet.heads(row + 2, 2, heads, st.HEAD_LEFT, 18)
    sources = (
        (2, 1, "text"),
        (3, 4, "text"),
        (4, 5, "general"),
        (5, 6, "text"),
        (7, 7, "text"),
        (9, 8, "text"),
        (13, 9, "date"),
    )
    for i in range(1, _OVERRIDES_SHOWN + 1):
        at = row + 2 + i
        for column in range(2, 18):
            sheet.put(at, column, None)
        for column, position, kind in sources:
            text = f'=IF(MAX(Overrides[No.])<{i},"",INDEX(OverridesReady,{i},{position}))'
            sheet.put(
                at,
                column,
                Formula(text),
                Style(number=kind, bold=column == 2, align="right" if kind == "general" else None),
            )
        for column, position, kind in ((15, 1, "text"), (17, 2, "delta")):
            text = f'=IF(MAX(Overrides[No.])<{i},"",INDEX(OverrideStates,{i},{position}))'
            sheet.put(at, column, Formula(text), number(kind))
    bottom = row + 2 + _OVERRIDES_SHOWN
    sheet.status_colours(Area(row + 3, 15, bottom, 15), good="active", watch="not in plan", bad="expired")
    return bottom
