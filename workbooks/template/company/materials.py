"""Materials: what the plan asks of every component, when to release it, and one bill taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PlanningData
from workbooks.template import item_year as year
from workbooks.template import style as st
from workbooks.template.kit import Column, Formula, TemplateBook
from workbooks.template.pieces import free_table
from workbooks.template.style import Style, number
from workbooks.template.tables import data_sheet

SHEET = "Materials"
BILL = "Bill"
_TOP, _FIRST_MONTH = 9, 15
_CRITICAL = 12
_LINES = "Bom[Parent now],Bom[Component],Bom[Quantity]"


@dataclass(frozen=True)
class Materials:
    """Rows of the material plan: first and last row, and the columns of receipts in money."""

    top: int
    bottom: int
    left: int

    def month(self, block: int, offset: int) -> str:
        """Reference to a month of a block, both counted from 0."""
        letters = column_letters(self.left + block * (year.MONTHS + 1) + offset)
        return f"{SHEET}!${letters}${self.top}:${letters}${self.bottom}"

    def column(self, letters: str) -> str:
        """Reference to a column."""
        return f"{SHEET}!${letters}${self.top}:${letters}${self.bottom}"


def _children(data: PlanningData) -> dict[str, list[str]]:
    """Components of each parent, line by line, as the bill stands at the planning date or later."""
    bom = data.detail.bom
    valid_to = pd.to_datetime(bom["valid_to"])
    now = bom[bom["parent"].notna() & (valid_to.isna() | (valid_to >= pd.Timestamp(data.as_of)))]
    children: dict[str, list[str]] = {}
    for parent, component in now[["parent", "component"]].itertuples(index=False):
        children.setdefault(str(parent), []).append(str(component))
    return children


def longest_bill(data: PlanningData, rows: Sequence[str]) -> int:
    """Lines of the item that has most of them when it is taken apart over all levels."""
    children = _children(data)
    lines: dict[str, int] = {}

    def count(item: str, above: frozenset[str]) -> int:
        if item not in lines:  # a bill that contains itself ends here, and in an error where it is taken apart
            below = above | {item}
            lines[item] = sum(1 + count(child, below) for child in children.get(item, ()) if child not in below)
        return lines[item]

    return max((count(item, frozenset()) for item in rows), default=0)


def material_rows(data: PlanningData, items: Sequence[str]) -> list[str]:
    """Planned items that have a bill, and every component of theirs."""
    children = _children(data)
    rows = [item for item in items if item in children]
    seen = set(rows)
    for item in rows:  # grows while it is read
        fresh = [child for child in dict.fromkeys(children.get(item, [])) if child not in seen]
        seen.update(fresh)
        rows.extend(fresh)
    return rows


def bill_tables(book: TemplateBook, data: PlanningData) -> None:
    """Bill of material with its dates, and the parts in it."""
    valid = 'AND(Bom[[#This Row],[Parent]]<>"",Bom[[#This Row],[From]]<=AsOf,OR(Bom[[#This Row],[To]]="",Bom[[#This Row],[To]]>=AsOf))'
    columns = [
        Column("Parent", "text", width=14),
        Column("Component", "text", width=14),
        Column("Quantity", "units1", width=10),
        Column("From", "date", width=12),
        Column("To", "date", width=12),
        Column("Parent now", "text", is_input=False, width=14, formula=f'=IF({valid},Bom[[#This Row],[Parent]],"")'),
    ]
    names = {
        "parent": "Parent",
        "component": "Component",
        "quantity": "Quantity",
        "valid_from": "From",
        "valid_to": "To",
    }
    note = (
        "Units of a component in one parent, from the ERP. Only lines in force on the planning date count (Parent now)."
    )
    data_sheet(book, "BOM", "Bom", data.detail.bom.rename(columns=names), columns, note=note)
    part_columns = [
        Column("Item", "text", width=14),
        Column("Name", "text", width=30),
        Column("Source", "text", choices=("make", "buy"), width=10),
        Column("Lead time", "days", width=10),
        Column("Lot size", "units", width=10),
        Column("On hand", "units", width=10),
        Column("Safety stock", "units", width=12),
        Column("Unit cost", "money2", width=11),
    ]
    names = {"item": "Item", "name": "Name", "source": "Source", "lead_time": "Lead time", "lot_size": "Lot size"}
    renamed = data.detail.parts.rename(
        columns={**names, "on_hand": "On hand", "safety_stock": "Safety stock", "unit_cost": "Unit cost"}
    )
    sold = data.items.assign(on_hand=0, safety_stock=0)
    sold = sold.rename(
        columns={**names, "on_hand": "On hand", "safety_stock": "Safety stock", "unit_cost": "Unit cost"}
    )
    heads = [column.header for column in part_columns]
    note = "Parts of the bill and items sold. Finished items: their stock and safety are planned by the units."
    data_sheet(book, "Parts", "Parts", pd.concat([renamed[heads], sold[heads]]), part_columns, note=note)


def materials(book: TemplateBook, rows: Sequence[str], items: int) -> Materials:
    """One row per item: bill level, stock, gross requirements, releases and receipts by MRP."""
    blocks = ("demand", "gross", "receipts", "releases", "balance")
    widths: list[float] = [2, 14, 28, 7, 9, 10, 9, 9, 9, 9, 9, 9, 10, 2]
    for _ in blocks:
        widths.extend([*[8.5] * year.MONTHS, 2])
    sheet = book.sheet(SHEET, tab=st.SKY, widths=widths, title="Materials: requirements over all levels of the bill")
    top, bottom = _TOP, _TOP + len(rows) - 1
    made = Materials(top, bottom, _FIRST_MONTH)
    sheet.put(
        4,
        2,
        "SOP_MRP explodes, nets and offsets level by level. Finished items: the supply that the units plan (sheet Item year). Months are the periods; lead times are rounded up to whole months.",
        st.NOTE,
    )
    heads = [
        "Item",
        "Name",
        "Level",
        "Source",
        "Unit cost",
        "On hand",
        "Safety stock",
        "Lead time, months",
        "Yield",
        "Lot, least",
        "Lot, multiple",
        "Receipts, money",
    ]
    sheet.heads(_TOP - 1, 2, heads, st.HEAD_LEFT.but(wrap=True), 42)
    for row, item in enumerate(rows, start=top):
        found = f"MATCH($B{row},Parts[Item],0)"
        money = (
            column_letters(_FIRST_MONTH + 2 * (year.MONTHS + 1)),
            column_letters(_FIRST_MONTH + 2 * (year.MONTHS + 1) + 11),
        )
        for column, text, kind in (
            (3, f"=INDEX(Parts[Name],{found})", "text"),
            (5, f"=INDEX(Parts[Source],{found})", "text"),
            (6, f"=INDEX(Parts[Unit cost],{found})", "money2"),
            (7, f"=INDEX(Parts[On hand],{found})", "units"),
            (8, f"=INDEX(Parts[Safety stock],{found})", "units"),
            (
                9,
                f"=IF(COUNTIF({year.span(2, items)},$B{row})>0,0,ROUNDUP(INDEX(Parts[Lead time],{found})/DaysPerMonth,0))",
                "units",
            ),
            (10, "=1", "pct"),
            (11, f"=IF(COUNTIF({year.span(2, items)},$B{row})>0,0,INDEX(Parts[Lot size],{found}))", "units"),
            (12, f"=$K{row}", "units"),
            (13, f'=IF($E{row}="buy",SUM(${money[0]}{row}:${money[1]}{row})*$F{row},0)+ROW()/1000000', "money"),
        ):
            sheet.put(row, column, Formula(text), number(kind))
        sheet.put(row, 2, item, Style(bold=True))
    names = f"$B${top}:$B${bottom}"
    sheet.spill(
        Area(top, 4, bottom, 4),
        f"=SOP_LOW_LEVEL_CODE({names},Bom[Parent now],Bom[Component])",
        number("units"),
        check="Materials, level",
    )
    titles = (
        ("Independent demand", "supply that the units plan"), ("Gross requirements", "SOP_MRP"),
        ("Planned receipts", "SOP_MRP"), ("Planned releases", "SOP_MRP: when to start or order"), ("Balance", "SOP_MRP"),
    )  # fmt: skip
    area = [
        Area(top, _FIRST_MONTH + i * (year.MONTHS + 1), bottom, _FIRST_MONTH + i * (year.MONTHS + 1) + 11)
        for i in range(len(blocks))
    ]
    for block, (title, note), where in zip(blocks, titles, area, strict=True):
        sheet.put(_TOP - 2, where.left, title, st.SECTION)
        sheet.put(_TOP - 2, where.left + 3, note, st.NOTE)
        sheet.months(_TOP - 1, where.left, 0, year.MONTHS)
        if block == "demand":
            for k in range(year.MONTHS):
                source = year.span(year.RECEIPTS + k, items)
                text = f"=SUMIFS({source},{year.span(2, items)},$B{{r}})"
                sheet.fill(Area(top, where.left + k, bottom, where.left + k), number("units"), text)
        else:
            wanted = sheet.ref(area[0]).split("!")[1]
            text = f'=SOP_MRP({names},{wanted},$G${top}:$L${bottom},{_LINES},,"{block}")'
            sheet.spill(where, text, number("units"), check=f"Materials, {title.lower()}")
    sheet.freeze(_TOP, 4)
    sheet.print_area(bottom, repeat=_TOP - 1)
    sheet.protect()
    return made


def bill(book: TemplateBook, plan: Materials, rows: Sequence[str], items: int, lines: int) -> None:
    """One item taken apart, and the materials that cost most."""
    sheet = book.sheet(
        BILL,
        tab=st.BLUE,
        widths=[2, 16, 26, 16, 14, 14, 3, 16, 28, 12, *[9] * year.MONTHS],
        title="Bill: what goes into one unit, and which parts cost most",
    )
    sheet.section(5, 2, "One item taken apart (SOP_BOM_EXPLODE)")
    sheet.put(6, 2, "Pick an item:", Style(bold=True, border=False))
    sheet.put(6, 3, rows[0], Style(role="input", bold=True))
    sheet.choices(Area(6, 3, 6, 3), f"={plan.column('B')}")
    book.define("BillItem", BILL, Area(6, 3, 6, 3))
    sheet.heads(8, 2, ["Level", "Component", "Per parent", "In one item", "Name"], st.HEAD_LEFT, 18)
    area = Area(9, 2, 8 + max(lines, _CRITICAL), 5)
    free_table(sheet, area, ("text", "text", "units1", "units1"), bold_first=False)
    for row in range(9, area.bottom + 1):
        sheet.put(row, 6, Formula(f'=IF($C{row}="","",IFERROR(INDEX(Parts[Name],MATCH($C{row},Parts[Item],0)),""))'))
    text = "=SOP_BOM_EXPLODE(BillItem,Bom[Parent],Bom[Component],Bom[Quantity],,Bom[From],Bom[To],AsOf)"
    sheet.spill(Area(9, 2, 9, 5), text, Style())
    sheet.writer.set_column(5, 5, 26)
    sheet.section(
        5,
        8,
        "Materials that cost most in the next twelve months",
        "SOP_GROSS_REQUIREMENTS of the plan of the units, without stocks and lead times.",
    )
    sheet.heads(8, 8, ["Part", "Name", "Money, 12 m"], st.HEAD_LEFT, 18)
    sheet.months(8, 11, 0, year.MONTHS)
    score = plan.column("M")
    critical = min(_CRITICAL, len(rows))
    for i in range(critical):
        at = 9 + i
        rank = f"LARGE({score},{i + 1})"
        sheet.put(at, 8, Formula(f"=INDEX({plan.column('B')},MATCH({rank},{score},0))"), Style(bold=True))
        sheet.put(at, 9, Formula(f"=INDEX({plan.column('C')},MATCH($H{at},{plan.column('B')},0))"))
        sheet.put(at, 10, Formula(f"=INDEX({score},MATCH($H{at},{plan.column('B')},0))"), number("money"))
    last = 8 + critical
    whole = Area(9, 11, last, 10 + year.MONTHS)
    names = year.span(2, items)
    text = f"=SOP_GROSS_REQUIREMENTS($H$9:$H${last},{year.span(year.RECEIPTS, items, year.MONTHS)},{names},{_LINES})"
    sheet.spill(whole, text, number("units"), check="Bill, gross requirements")
    sheet.freeze(9, 3)
    sheet.print_area(area.bottom)
    sheet.protect()
