"""Tables by family that the planning and the company workbook share, written over an interface sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.comparisons import gap
from workbooks.template.interface import InterfaceLayout, Measure
from workbooks.template.kit import Formula, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, Figure, family_table
from workbooks.template.style import Style, number

CHART_WIDTH, RIGHT_WIDTH, CHART_HEIGHT, CHART_ROWS = 860, 700, 270, 15
RIGHT_CHART = 12  # column of a chart beside another


@dataclass(frozen=True)
class KeyFigures:
    """The key figures of a workbook by family and month."""

    families: tuple[str, ...]
    layout: InterfaceLayout

    def of(self, measure: Measure, first: int, last: int) -> Callable[[str], str]:
        """Formula for the sum of a family over some months."""
        return lambda family: f"=SUM({self.layout.span(measure, family, first, last)})"

    def less(self, measure: Measure, other: Measure, first: int, last: int) -> Callable[[str], str]:
        """Formula for the difference of two measures of a family over some months."""
        return lambda family: (
            f"=SUM({self.layout.span(measure, family, first, last)})-SUM({self.layout.span(other, family, first, last)})"
        )

    def total(self, measure: Measure, first: int, last: int) -> str:
        """Sum of all families over some months, without an equals sign."""
        return f"SUM({self.layout.total(measure, first, last)})"


def _ratio(numerator: str, denominator: str, suffix: str = "") -> str:
    """A ratio of two columns; without a denominator there is none, and 0 would be wrong."""
    return f'=IF({denominator}{{r}}=0,"n/a",{numerator}{{r}}/{denominator}{{r}}{suffix})'


def _gap(amount: str, base: str) -> str:
    return "=" + gap(f"{amount}{{r}}", f"{base}{{r}}")


def units_table(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Demand in units: last and next twelve months, effect of inputs, last cycle, AOP, accuracy."""
    growth, wape, bias, price = _ratio("E", "C", "-1"), _ratio("N", "L"), _ratio("M", "L", "-1"), _ratio("Q", "E")
    since, to_aop = _gap("E", "H"), _gap("E", "J")
    return family_table(
        sheet,
        row,
        keys.families,
        [
            Figure("Last 12 months", "units", keys.of(key.UNITS, -12, -1)),
            Figure("Baseline, next 12", "units", keys.of(key.BASELINE, 0, 11)),
            Figure("Consensus, next 12", "units", keys.of(key.UNITS, 0, 11)),
            Figure("Change on last 12", "pct_delta", growth, growth),
            Figure("Inputs, overrides", "delta", "=ROUND(E{r}-D{r},0)"),
            Figure("Last plan, next 12", "units", keys.of(key.LAST_PLAN, 0, 11)),
            Figure("Since last cycle", "delta", since, since),
            Figure("AOP, next 12", "units", keys.of(key.AOP_UNITS, 0, 11)),
            Figure("Gap to AOP", "delta", to_aop, to_aop),
            Figure("Actual with a forecast", "units", keys.of(key.JUDGED, -12, -1)),
            Figure("Forecast, lag 1", "units", keys.of(key.LAG_1, -12, -1)),
            Figure("Absolute error", "units", keys.of(key.ABSOLUTE_ERROR, -12, -1)),
            Figure("WAPE, lag 1", "pct", wape, wape),
            Figure("Bias, lag 1", "pct_delta", bias, bias),
            Figure("Revenue, next 12", "money", keys.of(key.REVENUE, 0, 11)),
            Figure("Plan price", "money2", price, price),
        ],
    )


