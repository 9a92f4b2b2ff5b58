"""The review sheets of a planning workbook: product, demand, supply, finance, pre-S&OP, last month, KPI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sop_xl.cells.address import Area
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.interface import InterfaceLayout, Measure
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet, style_chart
from workbooks.template.pieces import (
    FIRST_NUMBER,
    FIRST_SECTION,
    REVIEW_TAB,
    REVIEW_WIDTHS,
    Figure,
    Listed,
    chart_series,
    family_table,
    panel,
    ranked,
    tiles,
)
from workbooks.template.plans import DemandPlan, SupplyPlan
from workbooks.template.style import Style, number

_CHART_WIDTH, _CHART_HEIGHT, _CHART_ROWS = 745, 270, 15
_RIGHT_CHART = 12  # column of a chart beside another
_WATCHED = 10
_HALF_HISTORY = -6


@dataclass(frozen=True)
class UnitPlan:
    """Everything that a review sheet of a unit refers to."""

    families: tuple[str, ...]
    demand: DemandPlan
    supply: SupplyPlan
    interface: InterfaceLayout

    def of(self, measure: Measure, first: int, last: int) -> Callable[[str], str]:
        """Formula for the sum of a family over some months."""
        return lambda family: f"=SUM({self.interface.span(measure, family, first, last)})"

    def total(self, measure: Measure, first: int, last: int) -> str:
        """Sum of all families over some months, without an equals sign."""
        return f"SUM({self.interface.total(measure, first, last)})"


def _review(book: TemplateBook, name: str, title: str | None = None) -> TemplateSheet:
    return book.sheet(name, tab=REVIEW_TAB, widths=REVIEW_WIDTHS, title=title)


def _chosen_item(sheet: TemplateSheet, row: int, plan: UnitPlan, name: str) -> None:
    """A cell in which users pick an item, and its name beside it."""
    sheet.put(row, 2, "Pick an item:", Style(bold=True, border=False))
    sheet.writer.merge_range(row - 1, 2, row - 1, 4, "", sheet.book.format(Style(role="input", bold=True)))
    sheet.put(row, FIRST_NUMBER, plan.demand.first_item, Style(role="input", bold=True))
    sheet.choices(Area(row, FIRST_NUMBER, row, FIRST_NUMBER), "=ItemList")
    sheet.book.define(name, sheet.name, Area(row, FIRST_NUMBER, row, FIRST_NUMBER))
    shown = f'=INDEX(Items[Name],MATCH({name},Items[Item],0))&"   ·   class "&INDEX({plan.demand.classes},{name}Row)'
    sheet.put(row, 6, Formula(shown), Style(border=False))
    sheet.put(row, 20, Formula(f"=MATCH({name},ItemList,0)"), Style(ink=st.WHITE, border=False))
    sheet.book.define(f"{name}Row", sheet.name, Area(row, 20, row, 20))


def demand_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Accuracy, family totals, one item in detail, and where the forecast was worst."""
    sheet, demand = _review(book, "Demand review"), plan.demand
    actual, said = demand.history.ref(-12, 12), demand.lag_1.ref()
    ahead, behind = plan.total(key.UNITS, 0, 11), plan.total(key.UNITS, -12, -1)
    growth = f'=TEXT({ahead}/{behind}-1,"+0.0%;-0.0%")&" on the last 12 months"'
    expired = '=COUNTIF(Overrides[State],"expired")&" expired, not counted"'
    tiles(
        sheet,
        [
            ("Forecast accuracy, lag 1", f'=SOP_ACCURACY({actual},{said},"accuracy")', "pct", "1 − WAPE, 12 months by item"),
            ("Bias, lag 1", f'=SOP_ACCURACY({actual},{said},"bias")', "pct_delta", "positive = over-forecast"),
            ("Consensus, next 12 months", f"={ahead}", "units", growth),
            ("Inputs and overrides", f"={ahead}-{plan.total(key.BASELINE, 0, 11)}", "delta", "units against the baseline"),
            ("Since last cycle", f"={ahead}-{plan.total(key.LAST_PLAN, 0, 11)}", "delta", "units, next 12 months"),
            ("Active overrides", '=COUNTIF(Overrides[State],"active")', "units", expired),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family, units")
    table = family_table(
        sheet,
        row + 1,
        plan.families,
        [
            Figure("Last 12 months", "units", plan.of(key.UNITS, -12, -1)),
            Figure("Baseline, next 12", "units", plan.of(key.BASELINE, 0, 11)),
            Figure("Consensus, next 12", "units", plan.of(key.UNITS, 0, 11)),
            Figure("Change on last 12", "pct_delta", "=IFERROR(E{r}/C{r}-1,0)", "=IFERROR(E{r}/C{r}-1,0)"),
            Figure("Inputs, overrides", "delta", "=E{r}-D{r}"),
            Figure("Last plan, next 12", "units", plan.of(key.LAST_PLAN, 0, 11)),
            Figure("Since last cycle", "delta", "=E{r}-H{r}"),
            Figure("AOP, next 12", "units", plan.of(key.AOP_UNITS, 0, 11)),
            Figure("Gap to AOP", "delta", "=E{r}-J{r}"),
            Figure("Forecast lag 1", "units", plan.of(key.LAG_1, -12, -1)),
            Figure("Absolute error", "units", plan.of(key.ABSOLUTE_ERROR, -12, -1)),
            Figure("WAPE, lag 1", "pct", "=IFERROR(M{r}/C{r},0)", "=IFERROR(M{r}/C{r},0)"),
            Figure("Bias, lag 1", "pct_delta", "=IFERROR(L{r}/C{r}-1,0)", "=IFERROR(L{r}/C{r}-1,0)"),
            Figure("Revenue, next 12", "money", plan.of(key.REVENUE, 0, 11)),
            Figure("Plan price", "money2", "=IFERROR(P{r}/E{r},0)", "=IFERROR(P{r}/E{r},0)"),
        ],
    )
    row = table.bottom + 2
    sheet.section(row, 2, "One item, month by month")
    _chosen_item(sheet, row + 1, plan, "DemandItem")
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
            ("Sales input", f'=INDEX({demand.sales_input.ref()},DemandItemRow,{{n}})', "units", 0, 11),
            ("Last plan", "=SUMIFS(Snapshots[Last plan],Snapshots[Item],DemandItem,Snapshots[Month],EDATE(FirstPlanMonth,{o}))", "units", 0, 11),
        ],
    )  # fmt: skip
    for line, bound in ((4, "lower"), (5, "upper")):
        at = shown.top + line
        area = Area(at, FIRST_NUMBER - _HALF_HISTORY, at, FIRST_NUMBER - _HALF_HISTORY + 11)
        sheet.spill(area, "=" + bounds.format(bound).replace(f",{PLAN_MONTHS},", ",12,"), number("units1"))
    row = shown.bottom + 2
    chart = sheet.chart({"type": "line"}, row, 2, _CHART_WIDTH, _CHART_HEIGHT)
    lines = [
        (1, st.NAVY, "solid"),
        (2, st.ORANGE, "solid"),
        (3, st.BLUE, "dash"),
        (4, st.GREY, "round_dot"),
        (5, st.GREY, "round_dot"),
    ]
    for series in chart_series(sheet, shown, lines):
        chart.add_series(series)
    style_chart(chart, "The chosen item: actual, consensus, baseline with P10 and P90")
    families = sheet.chart({"type": "bar"}, row, _RIGHT_CHART, _CHART_WIDTH, _CHART_HEIGHT)
    for column, colour in (("C", st.GREY), ("E", st.NAVY), ("J", st.ORANGE)):
        families.add_series(
            {
                "name": f"='Demand review'!${column}${table.top}",
                "categories": f"='Demand review'!$B${table.top + 1}:$B${table.bottom - 1}",
                "values": f"='Demand review'!${column}${table.top + 1}:${column}${table.bottom - 1}",
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    style_chart(families, "Units by family: last 12 months, consensus, AOP")
    families.set_y_axis({"reverse": True, "num_font": {"name": st.FONT, "size": 9, "color": st.MUTED}})
    row += _CHART_ROWS
    sheet.section(row, 2, "Watch list: largest errors of the last three months, valued at plan price")
    three = [f"INDEX({demand.history.month(offset)},{{i}})" for offset in (-3, -2, -1)]
    errors = [f"INDEX({demand.error.month(offset)},{{i}})" for offset in (-3, -2, -1)]
    coming = [f"INDEX({demand.consensus.month(offset)},{{i}})" for offset in (0, 1, 2)]
    bottom = ranked(
        sheet,
        row + 1,
        _WATCHED,
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
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def supply_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Stock, cover, exceptions; one item in detail; items at risk."""
    sheet, demand, supply = _review(book, "Supply review"), plan.demand, plan.supply
    stock, cogs = plan.total(key.STOCK_VALUE, -1, -1), plan.total(key.COGS, 0, 2)
    short = plan.total(key.ITEMS_SHORT, 0, 0)
    tiles(
        sheet,
        [
            ("Stock value", f"={stock}", "money", "at standard cost, month just closed"),
            ("Days of inventory", f"={stock}/{cogs}*3*DaysPerMonth", "days", "stock ÷ planned COGS of 3 months"),
            ("Items short within 3 months", f"={short}", "units", f'="of "&ROWS(ItemList)&" planned items"'),
            ("Peak backlog, units", f"=MAX({','.join(plan.total(key.BACKLOG, o, o) for o in range(12))})", "units", "highest month end in the next 12"),
            ("Excess stock", f"={plan.total(key.EXCESS_VALUE, -1, -1)}", "money", '="beyond "&TargetCoverMonths&" months of cover"'),
            ("Open orders", f"=SUM({supply.open_orders.ref()})", "units", "scheduled receipts, units"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family")
    table = family_table(
        sheet,
        row + 1,
        plan.families,
        [
            Figure("On hand, units", "units", plan.of(key.STOCK, -1, -1)),
            Figure("Safety stock", "units", plan.of(key.SAFETY_STOCK, 0, 0)),
            Figure("Demand, next 3", "units", plan.of(key.UNITS, 0, 2)),
            Figure("Receipts, next 3", "units", plan.of(key.RECEIPTS, 0, 2)),
            Figure("Stock in 3 months", "units", plan.of(key.STOCK, 2, 2)),
            Figure("Backlog in 3 months", "units", plan.of(key.BACKLOG, 2, 2)),
            Figure("Cover, days", "units", "=IFERROR(C{r}/E{r}*3*DaysPerMonth,0)", "=IFERROR(C{r}/E{r}*3*DaysPerMonth,0)"),
            Figure("Items short in 3 months", "units", plan.of(key.ITEMS_SHORT, 0, 0)),
            Figure("Stock value", "money", plan.of(key.STOCK_VALUE, -1, -1)),
            Figure("Stock value in 12 months", "money", plan.of(key.STOCK_VALUE, 11, 11)),
            Figure("Change", "delta", "=L{r}-K{r}"),
            Figure("Excess value", "money", plan.of(key.EXCESS_VALUE, -1, -1)),
            Figure("Share of excess", "pct", "=IFERROR(N{r}/K{r},0)", "=IFERROR(N{r}/K{r},0)"),
        ],
    )  # fmt: skip
    row = table.bottom + 2
    sheet.section(row, 2, "One item, month by month")
    _chosen_item(sheet, row + 1, plan, "SupplyItem")
    balance = f"INDEX({supply.balance.ref()},SupplyItemRow,{{n}})"
    opening = (
        f"=IF({{o}}=0,INDEX({supply.on_hand},SupplyItemRow),INDEX({supply.balance.ref()},SupplyItemRow,MAX(1,{{o}})))"
    )
    last = PLAN_MONTHS - 1
    shown = panel(
        sheet,
        row + 2,
        0,
        [
            ("Opening stock", opening, "units", 0, last),
            ("Demand", f"=INDEX({demand.consensus.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Open orders", f"=INDEX({supply.open_orders.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Planned receipts", f"=INDEX({supply.receipts.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Projected balance", f"={balance}", "units", 0, last),
            ("Safety stock", f"=INDEX({supply.safety_stock},SupplyItemRow)", "units", 0, last),
            ("Days of cover", f"=INDEX({supply.cover.ref()},SupplyItemRow,{{n}})", "units", 0, last),
        ],
    )
    row = shown.bottom + 2
    chart = sheet.chart({"type": "column"}, row, 2, _CHART_WIDTH, _CHART_HEIGHT)
    for series in chart_series(sheet, shown, [(2, st.GREY, ""), (4, st.SKY, "")]):
        chart.add_series(series)
    lines = book.writer.add_chart({"type": "line"})
    for series in chart_series(sheet, shown, [(5, st.NAVY, "solid"), (6, st.ORANGE, "dash")]):
        lines.add_series(series)
    chart.combine(lines)
    style_chart(chart, "The chosen item: demand, receipts, balance against safety stock")
    value = sheet.chart({"type": "column", "subtype": "stacked"}, row, _RIGHT_CHART, _CHART_WIDTH, _CHART_HEIGHT)
    for family, colour in zip(plan.families, st.SERIES, strict=False):
        value.add_series(
            {
                "name": family,
                "categories": f"='Supply review'!$C${shown.top}:$T${shown.top}",
                "values": "=" + plan.interface.span(key.STOCK_VALUE, family, 0, last),
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    style_chart(value, "Projected stock value by family", y_format='0.0,,"M"')
    row += _CHART_ROWS
    sheet.section(row, 2, "Watch list: months below safety stock × revenue of the item")
    bottom = ranked(
        sheet,
        row + 1,
        _WATCHED,
        supply.score,
        demand.items,
        [
            Listed("Name", f"=INDEX(Items[Name],MATCH(INDEX({demand.items},{{i}}),Items[Item],0))", span=3),
            Listed("Family", f"=INDEX({demand.families},{{i}})", span=2),
            Listed("Class", f"=INDEX({demand.classes},{{i}})"),
            Listed("On hand", f"=INDEX({supply.on_hand},{{i}})", "units"),
            Listed("Safety stock", f"=INDEX({supply.safety_stock},{{i}})", "units"),
            Listed("Balance, month 1", f"=INDEX({supply.balance.month(0)},{{i}})", "units"),
            Listed("Balance, month 3", f"=INDEX({supply.balance.month(2)},{{i}})", "units"),
            Listed("Months below", f"=INDEX({supply.below},{{i}})", "units"),
            Listed("What to do", '=IF(K{r}<0,"Short now: expedite open orders or allocate",IF(L{r}<0,"Short in 3 months: order now","Below safety stock: raise the next order"))', span=4),
        ],
    ).bottom  # fmt: skip
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def finance_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Units in money: month, year, next twelve months against AOP and prior year; margin; price-volume-mix."""
    sheet, total = _review(book, "Finance review"), plan.total
    year, aop, prior = total(key.REVENUE, -12, -1), total(key.AOP_REVENUE, -12, -1), total(key.REVENUE, -24, -13)
    margin = f"1-{total(key.COGS, -12, -1)}/{year}"
    tiles(
        sheet,
        [
            ("Revenue, year closed", f"={year}", "money", f'=TEXT({year}/{aop}-1,"+0.0%;-0.0%")&" on AOP"'),
            ("Against prior year", f"={year}/{prior}-1", "pct_delta", "revenue"),
            ("Gross margin", f"={margin}", "pct", "at standard cost"),
            ("Latest estimate, next 12", f"={total(key.REVENUE, 0, 11)}", "money", "consensus × plan price"),
            ("Gap to AOP, next 12", f"={total(key.REVENUE, 0, 11)}-{total(key.AOP_REVENUE, 0, 11)}", "delta", "latest estimate − AOP"),
            ("Stock value", f"={total(key.STOCK_VALUE, -1, -1)}", "money", "at standard cost"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Revenue: month, year and the next twelve months")
    table = family_table(
        sheet,
        row + 1,
        plan.families,
        [
            Figure("Month actual", "money", plan.of(key.REVENUE, -1, -1)),
            Figure("Month AOP", "money", plan.of(key.AOP_REVENUE, -1, -1)),
            Figure("Variance", "delta", "", ""),
            Figure("Month prior year", "money", plan.of(key.REVENUE, -13, -13)),
            Figure("Year actual", "money", plan.of(key.REVENUE, -12, -1)),
            Figure("Year AOP", "money", plan.of(key.AOP_REVENUE, -12, -1)),
            Figure("Variance", "delta", "", ""),
            Figure("Variance, %", "pct_delta", "", ""),
            Figure("Favour- able?", "text", "", ""),
            Figure("Prior year", "money", plan.of(key.REVENUE, -24, -13)),
            Figure("On prior year", "pct_delta", "=IFERROR(G{r}/L{r}-1,0)", "=IFERROR(G{r}/L{r}-1,0)"),
            Figure("Latest estimate, next 12", "money", plan.of(key.REVENUE, 0, 11)),
            Figure("AOP, next 12", "money", plan.of(key.AOP_REVENUE, 0, 11)),
            Figure("Gap to AOP", "delta", "=N{r}-O{r}"),
            Figure("On last 12", "pct_delta", "=IFERROR(N{r}/G{r}-1,0)", "=IFERROR(N{r}/G{r}-1,0)"),
        ],
    )
    first, last = table.top + 1, table.bottom
    for column, actual, budget, output, kind in (
        (5, "C", "D", "variance", "delta"),
        (9, "G", "H", "variance", "delta"),
        (10, "G", "H", "percent", "pct_delta"),
        (11, "G", "H", "favourable", "text"),
    ):
        text = f'=SOP_VARIANCE({actual}{first}:{actual}{last},{budget}{first}:{budget}{last},"revenue","{output}")'
        centre = "center" if kind == "text" else None
        sheet.spill(Area(first, column, last, column), text, Style(number=kind, align=centre))
    row = table.bottom + 2
    sheet.section(row, 2, "Gross margin at standard cost")
    margins = family_table(
        sheet,
        row + 1,
        plan.families,
        [
            Figure("Revenue, prior year", "money", plan.of(key.REVENUE, -24, -13)),
            Figure("COGS, prior year", "money", plan.of(key.COGS, -24, -13)),
            Figure("Margin, prior year", "money", "=C{r}-D{r}"),
            Figure("Margin %", "pct", "=IFERROR(E{r}/C{r},0)", "=IFERROR(E{r}/C{r},0)"),
            Figure("Revenue, year", "money", plan.of(key.REVENUE, -12, -1)),
            Figure("COGS, year", "money", plan.of(key.COGS, -12, -1)),
            Figure("Margin, year", "money", "=G{r}-H{r}"),
            Figure("Margin %", "pct", "=IFERROR(I{r}/G{r},0)", "=IFERROR(I{r}/G{r},0)"),
            Figure("AOP margin, year", "money", lambda f: f"=SUM({plan.interface.span(key.AOP_REVENUE, f, -12, -1)})-SUM({plan.interface.span(key.AOP_COGS, f, -12, -1)})"),
            Figure("Margin − AOP", "delta", "=I{r}-K{r}"),
            Figure("Revenue, next 12", "money", plan.of(key.REVENUE, 0, 11)),
            Figure("COGS, next 12", "money", plan.of(key.COGS, 0, 11)),
            Figure("Margin, next 12", "money", "=M{r}-N{r}"),
            Figure("Margin %", "pct", "=IFERROR(O{r}/M{r},0)", "=IFERROR(O{r}/M{r},0)"),
        ],
    )  # fmt: skip
    row = margins.bottom + 2
    bridge_and_months(sheet, row, plan)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 2 + _CHART_ROWS + 10)
    sheet.protect()


def bridge_and_months(sheet: TemplateSheet, row: int, plan: UnitPlan) -> None:
    """Price-volume-mix as a table with a waterfall, and revenue by month against AOP and prior year."""
    sheet.section(
        row,
        2,
        "Why revenue changed: price, volume, mix",
        "From the sheet PVM, by item and channel; the steps add up exactly.",
    )
    bridge = waterfall_table(sheet, row + 2)
    months = row + 2
    sheet.put(months, 9, "Month", st.HEAD_LEFT)
    for column, head in ((10, "Prior year"), (11, "AOP"), (12, "Actual, estimate")):
        sheet.put(months, column, head, st.HEAD)
    for k in range(12):
        at = months + 1 + k
        sheet.put(at, 9, Formula(f"=EDATE(FirstPlanMonth,{k})"), Style(number="month"))
        for column, measure, offset in ((10, key.REVENUE, k - 12), (11, key.AOP_REVENUE, k), (12, key.REVENUE, k)):
            sheet.put(at, column, Formula(f"={plan.total(measure, offset, offset)}"), number("money"))
    chart = sheet.chart({"type": "column"}, months, 14, 560, _CHART_HEIGHT + 30)
    categories = f"='{sheet.name}'!$I${months + 1}:$I${months + 12}"
    chart.add_series({"name": "Latest estimate", "categories": categories, "values": f"='{sheet.name}'!$L${months + 1}:$L${months + 12}", "fill": {"color": st.NAVY}, "gap": 60})  # fmt: skip
    lines = sheet.book.writer.add_chart({"type": "line"})
    for letter, label, colour, dash in (("J", "Last 12 months", st.GREY, "round_dot"), ("K", "AOP", st.ORANGE, "dash")):
        lines.add_series({"name": label, "categories": categories, "values": f"='{sheet.name}'!${letter}${months + 1}:${letter}${months + 12}", "line": {"color": colour, "width": 2, "dash_type": dash}})  # fmt: skip
    chart.combine(lines)
    style_chart(chart, "Revenue, next 12 months", y_format='0.0,,"M"')
    waterfall_chart(sheet, bridge, months + 14, 2, "From prior year to the year closed")


WATERFALL_STEPS = ("Prior year", "Volume", "Mix", "Price", "New items", "Lost items", "Year closed")


def waterfall_table(sheet: TemplateSheet, row: int) -> Area:
    """Steps of the bridge with the helper columns that draw it: hidden base, rise and fall."""
    sheet.heads(row, 2, ["Step", "Amount", "Base", "Total", "Rise", "Fall"], st.HEAD, 18)
    names = ("PVM_Base", "PVM_Volume", "PVM_Mix", "PVM_Price", "PVM_New", "PVM_Lost", "PVM_Actual")
    for i, (label, name) in enumerate(zip(WATERFALL_STEPS, names, strict=True), start=1):
        at, is_total = row + i, i in (1, len(names))
        sheet.put(at, 2, label, Style(bold=is_total))
        sheet.put(at, 3, Formula(f"={name}"), Style(number="money" if is_total else "delta", bold=is_total))
        reached = f"SUM(C${row + 1}:C{at})"
        base = "=0" if is_total else f"=MIN({reached},{reached}-C{at})"
        helper = Style(number="money", ink=st.GREY)
        sheet.put(at, 4, Formula(base), helper)
        sheet.put(at, 5, Formula(f"=C{at}" if is_total else "=0"), helper)
        sheet.put(at, 6, Formula("=0" if is_total else f"=MAX(C{at},0)"), helper)
        sheet.put(at, 7, Formula("=0" if is_total else f"=MAX(-C{at},0)"), helper)
    return Area(row, 2, row + len(names), 7)


def waterfall_chart(sheet: TemplateSheet, table: Area, row: int, column: int, title: str) -> None:
    """Waterfall of stacked columns over a transparent base."""
    chart = sheet.chart({"type": "column", "subtype": "stacked"}, row, column, 620, _CHART_HEIGHT)
    first, last = table.top + 1, table.bottom
    categories = f"='{sheet.name}'!$B${first}:$B${last}"
    for letter, label, colour in (
        ("D", "", None),
        ("E", "Total", st.NAVY),
        ("F", "Rise", st.BLUE),
        ("G", "Fall", st.VERMILION),
    ):
        fill = {"color": colour} if colour else {"none": True}
        chart.add_series({"name": label or "Base", "categories": categories, "values": f"='{sheet.name}'!${letter}${first}:${letter}${last}", "fill": fill, "gap": 40})  # fmt: skip
    style_chart(chart, title, y_format='0.0,,"M"')
    chart.set_legend({"position": "bottom", "delete_series": [0], "font": {"name": st.FONT, "size": 9}})


def product_review(book: TemplateBook, plan: UnitPlan) -> None:
    """ABC-XYZ, lifecycle, head and tail of the range."""
    sheet, demand = _review(book, "Product review"), plan.demand
    launched = f"'Demand plan'!$F$8:$F${7 + demand.rows}"
    tiles(
        sheet,
        [
            ("Planned items", "=ROWS(ItemList)", "units", "on sale and sold within 12 months"),
            ("Class A items", f'=COUNTIF({demand.classes},"A*")', "units", "first 80 % of revenue"),
            ("Launched within 24 months", f'=COUNTIF({launched},">"&EDATE(FirstPlanMonth,-24))', "units", "by launch date"),
            ("Vitality", f'=SUMIFS({demand.revenue},{launched},">"&EDATE(FirstPlanMonth,-36))/SUM({demand.revenue})', "pct", "revenue of items younger than 3 years"),
            ("Tail: class C items", f'=COUNTIF({demand.classes},"C*")/ROWS(ItemList)', "pct", "of all items"),
            ("Revenue of the tail", f'=SUMIFS({demand.revenue},{demand.classes},"C*")/SUM({demand.revenue})', "pct", "of all revenue"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "ABC-XYZ: number of items, and their share of revenue",
        "A, B, C by share of revenue; X steady, Y varying, Z erratic",
    )
    sheet.heads(
        row + 2,
        2,
        ["Class", "X items", "Y items", "Z items", "All items", "X revenue", "Y revenue", "Z revenue", "All revenue"],
    )
    for i, abc in enumerate("ABC", start=1):
        at = row + 2 + i
        sheet.put(at, 2, abc, Style(bold=True))
        for j, xyz in enumerate("XYZ"):
            sheet.put(at, 3 + j, Formula(f'=COUNTIF({demand.classes},"{abc}{xyz}")'), number("units"))
            share = f'=SUMIFS({demand.revenue},{demand.classes},"{abc}{xyz}")/SUM({demand.revenue})'
            sheet.put(at, 7 + j, Formula(share), number("pct"))
        sheet.put(at, 6, Formula(f"=SUM(C{at}:E{at})"), Style(number="units", bold=True))
        sheet.put(at, 10, Formula(f"=SUM(G{at}:I{at})"), Style(number="pct", bold=True))
    total = row + 6
    sheet.put(total, 2, "All", Style(bold=True, fill=st.PALE, top_line=True))
    for column, letters in zip(range(3, 11), "CDEFGHIJ", strict=True):
        kind = "units" if column < 7 else "pct"
        text = f"=SUM({letters}{total - 3}:{letters}{total - 1})"
        sheet.put(total, column, Formula(text), Style(number=kind, bold=True, fill=st.PALE, top_line=True))
    for area in (Area(row + 3, 3, row + 5, 5), Area(row + 3, 7, row + 5, 9)):
        sheet.highlight(area, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": st.SKY})
    row = total + 2
    for title, order, left in (
        ("Best sellers", "LARGE", row),
        ("Tail: candidates to delist", "SMALL", row + _WATCHED + 4),
    ):
        sheet.section(left, 2, title)
        _by_revenue(sheet, left + 1, order, plan)
    chart = sheet.chart({"type": "column"}, FIRST_SECTION, _RIGHT_CHART + 1, 620, _CHART_HEIGHT)
    for letter, label, colour in (("F", "Share of items", st.GREY), ("J", "Share of revenue", st.NAVY)):
        values = f"='Product review'!${letter}${total - 3}:${letter}${total - 1}"
        if letter == "F":
            for i in range(3):
                sheet.put(total - 3 + i, 11, Formula(f"=F{total - 3 + i}/F${total}"), Style(number="pct", ink=st.MUTED))
            sheet.put(total - 4, 11, "Share of items", st.HEAD)
            values = f"='Product review'!$K${total - 3}:$K${total - 1}"
        chart.add_series({"name": label, "categories": f"='Product review'!$B${total - 3}:$B${total - 1}", "values": values, "fill": {"color": colour}, "gap": 70})  # fmt: skip
    style_chart(chart, "Few items make the revenue", y_format="0%")
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 2 * _WATCHED + 8)
    sheet.protect()


def _by_revenue(sheet: TemplateSheet, row: int, order: str, plan: UnitPlan) -> None:
    demand = plan.demand
    heads = [
        "Item",
        "Name",
        None,
        None,
        "Family",
        None,
        "Class",
        "Launch",
        "Revenue, 12 m",
        "Share",
        "Consensus, next 12",
    ]
    sheet.heads(row, 2, heads, st.HEAD_LEFT)
    for rank in range(1, _WATCHED + 1):
        at = row + rank
        # Equal revenues are told apart by their position, so that no item is listed twice.
        index = f"MATCH({order}(INDEX({demand.revenue}+ROW({demand.revenue})/1000000,0),{rank}),INDEX({demand.revenue}+ROW({demand.revenue})/1000000,0),0)"
        sheet.put(at, 21, Formula(f"={index}"), Style(ink=st.WHITE, border=False))
        for column, text, kind in (
            (2, f"=INDEX({demand.items},$U{at})", "text"),
            (3, f"=INDEX(Items[Name],MATCH(B{at},Items[Item],0))", "text"),
            (6, f"=INDEX({demand.families},$U{at})", "text"),
            (8, f"=INDEX({demand.classes},$U{at})", "text"),
            (9, f"=INDEX(Items[Launch],MATCH(B{at},Items[Item],0))", "month"),
            (10, f"=INDEX({demand.revenue},$U{at})", "money"),
            (11, f"=J{at}/SUM({demand.revenue})", "pct"),
            (12, f"=SUM(INDEX({demand.consensus.ref(0, 12)},$U{at},0))", "units"),
        ):
            sheet.put(at, column, Formula(text), Style(number=kind, bold=column == 2))
        for column in (4, 5, 7):
            sheet.put(at, column, None)


def last_month(book: TemplateBook, plan: UnitPlan) -> None:
    """Plan against actual of the month just closed, and the misses with their reasons."""
    sheet, demand, span = (
        _review(book, "LastMonth", "Last month: plan against actual"),
        plan.demand,
        plan.interface.span,
    )
    actual, said = plan.total(key.UNITS, -1, -1), plan.total(key.LAG_1, -1, -1)
    error = plan.total(key.ABSOLUTE_ERROR, -1, -1)
    tiles(
        sheet,
        [
            ("Units sold", f"={actual}", "units", f'="forecast "&TEXT({said},"#,##0")'),
            ("Accuracy, lag 1", f"=MAX(0,1-{error}/{actual})", "pct", "1 − WAPE by item"),
            ("Bias, lag 1", f"={said}/{actual}-1", "pct_delta", "positive = over-forecast"),
            ("Revenue", f"={plan.total(key.REVENUE, -1, -1)}", "money", f'="AOP "&TEXT({plan.total(key.AOP_REVENUE, -1, -1)},"#,##0")'),
            ("Receipts, units", f"={plan.total(key.RECEIPTS, -1, -1)}", "units", "stock change + units sold"),
            ("Stock value", f"={plan.total(key.STOCK_VALUE, -1, -1)}", "money", f'=TEXT({plan.total(key.STOCK_VALUE, -1, -1)}-{plan.total(key.STOCK_VALUE, -2, -2)},"+#,##0;-#,##0")&" on the month before"'),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family")
    table = family_table(
        sheet,
        row + 1,
        plan.families,
        [
            Figure("Forecast, lag 1", "units", plan.of(key.LAG_1, -1, -1)),
            Figure("Actual", "units", plan.of(key.UNITS, -1, -1)),
            Figure("Error", "delta", "=D{r}-C{r}"),
            Figure("Absolute error by item", "units", plan.of(key.ABSOLUTE_ERROR, -1, -1)),
            Figure("WAPE", "pct", "=IFERROR(F{r}/D{r},0)", "=IFERROR(F{r}/D{r},0)"),
            Figure("Prior year", "units", plan.of(key.UNITS, -13, -13)),
            Figure("Revenue", "money", plan.of(key.REVENUE, -1, -1)),
            Figure("AOP", "money", plan.of(key.AOP_REVENUE, -1, -1)),
            Figure("Variance", "delta", "=I{r}-J{r}"),
            Figure("Margin", "money", lambda f: f"={span(key.REVENUE, f, -1, -1)}-{span(key.COGS, f, -1, -1)}"),
            Figure("Receipts", "units", plan.of(key.RECEIPTS, -1, -1)),
            Figure("Stock, units", "units", plan.of(key.STOCK, -1, -1)),
            Figure("Stock value", "money", plan.of(key.STOCK_VALUE, -1, -1)),
        ],
    )
    row = table.bottom + 2
    sheet.section(
        row,
        2,
        "Largest misses of the month, valued at plan price",
        "Type the reason in the yellow cells: it goes into the minutes.",
    )
    listed = ranked(
        sheet,
        row + 2,
        _WATCHED,
        demand.miss,
        demand.items,
        [
            Listed("Name", f"=INDEX(Items[Name],MATCH(INDEX({demand.items},{{i}}),Items[Item],0))", span=3),
            Listed("Family", f"=INDEX({demand.families},{{i}})", span=2),
            Listed("Forecast, lag 1", f"=INDEX({demand.lag_1.month(-1)},{{i}})", "units"),
            Listed("Actual", f"=INDEX({demand.history.month(-1)},{{i}})", "units"),
            Listed("Error", f"=INDEX({demand.error.month(-1)},{{i}})", "delta"),
            Listed("Value", f"=INDEX({demand.miss},{{i}})", "money"),
        ],
    )
    sheet.put(listed.top, 12, "Reason", st.HEAD_LEFT)
    for extra in range(13, 18):
        sheet.put(listed.top, extra, None, st.HEAD_LEFT)
    for at in range(listed.top + 1, listed.bottom + 1):
        sheet.writer.merge_range(at - 1, 11, at - 1, 16, "", sheet.book.format(Style(role="input")))
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(listed.bottom + 1)
    sheet.protect()


def pre_sop(book: TemplateBook, plan: UnitPlan) -> None:
    """Gaps between demand, supply and AOP, in units and money, with what to bring to the company meeting."""
    sheet = _review(book, "Pre-S&OP", "Pre-S&OP: gaps and what we ask for")
    span = plan.interface.span
    sheet.section(5, 2, "Gaps by family, next twelve months")
    table = family_table(
        sheet,
        6,
        plan.families,
        [
            Figure("Consensus, units", "units", plan.of(key.UNITS, 0, 11)),
            Figure("AOP, units", "units", plan.of(key.AOP_UNITS, 0, 11)),
            Figure("Gap, units", "delta", "=C{r}-D{r}"),
            Figure("Estimate, revenue", "money", plan.of(key.REVENUE, 0, 11)),
            Figure("AOP, revenue", "money", plan.of(key.AOP_REVENUE, 0, 11)),
            Figure("Gap, revenue", "delta", "=F{r}-G{r}"),
            Figure("Gap, %", "pct_delta", "=IFERROR(H{r}/G{r},0)", "=IFERROR(H{r}/G{r},0)"),
            Figure("Estimate, margin", "money", lambda f: f"=SUM({span(key.REVENUE, f, 0, 11)})-SUM({span(key.COGS, f, 0, 11)})"),
            Figure("AOP, margin", "money", lambda f: f"=SUM({span(key.AOP_REVENUE, f, 0, 11)})-SUM({span(key.AOP_COGS, f, 0, 11)})"),
            Figure("Gap, margin", "delta", "=J{r}-K{r}"),
            Figure("Backlog in 3 months", "units", plan.of(key.BACKLOG, 2, 2)),
            Figure("Items short in 3 months", "units", plan.of(key.ITEMS_SHORT, 0, 0)),
            Figure("Excess stock", "money", plan.of(key.EXCESS_VALUE, -1, -1)),
            Figure("Signal", "text", '=IF(OR(I{r}<-0.05,N{r}>0),"act",IF(OR(I{r}>0.05,O{r}>0),"watch","fine"))', '=IF(COUNTIF(P7:P12,"act")>0,"act","watch")'),
        ],
    )  # fmt: skip
    sheet.status_colours(Area(7, 16, table.bottom, 16), good="fine", watch="watch", bad="act")
    row = table.bottom + 2
    sheet.section(row, 2, "In words")
    for i, family in enumerate(plan.families):
        at, line = row + 1 + i, 7 + i
        text = (
            f'="{family}: estimate "&TEXT(F{line},"#,##0")&" is "&TEXT(ABS(H{line}),"#,##0")&IF(H{line}<0," below"," above")'
            f'&" AOP ("&TEXT(I{line},"+0.0%;-0.0%")&"); "&N{line}&" items short within three months; excess stock "&TEXT(O{line},"#,##0")&"."'
        )
        sheet.put(at, 2, Formula(text), Style(border=False))
    row += len(plan.families) + 2
    sheet.section(
        row, 2, "What we ask of the company meeting", "Type here; the company's Pre-S&OP sheet collects them."
    )
    sheet.heads(
        row + 2, 2, ["Request", None, None, None, "Reason", None, None, None, "Value", "Needed by"], st.HEAD_LEFT, 18
    )
    for at in range(row + 3, row + 8):
        sheet.put(at, 2, None, Style(role="input"))
        for left, right in ((3, 5), (6, 9)):
            for column in range(left, right + 1):
                sheet.put(at, column, None, Style(role="input"))
        sheet.put(at, 10, None, Style(role="input", number="money"))
        sheet.put(at, 11, None, Style(role="input", number="date"))
    sheet.print_area(row + 9)
    sheet.protect()


def kpi(book: TemplateBook, plan: UnitPlan) -> None:
    """Key performance indicators of the unit with target, trend and signal."""
    sheet = _review(book, "KPI")
    total, demand = plan.total, plan.demand
    sheet.heads(5, 2, ["KPI", "Target", "Actual", "Month before", "Trend", "Signal"], st.HEAD, 18)
    actual, said = (b.ref(-12, 12) for b in (demand.history, demand.lag_1))
    before = [b.ref(-12, 11) for b in (demand.history, demand.lag_1)]
    lines = [
        ("Forecast accuracy, lag 1", 0.7, f'=SOP_ACCURACY({actual},{said},"accuracy")', f'=SOP_ACCURACY({before[0]},{before[1]},"accuracy")', "pct", "high"),
        ("Forecast bias, lag 1, absolute", 0.05, f'=ABS(SOP_ACCURACY({actual},{said},"bias"))', f'=ABS(SOP_ACCURACY({before[0]},{before[1]},"bias"))', "pct", "low"),
        ("Revenue against AOP, year", 1.0, f"={total(key.REVENUE, -12, -1)}/{total(key.AOP_REVENUE, -12, -1)}", f"={total(key.REVENUE, -12, -2)}/{total(key.AOP_REVENUE, -12, -2)}", "pct", "high"),
        ("Gross margin, year", 0.12, f"=1-{total(key.COGS, -12, -1)}/{total(key.REVENUE, -12, -1)}", f"=1-{total(key.COGS, -12, -2)}/{total(key.REVENUE, -12, -2)}", "pct", "high"),
        ("Days of inventory", 60, f"={total(key.STOCK_VALUE, -1, -1)}/{total(key.COGS, -3, -1)}*3*DaysPerMonth", f"={total(key.STOCK_VALUE, -2, -2)}/{total(key.COGS, -4, -2)}*3*DaysPerMonth", "days", "low"),
        ("Items short within 3 months", 0, f"={total(key.ITEMS_SHORT, 0, 0)}", "", "units", "low"),
    ]  # fmt: skip
    for at, (label, target, now, then, kind, good) in enumerate(lines, start=6):
        sheet.put(at, 2, label, Style(bold=True))
        sheet.put(at, 3, target, Style(number=kind, role="input"))
        sheet.put(at, 4, Formula(now), Style(number=kind, bold=True))
        sheet.put(at, 5, Formula(then) if then else None, number(kind))
        sign = ">" if good == "high" else "<"
        trend = f'=IF(OR(E{at}="",ROUND(D{at}-E{at},4)=0),"steady",IF(D{at}{sign}E{at},"better","worse"))'
        sheet.put(at, 6, Formula(trend), Style(align="center"))
        sheet.put(at, 7, Formula(f'=IF(D{at}{sign}=C{at},"on target","off target")'), Style(align="center", bold=True))
    bottom = 5 + len(lines)
    sheet.status_colours(Area(6, 7, bottom, 7), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(6, 6, bottom, 6), good="better", watch="steady", bad="worse")
    sheet.print_area(bottom + 1)
    sheet.protect()
