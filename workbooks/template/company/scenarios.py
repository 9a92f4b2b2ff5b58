"""Scenarios side by side, one of them in detail, what matters most, and the range of the year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.reviews import CompanyPlan, review_sheet
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import Column, Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, FIRST_SECTION, tiles
from workbooks.template.style import Style, number
from workbooks.template.tables import data_sheet

SHEET = "Scenarios"
TABLE = "ScenarioChanges"
_DELTAS = f"{TABLE}[[Scenario]:[Value]]"
_KPIS = (
    ("Demand", "units"), ("Shipped", "units"), ("Fill rate", "pct"), ("Closing backlog", "units"),
    ("Periods with backlog", "units"), ("Revenue", "money"), ("COGS", "money"), ("Gross margin", "money"),
    ("Gross margin %", "pct"), ("Closing stock value", "money"), ("Average stock value", "money"),
)  # fmt: skip
_MARGIN = [name for name, _ in _KPIS].index("Gross margin") + 2  # row of the table, the head being 1
_SCENARIOS = 6  # columns made ready beside the base
_DRIVERS = (
    ("Demand", "demand", 0.10), ("Price", "price", 0.03), ("Unit cost", "cost", 0.03), ("Supply", "supply", 0.10),
    ("FX rates", "fx", 0.05),
)  # fmt: skip
_YEAR = 12
_FIRST_KPI = 6  # column of the decision record


def scenario_changes(book: TemplateBook, data: pd.DataFrame) -> None:
    """The changes that make the scenarios."""
    columns = [
        Column("Scenario", "text", width=22),
        Column("Driver", "text", choices=("demand", "supply", "price", "cost", "fx", "on_hand"), width=12),
        Column("Family", "text", width=18),
        Column("From", "month", width=11),
        Column("To", "month", width=11),
        Column("Change", "text", choices=("percent", "add", "replace", "delay"), width=11),
        Column("Value", "general", width=10),
    ]
    names = {"scenario": "Scenario", "driver": "Driver", "item": "Family", "first": "From", "last": "To"}
    renamed = data.rename(columns={**names, "change": "Change", "value": "Value"})
    note = "Each row changes one driver of the plan; rows of one name are one scenario. No family = all. percent: 0.10 = +10 %."
    data_sheet(book, "Scenario changes", TABLE, renamed, columns, note=note, typed=True)


def promotions(book: TemplateBook, data: pd.DataFrame) -> None:
    """Scenarios that were decided to be the plan."""
    columns = [
        Column("Scenario", "text", width=22),
        Column("Decided on", "date", width=13),
        Column("Decided by", "text", width=20),
        Column("Reason", "text", width=46),
    ]
    names = {"scenario": "Scenario", "decided_on": "Decided on", "decided_by": "Decided by", "reason": "Reason"}
    note = "A line here makes a scenario part of the plan; deleting the line takes its changes back. The base stays as it is."
    data_sheet(book, "Promotions", "Promotions", data.rename(columns=names), columns, note=note, typed=True)


def scenarios(book: TemplateBook, plan: CompanyPlan, names: Sequence[str], decided: int) -> None:
    """What the plan becomes under each scenario, and how far the year may come otherwise."""
    sheet, keys = review_sheet(book, SHEET, "Scenarios: what if, and what matters most?"), plan.keys
    sheet.writer.set_column(20, 24, 9.7)
    last = PLAN_MONTHS - 1
    units = keys.layout.total(key.UNITS, 0, last)
    supply, months = keys.layout.total(key.RECEIPTS, 0, last), keys.layout.months(0, last)
    on_hand = keys.layout.total(key.STOCK, -1, -1)
    asked = f"BaseFamilies,{months},{on_hand},{units},{supply},BasePrices,BaseCosts"
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "Scenarios side by side",
        "SOP_SCENARIO_KPIS over 18 months by family: what ships is what supply allows. Changes: sheet Scenario changes.",
    )
    table = _kpi_table(sheet, row + 2, f"=SOP_SCENARIO_KPIS({_DELTAS},{asked})", 1 + _SCENARIOS)
    book.define("Pack_Scenarios", SHEET, table)
    row = table.bottom + 2
    row = _one_scenario(sheet, row, plan, names, (units, months, "BaseFamilies"))
    if decided:
        row = _promoted(sheet, row + 2, plan, asked, decided)
    row = _tornado(sheet, row + 2, asked, (table.top, 3))
    bottom = _prices(sheet, _range(sheet, row + 2, plan) + 2, plan)
    cells = f"$C${table.top + _MARGIN - 1}", f"$C${table.top + 3}"
    tiles(
        sheet,
        [
            ("Gross margin, base", f"={cells[0]}", "millions", "18 months, what ships"),
            ("Fill rate, base", f"={cells[1]}", "pct", "on time, by family"),
            ("Scenarios", "=COUNTIF(INDEX(Pack_Scenarios,1,0),\"?*\")-2", "units", "beside the base"),
            ("Matters most", "=INDEX(Pack_Tornado,2,1)", "text", "widest bar of the tornado"),
            ("Margin of the year, P10", "=INDEX(Pack_Range,3,2)", "millions", "one in ten is worse"),
            ("Margin of the year, P90", "=INDEX(Pack_Range,3,4)", "millions", "one in ten is better"),
        ],
    )  # fmt: skip
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _prices(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> int:
    """Price and cost of each family by month, by the names that the formulas above use. Returns the last row."""
    keys, bottom = plan.keys, row
    for name, title, measure in (
        ("BasePrices", "Price per unit, base plan", key.REVENUE),
        ("BaseCosts", "Cost per unit, base plan", key.COGS),
    ):
        sheet.section(row, 2, title)
        sheet.put(row + 1, 2, "Family", st.HEAD_LEFT)
        sheet.months(row + 1, FIRST_NUMBER, 0, PLAN_MONTHS)
        for i, family in enumerate(keys.families, start=2):
            sheet.put(row + i, 2, family, Style(bold=True))
            for k in range(PLAN_MONTHS):
                sold = keys.layout.span(key.UNITS, family, k, k)
                text = f"=IF({sold}=0,0,{keys.layout.span(measure, family, k, k)}/{sold})"
                sheet.put(row + i, FIRST_NUMBER + k, Formula(text), number("money2"))
        bottom = row + 1 + len(keys.families)
        sheet.book.define(name, SHEET, Area(row + 2, FIRST_NUMBER, bottom, FIRST_NUMBER + PLAN_MONTHS - 1))
        row = bottom + 2
    sheet.book.define("BaseFamilies", SHEET, Area(bottom - len(keys.families) + 1, 2, bottom, 2))
    return bottom


def _kpi_table(sheet: TemplateSheet, row: int, formula: str, columns: int) -> Area:
    area = Area(row, 2, row + len(_KPIS), 2 + columns)
    for i, (_, kind) in enumerate((("", "text"), *_KPIS)):
        for column in range(2, area.right + 1):
            head = (st.HEAD_LEFT if column == 2 else st.HEAD) if i == 0 else Style(number=kind, bold=column == 2)
            sheet.put(row + i, column, None, head)
    sheet.spill(Area(row, 2, area.bottom, 3), formula, st.HEAD_LEFT)
    for i, (_, kind) in enumerate(_KPIS, start=1):
        sheet.put(row + i, 2, None, Style(bold=True))
        sheet.put(row + i, 3, None, number(kind))
    sheet.put(row, 3, None, st.HEAD)
    return area


def _one_scenario(
    sheet: TemplateSheet, row: int, plan: CompanyPlan, names: Sequence[str], given: tuple[str, str, str]
) -> int:
    """Demand by family in the base plan and in the chosen scenario. Returns the last row."""
    units, months, labels = given
    families = plan.keys.families
    sheet.section(row, 2, "One scenario in detail: demand by family")
    sheet.put(row + 1, 2, "Pick a scenario:", Style(bold=True, border=False))
    sheet.put(row + 1, 3, names[0] if names else "Base", Style(role="input", bold=True))
    sheet.choices(Area(row + 1, 3, row + 1, 3), ["Base", *names])
    sheet.book.define("ChosenScenario", SHEET, Area(row + 1, 3, row + 1, 3))
    head = row + 2
    sheet.put(head, 2, "Family", st.HEAD_LEFT)
    sheet.months(head, FIRST_NUMBER, 0, PLAN_MONTHS)
    for i, family in enumerate(families, start=1):
        sheet.put(head + i, 2, family, Style(bold=True))
    area = Area(head + 1, 3, head + len(families), 2 + PLAN_MONTHS)
    text = f'=SOP_SCENARIO({units},{labels},{months},{_DELTAS},ChosenScenario,"demand")'
    sheet.spill(area, text, number("units"), check="Scenarios, demand of the chosen one")
    total = area.bottom + 1
    for at, label in ((total, "Scenario, all"), (total + 1, "Base, all"), (total + 2, "Difference")):
        sheet.put(at, 2, label, Style(bold=True, fill=st.PALE))
    for k in range(PLAN_MONTHS):
        letters = column_letters(3 + k)
        base = f"SUM({plan.keys.layout.total(key.UNITS, k, k)})"
        for at, text, kind in (
            (total, f"=SUM({letters}{area.top}:{letters}{area.bottom})", "units"),
            (total + 1, f"={base}", "units"),
            (total + 2, f"={letters}{total}-{letters}{total + 1}", "delta"),
        ):
            sheet.put(at, 3 + k, Formula(text), Style(number=kind, bold=True, fill=st.PALE))
    return total + 2


def _promoted(sheet: TemplateSheet, row: int, plan: CompanyPlan, asked: str, decided: int) -> int:
    """Demand with the scenarios that were decided, and the record of the decisions. Returns the last row."""
    units, families = plan.keys.layout.total(key.UNITS, 0, PLAN_MONTHS - 1), plan.keys.families
    labels, months = asked.split(",")[:2]
    sheet.section(row, 2, "The plan as decided: demand with the scenarios of the sheet Promotions (SOP_PROMOTED_PLAN)")
    sheet.put(row + 1, 2, "Family", st.HEAD_LEFT)
    sheet.months(row + 1, FIRST_NUMBER, 0, PLAN_MONTHS)
    for i, family in enumerate(families, start=2):
        sheet.put(row + i, 2, family, Style(bold=True))
    area = Area(row + 2, 3, row + 1 + len(families), 2 + PLAN_MONTHS)
    record = "Promotions[[Scenario]:[Reason]]"
    text = f'=SOP_PROMOTED_PLAN({units},{labels},{months},{_DELTAS},{record},AsOf,"demand")'
    sheet.spill(area, text, number("units"), check="Scenarios, plan as decided")
    row = area.bottom + 2
    sheet.section(row, 2, "Decision record: what each decision did to the plan (SOP_DECISION_RECORD)")
    kinds = ("date", "text", "text", "text", "money", "money", "money", "money", "pct", "pct", "money", "money")
    for i in range(decided + 1):
        for column, kind in enumerate(kinds, start=2):
            left = "left" if column < _FIRST_KPI else None
            shown = st.HEAD.but(align="left") if i == 0 else Style(number=kind, align=left, wrap=True, vertical="top")
            sheet.put(row + 1 + i, column, None, shown)
    for i in range(decided + 1):
        sheet.writer.set_row(row + i, 68 if i else 28)
    text = f"=SOP_DECISION_RECORD({record},AsOf,{_DELTAS},{asked})"
    sheet.spill(Area(row + 1, 2, row + 1, 2), text, st.HEAD.but(align="left"))
    return row + 1 + decided


def _tornado(sheet: TemplateSheet, row: int, asked: str, base: tuple[int, int]) -> int:
    """Low and high end of each driver, their margins, and the bars. Returns the last row."""
    sheet.section(
        row,
        2,
        "What matters most: gross margin with one driver moved at a time",
        "Type how far each driver may move. SOP_TORNADO puts the widest bar first.",
    )
    head = row + 2
    sheet.heads(head, 2, ["Driver", "Low", "High", "Margin, low", "Margin, high"], st.HEAD, 18)
    deltas = 12  # column of the changes that the ends make
    sheet.heads(head, deltas, ["Scenario", "Driver", "Family", "From", "To", "Change", "Value"], st.HEAD_LEFT, 18)
    count = len(_DRIVERS)
    results = head + 2 * count + 5
    for i, (label, driver, swing) in enumerate(_DRIVERS):
        at = head + 1 + i
        sheet.put(at, 2, label, Style(bold=True))
        for column, value in ((3, -swing), (4, swing)):
            sheet.put(at, column, value, Style(role="input", number="pct_delta"))
        for end, column in ((0, 5), (1, 6)):
            line = head + 1 + 2 * i + end
            name = f"{label} {'high' if end else 'low'}"
            months = ("=EDATE(FirstPlanMonth,0)", f"=EDATE(FirstPlanMonth,{PLAN_MONTHS - 1})")
            cells = (
                name,
                driver,
                None,
                Formula(months[0]),
                Formula(months[1]),
                "percent",
                Formula(f"=${'D' if end else 'C'}${at}"),
            )
            for offset, content in enumerate(cells):
                kind = "month" if offset in (3, 4) else "pct_delta" if offset == 6 else "text"
                sheet.put(line, deltas + offset, content, Style(number=kind, ink=st.MUTED))
            letters = column_letters(4 + 2 * i + end)
            sheet.put(at, column, Formula(f"={letters}{results + _MARGIN - 1}"), number("money"))
    block = f"${column_letters(deltas)}${head + 1}:${column_letters(deltas + 6)}${head + 2 * count}"
    sheet.put(results - 1, 2, "KPIs of each end, for the columns Margin above", st.NOTE)
    area = Area(results, 2, results + len(_KPIS), 3 + 2 * count)
    for i, (_, kind) in enumerate((("", "text"), *_KPIS)):
        for column in range(2, area.right + 1):
            top_row = st.HEAD_LEFT if column == 2 else st.HEAD
            shown = Style(number=kind if column > 2 else "text", ink=st.MUTED)
            sheet.put(results + i, column, None, top_row if i == 0 else shown)
    sheet.spill(area, f"=SOP_SCENARIO_KPIS({block},{asked})", st.HEAD_LEFT)
    bars = head + count + 2
    sheet.heads(bars, 2, ["Widest first", "Low − base", "High − base", "Swing"], st.HEAD, 18)
    top = Area(bars + 1, 2, bars + count, 5)
    names, low, high = (f"${letters}${head + 1}:${letters}${head + count}" for letters in "BEF")
    text = f"=SOP_TORNADO({names},{low},{high},${column_letters(base[1])}${base[0] + _MARGIN - 1})"
    sheet.spill(top, text, Style(bold=True))
    for at in range(top.top, top.bottom + 1):
        for column, kind in ((2, "text"), (3, "delta"), (4, "delta"), (5, "money")):
            if (at, column) != (top.top, 2):
                sheet.put(at, column, None, Style(number=kind, bold=column == 2))
    sheet.book.define("Pack_Tornado", SHEET, Area(bars, 2, bars + count, 5))
    chart = sheet.chart({"type": "bar", "subtype": "stacked"}, results + len(_KPIS) + 2, 2, CHART_WIDTH, 250)
    for letters, label, colour in (("C", "Low", st.ORANGE), ("D", "High", st.NAVY)):
        chart.add_series({"name": label, "categories": f"={SHEET}!$B${top.top}:$B${top.bottom}", "values": f"={SHEET}!${letters}${top.top}:${letters}${top.bottom}", "fill": {"color": colour}, "gap": 40})  # fmt: skip
    title = "Gross margin against the base, one driver moved at a time"
    style_chart(
        chart, title, y_format='[>=1000000]0.0,,"M";[<=-1000000]-0.0,,"M";#,##0,"k"', bars=True, low_labels=True
    )
    return results + len(_KPIS) + 15


def _range(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> int:
    """P10, P50 and P90 of revenue and margin of the next twelve months. Returns the last row."""
    keys = plan.keys
    total, layout = keys.total, keys.layout
    sheet.section(
        row,
        2,
        "Range of the year: what the errors of past forecasts mean in money",
        "SOP_SIMULATE_MARGIN by family over the next twelve months, 1,000 runs, seed 2020: what can ship of simulated demand.",
    )
    sheet.heads(
        row + 2, 2, ["Next 12 months", "P10", "P50", "P90", "Latest estimate", "AOP", "Estimate − AOP"], st.HEAD, 28
    )
    errors = row + 8
    sheet.put(errors - 1, 2, "Error of lag 1, units", st.HEAD_LEFT)
    sheet.months(errors - 1, 3, -_YEAR, _YEAR, history=True)
    sheet.row(errors - 1, 16, ["Unit price", "Unit margin"], st.HEAD)
    for i, family in enumerate(keys.families):
        at = errors + i
        sheet.put(at, 2, family, Style(bold=True))
        for k in range(_YEAR):
            actual, said = (layout.span(m, family, k - _YEAR, k - _YEAR) for m in (key.JUDGED, key.LAG_1))
            sheet.put(at, 3 + k, Formula(f"={actual}-{said}"), Style(number="delta", role="history"))
        sold = f"SUM({layout.span(key.UNITS, family, 0, 11)})"
        revenue, cogs = (f"SUM({layout.span(m, family, 0, 11)})" for m in (key.REVENUE, key.COGS))
        sheet.put(at, 16, Formula(f"=IF({sold}=0,0,{revenue}/{sold})"), number("money2"))
        sheet.put(at, 17, Formula(f"=IF({sold}=0,0,({revenue}-{cogs})/{sold})"), number("money2"))
    bottom = errors + len(keys.families) - 1
    drawn = f"{layout.total(key.STOCK, -1, -1)},{layout.total(key.UNITS, 0, 11)},{layout.total(key.RECEIPTS, 0, 11)},$C${errors}:$N${bottom}"
    margin = f"{total(key.REVENUE, 0, 11)}-{total(key.COGS, 0, 11)}"
    aop = f"{total(key.AOP_REVENUE, 0, 11)}-{total(key.AOP_COGS, 0, 11)}"
    for at, label, letters, estimate, plan_aop in (
        (row + 3, "Revenue", "P", total(key.REVENUE, 0, 11), total(key.AOP_REVENUE, 0, 11)),
        (row + 4, "Gross margin", "Q", margin, aop),
    ):
        sheet.put(at, 2, label, Style(bold=True))
        text = f'=SOP_SIMULATE_MARGIN({drawn},${letters}${errors}:${letters}${bottom},2020,"total",1000)'
        sheet.spill(Area(at, 3, at, 5), text, number("money"), check=f"Scenarios, range of {label.lower()}")
        sheet.put(at, 6, Formula(f"={estimate}"), number("money"))
        sheet.put(at, 7, Formula(f"={plan_aop}"), number("money"))
        sheet.put(at, 8, Formula(f"=F{at}-G{at}"), number("delta"))
    sheet.book.define("Pack_Range", SHEET, Area(row + 2, 2, row + 4, 8))
    return bottom
