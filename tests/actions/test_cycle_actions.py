"""The cycle: its status, the roll of the month, a new month."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.desk import Desk
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform, perform_together
from sop_xl.actions.plan_sheet import PlanSheet
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.errors import UsageError

TODAY = dt.date(2020, 7, 10)
OVERRIDE = ("Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires")


def serial(text):
    return to_serial(dt.date.fromisoformat(text))


def test_the_month_is_rolled(do, unit, actuals, add_rows):
    baseline, consensus = unit.read(unit.place("Baseline")), unit.read(unit.place("Consensus"))
    override = ["ITEM-001", serial("2020-07-01"), None, "units", 1.0, "Promotion", "Ann", "once", None]
    over, stays = [*override], [*override]
    over[2], stays[2] = serial("2020-07-01"), serial("2020-09-01")
    add_rows(unit, "Overrides", OVERRIDE, [over, stays])
    add_rows(unit, "SalesInputs", ("Item", "Month", "Source", "Units"),
             [["ITEM-002", serial("2020-07-01"), "Sales", 70.0], ["ITEM-002", serial("2020-08-01"), "Sales", 80.0]])  # fmt: skip
    add_rows(unit, "Actions", ("Id", "Raised", "Action", "Status"),
             [["A-1", serial("2020-06-30"), "stays", "open"], ["A-2", serial("2020-06-30"), "goes", "closed"]])  # fmt: skip
    sold = len(Desk(unit).rows("Sales"))
    done = do("roll-forward", unit, data=actuals)
    desk = Desk(unit)
    assert desk.as_of == dt.date(2020, 7, 31)
    assert len(desk.rows("Sales")) == sold + 6
    snapshots = {(row["Month"], row["Item"]): row for row in desk.rows("Snapshots")}
    july, september = dt.date(2020, 7, 1), dt.date(2020, 9, 1)
    assert snapshots[july, "ITEM-001"]["Lag 1"] == pytest.approx(baseline[0][0])
    assert snapshots[september, "ITEM-001"]["Lag 3"] == pytest.approx(baseline[0][2])
    assert snapshots[september, "ITEM-001"]["Last plan"] == pytest.approx(
        consensus[0][2] + 1.0
    )  # the override typed since
    assert snapshots[dt.date(2020, 6, 1), "ITEM-001"]["Last plan"] is None
    assert snapshots[july, "ITEM-002"]["Sales view"] == 70.0
    assert [row["Last month"] for row in desk.rows("Overrides")] == [september]
    assert [row["Month"] for row in desk.rows("SalesInputs")] == [dt.date(2020, 8, 1)]
    assert [row["Id"] for row in desk.rows("Actions")] == ["A-1"]
    assert unit.read(Place("Actions archive", Area(2, 1, 2, 1))) == [["A-2"]]
    assert "1 actions carried, 1 archived" in done.outcome.summary
    history = unit.read(unit.place("History"))
    assert [row[-1] for row in history] == [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]  # July is history now
    on_hand = PlanSheet.read(desk, "Supply plan").numbers("On hand")
    assert on_hand == [50.0, 51.0, 52.0, 53.0, 54.0, 55.0]


def test_rolling_needs_the_actuals(unit, run_quick):
    with pytest.raises(UsageError, match="Sales has no rows of Jul 2020"):
        run_quick("roll-forward", unit)


def test_an_action_that_fails_half_way_leaves_nothing(unit, everything, run_quick, actuals, tmp_path):
    (tmp_path / "sales.csv").write_bytes((actuals / "sales.csv").read_bytes())  # no stock of July
    before = everything(unit)
    with pytest.raises(UsageError, match="Stock has no rows of Jul 2020"):
        run_quick("roll-forward", unit, data=tmp_path)
    assert everything(unit) == before
    assert unit.undo_stack() == []


def test_a_new_month_clears_what_was_held_and_carries_decisions(company, run_quick):
    calendar = company.tables()["Calendar"]
    held = calendar.area.left + calendar.columns.index("Held on")
    column = Place("Calendar", Area(calendar.data.top, held, calendar.data.top + 5, held))
    company.write(column, [[serial("2020-06-15")]] * 6)
    decisions = company.tables()["Decisions"]
    cycle = decisions.area.left + decisions.columns.index("Cycle")
    company.write(Place("Decisions", Area(decisions.data.top, cycle, decisions.data.top, cycle)), [["2020-06"]])
    done = run_quick("new-month", company)
    assert done.outcome.summary.startswith("Cycle Jul 2020 is open: 6 held dates cleared, 1 decisions carried.")
    assert company.read(column) == [[None]] * 6
    assert Desk(company).rows("Decisions")[0]["Cycle"] == "2020-07"
    assert run_quick("new-month", company).journal.steps == []


def test_a_cycle_under_way_is_not_opened_anew(company, run_quick):
    run_quick("minutes", company, step="Product review", held="2020-07-06")
    with pytest.raises(UsageError, match="under way: 5 steps"):
        run_quick("new-month", company)


def test_status_tells_late_steps_and_actions(company, run_quick):
    done = run_quick("status", company)
    late = [row[1] for row in done.outcome.reports[0].rows if row[2] == "late"]
    assert late == ["Product review", "Demand review"]
    assert "Next: Product review on 6 July 2020" in done.outcome.summary
    assert done.journal.steps == []


def test_a_new_month_tells_the_planner_of_a_unit_what_awaits(unit, add_rows, run_quick):
    row = ["ITEM-001", serial("2020-07-01"), None, "units", 5.0, "Promotion", "Ann", "once", None]
    ends, lasts, expires = [*row], [*row], [*row]
    ends[2], lasts[2], expires[2] = serial("2020-07-01"), serial("2020-12-01"), serial("2020-12-01")
    expires[8] = serial("2020-07-15")
    add_rows(unit, "Overrides", OVERRIDE, [ends, lasts, expires])
    before = unit.file()
    done = run_quick("new-month", unit)
    told = [(row[0], row[2]) for row in done.outcome.reports[0].rows]
    assert told == [
        ("Override", "its last month is the first of the plan"),
        ("Override", "expires: renew it or let it go"),
        ("Sales inputs", "none yet: ask sales and marketing"),
    ]
    assert done.journal.steps == []
    assert not done.outcome.attention
    assert {s: unit.read(Place(s, unit.used(s))) for s in ("Overrides", "Settings")} == {
        s: HeadlessWorkbook(before, "north.xlsx").read(Place(s, unit.used(s))) for s in ("Overrides", "Settings")
    }


def test_a_unit_that_was_not_rolled_says_so(unit):
    done = perform(action("new-month"), unit, {}, dt.date(2020, 9, 1))
    assert done.outcome.attention
    assert done.outcome.reports[0].rows[0][:3] == (
        "Planning date",
        "30 June 2020",
        "roll forward: a later month is over",
    )


def test_the_month_of_units_and_company_is_opened_together(unit, company, run_quick):
    done = perform_together(action("new-month"), [unit, company], {}, TODAY)
    assert "Cycle Jul 2020 is open in Acme, North" in done[0].outcome.summary
    assert "It begins with the Product review on 6 July 2020" in done[1].outcome.summary
    unit.write(unit.place("AsOf"), [[serial("2020-05-31")]])
    with pytest.raises(UsageError, match=r"north\.xlsx at 2020-05-31, company\.xlsx at 2020-06-30"):
        perform_together(action("new-month"), [unit, company], {}, TODAY)
