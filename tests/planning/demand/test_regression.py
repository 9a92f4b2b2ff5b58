"""Regression on drivers against statsmodels."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.demand.regression import forecast_by_drivers


def example():
    rng = np.random.default_rng(12)
    drivers = np.array([rng.uniform(8, 12, 30), rng.integers(0, 2, 30)])
    demand = 300 - 15 * drivers[0] + 40 * drivers[1] + rng.normal(0, 5, 30)
    return demand, drivers, np.array([[9.0, 10.0, 11.5], [1.0, 0.0, 0.0]])


def test_mean_effects_and_bounds_are_those_of_statsmodels():
    demand, drivers, future = example()
    demand[4] = np.nan
    drivers[0, 7] = np.nan
    known = ~(np.isnan(demand) | np.isnan(drivers).any(axis=0))
    fitted = sm.OLS(demand[known], sm.add_constant(drivers[:, known].T)).fit()
    frame = fitted.get_prediction(sm.add_constant(future.T, has_constant="add")).summary_frame(alpha=0.1)
    paths, effects = forecast_by_drivers(demand, drivers, future, 0.9)
    np.testing.assert_allclose(effects, fitted.params, rtol=1e-9)
    np.testing.assert_allclose(paths.mean[0], frame["mean"], rtol=1e-9)
    np.testing.assert_allclose(paths.lower[0], frame["obs_ci_lower"], rtol=1e-3)
    np.testing.assert_allclose(paths.upper[0], frame["obs_ci_upper"], rtol=1e-3)


def test_drivers_of_very_different_sizes_are_no_problem():
    demand, drivers, future = example()
    scale = np.array([[1e6], [1e-6]])
    one, other = (
        forecast_by_drivers(demand, drivers, future),
        forecast_by_drivers(demand, drivers * scale, future * scale),
    )
    np.testing.assert_allclose(other[0].mean, one[0].mean, rtol=1e-6)


def test_refusals():
    demand, drivers, future = example()
    with pytest.raises(ShapeError, match="drivers"):
        forecast_by_drivers(demand[1:], drivers, future)
    with pytest.raises(ShapeError, match="future_drivers"):
        forecast_by_drivers(demand, drivers, future[:1])
    with pytest.raises(DomainError, match="follows from the others"):
        forecast_by_drivers(demand, np.vstack([drivers, drivers[0] * 2]), np.vstack([future, future[0]]))
    with pytest.raises(InsufficientDataError, match="too little"):
        forecast_by_drivers(demand[:4], drivers[:, :4], future)
    with pytest.raises(DomainError, match="blank"):
        forecast_by_drivers(demand, drivers, future * np.nan)
    with pytest.raises(DomainError, match="level"):
        forecast_by_drivers(demand, drivers, future, 1.0)


def seasonal_example():
    """Demand with a level and seasons that wander, and a promotion whose effect is known."""
    rng = np.random.default_rng(4)
    periods = 72
    level = 200 + rng.normal(0, 4, periods).cumsum()
    season = 40 * np.sin(2 * np.pi * np.arange(periods) / 12)
    promotion = (rng.random(periods) < 0.25).astype(float)
    return level + season + 60 * promotion + rng.normal(0, 3, periods), promotion[np.newaxis]


def test_airline_errors_find_the_effect_that_least_squares_mistakes_for_the_season():
    demand, promotion = seasonal_example()
    demand[10] = np.nan
    future = np.tile([[1.0, 0.0]], 3)
    paths, effects = forecast_by_drivers(demand[:-6], promotion[:, :-6], future, 0.9, "airline", 12)
    assert np.isnan(effects[0])
    assert effects[1] == pytest.approx(60, abs=4)
    expected = demand[-6:] + 60 * (future[0] - promotion[0, -6:])
    np.testing.assert_allclose(paths.mean[0], expected, atol=25)
    assert (np.diff(paths.upper[0] - paths.lower[0]) > 0).all()  # the level wanders off


def test_airline_errors_are_those_of_a_seasonal_arima_model_with_regressors():
    demand, promotion = seasonal_example()
    future = np.array([[1.0, 0.0, 1.0]])
    paths, effects = forecast_by_drivers(demand, promotion, future, 0.8, "airline", 12)
    # Generalised least squares on the differences, with the covariance of the moving averages that were estimated.
    model = sm.tsa.SARIMAX(
        demand, exog=promotion.T, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12), concentrate_scale=True
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theta, big_theta = model.fit(disp=False).params[1:]
    weights = np.zeros(14)
    weights[[0, 1, 12, 13]] = 1, theta, big_theta, theta * big_theta

    def twice(values):
        return np.diff(values[..., 12:] - values[..., :-12])

    change, regressor = twice(demand), twice(promotion)[0]
    lag = np.abs(np.subtract.outer(np.arange(change.size), np.arange(change.size)))
    covariance = np.array([weights[: 14 - k] @ weights[k:] if k < 14 else 0.0 for k in range(change.size)])[lag]
    inverse = np.linalg.inv(covariance)
    assert effects[1] == pytest.approx(regressor @ inverse @ change / (regressor @ inverse @ regressor), rel=1e-3)
    assert paths.mean.shape == (1, 3)


def test_unknown_errors_are_refused():
    demand, drivers, future = example()
    with pytest.raises(DomainError, match=r"independent \| airline"):
        forecast_by_drivers(demand, drivers, future, 0.8, "cauchy")
