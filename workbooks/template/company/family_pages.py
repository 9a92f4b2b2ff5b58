"""The page of each family in five sections: bookings, shipments, backlog, supply, inventory."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.comparisons import known
from workbooks.template.interface import Measure
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, MONTHS_SHOWN
from workbooks.template.style import Style

_BACK = -6


def family_pages(book: TemplateBook, plan: CompanyPlan) -> None:
    """Five sections for each family: bookings, shipments, backlog, supply, inventory; back and ahead."""
    sheet, keys = review_sheet(book, "Family pages", "Family pages: six months back, twelve ahead"), plan.keys
    note = "No plan of shipments, supply and inventory is kept for the months back: there is no difference to show."
    sheet.put(4, 2, note, st.NOTE)
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
