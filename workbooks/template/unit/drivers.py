"""What moves demand: regression of one item on its price and the working days."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import TemplateBook
from workbooks.template.pieces import FIRST_SECTION, Parameter, parameters, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, choose_item, review_sheet

SHEET = "Drivers"
_PAST, _AHEAD = 12, 6


def drivers(book: TemplateBook, plan: UnitPlan) -> None:
    """History, price and working days of an item; the effect of each; a forecast for a price to be tried."""
    sheet, demand = review_sheet(book, SHEET, "Drivers: what do price and working days do to demand?"), plan.demand
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "One item: its demand explained by price and working days",
        "Ordinary least squares over the last twelve months (SOP_FORECAST_DRIVERS): a first look, no proof.",
    )
    choose_item(sheet, row + 2, plan, "DriverItem")
    parameters(
        sheet,
        row + 3,
        [Parameter("Price change to try", -0.05, "pct_delta", "from the first plan month on", "TriedPrice")],
    )
    head = row + 5
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, -_PAST, _PAST, history=True)
    sheet.months(head, 3 + _PAST, 0, _AHEAD)
    units, price, days, fitted, low, high = (head + i for i in range(1, 7))
    for at, label in (
        (units, "Units sold"),
        (price, "Price realised"),
        (days, "Working days"),
        (fitted, "Forecast at the price tried"),
        (low, "P10"),
        (high, "P90"),
    ):
        sheet.put(at, 2, label, Style(bold=True))
    past, ahead = column_letters(2 + _PAST), column_letters(3 + _PAST)
    right = column_letters(2 + _PAST + _AHEAD)
    month = f"Sales[Item],DriverItem,Sales[Month],{{c}}${head}"
    role = number("units", role="history")
    sheet.fill(Area(units, 3, units, 2 + _PAST), role, f"=SUMIFS(Sales[Units],{month})")
    plan_price = f"INDEX({demand.price},DriverItemRow)"
    sheet.fill(
        Area(price, 3, price, 2 + _PAST),
        role.but(number="money2"),
        f"=IF({{c}}{units}=0,{plan_price},SUMIFS(Sales[Revenue],{month})/{{c}}{units})",
    )
    offered = f"=INDEX({plan.money.blocks['price'].ref(0, _AHEAD)},DriverItemRow,COLUMN()-{2 + _PAST})*(1+TriedPrice)"
    sheet.fill(Area(price, 3 + _PAST, price, 2 + _PAST + _AHEAD), number("money2"), offered)
    text = f"=NETWORKDAYS({{c}}${head},EOMONTH({{c}}${head},0))"
    sheet.fill(Area(days, 3, days, 2 + _PAST + _AHEAD), number("units"), text)
    asked = f"$C${units}:${past}${units},$C${price}:${past}${days},${ahead}${price}:${right}${days}"
    # A price that never moved, or a year of equal working days, explains nothing: n/a, and the note says so.
    constant = f"OR(STDEVP($C${price}:${past}${price})<0.000001,STDEVP($C${days}:${past}${days})=0)"
    answer = f'=IF({constant},"n/a",SOP_FORECAST_DRIVERS({asked},{{}}))'
    for at, output in ((fitted, "mean"), (low, "lower"), (high, "upper")):
        area = Area(at, 3 + _PAST, at, 2 + _PAST + _AHEAD)
        sheet.spill(area, answer.format(f'"{output}",IntervalLevel'), number("units1"))
    effects = high + 2
    sheet.put(effects, 2, "Effect, units per month", st.HEAD_LEFT)
    sheet.heads(effects, 3, ["Base", "per 1 of price", "per working day"])
    sheet.put(effects + 1, 2, "Estimated", Style(bold=True))
    sheet.spill(
        Area(effects + 1, 3, effects + 1, 5),
        answer.format('"effects"'),
        number("rate"),
    )
    chart = sheet.chart({"type": "line"}, effects + 3, 2, CHART_WIDTH, 270)
    for at, colour, dash in (
        (units, st.GREY, "solid"),
        (fitted, st.NAVY, "solid"),
        (low, st.SKY, "round_dot"),
        (high, st.SKY, "round_dot"),
    ):
        chart.add_series({"name": f"='{SHEET}'!$B${at}", "categories": f"='{SHEET}'!$C${head}:${right}${head}", "values": f"='{SHEET}'!$C${at}:${right}${at}", "line": {"color": colour, "width": 2, "dash_type": dash}})  # fmt: skip
    style_chart(chart, "Units sold, and the forecast at the price tried", months=True)
    average = f"AVERAGE($C${units}:${past}${units})"
    elasticity = f"$D${effects + 1}*AVERAGE($C${price}:${past}${price})/{average}"
    tiles(
        sheet,
        [
            (
                "Effect of +1 in price",
                f"=$D${effects + 1}",
                "rate",
                f'=IF({constant},"price did not move","units per month")',
            ),
            (
                "Price elasticity",
                f'=IF(OR({average}=0,{constant}),"n/a",{elasticity})',
                "ratio",
                "% of units per % of price",
            ),
            ("Effect of a working day", f"=$E${effects + 1}", "units1", "units"),
            (
                "Forecast, 6 months",
                f'=IF({constant},"n/a",SUM(${ahead}${fitted}:${right}${fitted}))',
                "units",
                "at the price tried",
            ),
            (
                "Consensus, 6 months",
                f"=SUM(INDEX({demand.consensus.ref(0, _AHEAD)},DriverItemRow,0))",
                "units",
                "for comparison",
            ),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(effects + 20)
    sheet.protect()
