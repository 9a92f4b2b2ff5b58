"""The named methods against statsmodels, against statsforecast's figures and against restatements by hand."""

import warnings

import numpy as np
import pytest
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, Holt, SimpleExpSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX

from sop_xl.planning.demand import croston as sporadic
from sop_xl.planning.demand.arima import airline, airline_path
from sop_xl.planning.demand.exponential import (
    damped,
    ets,
    holt,
    holt_winters,
    holt_winters_multiplicative,
    multiplicative_path,
    ses,
)
from sop_xl.planning.demand.forecast import MODELS, forecast
from sop_xl.planning.demand.sarimax import sarimax
from sop_xl.planning.demand.seasonality import is_seasonal, seasonal_indices
from sop_xl.planning.demand.simple import moving_average, naive, seasonal_naive
from sop_xl.planning.demand.theta import optimised_theta, theta

SPARSE = np.array(
    [[0, 0, 3, 0, 0, 0, 5, 2, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0, 0, 2, 0, 0, 6, 0, 0, 1, 0, 0, 0, 3]], dtype=float
)


def rising(periods=40):
    """A level with noise and a trend that bends: every smoothing method has something to do."""
    rng = np.random.default_rng(11)
    return (100 + 30 * np.sqrt(np.arange(periods)) + rng.normal(0, 6, periods).cumsum())[np.newaxis]


def test_simple_methods_by_hand():
    history = np.arange(1.0, 9.0)[np.newaxis]
    assert naive(history, 2, 4).tolist() == [[8, 8]]
    assert seasonal_naive(history, 6, 4).tolist() == [[5, 6, 7, 8, 5, 6]]
    assert seasonal_naive(history, 2, 12).tolist() == [[8, 8]]
    assert moving_average(history, 2, 4).tolist() == [[6.5, 6.5]]
    assert moving_average(history, 1, 1).tolist() == [[5.5]]


@pytest.mark.parametrize(
    ("method", "reference"),
    [
        (ses, lambda y: SimpleExpSmoothing(y, initialization_method="estimated")),
        (holt, lambda y: Holt(y, initialization_method="estimated")),
        (damped, lambda y: Holt(y, damped_trend=True, initialization_method="estimated")),
    ],
)
def test_smoothing_without_seasons_is_close_to_statsmodels(method, reference):
    history = rising()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels warns about its own optimiser
        expected = reference(history[0]).fit().forecast(6)
    np.testing.assert_allclose(method(history, 6, 1)[0], expected, rtol=0.02)


def test_additive_holt_winters_is_close_to_statsmodels(air_passengers):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ExponentialSmoothing(
            air_passengers[0], trend="add", seasonal="add", seasonal_periods=12, initialization_method="estimated"
        )
        expected = model.fit().forecast(12)
    np.testing.assert_allclose(holt_winters(air_passengers, 12, 12)[0], expected, rtol=0.04)


def test_multiplicative_holt_winters_walks_as_statsmodels_does(air_passengers):
    level, trend, season = 120.0, 2.0, np.linspace(0.8, 1.2, 12)
    model = ExponentialSmoothing(
        air_passengers[0],
        trend="add",
        seasonal="mul",
        seasonal_periods=12,
        initialization_method="known",
        initial_level=level,
        initial_trend=trend,
        initial_seasonal=season,
    )
    parameters = {"smoothing_level": 0.3, "smoothing_trend": 0.1, "smoothing_seasonal": 0.4 * 0.7}
    with model.fix_params(parameters):
        expected = model.fit(optimized=False).forecast(12)
    found = multiplicative_path(
        air_passengers, 12, np.array([[0.3], [0.1], [0.4]]), (np.array([level]), np.array([trend]), season[np.newaxis])
    )
    # statsmodels leaves the season of the very last period as it was a year before.
    np.testing.assert_allclose(found[0, :11], expected[:11], rtol=1e-9)


