"""The company's KPI: target, actual, month before, trend and signal of each."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.capacity import CapacityLayout
from workbooks.template.company.ledger import ledger_sum
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.comparisons import known, ratio
from workbooks.template.interface import Measure
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.style import Style, number

KPI_ROW = 5
FORMATS = {"pct": "pct", "money": "money", "days": "days", "units": "units"}


def kpi(book: TemplateBook, plan: CompanyPlan, targets: pd.DataFrame) -> None:
    """Target, actual, month before, trend and signal of every KPI."""
    sheet = review_sheet(book, "KPI", "Key performance indicators")
    sheet.put(
        4,
        2,
        "Targets are yours to set. at least: higher is better; at most: lower is better; within ±: distance from zero.",
        st.NOTE,
    )
    sheet.heads(KPI_ROW, 2, ["KPI", "Target", "Sense", "Actual", "Month before", "Trend", "Signal"], st.HEAD, 18)
    formulas = _kpi_formulas(plan.keys, plan.capacity)
    for at, (name, target, sense, kind) in enumerate(targets.itertuples(index=False), start=KPI_ROW + 1):
        now, before = formulas[str(name)]
        shown = FORMATS[str(kind)]
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
    bottom = KPI_ROW + len(targets)
    sheet.status_colours(Area(KPI_ROW + 1, 8, bottom, 8), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(KPI_ROW + 1, 7, bottom, 7), good="better", watch="steady", bad="worse")
    book.define("Pack_KPI", sheet.name, Area(KPI_ROW, 2, bottom, 8))
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
