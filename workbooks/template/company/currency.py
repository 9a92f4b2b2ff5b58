"""Currency: what exchange rates did to the ledger's sales, and price-volume-mix with the effect in front."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import Unit
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.reviews import CompanyPlan
from workbooks.template.interface import InterfaceLayout
from workbooks.template.key_figures import waterfall_chart, waterfall_table
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, REVIEW_TAB, REVIEW_WIDTHS, tiles
from workbooks.template.style import Style, number

SHEET = "Currency"
_YEAR = 12
_STEPS = ("Exchange rates", "Volume", "Mix", "Price", "New", "Lost")


def currency(
    book: TemplateBook, plan: CompanyPlan, units: Sequence[Unit], layout: InterfaceLayout, currencies: Sequence[str]
) -> None:
    """Rates of the year against those of the year before, on sales by month and on the families of each region."""
    widths = [*REVIEW_WIDTHS[:2], 22.0, *REVIEW_WIDTHS[3:], 18, 12]
    sheet = book.sheet(SHEET, tab=REVIEW_TAB, widths=widths, title="Currency: what did exchange rates do?")
    row, right = FIRST_SECTION, column_letters(2 + _YEAR)
    sheet.section(
        row,
        2,
        "Gross sales of the ledger: local currency, rates of both years, effect in company currency (SOP_FX_EFFECT)",
    )
    tops = [row + 2 + i * (len(currencies) + 2) for i in range(4)]
    heads = ("Local currency", "Rates of the prior year", "Rates of the year", "Effect of the rates")
    for top, title in zip(tops, heads, strict=True):
        sheet.put(top, 2, title, st.HEAD_LEFT)
        sheet.months(top, 3, -_YEAR, _YEAR, history=True)
        for i, name in enumerate(currencies, start=1):
            sheet.put(top + i, 2, name, Style(bold=True))
    count = len(currencies)
    months = f"{{c}}${tops[0]}"
    for top, text, kind in (
        (
            tops[0],
            f'=SUMIFS(Ledger[Actual],Ledger[Line],"Gross sales",Ledger[Currency],$B{{r}},Ledger[Month],{months})',
            "money",
        ),
        (tops[1], f"=SUMIFS(Rates[Rate],Rates[Currency],$B{{r}},Rates[Month],EDATE({months},-12))", "rate"),
        (tops[2], f"=SUMIFS(Rates[Rate],Rates[Currency],$B{{r}},Rates[Month],{months})", "rate"),
    ):
        sheet.fill(Area(top + 1, 3, top + count, 2 + _YEAR), number(kind, role="history"), text)

    def block(top: int) -> str:
        return f"$C${top + 1}:${right}${top + count}"

    names = f"$B${tops[0] + 1}:$B${tops[0] + count}"
    text = f"=SOP_FX_EFFECT({block(tops[0])},{names},{names},{block(tops[1])},{block(tops[2])})"
    effect = Area(tops[3] + 1, 3, tops[3] + count, 2 + _YEAR)
    sheet.spill(effect, text, number("delta"), check="Currency, effect of the rates")
    for at in range(effect.top, effect.bottom + 1):
        sheet.put(at, 3 + _YEAR, Formula(f"=SUM(C{at}:{right}{at})"), Style(number="delta", bold=True))
    sheet.put(tops[3], 3 + _YEAR, "Year", st.HEAD)
    row = effect.bottom + 2
    sheet.section(
        row,
        2,
        "Revenue by region and family in the currency of the region (SOP_PVM_FX)",
        "Type the currency of each region. FX is the year's local revenue at the new instead of the old rate; the rest is at old rates.",
    )
    head = row + 2
    sheet.put(head, 2, "Family", st.HEAD_LEFT)
    sheet.heads(
        head,
        3,
        [
            "Region",
            "Currency",
            "Units, prior year",
            "Local, prior year",
            "Rate, prior year",
            "Units, year",
            "Local, year",
            "Rate, year",
            *_STEPS,
            "Total",
        ],
    )
    usual = {"Europe": "EUR", "Pacific": "AUD"}
    lines = [(index, unit.name, family) for index, unit in enumerate(units, start=1) for family in plan.keys.families]
    top = head + 1
    for i, (index, unit, family) in enumerate(lines):
        at = top + i
        known = usual.get(unit, currencies[-1])
        chosen = known if known in currencies else currencies[-1]
        sheet.put(at, 2, family, Style(bold=True))
        sheet.put(at, 3, unit)
        sheet.put(at, 4, chosen, Style(role="input", align="center"))

        def total(measure: key.Measure, first: int, last: int, index: int = index, family: str = family) -> str:
            return f"SUM([{index}]{layout.span(measure, family, first, last)})"

        for column, measure, first, last in ((5, key.UNITS, -24, -13), (8, key.UNITS, -12, -1)):
            sheet.put(at, column, Formula(f"={total(measure, first, last)}"), number("units", role="link"))
        for column, rate, first, last in ((6, "G", -24, -13), (9, "J", -12, -1)):
            sheet.put(
                at, column, Formula(f"={total(key.REVENUE, first, last)}/{rate}{at}"), number("money", role="link")
            )
        for column, first, last in ((7, -24, -13), (10, -12, -1)):
            span = f'Rates[Currency],$D{at},Rates[Month],">="&EDATE(FirstPlanMonth,{first}),Rates[Month],"<="&EDATE(FirstPlanMonth,{last})'
            sheet.put(at, column, Formula(f"=AVERAGEIFS(Rates[Rate],{span})"), number("rate"))
    sheet.choices(Area(top, 4, top + len(lines) - 1, 4), list(currencies))
    bottom = top + len(lines) - 1
    asked = ",".join(f"${letters}${top}:${letters}${bottom}" for letters in "EFGHIJ")
    sheet.spill(Area(top, 11, bottom, 17), f"=SOP_PVM_FX({asked})", number("delta"), check="Currency, price-volume-mix")
    _margin(sheet, head, lines, layout, bottom)
    sheet.put(bottom + 1, 2, "Total", Style(bold=True, fill=st.PALE, top_line=True))
    for column in range(3, 18):
        letters = column_letters(column)
        added = Formula(f"=SUM({letters}{top}:{letters}{bottom})") if column >= 11 else None
        sheet.put(bottom + 1, column, added, Style(number="delta", bold=True, fill=st.PALE, top_line=True))
    steps = [("Prior year", f"=SUMPRODUCT($F${top}:$F${bottom}*$G${top}:$G${bottom})")]
    steps += [(label, f"={column_letters(11 + i)}{bottom + 1}") for i, label in enumerate(_STEPS)]
    steps += [("Year closed", f"=SUMPRODUCT($I${top}:$I${bottom}*$J${top}:$J${bottom})")]
    row = bottom + 3
    sheet.section(row, 2, "From the prior year to the year closed, exchange rates in front")
    table = waterfall_table(sheet, row + 1, steps)
    waterfall_chart(sheet, table, row + 1, 9, "Revenue, exchange rates apart")
    book.define("CurrencyGap", SHEET, Area(table.bottom + 1, 3, table.bottom + 1, 3))
    sheet.put(table.bottom + 1, 2, "Parts − change of revenue", Style(ink=st.MUTED))
    sheet.put(
        table.bottom + 1, 3, Formula(f"=ROUND(Q{bottom + 1}-(C{table.bottom}-C{table.top + 1}),2)"), number("delta")
    )
    tiles(
        sheet,
        [
            (
                "Effect on the ledger's sales",
                f"=SUM({sheet.ref(effect).split('!')[1]})",
                "delta",
                "against rates of the prior year",
            ),
            ("Effect on revenue", f"=K{bottom + 1}", "delta", "by region and family"),
            ("Change without it", f"=Q{bottom + 1}-K{bottom + 1}", "delta", "volume, mix, price, new, lost"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 18)
    sheet.protect()


def _margin(
    sheet: TemplateSheet, head: int, lines: Sequence[tuple[int, str, str]], layout: InterfaceLayout, bottom: int
) -> None:
    """Local costs beside the revenue, and the gross-margin bridge with exchange rates in front."""
    top = head + 1
    sheet.heads(head, 19, ["Cost, prior year", "Cost, year"])
    for i, (index, _, family) in enumerate(lines):
        for column, rate, first, last in ((19, "G", -24, -13), (20, "J", -12, -1)):
            cost = f"SUM([{index}]{layout.span(key.COGS, family, first, last)})"
            sheet.put(top + i, column, Formula(f"={cost}/{rate}{top + i}"), number("money", role="link"))
    sheet.section(head - 2, 22, "Gross margin, exchange rates apart")
    sheet.put(head - 1, 22, "SOP_MARGIN_BRIDGE_FX, in company currency.", st.NOTE)
    sheet.heads(head, 22, ["Step", "Amount"])
    asked = ",".join(f"${letters}${top}:${letters}${bottom}" for letters in "EFSGHITJ")
    for at in range(top, top + 11):
        sheet.put(at, 22, None, Style(bold=True))
        sheet.put(at, 23, None, number("delta"))
    sheet.spill(Area(top, 22, top, 23), f'=SOP_MARGIN_BRIDGE_FX({asked},"bridge")', Style(bold=True))
    sheet.put(top, 23, None, number("delta"))
