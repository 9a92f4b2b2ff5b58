"""Stock health: how soon stock is used, how old it is, how often it turns; and what expires of one item."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import FIRST_SECTION, Parameter, parameters, tiles
from workbooks.template.plans import MONTH_ROW
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, choose_item, review_sheet

SHEET = "Stock health"
SHELF_SHEET = "Shelf life"
_BACK = 12


def stock_health(book: TemplateBook, plan: UnitPlan) -> ItemGrid:
    """One row per item: active, excess, slow, obsolete; age; turns and days of inventory."""
    demand, supply = plan.demand, plan.supply
    stock = f"=SUMIFS(Stock[Units],Stock[Item],$B{{r}},Stock[Month],{{c}}${MONTH_ROW})"
    received = f"=MAX(0,SUMIFS(Stock[Units],Stock[Item],$B{{r}},Stock[Month],{{c}}${MONTH_ROW})-SUMIFS(Stock[Units],Stock[Item],$B{{r}},Stock[Month],EDATE({{c}}${MONTH_ROW},-1))+N(<sold^>))"
    cost = "'Demand plan'!$H{r}"
    return item_grid(
        book,
        SHEET,
        "Stock health: how soon used, how old, how often turned",
        demand,
        [
            Attribute("now", ("On hand",), "units", "=MAX(0,'Supply plan'!I{r})", is_array=False, total=True),
            Attribute("health", ("Active", "Excess", "Slow-moving", "Obsolete"), "units", f"=SOP_STOCK_HEALTH(<now>,{demand.history.ref(-12, 12)},{demand.consensus.ref()},{supply.cover_wanted},SlowCoverMonths,ObsoleteMonths)", total=True, check="Stock health, how soon used"),
            Attribute("value", ("Value on hand",), "money", f"=<now@>*{cost}", is_array=False, total=True),
            Attribute("excess", ("Value beyond cover wanted",), "money", f"=(<now@>-<health@>)*{cost}", is_array=False, total=f"=SUMPRODUCT((<now>-<health>)*{demand.cost})", width=12),
            Attribute("age", ("Under 3 months", "3 to 6 months", "6 to 12 months", "Older"), "units", "=SOP_STOCK_AGEING(<now>,<received>,{3,6,12})", total=True, check="Stock health, age"),
            Attribute("turns", ("Turns a year",), "units1", '=IFERROR(SOP_STOCK_TURNS(<issued>,<held>),"no stock")'),
            Attribute("days", ("Days of inventory",), "days", '=IF(ISNUMBER(<turns@>),IF(<turns@>>0,MIN(LongestCover,365/<turns@>),LongestCover),"")', is_array=False),
        ],
        [
            Months("sold", "Sold", "units", _BACK, lambda k: f"={demand.history.cell(k)}", "units", -_BACK, is_array=False, role="history"),
            Months("received", "Received", "stock change + sold", _BACK, received, "units", -_BACK, is_array=False, role="history"),
            Months("issued", "Cost of goods sold", "at standard cost", _BACK, f"=N(<sold^>)*{cost}", "money", -_BACK, is_array=False, role="history"),
            Months("held", "Stock value", "month end; negative stock counts as none", _BACK, f"=MAX(0,{stock[1:]})*{cost}", "money", -_BACK, is_array=False, role="history"),
        ],
        note="First in, first out: what is on hand came with the latest receipts. Limits: cover by class (Policy rules), SlowCoverMonths and ObsoleteMonths (Settings).",
    )  # fmt: skip


def shelf_life(book: TemplateBook, plan: UnitPlan, health: ItemGrid) -> None:
    """One item with a shelf life: what must be written off, first expired, first out."""
    sheet, demand, supply = (
        review_sheet(book, SHELF_SHEET, "Shelf life: what expires before it is sold?"),
        plan.demand,
        plan.supply,
    )
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "One item: stock by its last month of use, against demand",
        "For glue, cleaners, food: give the shelf life. Stock came with the latest receipts (sheet Stock health).",
    )
    choose_item(sheet, row + 2, plan, "ShelfItem")
    end = parameters(
        sheet,
        row + 3,
        [Parameter("Shelf life", 12, "units", "months of use, the month of receipt included", "ShelfMonths")],
    )
    head, last = end + 1, PLAN_MONTHS
    right, longer = column_letters(2 + last), column_letters(3 + last)
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, 0, last)
    sheet.put(head, 3 + last, "Later", st.HEAD)
    sheet.writer.set_column(2 + last, 2 + last, 9.7)
    layers = head + 1
    sheet.put(layers, 2, "Stock by last month of use", Style(bold=True))
    received = f"INDEX({health.ref('received')},ShelfItemRow,0)"
    ages = "{" + ",".join(str(k) for k in range(1, _BACK)) + "}"
    age_row = head + 8
    sheet.put(age_row - 1, 2, "Stock by month of receipt", st.HEAD_LEFT)
    for k in range(_BACK):
        label = Formula(f"=EDATE(FirstPlanMonth,-{k + 1})") if k < _BACK - 1 else "older"
        sheet.put(age_row - 1, 3 + k, label, st.HEAD.but(number="month", fill=st.HISTORY_FILL))
    sheet.put(age_row, 2, "Units", Style(bold=True))
    on_hand = f"INDEX({health.ref('now')},ShelfItemRow)"
    sheet.spill(
        Area(age_row, 3, age_row, 2 + _BACK),
        f"=SOP_STOCK_AGEING({on_hand},{received},{ages})",
        number("units"),
        check="Shelf life, age",
    )
    sheet.put(age_row + 1, 2, "Months of use so far", Style(ink=st.MUTED))
    sheet.row(age_row + 1, 3, range(1, _BACK + 1), Style(number="units", ink=st.MUTED))
    ageing = f"$C${age_row}:${column_letters(2 + _BACK)}${age_row}"
    for p in range(1, last + 2):
        # Received a months ago, used for ShelfMonths: its last month is number ShelfMonths - a of the plan.
        position = f"ShelfMonths-{p}"
        own = f"IF(AND({position}>=1,{position}<={_BACK}),INDEX({ageing},MAX(1,MIN({_BACK},{position}))),0)"
        if p == 1:  # what should have been used by now goes with the first month
            own = f'{own}+SUMIF({ageing.replace(f"${age_row}", f"${age_row + 1}")},">="&ShelfMonths,{ageing})'
        sheet.put(layers, 2 + p, Formula(f"={own}"), number("units"))
    stock, receipts = f"$C${layers}:${longer}${layers}", f"$C${layers + 2}:${right}${layers + 2}"
    wanted = f"$C${layers + 1}:${right}${layers + 1}"
    for at, label, block in ((layers + 1, "Demand", demand.consensus), (layers + 2, "Receipts", None)):
        sheet.put(at, 2, label, Style(bold=True))
        for k in range(last):
            text = f"=INDEX({demand.consensus.ref()},ShelfItemRow,{k + 1})"
            if block is None:
                text = f"=INDEX({supply.open_orders.ref()},ShelfItemRow,{k + 1})+INDEX({supply.receipts.ref()},ShelfItemRow,{k + 1})"
            sheet.put(at, 3 + k, Formula(text), number("units"))
    for at, label, output in (
        (layers + 3, "Expires", "expired"),
        (layers + 4, "Usable stock", "stock"),
        (layers + 5, "Short", "short"),
    ):
        sheet.put(at, 2, label, Style(bold=True))
        text = f'=SOP_SHELF_LIFE({stock},{wanted},{receipts},ShelfMonths,"{output}")'
        sheet.spill(Area(at, 3, at, 2 + last), text, number("units"), check=f"Shelf life, {label.lower()}")
    expired = f"SUM($C${layers + 3}:${right}${layers + 3})"
    cost = f"INDEX({demand.cost},ShelfItemRow)"
    tiles(
        sheet,
        [
            ("Expires in 18 months", f"={expired}", "units", "units of the chosen item"),
            ("To be written off", f"={expired}*{cost}", "money", "at standard cost"),
            ("On hand", f"={on_hand}", "units", "units"),
            ("Short in 18 months", f"=SUM($C${layers + 5}:${right}${layers + 5})", "units", "units not served"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(age_row + 2)
    sheet.protect()
