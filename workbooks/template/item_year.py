"""Item by item what the company workbook adds up: units and revenue of the year closed, planned receipts ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop_xl.cells.address import column_letters
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.plans import SupplyPlan
from workbooks.template.style import Style, number

SHEET = "Item year"
FIRST_ROW = 7
MONTHS = 12
REVENUE, SOLD, RECEIPTS = 4, 5, 5 + MONTHS + 1  # columns


def last_row(items: int) -> int:
    """Last row of the table."""
    return FIRST_ROW + items - 1


def span(left: int, items: int, count: int = 1) -> str:
    """Reference to columns over all items, from any sheet."""
    return f"'{SHEET}'!${column_letters(left)}${FIRST_ROW}:${column_letters(left + count - 1)}${last_row(items)}"


def item_year(
    book: TemplateBook,
    items: Sequence[tuple[str, str]],
    formula: Callable[[str, int, str, int], str],
    *,
    title: str,
    note: str,
    role: str = "calculation",
) -> None:
    """Write the sheet: ``formula`` gives a cell from the figure, the row, the column and the month's offset."""
    widths = [2, 14, 17, 13, *[8] * MONTHS, 2, *[8] * MONTHS]
    sheet = book.sheet(SHEET, tab=st.GREEN, widths=widths, title=title)
    sheet.put(4, 2, note, st.NOTE)
    bottom = last_row(len(items))
    sheet.put(FIRST_ROW - 3, SOLD, "Units sold, year closed", st.SECTION)
    sheet.put(FIRST_ROW - 3, RECEIPTS, "Supply coming, next twelve months", st.SECTION)
    sheet.heads(FIRST_ROW - 2, 2, ["Item", "Family", "Revenue, year"], st.HEAD_LEFT, 18)
    sheet.months(FIRST_ROW - 2, SOLD, -MONTHS, MONTHS, history=True)
    sheet.months(FIRST_ROW - 2, RECEIPTS, 0, MONTHS)
    total = Style(number="units", bold=True, fill=st.PALE)
    sheet.put(FIRST_ROW - 1, 2, "Total", total.but(number="text"))
    sheet.put(FIRST_ROW - 1, 3, None, total.but(number="text"))
    for column in (REVENUE, *range(SOLD, SOLD + MONTHS), *range(RECEIPTS, RECEIPTS + MONTHS)):
        letters = column_letters(column)
        text = f"=SUM({letters}{FIRST_ROW}:{letters}{bottom})"
        sheet.put(FIRST_ROW - 1, column, Formula(text), total.but(number="money" if column == REVENUE else "units"))
    for row, (item, family) in enumerate(items, start=FIRST_ROW):
        sheet.put(row, 2, item, Style(bold=True))
        sheet.put(row, 3, family)
        sheet.put(row, REVENUE, Formula(formula("revenue", row, "", 0)), number("money", role=role))
        for k in range(MONTHS):
            for left, figure, offset in ((SOLD, "sold", k - MONTHS), (RECEIPTS, "receipts", k)):
                column = column_letters(left + k)
                sheet.put(row, left + k, Formula(formula(figure, row, column, offset)), number("units", role=role))
    sheet.freeze(FIRST_ROW, 5)
    sheet.print_area(bottom, repeat=FIRST_ROW - 2)
    sheet.protect()


def of_unit(supply: SupplyPlan) -> Callable[[str, int, str, int], str]:
    """Formulas over the ledger and the supply plan of a unit."""

    def formula(figure: str, row: int, column: str, offset: int) -> str:
        if figure == "revenue":
            return f'=ROUND(SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&YearStart),2)'
        if figure == "sold":
            return f"=SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],{column}${FIRST_ROW - 2})"
        blocks = (supply.open_orders.month(offset), supply.receipts.month(offset))
        return "=" + "+".join(f"SUMIFS({block},ItemList,$B{row})" for block in blocks)

    return formula


def of_company(units: int) -> Callable[[str, int, str, int], str]:
    """Formulas that add the same cell of every unit."""

    def formula(figure: str, row: int, column: str, offset: int) -> str:
        del offset
        letters = column_letters(REVENUE) if figure == "revenue" else column
        return "=" + "+".join(f"'[{i}]{SHEET}'!{letters}{row}" for i in range(1, units + 1))

    return formula
