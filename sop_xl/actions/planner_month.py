"""A new month in a planning workbook: what awaits its planner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sop_xl.actions.definition import Outcome, Report
from sop_xl.actions.desk import Desk, amount, day, text
from sop_xl.actions.registers import actions
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import long_date, month_end, month_start, short_month

_LAUNCH_MONTHS = 3  # ahead, in which a launch or phase-out is told

Line = tuple[CellValue, ...]


def open_unit(desk: Desk, today: dt.date) -> Outcome:
    """What is to be looked at before the first review; the meetings themselves are the company workbook's."""
    first = desk.first_plan_month
    found = [*_overrides(desk, first), *_inputs(desk, first), *_items(desk, first), *_registers(desk, today)]
    behind = desk.as_of < month_end(today, -1)
    if behind:
        at = to_serial(desk.as_of)
        found.insert(0, ("Planning date", long_date(desk.as_of), "roll forward: a later month is over", at))
    report = Report(
        f"Cycle {short_month(first)}: what awaits the planner of {desk.unit}",
        ("What", "Which", "To do", "Date"),
        tuple(found),
        ("text", "text", "text", "date"),
        "Cycle report",
    )
    said = f"Cycle {short_month(first)} is open in {desk.unit}: {len(found)} points for the planner."
    return Outcome(said + (" It is not rolled forward yet." if behind else ""), (report,), attention=behind)


def _overrides(desk: Desk, first: dt.date) -> Iterator[Line]:
    for row in desk.rows("Overrides"):
        last, expires = day(row["Last month"]), day(row["Expires"])
        which = f"{text(row['Item'])} {text(row['Kind'])} {text(row['Value'])}".strip()
        if expires is not None and expires <= month_end(first):
            yield "Override", which, "expires: renew it or let it go", to_serial(expires)
        elif last is not None and last <= first:
            yield "Override", which, "its last month is the first of the plan", to_serial(last)


def _inputs(desk: Desk, first: dt.date) -> Iterator[Line]:
    given = {text(row["Source"]) for row in desk.rows("SalesInputs") if row["Month"] == first}
    if not given:
        yield "Sales inputs", short_month(first), "none yet: ask sales and marketing", to_serial(first)


def _items(desk: Desk, first: dt.date) -> Iterator[Line]:
    until = month_start(first, _LAUNCH_MONTHS)
    for row in desk.rows("Items"):
        item = f"{text(row['Item'])} {text(row['Name'])}".strip()
        if amount(row.get("Not planned")) > 0:
            yield "Item", item, "was sold, but is not in the plan", None
        for head, words in (("Launch", "is launched"), ("Phase-out", "phases out")):
            date = day(row[head])
            if date is not None and first <= date < until:
                yield "Item", item, words, to_serial(date)


def _registers(desk: Desk, today: dt.date) -> Iterator[Line]:
    for action in actions(desk):
        if action.is_late(today):
            due = None if action.due is None else to_serial(action.due)
            yield "Action", f"{action.id} {action.text}", f"late, {action.owner}".rstrip(", "), due
    for row in desk.rows("Checks"):
        if text(row["Status"]) != "OK":
            yield "Check", text(row["Check"]), f"{text(row['Status'])}: {text(row['Detail'])}", None
