"""The classical exponential smoothing methods, each with the constants that fit a row best by least squares.

The additive methods are single corners of the lock-step model in ``smoothing``: without trend, with a linear or a
damped one, with or without a season. Their constants come from a grid, their initial states are exact.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.demand.seasonality import seasonal_indices
from sop_xl.planning.demand.smoothing import Grid, smooth

FREE, NONE = 1e-4, 1e12  # prior precision of a state that is estimated freely, and of one that is not there

LEVEL_CONSTANTS = tuple(np.linspace(0.02, 0.98, 25).round(2).tolist())
COARSE_CONSTANTS = (0.02, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9)
TREND_SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
SEASON_SHARES = (0.0, 0.05, 0.15, 0.3, 0.6)
DAMPING = (0.8, 0.85, 0.9, 0.94, 0.98)


def ses(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001  # one signature for all
    """Simple exponential smoothing: a level only."""
    return _best(series, Grid(LEVEL_CONSTANTS, (0.0,), (0.0,), (1.0,), (FREE,), NONE, 1), horizon)


def holt(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Holt's linear trend."""
    return _best(series, Grid(LEVEL_CONSTANTS, TREND_SHARES, (0.0,), (1.0,), (FREE,), FREE, 1), horizon)


def damped(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Damped trend (Gardner & McKenzie, 1985)."""
    return _best(series, Grid(COARSE_CONSTANTS, TREND_SHARES, (0.0,), DAMPING, (FREE,), FREE, 1), horizon)


def holt_winters(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Holt–Winters with additive seasons; Holt's method where there are not yet two seasons."""
    if not _has_seasons(series, season_length):
        return holt(series, horizon, season_length)
    constants = Grid(COARSE_CONSTANTS, TREND_SHARES[:5], SEASON_SHARES, (1.0,), (FREE,), FREE, season_length)
    return _best(series, constants, horizon)


def ets(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Exponential smoothing chosen by AICc among no, linear and damped trend, with and without additive seasons.

    Notes
    -----
    Source: Hyndman, Koehler, Ord & Snyder, *Forecasting with Exponential Smoothing*, ch. 7 (AICc); additive errors.
    """
    seasons = [1, season_length] if _has_seasons(series, season_length) else [1]
    paths, criteria = [], []
    for m, (trend_shares, phis, trend_prior, parameters) in product(seasons, _TRENDS):
        constants = Grid(COARSE_CONSTANTS, trend_shares, SEASON_SHARES[1:], phis, (FREE,), trend_prior, m)
        path, sse = _best_fit(series, constants, horizon)
        count = parameters + (m if m > 1 else 0) + 1  # one season is tied by the others, γ and σ are free
        paths.append(path)
        criteria.append(_aicc(sse, series.shape[1], count))
    chosen: FloatArray = np.array(paths)[np.argmin(criteria, axis=0), np.arange(len(series))]
    return chosen


# Trend shares, damping, prior of the initial trend, number of constants and initial states: none, linear, damped.
_TRENDS = (
    ((0.0,), (1.0,), NONE, 2),
    (TREND_SHARES[:5], (1.0,), FREE, 4),
    (TREND_SHARES[:5], DAMPING, FREE, 5),
)


def _aicc(sse: FloatArray, periods: int, parameters: int) -> FloatArray:
    spare = periods - parameters - 1
    if spare <= 0:
        return np.full(sse.shape, np.inf)
    return periods * np.log(np.maximum(sse, np.finfo(float).tiny)) + 2 * parameters * periods / spare


def holt_winters_multiplicative(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Holt–Winters with multiplicative seasons; additive ones where demand is not positive.

    Initial level and trend from a straight line through the deseasonalised first two seasons, initial seasons from
    classical decomposition.

    Notes
    -----
    Source: Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3e, sec. 8.3.
    """
    positive = (series > 0).all(axis=1)
    if not _has_seasons(series, season_length) or not positive.all():
        path = holt_winters(series, horizon, season_length)
        if _has_seasons(series, season_length) and positive.any():
            path[positive] = holt_winters_multiplicative(series[positive], horizon, season_length)
        return path
    index = seasonal_indices(series, season_length)
    start = (series / np.resize(index.T, (series.shape[1], len(series))).T)[:, : 2 * season_length]
    time = np.arange(1, start.shape[1] + 1)
    slope = (start - start.mean(axis=1, keepdims=True)) @ (time - time.mean()) / ((time - time.mean()) ** 2).sum()
    origin = start.mean(axis=1) - slope * time.mean()
    constants = np.array(list(product(COARSE_CONSTANTS, TREND_SHARES[:4], SEASON_SHARES))).T
    return multiplicative_path(series, horizon, constants, (origin, slope, index))


def multiplicative_path(
    series: FloatArray,
    horizon: int,
    constants: FloatArray,
    start: tuple[FloatArray, FloatArray, FloatArray],
) -> FloatArray:
    """Path of the best set of constants, from given level, trend and seasons.

    ``constants`` holds α, β as a share of α, and γ as a share of 1−α: (3, sets).
    """
    alpha, share, gamma = constants
    sets = alpha.size
    level, trend = (np.repeat(state[:, np.newaxis], sets, axis=1) for state in start[:2])
    season = [np.repeat(column[:, np.newaxis], sets, axis=1) for column in start[2].T]
    m = len(season)
    sse = np.zeros((len(series), sets))
    for t, column in enumerate(series.T):
        value = column[:, np.newaxis]
        base = level + trend
        error = value - base * season[t % m]
        sse += error**2
        level = base + alpha * error / season[t % m]
        trend = trend + alpha * share * error / season[t % m]
        season[t % m] = season[t % m] + gamma * (1 - alpha) * error / base
    row, best = np.arange(len(series)), np.where(np.isfinite(sse), sse, np.inf).argmin(axis=1)
    ahead = np.arange(1, horizon + 1)
    seasons = np.array([season[(series.shape[1] + h - 1) % m][row, best] for h in ahead]).T
    path: FloatArray = (level[row, best][:, np.newaxis] + trend[row, best][:, np.newaxis] * ahead) * seasons
    return path


def _has_seasons(series: FloatArray, season_length: int) -> bool:
    return season_length > 1 and series.shape[1] >= 2 * season_length


def _best(series: FloatArray, constants: Grid, horizon: int) -> FloatArray:
    return _best_fit(series, constants, horizon)[0]


def _best_fit(series: FloatArray, constants: Grid, horizon: int) -> tuple[FloatArray, FloatArray]:
    """Forecast and sum of squared errors of the constants that fit each row best."""
    centre = series.mean(axis=1, keepdims=True)
    fits = smooth(series - centre, constants, horizon)
    best = fits.sigma2.argmin(axis=0)
    row = np.arange(len(series))
    return fits.forecast[best, :, row] + centre, fits.sigma2[best, row] * (series.shape[1] - 1)
