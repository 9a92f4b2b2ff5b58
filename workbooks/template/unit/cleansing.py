"""Cleansing: the history as it would have been, what was changed and why, and what it does to the forecast."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import FIRST_SECTION, MONTH_WIDTH, MONTHS_SHOWN, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, choose_item, review_sheet

SHEET = "Cleansing"
_SHOWN = 24  # months of the chosen item
_LISTED = 100  # lines of the list that get their item and month


def cleansing(book: TemplateBook, plan: UnitPlan) -> None:
    """One item with its flags, the list of all changes, and the effect on the baseline."""
    demand, more = plan.demand, [MONTH_WIDTH] * (_SHOWN - MONTHS_SHOWN)
    sheet = review_sheet(book, SHEET, "Cleansing: outliers, stock-outs, promotions, working days", more)
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "One item: history, flags and what cleansing makes of them",
        "Mark months with a promotion; stock-outs come from the stock at month end.",
    )
    choose_item(sheet, row + 2, plan, "CleanseItem")
    row += 4
    right = column_letters(2 + _SHOWN)
    labels = ("History", "Out of stock", "Promotion", "Working days", "Cleansed", "Change")
    sheet.put(row, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(row - 1, 18)
    sheet.months(row, 3, -_SHOWN, _SHOWN, history=True)
    for i, label in enumerate(labels, start=1):
        sheet.put(row + i, 2, label, Style(bold=True))
    for k in range(_SHOWN):
        letters, position = column_letters(3 + k), HISTORY_MONTHS - _SHOWN + k + 1
        month = f"{letters}${row}"
        closing = f"Stock[Item],CleanseItem,Stock[Month],{month}"
        for i, (text, shown) in enumerate(
            (
                (f"=INDEX({demand.history.ref()},CleanseItemRow,{position})", number("units", role="history")),
                (
                    f"=IF(COUNTIFS({closing})=0,0,IF(SUMIFS(Stock[Units],{closing})<=0,1,0))",
                    number("units", role="history"),
                ),
                (None, Style(number="units", role="input")),
                (f"=NETWORKDAYS({month},EOMONTH({month},0))", number("units", role="history")),
            ),
            start=1,
        ):
            sheet.put(row + i, 3 + k, Formula(text) if text else None, shown)
    spans = {i: f"$C${row + i}:${right}${row + i}" for i in range(1, 5)}
    text = f"=SOP_CLEANSE({spans[1]},SeasonLength,OutlierLimit,{spans[2]},{spans[3]},{spans[4]})"
    sheet.spill(Area(row + 5, 3, row + 5, 2 + _SHOWN), text, number("units1"))
    change = f'=IF(OR({{c}}{row + 1}="",{{c}}{row + 5}=""),"",{{c}}{row + 5}-{{c}}{row + 1})'
    sheet.fill(Area(row + 6, 3, row + 6, 2 + _SHOWN), number("delta1"), change)
    chart = sheet.chart({"type": "line"}, row + 8, 2, CHART_WIDTH, 250)
    for i, colour, dash in ((1, st.GREY, "solid"), (5, st.NAVY, "dash")):
        chart.add_series({"name": f"='{SHEET}'!$B${row + i}", "categories": f"='{SHEET}'!$C${row}:${right}${row}", "values": f"='{SHEET}'!$C${row + i}:${right}${row + i}", "line": {"color": colour, "width": 2, "dash_type": dash}})  # fmt: skip
    style_chart(chart, "The chosen item, units: history and cleansed history", months=True)
    row += 22
    sheet.section(
        row,
        2,
        "Every outlier of every item",
        "Without flags: what lies further off than OutlierLimit (Settings). The history itself is kept.",
    )
    head = row + 2
    sheet.heads(head, 2, ["Item", "Name", None, None, "Month", "Change"], st.HEAD_LEFT, 18)
    first = head
    bottom = first + _LISTED
    for at in range(first + 1, bottom + 1):
        there = f'IF(ISNUMBER($I{at}),{{}},"")'
        for column, inner, kind in (
            (2, f"INDEX(ItemList,$I{at})", "text"),
            (3, f"INDEX(Items[Name],MATCH($B{at},Items[Item],0))", "text"),
            (6, f"EDATE(FirstPlanMonth,$J{at}-{HISTORY_MONTHS + 1})", "month"),
            (7, f"$L{at}-$K{at}", "delta1"),
        ):
            sheet.put(
                at,
                column,
                Formula("=" + there.format(inner)),
                Style(number=kind, bold=column == 2, align="left" if kind == "month" else None),
            )
        for column, kind in ((9, "units"), (10, "units"), (11, "units"), (12, "units1"), (13, "text")):
            sheet.put(at, column, None, number(kind))
    sheet.spill(
        Area(first, 9, first, 13), '=SOP_CLEANSE(History,SeasonLength,OutlierLimit,,,,"changes")', Style(bold=True)
    )
    sheet.highlight(Area(first, 9, first, 13), {"type": "no_errors", "format": Style(fill=st.HEAD_FILL, bold=True)})
    raw, clean = f"I{row}", f"K{row}"
    sheet.put(row, 8, "Baseline, next 12:", Style(border=False, align="right"))
    sheet.put(row, 9, Formula(f"=SUM({demand.baseline.ref(0, 12)})"), Style(number="units", bold=True))
    sheet.put(row, 10, "cleansed:", Style(border=False, align="right"))
    text = f"=SUM(SOP_FORECAST(SOP_CLEANSE(History,SeasonLength,OutlierLimit),{min(PLAN_MONTHS, 12)},SeasonLength,ForecastMethod))"
    sheet.put(row, 11, Formula(text), Style(number="units", bold=True))
    listed = f"$M${first + 1}:$M${bottom + 2000}"
    changes = [f"${letters}${first + 1}:${letters}${bottom + 2000}" for letters in "KL"]
    tiles(
        sheet,
        [
            ("Outliers found", f'=COUNTIF({listed},"outlier")', "units", "all items, 36 months"),
            ("Units taken out or added", f"=SUM({changes[1]})-SUM({changes[0]})", "delta", "over 36 months"),
            ("Baseline as it is", f"={raw}", "units", "next 12 months"),
            ("Baseline if cleansed", f"={clean}", "units", "next 12 months"),
            ("Effect of cleansing", f"={clean}/{raw}-1", "pct_delta", "on the next 12 months"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom)
    sheet.protect()
