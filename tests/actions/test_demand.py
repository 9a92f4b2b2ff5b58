"""Actions of the demand review: forecast, backtest, overrides, consensus."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from sop_xl.actions.desk import Desk, compute
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.cells.dates import to_serial

OVERRIDE = ("Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires")


def serial(text):
    return to_serial(dt.date.fromisoformat(text))


def test_forecast_writes_what_the_function_gives_and_live_brings_the_formula_back(do, unit, everything):
    before = everything(unit)
    place, history = unit.place("Baseline"), unit.read(unit.place("History"))
    done = do("forecast", unit, method="theta")
    expected = compute("SOP_FORECAST", history, place.area.columns, 12, "theta")
    assert unit.contents(place) == expected
    assert done.outcome.summary.startswith("6 items forecast")
    consensus = unit.read(unit.place("Consensus"))
    assert consensus[0][0] == pytest.approx(expected[0][0], abs=0.06)  # the plan follows the new baseline
    do("forecast", unit, live="yes")
    assert {s: c for s, c in everything(unit).items() if s in before} == before


def test_overrides_are_judged_applied_and_expire(do, unit, add_rows):
    row = ["ITEM-001", serial("2020-07-01"), serial("2020-08-01"), "percent", 0.5, "Promotion", "Ann", "as last year"]
    rows = [
        [*row, None],
        [*row, serial("2020-06-01")],
        ["NOBODY", *row[1:], None],
        [*row[:6], None, *row[7:], None],
    ]
    add_rows(unit, "Overrides", OVERRIDE, rows)
    unit.calculate()
    agreed = unit.read(unit.place("AgreedPlan"))
    done = do("overrides", unit)
    assert done.outcome.summary == "1 active, 1 expired and taken out, 2 to be completed."
    assert done.outcome.attention
    lines = done.outcome.reports[0].rows
    assert [line[9] for line in lines] == ["active", "expired", "unknown item", "lacks Owner"]
    assert lines[0][10] == pytest.approx(0.5 * (agreed[0][0] + agreed[0][1]), abs=0.11)
    left = [r["Item"] for r in Desk(unit).rows("Overrides")]
    assert left == ["ITEM-001", "NOBODY", "ITEM-001"]
    assert unit.tables()["Overrides"].data.rows == 3
    consensus = do("consensus", unit)
    assert "ties to the overrides" in consensus.outcome.summary
    assert consensus.outcome.reports[0].rows[0][4] == pytest.approx(lines[0][10], abs=0.2)


def test_backtest_names_the_best_method_first(unit, run_quick):
    report = run_quick("backtest", unit, origins=3).outcome.reports[0]
    errors = [row[report.heads.index("MASE")] for row in report.rows]
    assert errors == sorted(errors)


def test_a_workbook_that_was_never_calculated_is_not_forecast_from_nothing(unit, do):
    """What another program leaves behind without values: the history is calculated before it is read."""
    place, history = unit.place("History"), unit.read(unit.place("History"))
    empty = HeadlessWorkbook(_without_values(unit, "Demand plan"), "north.xlsx")
    assert empty.read(place) != history
    do("forecast", empty, method="naive")
    assert empty.read(place) == history
    assert [row[0] for row in empty.contents(empty.place("Baseline"))] == [row[-1] for row in history]


def _without_values(book, sheet):
    part = book.workbook.sheets[sheet].part
    stripped = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", book.workbook.package.read(part))
    return book.workbook.package.with_parts({part: stripped})
