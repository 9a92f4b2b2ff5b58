"""The registers of the cycle as plain records: meetings, agenda, actions, decisions, people."""

from __future__ import annotations

from sop_xl.actions.desk import Desk, amount, day, text
from sop_xl.cycle.calendar import month_start, working_day
from sop_xl.cycle.meetings import AgendaItem, Meeting
from sop_xl.cycle.minutes import ActionItem, Decision
from sop_xl.errors import WorkbookError


def require_company(desk: Desk, table: str) -> None:
    """Refuse a workbook without the registers of the meetings."""
    if not desk.has_table(table):
        raise WorkbookError(
            f"has no table {table}",
            argument=desk.port.file_name,
            hint="The meetings are kept in the company workbook: open it and try again.",
        )


def meetings(desk: Desk) -> list[Meeting]:
    """Rows of the calendar with dates by working-day rule, so that they do not wait for a recalculation."""
    require_company(desk, "Calendar")
    holidays = {free for row in desk.rows("Holidays") if (free := day(row["Date"])) is not None}
    owners = {step: person for step, person in step_owners(desk).items() if person}
    found: list[Meeting] = []
    for row in desk.rows("Calendar"):
        cycle, step = int(amount(row["Cycle in"])), text(row["Step"])
        month = month_start(desk.as_of, 1 + cycle)
        date = working_day(month, int(amount(row["Working day"])), holidays)
        found.append(Meeting(cycle, step, date, owners.get(step, ""), day(row["Held on"])))
    return found


def step_owners(desk: Desk) -> dict[str, str]:
    """Person who owns each step; the delegate where the role has no person."""
    return {step: next(iter(people), "") for step, people in _people(desk, ("owner",)).items()}


def participants(desk: Desk, step: str) -> list[str]:
    """People whom a step needs: its owner first, then those who are required."""
    owners, required = _people(desk, ("owner",)), _people(desk, ("required",))
    return list(dict.fromkeys([*owners.get(step, []), *required.get(step, [])]))


def _people(desk: Desk, parts: tuple[str, ...]) -> dict[str, list[str]]:
    require_company(desk, "Roles")
    steps = desk.table("Roles").columns[3:]
    found: dict[str, list[str]] = {step: [] for step in steps}
    for row in desk.rows("Roles"):
        person = text(row["Person"]) or text(row["Delegate"])
        for step in steps:
            if text(row[step]) in parts and person:
                found[step].append(person)
    return found


def agenda_items(desk: Desk, step: str) -> list[AgendaItem]:
    """Items of a step."""
    require_company(desk, "Agenda")
    people = {text(row["Role"]): text(row["Person"]) or text(row["Delegate"]) for row in desk.rows("Roles")}
    found = []
    for row in desk.rows("Agenda"):
        if text(row["Step"]) == step:
            role = text(row["Presenter"])
            presenter = people.get(role) or role
            decision = text(row["Decision"]).lower() == "yes"
            minutes = int(amount(row["Minutes"]))
            said = text(row["Right now"])
            found.append(
                AgendaItem(
                    text(row["Item"]), text(row["Purpose"]), minutes, presenter, text(row["Sheet"]), decision, said
                )
            )
    if not found:
        raise WorkbookError("has no agenda for the step", argument=desk.port.file_name, got=step)
    return found


def actions(desk: Desk) -> list[ActionItem]:
    """Rows of the action register."""
    return [
        ActionItem(
            text(row["Id"]),
            text(row["Raised in"]),
            text(row["Action"]),
            text(row["Owner"]),
            day(row["Due"]),
            text(row["Status"]) or "open",
        )
        for row in desk.rows("Actions")
    ]


def decisions(desk: Desk) -> list[Decision]:
    """Rows of the decision log; none in a planning workbook."""
    if not desk.has_table("Decisions"):
        return []
    return [
        Decision(
            text(row["Id"]), text(row["Issue"]), text(row["Recommendation"]), text(row["Owner"]), text(row["Status"])
        )
        for row in desk.rows("Decisions")
    ]
