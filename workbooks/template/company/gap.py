"""The gap to the AOP by month, before and after the decisions that would close it."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Formula, TemplateSheet
from workbooks.template.style import Style, number

_CLOSERS = 4


def gap_by_month(sheet: TemplateSheet, row: int, keys: KeyFigures) -> int:
    """Margin against the AOP by month, before and after the decisions wanted. Returns the last row."""
    sheet.section(
        row,
        2,
        "Gap to the AOP by month, gross margin",
        "SOP_GAP_TO_AOP: decisions wanted bring their value in equal months, times the probability that you type.",
    )
    head, right = row + 2, column_letters(3 + 12)
    sheet.put(head, 2, "Money", st.HEAD_LEFT)
    sheet.put(head, 3, "Probability", st.HEAD)
    sheet.months(head, 4, 0, 12)
    lines = ((head + 1, "Latest estimate", key.REVENUE, key.COGS), (head + 2, "AOP", key.AOP_REVENUE, key.AOP_COGS))
    for at, label, revenue, cogs in lines:
        sheet.put(at, 2, label, Style(bold=True))
        sheet.put(at, 3, None)
        for k in range(12):
            sheet.put(at, 4 + k, Formula(f"={keys.total(revenue, k, k)}-{keys.total(cogs, k, k)}"), number("money"))
    closers = head + 3
    for i in range(_CLOSERS):
        at = closers + i
        place = f"MATCH({i + 1},Decisions[Wanted],0)"
        there = f'COUNTIF(Decisions[Status],"wanted")<{i + 1}'
        sheet.put(at, 2, Formula(f'=IF({there},"",INDEX(Decisions[Id],{place}))'), Style(indent=1))
        sheet.put(at, 3, 0.7, Style(role="input", number="pct"))
        for k in range(12):
            sheet.put(at, 4 + k, Formula(f"=IF({there},0,INDEX(Decisions[Value],{place})/12)"), number("delta"))
    top = closers + _CLOSERS
    for i, label in enumerate(("Gap before", "Expected of the closers", "Gap that remains")):
        sheet.put(top + i, 2, label, Style(bold=True, fill=st.PALE, top_line=i == 0))
        sheet.put(top + i, 3, None, Style(fill=st.PALE, top_line=i == 0))
    spans = [f"$D${at}:${right}${at}" for at in (head + 1, head + 2)]
    given = f"$D${closers}:${right}${top - 1},$C${closers}:$C${top - 1}"
    shown = Style(number="delta", bold=True, fill=st.PALE)
    area = Area(top, 4, top + 2, 15)
    sheet.spill(area, f"=SOP_GAP_TO_AOP({spans[0]},{spans[1]},{given})", shown, check="Pre-S&OP, gap to the AOP")
    sheet.put(head, 16, "12 months", st.HEAD)
    for at in range(head + 1, top + 3):
        sheet.put(at, 16, Formula(f"=SUM(D{at}:O{at})"), Style(number="delta" if at >= closers else "money", bold=True))
    sheet.book.define("Pack_GapByMonth", sheet.name, Area(head, 2, top + 2, 16))
    return top + 2
