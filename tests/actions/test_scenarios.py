"""Scenarios: kept, compared, promoted."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.desk import Desk
from sop_xl.actions.port import Place
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.errors import UsageError, WorkbookError

OVERRIDE = ("Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires")


def serial(text):
    return to_serial(dt.date.fromisoformat(text))


def test_a_scenario_is_kept_compared_and_promoted(do, unit, add_rows):
    do("scenario-new", unit, name="Base", note="as it was")
    row = ["ITEM-004", serial("2020-07-01"), serial("2021-06-01"), "percent", 1.0, "Launch", "Ann", "new outlet", None]
    add_rows(unit, "Overrides", OVERRIDE, [row])
    high = do("scenario-new", unit, name="High")
    figures = {line[0]: line[1:] for line in high.outcome.reports[0].rows}
    present, base, kept = figures["Units"]
    assert kept == present > base
    done = do("scenario-promote", unit, name="base", owner="Mary", why="no outlet")
    assert Desk(unit).rows("Overrides") == []
    assert unit.read(unit.place("PlanName")) == [["Base"]]
    assert unit.read(Place("Decision log", Area(2, 1, 2, 5)))[0][3:] == ["Mary", "no outlet"]
    assert done.outcome.summary.startswith("Base is the plan now")
    compared = {line[0]: line[1:] for line in do("scenario-compare", unit).outcome.reports[0].rows}
    assert compared["Units"][0] == pytest.approx(base)
    do("scenario-promote", unit, name="High", owner="Mary", why="outlet after all")
    assert [r["Value"] for r in Desk(unit).rows("Overrides")] == [1.0]
    with pytest.raises(UsageError, match="kept already"):
        do("scenario-new", unit, name="BASE")


def test_no_scenario_to_compare(unit, company, run_quick):
    with pytest.raises(UsageError, match="no scenario is kept"):
        run_quick("scenario-compare", unit)
    with pytest.raises(WorkbookError, match="no demand plan"):
        run_quick("scenario-new", company, name="X")
