"""Supply review: stock, cover, one item in detail, items at risk."""

from __future__ import annotations

from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.comparisons import known, ratio
from workbooks.template.key_figures import (
    CHART_HEIGHT,
    CHART_ROWS,
    CHART_WIDTH,
    RIGHT_CHART,
    stock_table,
    stock_value_chart,
)
from workbooks.template.kit import TemplateBook
from workbooks.template.pieces import FIRST_SECTION, Listed, chart_series, panel, ranked, tiles
from workbooks.template.unit.plan import WATCHED, UnitPlan, choose_item, review_sheet


def supply_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Stock, cover, exceptions; one item in detail; items at risk."""
    sheet, keys = review_sheet(book, "Supply review"), plan.keys
    demand, supply = plan.demand, plan.supply
    stock, cogs = keys.total(key.STOCK_VALUE, -1, -1), keys.total(key.COGS, 0, 2)
    short = keys.total(key.ITEMS_SHORT, 0, 0)
    tiles(
        sheet,
        [
            ("Stock value", f"={known(stock)}", "money", "at standard cost, month just closed"),
            ("Days of inventory", f'=IF({stock}=0,"n/a",{ratio(stock, cogs, "*3*DaysPerMonth")})', "days", "stock ÷ planned COGS of 3 months"),
            ("Items short within 3 months", f"={short}", "units", '="of "&ROWS(ItemList)&" planned items"'),
            ("Peak backlog, units", f"=MAX({','.join(keys.total(key.BACKLOG, o, o) for o in range(12))})", "units", "highest month end in the next 12"),
            ("Excess stock", f"={keys.total(key.EXCESS_VALUE, -1, -1)}", "money", "beyond the cover wanted"),
            ("Open orders", f"=SUM({supply.open_orders.ref()})", "units", "scheduled receipts, units"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family")
    table = stock_table(sheet, row + 1, keys)
    row = table.bottom + 2
    sheet.section(row, 2, "One item, month by month")
    choose_item(sheet, row + 1, plan, "SupplyItem")
    balance = f"INDEX({supply.balance.ref()},SupplyItemRow,{{n}})"
    opening = (
        f"=IF({{o}}=0,INDEX({supply.on_hand},SupplyItemRow),INDEX({supply.balance.ref()},SupplyItemRow,MAX(1,{{o}})))"
    )
    last = PLAN_MONTHS - 1
    shown = panel(
        sheet,
        row + 2,
        0,
        [
            ("Opening stock", opening, "units", 0, last),
            ("Demand", f"=INDEX({demand.consensus.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Open orders", f"=INDEX({supply.open_orders.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Planned receipts", f"=INDEX({supply.receipts.ref()},SupplyItemRow,{{n}})", "units", 0, last),
            ("Projected balance", f"={balance}", "units", 0, last),
            ("Safety stock", f"=INDEX({supply.safety_stock},SupplyItemRow)", "units", 0, last),
            ("Days of cover", f"=INDEX({supply.cover.ref()},SupplyItemRow,{{n}})", "units", 0, last),
        ],
    )
    row = shown.bottom + 2
    chart = sheet.chart({"type": "column"}, row, 2, CHART_WIDTH, CHART_HEIGHT)
    for series in chart_series(sheet, shown, [(2, st.GREY, ""), (4, st.SKY, "")]):
        chart.add_series(series)
    lines = book.writer.add_chart({"type": "line"})
    for series in chart_series(sheet, shown, [(5, st.NAVY, "solid"), (6, st.ORANGE, "dash")]):
        lines.add_series(series)
    chart.combine(lines)
    style_chart(chart, "The chosen item, units: demand, receipts, balance against safety stock", months=True)
    stock_value_chart(sheet, keys, row, RIGHT_CHART)
    row += CHART_ROWS
    sheet.section(row, 2, "Watch list: months below safety stock × revenue of the item")
    bottom = ranked(
        sheet,
        row + 1,
        WATCHED,
        supply.score,
        demand.items,
        [
            Listed("Name", f"=INDEX(Items[Name],MATCH(INDEX({demand.items},{{i}}),Items[Item],0))", span=3),
            Listed("Family", f"=INDEX({demand.families},{{i}})", span=2),
            Listed("Class", f"=INDEX({demand.classes},{{i}})"),
            Listed("On hand", f"=INDEX({supply.on_hand},{{i}})", "units"),
            Listed("Safety stock", f"=INDEX({supply.safety_stock},{{i}})", "units"),
            Listed("Balance, month 1", f"=INDEX({supply.balance.month(0)},{{i}})", "units"),
            Listed("Balance, month 3", f"=INDEX({supply.balance.month(2)},{{i}})", "units"),
            Listed("Months below", f"=INDEX({supply.below},{{i}})", "units"),
            Listed("What to do", '=IF(K{r}<0,"Short now: expedite open orders or allocate",IF(L{r}<0,"Short in 3 months: order now",IF(M{r}>0,"Below safety stock: raise the next order","Above safety stock in every month")))', span=4),
        ],
    ).bottom  # fmt: skip
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()