def units_chart(sheet: TemplateSheet, table: Area, row: int, column: int) -> None:
    """Last twelve months, consensus and AOP of each family as bars."""
    chart = sheet.chart({"type": "bar"}, row, column, RIGHT_WIDTH, CHART_HEIGHT)
    quoted = f"='{sheet.name}'!"
    for letters, colour in (("C", st.GREY), ("E", st.NAVY), ("J", st.ORANGE)):
        chart.add_series(
            {
                "name": f"{quoted}${letters}${table.top}",
                "categories": f"{quoted}$B${table.top + 1}:$B${table.bottom - 1}",
                "values": f"{quoted}${letters}${table.top + 1}:${letters}${table.bottom - 1}",
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    style_chart(chart, "Units by family: last 12 months, consensus, AOP", bars=True)


def stock_table(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Stock in units and money: now, in three and twelve months, cover, exceptions, excess."""
    cover, excess = _ratio("C", "E", "*3*DaysPerMonth"), _ratio("N", "K")
    return family_table(
        sheet,
        row,
        keys.families,
        [
            Figure("On hand, units", "units", keys.of(key.STOCK, -1, -1)),
            Figure("Safety stock", "units", keys.of(key.SAFETY_STOCK, 0, 0)),
            Figure("Demand, next 3", "units", keys.of(key.UNITS, 0, 2)),
            Figure("Receipts, next 3", "units", keys.of(key.RECEIPTS, 0, 2)),
            Figure("Stock in 3 months", "units", keys.of(key.STOCK, 2, 2)),
            Figure("Backlog in 3 months", "units", keys.of(key.BACKLOG, 2, 2)),
            Figure("Cover, days", "units", cover, cover),
            Figure("Items short in 3 months", "units", keys.of(key.ITEMS_SHORT, 0, 0)),
            Figure("Stock value", "money", keys.of(key.STOCK_VALUE, -1, -1)),
            Figure("Stock value in 12 months", "money", keys.of(key.STOCK_VALUE, 11, 11)),
            Figure("Change", "delta", "=L{r}-K{r}"),
            Figure("Excess value", "money", keys.of(key.EXCESS_VALUE, -1, -1)),
            Figure("Share of excess", "pct", excess, excess),
        ],
    )


def stock_value_chart(sheet: TemplateSheet, keys: KeyFigures, row: int, column: int) -> None:
    """Projected stock value by family, stacked."""
    last = 17
    chart = sheet.chart({"type": "column", "subtype": "stacked"}, row, column, RIGHT_WIDTH, CHART_HEIGHT)
    for family, colour in zip(keys.families, st.SERIES, strict=False):
        chart.add_series(
            {
                "name": family,
                "categories": "=" + keys.layout.months(0, last),
                "values": "=" + keys.layout.span(key.STOCK_VALUE, family, 0, last),
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    style_chart(chart, "Projected stock value by family", y_format=st.MONEY_AXIS, months=True)


def revenue_table(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Revenue of the month, the year and the next twelve months against AOP and prior year."""
    prior, growth = _ratio("G", "L", "-1"), _ratio("N", "G", "-1")
    table = family_table(
        sheet,
        row,
        keys.families,
        [
            Figure("Month actual", "money", keys.of(key.REVENUE, -1, -1)),
            Figure("Month AOP", "money", keys.of(key.AOP_REVENUE, -1, -1)),
            Figure("Variance", "delta", "", ""),
            Figure("Month prior year", "money", keys.of(key.REVENUE, -13, -13)),
            Figure("Year actual", "money", keys.of(key.REVENUE, -12, -1)),
            Figure("Year AOP", "money", keys.of(key.AOP_REVENUE, -12, -1)),
            Figure("Variance", "delta", "", ""),
            Figure("Variance, %", "pct_delta", "", ""),
            Figure("F or U", "text", "", ""),
            Figure("Prior year", "money", keys.of(key.REVENUE, -24, -13)),
            Figure("On prior year", "pct_delta", prior, prior),
            Figure("Latest estimate, next 12", "money", keys.of(key.REVENUE, 0, 11)),
            Figure("AOP, next 12", "money", keys.of(key.AOP_REVENUE, 0, 11)),
            Figure("Gap to AOP", "delta", _gap("N", "O"), _gap("N", "O")),
            Figure("On last 12", "pct_delta", growth, growth),
        ],
    )
    variances(sheet, table, '"revenue"', ((5, "C", "D", "variance"), (9, "G", "H", "variance"), (10, "G", "H", "percent"), (11, "G", "H", "favourable")))  # fmt: skip
    return table


_VARIANCE_FORMATS = {"variance": "delta", "percent": "pct_delta", "favourable": "text"}


def variances(
    sheet: TemplateSheet, table: Area, account_type: str, columns: Sequence[tuple[int, str, str, str]]
) -> None:
    """Columns of ``SOP_VARIANCE`` over a table: where, column of the actual, of the budget, and what to show."""
    first, last = table.top + 1, table.bottom
    for column, actual, budget, output in columns:
        kind = _VARIANCE_FORMATS[output]
        shown = Style(number=kind, align="center" if kind == "text" else None)
        base = f"{budget}{first}:{budget}{last}"
        text = f'=IF({base}=0,"n/a",SOP_VARIANCE({actual}{first}:{actual}{last},{base},{account_type},"{output}"))'
        sheet.spill(Area(first, column, last, column), text, shown)


def month_table(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """The month just closed: forecast, actual, error, money, receipts and stock."""
    wape = _ratio("F", "D")
    return family_table(
        sheet,
        row,
        keys.families,
        [
            Figure("Forecast, lag 1", "units", keys.of(key.LAG_1, -1, -1)),
            Figure("Actual", "units", keys.of(key.UNITS, -1, -1)),
            Figure("Error", "delta", "=D{r}-C{r}"),
            Figure("Absolute error by item", "units", keys.of(key.ABSOLUTE_ERROR, -1, -1)),
            Figure("WAPE", "pct", wape, wape),
            Figure("Prior year", "units", keys.of(key.UNITS, -13, -13)),
            Figure("Revenue", "money", keys.of(key.REVENUE, -1, -1)),
            Figure("AOP", "money", keys.of(key.AOP_REVENUE, -1, -1)),
            Figure("Variance", "delta", _gap("I", "J"), _gap("I", "J")),
            Figure("Margin", "money", keys.less(key.REVENUE, key.COGS, -1, -1)),
            Figure("Receipts", "units", keys.of(key.RECEIPTS, -1, -1)),
            Figure("Stock, units", "units", keys.of(key.STOCK, -1, -1)),
            Figure("Stock value", "money", keys.of(key.STOCK_VALUE, -1, -1)),
        ],
    )


def margin_table(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Revenue, cost and margin of the prior year, the year, and the next twelve months."""
    return family_table(
        sheet,
        row,
        keys.families,
        [
            Figure("Revenue, prior year", "money", keys.of(key.REVENUE, -24, -13)),
            Figure("COGS, prior year", "money", keys.of(key.COGS, -24, -13)),
            Figure("Margin, prior year", "money", "=C{r}-D{r}"),
            Figure("Margin %", "pct", _ratio("E", "C"), _ratio("E", "C")),
            Figure("Revenue, year", "money", keys.of(key.REVENUE, -12, -1)),
            Figure("COGS, year", "money", keys.of(key.COGS, -12, -1)),
            Figure("Margin, year", "money", "=G{r}-H{r}"),
            Figure("Margin %", "pct", _ratio("I", "G"), _ratio("I", "G")),
            Figure("AOP margin, year", "money", keys.less(key.AOP_REVENUE, key.AOP_COGS, -12, -1)),
            Figure("Margin − AOP", "delta", _gap("I", "K"), _gap("I", "K")),
            Figure("Revenue, next 12", "money", keys.of(key.REVENUE, 0, 11)),
            Figure("COGS, next 12", "money", keys.of(key.COGS, 0, 11)),
            Figure("Margin, next 12", "money", "=M{r}-N{r}"),
            Figure("Margin %", "pct", _ratio("O", "M"), _ratio("O", "M")),
        ],
    )


def revenue_by_month(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Revenue of the next twelve months against AOP and the months a year before, with a chart beside it."""
    sheet.heads(row, 9, ["Month", "Year before", "AOP", "Latest estimate"])
    for k in range(12):
        at = row + 1 + k
        sheet.put(at, 9, Formula(f"=EDATE(FirstPlanMonth,{k})"), Style(number="month"))
        for column, measure, offset in ((10, key.REVENUE, k - 12), (11, key.AOP_REVENUE, k), (12, key.REVENUE, k)):
            sheet.put(at, column, Formula(f"={keys.total(measure, offset, offset)}"), number("money"))
    chart = sheet.chart({"type": "column"}, row, 14, 544, CHART_HEIGHT)
    quoted = f"='{sheet.name}'!"
    categories = f"{quoted}$I${row + 1}:$I${row + 12}"

    def series(letters: str, **look: object) -> dict[str, object]:
        values = f"{quoted}${letters}${row + 1}:${letters}${row + 12}"
        return {"name": f"{quoted}${letters}${row}", "categories": categories, "values": values, **look}

    chart.add_series(series("L", fill={"color": st.NAVY}, gap=60))
    lines = sheet.book.writer.add_chart({"type": "line"})
    lines.add_series(series("J", line={"color": st.GREY, "width": 2, "dash_type": "round_dot"}))
    lines.add_series(series("K", line={"color": st.ORANGE, "width": 2, "dash_type": "dash"}))
    chart.combine(lines)
    style_chart(chart, "Revenue, next 12 months", y_format=st.MONEY_AXIS, months=True)
    return Area(row, 9, row + 12, 12)


_BRIDGE = (
    ("Prior year", "PVM_Base"),
    ("Volume", "PVM_Volume"),
    ("Mix", "PVM_Mix"),
    ("Price", "PVM_Price"),
    ("New items", "PVM_New"),
    ("Lost items", "PVM_Lost"),
    ("Year closed", "PVM_Actual"),
)


def price_volume_mix_table(sheet: TemplateSheet, row: int) -> Area:
    """Steps from the prior year to the year closed, with the columns that draw the waterfall."""
    return waterfall_table(sheet, row, [(label, f"={name}") for label, name in _BRIDGE])


def waterfall_table(sheet: TemplateSheet, row: int, steps: Sequence[tuple[str, str]]) -> Area:
    """Steps of a bridge; the first and the last are totals. Base, total, rise and fall, in pale, draw the chart."""
    sheet.heads(row, 2, ["Step", "Amount"], st.HEAD, 18)
    sheet.row(row, 4, ["Base", "Total", "Rise", "Fall"], st.HEAD.but(bold=False, italic=True, ink=st.GREY, fill=None))
    for i, (label, formula) in enumerate(steps, start=1):
        at, is_total = row + i, i in (1, len(steps))
        sheet.put(at, 2, label, Style(bold=is_total))
        sheet.put(at, 3, Formula(formula), Style(number="money" if is_total else "delta", bold=is_total))
        reached = f"SUM(C${row + 1}:C{at})"
        helper = Style(number="helper", ink=st.GREY, italic=True, size=9)
        for column, text in (
            (4, "=0" if is_total else f"=MIN({reached},{reached}-C{at})"),
            (5, f"=C{at}" if is_total else "=0"),
            (6, "=0" if is_total else f"=MAX(C{at},0)"),
            (7, "=0" if is_total else f"=MAX(-C{at},0)"),
        ):
            sheet.put(at, column, Formula(text), helper)
    return Area(row, 2, row + len(steps), 7)


def waterfall_chart(sheet: TemplateSheet, table: Area, row: int, column: int, title: str, width: int = 620) -> None:
    """Waterfall of stacked columns over a transparent base."""
    chart = sheet.chart({"type": "column", "subtype": "stacked"}, row, column, width, CHART_HEIGHT)
    first, last, quoted = table.top + 1, table.bottom, f"='{sheet.name}'!"
    for letters, label, colour in (("D", "Base", None), ("E", "Total", st.NAVY), ("F", "Rise", st.BLUE), ("G", "Fall", st.VERMILION)):  # fmt: skip
        chart.add_series(
            {
                "name": label,
                "categories": f"{quoted}$B${first}:$B${last}",
                "values": f"{quoted}${letters}${first}:${letters}${last}",
                "fill": {"color": colour} if colour else {"none": True},
                "gap": 40,
            }
        )
    style_chart(chart, title, y_format=st.MONEY_AXIS)
    chart.set_legend({"position": "bottom", "delete_series": [0], "font": {"name": st.FONT, "size": 9}})


def figure_column(table: Area, position: int) -> Area:
    """Cells of the figure at a position (from 0) of a family table, the total left out."""
    column = FIRST_NUMBER + position
    return Area(table.top + 1, column, table.bottom - 1, column)
