"""Executive dashboard: tiles, rolling twelve months by family, KPI, decisions wanted."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.kpi import FORMATS, KPI_ROW, year_to_date
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.comparisons import change_in_words, gap, ratio
from workbooks.template.interface import Measure
from workbooks.template.key_figures import CHART_HEIGHT, CHART_ROWS, CHART_WIDTH, RIGHT_CHART, RIGHT_WIDTH, KeyFigures
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, FIRST_SECTION, Figure, family_table, tiles
from workbooks.template.style import Style


def executive(book: TemplateBook, plan: CompanyPlan, targets: pd.DataFrame) -> None:
    """The dashboard: tiles, KPI, rolling twelve months by family in units and money, charts."""
    sheet, keys = review_sheet(book, "Executive", "Executive S&OP: dashboard"), plan.keys
    total = keys.total
    year, aop = year_to_date(keys, key.REVENUE, -1), year_to_date(keys, key.AOP_REVENUE, -1)

    def of_kpi(name: str, column: str = "Actual") -> str:
        position = {"Actual": 4, "Signal": 7}[column]
        return f'=INDEX(Pack_KPI,MATCH("{name}",INDEX(Pack_KPI,0,1),0),{position})'

    def signal(name: str) -> str:
        return of_kpi(name, "Signal")

    tiles(
        sheet,
        [
            ("Revenue, fiscal year to date", f"={year}", "millions", change_in_words(year, aop, "AOP")),
            ("Gross margin", of_kpi("Gross margin"), "pct", signal("Gross margin")),
            ("Forecast accuracy, lag 1", of_kpi("Forecast accuracy, lag 1"), "pct", signal("Forecast accuracy, lag 1")),
            ("Stock value", of_kpi("Stock value"), "millions", signal("Stock value")),
            ("Peak utilisation", of_kpi("Peak utilisation, next 12 months"), "pct", signal("Peak utilisation, next 12 months")),
            ("Latest estimate, next 12", f"={total(key.REVENUE, 0, 11)}", "millions", change_in_words(total(key.REVENUE, 0, 11), total(key.AOP_REVENUE, 0, 11), "AOP")),
            ("Cash", of_kpi("Cash"), "millions", signal("Cash")),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Rolling twelve months by family, units")
    units = _rolling(sheet, row + 1, keys, key.UNITS, "units")
    book.define("Pack_Plan12Units", sheet.name, units)
    row = units.bottom + 2
    sheet.section(row, 2, "Rolling twelve months by family, revenue")
    revenue = _rolling(sheet, row + 1, keys, key.REVENUE, "thousands")
    book.define("Pack_Plan12Revenue", sheet.name, revenue)
    row = revenue.bottom + 2
    chart = sheet.chart({"type": "column", "subtype": "stacked"}, row, 2, CHART_WIDTH, CHART_HEIGHT)
    for family, colour in zip(keys.families, st.SERIES, strict=False):
        chart.add_series(
            {
                "name": family,
                "categories": "=" + keys.layout.months(-12, 11),
                "values": "=" + keys.layout.span(key.REVENUE, family, -12, 11),
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    style_chart(chart, "Revenue by family: 12 months back, 12 ahead", y_format=st.MONEY_AXIS, months=True)
    gap = sheet.chart({"type": "bar"}, row, RIGHT_CHART, RIGHT_WIDTH, CHART_HEIGHT)
    categories = f"=Executive!$B${revenue.top + 1}:$B${revenue.bottom - 1}"
    for letters, label, colour in (
        ("R", "AOP", st.ORANGE),
        ("O", "Latest estimate", st.NAVY),
        ("T", "Last 12 months", st.GREY),
    ):
        values = f"=Executive!${letters}${revenue.top + 1}:${letters}${revenue.bottom - 1}"
        gap.add_series(
            {"name": label, "categories": categories, "values": values, "fill": {"color": colour}, "gap": 50}
        )
    style_chart(gap, "Revenue, next twelve months", y_format=st.MONEY_AXIS, bars=True)
    row += CHART_ROWS
    sheet.section(row, 2, "Against target", "Sheet KPI")
    sheet.heads(row + 2, 2, ["KPI", "Target", "Sense", "Actual", "Month before", "Trend", "Signal"], st.HEAD, 18)
    count = len(targets)
    for i, kpi_format in enumerate(targets["Format"], start=1):
        kind = FORMATS[kpi_format]
        for j, shown in enumerate(("text", kind, "text", kind, kind, "text", "text")):
            source = f"KPI!{column_letters(2 + j)}{KPI_ROW + i}"
            text = f'=IF({source}="","",{source})' if j == 4 else f"={source}"
            centred = "center" if shown == "text" and j else None
            sheet.put(row + 2 + i, 2 + j, Formula(text), Style(number=shown, bold=j == 0, align=centred))
    sheet.status_colours(Area(row + 3, 8, row + 2 + count, 8), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(row + 3, 7, row + 2 + count, 7), good="better", watch="steady", bad="worse")
    sheet.section(row, 10, "Decisions wanted", "Sheet Decisions")
    sheet.heads(
        row + 2, 10, ["Id", "Issue", None, None, None, "Recommendation", *[None] * 4, "Value"], st.HEAD_LEFT, 28
    )
    for i in range(1, 6):
        at = row + 2 + i
        position = f"MATCH({i},Decisions[Wanted],0)"
        for column, name, kind in (
            (10, "Id", "text"),
            (11, "Issue", "text"),
            (15, "Recommendation", "text"),
            (20, "Value", "delta"),
        ):
            text = f'=IF(COUNTIF(Decisions[Status],"wanted")<{i},"",INDEX(Decisions[{name}],{position}))'
            sheet.put(
                at,
                column,
                Formula(text),
                Style(number=kind, bold=column == 10, size=9 if kind == "text" and column > 10 else 10),
            )
        for column in (12, 13, 14, 16, 17, 18, 19):
            sheet.put(at, column, None)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 3 + count)
    sheet.protect()


def _rolling(sheet: TemplateSheet, row: int, keys: KeyFigures, measure: Measure, kind: str) -> Area:
    """Twelve months by family with total, last plan or AOP, and the change."""
    is_units = measure is key.UNITS
    aop = key.AOP_UNITS if is_units else key.AOP_REVENUE
    figures = [Figure("", kind, keys.of(measure, k, k)) for k in range(12)]
    figures.append(Figure("Next 12", kind, "=SUM(C{r}:N{r})"))
    if is_units:
        figures.append(Figure("Last plan", kind, keys.of(key.LAST_PLAN, 0, 11)))
        since = "=" + gap("O{r}", "P{r}")
        figures.append(Figure("Since last cycle", "delta", since, since))
    else:
        figures.append(Figure("Margin", kind, keys.less(key.REVENUE, key.COGS, 0, 11)))
        margin = "=" + ratio("P{r}", "O{r}")
        figures.append(Figure("Margin %", "pct", margin, margin))
    figures.append(Figure("AOP", kind, keys.of(aop, 0, 11)))
    to_aop = "=" + gap("O{r}", "R{r}")
    figures.append(Figure("Gap to AOP", "delta" if is_units else kind, to_aop, to_aop))
    figures.append(Figure("Last 12", kind, keys.of(measure, -12, -1)))
    table = family_table(sheet, row, keys.families, figures)
    sheet.months(row, FIRST_NUMBER, 0, 12)
    return table
