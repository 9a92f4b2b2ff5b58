"""The automatic forecast of regular demand: what must hold for any history, and what a planner would expect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.planning.demand.combination import combine

demands = arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(3, 60)), elements=st.integers(0, 500).map(float))
SEASON = np.array([1.0, 1.1, 1.3, 1.5, 1.3, 1.1, 1.0, 0.8, 0.6, 0.5, 0.7, 1.1])


def rng():
    return np.random.default_rng(8)


@given(demands, st.sampled_from([1, 4, 12]))
def test_any_history_gives_finite_paths_with_the_median_between_the_bounds(series, m):
    paths = combine(series, 6, m, 0.8)
    assert np.isfinite(paths.mean).all()
    assert (paths.lower <= paths.upper).all()


@given(demands, st.floats(1e-3, 1e3))
def test_the_forecast_does_not_depend_on_the_unit_of_demand(series, factor):
    one, other = combine(series, 6, 4, 0.8), combine(series * factor, 6, 4, 0.8)
    tolerance = 1e-6 * (1 + series.max()) * factor
    np.testing.assert_allclose(other.mean, one.mean * factor, rtol=1e-6, atol=tolerance)
    np.testing.assert_allclose(other.upper, one.upper * factor, rtol=1e-6, atol=tolerance)


@given(demands.map(lambda block: block - 250.0))
def test_returns_do_not_stop_a_forecast(series):
    paths = combine(series, 6, 12, 0.8)
    assert np.isfinite(paths.mean).all()


def test_an_exact_season_is_continued():
    history = 100 * np.tile(SEASON, 5)[np.newaxis]
    np.testing.assert_allclose(combine(history, 12, 12, 0.8).mean[0], 100 * SEASON, rtol=0.05)


def test_eighteen_months_are_enough_to_see_a_strong_season():
    history = 100 * np.resize(SEASON, 18)[np.newaxis]
    expected = 100 * np.roll(SEASON, -6)
    seasonal = np.abs(combine(history, 12, 12, 0.8).mean[0] - expected).mean()
    flat = np.abs(combine(history, 12, 1, 0.8).mean[0] - expected).mean()
    assert seasonal < 0.6 * flat


def test_noise_is_not_taken_for_a_season():
    history = rng().normal(100, 10, (20, 36))
    path = combine(history, 12, 12, 0.8).mean
    assert path.std(axis=1).mean() < 5  # half the noise


def test_a_trend_is_followed_but_not_for_ever():
    history = (100 + 2.0 * np.arange(48))[np.newaxis]
    path = combine(history, 24, 1, 0.8).mean[0]
    assert path[0] == pytest.approx(196, rel=0.02)
    assert path[0] < path[11] < path[23] < 100 + 2 * 72 * 1.1


def test_a_level_shift_is_accepted_after_a_year():
    history = np.r_[rng().uniform(90, 110, 36), rng().uniform(180, 220, 12)][np.newaxis]
    assert combine(history, 6, 12, 0.8).mean.mean() == pytest.approx(200, rel=0.06)


@pytest.mark.parametrize("place", [20, 40])
def test_an_outlier_hardly_moves_the_forecast(place):
    history = rng().uniform(90, 110, (1, 48))
    clean = combine(history, 12, 12, 0.8)
    history[0, place] = 900
    dirty = combine(history, 12, 12, 0.8)
    np.testing.assert_allclose(dirty.mean, clean.mean, rtol=0.15)
    assert (dirty.upper - dirty.lower).mean() < 3 * (clean.upper - clean.lower).mean()


def test_bounds_hold_as_often_as_they_say_for_noise_around_a_season():
    values = 100 * np.tile(SEASON, 5) * np.exp(rng().normal(0, 0.1, (150, 60)))
    history, future = values[:, :48], values[:, 48:]
    for level in (0.8, 0.95):
        paths = combine(history, 12, 12, level)
        covered = ((paths.lower <= future) & (future <= paths.upper)).mean()
        assert level - 0.04 <= covered <= level + 0.09


@pytest.mark.parametrize(("zero", "share"), [(False, 0.5), (True, 1.0)])
def test_the_mean_lies_above_the_median_of_skewed_demand(zero, share):
    history = np.exp(rng().normal(3, 0.3, (200, 60)))
    if zero:
        history[:, 7] = 0.0
    mean = combine(history, 6, 1, 0.8).mean.mean()
    # On the scale log(y + a fifth of the mean) the standard deviation is about 0.3 ÷ 1.2.
    median = np.exp(3) + 0.2 * np.exp(3.045)
    expected = median * np.exp(share * (0.3 / 1.2) ** 2 / 2) - 0.2 * np.exp(3.045)
    assert mean == pytest.approx(expected, rel=0.02)


def test_a_long_weekly_history_shows_its_year_also_without_a_season_length():
    week = np.arange(260)
    history = (100 + 30 * np.sin(2 * np.pi * week / 52) + rng().normal(0, 3, 260))[np.newaxis]
    expected = 100 + 30 * np.sin(2 * np.pi * np.arange(260, 273) / 52)
    error = np.abs(combine(history, 13, 1, 0.8).mean[0] - expected).mean()
    assert error < 0.6 * np.abs(history[0, -1] - expected).mean()
