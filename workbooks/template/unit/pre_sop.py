"""Pre-S&OP: gaps between demand, supply and AOP, and what the unit asks for."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.comparisons import gap, ratio
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import Figure, family_table
from workbooks.template.style import Style
from workbooks.template.unit.plan import UnitPlan, review_sheet

REQUESTS = 4


def request_row(families: Sequence[str]) -> int:
    """First row of the requests: the company workbook links to them."""
    return 6 + len(families) + 3 + len(families) + 5


def pre_sop(book: TemplateBook, plan: UnitPlan, requests: pd.DataFrame) -> None:
    """Gaps between demand, supply and AOP, in units and money, with what to bring to the company meeting."""
    sheet = review_sheet(book, "Pre-S&OP", "Pre-S&OP: gaps and what we ask for")
    keys = plan.keys
    sheet.section(5, 2, "Gaps by family, next twelve months")
    in_units, in_revenue, in_margin = (
        f"={gap(*pair)}" for pair in (("C{r}", "D{r}"), ("F{r}", "G{r}"), ("J{r}", "K{r}"))
    )
    in_percent = "=" + ratio("F{r}-G{r}", "G{r}")
    table = family_table(
        sheet,
        6,
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
            Figure("Items short in 3 months", "units", keys.of(key.ITEMS_SHORT, 0, 0)),
            Figure("Excess stock", "money", keys.of(key.EXCESS_VALUE, -1, -1)),
            Figure("Signal", "text", '=IF(OR(N(I{r})<-0.05,N{r}>0),"act",IF(OR(N(I{r})>0.05,O{r}>0),"watch",IF(ISNUMBER(I{r}),"fine","no AOP")))', f'=IF(COUNTIF(P7:P{6 + len(keys.families)},"act")>0,"act",IF(COUNTIF(P7:P{6 + len(keys.families)},"no AOP")={len(keys.families)},"no AOP","watch"))'),
        ],
    )  # fmt: skip
    sheet.status_colours(Area(7, 16, table.bottom, 16), good="fine", watch="watch", bad="act")
    row = table.bottom + 2
    sheet.section(row, 2, "In words")
    for i in range(len(keys.families)):
        at, line = row + 1 + i, 7 + i
        text = (
            f'=B{line}&": estimate "&TEXT(F{line},"#,##0")&IF(ISNUMBER(H{line})," is "&TEXT(ABS(N(H{line})),"#,##0")&IF(N(H{line})<0," below"," above")'
            f'&" AOP ("&TEXT(N(I{line}),"+0.0%;-0.0%")&")",", no AOP")&"; "&N{line}&" items short within three months; excess stock "&TEXT(O{line},"#,##0")&"."'
        )
        sheet.put(at, 2, Formula(text), Style(border=False))
    row = request_row(keys.families)
    note = "Type here; the company's Pre-S&OP sheet collects them."
    sheet.section(row - 3, 2, "What we ask of the company meeting", note)
    heads = ["Request", None, None, None, "Reason", None, None, None, "Value", "Needed by"]
    sheet.heads(row - 1, 2, heads, st.HEAD_LEFT, 18)
    asked = list(requests.itertuples(index=False))
    for i in range(REQUESTS):
        request, reason, value, needed_by = asked[i] if i < len(asked) else (None,) * 4
        for column, content, kind in (
            (2, request, "text"),
            (6, reason, "text"),
            (10, value, "money"),
            (11, needed_by, "date"),
        ):
            sheet.put(row + i, column, content, Style(role="input", number=kind))
        for column in (3, 4, 5, 7, 8, 9):
            sheet.put(row + i, column, None, Style(role="input"))
    sheet.print_area(row + REQUESTS + 1)
    sheet.protect()
