"""Finance review: units in money against AOP and prior year, margin, price-volume-mix."""

from __future__ import annotations

from workbooks.template import interface as key
from workbooks.template.key_figures import (
    CHART_ROWS,
    margin_table,
    price_volume_mix_table,
    revenue_by_month,
    revenue_table,
    waterfall_chart,
)
from workbooks.template.kit import TemplateBook
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.unit.plan import UnitPlan, review_sheet


def finance_review(book: TemplateBook, plan: UnitPlan) -> None:
    """Units in money: month, year, next twelve months against AOP and prior year; margin; price-volume-mix."""
    sheet, keys = review_sheet(book, "Finance review"), plan.keys
    total = keys.total
    year, aop, prior = total(key.REVENUE, -12, -1), total(key.AOP_REVENUE, -12, -1), total(key.REVENUE, -24, -13)
    margin = f"1-{total(key.COGS, -12, -1)}/{year}"
    tiles(
        sheet,
        [
            ("Revenue, year closed", f"={year}", "money", f'=TEXT({year}/{aop}-1,"+0.0%;-0.0%")&" on AOP"'),
            ("Against prior year", f"={year}/{prior}-1", "pct_delta", "revenue"),
            ("Gross margin", f"={margin}", "pct", "at standard cost"),
            ("Latest estimate, next 12", f"={total(key.REVENUE, 0, 11)}", "money", "consensus × plan price"),
            ("Gap to AOP, next 12", f"={total(key.REVENUE, 0, 11)}-{total(key.AOP_REVENUE, 0, 11)}", "delta", "latest estimate − AOP"),
            ("Stock value", f"={total(key.STOCK_VALUE, -1, -1)}", "money", "at standard cost"),
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
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(months.bottom + 2 + CHART_ROWS)
    sheet.protect()
