"""Ridge autoregression on differences: the rhythm of a long history, also where no season length is known.

Smoothing knows a level, a trend and one season. A long weekly history also repeats promotions, pay days and holidays
at lags that nobody names. A regression of each change on the changes before it picks them up; the ridge keeps its
many coefficients from chasing noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_xl.planning.arrays import FloatArray

RIDGE = 0.01  # prior precision of a coefficient relative to the mean sum of squares of the changes
MAX_LAGS = 105  # two years of weeks and one
PERIODS_PER_LAG = 4
MIN_PERIODS = 52


@dataclass(frozen=True)
class Autoregression:
    """Forecasts (rows, horizon) and the variance per period, (rows,), that the evidence of the model amounts to."""

    forecast: FloatArray
    evidence_variance: FloatArray


def lags(periods: int, season_length: int) -> int:
    """Number of lags that a history supports: just over a season, or what it allows where no season is known; or 0.

    A season takes four histories of its own length before the regression is better than no regression.
    """
    if periods < max(MIN_PERIODS, PERIODS_PER_LAG * (season_length + 1)):
        return 0
    return season_length + 1 if season_length > 1 else min(MAX_LAGS, periods // PERIODS_PER_LAG)


def autoregress(series: FloatArray, order: int, horizon: int) -> Autoregression:
    """Autoregression of the changes from period to period, fitted by ridge regression, row by row in lock-step.

    Parameters
    ----------
    series : (rows, periods)
        Histories of one length without gaps.
    order : int
        Number of lags [p].
    horizon : int
        Number of periods to forecast [h].

    Returns
    -------
    Autoregression
        Forecasts and evidence.

    Notes
    -----
    Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, 2e, sec. 3.4.1 (ridge regression);
    the evidence is that of the Bayesian linear model with the same penalty as its prior.
    """
    change = np.diff(series)
    windows = np.lib.stride_tricks.sliding_window_view(change, order, axis=1)[:, :-1]
    target = change[:, order:]
    gram = windows.transpose(0, 2, 1) @ windows
    penalty = RIDGE * np.trace(gram, axis1=1, axis2=2) / order
    penalty = np.where(penalty > 0, penalty, 1.0)[:, np.newaxis, np.newaxis] * np.eye(order)
    root = np.linalg.cholesky(gram + penalty)
    moment = windows.transpose(0, 2, 1) @ target[:, :, np.newaxis]
    coefficients = np.linalg.solve(gram + penalty, moment)[:, :, 0]
    unexplained = (target**2).sum(axis=1) - (coefficients * moment[:, :, 0]).sum(axis=1)
    points = target.shape[1]
    complexity = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1) - order * np.log(penalty[:, 0, 0])
    path = np.concatenate([change[:, -order:], np.empty((len(series), horizon))], axis=1)
    for step in range(horizon):
        path[:, order + step] = (path[:, step : order + step] * coefficients).sum(axis=1)
    return Autoregression(
        forecast=series[:, -1:] + np.cumsum(path[:, order:], axis=1),
        evidence_variance=np.maximum(unexplained, 0.0) / points * np.exp(complexity / points),
    )
