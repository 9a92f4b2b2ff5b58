"""Suppliers: on time, in full, lead time and price variance from the purchase order lines."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.kit import Column, TemplateBook
from workbooks.template.pieces import free_table, tiles
from workbooks.template.style import Style
from workbooks.template.tables import data_sheet

SHEET = "Suppliers"
_TOP = 12


def purchase_orders(book: TemplateBook, data: pd.DataFrame) -> None:
    """Purchase order lines."""
    columns = [
        Column("Supplier", "text", width=30),
        Column("Item", "text", width=14),
        Column("Ordered", "date", width=12),
        Column("Due", "date", width=12),
        Column("Received", "date", width=12),
        Column("Quantity ordered", "units", width=15),
        Column("Quantity received", "units", width=15),
        Column("Price", "money2", width=10),
        Column("Standard price", "money2", width=13),
    ]
    names = {"supplier": "Supplier", "item": "Item", "ordered": "Ordered", "due": "Due", "received": "Received"}
    names |= {"ordered_quantity": "Quantity ordered", "received_quantity": "Quantity received", "price": "Price"}
    note = "Purchase order lines that fell due in the last twelve months, from the ERP."
    renamed = data.rename(columns={**names, "standard_price": "Standard price"})
    data_sheet(book, "Purchase orders", "PurchaseOrders", renamed, columns, note=note)


def suppliers(book: TemplateBook, count: int) -> None:
    """One row per supplier; the columns stand as the functions give them."""
    widths = [2, 32, 10, 10, 10, 10, 12, 12, 3, 32, 16, 14, 3, 32, 12, 12]
    sheet = book.sheet(SHEET, tab=st.BLUE, widths=widths, title="Suppliers: do they deliver, and at which price?")
    sheet.section(
        _TOP - 3,
        2,
        "Deliveries (SOP_SUPPLIER_PERFORMANCE)",
        "Shares of the order lines received or overdue; lead time in days from order to receipt.",
    )
    heads = ["Supplier", "Lines", "On time", "In full", "On time in full", "Lead time, mean", "Lead time, σ"]
    sheet.heads(_TOP - 1, 2, heads, st.HEAD_LEFT.but(wrap=True), 28)
    bottom = _TOP + count - 1
    free_table(sheet, Area(_TOP, 2, bottom, 8), ("text", "units", "pct", "pct", "pct", "units1", "units1"))
    columns = ("Supplier", "Due", "Received", "Quantity ordered", "Quantity received", "Ordered")
    asked = ",".join(f"PurchaseOrders[{column}]" for column in columns)
    sheet.spill(Area(_TOP, 2, _TOP, 8), f'=IFERROR(SOP_SUPPLIER_PERFORMANCE({asked},AsOf),"n/a")', Style(bold=True))
    sheet.section(
        _TOP - 3,
        10,
        "Price paid against standard (SOP_SUPPLIER_PPV)",
        "Positive = paid too much; share of the standard value.",
    )
    sheet.heads(_TOP - 1, 10, ["Supplier", "Variance", "Share"], st.HEAD_LEFT, 28)
    free_table(sheet, Area(_TOP, 10, bottom, 12), ("text", "delta", "pct_delta"))
    text = "=SOP_SUPPLIER_PPV(PurchaseOrders[Supplier],PurchaseOrders[Price],PurchaseOrders[Standard price],PurchaseOrders[Quantity received])"
    sheet.spill(Area(_TOP, 10, _TOP, 12), text, Style(bold=True))
    for column, kind in ((11, "delta"), (12, "pct_delta")):
        sheet.put(_TOP, column, None, Style(number=kind))
    counted = f"$C${_TOP}:$C${bottom}"
    share = {
        letters: f"SUMPRODUCT(${letters}${_TOP}:${letters}${bottom}*{counted})/SUM({counted})" for letters in "DEF"
    }
    variance = f"SUM($K${_TOP}:$K${bottom})"
    standard = "SUMPRODUCT(PurchaseOrders[Standard price]*PurchaseOrders[Quantity received])"
    tiles(
        sheet,
        [
            ("Order lines", f"=SUM({counted})", "units", "last twelve months"),
            ("On time", f"={share['D']}", "pct", "of the lines"),
            ("In full", f"={share['E']}", "pct", "of the lines"),
            ("On time in full", f"={share['F']}", "pct", "of the lines"),
            ("Price variance", f"={variance}", "delta", f'=TEXT({variance}/{standard},"+0.0%;-0.0%")&" on standard"'),
        ],
    )
    sheet.section(_TOP - 3, 14, "Furthest from on time in full", "SOP_TORNADO: the widest gap to 100 % first.")
    sheet.heads(_TOP - 1, 14, ["Supplier", "Below 100 %"], st.HEAD_LEFT, 28)
    for at in range(_TOP, bottom + 1):
        sheet.put(at, 19, 1, Style(number="pct", ink=st.WHITE, border=False))
    span = {letters: f"${letters}${_TOP}:${letters}${bottom}" for letters in "BFS"}
    text = f"=SOP_TORNADO({span['B']},{span['F']},{span['S']},1)"
    sheet.spill(Area(_TOP, 14, bottom, 17), text, Style(bold=True))
    for at in range(_TOP + 1, bottom + 1):
        for column, kind in ((14, "text"), (15, "pct_delta")):
            sheet.put(at, column, None, Style(number=kind, bold=column == 14))
    for at in range(_TOP, bottom + 1):
        for column in (16, 17):
            sheet.put(at, column, None, Style(number="pct", ink=st.WHITE, border=False))
    sheet.put(_TOP, 15, None, Style(number="pct_delta"))
    book.define("SupplierLines", SHEET, Area(_TOP, 3, bottom, 3))
    book.define("SupplierVariance", SHEET, Area(6, 12, 6, 12))
    sheet.freeze(_TOP, 3)
    sheet.print_area(bottom, repeat=_TOP - 1)
    sheet.protect()
