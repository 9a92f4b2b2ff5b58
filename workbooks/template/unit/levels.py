"""Levels: forecasts of the unit, its families and channels that agree; and a family total spread over its items."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet, literal
from workbooks.template.pieces import MONTHS_SHOWN
from workbooks.template.plans import FIRST_ROW
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan

SHEET = "Levels"
_METHODS = ("bottom_up", "top_down", "middle_out", "mint")
_ERRORS = 24  # months of naive errors that weigh the nodes


def levels(book: TemplateBook, plan: UnitPlan, channels: Sequence[tuple[str, str]], largest_family: int) -> None:
    """Every node forecast on its own, then reconciled; below, a total typed by hand spread over the items."""
    widths: list[float] = [2, 30, 22, *[9] * MONTHS_SHOWN, 2, *[8.5] * HISTORY_MONTHS]
    sheet = book.sheet(SHEET, tab=st.BLUE, widths=widths, title="Levels: one number on every level")
    families = plan.keys.families
    nodes = [("All", "", "")]
    nodes += [(family, "All", family) for family in families]
    nodes += [(f"{family} · {channel}", family, family) for family, channel in channels]
    count = len(nodes)
    heads = ("Each level forecast on its own", "Reconciled: every total is the sum of its parts")
    tops = (8, 8 + count + 4)
    left, right = "D", column_letters(3 + PLAN_MONTHS)
    past = 3 + MONTHS_SHOWN + 2
    for top, title in zip(tops, heads, strict=True):
        sheet.section(top - 2, 2, title)
        sheet.heads(top - 1, 2, ["Node", "Part of"], st.HEAD_LEFT, 18)
        sheet.months(top - 1, 4, 0, PLAN_MONTHS)
        for i, (node, parent, _) in enumerate(nodes):
            level = 0 if not parent else 1 if parent == "All" else 2
            sheet.put(top + i, 2, node, Style(bold=level < 2, indent=level))
            sheet.put(top + i, 3, parent or None, Style(ink=st.MUTED))
    sheet.put(
        4,
        2,
        "Families and channels seldom add up when each is forecast on its own. Method: ReconcileMethod in Settings.",
        st.NOTE,
    )
    _histories(sheet, tops[0], past, nodes)
    own = Area(tops[0], 4, tops[0] + count - 1, 3 + PLAN_MONTHS)
    history = f"${column_letters(past)}${tops[0]}:${column_letters(past + HISTORY_MONTHS - 1)}${own.bottom}"
    sheet.spill(
        own,
        f"=SOP_FORECAST({history},{PLAN_MONTHS},SeasonLength,ForecastMethod)",
        number("units"),
        check="Levels, each on its own",
    )
    recent = f"${column_letters(past + HISTORY_MONTHS - _ERRORS)}${tops[1]}:${column_letters(past + HISTORY_MONTHS - 1)}${tops[1] + count - 1}"
    names, parents = f"$B${tops[0]}:$B${own.bottom}", f"$C${tops[0]}:$C${own.bottom}"
    forecasts = f"${left}${tops[0]}:${right}${own.bottom}"
    agreed = Area(tops[1], 4, tops[1] + count - 1, 3 + PLAN_MONTHS)
    text = f"=SOP_RECONCILE({names},{parents},{forecasts},ReconcileMethod,{recent})"
    sheet.spill(agreed, text, number("units"), check="Levels, reconciled")
    _naive_errors(sheet, tops, past, count)
    row = agreed.bottom + 3
    sheet.section(row, 2, "What each method makes of the next twelve months")
    sheet.put(row + 1, 2, "Method", st.HEAD_LEFT)
    sheet.heads(row + 1, 3, ["All", *families], height=28)
    year = f"${left}${tops[0]}:$O${own.bottom}"
    sheet.put(row + 2, 2, "on their own", Style(bold=True))
    for j in range(len(families) + 1):
        sheet.put(row + 2, 3 + j, Formula(f"=SUM($D{tops[0] + j}:$O{tops[0] + j})"), number("units"))
    for i, method in enumerate(_METHODS, start=3):
        sheet.put(row + i, 2, method, Style(bold=True))
        for j in range(len(families) + 1):
            text = f'=SUM(INDEX(SOP_RECONCILE({names},{parents},{year},"{method}",{recent}),{j + 1},0))'
            sheet.put(row + i, 3 + j, Formula(text), number("units"))
    sheet.put(row + 7, 2, "Consensus, for comparison", Style(bold=True))
    for j, family in enumerate(("", *families)):
        chosen = (
            f"SUMPRODUCT(({plan.demand.families}={column_letters(3 + j)}${row + 1})*{plan.demand.consensus.ref(0, 12)})"
        )
        text = f"=SUM({plan.demand.consensus.ref(0, 12)})" if not family else f"={chosen}"
        sheet.put(row + 7, 3 + j, Formula(text), number("units"))
    bottom = _spread(sheet, row + 10, plan, largest_family)
    book.define("LevelsReconciled", SHEET, agreed)
    book.define("LevelsGap", SHEET, Area(agreed.bottom + 1, 4, agreed.bottom + 1, 4))
    bottom_rows = range(tops[1] + 1 + len(families), agreed.bottom + 1)
    total, parts = f"SUM($D{tops[1]}:${right}{tops[1]})", f"SUM($D{bottom_rows[0]}:${right}{bottom_rows[-1]})"
    sheet.put(agreed.bottom + 1, 2, "Total − sum of the lowest level", Style(ink=st.MUTED))
    sheet.put(agreed.bottom + 1, 4, Formula(f"=ROUND({total}-{parts},4)"), number("delta"))
    sheet.freeze(6, 4)
    sheet.print_area(bottom + 1, right=3 + MONTHS_SHOWN)
    sheet.protect()


def _histories(sheet: TemplateSheet, top: int, left: int, nodes: Sequence[tuple[str, str, str]]) -> None:
    sheet.section(top - 2, left, "History, units")
    sheet.months(top - 1, left, -HISTORY_MONTHS, HISTORY_MONTHS, history=True)
    for i, (node, parent, family) in enumerate(nodes):
        month = f"Sales[Month],{{c}}${top - 1}"
        if not parent:
            text = f"=SUMIFS(Sales[Units],{month})"
        elif parent == "All":
            text = f"=SUMIFS(Sales[Units],{month},Sales[Family],{literal(family)})"
        else:
            text = f"=SUMIFS(Sales[Units],{month},Sales[Family],{literal(family)},Sales[Channel],{literal(node.removeprefix(f'{family} · '))})"
        area = Area(top + i, left, top + i, left + HISTORY_MONTHS - 1)
        sheet.fill(area, number("units", role="history"), text)


def _naive_errors(sheet: TemplateSheet, tops: tuple[int, int], left: int, count: int) -> None:
    """Month-on-month changes: the errors of the naive forecast, which tell how reliable a node is."""
    sheet.section(tops[1] - 2, left, "Error of the naive forecast, which weighs the nodes")
    sheet.months(tops[1] - 1, left, -HISTORY_MONTHS, HISTORY_MONTHS, history=True)
    shift = tops[1] - tops[0]
    for i in range(count):
        at = tops[1] + i
        area = Area(at, left + 1, at, left + HISTORY_MONTHS - 1)
        sheet.fill(area, number("delta", role="history"), f"={{c}}{at - shift}-{{left}}{at - shift}")


def _spread(sheet: TemplateSheet, row: int, plan: UnitPlan, largest: int) -> int:
    """A family total typed by hand, spread over its items in proportion to the consensus. Returns the last row."""
    demand, families = plan.demand, plan.keys.families
    sheet.section(
        row,
        2,
        "Type at a total and it spreads down",
        "Yellow: the total you want for a family (blank = the consensus). SOP_SPREAD gives whole units that add up to it exactly.",
    )
    sheet.put(row + 2, 2, "Pick a family:", Style(bold=True, border=False))
    sheet.put(row + 2, 3, families[0], Style(role="input", bold=True))
    sheet.choices(Area(row + 2, 3, row + 2, 3), families)
    sheet.book.define("SpreadFamily", SHEET, Area(row + 2, 3, row + 2, 3))
    first = f"MATCH(SpreadFamily,{demand.families},0)"
    sheet.put(row + 2, 4, Formula(f"={first}"), Style(ink=st.WHITE, border=False))
    sheet.put(row + 2, 5, Formula(f"=COUNTIF({demand.families},SpreadFamily)"), Style(ink=st.WHITE, border=False))
    head, start, size = row + 3, f"$D${row + 2}", f"$E${row + 2}"
    sheet.heads(head, 2, ["", ""], st.HEAD_LEFT, 18)
    sheet.months(head, 4, 0, 12)
    sheet.put(head + 1, 2, "Total wanted", Style(bold=True))
    sheet.put(head + 2, 2, "Total that is spread", Style(bold=True))
    sheet.put(head + 3, 2, "Parts add up to it", Style(bold=True))
    top, bottom = head + 5, head + 4 + largest
    weights = bottom + 3
    for k in range(12):
        column = 4 + k
        letters = column_letters(column)
        sheet.put(head + 1, column, None, Style(number="units", role="input"))
        total = f'=IF({letters}{head + 1}="",ROUND(SUM({letters}{weights}:{letters}{weights + largest - 1}),0),{letters}{head + 1})'
        sheet.put(head + 2, column, Formula(total), Style(number="units", bold=True))
        same = f'=IF(SUM({letters}{top}:{letters}{bottom})={letters}{head + 2},"yes","NO")'
        sheet.put(head + 3, column, Formula(same), Style(align="center"))
    sheet.heads(top - 1, 2, ["Item", "Name"], st.HEAD_LEFT, 18)
    sheet.row(top - 1, 4, ["Spread", *[None] * 11], st.HEAD_LEFT)
    sheet.heads(weights - 1, 2, ["Item", "Name"], st.HEAD_LEFT, 18)
    sheet.row(weights - 1, 4, ["Weights", *[None] * 11], st.HEAD_LEFT)
    for i in range(largest):
        there = f"{size}<{i + 1}"
        for at in (top + i, weights + i):
            for column, source in ((2, "B"), (3, "C")):
                text = f"=IF({there},\"\",INDEX('Demand plan'!${source}${FIRST_ROW}:${source}${FIRST_ROW + demand.rows - 1},{start}+{i}))"
                sheet.put(at, column, Formula(text), Style(bold=column == 2))
        for k in range(12):
            text = f"=IF({there},0,INDEX({demand.consensus.month(k)},{start}+{i}))"
            sheet.put(weights + i, 4 + k, Formula(text), number("units1"))
    area = Area(top, 4, bottom, 15)
    block = f"$D${weights}:$O${weights + largest - 1}"
    sheet.spill(
        area, f"=SOP_SPREAD($D${head + 2}:$O${head + 2},{block})", number("units"), check="Levels, spread of a total"
    )
    for upper, lower in ((top, bottom), (weights, weights + largest - 1)):  # a smaller family leaves rows empty
        rule = {"type": "formula", "criteria": f'=$B{upper}=""', "format": Style(ink=st.WHITE, fill=st.WHITE)}
        sheet.highlight(Area(upper, 2, lower, 15), rule)
    sheet.book.define("SpreadAddsUp", SHEET, Area(head + 3, 4, head + 3, 15))
    return weights + largest
