"""The method ``auto``: each row is forecast by what suits its kind of demand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_xl.planning.arrays import BoolArray, FloatArray
from sop_xl.planning.demand.combination import combine
from sop_xl.planning.demand.history import MIN_POINTS
from sop_xl.planning.demand.intermittent import demand_quantile, demand_rate
from sop_xl.planning.demand.paths import Paths
from sop_xl.planning.demand.segmentation import ADI_CUT

REGULAR, MIXED, INTERMITTENT = "combination", "combination with intermittent", "intermittent combination"

# Demand that comes and goes with the season repeats its periods of no demand after one season: its autocorrelation
# there is so many standard errors from none.
SEASONAL_GAPS = 4.0


def automatic(series: FloatArray, horizon: int, season_length: int, level: float) -> tuple[Paths, list[str]]:
    """Forecast each row by its kind of demand: regular, intermittent, or by a mixture of both on the way between.

    Demand is intermittent from an average interval of 1.32 periods (Syntetos–Boylan) between its first and its last
    demand, and regular at one of 1 or where its periods of no demand repeat with the season. An item that sold
    regularly and has stopped is regular demand with a new level of zero. Leading zeros of regular demand do not count.

    Parameters
    ----------
    series : (rows, periods) units/period
        Histories of one length without gaps.
    horizon, season_length : int
        Number of periods to forecast [h] and periods of a season [m].
    level : float, fraction
        Probability that the interval covers the demand of one period.

    Returns
    -------
    paths : Paths
        Means and bounds.
    methods : list of str
        How each row was forecast.
    """
    share = _intermittence(series, season_length)
    mean, lower, upper = (np.zeros((len(series), horizon)) for _ in range(3))
    leading = _leading_zeros(series)
    for zeros in sorted(set(leading[share < 1].tolist())):
        rows = (share < 1) & (leading == zeros)
        paths = combine(series[rows, zeros:], horizon, season_length, level)
        mean[rows], lower[rows], upper[rows] = paths.mean, paths.lower, paths.upper
    if (share > 0).any():
        rows = share > 0
        part, series = share[rows, np.newaxis], series[rows]
        mean[rows] += part * (demand_rate(series)[:, np.newaxis] - mean[rows])
        lower[rows] += part * (demand_quantile(series, 0.5 - level / 2)[:, np.newaxis] - lower[rows])
        upper[rows] += part * (demand_quantile(series, 0.5 + level / 2)[:, np.newaxis] - upper[rows])
    return Paths(mean, lower, upper), [INTERMITTENT if part == 1 else MIXED if part > 0 else REGULAR for part in share]


def _leading_zeros(series: FloatArray) -> NDArray[np.intp]:
    """Zeros before the first demand, as far as they leave enough periods to forecast from."""
    active = series != 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), 0)
    zeros: NDArray[np.intp] = np.minimum(first, series.shape[1] - MIN_POINTS)
    return zeros


def _intermittence(series: FloatArray, season_length: int) -> FloatArray:
    """Share of the intermittent forecast in each row: 0 where there is demand in every period, 1 from the cut on."""
    active = series > 0
    count = active.sum(axis=1)
    first, last = active.argmax(axis=1), series.shape[1] - 1 - active[:, ::-1].argmax(axis=1)
    interval = np.where(count > 1, (last - first + 1) / np.maximum(count, 1), ADI_CUT)
    regular = (count == 0) | (series < 0).any(axis=1) | _gaps_repeat(active, season_length)
    share: FloatArray = np.where(regular, 0.0, np.clip((interval - 1) / (ADI_CUT - 1), 0.0, 1.0))
    return share


def _gaps_repeat(active: BoolArray, season_length: int) -> BoolArray:
    """Whether demand and no demand alternate with the season; told from three seasons on."""
    pairs = active.shape[1] - season_length
    if season_length == 1 or pairs < 2 * season_length:
        return np.zeros(len(active), dtype=bool)
    swing = active - active.mean(axis=1, keepdims=True)
    product = (swing[:, season_length:] * swing[:, :-season_length]).sum(axis=1) / pairs
    variance = (swing**2).mean(axis=1)
    repeat: BoolArray = product * np.sqrt(pairs) > SEASONAL_GAPS * variance
    return repeat
