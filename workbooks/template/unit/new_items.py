"""New items: a launch planned from similar items, what it takes from others, hand-over, succession."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.item_grid import ItemGrid
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, MONTHS_SHOWN, Parameter, parameters, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, review_sheet

SHEET = "New items"
_AFFECTED = 6


def new_items(
    book: TemplateBook, plan: UnitPlan, items: pd.DataFrame, segments: ItemGrid, successions: pd.DataFrame
) -> None:
    """One launch worked through, one young item handed over, and the chains of succession."""
    sheet = review_sheet(book, SHEET, "New items: launch, phase-out, hand-over, succession", [2, 14])
    ages, revenue = segments.ref("age"), segments.ref("revenue")
    tiles(
        sheet,
        [
            ("Vitality", f"=SOP_VITALITY({revenue},{ages},3)", "pct", "revenue, items under 3 years"),
            ("Vitality, one year", f"=SOP_VITALITY({revenue},{ages},1.01)", "pct", "younger than a year"),
            ("New item, next 12", "=SUM(NewItemPlan)", "units", "units of the launch below"),
            ("Taken from others", "=NewItemTaken", "units", "units in 18 months"),
            ("Net growth", "=SUM(NewItemPlan)-NewItemTaken", "delta", "units"),
        ],
    )
    family = items["family"].iloc[0]
    alike = items.loc[items["family"] == family, "item"].tolist()
    row = _launch(sheet, FIRST_SECTION, plan, alike)
    youngest = items.sort_values(["launch", "item"]).iloc[-1]
    like = items.loc[items["family"] == youngest["family"], "item"].iloc[0]
    row = _hand_over(sheet, row + 2, plan, str(youngest["item"]), str(like))
    row = _succession(sheet, row + 2, successions) if len(successions) else row
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 1)
    sheet.protect()


def _launch(sheet: TemplateSheet, row: int, plan: UnitPlan, alike: Sequence[str]) -> int:
    demand = plan.demand
    sheet.section(row, 2, "A launch: what will it sell, and what will it take from others?")
    first, second = alike[0], alike[min(1, len(alike) - 1)]
    last = PLAN_MONTHS
    end = parameters(
        sheet,
        row + 1,
        [
            Parameter("Similar item", first, "text", "", "NewLike1", "=ItemList"),
            Parameter("Weight", 0.5, "pct", "", "NewWeight1"),
            Parameter("Another similar item", second, "text", "", "NewLike2", "=ItemList"),
            Parameter("Weight", 0.3, "pct", "", "NewWeight2"),
            Parameter("First month of the plan with sales", 4, "units", "1 = the first plan month", "NewStart"),
            Parameter("Months to the full level", 6, "units", "straight line", "NewRamp"),
            Parameter("Share taken from others", 0.4, "pct", "of the new units", "NewRate"),
            Parameter("Similar items phase out over", 6, "units", "months; for the line Phase-out below", "OldRamp"),
        ],
    )
    sheet.put(row + 1, 8, "Items that lose sales to it", st.HEAD_LEFT)
    sheet.put(row + 1, 9, None, st.HEAD_LEFT)
    sheet.put(row + 1, 10, "Affected", st.HEAD)
    affected = row + 2
    for i in range(_AFFECTED):
        sheet.put(affected + i, 8, alike[i % len(alike)], Style(role="input"))
        sheet.put(affected + i, 9, None, Style(role="input"))
        sheet.put(affected + i, 10, 1 if i < min(4, len(alike)) else 0, Style(role="input", number="units"))
    sheet.choices(Area(affected, 8, affected + _AFFECTED - 1, 8), "=ItemList")
    head = end + 1
    right = column_letters(2 + last)
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, 0, last)
    lines = (
        ("Similar item 1", f"=INDEX({demand.baseline.ref()},MATCH(NewLike1,ItemList,0),{{n}})", ""),
        ("Similar item 2", f"=INDEX({demand.baseline.ref()},MATCH(NewLike2,ItemList,0),{{n}})", ""),
        ("Phase-in", "", f"=SOP_RAMP({last},NewRamp,NewStart)"),
        ("New item", "", f"=SOP_NEW_ITEM($C{head + 1}:${right}{head + 2},{{w}},$C{head + 3}:${right}{head + 3})"),
        ("Phase-out", "", f'=SOP_RAMP({last},OldRamp,NewStart,"out")'),
    )
    sheet.put(row + 1, 13, "Weights", st.HEAD)
    for i in (1, 2):
        sheet.put(row + 1 + i, 13, Formula(f"=NewWeight{i}"), number("pct"))
    for i, (label, cell, block) in enumerate(lines, start=1):
        kind = "pct" if label.startswith("Phase") else "units1"
        sheet.put(head + i, 2, label, Style(bold=True))
        if cell:
            for k in range(last):
                sheet.put(head + i, 3 + k, Formula(cell.format(n=k + 1)), number(kind))
        else:
            area = Area(head + i, 3, head + i, 2 + last)
            sheet.spill(
                area,
                block.replace("{w}", f"$M${row + 2}:$M${row + 3}"),
                number(kind),
                check=f"New items, {label.lower()}",
            )
    book = sheet.book
    book.define("NewItemPlan", sheet.name, Area(head + 4, 3, head + 4, 14))
    before, after = head + 7, head + 9 + _AFFECTED
    for top, title in ((before, "Consensus of the affected items"), (after, "After the launch (SOP_CANNIBALISE)")):
        sheet.put(top, 2, title, st.HEAD_LEFT)
        sheet.months(top, 3, 0, last)
        for i in range(_AFFECTED):
            sheet.put(top + 1 + i, 2, Formula(f"=$H{affected + i}"), Style(bold=True))
    text = f"=INDEX({demand.consensus.ref()},MATCH($B{{r}},ItemList,0),COLUMN()-2)"
    sheet.fill(Area(before + 1, 3, before + _AFFECTED, 2 + last), number("units1"), text)
    block = f"$C${before + 1}:${right}${before + _AFFECTED}"
    flags = f"$J${affected}:$J${affected + _AFFECTED - 1}"
    area = Area(after + 1, 3, after + _AFFECTED, 2 + last)
    text = f"=SOP_CANNIBALISE({block},$C${head + 4}:${right}${head + 4},NewRate,{flags})"
    sheet.spill(area, text, number("units1"), check="New items, after the launch")
    taken = after + _AFFECTED + 1
    sheet.put(taken, 2, "Taken from others, units", Style(bold=True, top_line=True))
    sheet.put(
        taken,
        3,
        Formula(f"=SUM({block})-SUM($C{after + 1}:${right}{after + _AFFECTED})"),
        Style(number="units", bold=True, top_line=True),
    )
    book.define("NewItemTaken", sheet.name, Area(taken, 3, taken, 3))
    chart = sheet.chart({"type": "line"}, row, 15, 400, 180)
    for i, colour in ((1, st.GREY), (2, st.SKY), (4, st.NAVY)):
        chart.add_series({"name": f"='{SHEET}'!$B${head + i}", "categories": f"='{SHEET}'!$C${head}:${right}${head}", "values": f"='{SHEET}'!$C${head + i}:${right}${head + i}", "line": {"color": colour, "width": 2}})  # fmt: skip
    style_chart(chart, "The launch beside its models", months=True)
    return taken


def _hand_over(sheet: TemplateSheet, row: int, plan: UnitPlan, youngest: str, like: str) -> int:
    demand, last = plan.demand, MONTHS_SHOWN
    right = column_letters(2 + last)
    sheet.section(row, 2, "A young item: from the profile of a similar one to its own history")
    end = parameters(
        sheet,
        row + 1,
        [
            Parameter("Young item", youngest, "text", "", "YoungItem", "=ItemList"),
            Parameter("Profile of", like, "text", "a similar item", "YoungLike", "=ItemList"),
            Parameter("Scale of the profile", 1, "pct", "", "YoungScale"),
            Parameter("Months of own history", Formula(f"=COUNT(INDEX({demand.history.ref()},MATCH(YoungItem,ItemList,0),0))"), "units", "counted", "YoungKnown"),
            Parameter("Both count the same after", 6, "units", "months", "YoungHandover"),
        ],
    )  # fmt: skip
    head = end + 1
    sheet.put(head, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(head - 1, 18)
    sheet.months(head, 3, 0, last)
    for i, (label, text) in enumerate(
        (
            ("Profile", f"=YoungScale*INDEX({demand.baseline.ref()},MATCH(YoungLike,ItemList,0),{{n}})"),
            ("Own forecast", f"=INDEX({demand.baseline.ref()},MATCH(YoungItem,ItemList,0),{{n}})"),
        ),
        start=1,
    ):
        sheet.put(head + i, 2, label, Style(bold=True))
        for k in range(last):
            sheet.put(head + i, 3 + k, Formula(text.format(n=k + 1)), number("units1"))
    sheet.put(head + 3, 2, "Handed over (SOP_HAND_OVER)", Style(bold=True))
    spans = [f"$C{head + i}:${right}{head + i}" for i in (1, 2)]
    area = Area(head + 3, 3, head + 3, 2 + last)
    sheet.spill(
        area,
        f"=SOP_HAND_OVER({spans[0]},{spans[1]},YoungKnown,YoungHandover)",
        Style(number="units1", bold=True),
        check="New items, hand-over",
    )
    return head + 3


def _succession(sheet: TemplateSheet, row: int, successions: pd.DataFrame) -> int:
    """History of the items in the chains before and after it moved to the successors."""
    names = list(dict.fromkeys([*successions["item"], *successions["successor"]]))
    shown = MONTHS_SHOWN
    sheet.section(
        row,
        2,
        "Succession: history of replaced items moves to their successors",
        "Sheet Successions. Nothing is lost: both blocks have the same total. Sold in this unit, units.",
    )
    blocks = (row + 2, row + 4 + len(names))
    for top, title in zip(blocks, ("As booked", "After (SOP_SUPERSEDE)"), strict=True):
        sheet.put(top, 2, title, st.HEAD_LEFT)
        sheet.months(top, 3, -HISTORY_MONTHS + 6, shown, history=True)
        for i, name in enumerate(names, start=1):
            sheet.put(top + i, 2, name, Style(bold=True))
    right = column_letters(2 + shown)
    booked = Area(blocks[0] + 1, 3, blocks[0] + len(names), 2 + shown)
    text = f"=SUMIFS(Sales[Units],Sales[Item],$B{{r}},Sales[Month],{{c}}${blocks[0]})"
    sheet.fill(booked, number("units", role="history"), text)
    follows = 2 + shown + 2
    sheet.put(blocks[0], follows, "Successor", st.HEAD_LEFT)
    for at in range(booked.top, booked.bottom + 1):
        text = f'=IFERROR(INDEX(Successions[Successor],MATCH($B{at},Successions[Item],0)),"")'
        sheet.put(at, follows, Formula(text))
    letters = column_letters(follows)
    span = f"$C${booked.top}:${right}${booked.bottom}"
    moved = Area(blocks[1] + 1, 3, blocks[1] + len(names), 2 + shown)
    text = (
        f"=SOP_SUPERSEDE({span},$B${booked.top}:$B${booked.bottom},${letters}${booked.top}:${letters}${booked.bottom})"
    )
    sheet.spill(moved, text, number("units", role="history"))
    total = moved.bottom + 1
    sheet.put(total, 2, "Difference of the totals", Style(bold=True, top_line=True))
    sheet.put(
        total,
        3,
        Formula(f"=SUM({span})-SUM($C{moved.top}:${right}{moved.bottom})"),
        Style(number="delta", top_line=True),
    )
    sheet.book.define("SuccessionGap", sheet.name, Area(total, 3, total, 3))
    return total
