"""Pre-S&OP: gaps to the AOP, what would close them, what the units ask for."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.planning_data import Unit
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.gap import gap_by_month
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.comparisons import gap, ratio
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import FIRST_SECTION, Figure, family_table, tiles
from workbooks.template.style import Style


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
            sheet.put(at, 2, unit.name if i == 0 else None, Style(bold=True))
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
