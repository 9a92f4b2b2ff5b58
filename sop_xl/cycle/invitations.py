"""Calendar entries (.ics) that a mail program recognises as the same meeting when they come again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_PRODUCT = "-//sop_xl//S&OP calendar//EN"


@dataclass(frozen=True)
class Invitation:
    """One meeting as a calendar entry; without a starting time it takes the whole day."""

    uid: str
    sequence: int
    title: str
    date: dt.date
    start: dt.time | None
    minutes: int
    place: str
    text: str


def meeting_uid(company: str, cycle: dt.date, step: str) -> str:
    """Identity of a step of a cycle (its month): the same on every machine and at every time."""
    digest = hashlib.sha256(f"{company}\n{cycle:%Y-%m}\n{step}".encode()).hexdigest()[:20]
    return f"{digest}@sop-xl"


def fingerprint(invitation: Invitation) -> str:
    """What a reader would notice of an entry: when it changes, SEQUENCE goes up."""
    told = (invitation.title, invitation.date, invitation.start, invitation.minutes, invitation.place, invitation.text)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def calendar_file(invitations: Sequence[Invitation], stamp: dt.date) -> bytes:
    """An .ics file; ``stamp`` is the day on which it is made, and nothing else of it depends on the clock."""
    import icalendar  # loads time-zone data

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for invitation in invitations:
        event = icalendar.Event()
        event.add("uid", invitation.uid)
        event.add("dtstamp", dt.datetime.combine(stamp, dt.time(0), tzinfo=dt.UTC))
        event.add("sequence", invitation.sequence)
        event.add("summary", invitation.title)
        if invitation.start is None:
            event.add("dtstart", invitation.date)
            event.add("dtend", invitation.date + dt.timedelta(days=1))
        else:
            begin = dt.datetime.combine(invitation.date, invitation.start)  # local time of whoever reads it
            event.add("dtstart", begin)
            event.add("dtend", begin + dt.timedelta(minutes=invitation.minutes))
        if invitation.place:
            event.add("location", invitation.place)
        event.add("description", invitation.text)
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data
