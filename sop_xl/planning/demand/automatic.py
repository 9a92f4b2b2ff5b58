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

REGULAR, INTERMITTENT = "combination", "intermittent combination"

# Demand that comes and goes with the season repeats its periods of no demand after one season: its autocorrelation
# there is so many standard errors from none.
SEASONAL_GAPS = 4.0


def automatic(series: FloatArray, horizon: int, season_length: int, level: float) -> tuple[Paths, list[str]]:
    """Forecast each row by its kind of demand: intermittent, or regular without its leading zeros.

    Demand is intermittent from an average interval of 1.32 periods (Syntetos–Boylan) between its first and its last
    demand, unless its periods of no demand repeat with the season. An item that sold regularly and has stopped is
    regular demand with a new level of zero.

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
    leading = _leading_zeros(series)
    sporadic = _intermittent(series, season_length)
    mean, lower, upper = (np.empty((len(series), horizon)) for _ in range(3))
    for zeros in np.unique(leading[~sporadic]):
        rows = ~sporadic & (leading == zeros)
        paths = combine(series[rows, zeros:], horizon, season_length, level)
        mean[rows], lower[rows], upper[rows] = paths.mean, paths.lower, paths.upper
    if sporadic.any():
        irregular = series[sporadic]
        mean[sporadic] = demand_rate(irregular)[:, np.newaxis]
        lower[sporadic] = demand_quantile(irregular, 0.5 - level / 2)[:, np.newaxis]
        upper[sporadic] = demand_quantile(irregular, 0.5 + level / 2)[:, np.newaxis]
    return Paths(mean, lower, upper), [INTERMITTENT if kind else REGULAR for kind in sporadic]


def _leading_zeros(series: FloatArray) -> NDArray[np.intp]:
    """Zeros before the first demand, as far as they leave enough periods to forecast from."""
    active = series != 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), 0)
    zeros: NDArray[np.intp] = np.minimum(first, series.shape[1] - MIN_POINTS)
    return zeros


def _intermittent(series: FloatArray, season_length: int) -> BoolArray:
    active = series > 0
    count = active.sum(axis=1)
    first, last = active.argmax(axis=1), series.shape[1] - 1 - active[:, ::-1].argmax(axis=1)
    interval = (last - first + 1) / np.maximum(count, 1)
    rare = (count > 0) & ((count == 1) | (interval >= ADI_CUT)) & (series >= 0).all(axis=1)
    return rare & ~_gaps_repeat(active, season_length)


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
