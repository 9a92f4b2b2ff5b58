"""The cycle without any workbook: working days, drafts, invitations, minutes, the roll of the month."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import icalendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cycle.calendar import is_month_end, long_date, month_end, month_start, short_month, working_day
from sop_xl.cycle.invitations import Invitation, calendar_file, fingerprint, meeting_uid
from sop_xl.cycle.mail import Draft, Section, addresses, draft_file, html_text
from sop_xl.cycle.meetings import AgendaItem, Meeting, last_held, next_meeting, timetable
from sop_xl.cycle.month_roll import Plan, cycle_rows, rolled_snapshots, split_actions, split_months, split_overrides

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@given(DAYS, st.integers(1, 25), st.sets(DAYS, max_size=5))
def test_working_days_are_those_of_numpy(day, number, holidays):
    before = np.datetime64(day.replace(day=1)) - 1
    expected = np.busday_offset(before, number, roll="backward", holidays=sorted(holidays))
    assert working_day(day, number, holidays) == expected.astype(dt.date)


@given(DAYS, st.integers(-400, 400))
def test_months_begin_and_end(day, months):
    start, end = month_start(day, months), month_end(day, months)
    assert start.day == 1
    assert is_month_end(end)
    assert (start.year, start.month) == (end.year, end.month)
    assert (start.year * 12 + start.month) - (day.year * 12 + day.month) == months


def test_dates_in_words_know_no_locale():
    assert long_date(dt.date(2020, 7, 6)) == "6 July 2020"
    assert short_month(dt.date(2020, 12, 31)) == "Dec 2020"


def test_where_the_meetings_stand():
    meetings = [
        Meeting(0, s, dt.date(2020, 7, d), "Ann", h)
        for s, d, h in (("A", 1, dt.date(2020, 7, 2)), ("B", 5, None), ("C", 9, None))
    ]
    assert [m.status(dt.date(2020, 7, 6)) for m in meetings] == ["held", "late", "planned"]
    assert next_meeting(meetings) == meetings[1]
    assert last_held(meetings) == meetings[0]
    assert last_held(meetings[1:]) is next_meeting([meetings[0]]) is None


def item(minutes):
    return AgendaItem("x", "Decide", minutes, "Ann", "Home", True, "")


def test_a_timetable_adds_up():
    assert [t.start for t in timetable([item(45), item(30), item(5)], dt.time(9, 30))] == [
        dt.time(9, 30),
        dt.time(10, 15),
        dt.time(10, 45),
    ]
    with pytest.raises(ValueError, match="midnight"):
        timetable([item(60), item(60), item(1)], dt.time(22, 30))


def invitation(**changes):
    told = {"uid": "u", "sequence": 0, "title": "S&OP; Jul, 2020", "date": dt.date(2020, 7, 6), "start": None, "minutes": 30,
            "place": "", "text": "Zeile 1\nänderung; mit, Zeichen " + "x" * 100}  # fmt: skip
    return Invitation(**{**told, **changes})


def test_calendar_files_come_back_as_they_were_told():
    timed = invitation(uid="v", sequence=3, start=dt.time(14, 30), place="Room 5; west")
    data = calendar_file([invitation(), timed], dt.date(2020, 7, 1))
    assert data == calendar_file([invitation(), timed], dt.date(2020, 7, 1))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    all_day, second = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (str(all_day["summary"]), str(all_day["description"])) == (invitation().title, invitation().text)
    assert (all_day["dtstart"].dt, all_day["dtend"].dt) == (dt.date(2020, 7, 6), dt.date(2020, 7, 7))
    assert (second["dtend"].dt, int(second["sequence"]), str(second["location"])) == (
        dt.datetime(2020, 7, 6, 15),
        3,
        "Room 5; west",
    )


def test_identity_is_the_step_and_its_cycle_and_a_fingerprint_is_what_a_reader_sees():
    uids = {
        meeting_uid(c, m, s) for c in ("A", "B") for m in (dt.date(2020, 7, 1), dt.date(2020, 8, 1)) for s in ("x", "y")
    }
    assert len(uids) == 8
    assert meeting_uid("A", dt.date(2020, 7, 1), "x") == meeting_uid("A", dt.date(2020, 7, 31), "x")
    assert fingerprint(invitation()) == fingerprint(invitation(uid="other", sequence=9))
    assert fingerprint(invitation()) != fingerprint(invitation(place="Room 5"))


HOSTILE = '<script>alert(1)</script> "quoted" & \r\nBcc: evil@x.com'


def draft(**changes):
    told = {"subject": f"Agenda {HOSTILE}", "people": ("Ann <ann@acme.com>", "Bob", "ann@acme.com"), "opening": HOSTILE,
            "sections": (Section("Titel", HOSTILE, ("A", "B"), ((HOSTILE, "ü"),)),), "attachments": {"a.ics": b"BEGIN", "b.pdf": b"%PDF"}}  # fmt: skip
    return Draft(**{**told, **changes})


def test_drafts_open_unsent_and_carry_no_markup_or_header_of_data():
    data = draft_file(draft())
    assert data == draft_file(draft())
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["Bcc"] is None
    assert mail["Date"] is None
    assert mail["To"] == "ann@acme.com"
    assert "<script>" not in mail.get_body(("html",)).get_content()
    assert "ü" in mail.get_body(("plain",)).get_content()
    assert {p.get_filename(): p.get_content_type() for p in mail.iter_attachments()} == {
        "a.ics": "text/calendar",
        "b.pdf": "application/pdf",
    }
    assert "<script>" not in html_text(draft())


def test_a_name_is_no_address():
    assert addresses(["Bob", "ann@acme.com", "Mary <m@x.org>", "a@b", ""]) == ["ann@acme.com", "m@x.org"]
    assert email.message_from_bytes(draft_file(draft(people=("Bob",))))["To"] is None


def test_snapshots_roll():
    july = dt.date(2020, 7, 1)
    plan = Plan(
        july,
        ["A", "B"],
        ["F", "G"],
        [[1.0, 2.0, 3.0, 4.0], [5.0, None, 7.0, 8.0]],
        [[10.0, 20.0, 30.0, 40.0], [50.0, 60.0, 70.0, None]],
        {"A": 9.0},
    )
    old = [
        {"Month": dt.date(2018, 1, 1), "Item": "A", "Lag 1": 1.0},
        {"Month": dt.date(2020, 6, 1), "Item": "A", "Lag 1": 8.0, "Last plan": 99.0},
        {"Month": july, "Item": "A", "Lag 3": 77.0, "Last plan": 98.0},
    ]
    rows = {(r["Month"], r["Item"]): r for r in rolled_snapshots(old, plan, dt.date(2019, 1, 1))}
    assert len(rows) == 9
    assert rows[dt.date(2020, 6, 1), "A"] == {
        "Month": dt.date(2020, 6, 1),
        "Item": "A",
        "Lag 1": 8.0,
        "Last plan": None,
    }
    assert rows[july, "A"] == {
        "Month": july,
        "Item": "A",
        "Lag 3": 77.0,
        "Lag 1": 1.0,
        "Last plan": 10.0,
        "Sales view": 9.0,
    }
    assert rows[dt.date(2020, 9, 1), "B"]["Lag 3"] == 7.0
    assert "Lag 1" not in rows[dt.date(2020, 8, 1), "A"]
    assert cycle_rows(plan, 3)[1] == {"Cycle": july, "Family": "G", "Month 1": 50.0, "Month 2": 60.0, "Month 3": 70.0}


def test_what_is_carried_and_what_is_over():
    rows = [{"Status": s} for s in ("open", "closed", None, "dropped")]
    assert split_actions(rows) == ([rows[0], rows[2]], [rows[1], rows[3]])
    months = [{"Month": dt.date(2020, m, 1), "Last month": dt.date(2020, m, 1)} for m in (6, 7, 8)]
    assert split_months(months, dt.date(2020, 7, 1)) == (months[1:], months[:1])
    assert split_overrides([*months, {"Last month": None}], dt.date(2020, 8, 1))[1] == months[:2]
