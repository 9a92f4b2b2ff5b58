"""The meetings of a cycle and where they stand, from the rows of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Meeting:
    """One step of a cycle: which cycle (0 = this one), when it is due, who owns it, when it was held."""

    cycle: int
    step: str
    date: dt.date
    owner: str
    held: dt.date | None = None

    def status(self, day: dt.date) -> str:
        """``held``, ``late`` (its day has passed) or ``planned``."""
        if self.held is not None:
            return "held"
        return "late" if self.date < day else "planned"


def next_meeting(meetings: Sequence[Meeting]) -> Meeting | None:
    """First meeting, in the order of the calendar, that was not held."""
    return next((meeting for meeting in meetings if meeting.held is None), None)


def last_held(meetings: Sequence[Meeting]) -> Meeting | None:
    """Meeting that was held last."""
    held = [meeting for meeting in meetings if meeting.held is not None]
    return max(held, key=lambda meeting: meeting.held or meeting.date, default=None)


@dataclass(frozen=True)
class AgendaItem:
    """One item of a meeting's agenda."""

    text: str
    purpose: str
    minutes: int
    presenter: str
    sheet: str
    decision: bool
    now: str


@dataclass(frozen=True)
class TimedItem:
    """An item with the time at which it starts."""

    start: dt.time
    item: AgendaItem


def timetable(items: Sequence[AgendaItem], start: dt.time) -> list[TimedItem]:
    """Items one after the other from a starting time.

    Raises
    ------
    ValueError
        The meeting would go past midnight.
    """
    timed = []
    at = start.hour * 60 + start.minute
    for item in items:
        if at >= 24 * 60:
            raise ValueError("the meeting goes past midnight")
        timed.append(TimedItem(dt.time(at // 60, at % 60), item))
        at += item.minutes
    return timed
