"""What to do about capacity: levers for one work centre, what can still be promised, and the aggregate plan."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.company.capacity import SHEET as CAPACITY
from workbooks.template.company.reviews import CompanyPlan
from workbooks.template.key_figures import CHART_WIDTH
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import (
    FIRST_NUMBER,
    FIRST_SECTION,
    MONTH_WIDTH,
    REVIEW_TAB,
    REVIEW_WIDTHS,
    Parameter,
    parameters,
    tiles,
)
from workbooks.template.style import Style, number

SHEET = "Capacity options"
_LEVERS = (("Overtime", 0.15, 38.0), ("Extra shift", 0.20, 45.0), ("Subcontract", 0.10, 60.0))
_ROWS = len(_LEVERS) + 4  # regular, levers, pre-built, not met, cost
_YEAR = 12
_AGGREGATE = ("Workforce", "Hired", "Laid off", "Production", "Overtime", "Stock", "Backlog", "Subcontracted")


def capacity_options(book: TemplateBook, plan: CompanyPlan, busiest: str) -> None:
    """Levers, promises and the aggregate plan, each for a choice."""
    widths = [*REVIEW_WIDTHS[:4], 12, *REVIEW_WIDTHS[5:], *[MONTH_WIDTH] * len(plan.capacity.resources)]
    title = "Capacity options: overtime, shifts, subcontracting, workforce"
    sheet = book.sheet(SHEET, tab=REVIEW_TAB, widths=widths, title=title)
    row, cost, missing = _levers(sheet, FIRST_SECTION, plan, busiest)
    row = _promise(sheet, row + 2, plan)
    bottom, best = _aggregate(sheet, row + 2, plan)
    tiles(
        sheet,
        [
            ("Cost of the levers", f"={cost}", "money", "chosen work centre, 12 months"),
            ("Load not met", f"={missing}", "units", "hours left without capacity"),
            ("Aggregate plan", f"={best}", "money", "cost of the chosen strategy"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(bottom + 1)
    sheet.protect()


def _levers(sheet: TemplateSheet, row: int, plan: CompanyPlan, busiest: str) -> tuple[int, str, str]:
    capacity = plan.capacity
    names = f"{CAPACITY}!$B${capacity.load + 1}:$B${capacity.load + len(capacity.resources)}"
    sheet.section(
        row,
        2,
        "One work centre: the cheapest way to carry its load",
        "SOP_CAPACITY_LEVERS: overtime, a shift, subcontracting, or building ahead.",
    )
    sheet.put(row + 2, 2, "Pick a work centre:", Style(bold=True, border=False))
    sheet.put(row + 2, 3, busiest, Style(role="input", bold=True))
    sheet.choices(Area(row + 2, 3, row + 2, 3), f"={names}")
    sheet.book.define("LeverResource", SHEET, Area(row + 2, 3, row + 2, 3))
    sheet.put(row + 2, 6, "Carrying cost of an hour built a month early", Style(border=False))
    sheet.put(row + 2, 11, 1.5, Style(role="input", number="money2"))
    head = row + 4
    sheet.heads(head, 2, ["Lever", "Most, % of regular", "Cost of an hour"], st.HEAD, 28)
    for i, (label, share, hour) in enumerate(_LEVERS, start=1):
        sheet.put(head + i, 2, label, Style(role="input", bold=True))
        sheet.put(head + i, 3, share, Style(role="input", number="pct"))
        sheet.put(head + i, 4, hour, Style(role="input", number="money2"))
    months = head + len(_LEVERS) + 2
    sheet.put(months, 2, "Hours", st.HEAD_LEFT)
    sheet.writer.set_row(months - 1, 18)
    sheet.months(months, 3, 0, _YEAR)
    position = f"MATCH(LeverResource,{names},0)"
    for at, label, block in ((months + 1, "Load", capacity.load), (months + 2, "Regular hours", capacity.available)):
        sheet.put(at, 2, label, Style(bold=True))
        for k in range(_YEAR):
            letters = column_letters(3 + k)
            column = f"{CAPACITY}!${letters}${block + 1}:${letters}${block + len(capacity.resources)}"
            sheet.put(at, 3 + k, Formula(f"=INDEX({column},{position})"), number("units"))
    limits = months + 3
    for i, (label, _, _) in enumerate(_LEVERS):
        sheet.put(limits + i, 2, f"Most {label.lower()}", Style(ink=st.MUTED))
        for k in range(_YEAR):
            letters = column_letters(3 + k)
            sheet.put(
                limits + i,
                3 + k,
                Formula(f"=$C${head + 1 + i}*{letters}${months + 2}"),
                Style(number="units", ink=st.MUTED),
            )
    top = limits + len(_LEVERS) + 1
    right = column_letters(2 + _YEAR)
    area = Area(top, 2, top + _ROWS - 1, 2 + _YEAR)
    span = f"$C${months + 1}:${right}${months + 1}", f"$C${months + 2}:${right}${months + 2}"
    most = f"$C${limits}:${right}${limits + len(_LEVERS) - 1}"
    lever = f"$B${head + 1}:$B${head + len(_LEVERS)}", f"$D${head + 1}:$D${head + len(_LEVERS)}"
    sheet.spill(
        area, f"=SOP_CAPACITY_LEVERS({span[0]},{span[1]},{lever[0]},{most},{lever[1]},$K${row + 2})", Style(bold=True)
    )
    for at in range(top, area.bottom + 1):
        for place in range(2, 3 + _YEAR):
            if (at, place) != (top, 2):
                kind = "money" if at == area.bottom else "units"
                sheet.put(at, place, None, Style(number=kind if place > 2 else "text", bold=place == 2))
    chart = sheet.chart({"type": "column", "subtype": "stacked"}, area.bottom + 2, 2, CHART_WIDTH, 250)
    colours = (st.NAVY, st.SKY, st.BLUE, st.ORANGE)
    for i in range(len(_LEVERS) + 1):
        chart.add_series({"name": f"='{SHEET}'!$B${top + i}", "categories": f"='{SHEET}'!$C${months}:${right}${months}", "values": f"='{SHEET}'!$C${top + i}:${right}${top + i}", "fill": {"color": colours[i]}, "gap": 50})  # fmt: skip
    style_chart(chart, "Hours worked, regular and by lever", months=True)
    cost = f"SUM($C${area.bottom}:${right}${area.bottom})"
    return area.bottom + 15, cost, f"SUM($C${area.bottom - 1}:${right}${area.bottom - 1})"


def _promise(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> int:
    """Available to promise of the units and free hours: what could still be promised of each family."""
    keys, capacity = plan.keys, plan.capacity
    right = column_letters(2 + PLAN_MONTHS)
    blocks = (row + 2, row + 5 + len(keys.families))
    sheet.section(
        row,
        2,
        "What could still be promised of each family",
        "Projected stock of the units that no later month needs, then SOP_CTP adds what free hours can make (each family as if alone).",
    )
    for top, title in zip(blocks, ("Free stock", "Capable to promise"), strict=True):
        sheet.put(top, 2, title, st.HEAD_LEFT)
        sheet.months(top, FIRST_NUMBER, 0, PLAN_MONTHS)
        for i, family in enumerate(keys.families, start=1):
            sheet.put(top + i, 2, family, Style(bold=True))
    for i, family in enumerate(keys.families, start=1):
        for k in range(PLAN_MONTHS):
            stock = keys.layout.span(key.STOCK, family, k, PLAN_MONTHS - 1)
            late = keys.layout.span(key.BACKLOG, family, k, PLAN_MONTHS - 1)
            sheet.put(blocks[0] + i, 3 + k, Formula(f"=MAX(0,MIN({stock})-MAX({late}))"), number("units"))
    free = f"$C${blocks[0] + 1}:${right}${blocks[0] + len(keys.families)}"
    gap = capacity.all(capacity.gap, 0, PLAN_MONTHS - 1)
    hours = capacity.hours_per_unit
    # A family without a routing is bought: hours cannot add to it, so a large time stands for it.
    sheet.put(blocks[0], 2 + PLAN_MONTHS + 2, "Hours per unit", st.HEAD_LEFT)
    left = 2 + PLAN_MONTHS + 2
    for i in range(len(keys.families)):
        for j in range(len(capacity.resources)):
            cell = f"{CAPACITY}!{column_letters(3 + j)}{hours + 1 + i}"
            whole = f"{CAPACITY}!$C{hours + 1 + i}:${column_letters(2 + len(capacity.resources))}{hours + 1 + i}"
            sheet.put(
                blocks[0] + 1 + i,
                left + j,
                Formula(f"=IF(SUM({whole})=0,9999,{cell})"),
                Style(number="hours", ink=st.MUTED),
            )
    matrix = f"${column_letters(left)}${blocks[0] + 1}:${column_letters(left + len(capacity.resources) - 1)}${blocks[0] + len(keys.families)}"
    area = Area(blocks[1] + 1, 3, blocks[1] + len(keys.families), 2 + PLAN_MONTHS)
    sheet.spill(
        area, f"=SOP_CTP({free},{gap},{matrix},1)", number("units"), check="Capacity options, capable to promise"
    )
    return area.bottom


def _aggregate(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> tuple[int, str]:
    """Workforce and stock of the families that are made, at the least cost."""
    keys = plan.keys
    sheet.section(
        row,
        2,
        "Aggregate plan: workforce, overtime, stock and subcontracting at the least cost",
        "SOP_AGGREGATE_PLAN over twelve months for one family. Example figures: put in your own.",
    )
    sheet.put(row + 2, 2, "Pick a family:", Style(bold=True, border=False))
    sheet.put(row + 2, 3, keys.families[0], Style(role="input", bold=True))
    sheet.choices(Area(row + 2, 3, row + 2, 3), keys.families)
    sheet.book.define("AggregateFamily", SHEET, Area(row + 2, 3, row + 2, 3))
    sheet.put(row + 2, 6, "Strategy:", Style(bold=True, border=False))
    sheet.put(row + 2, 7, "mixed", Style(role="input", bold=True))
    sheet.choices(Area(row + 2, 7, row + 2, 7), ("mixed", "level", "chase"))
    sheet.book.define("AggregateStrategy", SHEET, Area(row + 2, 7, row + 2, 7))
    head, right = row + 4, column_letters(2 + _YEAR)
    sheet.put(head, 2, "Units", st.HEAD_LEFT)
    sheet.months(head, 3, 0, _YEAR)
    sheet.put(head + 1, 2, "Demand", Style(bold=True))
    for k in range(_YEAR):
        sheet.put(head + 1, 3 + k, Formula("=" + keys.layout.picked("AggregateFamily", "Units", k)), number("units"))
    wanted = f"$C${head + 1}:${right}${head + 1}"
    stock = "=" + keys.layout.picked("AggregateFamily", "Stock units", -1)
    values = head + 3
    sheet.put(values, 2, "Parameter", st.HEAD_LEFT)
    sheet.put(values, 3, "Value", st.HEAD)
    lines = (
        ("Units per worker", 20, "units"), ("Hours per unit", 8, "units1"),
        ("Opening workforce", Formula(f"=ROUND(AVERAGE({wanted})/$C${values + 1},0)"), "units"),
        ("Opening stock", Formula(stock), "units"), ("Closing stock", Formula(f"=ROUND(0.5*AVERAGE({wanted}),0)"), "units"),
        ("Labour cost", 2600, "money"), ("Overtime cost", 24, "money2"), ("Hiring cost", 1200, "money"),
        ("Layoff cost", 2000, "money"), ("Material cost", 300, "money"), ("Subcontract cost", 560, "money"),
        ("Holding cost", 6, "money2"), ("Backlog cost", 40, "money2"), ("Overtime limit", 16, "units"),
        ("Subcontract limit", 200, "units"),
    )  # fmt: skip
    end = parameters(sheet, values + 1, [Parameter(label, value, kind) for label, value, kind in lines])
    names, given = f"$B${values + 1}:$B${end - 1}", f"$C${values + 1}:$C${end - 1}"
    left = 5
    top = values + 1
    sheet.heads(values, left, ["Plan", *[None] * _YEAR], st.HEAD_LEFT, 18)
    sheet.months(values, left + 1, 0, _YEAR)
    area = Area(top, left, top + len(_AGGREGATE) - 1, left + _YEAR)
    sheet.spill(area, f"=SOP_AGGREGATE_PLAN({wanted},{names},{given},AggregateStrategy)", Style(bold=True))
    for i in range(len(_AGGREGATE)):
        for column in range(left, left + _YEAR + 1):
            if (i, column) != (0, left):
                sheet.put(
                    top + i, column, None, Style(number="units1" if column > left else "text", bold=column == left)
                )
    costs = area.bottom + 2
    sheet.heads(costs, left, ["Cost", "mixed", "level", "chase"], st.HEAD, 18)
    sheet.put(costs + 1, left, "12 months", Style(bold=True))
    for i, strategy in enumerate(("mixed", "level", "chase"), start=1):
        text = f'=SUM(SOP_AGGREGATE_PLAN({wanted},{names},{given},"{strategy}",,"cost"))'
        sheet.put(costs + 1, left + i, Formula(text), number("money"))
    sheet.put(
        costs + 1,
        left + 5,
        "mixed is the cheapest by definition; the others say what a steady crew or no stock costs.",
        st.NOTE,
    )
    worth = costs + 3
    sheet.put(worth, left, "What one more unit is worth", st.HEAD_LEFT)
    for column in range(left + 1, left + _YEAR + 1):
        sheet.put(worth, column, None, st.HEAD)
    free = Area(worth + 1, left, worth + 7, left + _YEAR)
    for at in range(free.top, free.bottom + 1):
        for column in range(left, free.right + 1):
            sheet.put(at, column, None, Style(number="money2" if column > left else "text", bold=column == left))
    sheet.spill(
        Area(free.top, left, free.top, left + 1),
        f'=SOP_AGGREGATE_PLAN({wanted},{names},{given},AggregateStrategy,,"value")',
        Style(bold=True),
    )
    sheet.put(free.top, left + 1, None, number("money2"))
    best = f"INDEX($F${costs + 1}:$H${costs + 1},MATCH(AggregateStrategy,$F${costs}:$H${costs},0))"
    return max(end, free.bottom), best
