"""Promoted scenarios: the plan as decided, the record of what each decision did, and decisions that cannot stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InsufficientDataError, SopError
from sop_xl.functions.call import call
from sop_xl.planning.plan import Plan
from sop_xl.planning.promotion import Decision, decision_record, in_force, promoted
from sop_xl.planning.scenario import Delta, apply_scenario
from udfs import REGISTRY

ITEMS, PERIODS = ["A", "B"], [1, 2, 3]
DELTAS = [
    Delta("Double", "demand", "", 1, 3, "percent", 1.0),
    Delta("Contract", "demand", "A", 2, 3, "add", 5.0),
    Delta("Dearer", "price", "", 1, 3, "percent", 0.1),
]
BASE = np.array([[10.0, 10, 10], [4, 4, 4]])
PLAN = Plan.of(ITEMS, PERIODS, [100, 100], BASE, 0.0, 3.0, 2.0)


def decided(*names, start=10):
    return [Decision(name, start + day, "Ito", "agreed") for day, name in enumerate(names)]


def test_decisions_apply_in_the_order_of_their_days_and_not_of_the_table():
    first, then = decided("Double", "Contract")
    both = promoted(BASE, ITEMS, PERIODS, DELTAS, [then, first], 99, "demand")
    assert both.tolist() == [[20, 25, 25], [8, 8, 8]]
    other = promoted(BASE, ITEMS, PERIODS, DELTAS, decided("Contract", "Double"), 99, "demand")
    assert other.tolist() == [[20, 30, 30], [8, 8, 8]]


@given(st.permutations(["Double", "Contract", "Dearer"]), st.integers(0, 3))
def test_the_plan_is_the_scenarios_in_force_laid_over_the_base(names, days):
    decisions = decided(*names)
    found = promoted(BASE, ITEMS, PERIODS, DELTAS, decisions, 9 + days, "demand")
    expected = BASE
    for name in names[:days]:
        expected = apply_scenario(expected, ITEMS, PERIODS, DELTAS, name, "demand")
    np.testing.assert_array_equal(found, expected)
    assert BASE.tolist() == [[10, 10, 10], [4, 4, 4]]


def test_a_decision_counts_from_its_day_on_whatever_the_hour():
    assert in_force([Decision("Double", 20.7, "Ito")], 20)
    assert not in_force([Decision("Double", 21.0, "Ito")], 20)


def test_a_decision_that_is_taken_back_takes_its_changes_with_it():
    assert promoted(BASE, ITEMS, PERIODS, DELTAS, [], 99, "demand").tolist() == BASE.tolist()


def test_the_record_says_what_every_decision_did():
    """By hand: 42 units at 3; doubled; ten more; then a tenth dearer."""
    entries = decision_record(PLAN, DELTAS, decided("Double", "Contract", "Dearer"), 99)
    assert [entry.before["Revenue"] for entry in entries] == pytest.approx([126, 252, 282])
    assert [entry.after["Revenue"] for entry in entries] == pytest.approx([252, 282, 310.2])
    assert [entry.after["Gross margin"] for entry in entries] == pytest.approx([84, 94, 122.2])


def test_a_decision_that_cannot_be_computed_says_so_and_so_do_later_ones():
    entries = decision_record(PLAN, DELTAS, decided("Double", "Typo", "Dearer"), 99)
    assert not isinstance(entries[0].after, SopError)
    assert all(isinstance(side, InsufficientDataError) for side in (entries[1].after, entries[2].before))
    with pytest.raises(InsufficientDataError, match="'Typo'"):
        promoted(BASE, ITEMS, PERIODS, DELTAS, decided("Typo"), 99, "demand")


def test_decisions_that_cannot_stand_are_refused():
    with pytest.raises(DomainError, match="decided twice"):
        in_force([*decided("Double"), *decided("double ")], 99)
    with pytest.raises(DomainError, match="base"):
        Decision("Base", 10, "Ito")
    with pytest.raises(InsufficientDataError, match="without a name"):
        Decision("Double", 10, " ")
    with pytest.raises(InsufficientDataError, match="without a scenario"):
        Decision("", 10, "Ito")


def test_promotion_as_cells():
    deltas = [["Up", "demand", None, None, None, "percent", 1], ["Down", "demand", "A", None, None, "add", -2]]
    decisions = [["Down", 43970, "Ito", "lost"], ["Up", 43960, "Sato", None], [None] * 4, ["Later", 44990, "Ito", None]]
    plan = [[[1, 2]], "A", [[43983, 44013]], deltas, decisions, 44012, "demand"]
    assert call(REGISTRY["SOP_PROMOTED_PLAN"], plan).grid == [[0, 2]]
    rest = ["A", [[43983, 44013]], 30, [[1, 2]], [[0, 0]], 3, 2]
    grid = call(REGISTRY["SOP_DECISION_RECORD"], [decisions, 44012, deltas, *rest]).grid
    assert [row[:6] for row in grid[1:]] == [[43960, "Up", "Sato", "", 9, 18], [43970, "Down", "Ito", "lost", 18, 6]]
    assert len({len(row) for row in grid}) == 1
    header = [["Scenario", "Decided on", "By", "Reason"]]
    outcome = call(REGISTRY["SOP_PROMOTED_PLAN"], [*plan[:4], header, *plan[5:]])
    assert outcome.grid == [[CellError.VALUE]]
    assert "without its header" in str(outcome.first_reason)
    nobody = call(REGISTRY["SOP_PROMOTED_PLAN"], [*plan[:4], [["Up", 43960, None, None]], *plan[5:]])
    assert nobody.grid == [[CellError.NA]]
