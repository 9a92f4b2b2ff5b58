"""The automatic forecast of regular demand: parameters averaged, not chosen, and two kinds of model combined.

1. Work on the scale log(y + a fifth of the mean), so that seasons and errors are in proportion to the level and a
   zero does no harm. A row with negative values stays as it is.
2. Pull in outliers: one-step errors of a coarse fit beyond three robust standard deviations.
3. Run damped-trend seasonal smoothing with every parameter set of a grid and average over them by their evidence.
4. Mix in a ridge autoregression, the more the better its evidence.
5. Go back to units. The bounds are those of the averaged smoothing models: their error variance, which grows with
   the horizon, and their disagreement.

Averaging over parameters is what makes short and noisy histories safe: a season that the data do not support is
shrunk towards none, so that no rule is needed for one, three or ten years of history.

Source: Hoeting, Madigan, Raftery & Volinsky (1999), *Bayesian model averaging: a tutorial*, Statistical Science 14.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sop_xl.planning.arrays import BoolArray, FloatArray
from sop_xl.planning.demand.autoregression import autoregress, lags
from sop_xl.planning.demand.intervals import student_quantile
from sop_xl.planning.demand.paths import Paths
from sop_xl.planning.demand.smoothing import Fits, Grid, one_step_errors, smooth

# The log scale starts a fifth of the mean below zero: between log (0) and plain units (∞).
LOG_SHIFT = 0.2
# One-step errors beyond so many robust standard deviations are outliers and are pulled in to that line.
OUTLIER_LIMIT = 3.0
MAD_TO_SIGMA = 1.4826
# Evidence counts at half its value: real demand is not quite normal and independent.
TEMPER = 0.5
# The two kinds of model are compared as if so few periods had been observed, so that neither is ever dropped.
COMPARISON_PERIODS = 8
# Older periods say little about the next ones.
SMOOTHING_PERIODS, SMOOTHING_SEASONS = 208, 12
AUTOREGRESSION_PERIODS = 1040
# A forecast leaves the range of its history by no more than this: a factor of about 20 on the log scale, three
# standard deviations on a plain one.
MAX_STRETCH = 3.0

# Share of the lognormal step from median to mean. Errors of steady demand lean to the left on the shifted scale, and
# half the step leaves its totals with the least bias; demand with zeros is as skewed as counts are and takes all of it.
MEAN_STEP, MEAN_STEP_WITH_ZEROS = 0.5, 1.0

TREND_PRIOR = 300.0


def _fine_grid(season_length: int) -> Grid:
    return Grid(
        alphas=(0.02, 0.1, 0.25, 0.6),
        betas=(0.0, 0.05),
        gammas=(0.02, 0.1, 0.4),
        phis=(0.8, 0.95, 1.0),
        season_priors=(0.3, 3.0, 30.0, 300.0),
        trend_prior=TREND_PRIOR,
        season_length=season_length,
    )


def _coarse_grid(season_length: int) -> Grid:
    return Grid((0.1, 0.4), (0.0,), (0.1,), (0.95,), (0.3, 30.0), TREND_PRIOR, season_length)


def combine(series: FloatArray, horizon: int, season_length: int, level: float) -> Paths:
    """Forecast of regular demand: averaged smoothing with a share of autoregression.

    Parameters
    ----------
    series : (rows, periods) units/period
        Histories of one length without gaps, at least two periods.
    horizon : int
        Number of periods to forecast [h].
    season_length : int
        Periods of a season [m].
    level : float, fraction
        Probability that the interval covers the demand of one period.

    Returns
    -------
    Paths
        Means (expected demand, above the median of skewed demand) and bounds.
    """
    scale = _Scale.of(series)
    scaled = scale.values(series)
    recent = scaled[:, -max(SMOOTHING_PERIODS, SMOOTHING_SEASONS * season_length) :]
    recent = _without_outliers(recent, season_length)
    fits = smooth(recent, _fine_grid(season_length), horizon)
    weight = _weights(fits)
    path = _average(weight, fits.forecast)
    sigma2 = weight * fits.sigma2
    disagreement = np.maximum(_average(weight, fits.forecast**2) - path**2, 0.0)
    width = student_quantile(0.5 + level / 2, recent.shape[1] - 1)
    half = width * np.sqrt(sigma2.T @ fits.growth + disagreement)
    if order := lags(series.shape[1], season_length):
        long = np.concatenate([scaled[:, : -recent.shape[1]], recent], axis=1)[:, -AUTOREGRESSION_PERIODS:]
        other = autoregress(long, order, horizon)
        share = _share(other.evidence_variance, _evidence_variance(fits, recent.shape[1]))
        path = (1 - share) * path + share * other.forecast
    lowest, highest = recent.min(axis=1, keepdims=True), recent.max(axis=1, keepdims=True)
    path = np.clip(path, lowest - MAX_STRETCH, highest + MAX_STRETCH)
    half = np.minimum(half, MAX_STRETCH)
    return Paths(
        mean=scale.expected(path, sigma2.sum(axis=0)[:, np.newaxis]),
        lower=scale.units(path - half),
        upper=scale.units(path + half),
    )


def _without_outliers(series: FloatArray, season_length: int) -> FloatArray:
    errors = one_step_errors(series, _coarse_grid(season_length))
    limit = OUTLIER_LIMIT * MAD_TO_SIGMA * np.median(np.abs(errors), axis=1, keepdims=True)
    return series - errors + np.clip(errors, -limit, limit)


def _weights(fits: Fits) -> FloatArray:
    """Weight of each parameter set for each row: its tempered evidence, normed (sets, rows)."""
    weight = np.exp(TEMPER * (fits.log_evidence - fits.log_evidence.max(axis=0)))
    normed: FloatArray = weight / weight.sum(axis=0)
    return normed


def _average(weight: FloatArray, values: FloatArray) -> FloatArray:
    """Mean over the parameter sets: (sets, rows) and (sets, horizon, rows) give (rows, horizon)."""
    mean: FloatArray = np.einsum("gr,ghr->rh", weight, values)
    return mean


def _evidence_variance(fits: Fits, periods: int) -> FloatArray:
    """Variance per period that the evidence of the averaged models amounts to, for each row."""
    top = fits.log_evidence.max(axis=0)
    evidence = top + np.log(np.exp(fits.log_evidence - top).mean(axis=0))
    variance: FloatArray = np.exp(-2 * evidence / (periods - 1)) / periods
    return variance


def _share(variance: FloatArray, rival: FloatArray) -> FloatArray:
    """Weight of a model against its rival, (rows, 1); a half where both are perfect."""
    power = COMPARISON_PERIODS / 2
    both = variance + rival
    ours = np.divide(rival, both, out=np.full_like(both, 0.5), where=both > 0) ** power
    theirs = np.divide(variance, both, out=np.full_like(both, 0.5), where=both > 0) ** power
    return (ours / (ours + theirs))[:, np.newaxis]


@dataclass(frozen=True)
class _Scale:
    """The way from units to the scale of the models and back, row by row.

    Shifted logarithm where no value is negative, else units of the standard deviation; centred in either case.
    """

    logged: BoolArray
    shift: FloatArray
    unit: FloatArray
    mean_step: FloatArray
    centre: FloatArray

    @classmethod
    def of(cls, series: FloatArray) -> _Scale:
        mean, deviation = series.mean(axis=1, keepdims=True), series.std(axis=1, keepdims=True)
        logged = (series.min(axis=1, keepdims=True) >= 0) & (mean > 0)
        unit = np.where(logged | (deviation == 0), 1.0, deviation)
        shift = np.where(logged, LOG_SHIFT * mean, 0.0)
        zeros = (series == 0).any(axis=1, keepdims=True)
        mean_step = np.where(logged, np.where(zeros, MEAN_STEP_WITH_ZEROS, MEAN_STEP), 0.0)
        plain = cls(logged, shift, unit, mean_step, np.zeros_like(mean))
        return replace(plain, centre=plain.values(series).mean(axis=1, keepdims=True))

    def values(self, series: FloatArray) -> FloatArray:
        logs = np.log(np.where(self.logged, series + self.shift, 1.0))
        return np.where(self.logged, logs, series / self.unit) - self.centre

    def units(self, values: FloatArray) -> FloatArray:
        placed = values + self.centre
        return np.where(self.logged, np.exp(np.where(self.logged, placed, 0.0)) - self.shift, placed * self.unit)

    def expected(self, path: FloatArray, variance: FloatArray) -> FloatArray:
        """Mean in units of what has this mean and variance on the scale."""
        return self.units(path + self.mean_step * variance / 2)
