"""Costing: material, labour and overhead against standard."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.capacity import SHEET as CAPACITY
from workbooks.template.company.ledger import ledger_sum
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.style import Style, number

SHEET = "Costing"


def costing(
    book: TemplateBook, plan: CompanyPlan, production: pd.DataFrame, labour: pd.DataFrame, *, bought: bool
) -> None:
    """What it cost against what it should have cost; positive = unfavourable."""
    sheet = review_sheet(book, SHEET, "Costing: what it cost against standard")
    sheet.put(4, 2, "Positive = unfavourable: it cost more than the standard allows.", st.NOTE)
    row, material = _material(sheet, FIRST_SECTION, production, bought=bought)
    row, labour_total, hours = _labour(sheet, row + 2, plan, labour)
    bottom, overhead = _overhead(sheet, row + 2, hours)
    tiles(
        sheet,
        [
            ("Purchase price", f"={material[0]}", "delta", "purchase order lines, year"),
            ("Usage (scrap)", f"={material[1]}", "delta", "work orders, year"),
            ("Labour", f"={labour_total}", "delta", "month closed"),
            ("Overhead", f"={overhead}", "delta", "month closed"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _total(sheet: TemplateSheet, row: int, top: int, first: int, last: int, start: int) -> None:
    sheet.put(row, 2, "Total", Style(bold=True, fill=st.PALE, top_line=True))
    for column in range(start, last + 1):
        letters = column_letters(column)
        text = Formula(f"=SUM({letters}{top}:{letters}{row - 1})") if column >= first else None
        sheet.put(row, column, text, Style(number="delta", bold=True, fill=st.PALE, top_line=True))


def _material(sheet: TemplateSheet, row: int, production: pd.DataFrame, *, bought: bool) -> tuple[int, tuple[str, str]]:
    sheet.section(
        row,
        2,
        "Material: price paid and pieces used (SOP_MATERIAL_VARIANCES)",
        "Work orders of the year: started against good pieces, at standard cost. Purchased parts: all order lines at the average price.",
    )
    head = row + 2
    sheet.put(head, 2, "Group", st.HEAD_LEFT)
    sheet.heads(head, 3, ["Used", "Price paid", "Allowed", "Standard price", "Purchase price", "Usage", "Total"])
    top = head + 1
    lines: list[tuple[object, ...]] = [
        (group, started, cost, good, cost)
        for group, started, good, cost in production[["group", "started", "good", "unit_cost"]].itertuples(index=False)
    ]
    if bought:
        quantity = "SUM(PurchaseOrders[Quantity received])"
        paid = f"=SUMPRODUCT(PurchaseOrders[Price]*PurchaseOrders[Quantity received])/{quantity}"
        standard = f"=SUMPRODUCT(PurchaseOrders[Standard price]*PurchaseOrders[Quantity received])/{quantity}"
        lines.append(
            ("Purchased parts", Formula(f"={quantity}"), Formula(paid), Formula(f"={quantity}"), Formula(standard))
        )
    for i, line in enumerate(lines):
        for column, content in enumerate(line, start=2):
            kind = "text" if column == 2 else "money2" if column in (4, 6) else "units"
            role = "calculation" if column == 2 or isinstance(content, Formula) else "input"
            sheet.put(top + i, column, content, Style(number=kind, bold=column == 2, role=role))
    bottom = top + len(lines) - 1
    asked = ",".join(f"${letters}${top}:${letters}${bottom}" for letters in "CDEF")
    sheet.spill(
        Area(top, 7, bottom, 9), f"=SOP_MATERIAL_VARIANCES({asked})", number("delta"), check="Costing, material"
    )
    _total(sheet, bottom + 1, top, 7, 9, 3)
    sheet.book.define("CostingPurchasePrice", SHEET, Area(bottom + 1, 7, bottom + 1, 7))
    return bottom + 1, (f"G{bottom + 1}", f"H{bottom + 1}")


def _labour(sheet: TemplateSheet, row: int, plan: CompanyPlan, labour: pd.DataFrame) -> tuple[int, str, str]:
    """Hours of the month closed by work centre. Returns last row, total, and the columns of paid and standard hours."""
    capacity, count = plan.capacity, len(plan.capacity.resources)
    sheet.section(
        row,
        2,
        "Labour of the month closed (SOP_LABOUR_VARIANCES)",
        "Standard hours: receipts of the month × bill of resources. Hours paid = standard hours ÷ efficiency: type rate and efficiency.",
    )
    head = row + 2
    sheet.put(head, 2, "Work centre", st.HEAD_LEFT)
    sheet.heads(
        head,
        3,
        [
            "Standard hours",
            "Efficiency",
            "Hours paid",
            "Rate paid",
            "Standard rate",
            "Rate",
            "Efficiency, money",
            "Total",
        ],
    )
    top, bottom = head + 1, head + count
    right = column_letters(2 + count)
    run, families = capacity.hours_per_unit, len(plan.keys.families)
    setup = run + families + 3
    lots = column_letters(3 + count)
    hours = f"{CAPACITY}!$C${run + 1}:${right}${run + families}"
    setups = f"{CAPACITY}!$C${setup + 1}:${right}${setup + families},{CAPACITY}!${lots}${setup + 1}:${lots}${setup + families}"
    received = plan.keys.layout.total(key.RECEIPTS, -1, -1)
    sheet.spill(
        Area(top, 3, bottom, 3),
        f"=SOP_CAPACITY_LOAD({received},{hours},{setups})",
        number("units"),
        check="Costing, standard hours",
    )
    known = {name: (rate, share, standard) for name, rate, share, standard in labour.itertuples(index=False)}
    for i, name in enumerate(capacity.resources):
        at = top + i
        rate, share, standard = known.get(name, (20.0, 1.0, 20.0))
        sheet.put(at, 2, name, Style(bold=True))
        sheet.put(at, 4, share, Style(role="input", number="pct"))
        sheet.put(at, 5, Formula(f"=C{at}/D{at}"), number("units"))
        sheet.put(at, 6, rate, Style(role="input", number="money2"))
        sheet.put(at, 7, standard, Style(role="input", number="money2"))
    span = {letters: f"${letters}${top}:${letters}${bottom}" for letters in "CEFG"}
    asked = f"{span['E']},{span['F']},{span['C']},{span['G']}"
    sheet.spill(Area(top, 8, bottom, 10), f"=SOP_LABOUR_VARIANCES({asked})", number("delta"), check="Costing, labour")
    _total(sheet, bottom + 1, top, 8, 10, 3)
    return bottom + 1, f"SUM($J${top}:$J${bottom})", f"SUM({span['E']})|SUM({span['C']})"


def _overhead(sheet: TemplateSheet, row: int, hours: str) -> tuple[int, str]:
    paid, standard = hours.split("|")
    sheet.section(
        row,
        2,
        "Overhead of the month closed (SOP_OVERHEAD_VARIANCES)",
        "Variable: other operating expenses of the ledger; fixed: depreciation. Rates = AOP of the month ÷ budgeted hours.",
    )
    head = row + 2
    labels = (
        ("Hours budgeted", Formula(f"=ROUND({standard}*1.02,0)"), "units"),
        (
            "Variable overhead incurred",
            Formula(f"={ledger_sum(chr(34) + 'Other operating expenses' + chr(34), 'Actual', -1, -1)}"),
            "money",
        ),
        (
            "Variable rate",
            Formula(f"={ledger_sum(chr(34) + 'Other operating expenses' + chr(34), 'AOP', -1, -1)}/MAX(1,C{head + 1})"),
            "money2",
        ),
        (
            "Fixed overhead incurred",
            Formula(f"={ledger_sum(chr(34) + 'Depreciation' + chr(34), 'Actual', -1, -1)}"),
            "money",
        ),
        (
            "Fixed overhead budgeted",
            Formula(f"={ledger_sum(chr(34) + 'Depreciation' + chr(34), 'AOP', -1, -1)}"),
            "money",
        ),
        ("Fixed rate", Formula(f"=C{head + 5}/MAX(1,C{head + 1})"), "money2"),
        ("Hours paid", Formula(f"={paid}"), "units"),
        ("Standard hours", Formula(f"={standard}"), "units"),
    )
    sheet.put(head, 2, "Given", st.HEAD_LEFT)
    sheet.put(head, 3, "Value", st.HEAD)
    for i, (label, content, kind) in enumerate(labels, start=1):
        sheet.put(head + i, 2, label, Style(bold=True))
        sheet.put(head + i, 3, content, number(kind))
    sheet.heads(head, 5, ["Spending", "Efficiency", "Budget", "Volume", "Total"], st.HEAD, 18)
    given = ",".join(f"C{head + i}" for i in (2, 3, 4, 5, 6, 7, 8))
    sheet.spill(
        Area(head + 1, 5, head + 1, 9), f"=SOP_OVERHEAD_VARIANCES({given})", number("delta"), check="Costing, overhead"
    )
    return head + len(labels), f"I{head + 1}"
