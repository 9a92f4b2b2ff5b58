"""How much to order: one item through every rule of order size, and what service costs for all items."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.item_grid import ItemGrid
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, MONTHS_SHOWN, Parameter, parameters, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, choose_item, review_sheet

SHEET = "Order sizes"
_LEVELS = (0.80, 0.85, 0.90, 0.925, 0.95, 0.97, 0.98, 0.99)
_BREAKS = ((0, 1.00), (100, 0.97), (500, 0.94))


def order_sizes(book: TemplateBook, plan: UnitPlan, policy: ItemGrid) -> None:
    """The chosen item at the costs of Settings; the trade-off of stock against service."""
    sheet = review_sheet(book, SHEET, "Order sizes: how much at once, and what does service cost?")
    row = FIRST_SECTION
    sheet.section(row, 2, "One item: how much at once?")
    choose_item(sheet, row + 1, plan, "OrderItem")

    def of_item(key: str) -> str:
        return f"INDEX({policy.ref(key)},OrderItemRow)"

    given = row + 3
    sheet.put(given - 1, 2, "Given", st.HEAD_LEFT)
    sheet.row(given - 1, 3, ["Value", "Remark", None, None], st.HEAD_LEFT)
    end = parameters(
        sheet,
        given,
        [
            Parameter("Demand per month", Formula(f"={of_item('mean')}"), "units1", "mean of the next 12 months", "OneDemand"),
            Parameter("σ of demand per month", Formula(f"={of_item('std')}"), "units1", "last 12 months", "OneStd"),
            Parameter("Unit cost", Formula(f"={of_item('unit')}"), "money2", "", "OneCost"),
            Parameter("Holding cost per unit and month", Formula(f"={of_item('hold')}"), "money2", "HoldingRate of Settings", "OneHold"),
            Parameter("Margin per unit", Formula(f"={of_item('short')}"), "money2", "lost when short", "OneShort"),
            Parameter("Output per month when made", Formula("=ROUND(OneDemand*4,0)"), "units", "four times the demand", "OneOutput"),
            Parameter("Waiting costs, unit and month", 5, "money2", "goodwill, for back-orders", "OneWaiting"),
            Parameter("Salvage, share of cost", 0.6, "pct", "of what is left after a season", "OneSalvage"),
            Parameter("Months of the season", 3, "units", "for a one-time buy", "OneSeason"),
        ],
    )  # fmt: skip
    sheet.put(given - 1, 7, "Rule", st.HEAD_LEFT)
    sheet.row(given - 1, 8, [None, None, "Order, units", "Second", "Third", "What the others are"], st.HEAD)
    cost = "(OneCost*(1-OneSalvage))"
    breaks = f"$I${given + 7}:$K${given + 7}", f"$I${given + 8}:$K${given + 8}"
    rules = (
        ("Economic order quantity", "=SOP_EOQ(OneDemand,OrderCost,OneHold)", 1, ""),
        ("Made at a finite rate (EPQ)", "=SOP_EPQ(OneDemand,OrderCost,OneHold,OneOutput)", 1, ""),
        ("Customers wait (back-orders)", "=SOP_EOQ_BACKORDERS(OneDemand,OrderCost,OneHold,OneWaiting)", 2, "largest backlog"),
        ("With quantity discounts", f"=SOP_EOQ_DISCOUNT(OneDemand*12,OrderCost,HoldingRate,{breaks[0]},{breaks[1]})", 3, "unit price · cost per year"),
        ("Once for a season (newsvendor)", f"=SOP_NEWSVENDOR(OneShort,{cost},OneDemand*OneSeason,OneStd*SQRT(OneSeason))", 3, "critical ratio · expected cost"),
    )  # fmt: skip
    for i, (label, text, wide, note) in enumerate(rules):
        at = given + i
        sheet.put(at, 7, label, Style(bold=True))
        sheet.put(at, 8, None)
        sheet.put(at, 9, None)
        sheet.spill(Area(at, 10, at, 9 + wide), text, number("units"), check=f"Order sizes, {label.lower()}")
        for column in range(11, 10 + wide):
            sheet.put(
                at,
                column,
                None,
                number("ratio" if column == 11 and i == 4 else "money2" if i == 3 and column == 11 else "units"),
            )
        sheet.put(at, 13, note, st.NOTE)
    sheet.put(given + 6, 7, "Discounts of the vendor", st.HEAD_LEFT)
    sheet.row(given + 6, 8, [None, "Level 1", "Level 2", "Level 3"], st.HEAD)
    for at, label in ((given + 7, "From units"), (given + 8, "Unit price")):
        sheet.put(at, 7, label, Style(bold=True))
        sheet.put(at, 8, None)
    for i, (units, share) in enumerate(_BREAKS):
        sheet.put(given + 7, 9 + i, units, Style(role="input", number="units"))
        sheet.put(given + 8, 9 + i, Formula(f"=OneCost*{share}"), number("money2"))
    row = _lots(sheet, end + 1, plan)
    bottom = _trade_off(sheet, row + 2, policy)
    value = f"$D${bottom - len(_LEVELS) + 5}"
    tiles(
        sheet,
        [
            ("Economic order", f"=$J${given}", "units", "units, the chosen item"),
            ("Covers", f"=$J${given}/OneDemand", "units1", "months of demand"),
            (
                "Stock at 95 % service",
                f"=$E${bottom - len(_LEVELS) + 5}",
                "money",
                "safety and half an order, all items",
            ),
            ("of it safety stock", f"={value}", "money", "at standard cost"),
            ("From 95 % to 98 %", f"=$E${bottom - 1}-$E${bottom - 3}", "delta", "more stock value, all items"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 12)
    sheet.protect()


def _lots(sheet: TemplateSheet, row: int, plan: UnitPlan) -> int:
    """Net requirements of the chosen item as lots; the last line is stock for periods of cover."""
    last, demand, supply = MONTHS_SHOWN, plan.demand, plan.supply
    right = column_letters(2 + last)
    sheet.section(row, 2, "The chosen item: lots for its net requirements")
    head = row + 1
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, 0, last)
    picked = f"INDEX({supply.on_hand},OrderItemRow)", f"INDEX({demand.consensus.ref()},OrderItemRow,0)"
    open_orders = f"INDEX({supply.open_orders.ref()},OrderItemRow,0)"
    safety = f"INDEX({supply.safety_stock},OrderItemRow)"
    needs = f"$C${head + 1}:${right}${head + 1}"
    lines = (
        ("Net requirements", f'=SOP_PLANNED_ORDERS({picked[0]},{picked[1]},{open_orders},{safety},0,0,0,"net")'),
        ("Lots, least cost (Wagner–Whitin)", f"=SOP_DYNAMIC_LOTS({needs},OrderCost,OneHold)"),
        ("Lots, Silver–Meal", f'=SOP_DYNAMIC_LOTS({needs},OrderCost,OneHold,"silver-meal")'),
        (
            "Safety stock for cover wanted",
            f"=SOP_SAFETY_STOCK_COVER({picked[1]},INDEX({supply.cover_wanted},OrderItemRow))",
        ),
    )
    for i, (label, text) in enumerate(lines, start=1):
        sheet.put(head + i, 2, label, Style(bold=True))
        sheet.spill(Area(head + i, 3, head + i, 2 + last), text, number("units"), check=f"Order sizes, {label.lower()}")
    return head + len(lines)


def _trade_off(sheet: TemplateSheet, row: int, policy: ItemGrid) -> int:
    """Value of stock at each service level over all items, with its curve."""
    sheet.section(
        row,
        2,
        "All items: what does service cost?",
        "SOP_TRADE_OFF: safety stock and half an order at standard cost, at one cycle service level for all.",
    )
    head = row + 2
    sheet.put(head, 2, "Levels compared", st.HEAD_LEFT)
    sheet.heads(head, 3, ["Cycle service", "Safety stock, value", "Stock, value", "Fill rate"])
    for i, level in enumerate(_LEVELS, start=1):
        sheet.put(head + i, 2, level, Style(role="input", number="pct", align="left"))
    area = Area(head + 1, 3, head + len(_LEVELS), 6)
    levels = f"$B${area.top}:$B${area.bottom}"
    asked = f"{levels},{policy.ref('mean')},{policy.ref('std')},{policy.ref('lead')},{policy.ref('lot')},{policy.ref('unit')}"
    sheet.spill(area, f"=SOP_TRADE_OFF({asked})", number("pct"), check="Order sizes, trade-off")
    for at in range(area.top, area.bottom + 1):
        for column, kind in ((4, "money"), (5, "money"), (6, "pct")):
            sheet.put(at, column, None, number(kind))
    chart = sheet.chart({"type": "scatter", "subtype": "smooth_with_markers"}, head, 9, 620, 270)
    chart.add_series({"name": "Stock value", "categories": f"='{SHEET}'!$F${area.top}:$F${area.bottom}", "values": f"='{SHEET}'!$E${area.top}:$E${area.bottom}", "line": {"color": st.NAVY, "width": 2}, "marker": {"type": "circle", "size": 6, "fill": {"color": st.NAVY}}})  # fmt: skip
    style_chart(chart, "Stock value against fill rate, all items", y_format=st.MONEY_AXIS)
    chart.set_x_axis(
        {
            "num_format": "0.0%",
            "num_font": {"name": st.FONT, "size": 9, "color": st.MUTED},
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_legend({"none": True})
    return area.bottom