def test_multiplicative_seasons_grow_with_the_level(air_passengers):
    path = holt_winters_multiplicative(air_passengers, 12, 12)[0]
    assert path.max() / path.min() == pytest.approx(
        air_passengers[0, -12:].max() / air_passengers[0, -12:].min(), rel=0.1
    )
    with_zero = np.concatenate([air_passengers, air_passengers * 0 + 5, np.r_[0.0, air_passengers[0, 1:]][np.newaxis]])
    assert np.isfinite(holt_winters_multiplicative(with_zero, 12, 12)).all()


def test_ets_takes_seasons_trends_and_nothing_where_there_is_nothing(air_passengers):
    seasonal = ets(air_passengers, 12, 12)[0]
    assert np.corrcoef(seasonal, air_passengers[0, -12:])[0, 1] > 0.97
    noise = np.random.default_rng(1).normal(100, 5, (1, 60))
    assert np.ptp(ets(noise, 12, 12)) < 1.0
    line = (50 + 3.0 * np.arange(30) + np.random.default_rng(2).normal(0, 1, 30))[np.newaxis]
    np.testing.assert_allclose(ets(line, 3, 1)[0], [140, 143, 146], atol=3)


def test_theta_is_close_to_statsmodels(air_passengers):
    expected = ThetaModel(air_passengers[0], period=12, method="mul").fit(use_mle=False).forecast(12, theta=2)
    np.testing.assert_allclose(theta(air_passengers, 12, 12)[0], expected, rtol=0.01)


def test_dynamic_optimised_theta_gives_the_figures_of_statsforecast_on_air_passengers(air_passengers):
    by_month = [442.927, 432.298, 495.482, 482.575, 487.866, 556.122]  # statsforecast 2.1.1
    np.testing.assert_allclose(optimised_theta(air_passengers, 6, 12)[0], by_month, rtol=0.005)


def test_seasonal_indices_of_a_known_season_under_a_trend():
    season = np.array([0.8, 1.1, 1.3, 0.8])
    history = (100 + 2 * np.arange(24)) * np.tile(season, 6)
    np.testing.assert_allclose(seasonal_indices(history[np.newaxis], 4)[0], season, rtol=0.01)
    assert is_seasonal(history[np.newaxis], 4)[0]
    assert not is_seasonal(np.random.default_rng(3).normal(size=(1, 24)), 4)[0]


def test_airline_model_walks_as_statsmodels_does(air_passengers):
    logs = np.log(air_passengers)
    path = airline_path(logs, 12, 12, np.array([0.4]), np.array([0.55]))
    model = SARIMAX(logs[0], order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))
    expected = model.smooth([-0.4, -0.55, 0.0013]).forecast(12)
    np.testing.assert_allclose(path[0], expected, atol=0.01)


def test_airline_model_of_box_and_jenkins_forecasts_the_passengers_of_1960(air_passengers):
    path = airline(air_passengers[:, :-12], 12, 12)[0]
    actual = air_passengers[0, -12:]
    assert np.abs(path - actual).sum() / actual.sum() < 0.05


def test_croston_and_sba_give_the_figures_of_statsforecast():
    assert sporadic.croston(SPARSE, 1, 1)[0, 0] == pytest.approx(0.91376546, rel=1e-7)  # statsforecast 2.1.1
    assert sporadic.sba(SPARSE, 1, 1)[0, 0] == pytest.approx(0.86807719, rel=1e-7)


def test_tsb_by_hand():
    # Demands 4 and 2 in periods 2 and 4: p = 1/2, then 0.45, then 0.45 + 0.1 · 0.55; z = 4, then 4 − 0.1 · 2.
    found = sporadic.tsb(np.array([[0.0, 4.0, 0.0, 2.0]]), 2, 1)
    assert found[0].tolist() == pytest.approx([0.505 * 3.8] * 2)


