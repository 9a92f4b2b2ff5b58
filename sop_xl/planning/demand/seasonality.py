"""Classical seasonal adjustment: is there a season, and what are its indices."""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import BoolArray, FloatArray

TEST_QUANTILE = 1.645  # 90 % two-sided, as in the M competitions
MIN_SEASONS = 3


def is_seasonal(series: FloatArray, season_length: int) -> BoolArray:
    """Whether the autocorrelation at one season is significant, for each row; told from three seasons on.

    Notes
    -----
    Source: the test of the M4 competition's Naive 2 and Theta, after Bartlett's formula: |r_m| > 1.645 ·
    √((1 + 2 Σ_(i<m) r_i²)/n). Makridakis, Spiliotis & Assimakopoulos (2020), Int. J. of Forecasting 36.

    Examples
    --------
    >>> is_seasonal(np.array([[1.0, 2, 3, 4] * 4, [5.0] * 16]), 4)
    array([ True, False])
    """
    periods = series.shape[1]
    if season_length == 1 or periods < MIN_SEASONS * season_length:
        return np.zeros(len(series), dtype=bool)
    swing = series - series.mean(axis=1, keepdims=True)
    power = (swing**2).sum(axis=1)
    moving = power > 0
    correlation = np.zeros((season_length, len(series)))
    for lag in range(1, season_length + 1):
        product = (swing[:, lag:] * swing[:, :-lag]).sum(axis=1)
        np.divide(product, power, out=correlation[lag - 1], where=moving)
    limit = TEST_QUANTILE * np.sqrt((1 + 2 * (correlation[:-1] ** 2).sum(axis=0)) / periods)
    seasonal: BoolArray = moving & (np.abs(correlation[-1]) > limit)
    return seasonal


def seasonal_indices(series: FloatArray, season_length: int) -> FloatArray:
    """Multiplicative seasonal index of each season, aligned to the first period: (rows, season_length), mean 1.

    Classical decomposition: ratios to the centred moving average, averaged by season.

    Parameters
    ----------
    series : (rows, periods) units/period
        Positive histories of at least two seasons.
    season_length : int
        Periods of a season [m].

    Notes
    -----
    Source: Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3e, sec. 3.4.

    Examples
    --------
    >>> seasonal_indices(np.array([[50.0, 150] * 4]), 2)
    array([[0.5, 1.5]])
    """
    half = season_length // 2
    weight = np.full(2 * half + 1, 1.0 / season_length)
    if season_length % 2 == 0:
        weight[[0, -1]] /= 2
    windows = np.lib.stride_tricks.sliding_window_view(series, weight.size, axis=1)
    ratio = series[:, half : half + windows.shape[1]] / (windows @ weight)
    season = (np.arange(ratio.shape[1]) + half) % season_length
    index = np.array([ratio[:, season == j].mean(axis=1) for j in range(season_length)]).T
    scaled: FloatArray = index / index.mean(axis=1, keepdims=True)
    return scaled
