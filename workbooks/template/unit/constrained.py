"""Constrained plan: what can ship, what is late, and who gets a short supply."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import UnitPlan, review_sheet

SHEET = "Constrained plan"
ALLOCATION = "Allocation"
_MONTHS = 12
_ITEMS = 6


def constrained(book: TemplateBook, plan: UnitPlan) -> ItemGrid:
    """What ships, on time and late, what waits, and the backlog by the identity of bookings and shipments."""
    demand, supply = plan.demand, plan.supply
    wanted = demand.consensus.ref()
    given = f"<now>,{wanted},<supply>"

    def months(key: str, title: str, note: str, formula: str) -> Months:
        return Months(key, title, note, PLAN_MONTHS, formula, "units", check=f"Constrained plan, {title.lower()}")

    return item_grid(
        book,
        SHEET,
        "Constrained plan: what can ship, what is late",
        demand,
        [
            Attribute("now", ("On hand",), "units", "='Supply plan'!I{r}", is_array=False, total=True),
            Attribute("opening", ("Opening backlog",), "units", "=MAX(0,-<now@>)", is_array=False, total=True),
            Attribute("late_units", ("Late in 18 months",), "units", "=SUM(<late@>)", is_array=False, total="=SUM(<late>)"),
        ],
        [
            Months(
                "supply",
                "Supply",
                "open orders and planned receipts",
                PLAN_MONTHS,
                lambda k: f"={supply.open_orders.cell(k)}+{supply.receipts.cell(k)}",
                is_array=False,
            ),
            months("shipped", "Ships", "SOP_CONSTRAINED_DEMAND: the oldest demand first", f"=SOP_CONSTRAINED_DEMAND({given})"),
            months("ontime", "of it on time", "for the month's own demand", f'=SOP_CONSTRAINED_DEMAND({given},"backlog","on time")'),
            months("late", "of it late", "for earlier months", f'=SOP_CONSTRAINED_DEMAND({given},"backlog","late")'),
            months("unmet", "Waiting at the end", "demand not met yet", f'=SOP_CONSTRAINED_DEMAND({given},"backlog","unmet")'),
            months("backlog", "Backlog", "SOP_BACKLOG: opening + bookings − shipments; the same by identity", f"=SOP_BACKLOG(<opening>,{wanted},<shipped>)"),
        ],
        note="Unmet demand waits and ships first. The two last blocks must agree: a check compares them.",
    )  # fmt: skip


def allocation(book: TemplateBook, plan: UnitPlan, channels: Sequence[str]) -> None:
    """The items most at risk: short supply goes to the channels by rank."""
    sheet = review_sheet(book, ALLOCATION, "Allocation: who gets a short supply?")
    demand, supply = plan.demand, plan.supply
    count = min(_ITEMS, demand.rows)
    row = FIRST_SECTION
    sheet.section(
        row, 2, "Rank of each channel", "1 before 2; channels of one rank share in proportion to what they wait for."
    )
    for i, channel in enumerate(channels):
        sheet.put(row + 2 + i, 2, channel, Style(bold=True))
        sheet.put(row + 2 + i, 3, i + 1, Style(role="input", number="units"))
    ranks = f"$B${row + 2}:$B${row + 1 + len(channels)}", f"$C${row + 2}:$C${row + 1 + len(channels)}"
    row += 4 + len(channels)
    right = column_letters(4 + _MONTHS)

    def head(at: int, title: str, first: str, second: tuple[str, str]) -> None:
        sheet.section(at, 2, title)
        sheet.heads(at + 1, 2, [first, *second], st.HEAD_LEFT, 18)
        sheet.months(at + 1, 5, 0, _MONTHS)

    head(
        row,
        "Supply of the items most at risk (first of the watch list of the Supply review)",
        "Item",
        ("Item row", "On hand"),
    )
    items = Area(row + 2, 2, row + 1 + count, 2)
    for i in range(count):
        at = row + 2 + i
        index = f"MATCH(LARGE({supply.score},MIN({i + 1},ROWS(ItemList))),{supply.score},0)"
        sheet.put(at, 2, Formula(f"=INDEX(ItemList,{index})"), Style(bold=True))
        sheet.put(at, 3, Formula(f"=MATCH($B{at},ItemList,0)"), Style(ink=st.MUTED, number="units"))
        sheet.put(at, 4, Formula(f"=MAX(0,INDEX({supply.on_hand},$C{at}))"), number("units"))
        for k in range(_MONTHS):
            text = f"=INDEX({supply.open_orders.month(k)},$C{at})+INDEX({supply.receipts.month(k)},$C{at})"
            sheet.put(at, 5 + k, Formula(text), number("units"))
    lines = count * len(channels)
    demand_head, given_head = items.bottom + 2, items.bottom + 5 + lines
    waiting_head = given_head + 3 + lines
    share = 'IF(SUMIFS(Sales[Units],Sales[Item],$B{r},Sales[Month],">="&YearStart)=0,0,SUMIFS(Sales[Units],Sales[Item],$B{r},Sales[Channel],$C{r},Sales[Month],">="&YearStart)/SUMIFS(Sales[Units],Sales[Item],$B{r},Sales[Month],">="&YearStart))'
    for at, title in (
        (demand_head, "Demand by channel: consensus × share of the channel in the last 12 months"),
        (given_head, "Allocated (SOP_ALLOCATE)"),
        (waiting_head, "Still waiting at the end of the month"),
    ):
        head(at, title, "Item", ("Channel", "Rank"))
        for i in range(lines):
            line = at + 2 + i
            item_row = items.top + i // len(channels)
            sheet.put(line, 2, Formula(f"=$B${item_row}"), Style(bold=i % len(channels) == 0))
            sheet.put(line, 3, channels[i % len(channels)])
            sheet.put(line, 4, Formula(f"=INDEX({ranks[1]},MATCH($C{line},{ranks[0]},0))"), number("units"))
            if at == demand_head:
                for k in range(_MONTHS):
                    consensus = f"INDEX({demand.consensus.month(k)},$C${item_row})"
                    sheet.put(line, 5 + k, Formula(f"={consensus}*{share.format(r=line)}"), number("units1"))

    def block(at: int, left: str, last: str, count: int) -> str:
        return f"${left}${at}:${last}${at + count - 1}"

    top = demand_head + 2
    asked = ",".join(
        (
            block(items.top, "B", "B", count),
            block(items.top, "D", "D", count),
            block(items.top, "E", right, count),
            block(top, "B", "B", lines),
            block(top, "E", right, lines),
            block(top, "D", "D", lines),
        )
    )
    for at, output in ((given_head + 2, "allocated"), (waiting_head + 2, "unmet")):
        area = Area(at, 5, at + lines - 1, 4 + _MONTHS)
        sheet.spill(
            area, f'=SOP_ALLOCATE({asked},"backlog","{output}")', number("units1"), check=f"Allocation, {output}"
        )
    given, wanted = block(given_head + 2, "E", right, lines), block(top, "E", right, lines)
    waiting = f"SUM(${right}${waiting_head + 2}:${right}${waiting_head + 1 + lines})"
    tiles(
        sheet,
        [
            ("Demand, 12 months", f"=SUM({wanted})", "units", f"of the {count} items most at risk"),
            ("Allocated", f"=SUM({given})", "units", "units"),
            ("Share served", f"=IF(SUM({wanted})=0,1,SUM({given})/SUM({wanted}))", "pct", "in 12 months"),
            ("Still waiting", f"={waiting}", "units", "at the end of 12 months"),
        ],
    )
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(waiting_head + 2 + lines)
    sheet.protect()


def identity_gap(grid: ItemGrid) -> str:
    """Distance of the demand that waits from the backlog, without an equals sign."""
    return f"ABS(SUM({grid.ref('unmet')})-SUM({grid.ref('backlog')}))"
