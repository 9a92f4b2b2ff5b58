"""Product, demand, supply and finance review of the company, and last month."""

from __future__ import annotations

from dataclasses import dataclass

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.capacity import CapacityLayout, heat
from workbooks.template.company.ledger import ledger_sum, profit_bridge, statement
from workbooks.template.comparisons import change_in_words, difference_in_words, gap, known, ratio
from workbooks.template.key_figures import (
    CHART_HEIGHT,
    CHART_ROWS,
    CHART_WIDTH,
    RIGHT_CHART,
    KeyFigures,
    margin_table,
    month_table,
    price_volume_mix_table,
    revenue_by_month,
    revenue_table,
    stock_table,
    stock_value_chart,
    units_chart,
    units_table,
    waterfall_chart,
    waterfall_table,
)
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, FIRST_SECTION, MONTHS_SHOWN, REVIEW_TAB, REVIEW_WIDTHS, tiles
from workbooks.template.pvm import margin_steps
from workbooks.template.style import Style, number


@dataclass(frozen=True)
class CompanyPlan:
    """What the review sheets of the company refer to."""

    keys: KeyFigures
    capacity: CapacityLayout
    regions: Area
    accepted_difference: tuple[float, str] | None
    """Sales less general ledger that finance accepts, with its reason; None without a ledger."""


def review_sheet(book: TemplateBook, name: str, title: str | None = None) -> TemplateSheet:
    """A sheet in the grid of columns that all reviews share."""
    return book.sheet(name, tab=REVIEW_TAB, widths=REVIEW_WIDTHS, title=title)


