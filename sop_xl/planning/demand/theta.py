"""The Theta method and its dynamic optimised form, on seasonally adjusted data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.demand.exponential import LEVEL_CONSTANTS, NONE
from sop_xl.planning.demand.seasonality import is_seasonal, seasonal_indices
from sop_xl.planning.demand.smoothing import Grid, smooth

THETA_CONSTANTS = tuple(np.linspace(0.1, 0.98, 23).round(2).tolist())
MIN_LINE = 2


def theta(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Theta method: the mean of a straight line and a line of twice the curvature.

    Notes
    -----
    Computed as simple exponential smoothing with half the slope of the straight line as drift.
    Source: Assimakopoulos & Nikolopoulos (2000), Int. J. of Forecasting 16; Hyndman & Billah (2003), ibid. 19.
    """
    return _seasonally_adjusted(_theta, series, horizon, season_length)


def optimised_theta(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Dynamic optimised Theta: smoothing constant, initial level and θ ≥ 1 fitted, the straight line updated.

    Notes
    -----
    One-step forecast l_(t−1) + (1 − 1/θ)·[(1−α)^(t−1) A_(t−1) + B_(t−1) (1 − (1−α)^t)/α], where A + B·t is the
    straight line through the data so far. The errors are linear in the initial level and in 1 − 1/θ, so both follow
    by least squares for every α.
    Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016), Int. J. of Forecasting 32 (DOTM).
    """
    return _seasonally_adjusted(_optimised_theta, series, horizon, season_length)


def _seasonally_adjusted(
    method: Callable[[FloatArray, int], FloatArray], series: FloatArray, horizon: int, season_length: int
) -> FloatArray:
    """Forecast of the seasonally adjusted rows, put back into their seasons; other rows as they are."""
    factor = np.ones((len(series), series.shape[1] + horizon))
    rows = (series > 0).all(axis=1) & is_seasonal(series, season_length)
    if rows.any():
        index = seasonal_indices(series[rows], season_length)
        factor[rows] = np.take(index, np.arange(factor.shape[1]) % season_length, axis=1)
    return method(series / factor[:, : series.shape[1]], horizon) * factor[:, series.shape[1] :]


def _theta(series: FloatArray, horizon: int) -> FloatArray:
    rows, periods = series.shape
    time = np.arange(periods) - (periods - 1) / 2
    slope = series @ time / (time @ time)
    centre = series.mean(axis=1, keepdims=True)
    fits = smooth(series - centre, Grid(LEVEL_CONSTANTS, (0.0,), (0.0,), (1.0,), (1.0,), NONE, 1), horizon)
    best = fits.sigma2.argmin(axis=0)
    alpha = np.array(LEVEL_CONSTANTS)[best]
    flat = fits.forecast[best, :, np.arange(rows)] + centre
    lag = (1 - (1 - alpha) ** periods) / alpha
    path: FloatArray = flat + 0.5 * slope[:, np.newaxis] * (np.arange(horizon) + lag[:, np.newaxis])
    return path


def _optimised_theta(series: FloatArray, horizon: int) -> FloatArray:
    rows, periods = series.shape
    alpha = np.array(THETA_CONSTANTS)
    intercept, slope = _running_lines(series)
    decay = (1 - alpha[:, np.newaxis]) ** np.arange(periods + 1)  # (constants, periods + 1)
    line = intercept[:, np.newaxis] * decay[:, :-1] + slope[:, np.newaxis] * (1 - decay[:, 1:]) / alpha[:, np.newaxis]
    level = np.zeros((rows, alpha.size))
    levels = np.empty((rows, alpha.size, periods))
    for t in range(periods):
        levels[:, :, t] = level
        level = alpha * series[:, t, np.newaxis] + (1 - alpha) * level
    # There is no straight line through fewer than two points, so the first two errors do not count.
    regressors = np.broadcast_to(decay[:, MIN_LINE:-1], line[:, :, MIN_LINE:].shape), line[:, :, MIN_LINE:]
    target = (series[:, np.newaxis] - levels)[:, :, MIN_LINE:]
    start, share = _two_coefficients(*regressors, target)
    error = target - start[..., np.newaxis] * regressors[0] - share[..., np.newaxis] * regressors[1]
    best = (error**2).sum(axis=2).argmin(axis=1)
    row = np.arange(rows)
    alpha, start, share = alpha[best], start[row, best], share[row, best]
    level = level[row, best] + (1 - alpha) ** periods * start
    # From here on the forecasts are taken as data, as the model's authors do.
    extended = series
    path = np.empty((rows, horizon))
    for step in range(horizon):
        count = periods + step
        time = np.arange(1, count + 1)
        mean, centre = extended.mean(axis=1), (count + 1) / 2
        trend = (extended - mean[:, None]) @ (time - centre) / ((time - centre) ** 2).sum()
        forget = (1 - alpha) ** count
        line = (mean - trend * centre) * forget + trend * (1 - forget * (1 - alpha)) / alpha
        path[:, step] = level + share * line
        level = alpha * path[:, step] + (1 - alpha) * level
        extended = np.column_stack([extended, path[:, step]])
    return path


def _running_lines(series: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Intercept and slope of the least-squares line through the data before each period, time counted from 1."""
    periods = series.shape[1]
    count = np.arange(periods, dtype=np.float64)
    total = np.pad(np.cumsum(series, axis=1), ((0, 0), (1, 0)))[:, :-1]
    weighted = np.pad(np.cumsum(series * np.arange(1, periods + 1), axis=1), ((0, 0), (1, 0)))[:, :-1]
    safe = np.maximum(count, 1.0)
    slope = np.where(count > 1, 6 * (2 * weighted - (count + 1) * total) / np.maximum(safe * (safe**2 - 1), 1.0), 0.0)
    return total / safe - slope * (count + 1) / 2, slope


def _two_coefficients(one: FloatArray, two: FloatArray, target: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Least-squares coefficients of two regressors, the second held between 0 and 1."""
    aa, ab, bb = (one * one).sum(-1), (one * two).sum(-1), (two * two).sum(-1)
    ay, by = (one * target).sum(-1), (two * target).sum(-1)
    determinant = aa * bb - ab**2
    safe = determinant > 1e-12 * aa * bb
    second = np.clip(np.divide(aa * by - ab * ay, determinant, out=np.zeros_like(ay), where=safe), 0.0, 1.0)
    return (ay - second * ab) / aa, second
