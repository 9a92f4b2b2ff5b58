"""The airline model: seasonal ARIMA (0,1,1)(0,1,1), for many rows in lock-step."""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import FloatArray

THETAS = tuple(np.linspace(-0.2, 0.95, 24).round(2).tolist())
SEASONAL_THETAS = tuple(np.linspace(0.0, 0.9, 10).round(2).tolist())


def airline(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Airline model on logarithms, (0,1,1) where there are not yet two seasons and one period.

    ``(1−B)(1−Bᵐ) log y_t = (1−θB)(1−ΘBᵐ) e_t``, θ and Θ by conditional least squares over a grid; rows that are not
    positive throughout are modelled without the logarithm.

    Notes
    -----
    Source: Box, Jenkins, Reinsel & Ljung, *Time Series Analysis: Forecasting and Control*, 5e, ch. 9.
    """
    logged = (series > 0).all(axis=1, keepdims=True)
    values = np.where(logged, np.log(np.where(logged, series, 1.0)), series)
    seasonal = season_length > 1 and series.shape[1] >= 2 * season_length + 1
    m = season_length if seasonal else 0
    theta, big_theta = (
        grid.ravel() for grid in np.meshgrid(THETAS, SEASONAL_THETAS if seasonal else (0.0,), indexing="ij")
    )
    path = airline_path(values, horizon, m, theta, big_theta)
    return np.where(logged, np.exp(np.where(logged, path, 0.0)), path)


def airline_path(values: FloatArray, horizon: int, m: int, theta: FloatArray, big_theta: FloatArray) -> FloatArray:
    """Path of the best of some pairs (θ, Θ); errors before the first difference count as zero. No season: m = 0."""
    change = np.diff(values)
    if m:
        change = change[:, m:] - change[:, :-m]
    rows, periods = change.shape
    before = m + 1
    errors = np.zeros((before + periods + horizon, rows, theta.size))
    for t in range(periods):
        errors[before + t] = change[:, t, np.newaxis] + _moving_average(errors, before + t, m, theta, big_theta)
    best = (errors**2).sum(axis=0).argmin(axis=1)
    chosen = errors[:, np.arange(rows), best]
    theta, big_theta = theta[best], big_theta[best]
    path = np.concatenate([values, np.empty((rows, horizon))], axis=1)
    for t in range(values.shape[1], path.shape[1]):
        path[:, t] = path[:, t - 1] - _moving_average(chosen, t, m, theta, big_theta)
        if m:
            path[:, t] += path[:, t - m] - path[:, t - m - 1]
    return path[:, values.shape[1] :]


def _moving_average(errors: FloatArray, t: int, m: int, theta: FloatArray, big_theta: FloatArray) -> FloatArray:
    """θ e_(t−1) + Θ e_(t−m) − θΘ e_(t−m−1)."""
    part: FloatArray = theta * errors[t - 1]
    if m:
        part = part + big_theta * errors[t - m] - theta * big_theta * errors[t - m - 1]
    return part
