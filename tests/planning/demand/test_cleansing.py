"""Cleansing: what is changed, what is left alone, and that everything changed is listed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.demand.cleansing import OUTLIER, PROMOTION, STOCK_OUT, WORKING_DAYS, cleanse

GAP = np.nan
SEASON = np.array([80.0, 90, 100, 120, 140, 120, 100, 90, 80, 70, 90, 120])


def noisy(level=100.0, periods=36):
    return np.random.default_rng(3).uniform(0.95 * level, 1.05 * level, periods)


@given(
    arrays(np.float64, (2, 30), elements=st.sampled_from([GAP, 0.0, 8.0, 9.0, 10.0, 11.0, 12.0, 90.0])),
    arrays(np.float64, (2, 30), elements=st.sampled_from([0.0, 1.0])),
    arrays(np.float64, (2, 30), elements=st.sampled_from([0.0, 0.0, 1.0])),
)
def test_every_difference_is_listed_and_gaps_stay(history, stock_out, promotion):
    before = history.copy()
    found = cleanse(history, 12, stock_out=stock_out, promotion=promotion)
    np.testing.assert_array_equal(history, before)
    listed = {(change.row - 1, change.period - 1): change for change in found.changes}
    for place in np.ndindex(history.shape):
        if place in listed:
            assert (listed[place].original, listed[place].cleansed) == (history[place], found.history[place])
            assert history[place] != found.history[place]
        else:
            np.testing.assert_equal(found.history[place], history[place])


def test_a_spike_is_an_outlier_and_a_season_or_a_trend_is_not():
    seasonal = np.tile(SEASON, 3) * noisy(1.0)
    rising = noisy() + 5 * np.arange(36)
    assert cleanse([seasonal, rising]).changes == ()
    seasonal[16] *= 4
    found = cleanse(seasonal).changes
    assert [(change.period, change.reason) for change in found] == [(17, OUTLIER)]
    assert found[0].cleansed == pytest.approx(SEASON[4], rel=0.15)


def test_a_new_level_is_not_an_outlier():
    assert cleanse(np.r_[noisy(), 2 * noisy()], season_length=1).changes == ()


def test_a_stock_out_is_raised_to_what_was_expected_and_never_lowered():
    history = noisy()
    history[[10, 20]] = 15.0, 130.0
    flags = np.zeros(36)
    flags[[10, 20]] = 1
    found = cleanse(history, 1, stock_out=flags)
    assert [(change.period, change.reason) for change in found.changes] == [(11, STOCK_OUT)]
    assert found.history[0, 10] == pytest.approx(100, rel=0.06)
    assert found.history[0, 20] == 130.0


def test_a_promotion_is_lowered_to_the_baseline():
    history = noisy()
    history[5] = 240.0
    flags = np.zeros(36)
    flags[[5, 6]] = 1
    found = cleanse(history, 1, promotion=flags)
    assert found.changes[0].reason == PROMOTION
    assert found.history[0, 5] == pytest.approx(100, rel=0.06)


def test_demand_per_working_day_is_what_counts():
    days = np.resize([20.0, 22.0, 18.0], 36)
    found = cleanse(5 * days, 1, working_days=days)
    np.testing.assert_allclose(found.history[0], 100.0)
    assert {change.reason for change in found.changes} == {WORKING_DAYS}


def test_refusals():
    with pytest.raises(DomainError, match="limit"):
        cleanse([[1, 2, 3]], limit=0)
    with pytest.raises(ShapeError, match="stock_out"):
        cleanse([[1, 2, 3]], stock_out=[[1, 0]])
    with pytest.raises(ShapeError, match="working_days"):
        cleanse([[1, 2, 3]], working_days=[20, 21])
    with pytest.raises(DomainError, match="working_days"):
        cleanse([[1, 2, 3]], working_days=[20, 0, 21])
