"""Cash: conversion cycle from the ledger's balances, and when planned purchases are paid."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.ledger import ledger_sum
from workbooks.template.company.materials import Materials
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.style import Style, number

SHEET = "Cash"
_YEAR = 12
_IDENTITY = "Open invoices + receipts − payments − payables"
BALANCES = ("Inventory, all stages", "Trade receivables", "Accounts payable")


def cash(book: TemplateBook, plan: CompanyPlan, material: Materials | None, bought: list[str]) -> None:
    """Days of inventory, sales and payables; payments of planned receipts by month."""
    sheet = review_sheet(book, SHEET, "Cash: how long is it tied up, and when is it paid out?")
    row, cycle = _conversion(sheet, FIRST_SECTION)
    bottom, paid, open_at_end = _purchases(sheet, row + 2, plan, material, bought)
    tiles(
        sheet,
        [
            ("Cash conversion", f"={cycle[0]}", "days", "month closed, from the ledger"),
            ("Days of inventory", f"={cycle[1]}", "days", "on cost of sales"),
            ("Days of sales", f"={cycle[2]}", "days", "on gross sales"),
            ("Days of payables", f"={cycle[3]}", "days", "on cost of sales"),
            ("Paid in 12 months", f"={paid}", "money", "planned receipts and open invoices"),
            ("Open after 12 months", f"={open_at_end}", "money", "payables"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _conversion(sheet: TemplateSheet, row: int) -> tuple[int, tuple[str, str, str, str]]:
    sheet.section(
        row,
        2,
        "Cash conversion cycle by month (SOP_CASH_CONVERSION)",
        "Balances of the ledger at month end against sales and cost of the last three months.",
    )
    head, right = row + 2, column_letters(2 + _YEAR)
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, -_YEAR, _YEAR, history=True)
    lines = (*BALANCES, "Gross sales", "Cost of sales")
    for i, line in enumerate(lines, start=1):
        sheet.put(head + i, 2, line if i <= len(BALANCES) else f"{line}, 3 months", Style(bold=True))
        for k in range(_YEAR):
            first = k - _YEAR if i <= len(BALANCES) else k - _YEAR - 2
            text = f"=ABS({ledger_sum(chr(34) + line + chr(34), 'Actual', first, k - _YEAR)})"
            sheet.put(head + i, 3 + k, Formula(text), number("money", role="history"))
    given = ",".join(f"$C${head + i}:${right}${head + i}" for i in range(1, 6))
    top = head + len(lines) + 1
    outputs = (
        ("Cash conversion, days", "ccc"),
        ("Days of inventory", "dio"),
        ("Days of sales", "dso"),
        ("Days of payables", "dpo"),
    )
    for i, (label, output) in enumerate(outputs):
        sheet.put(top + i, 2, label, Style(bold=True))
        text = f'=SOP_CASH_CONVERSION({given},DaysPerMonth*3,"{output}")'
        sheet.spill(Area(top + i, 3, top + i, 2 + _YEAR), text, number("units1"), check=f"Cash, {label.lower()}")
    chart = sheet.chart({"type": "line"}, top + 5, 2, CHART_WIDTH, 250)
    for i, colour in enumerate((st.NAVY, st.BLUE, st.ORANGE, st.GREY)):
        chart.add_series({"name": f"={SHEET}!$B${top + i}", "categories": f"={SHEET}!$C${head}:${right}${head}", "values": f"={SHEET}!$C${top + i}:${right}${top + i}", "line": {"color": colour, "width": 2}})  # fmt: skip
    style_chart(chart, "Days of cash tied up", months=True)
    sheet.section(top + 5, 12, "Twelve months against the twelve before (SOP_PERIOD_TOTAL)")
    sheet.heads(top + 7, 12, ["Figure", None, "Year", "Prior year", "Change"], st.HEAD, 18)
    for i, line in enumerate(("Gross sales", "Cost of sales"), start=8):
        at = top + i
        span = f"INDEX(AccountsActual,{1 if line == 'Gross sales' else 3},0)"
        months = "AccountsMonths"
        sheet.put(at, 12, line, Style(bold=True))
        sheet.put(at, 13, None)
        for column, back in ((14, 0), (15, 1)):
            text = f'=SOP_PERIOD_TOTAL({span},{months},AsOf,"rolling_12",FiscalYearStart,{back})'
            sheet.put(at, column, Formula(text), number("money"))
        sheet.put(at, 16, Formula(f"=IF(O{at}=0,0,N{at}/O{at}-1)"), number("pct_delta"))
    last = column_letters(2 + _YEAR)
    return top + 19, (f"{last}{top}", f"{last}{top + 1}", f"{last}{top + 2}", f"{last}{top + 3}")


def _purchases(
    sheet: TemplateSheet, row: int, plan: CompanyPlan, material: Materials | None, bought: list[str]
) -> tuple[int, str, str]:
    keys, right = plan.keys, column_letters(3 + _YEAR)
    sheet.section(
        row,
        2,
        "Purchase cash plan (SOP_PURCHASE_CASH)",
        "Planned receipts at standard cost, paid after the days you type; open invoices fall due over two months.",
    )
    head = row + 2
    names = [*(["Materials"] if material else []), *bought]
    if not names:
        return _nothing_bought(sheet, head)
    sheet.put(head, 2, "Receipts, money", st.HEAD_LEFT)
    sheet.put(head, 3, "Payment days", st.HEAD)
    sheet.months(head, 4, 0, _YEAR)
    for i, name in enumerate(names, start=1):
        at = head + i
        sheet.put(at, 2, name, Style(bold=True))
        sheet.put(at, 3, 45 if name == "Materials" else 30, Style(role="input", number="days"))
        for k in range(_YEAR):
            if name == "Materials" and material:
                receipts = material.month(2, k)
                text = f'=SUMPRODUCT(({material.column("E")}="buy")*{receipts}*{material.column("F")})'
            else:
                units, cogs = (f"SUM({keys.layout.span(m, name, 0, 11)})" for m in (key.UNITS, key.COGS))
                text = f"=IF({units}=0,0,{keys.layout.span(key.RECEIPTS, name, k, k)}*{cogs}/{units})"
            sheet.put(at, 4 + k, Formula(text), number("money"))
    count = len(names)
    invoices = head + count + 2
    sheet.put(invoices, 2, "Open invoices, by month due", st.HEAD_LEFT)
    sheet.months(invoices, 4, 0, _YEAR)
    payable = f"ABS({ledger_sum(chr(34) + 'Accounts payable' + chr(34), 'Actual', -1, -1)})"
    for i in range(1, count + 1):
        sheet.put(invoices + i, 2, Formula(f"=$B{head + i}"), Style(bold=True))
        sheet.put(invoices + i, 3, None)
        for k in range(_YEAR):
            whole = f"SUM($D${head + 1}:${right}${head + count})"
            share = f"IF({whole}=0,1/{count},SUM($D{head + i}:${right}{head + i})/{whole})"
            text = f"={payable}*0.5*{share}" if k < 2 else "=0"
            sheet.put(invoices + i, 4 + k, Formula(text), number("money"))
    given = f"$D${head + 1}:${right}${head + count},$C${head + 1}:$C${head + count},DaysPerMonth,$D${invoices + 1}:${right}${invoices + count}"
    tops = (invoices + count + 2, invoices + 2 * count + 5)
    for top, title, output in (
        (tops[0], "Payments", "payments"),
        (tops[1], "Payables at the end of the month", "payables"),
    ):
        sheet.put(top, 2, title, st.HEAD_LEFT)
        sheet.months(top, 4, 0, _YEAR)
        for i in range(1, count + 1):
            sheet.put(top + i, 2, Formula(f"=$B{head + i}"), Style(bold=True))
        area = Area(top + 1, 4, top + count, 3 + _YEAR)
        sheet.spill(area, f'=SOP_PURCHASE_CASH({given},"{output}")', number("money"), check=f"Cash, {title.lower()}")
        sheet.put(top + count + 1, 2, "Total", Style(bold=True, fill=st.PALE, top_line=True))
        sheet.put(top + count + 1, 3, None, Style(fill=st.PALE, top_line=True))
        for k in range(_YEAR):
            letters = column_letters(4 + k)
            text = f"=SUM({letters}{top + 1}:{letters}{top + count})"
            sheet.put(
                top + count + 1, 4 + k, Formula(text), Style(number="money", bold=True, fill=st.PALE, top_line=True)
            )
    paid = f"SUM($D${tops[0] + 1}:${right}${tops[0] + count})"
    end = f"SUM(${right}${tops[1] + 1}:${right}${tops[1] + count})"
    opening = f"SUM($D${invoices + 1}:${right}${invoices + count})"
    bottom = tops[1] + count + 2
    sheet.put(bottom, 2, _IDENTITY, Style(ink=st.MUTED))
    sheet.put(
        bottom,
        4,
        Formula(f"=ROUND({opening}+SUM($D${head + 1}:${right}${head + count})-{paid}-{end},2)"),
        number("delta"),
    )
    sheet.book.define("CashGap", SHEET, Area(bottom, 4, bottom, 4))
    return bottom, paid, end


def _nothing_bought(sheet: TemplateSheet, row: int) -> tuple[int, str, str]:
    """A company without bought families and parts: nothing falls due, and nothing is open."""
    sheet.put(
        row, 2, "No family is bought and there is no bill of material: no purchase falls due.", Style(border=False)
    )
    sheet.put(row + 1, 2, _IDENTITY, Style(ink=st.MUTED))
    sheet.put(row + 1, 4, 0, number("delta"))
    sheet.book.define("CashGap", SHEET, Area(row + 1, 4, row + 1, 4))
    return row + 1, "0", "0"
