"""Finance review: units in money against AOP and prior year, margin, price-volume-mix."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.comparisons import change_in_words, gap, known, ratio
from workbooks.template.key_figures import (
    CHART_ROWS,
    margin_table,
    price_volume_mix_table,
    revenue_by_month,
    revenue_table,
    waterfall_chart,
)
from workbooks.template.kit import TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.style import Style
from workbooks.template.unit.plan import UnitPlan, review_sheet


def finance_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Units in money: month, year, next twelve months against AOP and prior year; margin; price-volume-mix."""
    sheet, keys = review_sheet(book, "Finance review"), plan.keys
    total = keys.total
    year, aop, prior = total(key.REVENUE, -12, -1), total(key.AOP_REVENUE, -12, -1), total(key.REVENUE, -24, -13)
    margin = ratio(f"{year}-{total(key.COGS, -12, -1)}", year)
    tiles(
        sheet,
        [
            ("Revenue, last 12 months", f"={year}", "money", change_in_words(year, aop, "AOP")),
            ("Against prior year", "=" + ratio(year, prior, "-1"), "pct_delta", "revenue"),
            ("Gross margin", f"={margin}", "pct", "at standard cost"),
            ("Latest estimate, next 12", f"={total(key.REVENUE, 0, 11)}", "money", "consensus × plan price"),
            ("Gap to AOP, next 12", "=" + gap(total(key.REVENUE, 0, 11), total(key.AOP_REVENUE, 0, 11)), "delta", "latest estimate − AOP"),
            ("Stock value", f"={known(total(key.STOCK_VALUE, -1, -1))}", "money", "at standard cost"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Revenue: month, year and the next twelve months")
    table = revenue_table(sheet, row + 1, keys)
    row = table.bottom + 2
    sheet.section(row, 2, "Gross margin at standard cost")
    margins = margin_table(sheet, row + 1, keys)
    row = margins.bottom + 2
    sheet.section(row, 2, "Why revenue changed: price, volume, mix", "Sheet PVM, by item and channel.")
    sheet.section(row, 9, "Revenue, next twelve months")
    bridge = price_volume_mix_table(sheet, row + 2)
    months = revenue_by_month(sheet, row + 2, keys)
    waterfall_chart(sheet, bridge, months.bottom + 2, 2, "From prior year to the year closed")
    row = months.bottom + 3 + CHART_ROWS
    bottom = _profit_by_month(sheet, row, plan)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _profit_by_month(sheet: TemplateSheet, row: int, plan: UnitPlan) -> int:
    """The consensus as a profit statement by month. Returns the last row."""
    sheet.section(
        row,
        2,
        "The consensus in money, month by month",
        "SOP_PLAN_PROFIT: units × net price and standard cost in effect (sheets Prices and Money plan).",
    )
    head = row + 2
    sheet.put(head, 2, "Line", st.HEAD_LEFT)
    sheet.months(head, 3, 0, PLAN_MONTHS)
    area = Area(head + 1, 2, head + 4, 2 + PLAN_MONTHS)
    money = plan.money
    text = f"=SOP_PLAN_PROFIT(Consensus,{money.ref('price')},{money.ref('cost')})"
    sheet.spill(area, text, Style(bold=True))
    for at in range(area.top, area.bottom + 1):
        for column in range(2, area.right + 1):
            kind = "text" if column == 2 else "pct" if at == area.bottom else "money"
            if (at, column) != (area.top, 2):
                sheet.put(at, column, None, Style(number=kind, bold=column == 2))
    return area.bottom
