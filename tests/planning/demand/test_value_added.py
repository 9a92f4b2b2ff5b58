"""Forecast value added: the stair by hand, and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError, ZeroDenominatorError
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
