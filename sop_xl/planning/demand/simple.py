"""The benchmarks that every other method has to beat: naive, seasonal naive and moving average."""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import FloatArray

MOVING_AVERAGE_PERIODS = 6


def naive(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001  # one signature for all
    """Last value of each row, in every period to come."""
    return np.repeat(series[:, -1:], horizon, axis=1)


def seasonal_naive(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Value of the same season one year before; the last value where there is no full season yet."""
    if series.shape[1] < season_length:
        return naive(series, horizon, season_length)
    return np.take(series[:, -season_length:], np.arange(horizon) % season_length, axis=1)


def moving_average(series: FloatArray, horizon: int, season_length: int) -> FloatArray:
    """Mean of the last season, or of the last six periods without one, in every period to come."""
    periods = season_length if season_length > 1 else MOVING_AVERAGE_PERIODS
    return np.repeat(series[:, -periods:].mean(axis=1, keepdims=True), horizon, axis=1)