def test_tsb_gives_the_figure_of_statsforecast_from_the_first_demand_on():
    assert sporadic.tsb(SPARSE[:, 2:], 1, 1)[0, 0] == pytest.approx(1.07296629, rel=1e-8)  # statsforecast 2.1.1


def test_aggregates_are_close_to_those_of_statsforecast_which_fits_its_constants():
    assert sporadic.adida(SPARSE, 1, 1)[0, 0] == pytest.approx(0.9380381, rel=0.08)  # statsforecast 2.1.1
    assert sporadic.imapa(SPARSE, 1, 1)[0, 0] == pytest.approx(0.88069617, rel=0.08)


def test_a_dead_item_dies_out_in_tsb_and_not_in_croston():
    alive = np.tile([0.0, 0.0, 4.0], 8)
    dead = np.r_[alive, np.zeros(24)][np.newaxis]
    assert sporadic.croston(dead, 1, 1)[0, 0] == pytest.approx(4 / 3, rel=1e-9)
    assert sporadic.tsb(dead, 1, 1)[0, 0] < 0.15


def test_aggregates_by_hand():
    history = np.array([[9.0, 0, 0, 6, 0, 2, 0, 4, 0]])  # interval 9/4, so blocks of 2: (0 0) (6 0) …
    twos = [0 + 0, 6 + 0, 2 + 0, 4 + 0]
    level = twos[0]
    for value in twos[1:]:
        level += 0.2 * (value - level)
    ones = 9.0
    for value in history[0, 1:]:
        ones += 0.2 * (value - ones)
    assert sporadic.adida(history, 1, 1)[0, 0] == pytest.approx(level / 2)
    assert sporadic.imapa(history, 1, 1)[0, 0] == pytest.approx((level / 2 + ones) / 2)


@pytest.mark.parametrize("method", [sporadic.croston, sporadic.sba, sporadic.tsb, sporadic.adida, sporadic.imapa])
def test_no_demand_is_a_forecast_of_none(method):
    assert method(np.zeros((1, 6)), 2, 1).tolist() == [[0, 0]]


def test_sarimax_gives_the_forecast_and_interval_of_statsmodels_on_air_passengers(air_passengers):
    history = np.asarray(air_passengers, dtype=float).reshape(1, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = SARIMAX(np.log(history[0]), order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=False)
    expected = fitted.get_forecast(12)
    found = sarimax(history, 12, 12, 0.9)
    np.testing.assert_allclose(found.mean[0], np.exp(expected.predicted_mean), rtol=2e-3)
    np.testing.assert_allclose([found.lower[0], found.upper[0]], np.exp(expected.conf_int(alpha=0.1)).T, rtol=4e-3)
    np.testing.assert_allclose(found.mean, airline(history, 12, 12), rtol=0.02)


def test_sarimax_of_odd_histories_through_the_way_in():
    history = [[5.0] * 30, [0.0, 3] * 15, [-4.0, 2, 1] * 10, [np.nan] * 26 + [3.0, 8, 4, 6]]
    found = forecast(history, 3, 12, "sarimax", 0.9)
    assert found.problems == (None,) * 4
    assert found.mean[0].tolist() == [5, 5, 5]
    assert np.isfinite(found.mean).all()
    assert (found.lower <= found.mean).all()
    assert (found.upper >= found.mean).all()


def test_a_row_that_a_model_cannot_estimate_has_a_reason_and_no_numbers(monkeypatch):
    def broken(series, horizon, season_length, level):
        paths = sarimax(series, horizon, season_length, level)
        paths.mean[0, 1] = np.nan
        return paths

    monkeypatch.setitem(MODELS, "sarimax", broken)
    found = forecast([[5.0] * 9, [4.0] * 9], 2, 1, "sarimax")
    assert found.problems[0].code == "not-finite"
    assert np.isnan(found.mean[0]).all()
    assert found.mean[1].tolist() == [4, 4]
    assert found.method == ("", "sarimax")
