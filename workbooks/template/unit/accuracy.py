"""Accuracy at a stated lag, value added by each step and person, and the waterfall of the past cycles."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import CYCLE_MONTHS
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.item_grid import ItemGrid
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, Parameter, free_table, parameters, tiles
from workbooks.template.plans import ACCURACY_MONTHS
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, review_sheet

SHEET = "Accuracy"
_MEASURES = (
    ("wape", "WAPE", "pct", "Σ|error| ÷ Σ actual: the measure to steer by"),
    ("accuracy", "Accuracy", "pct", "1 − WAPE, not below 0"),
    ("bias", "Bias", "pct_delta", "positive = over-forecast"),
    (
        "tracking_signal",
        "Tracking signal",
        "ratio",
        "pooled over all items; ±4 is the limit of one series (see the family below)",
    ),
    ("mape", "MAPE", "pct", "months with demand only"),
    ("mape_skipped", "Months left out of MAPE", "units", "without demand"),
    ("smape", "sMAPE", "pct", "symmetric"),
    ("mae", "MAE", "units1", "units per item and month"),
    ("rmse", "RMSE", "units1", "large errors weigh more"),
    ("mase", "MASE", "ratio", "below 1 beats the seasonal naive"),
    ("rmsse", "RMSSE", "ratio", "the same, squared"),
)
_FAMILY_MEASURES = (
    ("WAPE", "wape", "pct"),
    ("Bias", "bias", "pct_delta"),
    ("Tracking signal", "tracking_signal", "ratio"),
)
_CYCLES = CYCLE_MONTHS + 1  # those of the log and the present one


def accuracy(book: TemplateBook, plan: UnitPlan, steps: ItemGrid, persons: int) -> None:
    """How good the forecast is, at which lag, and who makes it better."""
    sheet, demand = review_sheet(book, SHEET, "Accuracy: how good, at which lag, and who makes it better"), plan.demand
    actual = demand.history.ref(-ACCURACY_MONTHS, ACCURACY_MONTHS)
    back = -ACCURACY_MONTHS
    naive, seasonal = (steps.blocks[key].ref(back, ACCURACY_MONTHS) for key in ("naive", "seasonal"))
    said = (
        ("Naive", naive),
        ("Seasonal naive", seasonal),
        ("Statistics, lag 3", steps.ref("lag_3")),
        ("Statistics, lag 1", demand.lag_1.ref()),
        ("Sales view, lag 1", steps.ref("sales")),
        ("Consensus, lag 1", steps.ref("consensus")),
    )
    table = _measures(sheet, FIRST_SECTION, demand.history.ref(-36, 24), actual, said)
    row = table.bottom + 2
    sheet.section(
        row,
        2,
        "Forecast value added: does each step make it better?",
        "WAPE of the step before − WAPE of the step, over the months that every step knows; all, then by planner.",
    )
    names = '{"Naive","Seasonal","Statistics","Consensus"}'
    stair = f"{actual},{naive},{seasonal},{demand.lag_1.ref()},{steps.ref('consensus')},{names}"
    whole = Area(row + 2, 2, row + 6, 8)
    area = Area(row + 8, 2, row + 8 + 4 * persons, 8)
    for where, people in ((whole, ""), (area, steps.ref("person"))):
        free_table(sheet, where, ("text", "text", "pct", "pct_delta", "pct_delta", "pct_delta", "text"))
        first = where._replace(bottom=where.top)
        sheet.spill(first, f"=SOP_FVA({stair},{people},DeadZone)", Style(bold=True))
        _dress(sheet, first)
        verdicts = Area(where.top + 1, 8, where.bottom, 8)
        sheet.status_colours(verdicts, good="adds value", watch="no difference", bad="destroys value")
    chart = sheet.chart({"type": "bar"}, row + 2, 11, 640, 300)
    chart.add_series({"name": "WAPE", "categories": f"='{SHEET}'!$C${row + 3}:$C${row + 6}", "values": f"='{SHEET}'!$D${row + 3}:$D${row + 6}", "fill": {"color": st.NAVY}, "gap": 50})  # fmt: skip
    style_chart(chart, "Error of each step, all items (WAPE)", y_format="0%", bars=True)
    chart.set_legend({"none": True})
    tiles(
        sheet,
        [
            ("Accuracy, lag 1", f"={_at(table, 'accuracy', 6)}", "pct", "1 − WAPE of the statistics"),
            ("Accuracy, lag 3", f"={_at(table, 'accuracy', 5)}", "pct", "three months before"),
            ("Bias, lag 1", f"={_at(table, 'bias', 6)}", "pct_delta", "positive = over-forecast"),
            ("Value of statistics", _difference(table, 4, 6), "pct_delta", "WAPE points on seasonal naive"),
            ("Value of the consensus", _difference(table, 6, 8), "pct_delta", "WAPE points on statistics"),
("Best step", f'=IF(COUNT($C${table.top + 1}:$H${table.top + 1})=0,"n/a",INDEX($C${table.top}:$H${table.top},MATCH(MIN($C${table.top + 1}:$H${table.top + 1}),$C${table.top + 1}:$H${table.top + 1},0)))', "text", "least WAPE of the last 12 months"),
        ],
    )  # fmt: skip
    bottom = _waterfall(sheet, max(area.bottom, row + 18) + 2, plan)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _dress(sheet: TemplateSheet, area: Area) -> None:
    """Head of a table that comes with its heads."""
    head = {"type": "no_errors", "format": Style(fill=st.HEAD_FILL, bold=True)}
    sheet.highlight(Area(area.top, area.left, area.top, area.right), head)


def _at(table: Area, measure: str, column: int) -> str:
    row = table.top + 1 + [key for key, *_ in _MEASURES].index(measure)
    return f"{column_letters(column)}{row}"


def _difference(table: Area, before: int, after: int) -> str:
    """WAPE points that a step gains on the one before; a step that nobody recorded gains none."""
    first, second = (_at(table, "wape", column) for column in (before, after))
    return f'=IF(COUNT({first},{second})<2,"n/a",{first}-{second})'


def _measures(sheet: TemplateSheet, row: int, insample: str, actual: str, said: Sequence[tuple[str, str]]) -> Area:
    """Every measure of every step over the last twelve months."""
    sheet.section(row, 2, "Measures over the last twelve months, by item and month")
    sheet.put(row + 1, 2, "Measure", st.HEAD_LEFT)
    sheet.heads(row + 1, 3, [label for label, _ in said])
    sheet.put(row + 1, 10, "What it says", st.HEAD_LEFT)
    for at, (key, label, kind, note) in enumerate(_MEASURES, start=row + 2):
        sheet.put(at, 2, label, Style(bold=True))
        scaled = f",{insample},SeasonLength" if key in ("mase", "rmsse") else ""
        for column, (_, block) in enumerate(said, start=3):
            text = f'SOP_ACCURACY({actual},{block},"{key}"{scaled})'
            # A history of less than two years has nothing to scale an error by.
            there = f"COUNT({block})=0"
            known = f'IFERROR({text},"n/a")' if scaled else text
            sheet.put(at, column, Formula(f'=IF({there},"n/a",{known})'), number(kind))
        sheet.put(at, 10, note, st.NOTE)
    return Area(row + 1, 2, row + 1 + len(_MEASURES), 2 + len(said))


def _waterfall(sheet: TemplateSheet, row: int, plan: UnitPlan) -> int:
    """What each cycle of the last year said of a family, and what came true. Returns the last row."""
    layout, families = plan.keys.layout, plan.keys.families
    sheet.section(row, 2, "Forecast waterfall: what each cycle said of a family, and what came true")
    sheet.put(row + 1, 2, "Pick a family:", Style(bold=True, border=False))
    sheet.writer.merge_range(row, 2, row, 4, "", sheet.book.format(Style(role="input", bold=True)))
    sheet.put(row + 1, 3, families[0], Style(role="input", bold=True))
    sheet.choices(Area(row + 1, 3, row + 1, 3), families)
    sheet.book.define("WaterfallFamily", SHEET, Area(row + 1, 3, row + 1, 3))
    parameters(
        sheet, row + 1, [Parameter("Lag", 1, "units", "1 = made just before the month", "WaterfallLag")], column=8
    )
    head = row + 3
    left, width = 3, CYCLE_MONTHS + 6
    right = left + width - 1
    _grid_head(sheet, head, "Cycle", left, width)
    top, bottom = head + 1, head + _CYCLES
    for i in range(_CYCLES):
        at, first = top + i, i - CYCLE_MONTHS  # first month of the plan of this cycle
        sheet.put(at, 2, Formula(f"=EDATE(FirstPlanMonth,{first})"), Style(number="month", bold=True, align="left"))
        for k in range(width):
            offset, step = k - CYCLE_MONTHS, k - i + 1
            shown = number("units", role="history" if offset < 0 else "calculation")
            text: Formula | None = None
            if step < 1 or step > CYCLE_MONTHS:
                pass
            elif i == CYCLE_MONTHS:
                text = Formula("=" + layout.picked("WaterfallFamily", "Units", offset))
            else:
                log = f"SUMIFS(CycleLog[Month {step}],CycleLog[Family],WaterfallFamily,CycleLog[Cycle],$B{at})"
                text = Formula(f"={log}")
            sheet.put(at, left + k, text, shown)
    actual = bottom + 1
    sheet.put(actual, 2, "Actual", Style(bold=True, top_line=True))
    for k in range(width):
        offset = k - CYCLE_MONTHS
        true = Formula("=" + layout.picked("WaterfallFamily", "Units", offset)) if offset < 0 else None
        sheet.put(actual, left + k, true, Style(number="units", bold=True, top_line=True))
    cells = f"$C${top}:${column_letters(right)}${bottom}"
    truth = f"$C${actual}:${column_letters(right)}${actual}"
    row = actual + 2
    sheet.section(row, 2, "Change of each cycle against the one before (SOP_WATERFALL)")
    _grid_head(sheet, row + 1, "Cycle", left, width)
    area = Area(row + 2, left, row + 1 + _CYCLES, right)
    for i in range(_CYCLES):
        sheet.put(row + 2 + i, 2, Formula(f"=$B{top + i}"), Style(number="month", bold=True, align="left"))
    sheet.spill(area, f'=SOP_WATERFALL({cells},{truth},"change")', number("delta"))
    row = area.bottom + 2
    sheet.section(row, 2, "The family at the chosen lag")
    _grid_head(sheet, row + 1, "Forecast and actual", left, width)
    sheet.put(row + 2, 2, "Forecast at the lag", Style(bold=True))
    sheet.spill(Area(row + 2, left, row + 2, right), f"=SOP_FORECAST_AT_LAG({cells},WaterfallLag)", number("units"))
    sheet.put(row + 3, 2, "Actual", Style(bold=True))
    sheet.fill(Area(row + 3, left, row + 3, right), number("units"), f'=IF({{c}}{actual}="","",{{c}}{actual})')
    closed = column_letters(left + CYCLE_MONTHS - 1)
    for offset, (label, metric, kind) in enumerate(_FAMILY_MEASURES, start=4):
        sheet.put(row + offset, 2, f"{label} at the lag", Style(bold=True))
        measured = f'=SOP_ACCURACY($C${row + 3}:${closed}${row + 3},$C${row + 2}:${closed}${row + 2},"{metric}")'
        sheet.put(row + offset, 3, Formula(measured), Style(number=kind, bold=True))
    return row + 3 + len(_FAMILY_MEASURES)


def _grid_head(sheet: TemplateSheet, row: int, label: str, left: int, width: int) -> None:
    sheet.put(row, 2, label, st.HEAD_LEFT)
    sheet.writer.set_row(row - 1, 18)
    sheet.months(row, left, -CYCLE_MONTHS, CYCLE_MONTHS, history=True)
    sheet.months(row, left + CYCLE_MONTHS, 0, width - CYCLE_MONTHS)
