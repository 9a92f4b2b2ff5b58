"""Actions of the cycle: its status, and opening it for a new month."""

from __future__ import annotations

import datetime as dt

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, text
from sop_xl.actions.planner_month import open_unit
from sop_xl.actions.port import WorkbookPort
from sop_xl.actions.registers import actions, decisions, meetings
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import long_date, short_month
from sop_xl.cycle.meetings import next_meeting
from sop_xl.errors import UsageError


def status(port: WorkbookPort, options: Options) -> Outcome:
    """Steps, checks, actions and decisions as they stand on the day of the call."""
    desk = Desk(port)
    lines: list[tuple[CellValue, ...]] = []
    coming = ""
    if desk.has_table("Calendar"):
        every = meetings(desk)
        lines += [
            ("Step", m.step, m.status(options.today), to_serial(m.held or m.date), m.owner)
            for m in every
            if m.cycle == 0
        ]
        following = next_meeting(every)
        if following is not None:
            coming = f" Next: {following.step} on {long_date(following.date)}."
    checks = desk.rows("Checks")
    lines += [
        ("Check", text(row["Check"]), text(row["Status"]), None, text(row["Detail"]))
        for row in checks
        if text(row["Status"]) != "OK"
    ]
    late = [action for action in actions(desk) if action.is_late(options.today)]
    lines += [
        ("Action", f"{a.id} {a.text}", "late", _serial(a.due), a.owner)
        for a in sorted(late, key=lambda a: (a.due or options.today, a.id))
    ]
    wanted = [decision for decision in decisions(desk) if decision.status == "wanted"]
    lines += [("Decision", f"{d.id} {d.issue}", "wanted", None, d.owner) for d in wanted]
    failed = sum(text(row["Status"]) == "FAIL" for row in checks)
    behind = sum(line[0] == "Step" and line[2] == "late" for line in lines)
    formats = ("text", "text", "text", "date", "text")
    report = Report(
        f"Cycle {short_month(desk.first_plan_month)}: where it stands",
        ("What", "Which", "State", "Date", "Owner or detail"),
        tuple(lines),
        formats,
        "Status report",
    )
    said = (
        f"Cycle {short_month(desk.first_plan_month)}: {behind} steps late, {failed} of {len(checks)} checks fail, "
        f"{len(late)} actions late, {len(wanted)} decisions wanted.{coming}"
    )
    return Outcome(said, (report,), attention=bool(failed or late or behind))


def _serial(date: dt.date | None) -> CellValue:
    return None if date is None else to_serial(date)


def new_month(port: WorkbookPort, options: Options) -> Outcome:
    """Company: meetings not yet held, decisions carried into the new cycle. Unit: what awaits its planner."""
    desk = Desk(port)
    if not desk.has_table("Calendar"):
        return open_unit(desk, options.today)
    held = [meeting for meeting in meetings(desk) if meeting.held is not None]
    open_now = [m for m in held if m.held is not None and m.held > desk.as_of]
    if open_now and len(open_now) < _steps(desk):
        waiting = _steps(desk) - len(open_now)
        raise UsageError(
            f"the cycle of {short_month(desk.first_plan_month)} is under way: {waiting} steps are not held yet",
            argument=port.file_name,
            hint="Roll forward first; then open the new month.",
        )
    calendar = [{**row, "Held on": None} for row in desk.rows("Calendar")]
    cycle = f"{desk.first_plan_month:%Y-%m}"
    log = desk.rows("Decisions")
    carried = [row for row in log if text(row["Status"]) in ("wanted", "deferred") and text(row["Cycle"]) != cycle]
    desk.write_rows("Calendar", calendar)
    if carried:
        moved = [{**row, "Cycle": cycle, "Status": "wanted"} if row in carried else row for row in log]
        desk.write_rows("Decisions", moved)
    desk = Desk(port)
    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (m.step, to_serial(m.date), m.owner) for m in meetings(desk) if m.cycle == 0
    )
    report = Report(
        f"Meetings of the cycle {short_month(desk.first_plan_month)}",
        ("Step", "Date", "Owner"),
        rows,
        ("text", "date", "text"),
        "Cycle report",
    )
    first = next_meeting(meetings(desk))
    begins = f" It begins with the {first.step} on {long_date(first.date)}." if first else ""
    said = f"Cycle {short_month(desk.first_plan_month)} is open: {len(held)} held dates cleared, "
    said += f"{len(carried)} decisions carried.{begins}"
    return Outcome(said, (report,))


def _steps(desk: Desk) -> int:
    return len({meeting.step for meeting in meetings(desk)})
