"""Risk: what the plan's stock and margin may become, by the errors that forecasts have made."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, panel, tiles
from workbooks.template.plans import FIRST_ROW
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import WATCHED, UnitPlan, choose_item, review_sheet

GRID = "Stock risk"
SHEET = "Risk"
_MONTHS = 12


def stock_risk(book: TemplateBook, plan: UnitPlan) -> ItemGrid:
    """Chance of a stock-out of every item in every month, and its margin at P10, P50, P90."""
    demand, supply = plan.demand, plan.supply
    forecast, errors = demand.consensus.ref(0, _MONTHS), demand.error.ref()
    drawn = f"<now>,{forecast},<supply>,{errors}"
    return item_grid(
        book,
        GRID,
        "Stock risk: how likely is a stock-out?",
        demand,
        [
            Attribute("now", ("On hand",), "units", "='Supply plan'!I{r}", is_array=False, total=True),
            Attribute("unit", ("Margin per unit",), "money2", "='Demand plan'!G{r}-'Demand plan'!H{r}", is_array=False),
            Attribute("range", ("By range of margin", "P10 of margin", "P90 of margin", "Range"), "text", "=SOP_TORNADO(ItemList,<margin#1>,<margin#3>,0)", numbers=("text", "money", "money", "money"), width=12),
            Attribute("margin", ("Margin, P10", "Margin, P50", "Margin, P90"), "money", f"=SOP_SIMULATE_MARGIN({drawn},<unit>,SimulationSeed,\"items\",SimulationRuns)", width=11, check="Stock risk, margin"),
        ],
        [
            Months("supply", "Supply", "open orders and planned receipts", _MONTHS, lambda k: f"={supply.open_orders.cell(k)}+{supply.receipts.cell(k)}", is_array=False),
            Months("chance", "Chance of a stock-out", "SOP_SIMULATE_STOCK: share of the runs that end the month with a backlog", _MONTHS, f'=SOP_SIMULATE_STOCK({drawn},SimulationSeed,"stock_out",SimulationRuns)', "pct", total=False, check="Stock risk, chance of a stock-out"),
        ],
        note="Demand is drawn from the forecast and its errors of the last twelve months (month without a forecast = no error). Seed and runs: Settings.",
    )  # fmt: skip


def risk(book: TemplateBook, plan: UnitPlan, grid: ItemGrid) -> None:
    """The range of the margin, the items most at risk, and one item as a fan."""
    sheet, demand = review_sheet(book, SHEET, "Risk: how far may it come otherwise?"), plan.demand
    row = FIRST_SECTION
    sheet.section(row, 2, "One item: stock at P10, P50 and P90")
    choose_item(sheet, row + 1, plan, "RiskItem")
    of_item = (
        f"INDEX({grid.ref('now')},RiskItemRow),INDEX({demand.consensus.ref(0, _MONTHS)},RiskItemRow,0),"
        f"INDEX({grid.ref('supply')},RiskItemRow,0),INDEX({demand.error.ref()},RiskItemRow,0),SimulationSeed"
    )
    shown = panel(
        sheet,
        row + 2,
        0,
        [
            ("P10", "", "units", 1, 0),
            ("P50", "", "units", 1, 0),
            ("P90", "", "units", 1, 0),
            ("Chance of a stock-out", "", "pct", 1, 0),
            (
                "Plan: projected balance",
                f"=INDEX({plan.supply.balance.ref()},RiskItemRow,{{n}})",
                "units",
                0,
                _MONTHS - 1,
            ),
            ("Safety stock", f"=INDEX({plan.supply.safety_stock},RiskItemRow)", "units", 0, _MONTHS - 1),
        ],
    )
    for line, output in enumerate(("p10", "p50", "p90", "stock_out"), start=1):
        at = shown.top + line
        area = Area(at, 3, at, 2 + _MONTHS)
        kind = "pct" if output == "stock_out" else "units"
        text = f'=SOP_SIMULATE_STOCK({of_item},"{output}",SimulationRuns)'
        sheet.spill(area, text, number(kind), check=f"Risk, {output.replace('_', '-')}")
    sheet.put(shown.bottom + 1, 2, "Fill rate, P10 · P50 · P90", Style(bold=True))
    fill = Area(shown.bottom + 1, 3, shown.bottom + 1, 5)
    sheet.spill(
        fill, f'=SOP_SIMULATE_STOCK({of_item},"fill_rate",SimulationRuns)', number("pct"), check="Risk, fill rate"
    )
    row = shown.bottom + 3
    chart = sheet.chart({"type": "line"}, row, 2, CHART_WIDTH, 270)
    right = column_letters(2 + _MONTHS)
    for line, colour, dash in (
        (1, st.SKY, "dash"),
        (2, st.NAVY, "solid"),
        (3, st.SKY, "dash"),
        (5, st.GREY, "round_dot"),
        (6, st.ORANGE, "dash"),
    ):
        at = shown.top + line
        chart.add_series({"name": f"='{SHEET}'!$B${at}", "categories": f"='{SHEET}'!$C${shown.top}:${right}${shown.top}", "values": f"='{SHEET}'!$C${at}:${right}${at}", "line": {"color": colour, "width": 2, "dash_type": dash}})  # fmt: skip
    style_chart(chart, "The chosen item, units: range of its stock if nobody reacts", months=True, low_labels=True)
    row += 15
    bottom = _widest(sheet, row, plan, grid)
    total = bottom + 3
    sheet.section(bottom + 2, 2, "Margin of the unit in the next twelve months, all items together")
    sheet.heads(total, 2, ["", "P10", "P50", "P90", "Plan"], height=18)
    sheet.put(total + 1, 2, "Gross margin", Style(bold=True))
    drawn = f"{grid.ref('now')},{demand.consensus.ref(0, _MONTHS)},{grid.ref('supply')},{demand.error.ref()},{grid.ref('unit')},SimulationSeed"
    text = f'=SOP_SIMULATE_MARGIN({drawn},"total",SimulationRuns)'
    sheet.spill(Area(total + 1, 3, total + 1, 5), text, number("money"), check="Risk, margin of the unit")
    planned = f"SUMPRODUCT({demand.consensus.ref(0, _MONTHS)}*{grid.ref('unit')})"
    sheet.put(total + 1, 6, Formula(f"={planned}"), number("money"))
    sheet.put(
        total + 1,
        7,
        "Plan: everything ships in time. The range ships what there is, receipts as planned: nobody reacts to the errors.",
        st.NOTE,
    )
    tiles(
        sheet,
        [
            ("Margin, P50", f"=$D${total + 1}", "money", "next 12 months, what ships"),
            ("Margin, P10", f"=$C${total + 1}", "money", "one in ten is worse"),
            ("Margin, P90", f"=$E${total + 1}", "money", "one in ten is better"),
            ("Plan", f"=$F${total + 1}", "money", "if all ships in time"),
            (
                "Likely stock-outs, month 1",
                f'=COUNTIF({grid.blocks["chance"].month(0)},">0.5")',
                "units",
                "items with a chance above 50 %",
            ),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(total + 2)
    sheet.protect()


def _widest(sheet: TemplateSheet, row: int, plan: UnitPlan, grid: ItemGrid) -> int:
    """Items by the range of their margin, the widest first. Returns the last row."""
    demand = plan.demand
    sheet.section(
        row,
        2,
        "Watch list: items whose margin may come out furthest from the plan",
        "SOP_TORNADO over P10 and P90 of every item, next twelve months.",
    )
    heads = (
        "Item",
        "Margin, P10",
        "Margin, P90",
        "Range",
        "Name",
        None,
        None,
        "Family",
        None,
        "Class",
        "On hand",
        "Chance, month 1",
        "Chance, month 3",
    )
    sheet.heads(row + 2, 2, heads, st.HEAD_LEFT.but(wrap=True), 28)
    top = row + 3
    names = sorting_sheet(grid)
    shown = min(WATCHED, demand.rows)
    for i in range(shown):
        at = top + i
        place = f"MATCH($B{at},ItemList,0)"
        cells = (
            (2, f"=INDEX({names},{i + 1},1)", "text"),
            (3, f"=INDEX({names},{i + 1},2)", "money"),
            (4, f"=INDEX({names},{i + 1},3)", "money"),
            (5, f"=INDEX({names},{i + 1},4)", "money"),
            (6, f"=INDEX(Items[Name],MATCH($B{at},Items[Item],0))", "text"),
            (9, f"=INDEX({demand.families},{place})", "text"),
            (11, f"=INDEX({demand.classes},{place})", "text"),
            (12, f"=INDEX({grid.ref('now')},{place})", "units"),
            (13, f"=INDEX({grid.blocks['chance'].month(0)},{place})", "pct"),
            (14, f"=INDEX({grid.blocks['chance'].month(2)},{place})", "pct"),
        )
        for column, text, kind in cells:
            sheet.put(at, column, Formula(text), Style(number=kind, bold=column == 2))
        for column in (7, 8, 10):
            sheet.put(at, column, None)
    return top + shown - 1


def sorting_sheet(grid: ItemGrid) -> str:
    """Reference to the items in the order of the range of their margin."""
    left, _ = grid.columns["range"]
    first, last = column_letters(left), column_letters(left + 3)
    return f"'{grid.sheet.name}'!${first}${FIRST_ROW}:${last}${grid.bottom}"
