"""Key performance indicators of a unit."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.comparisons import ratio
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, review_sheet


def kpi(book: TemplateBook, plan: UnitPlan) -> None:
    """Key performance indicators of the unit with target, trend and signal."""
    sheet = review_sheet(book, "KPI")
    total, demand = plan.keys.total, plan.demand
    sheet.heads(5, 2, ["KPI", "Target", "Actual", "Month before", "Trend", "Signal"], st.HEAD, 18)
    actual, said = (b.ref(-12, 12) for b in (demand.history, demand.lag_1))
    before = [b.ref(-12, 11) for b in (demand.history, demand.lag_1)]

    def on_aop(last: int) -> str:
        return "=" + ratio(total(key.REVENUE, -12, last), total(key.AOP_REVENUE, -12, last))

    def margin(last: int) -> str:
        revenue = total(key.REVENUE, -12, last)
        return "=" + ratio(f"{revenue}-{total(key.COGS, -12, last)}", revenue)

    def days(last: int) -> str:
        stock = total(key.STOCK_VALUE, last, last)
        return f'=IF({stock}=0,"n/a",{ratio(stock, total(key.COGS, last - 2, last), "*3*DaysPerMonth")})'

    lines: list[tuple[str, float, str, str, str, str]] = [
        ("Forecast accuracy, lag 1", 0.7, f'=SOP_ACCURACY({actual},{said},"accuracy")', f'=SOP_ACCURACY({before[0]},{before[1]},"accuracy")', "pct", "high"),
        ("Forecast bias, lag 1, absolute", 0.05, f'=ABS(SOP_ACCURACY({actual},{said},"bias"))', f'=ABS(SOP_ACCURACY({before[0]},{before[1]},"bias"))', "pct", "low"),
        ("Revenue against AOP, year", 1.0, on_aop(-1), on_aop(-2), "pct", "high"),
        ("Gross margin, year", 0.12, margin(-1), margin(-2), "pct", "high"),
        ("Days of inventory", 60, days(-1), days(-2), "days", "low"),
        ("Items short within 3 months", 0, f'=IF({total(key.STOCK, -1, -1)}=0,"n/a",{total(key.ITEMS_SHORT, 0, 0)})', "", "units", "low"),
    ]  # fmt: skip
    for at, (label, target, now, then, kind, good) in enumerate(lines, start=6):
        sheet.put(at, 2, label, Style(bold=True))
        sheet.put(at, 3, target, Style(number=kind, role="input"))
        sheet.put(at, 4, Formula(now), Style(number=kind, bold=True))
        sheet.put(at, 5, Formula(then) if then else None, number(kind))
        sign = ">" if good == "high" else "<"
        trend = f'=IF(NOT(ISNUMBER(D{at})),"n/a",IF(NOT(ISNUMBER(E{at})),"new",IF(ROUND(D{at}-E{at},4)=0,"steady",IF(D{at}{sign}E{at},"better","worse"))))'
        sheet.put(at, 6, Formula(trend), Style(align="center"))
        sheet.put(
            at,
            7,
            Formula(f'=IF(NOT(ISNUMBER(D{at})),"n/a",IF(D{at}{sign}=C{at},"on target","off target"))'),
            Style(align="center", bold=True),
        )
    bottom = 5 + len(lines)
    sheet.status_colours(Area(6, 7, bottom, 7), good="on target", watch="near", bad="off target")
    sheet.status_colours(Area(6, 6, bottom, 6), good="better", watch="steady", bad="worse")
    sheet.print_area(bottom + 1)
    sheet.protect()
