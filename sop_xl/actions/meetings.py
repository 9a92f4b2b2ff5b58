"""Drafts around a meeting: the invitation with its agenda before, the minutes after. Nothing is sent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sop_xl.actions import registers
from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, amount, text
from sop_xl.actions.port import FormulaText, Place, WorkbookPort
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import long_date, month_start, short_month
from sop_xl.cycle.invitations import Invitation, calendar_file, fingerprint, meeting_uid
from sop_xl.cycle.mail import Draft, Section, draft_file
from sop_xl.cycle.meetings import AgendaItem, Meeting, TimedItem, last_held, next_meeting, timetable
from sop_xl.cycle.minutes import ActionItem, Decision
from sop_xl.cycle.minutes import minutes as minutes_of
from sop_xl.errors import UsageError

LOG = "Invitations"
_LOG_HEADS = ("Identity", "Cycle", "Step", "Date", "Sequence", "Fingerprint", "Start", "Place")
_START = dt.time(9, 0)


def agenda(port: WorkbookPort, options: Options) -> Outcome:
    """Mail draft with the agenda, calendar entries of all meetings that are still to come."""
    desk = Desk(port)
    every = registers.meetings(desk)
    coming = [m for m in every if m.held is None]
    meeting = _chosen(coming, options.text("step"), "next")
    _fill_now(desk, options.today)
    log = _read_log(desk)
    people = registers.participants(desk, meeting.step)
    typed = (options.text("start"), options.text("room"))
    entries = _numbered(
        desk, log, [(m, _invitation(desk, log, m, typed if m == meeting else ("", ""))) for m in coming]
    )
    own = entries[coming.index(meeting)]
    assert own.start is not None
    company, place, start = desk.unit, own.place, own.start
    timed = _timetable(registers.agenda_items(desk, meeting.step), start)
    ics = calendar_file(entries, options.today)
    open_actions = [a for a in registers.actions(desk) if a.status == "open" and a.raised_in == meeting.step]
    sections = (
        Section("Agenda", "", ("Time", "Item", "What for", "Presented by", "Right now"), _agenda_rows(timed)),
        Section(
            "Actions raised in this step that are open",
            "" if open_actions else "None.",
            ("Id", "Action", "Owner", "Due"),
            tuple((a.id, a.text, a.owner, a.due.isoformat() if a.due else "") for a in open_actions),
        ),
    )
    wanted = [timed_item.item.text for timed_item in timed if timed_item.item.decision]
    opening = (
        f"{meeting.step} of {company} on {long_date(meeting.date)} at {start:%H:%M}"
        f"{f', {place}' if place else ''}. Invited: {', '.join(people) or 'nobody is named in Roles'}. "
        f"{len(wanted)} decisions are needed."
    )
    name = _file_name(f"{meeting.step} {meeting.date.isoformat()}")
    attachments = {f"{name}.ics": ics, **_pre_read(options.text("preread"))}
    subject = f"{meeting.step}, {long_date(meeting.date)}: agenda"
    mail = draft_file(Draft(subject, tuple(people), opening, sections, attachments))
    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (row[0], row[1], row[2], row[3], amount(t.item.minutes), row[4])
        for row, t in zip(_agenda_rows(timed), timed, strict=True)
    )
    heads = ("Time", "Item", "What for", "Presented by", "Minutes", "Right now")
    formats = ("text", "text", "text", "text", "units", "text")
    report = Report(f"{meeting.step}, {long_date(meeting.date)}", heads, rows, formats, "Agenda report")
    files = {f"{name} agenda.eml": mail, f"{name}.ics": ics}
    return Outcome(
        f"Drafted: {meeting.step} on {long_date(meeting.date)}, {len(timed)} items, "
        f"{sum(t.item.minutes for t in timed)} minutes, {len(entries)} calendar entries. Nothing is sent.",
        (report,),
        files,
    )


def _fill_now(desk: Desk, today: dt.date) -> None:
    """Say what an item is about this month where the sheet has no formula that says it."""
    table = desk.table("Agenda")
    column = table.area.left + table.columns.index("Right now")
    place = Place(table.sheet, Area(table.data.top, column, table.data.bottom, column))
    contents = desk.port.contents(place)
    every, log = registers.actions(desk), registers.decisions(desk)
    for row, content in zip(desk.rows("Agenda"), contents, strict=False):
        if not isinstance(content[0], FormulaText):
            row["Right now"] = content[0] = _now(row, every, log, today)
    desk.port.write(place, contents)


def _now(row: Row, every: Sequence[ActionItem], log: Sequence[Decision], today: dt.date) -> str:
    own = every if text(row["Sheet"]) == "Actions" else [a for a in every if a.raised_in == text(row["Step"])]
    said = f"{sum(a.status == 'open' for a in own)} actions open, {sum(a.is_late(today) for a in own)} late"
    if text(row["Sheet"]) == "Decisions":
        said = f"{sum(d.status == 'wanted' for d in log)} decisions wanted; {said}"
    return said


def _chosen(meetings: Sequence[Meeting], step: str, default: str) -> Meeting:
    if step:
        for meeting in meetings:
            if meeting.step.lower() == step.lower() and (default == "next" or meeting.held is not None):
                return meeting
        known = ", ".join(dict.fromkeys(meeting.step for meeting in meetings))
        raise UsageError(
            "no such step" if default == "next" else "was not held yet", got=step, expected=f"one of {known}"
        )
    found = next_meeting(meetings) if default == "next" else last_held(meetings)
    if found is None:
        hint = "Open the new month." if default == "next" else "Give the step and the day on which it was held."
        raise UsageError(f"the calendar has no {default} meeting", hint=hint)
    return found


def _time(typed: str) -> dt.time:
    try:
        return dt.time.fromisoformat(typed) if typed else _START
    except ValueError as error:
        raise UsageError("not a time", argument="start", got=typed, expected="HH:MM") from error


def _timetable(items: Sequence[AgendaItem], start: dt.time) -> list[TimedItem]:
    try:
        return timetable(items, start)
    except ValueError as error:
        raise UsageError(str(error), argument="start", got=f"{start:%H:%M}") from error


def _agenda_rows(timed: Sequence[TimedItem]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{t.start:%H:%M}",
            t.item.text,
            f"{t.item.purpose}{', decision needed' if t.item.decision else ''}",
            t.item.presenter,
            t.item.now,
        )
        for t in timed
    )


Log = dict[str, list[CellValue]]


def _invitation(desk: Desk, log: Log, meeting: Meeting, typed: tuple[str, str]) -> Invitation:
    """Entry of a meeting; start and place are those of last time unless they are typed now."""
    cycle = month_start(desk.as_of, 1 + meeting.cycle)
    uid = meeting_uid(desk.unit, cycle, meeting.step)
    before = log.get(uid)
    start = _time(typed[0] or (text(before[6]) if before else ""))
    place = typed[1] or (text(before[7]) if before else "")
    items = registers.agenda_items(desk, meeting.step)
    lines = "\n".join(f"{t.start:%H:%M} {t.item.text} ({t.item.presenter})" for t in _timetable(items, start))
    title = f"S&OP {short_month(cycle)}: {meeting.step}"
    return Invitation(uid, 0, title, meeting.date, start, sum(item.minutes for item in items), place, lines)


def _numbered(desk: Desk, log: Log, entries: Sequence[tuple[Meeting, Invitation]]) -> list[Invitation]:
    """Entries with their sequence: one more than last time where something changed. The workbook keeps the count."""
    numbered: list[Invitation] = []
    for meeting, entry in entries:
        mark = fingerprint(entry)
        before = log.get(entry.uid)
        sequence = 0 if before is None else int(amount(before[4])) + (text(before[5]) != mark)
        cycle = month_start(desk.as_of, 1 + meeting.cycle)
        start = f"{entry.start:%H:%M}" if entry.start else None
        log[entry.uid] = [
            entry.uid, f"{cycle:%Y-%m}", meeting.step, entry.date.isoformat(), float(sequence), mark, start,
            entry.place or None,
        ]  # fmt: skip
        numbered.append(replace(entry, sequence=sequence))
    _write_log(desk, log)
    return numbered


def _read_log(desk: Desk) -> Log:
    if LOG not in desk.port.sheets():
        return {}
    used = desk.port.used(LOG)
    grid = desk.port.read(Place(LOG, Area(1, 1, max(used.bottom, 2), len(_LOG_HEADS))))
    return {text(row[0]): row for row in grid[1:] if row[0] is not None}


def _write_log(desk: Desk, log: Log) -> None:
    if LOG not in desk.port.sheets():
        desk.port.add_sheet(LOG)
    rows: list[list[CellValue]] = [list(_LOG_HEADS), *log.values()]
    desk.port.write(Place(LOG, Area(1, 1, len(rows), len(_LOG_HEADS))), rows)


def _pre_read(path: str) -> dict[str, bytes]:
    if not path:
        return {}
    file = Path(path)
    try:
        return {file.name: file.read_bytes()}
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", argument="preread", got=path) from error


def _file_name(words: str) -> str:
    return re.sub(r"[^\w.-]+", "-", words.replace("&", "and")).strip("-").lower()


def minutes(port: WorkbookPort, options: Options) -> Outcome:
    """Mail drafts after a meeting: one for all, and one for each person with an open action."""
    desk = Desk(port)
    step, held = options.text("step"), options.date("held")
    if held is not None:
        _note_held(desk, step, held)
    meeting = _chosen(registers.meetings(desk), step, "last")
    assert meeting.held is not None
    taken = registers.decisions(desk)
    every = registers.actions(desk)
    name = _file_name(f"{meeting.step} {meeting.held.isoformat()}")
    files = {f"{name} minutes.eml": draft_file(minutes_of(meeting.step, meeting.held, desk.unit, taken, every))}
    owners = list(dict.fromkeys(a.owner for a in every if a.owner and a.status == "open"))
    for owner in owners:
        draft = minutes_of(meeting.step, meeting.held, desk.unit, taken, every, owner)
        files[f"{name} minutes {_file_name(owner)}.eml"] = draft_file(draft)
    rows: tuple[tuple[CellValue, ...], ...] = (
        *(("Decision", d.id, d.issue, d.owner, d.status, None) for d in taken),
        *(("Action", a.id, a.text, a.owner, "late" if a.is_late(meeting.held) else a.status,
           to_serial(a.due) if a.due else None) for a in every),
    )  # fmt: skip
    report = Report(
        f"Minutes: {meeting.step}, {long_date(meeting.held)}",
        ("What", "Id", "Text", "Owner", "State", "Due"),
        rows,
        ("text", "text", "text", "text", "text", "date"),
        "Minutes report",
    )
    decided = sum(d.status == "decided" for d in taken)
    said = f"Drafted: minutes of the {meeting.step}, {decided} decisions, {len(every)} actions, "
    return Outcome(said + f"{len(owners)} drafts for single people. Nothing is sent.", (report,), files)


def _note_held(desk: Desk, step: str, held: dt.date) -> None:
    if not step:
        raise UsageError("is needed with held", argument="step", expected="the step that was held")
    rows = desk.rows("Calendar")
    at = next((i for i, row in enumerate(rows) if text(row["Step"]).lower() == step.lower()), None)
    if at is None:
        raise UsageError("no such step", argument="step", got=step)
    desk.write_rows("Calendar", [{**row, "Held on": held} if i == at else row for i, row in enumerate(rows)])
