"""Benchmarks that every other method has to beat: naive, seasonal naive, moving average, mean and SES."""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import FloatArray

MOVING_AVERAGE_PERIODS = 6
SES_ALPHA = 0.2


def naive(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001  # one signature for all
    """Last value of each row, in every period to come."""
    return np.repeat(series[:, -1:], horizon, axis=1)


def seasonal_naive(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Value of the same season one year before; the last value where there is no full season yet."""
    if series.shape[1] < season_length:
        return naive(series, horizon, season_length)
    return np.take(series[:, -season_length:], np.arange(horizon) % season_length, axis=1)


def moving_average(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Mean of the last periods of each row, in every period to come."""
    return np.repeat(series[:, -MOVING_AVERAGE_PERIODS:].mean(axis=1, keepdims=True), horizon, axis=1)


def ses(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Simple exponential smoothing, level started at the first value."""
    age = np.arange(series.shape[1])[::-1]
    weight = np.where(age == age[0], 1.0, SES_ALPHA) * (1 - SES_ALPHA) ** age
    return np.repeat((series @ weight)[:, np.newaxis], horizon, axis=1)
