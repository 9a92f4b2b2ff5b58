"""Segments of the company: every item over all units, and the identity of its stock moves."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import item_year as year
from workbooks.template import style as st
from workbooks.template.kit import Column, Formula, TemplateBook
from workbooks.template.pieces import tiles
from workbooks.template.style import Style, number
from workbooks.template.tables import data_sheet

SHEET = "Segments"
_DEMAND = ("smooth", "intermittent", "erratic", "lumpy")
_TOP = 20


def segments(book: TemplateBook, count: int) -> None:
    """ABC-XYZ and Syntetos–Boylan class of the items of all units."""
    widths = [2, 16, 16, *[11] * 14]
    sheet = book.sheet(SHEET, tab=st.SKY, widths=widths, title="Segments of the company: what sells, and how steadily")
    bottom = _TOP + count - 1
    heads = [
        "Item",
        "Family",
        "Revenue, year",
        "Class",
        "Share before the item, with it",
        "Variation (CV)",
        "Demand class",
    ]
    sheet.heads(_TOP - 1, 2, [*heads, "Months per demand (ADI)", "CV² of sizes"], st.HEAD_LEFT.but(wrap=True), 42)
    for i in range(count):
        for column, letters, kind in ((2, "B", "text"), (3, "C", "text"), (4, "D", "money")):
            text = f"='{year.SHEET}'!{letters}{year.FIRST_ROW + i}"
            sheet.put(_TOP + i, column, Formula(text), Style(number=kind, bold=column == 2))
        for column, kind in ((5, "text"), (6, "pct"), (7, "ratio"), (8, "text"), (9, "ratio"), (10, "ratio")):
            sheet.put(_TOP + i, column, None, Style(number=kind, align="center" if kind == "text" else None))
    asked = f"$D${_TOP}:$D${bottom},{year.span(year.SOLD, count, year.MONTHS)}"
    sheet.spill(Area(_TOP, 5, _TOP, 10), f'=_xlfn.IFNA(SOP_SEGMENT({asked},"all"),"n/a")', Style(align="center"))
    classes, demand = f"$E${_TOP}:$E${bottom}", f"$H${_TOP}:$H${bottom}"
    revenue = f"$D${_TOP}:$D${bottom}"
    row = 9
    sheet.section(row, 2, "Number of items by class, year closed")
    sheet.heads(row + 1, 2, ["Class", "X steady", "Y varying", "Z erratic", "All", "Share of revenue"], st.HEAD, 18)
    for i, abc in enumerate("ABC"):
        at = row + 2 + i
        sheet.put(at, 2, abc, Style(bold=True))
        for j, xyz in enumerate("XYZ"):
            sheet.put(at, 3 + j, Formula(f'=COUNTIF({classes},"{abc}{xyz}")'), number("units"))
        sheet.put(at, 6, Formula(f"=SUM(C{at}:E{at})"), Style(number="units", bold=True))
        sheet.put(at, 7, Formula(f'=SUMIFS({revenue},{classes},"{abc}*")/SUM({revenue})'), number("pct"))
    sheet.heads(row + 1, 9, ["Demand class", "Items"], st.HEAD, 18)
    for i, name in enumerate(_DEMAND):
        sheet.put(row + 2 + i, 9, name, Style(bold=True))
        sheet.put(row + 2 + i, 10, Formula(f'=COUNTIF({demand},"{name}")'), number("units"))
    book.define("SegmentCounts", SHEET, Area(row + 2, 3, row + 4, 6))
    book.define("DemandClassCounts", SHEET, Area(row + 2, 10, row + 5, 10))
    book.define("SegmentClasses", SHEET, Area(_TOP, 5, bottom, 5))
    tiles(
        sheet,
        [
            ("Items sold in the year", f"=ROWS({revenue})", "units", "all units"),
            ("Class A", f'=COUNTIF({classes},"A*")', "units", "first 80 % of revenue"),
            (
                "Hard to forecast",
                f'=COUNTIF({demand},"lumpy")+COUNTIF({demand},"erratic")',
                "units",
                "lumpy or erratic",
            ),
            ("Seldom sold", f'=COUNTIF({demand},"intermittent")', "units", "intermittent"),
        ],
    )
    sheet.freeze(_TOP, 3)
    sheet.print_area(bottom, repeat=_TOP - 1)
    sheet.protect()


def stock_moves(book: TemplateBook, data: pd.DataFrame) -> None:
    """Receipts, issues and closing stock; the opening is the closing of the month before."""
    before = (
        "SUMIFS(StockMoves[Closing],StockMoves[Item],StockMoves[[#This Row],[Item]],"
        "StockMoves[Month],EDATE(StockMoves[[#This Row],[Month]],-1))"
    )
    first = min(data["month"])
    gap = "StockMoves[[#This Row],[Opening]]+StockMoves[[#This Row],[In]]-StockMoves[[#This Row],[Out]]-StockMoves[[#This Row],[Closing]]"
    is_first = f"StockMoves[[#This Row],[Month]]<=DATE({first.year},{first.month},1)"
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("In", "units", width=10),
        Column("Out", "units", width=10),
        Column("Closing", "units", width=10),
        Column("Opening", "units", is_input=False, width=10, formula=f'=IF({is_first},"",{before})'),
        Column("Gap", "delta", is_input=False, width=9, formula=f"=IF({is_first},0,{gap})"),
    ]
    names = {"month": "Month", "item": "Item", "units_in": "In", "units_out": "Out", "closing": "Closing"}
    note = "Stock moves of the whole company, from the ERP. Opening + in − out = closing must hold in every row."
    data_sheet(book, "Stock moves", "StockMoves", data.rename(columns=names), columns, note=note)