def product_review(book: TemplateBook, plan: CompanyPlan) -> None:
    """Launches and phase-outs, and what the families contribute."""
    sheet, keys = review_sheet(book, "Product review"), plan.keys
    revenue = keys.total(key.REVENUE, -12, -1)
    tiles(
        sheet,
        [
            ("Launches on the calendar", '=COUNTIF(Launches[Kind],"launch")', "units", '=COUNTIFS(Launches[Kind],"launch",Launches[Status],"late")&" late"'),
            ("Phase-outs", '=COUNTIF(Launches[Kind],"phase-out")', "units", '=COUNTIFS(Launches[Kind],"phase-out",Launches[Status],"late")&" late"'),
            ("Next launch", '=IF(COUNT(Launches[Date])=0,"none",MIN(Launches[Date]))', "date", '=IF(COUNT(Launches[Date])=0,"sheet Launches is empty",INDEX(Launches[Project],MATCH(MIN(Launches[Date]),Launches[Date],0)))'),
            ("Excess stock", f"={keys.total(key.EXCESS_VALUE, -1, -1)}", "money", "beyond target cover, at standard cost"),
            ("New items in revenue", f"={ratio('PVM_New', revenue)}", "pct", "sold this year, not the year before"),
            ("Lost items", f"={ratio('PVM_Lost', 'PVM_Base')}", "pct_delta", "of prior-year revenue"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Launches and phase-outs: are we on track?", "Sheet Launches")
    heads = ["Kind", "Family", None, "Date", "Months to go", "Next milestone", None, "Due", "Status", "Owner", None]
    sheet.put(row + 2, 2, "Project", st.HEAD_LEFT)
    sheet.heads(row + 2, 3, heads, st.HEAD_LEFT, 18)
    shown = 8
    for i in range(1, shown + 1):
        at = row + 2 + i
        for column, name, kind in (
            (2, "Project", "text"), (3, "Kind", "text"), (4, "Family", "text"), (6, "Date", "date"), (7, "Months to go", "units1"),
            (8, "Next milestone", "text"), (10, "Milestone due", "date"), (11, "Status", "text"), (12, "Owner", "text"),
        ):  # fmt: skip
            text = (
                f'=IF(ROWS(Launches[Project])<{i},"",IF(INDEX(Launches[{name}],{i})="","",INDEX(Launches[{name}],{i})))'
            )
            sheet.put(
                at,
                column,
                Formula(text),
                Style(number=kind, bold=column == 2, align="center" if kind == "date" else None),
            )
        for column in (5, 9, 13):
            sheet.put(at, column, None)
    sheet.status_colours(Area(row + 3, 11, row + 2 + shown, 11), good="on track", watch="done", bad="late")
    row += 4 + shown
    sheet.section(row, 2, "What each family contributes")
    table = margin_table(sheet, row + 1, keys)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(table.bottom + 1)
    sheet.protect()


def demand_review(book: TemplateBook, plan: CompanyPlan) -> None:
    """Demand of the company by family and region."""
    sheet, keys = review_sheet(book, "Demand review"), plan.keys
    ahead, behind = keys.total(key.UNITS, 0, 11), keys.total(key.UNITS, -12, -1)
    judged = keys.total(key.JUDGED, -12, -1)
    tiles(
        sheet,
        [
            ("Forecast accuracy, lag 1", "=" + ratio(f"MAX(0,{judged}-{keys.total(key.ABSOLUTE_ERROR, -12, -1)})", judged), "pct", "1 − WAPE by item, 12 months"),
            ("Bias, lag 1", "=" + ratio(keys.total(key.LAG_1, -12, -1), judged, "-1"), "pct_delta", "positive = over-forecast"),
            ("Consensus, next 12 months", f"={ahead}", "units", change_in_words(ahead, behind, "the last 12 months")),
            ("Inputs and overrides", f"=ROUND({ahead}-{keys.total(key.BASELINE, 0, 11)},0)", "delta", "units against the baseline"),
            ("Since last cycle", "=" + gap(ahead, keys.total(key.LAST_PLAN, 0, 11)), "delta", "units, next 12 months"),
            ("Gap to AOP", "=" + gap(ahead, keys.total(key.AOP_UNITS, 0, 11)), "delta", "units, next 12 months"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family, units")
    table = units_table(sheet, row + 1, keys)
    book.define("Pack_Demand", sheet.name, table)
    row = table.bottom + 2
    units_chart(sheet, table, row, RIGHT_CHART)
    chart = sheet.chart({"type": "line"}, row, 2, CHART_WIDTH, CHART_HEIGHT)
    for family, colour in zip(keys.families, st.SERIES, strict=False):
        chart.add_series(
            {
                "name": family,
                "categories": "=" + keys.layout.months(-12, 11),
                "values": "=" + keys.layout.span(key.UNITS, family, -12, 11),
                "line": {"color": colour, "width": 2},
            }
        )
    style_chart(chart, "Units by family: 12 months back, 12 ahead", months=True)
    row += CHART_ROWS
    sheet.section(row, 2, "By region", "Sheet Regions")
    region_lines(sheet, row + 2, plan.regions)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 4 + plan.regions.rows)
    sheet.protect()


def region_lines(sheet: TemplateSheet, row: int, regions: Area) -> None:
    """The table of the regions, repeated by reference."""
    for i in range(regions.rows):
        for j in range(regions.columns):
            source = f"Regions!{column_letters(regions.left + j)}{regions.top + i}"
            letters = column_letters(regions.left + j)
            kind = {"E": "pct_delta", "G": "pct_delta", "J": "delta", "L": "pct", "O": "units", "P": "date"}.get(
                letters, "money"
            )
            if i == 0:
                shown = st.HEAD if j else st.HEAD_LEFT
            elif i == regions.rows - 1:
                shown = Style(number=kind, bold=True, fill=st.PALE, top_line=True)
            else:
                shown = Style(number=kind, bold=j == 0, align="center" if letters in "PQ" else None)
            is_empty = i == regions.rows - 1 and letters in "LPQ"
            sheet.put(row + i, 2 + j, None if is_empty else Formula(f"={source}"), shown)
    sheet.writer.set_row(row - 1, 28)


def supply_review(book: TemplateBook, plan: CompanyPlan) -> None:
    """Stock by family, and capacity of the work centres as a heat map."""
    sheet, keys, capacity = review_sheet(book, "Supply review"), plan.keys, plan.capacity
    stock, cogs = keys.total(key.STOCK_VALUE, -1, -1), keys.total(key.COGS, 0, 2)
    peak = f"MAX({capacity.all(capacity.utilisation, 0, 11)})"
    tiles(
        sheet,
        [
            ("Stock value", f"={known(stock)}", "money", "at standard cost, month just closed"),
            ("Days of inventory", f'=IF({stock}=0,"n/a",{ratio(stock, cogs, "*3*DaysPerMonth")})', "days", "stock ÷ planned COGS of 3 months"),
            ("Items short within 3 months", f"={keys.total(key.ITEMS_SHORT, 0, 0)}", "units", "items × regions"),
            ("Peak utilisation", f"={peak}", "pct", "busiest work centre, next 12 months"),
            ("Overloaded", f'=COUNTIF({capacity.all(capacity.utilisation, 0, 11)},">1")', "units", "work-centre months above 100 %"),
            ("Supplier lines on time in full", "=" + ratio("SUM(Receipts[On time in full])", "SUM(Receipts[Lines])"), "pct", "last 13 months"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Stock by family, all regions")
    table = stock_table(sheet, row + 1, keys)
    book.define("Pack_Stock", sheet.name, table)
    row = table.bottom + 2
    sheet.section(
        row,
        2,
        "Utilisation of the work centres",
        "Load ÷ available hours, from the sheet Capacity. Blue below 85 %, yellow to 100 %, red above.",
    )
    sheet.put(row + 2, 2, "Work centre", st.HEAD_LEFT)
    sheet.months(row + 2, FIRST_NUMBER, 0, MONTHS_SHOWN)
    for i, resource in enumerate(capacity.resources, start=1):
        at = row + 2 + i
        sheet.put(at, 2, resource, Style(bold=True))
        for k in range(MONTHS_SHOWN):
            sheet.put(
                at, FIRST_NUMBER + k, Formula(f"={capacity.cell(capacity.utilisation, resource, k)}"), number("pct")
            )
    area = Area(row + 3, FIRST_NUMBER, row + 2 + len(capacity.resources), FIRST_NUMBER + MONTHS_SHOWN - 1)
    heat(sheet, area)
    row = area.bottom + 2
    chart = sheet.chart({"type": "line"}, row, 2, CHART_WIDTH, CHART_HEIGHT)
    for resource, colour in zip(capacity.resources, st.SERIES, strict=False):
        chart.add_series(
            {
                "name": resource,
                "categories": f"='Supply review'!$C${area.top - 1}:$T${area.top - 1}",
                "values": "=" + capacity.months(capacity.utilisation, resource, 0, MONTHS_SHOWN - 1),
                "line": {"color": colour, "width": 2},
            }
        )
    style_chart(chart, "Utilisation by work centre, load ÷ available hours", y_format="0%", months=True)
    stock_value_chart(sheet, keys, row, RIGHT_CHART)
    row += CHART_ROWS
    sheet.section(row, 2, "Overloads in words")
    for i, resource in enumerate(capacity.resources, start=1):
        months = capacity.months(capacity.utilisation, resource, 0, 11)
        gaps = capacity.months(capacity.gap, resource, 0, 11)
        text = (
            f'=$B${area.top + i - 1}&": "&IF(COUNTIF({months},">1")=0,"no overload; peak "&TEXT(MAX({months}),"0%"),'
            f'COUNTIF({months},">1")&" months above 100 %, peak "&TEXT(MAX({months}),"0%")&", "'
            f'&TEXT(-SUMIF({gaps},"<0"),"#,##0")&" hours short in all")&"."'
        )
        sheet.put(row + i, 2, Formula(text), Style(border=False))
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + len(capacity.resources) + 1)
    sheet.protect()


def finance_review(book: TemplateBook, plan: CompanyPlan) -> None:
    """Units in money, profit and loss from the ledger, price-volume-mix, and the tie-out of the sheets."""
    sheet, keys = review_sheet(book, "Finance review"), plan.keys
    total = keys.total
    year, aop, prior = total(key.REVENUE, -12, -1), total(key.AOP_REVENUE, -12, -1), total(key.REVENUE, -24, -13)
    tiles(
        sheet,
        [
            ("Revenue, last 12 months", f"={year}", "money", change_in_words(year, aop, "AOP")),
            ("Against prior year", "=" + ratio(year, prior, "-1"), "pct_delta", "revenue, sales ledger"),
            ("Gross margin", "=" + ratio(f"{year}-{total(key.COGS, -12, -1)}", year), "pct", "at standard cost"),
            ("Latest estimate, next 12", f"={total(key.REVENUE, 0, 11)}", "money", "consensus × plan price"),
            ("Gap to AOP, next 12", "=" + gap(total(key.REVENUE, 0, 11), total(key.AOP_REVENUE, 0, 11)), "delta", "latest estimate − AOP"),
            ("Operating profit, ledger", "=OperatingProfit", "money", difference_in_words("OperatingProfit", "OperatingProfitAOP", "AOP")),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "Revenue by family: month, year and the next twelve months")
    table = revenue_table(sheet, row + 1, keys)
    book.define("Pack_Revenue", sheet.name, table)
    row = table.bottom + 2
    sheet.section(row, 2, "Gross margin at standard cost")
    margins = margin_table(sheet, row + 1, keys)
    book.define("Pack_Margin", sheet.name, margins)
    row = margins.bottom + 2
    sheet.section(
        row,
        2,
        "Profit and loss from the general ledger",
        "Latest estimate: sales lines follow the plan of the units, other costs go on as in the last three months.",
    )
    profit = statement(sheet, row + 2, keys)
    book.define("Pack_PnL", sheet.name, profit)
    book.define("OperatingProfit", sheet.name, Area(profit.bottom, 7, profit.bottom, 7))
    book.define("OperatingProfitAOP", sheet.name, Area(profit.bottom, 8, profit.bottom, 8))
    row = profit.bottom + 2
    sheet.section(row, 2, "Why revenue changed: price, volume, mix", "Sheet PVM, by item and channel of the company.")
    sheet.section(row, 9, "Revenue, next twelve months")
    bridge = price_volume_mix_table(sheet, row + 2)
    book.define("Pack_Bridge", sheet.name, Area(bridge.top, 2, bridge.bottom, 3))
    months = revenue_by_month(sheet, row + 2, keys)
    book.define("Pack_RevenueMonths", sheet.name, months)
    row = months.bottom + 2
    sheet.section(row, 2, "Why profit differs from the AOP")
    steps = waterfall_table(sheet, row + 1, profit_bridge(profit))
    book.define("Pack_ProfitBridge", sheet.name, Area(steps.top, 2, steps.bottom, 3))
    waterfall_chart(sheet, bridge, row + 1, 9, "Revenue: from prior year to the year closed", 455)
    waterfall_chart(sheet, steps, row + 1, 15, "Operating profit: from AOP to actual", 465)
    row = max(steps.bottom, row + CHART_ROWS) + 2
    sheet.section(
        row,
        2,
        "Why the gross margin changed",
        "Sheet PVM, by item and channel; purchase price and usage stand on the sheet Costing.",
    )
    margin_bridge = waterfall_table(sheet, row + 2, margin_steps())
    book.define("Pack_MarginBridge", sheet.name, Area(margin_bridge.top, 2, margin_bridge.bottom, 3))
    waterfall_chart(sheet, margin_bridge, row + 2, 9, "Gross margin: from prior year to the year closed")
    row = row + 2 + CHART_ROWS + 1
    bottom = _tie_out(sheet, row, plan)
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _tie_out(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> int:
    """Does the same number stand wherever it should? Returns the last row."""
    total = plan.keys.total
    sheet.section(
        row, 2, "Tie-out", "Each line compares two sources of one number; an accepted difference needs a reason."
    )
    sheet.put(row + 2, 2, "Number", st.HEAD_LEFT)
    sheet.heads(row + 2, 3, ["First source", "Second source", "Difference", "Accepted", "Open", "Signal"])
    sheet.row(row + 2, 9, ["Sources and reason", *[None] * 6], st.HEAD_LEFT)
    year = total(key.REVENUE, -12, -1)
    regions = f"Regions!C{plan.regions.bottom}"
    ledger = ledger_sum('"Gross sales"', "Actual", -12, -1)
    lines = [
        ("Revenue of the year", f"={year}", f"={regions}", 0.0, "company plan · sum of the regions"),
        ("Revenue of the year", f"={year}", "=PVM_Actual", 0.0, "company plan · price-volume-mix"),
        ("Change of revenue", "=PVM_Actual-PVM_Base", "=PVM_Total", 0.0, "two years · sum of the contributions"),
        ("Change of margin", "=(PVM_Actual-PVM_Base)-(INDEX(MarginCosts,1,2)-INDEX(MarginCosts,1,1))", "=INDEX(MarginSteps,1,9)", 0.0, "two years · sum of the margin bridge"),
        ("Cost of the year", f"={total(key.COGS, -12, -1)}", "=INDEX(MarginCosts,1,2)", 0.0, "company plan · price-volume-mix"),
        ("Revenue next 12", f"={total(key.REVENUE, 0, 11)}", f"=Regions!H{plan.regions.bottom}", 0.0, "company plan · sum of the regions"),
    ]  # fmt: skip
    if plan.accepted_difference is not None:
        accepted, reason = plan.accepted_difference
        sources = "sales ledger · general ledger" + (f"; {reason}" if reason else "")
        lines += [
            ("Gross sales, year", f"={ledger}", '=SUM(INDEX(AccountsActual,1,0))-SUMIFS(Ledger[Company actual],Ledger[Line],"Gross sales",Ledger[Month],"<"&YearStart)', 0.0, "general ledger · sheet Accounts, converted by SOP_CONVERT_CURRENCY"),
            ("Sales and ledger", f"={year}", f"={ledger}", accepted, sources),
        ]  # fmt: skip
    for i, (label, first, second, accepted, note) in enumerate(lines, start=1):
        at = row + 2 + i
        sheet.put(at, 2, label, Style(bold=True))
        sheet.put(at, 3, Formula(first), number("money"))
        sheet.put(at, 4, Formula(second), number("money"))
        sheet.put(at, 5, Formula(f"=ROUND(C{at}-D{at},2)"), number("delta"))
        sheet.put(at, 6, accepted, Style(number="delta", role="input"))
        sheet.put(at, 7, Formula(f"=ROUND(E{at}-F{at},2)"), number("delta"))
        sheet.put(at, 8, Formula(f'=IF(ABS(G{at})<1,"ties","open")'), Style(bold=True, align="center"))
        sheet.put(at, 9, note, Style(ink=st.MUTED, border=False))
    bottom = row + 2 + len(lines)
    if plan.accepted_difference is not None and plan.accepted_difference[0]:
        sheet.book.define("AcceptedDifference", sheet.name, Area(bottom, 6, bottom, 6))
        sheet.book.define("AcceptedReason", sheet.name, Area(bottom, 9, bottom, 9))
    sheet.status_colours(Area(row + 3, 8, bottom, 8), good="ties", watch="near", bad="open")
    sheet.book.define("TieOut", sheet.name, Area(row + 3, 8, bottom, 8))
    return bottom


def last_month(book: TemplateBook, plan: CompanyPlan) -> None:
    """Plan against actual by department, with the reasons, and by family."""
    sheet, keys = review_sheet(book, "LastMonth", "Last month: plan against actual, by department"), plan.keys
    total = keys.total
    note = "Plan: forecast of lag 1, AOP, target. No record is kept of the receipts and the stock that were planned."
    sheet.put(4, 2, note, st.NOTE)
    sheet.section(5, 2, "By department")
    sheet.put(6, 2, "What", st.HEAD_LEFT)
    sheet.heads(
        6,
        3,
        [
            "Plan",
            "Actual",
            "Difference",
            "Difference, %",
            "Signal",
            "Department",
            None,
        ],
        height=18,
    )
    sheet.row(6, 10, ["Success or pain point", *[None] * 7], st.HEAD_LEFT)
    lines = (
        ("Bookings, units", f"={known(total(key.LAG_1, -1, -1))}", f"={total(key.UNITS, -1, -1)}", "Sales", "units", 1),
        ("Revenue", f"={known(total(key.AOP_REVENUE, -1, -1))}", f"={total(key.REVENUE, -1, -1)}", "Sales", "money", 1),
        ("Receipts, units", '="n/a"', f'=IF({total(key.STOCK, -1, -1)}=0,"n/a",{total(key.RECEIPTS, -1, -1)})', "Operations", "units", 1),
        ("Stock value", '="n/a"', f"={known(total(key.STOCK_VALUE, -1, -1))}", "Supply planning", "money", -1),
        ("Gross margin", f"={known(f'{total(key.AOP_REVENUE, -1, -1)}-{total(key.AOP_COGS, -1, -1)}')}", f"={total(key.REVENUE, -1, -1)}-{total(key.COGS, -1, -1)}", "Finance", "money", 1),
        ("Supplier lines on time in full", "=" + known("INDEX(KPI!$C$6:$C$15,5)*INDEX(Receipts[Lines],ROWS(Receipts[Lines]))"), '=IF(INDEX(Receipts[Lines],ROWS(Receipts[Lines]))=0,"n/a",INDEX(Receipts[On time in full],ROWS(Receipts[Lines])))', "Purchasing", "units", 1),
    )  # fmt: skip
    for at, (label, planned, actual, department, kind, good) in enumerate(lines, start=7):
        sheet.put(at, 2, label, Style(bold=True))
        sheet.put(at, 3, Formula(planned), number(kind))
        sheet.put(at, 4, Formula(actual), number(kind))
        sheet.put(at, 5, Formula(f'=IF(COUNT(C{at}:D{at})<2,"n/a",D{at}-C{at})'), number("delta"))
        sheet.put(at, 6, Formula(f'=IF(COUNT(C{at}:D{at})<2,"n/a",E{at}/C{at})'), number("pct_delta"))
        better = ">" if good > 0 else "<"
        sheet.put(
            at,
            7,
            Formula(
                f'=IF(NOT(ISNUMBER(F{at})),"n/a",IF(ABS(F{at})<0.02,"on plan",IF(F{at}{better}0,"better","worse")))'
            ),
            Style(align="center", bold=True),
        )
        sheet.put(at, 8, department)
        sheet.put(at, 9, None)
        for column in range(10, 18):
            sheet.put(at, column, None, Style(role="input"))
    bottom = 6 + len(lines)
    sheet.status_colours(Area(7, 7, bottom, 7), good="better", watch="on plan", bad="worse")
    book.define("Pack_LastMonth", sheet.name, Area(6, 2, bottom, 8))
    row = bottom + 2
    sheet.section(row, 2, "By family")
    table = month_table(sheet, row + 1, keys)
    sheet.print_area(table.bottom + 1)
    sheet.protect()
