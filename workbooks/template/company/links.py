"""What the company reads from the planning workbooks, by ordinary external references."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop_xl.cells.address import Area
from workbooks.planning_data import Unit
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.comparisons import gap, known, ratio
from workbooks.template.interface import SHEET, InterfaceLayout, Measure, write_interface
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.style import Style

COMPANY_PLAN = "Company plan"
LINKED_SHEETS = (SHEET, "Settings", "PVM", "Home", "Pre-S&OP", "Item year")


def company_plan(book: TemplateBook, families: tuple[str, ...], units: Sequence[Unit]) -> InterfaceLayout:
    """The same key figures as in the units, each cell the sum of the same cell in every unit."""
    layout = InterfaceLayout(families, COMPANY_PLAN)
    write_interface(
        book,
        layout,
        title="Company plan: the sum of the units, cell by cell",
        note="Every cell adds the same cell of the sheet Interface in each planning workbook.",
        formula=lambda _measure, _family, _offset: (
            "=" + "+".join(f"[{i}]{SHEET}!{{c}}{{r}}" for i in range(1, len(units) + 1))
        ),
        role="link",
    )
    return layout


def regions(book: TemplateBook, units: Sequence[Unit], unit_layout: InterfaceLayout, cells: dict[str, str]) -> Area:
    """One line per unit: results, plan, accuracy, stock, planning date and state of its checks.

    ``cells`` holds the addresses of a unit's planning date and checks.
    """
    sheet = book.sheet(
        "Regions", tab=st.GREEN, widths=[2, 24, *[12.5] * 15], title="Regions: the planning workbooks side by side"
    )
    heads = [
        "Revenue, year", "AOP, year", "On AOP", "Prior year", "On prior year", "Estimate, next 12", "AOP, next 12",
        "Gap to AOP", "Margin, year", "WAPE, lag 1", "Stock value", "Excess stock", "Items short", "Planning date", "Checks",
    ]  # fmt: skip
    sheet.put(5, 2, "Region", st.HEAD_LEFT)
    sheet.heads(5, 3, heads)

    def total(index: int, measure: Measure, first: int, last: int) -> str:
        return f"SUM([{index}]{unit_layout.total(measure, first, last)})"

    for index, unit in enumerate(units, start=1):
        row = 5 + index
        sheet.put(row, 2, unit.name, Style(bold=True))
        for column, (text, kind) in enumerate(
            (
                (f"={total(index, key.REVENUE, -12, -1)}", "money"),
                (f"={total(index, key.AOP_REVENUE, -12, -1)}", "money"),
                ("=" + ratio(f"C{row}", f"D{row}", "-1"), "pct_delta"),
                (f"={total(index, key.REVENUE, -24, -13)}", "money"),
                ("=" + ratio(f"C{row}", f"F{row}", "-1"), "pct_delta"),
                (f"={total(index, key.REVENUE, 0, 11)}", "money"),
                (f"={total(index, key.AOP_REVENUE, 0, 11)}", "money"),
                ("=" + gap(f"H{row}", f"I{row}"), "delta"),
                (f"=C{row}-{total(index, key.COGS, -12, -1)}", "money"),
                ("=" + ratio(total(index, key.ABSOLUTE_ERROR, -12, -1), total(index, key.JUDGED, -12, -1)), "pct"),
                ("=" + known(total(index, key.STOCK_VALUE, -1, -1)), "money"),
                (f"={total(index, key.EXCESS_VALUE, -1, -1)}", "money"),
                (f"={total(index, key.ITEMS_SHORT, 0, 0)}", "units"),
                (f"=[{index}]{cells['as_of']}", "date"),
                (f"=[{index}]{cells['checks']}", "text"),
            ),
            start=3,
        ):
            role = "link" if "[" in text else "calculation"
            centred = "center" if kind in ("text", "date") else None
            sheet.put(row, column, Formula(text), Style(number=kind, role=role, align=centred))
    last = 5 + len(units)
    sheet.put(last + 1, 2, "Company", Style(bold=True, fill=st.PALE, top_line=True))
    for column, letters in zip(range(3, 18), "CDEFGHIJKLMNOPQ", strict=True):
        text = f"=SUM({letters}6:{letters}{last})"
        kind = "money"
        if letters in "EG":
            base = f"{'D' if letters == 'E' else 'F'}{last + 1}"
            text, kind = "=" + ratio(f"C{last + 1}", base, "-1"), "pct_delta"
        elif letters == "J":
            text = "=" + gap(f"H{last + 1}", f"I{last + 1}")
        elif letters == "L":
            text, kind = "", "pct"
        elif letters in "PQ":
            text = ""
        shown = Style(number="delta" if letters == "J" else kind, bold=True, fill=st.PALE, top_line=True)
        sheet.put(last + 1, column, Formula(text) if text else None, shown)
    sheet.freeze(6, 3)
    sheet.print_area(last + 1)
    sheet.protect()
    area = Area(5, 2, last + 1, 17)
    book.define("Pack_Regions", sheet.name, area)
    return area


def pvm_of_units(units: Sequence[Unit]) -> Callable[[str, int], str]:
    """Formula of a cell of the company's PVM: the sum of the same cell of every unit."""
    letters = {"units_0": "E", "revenue_0": "F", "units_1": "G", "revenue_1": "H", "cogs_0": "Q", "cogs_1": "R"}

    def base(figure: str, row: int) -> str:
        return "=" + "+".join(f"[{i}]PVM!{letters[figure]}{row}" for i in range(1, len(units) + 1))

    return base
