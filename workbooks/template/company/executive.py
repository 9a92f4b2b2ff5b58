"""Executive dashboard, pre-S&OP, the five-section page of each family, and the company's KPI."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import Unit
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.capacity import CapacityLayout
from workbooks.template.company.gap import gap_by_month
from workbooks.template.company.ledger import ledger_sum
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.comparisons import change_in_words, gap, known, ratio
from workbooks.template.interface import Measure
from workbooks.template.key_figures import CHART_HEIGHT, CHART_ROWS, CHART_WIDTH, RIGHT_CHART, RIGHT_WIDTH, KeyFigures
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, FIRST_SECTION, MONTHS_SHOWN, Figure, family_table, tiles
from workbooks.template.style import Style, number

_KPI_ROW = 5
_FORMATS = {"pct": "pct", "money": "money", "days": "days", "units": "units"}


def kpi(book: TemplateBook, plan: CompanyPlan, targets: pd.DataFrame) -> None:
    """Target, actual, month before, trend and signal of every KPI."""
    sheet = review_sheet(book, "KPI", "Key performance indicators")
    sheet.put(
        4,
        2,
        "Targets are yours to set. at least: higher is better; at most: lower is better; within ±: distance from zero.",
        st.NOTE,
    )
    sheet.heads(_KPI_ROW, 2, ["KPI", "Target", "Sense", "Actual", "Month before", "Trend", "Signal"], st.HEAD, 18)
    formulas = _kpi_formulas(plan.keys, plan.capacity)
    for at, (name, target, sense, kind) in enumerate(targets.itertuples(index=False), start=_KPI_ROW + 1):
        now, before = formulas[str(name)]
        shown = _FORMATS[str(kind)]
        sheet.put(at, 2, name, Style(bold=True))
        sheet.put(at, 3, float(target), Style(number=shown, role="input"))
        sheet.put(at, 4, sense, Style(role="input", align="center"))
        sheet.put(at, 5, Formula(f"={now}"), Style(number=shown, bold=True))
        sheet.put(at, 6, Formula(f"={before}") if before else None, number(shown))
        better = f'IF(D{at}="at least",E{at}>F{at},IF(D{at}="at most",E{at}<F{at},ABS(E{at})<ABS(F{at})))'
        trend = f'=IF(NOT(ISNUMBER(E{at})),"n/a",IF(NOT(ISNUMBER(F{at})),"new",IF(ROUND(E{at}-F{at},4)=0,"steady",IF({better},"better","worse"))))'
        met = f'IF(D{at}="at least",E{at}>=C{at},IF(D{at}="at most",E{at}<=C{at},ABS(E{at})<=C{at}))'
        near = f'IF(D{at}="at least",E{at}>=0.95*C{at},IF(D{at}="at most",E{at}<=1.05*C{at},ABS(E{at})<=1.5*C{at}))'
        sheet.put(at, 7, Formula(trend), Style(align="center"))
        signal = f'=IF(NOT(ISNUMBER(E{at})),"n/a",IF({met},"on target",IF({near},"near","off target")))'
        sheet.put(at, 8, Formula(signal), Style(align="center", bold=True))
    bottom = _KPI_ROW + len(targets)
    sheet.status_colours(Area(_KPI_ROW + 1, 8, bottom, 8), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(_KPI_ROW + 1, 7, bottom, 7), good="better", watch="steady", bad="worse")
    book.define("Pack_KPI", sheet.name, Area(_KPI_ROW, 2, bottom, 8))
    row = bottom + 2
    sheet.section(row, 2, "Supplier deliveries", "Purchase order lines by month of their due date.")
    sheet.heads(row + 2, 2, ["Month", "Lines", "In full", "On time and in full", "Share"], st.HEAD, 28)
    for i in range(1, 14):
        at = row + 2 + i
        for column, name, kind in (
            (2, "Month", "month"),
            (3, "Lines", "units"),
            (4, "In full", "units"),
            (5, "On time in full", "units"),
        ):
            text = f'=IF(ROWS(Receipts[Lines])<{i},"",IF(INDEX(Receipts[Lines],{i})=0,"",INDEX(Receipts[{name}],{i})))'
            sheet.put(at, column, Formula(text), Style(number=kind, align="left" if column == 2 else None))
        sheet.put(at, 6, Formula(f'=IF(N(C{at})=0,"",E{at}/C{at})'), number("pct"))
    book.define("Pack_Suppliers", sheet.name, Area(row + 2, 2, row + 15, 6))
    sheet.print_area(row + 16)
    sheet.protect()


def _kpi_formulas(keys: KeyFigures, capacity: CapacityLayout) -> dict[str, tuple[str, str]]:
    """Formula of each KPI now and a month before, by its name."""
    total = keys.total

    def margin(last: int) -> str:
        revenue, cost = total(key.REVENUE, -12, last), total(key.COGS, -12, last)
        return ratio(f"{revenue}-{cost}", revenue)

    def accuracy(last: int) -> str:
        judged = total(key.JUDGED, -12, last)
        return ratio(f"MAX(0,{judged}-{total(key.ABSOLUTE_ERROR, -12, last)})", judged)

    def delivered(last: int) -> str:
        rows = f"MAX(1,ROWS(Receipts[Lines])-{-1 - last})"
        share = ratio(f"INDEX(Receipts[On time in full],{rows})", f"INDEX(Receipts[Lines],{rows})")
        return f'IF(ROWS(Receipts[Lines])<{-last},"n/a",{share})'

    def days(last: int) -> str:
        stock, sold = total(key.STOCK_VALUE, last, last), total(key.COGS, last - 2, last)
        return f'IF({stock}=0,"n/a",{ratio(stock, sold, "*3*DaysPerMonth")})'

    def backlog(last: int) -> str:
        month = f"EDATE(FirstPlanMonth,{last})"
        return known(f"{total(key.INTERNET, last, last)}*ShipLagDays/(EDATE({month},1)-{month})")

    def revenue(last: int) -> str:
        return ratio(year_to_date(keys, key.REVENUE, last), year_to_date(keys, key.AOP_REVENUE, last))

    def bias(last: int) -> str:
        return ratio(total(key.LAG_1, -12, last), total(key.JUDGED, -12, last), "-1")

    def stock(last: int) -> str:
        return known(total(key.STOCK_VALUE, last, last))

    def cash(last: int) -> str:
        return known(ledger_sum('"Cash"', "Actual", last, last))

    by_month = {
        "Revenue against AOP, year to date": revenue,
        "Gross margin": margin,
        "Forecast accuracy, lag 1": accuracy,
        "Forecast bias, lag 1": bias,
        "Supplier lines on time and in full": delivered,
        "Stock value": stock,
        "Days of inventory": days,
        "Order backlog, units": backlog,
        "Cash": cash,
    }
    formulas = {name: (formula(-1), formula(-2)) for name, formula in by_month.items()}
    formulas["Peak utilisation, next 12 months"] = (known(f"MAX({capacity.all(capacity.utilisation, 0, 11)})"), "")
    return formulas


def year_to_date(keys: KeyFigures, measure: Measure, last: int) -> str:
    """Sum of all families from the start of the fiscal year to a month, by its distance from the first plan month."""
    month = f"EDATE(FirstPlanMonth,{last})"
    start = f"EDATE({month},-MOD(MONTH({month})-FiscalYearStart,12))"
    return f"SUMPRODUCT(({keys.layout.months(last - 11, last)}>={start})*{keys.layout.total(measure, last - 11, last)})"


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
        kind = _FORMATS[kpi_format]
        for j, shown in enumerate(("text", kind, "text", kind, kind, "text", "text")):
            source = f"KPI!{column_letters(2 + j)}{_KPI_ROW + i}"
            text = f'=IF({source}="","",{source})' if j == 4 else f"={source}"
            centred = "center" if shown == "text" and j else None
            sheet.put(row + 2 + i, 2 + j, Formula(text), Style(number=shown, bold=j == 0, align=centred))
    sheet.status_colours(Area(row + 3, 8, row + 2 + count, 8), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(row + 3, 7, row + 2 + count, 7), good="better", watch="steady", bad="worse")
    sheet.section(row, 11, "Decisions wanted", "Sheet Decisions")
    sheet.heads(
        row + 2, 11, ["Id", "Issue", None, None, None, "Recommendation", None, None, None, "Value"], st.HEAD_LEFT, 18
    )
    for i in range(1, 6):
        at = row + 2 + i
        position = f"MATCH({i},Decisions[Wanted],0)"
        for column, name, kind in (
            (11, "Id", "text"),
            (12, "Issue", "text"),
            (16, "Recommendation", "text"),
            (20, "Value", "delta"),
        ):
            text = f'=IF(COUNTIF(Decisions[Status],"wanted")<{i},"",INDEX(Decisions[{name}],{position}))'
            sheet.put(at, column, Formula(text), Style(number=kind, bold=column == 11))
        for column in (13, 14, 15, 17, 18, 19):
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


def pre_sop(book: TemplateBook, plan: CompanyPlan, units: list[Unit], first_request_row: int, requests: int) -> None:
    """Gaps to the AOP with what would close them, overloads, and what the regions ask for."""
    sheet, keys, capacity = (
        review_sheet(book, "Pre-S&OP", "Pre-S&OP: gaps, closers, decisions wanted"),
        plan.keys,
        plan.capacity,
    )
    total = keys.total
    revenue, aop = total(key.REVENUE, 0, 11), total(key.AOP_REVENUE, 0, 11)
    margin, aop_margin = f"{revenue}-{total(key.COGS, 0, 11)}", f"({aop}-{total(key.AOP_COGS, 0, 11)})"
    closers = 'SUMIFS(Decisions[Value],Decisions[Status],"wanted",Decisions[Value],">0")'
    tiles(
        sheet,
        [
            ("Gap to AOP, revenue", f"={gap(revenue, aop)}", "delta", "next twelve months"),
            ("Gap to AOP, margin", f"={gap(margin, aop_margin)}", "delta", "next twelve months"),
            ("Closers on the table", f"={closers}", "delta", "value of the decisions wanted"),
            ("Overloaded", f'=COUNTIF({capacity.all(capacity.utilisation, 0, 11)},">1")', "units", "work-centre months above 100 %"),
            ("Items short within 3 months", f"={total(key.ITEMS_SHORT, 0, 0)}", "units", "items × regions"),
            ("Decisions wanted", '=COUNTIF(Decisions[Status],"wanted")', "units", "sheet Decisions"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Gaps by family, next twelve months")
    last = row + 1 + len(keys.families)
    in_units, in_revenue, in_margin = (
        f"={gap(*pair)}" for pair in (("C{r}", "D{r}"), ("F{r}", "G{r}"), ("J{r}", "K{r}"))
    )
    in_percent = "=" + ratio("F{r}-G{r}", "G{r}")
    table = family_table(
        sheet,
        row + 1,
        keys.families,
        [
            Figure("Consensus, units", "units", keys.of(key.UNITS, 0, 11)),
            Figure("AOP, units", "units", keys.of(key.AOP_UNITS, 0, 11)),
            Figure("Gap, units", "delta", in_units, in_units),
            Figure("Estimate, revenue", "money", keys.of(key.REVENUE, 0, 11)),
            Figure("AOP, revenue", "money", keys.of(key.AOP_REVENUE, 0, 11)),
            Figure("Gap, revenue", "delta", in_revenue, in_revenue),
            Figure("Gap, %", "pct_delta", in_percent, in_percent),
            Figure("Estimate, margin", "money", keys.less(key.REVENUE, key.COGS, 0, 11)),
            Figure("AOP, margin", "money", keys.less(key.AOP_REVENUE, key.AOP_COGS, 0, 11)),
            Figure("Gap, margin", "delta", in_margin, in_margin),
            Figure("Backlog in 3 months", "units", keys.of(key.BACKLOG, 2, 2)),
            Figure("Items short", "units", keys.of(key.ITEMS_SHORT, 0, 0)),
            Figure("Excess stock", "money", keys.of(key.EXCESS_VALUE, -1, -1)),
            Figure("Signal", "text", '=IF(OR(N(I{r})<-0.05,N{r}>5),"act",IF(OR(N(I{r})>0.05,O{r}>500000),"watch",IF(ISNUMBER(I{r}),"fine","no AOP")))', f'=IF(COUNTIF(P{row + 2}:P{last},"act")>0,"act",IF(COUNTIF(P{row + 2}:P{last},"no AOP")={len(keys.families)},"no AOP","watch"))'),
        ],
    )  # fmt: skip
    book.define("Pack_Gaps", sheet.name, table)
    sheet.status_colours(Area(table.top + 1, 16, table.bottom, 16), good="fine", watch="watch", bad="act")
    row = table.bottom + 2
    sheet.section(row, 2, "What the regions ask for", "Linked from the sheet Pre-S&OP of each planning workbook.")
    sheet.put(row + 2, 2, "Region", st.HEAD_LEFT)
    sheet.heads(
        row + 2, 3, ["Request", None, None, None, "Reason", None, None, None, "Value", "Needed by"], st.HEAD_LEFT, 18
    )
    at = row + 2
    for index, unit in enumerate(units, start=1):
        for i in range(requests):
            at += 1
            sheet.put(at, 2, unit.name, Style(bold=True))
            for column, source, kind in ((3, "B", "text"), (7, "F", "text"), (11, "J", "delta"), (12, "K", "date")):
                cell = f"'[{index}]Pre-S&OP'!{source}{first_request_row + i}"
                sheet.put(at, column, Formula(f'=IF({cell}="","",{cell})'), Style(number=kind, role="link"))
            for column in (4, 5, 6, 8, 9, 10):
                sheet.put(at, column, None)
    row = at + 2
    sheet.section(row, 2, "From the latest estimate to the AOP", "If every decision wanted is taken.")
    for i, (label, text) in enumerate(
        (
            ("Estimate, margin", f"={total(key.REVENUE, 0, 11)}-{total(key.COGS, 0, 11)}"),
            ("Closers on the table", f"={closers}"),
            ("Cost of the decisions", '=SUMIFS(Decisions[Value],Decisions[Status],"wanted",Decisions[Value],"<0")'),
            ("AOP, margin", f"={total(key.AOP_REVENUE, 0, 11)}-{total(key.AOP_COGS, 0, 11)}"),
            ("Still open", f"={gap(f'C{row + 2}+C{row + 3}+C{row + 4}', f'C{row + 5}')}"),
        ),
        start=2,
    ):
        sheet.put(row + i, 2, label, Style(bold=i in (2, 5, 6)))
        sheet.put(row + i, 3, Formula(text), Style(number="delta" if i in (3, 4, 6) else "money", bold=i in (2, 5, 6)))
    book.define("Pack_Closers", sheet.name, Area(row + 2, 2, row + 6, 3))
    bottom = gap_by_month(sheet, row + 8, keys)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


_BACK = -6


def family_pages(book: TemplateBook, plan: CompanyPlan) -> None:
    """Five sections for each family: bookings, shipments, backlog, supply, inventory; back and ahead."""
    sheet, keys = review_sheet(book, "Family pages", "Family pages: six months back, twelve ahead"), plan.keys
    row = 5
    for number_of_page, family in enumerate(keys.families, start=1):
        sheet.section(row, 2, family)
        area = _family_page(sheet, row + 1, keys, family)
        book.define(f"Pack_Family{number_of_page}", sheet.name, area)
        row = area.bottom + 2
    sheet.freeze(5, 3)
    sheet.print_area(row)
    sheet.protect()


def _family_page(sheet: TemplateSheet, row: int, keys: KeyFigures, family: str) -> Area:
    layout = keys.layout

    def at(measure: Measure, offset: int) -> str:
        return layout.span(measure, family, offset, offset)

    def month(offset: int) -> str:
        return f"EDATE(FirstPlanMonth,{offset})"

    def backlog(offset: int) -> str:
        """Orders of the last days of a month that ship in the next one; ahead also what supply cannot serve."""
        if offset >= 0:
            return f"{at(key.INTERNET, -1)}*ShipLagDays/(EDATE({month(-1)},1)-{month(-1)})+{at(key.BACKLOG, offset)}"
        return f"{at(key.INTERNET, offset)}*ShipLagDays/(EDATE({month(offset)},1)-{month(offset)})"

    def counted(offset: int, figure: str) -> str:
        """A figure that needs the stock of a month; where the company gives none at all, it is not known."""
        return f'IF({keys.total(key.STOCK, offset, offset)}=0,"n/a",{figure})'

    lines = (
        ("Bookings, plan", lambda o: at(key.LAG_1 if o < 0 else key.UNITS, o), "units", _BACK),
        ("Bookings, actual", lambda o: at(key.UNITS, o), "units", None),
        (
            "Shipments, plan",
            lambda o: "" if o < 0 else f"{at(key.UNITS, o)}+({backlog(o - 1)})-({backlog(o)})",
            "units",
            _BACK,
        ),
        ("Shipments, actual", lambda o: f"{at(key.UNITS, o)}+({backlog(o - 1)})-({backlog(o)})", "units", None),
        ("Backlog, end of month", backlog, "units", _BACK),
        ("Supply, plan", lambda o: "" if o < 0 else at(key.RECEIPTS, o), "units", _BACK),
        ("Supply, actual", lambda o: counted(o - 1, counted(o, at(key.RECEIPTS, o))), "units", None),
        ("Inventory, plan", lambda o: "" if o < 0 else at(key.STOCK, o), "units", _BACK),
        ("Inventory, actual", lambda o: counted(o, at(key.STOCK, o)), "units", None),
        ("Revenue", lambda o: at(key.REVENUE, o), "money", _BACK),
        ("AOP revenue", lambda o: known(at(key.AOP_REVENUE, o)) if o < 12 else "", "money", _BACK),
    )
    sheet.put(row, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(row - 1, 18)
    sheet.months(row, FIRST_NUMBER, _BACK, -_BACK, history=True)
    sheet.months(row, FIRST_NUMBER - _BACK, 0, MONTHS_SHOWN + _BACK)
    written = row
    for label, formula, kind, first in lines:
        written += 1
        sheet.put(written, 2, label, Style(bold=first is not None))
        for k in range(MONTHS_SHOWN):
            offset = _BACK + k
            shown = Style(number=kind, role="history" if offset < 0 else "calculation")
            content = formula(offset) if offset < 0 or first is not None else ""
            sheet.put(written, FIRST_NUMBER + k, Formula(f"={content}") if content else None, shown)
        if label.endswith("actual"):
            written += 1
            sheet.put(written, 2, f"{label.split(',')[0]}, difference", Style(ink=st.MUTED))
            for k in range(MONTHS_SHOWN):
                offset, letters = _BACK + k, column_letters(FIRST_NUMBER + k)
                planned = offset < 0 and label.startswith("Bookings")
                text = Formula(f"={letters}{written - 1}-{letters}{written - 2}") if planned else None
                sheet.put(
                    written,
                    FIRST_NUMBER + k,
                    text,
                    Style(number="delta", role="history" if offset < 0 else "calculation"),
                )
    return Area(row, 2, written, FIRST_NUMBER + MONTHS_SHOWN - 1)
