"""Drafts around a meeting: invitations, agenda, minutes."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import icalendar

from sop_xl.actions.desk import Desk
from sop_xl.cells.dates import to_serial


def serial(text):
    return to_serial(dt.date.fromisoformat(text))


def events(done):
    name = next(name for name in done.outcome.files if name.endswith(".ics"))
    calendar = icalendar.Calendar.from_ical(done.outcome.files[name])
    return {str(e["summary"]): e for e in calendar.walk("VEVENT")}


def test_invitations_keep_their_identity_and_count_their_changes(company, run_quick):
    first = events(run_quick("agenda", company))
    again = events(run_quick("agenda", company))
    moved = events(run_quick("agenda", company, step="Pre-S&OP", room="Room 5", start="14:30"))
    kept = events(run_quick("agenda", company))
    name = "S&OP Jul 2020: Pre-S&OP"
    assert len(first) == 18
    assert {str(e["uid"]) for e in first.values()} == {str(e["uid"]) for e in moved.values()}
    assert [int(found[name]["sequence"]) for found in (first, again, moved, kept)] == [0, 0, 1, 1]
    others = {key for key in first if key != name}
    assert all(int(kept[key]["sequence"]) == 0 for key in others)
    assert (kept[name]["dtstart"].dt, str(kept[name]["location"])) == (dt.datetime(2020, 7, 17, 14, 30), "Room 5")
    assert first["S&OP Aug 2020: Product review"]["dtstart"].dt == dt.datetime(2020, 8, 5, 9, 0)


def test_the_agenda_is_a_draft_with_its_pre_read(company, run_quick, tmp_path):
    (tmp_path / "pack.pdf").write_bytes(b"%PDF-1.4 pack")
    done = run_quick("agenda", company, step="Executive S&OP", preread=tmp_path / "pack.pdf")
    name = next(name for name in done.outcome.files if name.endswith(".eml"))
    mail = email.message_from_bytes(done.outcome.files[name], policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Executive S&OP, 22 July 2020: agenda"
    assert {part.get_filename() for part in mail.iter_attachments()} == {"pack.pdf", "executive-sandop-2020-07-22.ics"}
    assert "Restate actions" in mail.get_body(("plain",)).get_content()
    assert (
        done.outcome.files
        == run_quick("agenda", company, step="Executive S&OP", preread=tmp_path / "pack.pdf").outcome.files
    )


def test_minutes_put_each_readers_own_actions_first(company, add_rows, run_quick):
    add_rows(company, "Actions", ("Id", "Raised in", "Action", "Owner", "Due", "Status"),
             [["A-1", "Pre-S&OP", "Find a second source", "bob@acme.com", serial("2020-07-01"), "open"],
              ["A-2", "Pre-S&OP", "Raise the price", "Ann <ann@acme.com>", serial("2020-08-01"), "open"],
              ["A-3", "Pre-S&OP", "Done already", "bob@acme.com", None, "closed"]])  # fmt: skip
    done = run_quick("minutes", company, step="Pre-S&OP", held="2020-07-17")
    drafts = {n: email.message_from_bytes(d, policy=email.policy.default) for n, d in done.outcome.files.items()}
    assert len(drafts) == 3
    own = next(mail for mail in drafts.values() if mail["To"] == "bob@acme.com")
    text = own.get_body(("plain",)).get_content()
    assert (
        text.index("Decisions taken")
        < text.index("Your actions")
        < text.index("A-1")
        < text.index("Actions of the others")
        < text.index("A-2")
    )
    assert "late" in text
    assert "A-3" not in text
    held = next(row["Held on"] for row in Desk(company).rows("Calendar") if row["Step"] == "Pre-S&OP")
    assert held == dt.date(2020, 7, 17)
