"""The supply grid of a unit: policy, safety stock, open orders, planned receipts, balance and cover of every item."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.plans import (
    CALC_TAB,
    FIRST_ROW,
    MONTH_ROW,
    TOTAL_ROW,
    Block,
    DemandPlan,
    SupplyPlan,
    block_head,
    block_totals,
    item_column,
)
from workbooks.template.style import Style, number

_NAME = "Supply plan"
_HEADS = (
    "Item", "Name", "Family", "Class", "Source", "Lead time, months", "Lot size", "On hand", "σ of demand", "ABC", "XYZ",
    "Service level", "Review, months", "Cover wanted, months", "Safety stock", "Months below", "Excess units",
    "Excess value", "Revenue at risk", "Least order", "Order multiple", "Lead time, whole months",
)  # fmt: skip


def supply_plan(book: TemplateBook, items: pd.DataFrame, demand: DemandPlan) -> SupplyPlan:
    """Policy, safety stock, open orders, planned receipts and releases, balance and cover of every item of a unit."""
    bottom = FIRST_ROW + len(items) - 1
    attributes = [2, 13, 30, 15, 8, 9, 10, 8, 9, 9, 6, 6, 9, 9, 9, 9, 9, 9, 11, 11, 9, 9, 9]
    widths: list[float] = list(attributes)

    def block() -> Block:
        made = Block(_NAME, len(widths) + 1, PLAN_MONTHS, 0, FIRST_ROW, bottom)
        widths.extend([8.5] * PLAN_MONTHS + [2])
        return made

    open_orders, receipts, balance, cover, releases = block(), block(), block(), block(), block()
    sheet = book.sheet(_NAME, tab=CALC_TAB, widths=widths, title="Supply plan by item")
    sheet.heads(MONTH_ROW, 2, _HEADS, st.HEAD_LEFT.but(wrap=True), 42)
    block_head(sheet, open_orders, "Open orders", "scheduled receipts, from the ERP")
    block_head(sheet, receipts, "Planned receipts", "SOP_PLANNED_ORDERS: keep the balance at safety stock, in lots")
    block_head(sheet, balance, "Projected balance", "SOP_PROJECT_INVENTORY; negative = backlog, below safety coloured")
    block_head(sheet, cover, "Days of cover", "SOP_DAYS_OF_COVER, at the end of each month")
    block_head(sheet, releases, "Planned releases", "when to order what the planned receipts need")
    sheet.put(TOTAL_ROW, 2, "Total", Style(bold=True, fill=st.PALE))
    for column in range(3, len(attributes) + 1):
        sheet.put(TOTAL_ROW, column, None, Style(fill=st.PALE))
    for letters in "IPQRS":
        text = f"=SUM({letters}{FIRST_ROW}:{letters}{bottom})"
        sheet.put(TOTAL_ROW, ord(letters) - 64, Formula(text), Style(number="units", bold=True, fill=st.PALE))
    for shown in (open_orders, receipts, balance, releases):
        block_totals(sheet, shown)
    _stock_attributes(sheet, demand, balance, bottom)
    _receipts(sheet, demand, open_orders, receipts, releases)
    wanted = demand.consensus.ref()
    units = number("units")
    sheet.spill(
        balance.area(),
        f"=SOP_PROJECT_INVENTORY($I${FIRST_ROW}:$I${bottom},{wanted},{_own(open_orders)},{_own(receipts)})",
        units,
        check="Supply plan, balance",
    )
    text = f"=SOP_DAYS_OF_COVER({_own(balance)},{wanted},DaysPerMonth,LongestCover)"
    sheet.spill(cover.area(), text, units, check="Supply plan, cover")
    first = f"{column_letters(balance.left)}{FIRST_ROW}"
    for condition, fill, bold in (
        (f"{first}<0", st.BAD_FILL, True),
        (f"{first}<$P{FIRST_ROW}-0.5", st.WATCH_FILL, False),
    ):
        rule = {"type": "formula", "criteria": f"={condition}", "format": Style(fill=fill, bold=bold)}
        sheet.highlight(balance.area(), rule)
    sheet.freeze(FIRST_ROW, 6)
    sheet.filtered(Area(MONTH_ROW, 2, bottom, len(attributes)))
    sheet.print_area(bottom, repeat=MONTH_ROW)
    sheet.protect()
    book.define("Balance", _NAME, balance.area())

    def over_items(letters: str) -> str:
        return item_column(_NAME, ord(letters) - 64, bottom)

    return SupplyPlan(
        on_hand=over_items("I"),
        lead_time=over_items("G"),
        whole_lead_time=over_items("W"),
        deviation=over_items("J"),
        service=over_items("M"),
        review=over_items("N"),
        cover_wanted=over_items("O"),
        lot_rule=f"'{_NAME}'!$U${FIRST_ROW}:$V${bottom}",
        safety_stock=over_items("P"),
        excess=over_items("S"),
        below=over_items("Q"),
        score=over_items("T"),
        open_orders=open_orders,
        receipts=receipts,
        releases=releases,
        balance=balance,
        cover=cover,
    )


def _own(block: Block) -> str:
    """Reference to a block from its own sheet."""
    return block.ref().split("!")[1]


def _stock_attributes(sheet: TemplateSheet, demand: DemandPlan, balance: Block, bottom: int) -> None:
    recent = demand.history.area(-12, 12)
    first, last = column_letters(recent.left), column_letters(recent.right)
    ahead = [demand.consensus.column(offset) for offset in (0, 11)]
    balances = [column_letters(column) for column in (balance.left, balance.left + 11)]
    letter = Style(number="text", align="center")
    for row in range(FIRST_ROW, bottom + 1):
        lookup = f"MATCH($B{row},Items[Item],0)"
        year = f"'Demand plan'!{first}{row}:{last}{row}"
        coming = f"SUM('Demand plan'!{ahead[0]}{row}:{ahead[1]}{row})"
        cells: Sequence[tuple[str, str, Style]] = (
            ("B", f"='Demand plan'!B{row}", Style(bold=True)),
            ("C", f"='Demand plan'!C{row}", st.TEXT),
            ("D", f"='Demand plan'!D{row}", st.TEXT),
            ("E", f"='Demand plan'!E{row}", Style(align="center", bold=True)),
            ("F", f"=INDEX(Items[Source],{lookup})", st.TEXT),
            ("G", f"=(INDEX(Items[Lead time],{lookup})+TransferDays)/DaysPerMonth", number("units1")),
            ("H", f"=INDEX(Items[Lot size],{lookup})", number("units")),
            ("I", f"=SUMIFS(Stock[Units],Stock[Item],$B{row},Stock[Month],EDATE(FirstPlanMonth,-1))", number("units")),
            ("J", f"=IF(COUNT({year})<2,0,STDEV({year}))", number("units1")),
            ("K", f"=LEFT($E{row},1)", letter),
            ("L", f"=RIGHT($E{row},1)", letter),
            ("Q", f'=COUNTIF({balances[0]}{row}:{balances[1]}{row},"<"&($P{row}-0.5))', number("units")),
            ("R", f"=MAX(0,$I{row}-$O{row}*{coming}/12)", number("units")),
            ("S", f"=$R{row}*'Demand plan'!$H{row}", number("money")),
            ("T", f"=$Q{row}/12*'Demand plan'!$I{row}+ROW()/1000000", number("money")),
            ("U", f"=$H{row}", number("units")),
            ("V", f"=$H{row}", number("units")),
            ("W", f"=INT($G{row})", number("units")),
        )
        for letters, text, cell_style in cells:
            sheet.put(row, ord(letters) - 64, Formula(text), cell_style)
    columns = {letters: f"${letters}${FIRST_ROW}:${letters}${bottom}" for letters in "GJKLMN"}
    rules = "PolicyRules[ABC],PolicyRules[XYZ],PolicyRules[[Service level]:[Cover wanted]]"
    sheet.spill(
        Area(FIRST_ROW, 13, bottom, 15),
        f"=SOP_POLICY_BY_CLASS({columns['K']},{columns['L']},{rules})",
        number("ratio"),
        check="Supply plan, policy by class",
    )
    safety = f"=SOP_SAFETY_STOCK({columns['M']},{columns['J']},{columns['G']},,,{columns['N']})"
    sheet.spill(Area(FIRST_ROW, 16, bottom, 16), safety, number("units"), check="Supply plan, safety stock")


def _receipts(sheet: TemplateSheet, demand: DemandPlan, open_orders: Block, receipts: Block, releases: Block) -> None:
    sheet.fill(
        open_orders.area(),
        number("units"),
        f"=SUMIFS(OpenOrders[Units],OpenOrders[Item],$B{{r}},OpenOrders[Month],{{c}}${MONTH_ROW})",
    )
    bottom = receipts.bottom
    on_hand, safety, lead, rule = (
        f"${left}${FIRST_ROW}:${right}${bottom}" for left, right in (("I", "I"), ("P", "P"), ("W", "W"), ("U", "V"))
    )
    # Nothing new can come within the lead time, so it is the planning fence as well.
    plan = f"{on_hand},{demand.consensus.ref()},{_own(open_orders)},{safety},{lead},{rule},{lead}"
    units = number("units")
    sheet.spill(receipts.area(), f"=SOP_PLANNED_ORDERS({plan})", units, check="Supply plan, planned receipts")
    sheet.spill(releases.area(), f'=SOP_PLANNED_ORDERS({plan},"releases")', units, check="Supply plan, releases")
