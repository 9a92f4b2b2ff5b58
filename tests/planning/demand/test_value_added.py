"""Forecast value added: the stair by hand, and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.demand.override_value import override_value
from sop_xl.planning.demand.overrides import Override, apply_overrides
from sop_xl.planning.demand.value_added import ADDS, DESTROYS, NEUTRAL, forecast_value_added, naive_at_lag

units = arrays(np.float64, (3, 4), elements=st.integers(1, 100).map(float))


def test_a_stair_of_four_steps():
    actual = [[100, 100], [50, 50]]
    naive, model, planner, consensus = (
        [[70, 70], [50, 50]],
        [[90, 90], [50, 50]],
        [[90, 91], [50, 50]],
        [[80, 80], [50, 50]],
    )
    stair = forecast_value_added(actual, [naive, model, planner, consensus], ["n", "m", "p", "c"], dead_zone=0.01)
    assert [step.wape for step in stair] == pytest.approx([60 / 300, 20 / 300, 19 / 300, 40 / 300])
    assert [step.verdict for step in stair] == ["", ADDS, NEUTRAL, DESTROYS]
    assert stair[0].added is None
    assert stair[3].added == pytest.approx(-21 / 300)
    assert stair[3].added_to_first == pytest.approx(20 / 300)


@given(units, units, units, units)
def test_what_the_steps_add_is_what_the_whole_process_adds(actual, one, two, three):
    stair = forecast_value_added(actual, [one, two, three], ["1", "2", "3"])
    assert stair[1].added + stair[2].added == pytest.approx(stair[0].wape - stair[2].wape, abs=1e-12)
    assert stair[2].added_to_first == pytest.approx(stair[1].added + stair[2].added, abs=1e-12)


def test_each_person_has_a_stair_of_their_own():
    actual, said = [[100], [100], [100]], [[90], [60], [100]]
    stair = forecast_value_added(actual, [np.full((3, 1), 80.0), said], ["n", "p"], groups=["Ann", "Bob", "Ann"])
    assert [(step.group, step.step) for step in stair] == [("Ann", "n"), ("Ann", "p"), ("Bob", "n"), ("Bob", "p")]
    assert [step.verdict for step in stair if step.step == "p"] == [ADDS, DESTROYS]


def test_only_periods_that_every_step_knows_are_compared():
    nan = np.nan
    stair = forecast_value_added([[100, 100, 100]], [[[nan, 80, 80]], [[0, 80, nan]]], ["n", "m"])
    assert [step.wape for step in stair] == pytest.approx([0.2, 0.2])


def test_naive_forecasts_at_a_lag():
    history = [[1, 2, 3, 4, 5, 6]]
    nan = np.nan
    np.testing.assert_array_equal(naive_at_lag(history, 1), [[nan, 1, 2, 3, 4, 5]])
    np.testing.assert_array_equal(naive_at_lag(history, 3), [[nan, nan, nan, 1, 2, 3]])
    np.testing.assert_array_equal(naive_at_lag(history, 1, 4), [[nan, nan, nan, nan, 1, 2]])
    np.testing.assert_array_equal(naive_at_lag(history, 5, 4), [[nan] * 6])  # eight periods back


def test_refusals():
    with pytest.raises(ShapeError, match="names"):
        forecast_value_added([[1]], [[[1]]], ["a", "b"])
    with pytest.raises(ShapeError, match="groups"):
        forecast_value_added([[1]], [[[1]]], ["a"], groups=["x", "y"])
    with pytest.raises(DomainError, match="dead_zone"):
        forecast_value_added([[1]], [[[1]]], ["a"], dead_zone=-1)
    with pytest.raises(ZeroDenominatorError, match="Bob"):
        forecast_value_added([[1], [0]], [[[1], [1]]], ["a"], groups=["Ann", "Bob"])
    with pytest.raises(DomainError, match="lag"):
        naive_at_lag([[1, 2]], 0)


def override(item, first, last, value, owner, kind="units", expiry=None):
    return Override(item, first, last, kind, value, "promotion", owner, "as last year", expiry)


def test_each_owner_is_judged_on_the_forecasts_they_changed():
    actual = [[150, 90, 80, np.nan], [40, 50, 60, 70]]
    plan = [[100, 100, 100, 100], [50, 50, 50, 50]]
    decisions = [
        override("A", 1, 2, 40, "Ann"),  # errors 50, 10 → 10, 50
        override("B", 3, 4, 0.2, "Bob", "percent", expiry=1),  # errors 10, 20 → 0, 10
        override("A", 2, 2, -50, "Bob"),  # on top of Ann's: error 50 → 0
        override("A", 4, 4, 10, "Cid"),  # no actual yet
        override("C", 1, 1, 10, "Cid"),  # not in the plan
    ]
    found = override_value(actual, plan, ["A", "B"], [1, 2, 3, 4], decisions)
    assert [owner[:3] for owner in found] == [("all", 3, 5), ("Ann", 1, 2), ("Bob", 2, 3)]
    assert found[1][3:6] == pytest.approx((60 / 240, 60 / 240, 0))
    assert found[2][3:6] == pytest.approx((80 / 220, 10 / 220, 70 / 220))
    assert found[0][3:6] == pytest.approx((140 / 460, 70 / 460, 70 / 460))
    assert [owner.verdict for owner in found] == [ADDS, NEUTRAL, ADDS]


@given(units, units, st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(-30, 30)), min_size=1))
def test_what_everybody_adds_is_what_the_overrides_did_to_the_errors(actual, plan, decided):
    decisions = [override(str(row), 1, 4, float(value), owner) for owner, row, value in decided]
    found = override_value(actual, plan, ["0", "1", "2"], [1, 2, 3, 4], decisions)
    after = apply_overrides(plan, ["0", "1", "2"], [1, 2, 3, 4], decisions, 0).plan
    weight = sum(actual[row].sum() for _, row, _ in decided)
    gained = np.abs(actual - plan).sum() - np.abs(actual - after).sum()
    assert found[0].added == pytest.approx(gained / weight, abs=1e-9)


def test_overrides_that_cannot_be_judged():
    with pytest.raises(InsufficientDataError, match="no override"):
        override_value([[np.nan]], [[1]], ["A"], [1], [override("A", 1, 1, 5, "Ann")])
    with pytest.raises(InsufficientDataError, match="no override"):
        override_value([[3]], [[1]], ["A"], [1], [])
    with pytest.raises(DomainError, match="dead_zone"):
        override_value([[3]], [[1]], ["A"], [1], [override("A", 1, 1, 5, "Ann")], -1)
