"""Prediction intervals from what a method got wrong before."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.demand.paths import Paths

# A method for one kind of model: (series, horizon, season_length) → (rows, horizon).
PointMethod = Callable[[FloatArray, int, int], FloatArray]
# One that knows its own interval: (series, horizon, season_length, level) → paths.
IntervalMethod = Callable[[FloatArray, int, int, float], Paths]

MAX_ORIGINS = 12
MIN_TRAINING = 3
OVERLAP = 3  # errors from neighbouring origins share periods: so many count as one


def student_quantile(probability: float, degrees: int) -> float:
    """Quantile of Student's t distribution, by its expansion around the normal quantile.

    Notes
    -----
    Source: Abramowitz & Stegun, *Handbook of Mathematical Functions*, 26.7.5; four terms, within 1 % of the exact
    value from three degrees of freedom on at a probability of 0.975.

    Examples
    --------
    >>> round(student_quantile(0.975, 10), 3)
    2.228
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    quantile: float = z + sum(term / degrees**power for power, term in enumerate(terms, start=1))
    return quantile


def around(method: PointMethod, series: FloatArray, horizon: int, season_length: int, level: float) -> Paths:
    """Forecast by a method, with an interval from the errors it would have made from earlier origins.

    The squared errors of forecasts from up to twelve earlier origins are fitted by a variance that grows in a
    straight line with the number of steps, as that of a random walk does.

    Notes
    -----
    Source: Tashman (2000), *Out-of-sample tests of forecasting accuracy*, Int. J. of Forecasting 16 (rolling origin).
    """
    mean = method(series, horizon, season_length)
    origins = min(MAX_ORIGINS, series.shape[1] - MIN_TRAINING)
    if origins < 1:
        variance = np.repeat(series.var(axis=1, ddof=1, keepdims=True), horizon, axis=1)
        degrees = series.shape[1] - 1
    else:
        variance = _variance(_squared_errors(method, series, origins, season_length), horizon)
        degrees = max(origins // OVERLAP, 2)
    half = student_quantile(0.5 + level / 2, degrees) * np.sqrt(variance)
    return Paths(mean, mean - half, mean + half)


def _squared_errors(method: PointMethod, series: FloatArray, origins: int, season_length: int) -> list[FloatArray]:
    """Squared errors (rows, steps known) of the forecasts from each earlier origin."""
    return [
        (series[:, -steps:] - method(series[:, :-steps], steps, season_length)) ** 2 for steps in range(1, origins + 1)
    ]


def _variance(squares: list[FloatArray], horizon: int) -> FloatArray:
    """Straight line through the squared errors by step, level and slope not negative."""
    step = np.concatenate([np.arange(part.shape[1]) for part in squares])
    square = np.concatenate(squares, axis=1)
    centred = step - step.mean()
    slope = square @ centred / max(centred @ centred, 1.0)
    average = square.mean(axis=1)
    slope = np.clip(slope, 0.0, average / step.mean() if step.any() else 0.0)
    start = np.maximum(average - slope * step.mean(), 0.0)
    variance: FloatArray = start[:, np.newaxis] + slope[:, np.newaxis] * np.arange(horizon)
    return variance
