"""Named methods for intermittent demand: Croston, SBA, TSB, ADIDA and IMAPA, for many rows in lock-step.

All give one expected demand per period, the same for every period to come; smoothing constants are the customary 0.1
for Croston, SBA and TSB and 0.2 for the aggregates.
"""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import FloatArray

ALPHA = 0.1  # demand size, interval and probability
AGGREGATE_ALPHA = 0.2


def croston(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001  # one signature for all
    """Croston: smoothed demand size over smoothed interval between demands [z ÷ p].

    Size and interval start at those of the first demand.

    Notes
    -----
    Source: Croston (1972), Operational Research Quarterly 23.
    """
    return _flat(_croston(series), horizon)


def sba(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Syntetos–Boylan approximation: Croston × (1 − α/2), without Croston's bias.

    Notes
    -----
    Source: Syntetos & Boylan (2005), Int. J. of Forecasting 21.
    """
    return _flat((1 - ALPHA / 2) * _croston(series), horizon)


def tsb(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Teunter–Syntetos–Babai: smoothed probability of demand × smoothed demand size, so that demand can die out.

    The probability starts at 1 ÷ the first interval.

    Notes
    -----
    Source: Teunter, Syntetos & Babai (2011), European J. of Operational Research 214.
    """
    size, probability = np.zeros(len(series)), np.zeros(len(series))
    started = np.zeros(len(series), dtype=bool)
    for t, demand in enumerate(series.T):
        active = demand > 0
        first = active & ~started
        size = np.where(first, demand, np.where(active, size + ALPHA * (demand - size), size))
        updated = probability + ALPHA * (active - probability)
        probability = np.where(first, 1.0 / (t + 1), np.where(started, updated, 0.0))
        started |= active
    return _flat(probability * size, horizon)


def adida(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Aggregate–disaggregate: sums over the mean interval between demands, smoothed and spread evenly.

    Notes
    -----
    Source: Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos (2011), J. of the Operational Research
    Society 62.
    """
    interval = _mean_interval(series)
    rate = np.empty(len(series))
    for size in sorted(set(interval.tolist())):
        rows = interval == size
        rate[rows] = _aggregate_rate(series[rows], int(size))
    return _flat(rate, horizon)


def imapa(series: FloatArray, horizon: int, season_length: int) -> FloatArray:  # noqa: ARG001
    """Intermittent multiple aggregation: the mean of the aggregate forecasts of every length up to the mean interval.

    Notes
    -----
    Source: Petropoulos & Kourentzes (2015), J. of the Operational Research Society 66.
    """
    interval = _mean_interval(series)
    total = np.zeros(len(series))
    for size in range(1, int(interval.max()) + 1):
        rows = interval >= size
        total[rows] += _aggregate_rate(series[rows], size)
    return _flat(total / interval, horizon)


def _croston(series: FloatArray) -> FloatArray:
    size, interval = np.zeros(len(series)), np.ones(len(series))
    started = np.zeros(len(series), dtype=bool)
    since = np.ones(len(series))
    for demand in series.T:
        active = demand > 0
        first, later = active & ~started, active & started
        size = np.where(first, demand, np.where(later, size + ALPHA * (demand - size), size))
        interval = np.where(first, since, np.where(later, interval + ALPHA * (since - interval), interval))
        since = np.where(active, 1.0, since + 1.0)
        started |= active
    return size / interval


def _mean_interval(series: FloatArray) -> FloatArray:
    """Mean interval between demands in whole periods, no longer than the history."""
    active = np.count_nonzero(series > 0, axis=1)
    interval: FloatArray = np.clip(np.round(series.shape[1] / np.maximum(active, 1)), 1, series.shape[1])
    return interval


def _aggregate_rate(series: FloatArray, size: int) -> FloatArray:
    """Smoothed sum over blocks of so many periods, per period; an incomplete oldest block is left out."""
    blocks = series.shape[1] // size
    sums = series[:, series.shape[1] - blocks * size :].reshape(len(series), blocks, size).sum(axis=2)
    level = sums[:, 0]
    for column in sums.T[1:]:
        level = level + AGGREGATE_ALPHA * (column - level)
    rate: FloatArray = level / size
    return rate


def _flat(rate: FloatArray, horizon: int) -> FloatArray:
    return np.repeat(rate[:, np.newaxis], horizon, axis=1)
