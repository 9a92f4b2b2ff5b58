"""Regression on drivers against statsmodels."""

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
