"""Key performance indicators of a unit."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
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
