"""Minutes of a meeting: decisions first, then each reader's own actions, then everybody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sop_xl.cycle.calendar import long_date, short_date
from sop_xl.cycle.mail import Draft, Section


@dataclass(frozen=True)
class ActionItem:
    """A row of the action register."""

    id: str
    raised_in: str
    text: str
    owner: str
    due: dt.date | None
    status: str

    def is_late(self, day: dt.date) -> bool:
        """Tell whether it is open and past its day."""
        return self.status == "open" and self.due is not None and self.due < day


@dataclass(frozen=True)
class Decision:
    """A row of the decision log."""

    id: str
    issue: str
    recommendation: str
    owner: str
    status: str


_DECISION_HEADS = ("Id", "Issue", "Decision or recommendation", "Owner", "Status")
_ACTION_HEADS = ("Id", "Action", "Owner", "Due", "Status")


def minutes(
    step: str,
    held: dt.date,
    company: str,
    decisions: Sequence[Decision],
    actions: Sequence[ActionItem],
    reader: str | None = None,
) -> Draft:
    """Minutes for everybody, or for one reader with the reader's own actions in front of the others."""
    taken = [d for d in decisions if d.status == "decided"]
    waiting = [d for d in decisions if d.status != "decided"]
    open_ones = [a for a in actions if a.status == "open"]
    sections = [
        _decisions("Decisions taken", taken, "No decision was taken."),
        *([_decisions("Decisions still wanted", waiting, "")] if waiting else []),
    ]
    if reader is not None:
        own = [a for a in open_ones if a.owner == reader]
        sections.append(_actions("Your actions", own, held, "No open action is yours."))
        open_ones = [a for a in open_ones if a.owner != reader]
        sections.append(_actions("Actions of the others", open_ones, held, "None."))
    else:
        by_owner = sorted(open_ones, key=lambda a: (a.owner, a.due or dt.date.max, a.id))
        sections.append(_actions("Open actions", by_owner, held, "No action is open."))
    people = (reader,) if reader is not None else tuple(dict.fromkeys(a.owner for a in actions if a.owner))
    opening = f"Minutes of the {step} of {company}, held on {long_date(held)}."
    return Draft(f"Minutes: {step}, {long_date(held)}", people, opening, tuple(sections))


def _decisions(title: str, rows: Sequence[Decision], none: str) -> Section:
    cells = tuple((d.id, d.issue, d.recommendation, d.owner, d.status) for d in rows)
    return Section(title, "" if rows else none, _DECISION_HEADS, cells)


def _actions(title: str, rows: Sequence[ActionItem], day: dt.date, none: str) -> Section:
    cells = tuple(
        (
            a.id,
            a.text,
            a.owner or "nobody yet",
            short_date(a.due) if a.due else "no date",
            "late" if a.is_late(day) else "open",
        )
        for a in rows
    )
    return Section(title, "" if rows else none, _ACTION_HEADS, cells)
