"""Forecast accuracy: the usual measures, each per item, and one table of them pooled over a range.

Everywhere error = actual − forecast, bias = forecast − actual (positive = over-forecast), and every measure is a
fraction or in units, never percent. A period counts where both the actual and the forecast are known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, SopError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block, as_same_block

TRIGG_ALPHA = 0.2


def pair(actual: ArrayLike, forecast: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Actuals and forecasts as two blocks of one shape, NaN in both where either is unknown."""
    actuals = as_block(actual, "actual")
    forecasts = as_same_block(forecast, actuals, "forecast")
    known = ~(np.isnan(actuals) | np.isnan(forecasts))
    return np.where(known, actuals, np.nan), np.where(known, forecasts, np.nan)


def wape(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Weighted absolute percentage error of each row: Σ|A−F| ÷ Σ|A|.

    Parameters
    ----------
    actual, forecast : (items, periods) units/period
        What happened [A] and what was said before [F]; gaps are left out.

    Returns
    -------
    (items,) fraction
        NaN where the actuals are all zero or no period is known.

    Notes
    -----
    Source: Kolassa & Schütz (2007), *Advantages of the MAD/Mean ratio over the MAPE*, Foresight 6.

    Examples
    --------
    >>> wape([[100, 200]], [[110, 180]])
    array([0.1])
    """
    a, f = pair(actual, forecast)
    return _ratio(np.nansum(np.abs(a - f), axis=1), np.nansum(np.abs(a), axis=1))


def bias(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Relative bias of each row: Σ(F−A) ÷ Σ|A|; positive = over-forecast.

    Returns
    -------
    (items,) fraction
        NaN where the actuals are all zero or no period is known.

    Examples
    --------
    >>> bias([[100, 100]], [[110, 120]])
    array([0.15])
    """
    a, f = pair(actual, forecast)
    return _ratio(np.nansum(f - a, axis=1), np.nansum(np.abs(a), axis=1))


def mape(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Mean absolute percentage error of each row over the periods whose actual is not zero (see ``mape_skipped``).

    Returns
    -------
    (items,) fraction
        NaN where every actual is zero or unknown.

    Examples
    --------
    >>> mape([[100, 0, 50]], [[90, 5, 60]])
    array([0.15])
    """
    a, f = pair(actual, forecast)
    return _mean(np.abs(a - f) / np.where(a == 0, np.nan, np.abs(a)))


def mape_skipped(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Number of periods of each row that MAPE has to skip because the actual is zero."""
    a, _ = pair(actual, forecast)
    skipped: FloatArray = np.sum(a == 0, axis=1, dtype=np.float64)
    return skipped


def smape(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Symmetric MAPE of each row: mean of 2|A−F| ÷ (|A|+|F|), between 0 and 2; 0/0 counts as 0.

    Notes
    -----
    Source: Makridakis, Spiliotis & Assimakopoulos (2020), *The M4 Competition*, Int. J. of Forecasting 36
    (there times 100).

    Examples
    --------
    >>> smape([[100, 0]], [[300, 0]])
    array([0.5])
    """
    a, f = pair(actual, forecast)
    size = np.abs(a) + np.abs(f)
    return _mean(2.0 * np.abs(a - f) / np.where(size == 0, 1.0, size))


def mae(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Mean absolute error of each row, in units (also called MAD)."""
    a, f = pair(actual, forecast)
    return _mean(np.abs(a - f))


def rmse(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Root mean squared error of each row, in units."""
    a, f = pair(actual, forecast)
    return np.sqrt(_mean((a - f) ** 2))


def mase(actual: ArrayLike, forecast: ArrayLike, insample: ArrayLike, season_length: int = 1) -> FloatArray:
    """Mean absolute scaled error of each row: MAE ÷ the mean |y_t − y_(t−m)| of the history.

    Parameters
    ----------
    actual, forecast : (items, periods) units/period
        What happened and what was said before.
    insample : (items, history) units/period
        The history the forecast was made from [y].
    season_length : int
        Periods of a season [m]; 1 scales by the naive forecast.

    Returns
    -------
    (items,) ratio
        Below 1 = better than the (seasonal) naive forecast was in the history; NaN where that made no error.

    Notes
    -----
    Source: Hyndman & Koehler (2006), *Another look at measures of forecast accuracy*, Int. J. of Forecasting 22;
    seasonal scale as in the M4 competition.

    Examples
    --------
    >>> mase([[5, 5]], [[4, 6]], [[1, 3, 5, 7]])
    array([0.5])
    """
    return _ratio(mae(actual, forecast), _mean(np.abs(_seasonal_difference(insample, season_length))))


def rmsse(actual: ArrayLike, forecast: ArrayLike, insample: ArrayLike, season_length: int = 1) -> FloatArray:
    """Root mean squared scaled error of each row: as MASE, with squares under the root.

    Notes
    -----
    Source: Makridakis, Spiliotis & Assimakopoulos (2022), *The M5 accuracy competition*, Int. J. of Forecasting 38
    (there with m = 1).

    Examples
    --------
    >>> rmsse([[5, 5]], [[4, 6]], [[1, 3, 5, 7]])
    array([0.5])
    """
    scale = _mean(_seasonal_difference(insample, season_length) ** 2)
    return np.sqrt(_ratio(rmse(actual, forecast) ** 2, scale))


def tracking_signal(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Tracking signal of each row: Σ(A−F) ÷ MAD; beyond ±4 the forecast is out of control.

    Returns
    -------
    (items,) ratio
        0 where no error was made; NaN where no period is known.

    Notes
    -----
    Source: Brown (1963), *Smoothing, Forecasting and Prediction of Discrete Time Series*.

    Examples
    --------
    >>> tracking_signal([[10, 12, 14]], [[9, 11, 13]])
    array([3.])
    """
    a, f = pair(actual, forecast)
    total, mad = np.nansum(a - f, axis=1), mae(a, f)
    return np.where(mad == 0, 0.0, total / np.where(mad == 0, 1.0, mad))


def trigg_signal(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Trigg's tracking signal of each row: smoothed error ÷ smoothed absolute error, between −1 and 1.

    Both are smoothed with α = 0.2, so that it forgets: near ±1 the last forecasts all missed on one side, + below.

    Returns
    -------
    (items,) ratio
        0 where no error was made; NaN where no period is known.

    Notes
    -----
    Source: Trigg (1964), *Monitoring a forecasting system*, Operational Research Quarterly 15.

    Examples
    --------
    >>> trigg_signal([[10, 12, 14], [10, 12, 14]], [[9, 11, 13], [9, 13, 14]]).round(3)
    array([ 1.   , -0.111])
    """
    a, f = pair(actual, forecast)
    known = ~np.isnan(a)
    later = known[:, ::-1].cumsum(axis=1)[:, ::-1] - known
    weight = (1.0 - TRIGG_ALPHA) ** later
    error = np.where(known, a - f, 0.0)
    size = (weight * np.abs(error)).sum(axis=1)
    signal = np.divide((weight * error).sum(axis=1), size, out=np.zeros(len(a)), where=size > 0)
    return np.where(known.any(axis=1), signal, np.nan)


def forecast_accuracy(actual: ArrayLike, forecast: ArrayLike) -> FloatArray:
    """Forecast accuracy of each row: max(0, 1 − WAPE)."""
    return np.maximum(0.0, 1.0 - wape(actual, forecast))


_MEASURES: dict[str, Callable[[Any, Any], FloatArray]] = {
    "wape": wape,
    "accuracy": forecast_accuracy,
    "bias": bias,
    "tracking_signal": tracking_signal,
    "mape": mape,
    "mape_skipped": mape_skipped,
    "smape": smape,
    "mae": mae,
    "rmse": rmse,
}
_SCALED_MEASURES: dict[str, Callable[[Any, Any, Any, int], FloatArray]] = {"mase": mase, "rmsse": rmsse}
TRIGG = "trigg_signal"
MEASURES = (*_MEASURES, *_SCALED_MEASURES, TRIGG)


def accuracy_table(
    actual: ArrayLike, forecast: ArrayLike, insample: ArrayLike | None = None, season_length: int = 1
) -> dict[str, float | SopError]:
    """Every measure of ``MEASURES`` for a whole range.

    Sums and means run over all periods of all items; MASE and RMSSE are the mean of the items' own values, over the
    items whose history gives a scale; Trigg's signal is that of the items' total. A measure that does not exist carries
    its reason.

    Raises
    ------
    InsufficientDataError
        No period where both the actual and the forecast are known (``#N/A``).

    Examples
    --------
    >>> table = accuracy_table([[100, 200], [0, 0]], [[110, 180], [0, 0]])
    >>> table["wape"], str(table["mase"])
    (0.1, 'insample: needs the history. Give the range that the forecast was made from.')
    """
    a, f = pair(actual, forecast)
    if np.isnan(a).all():
        raise InsufficientDataError("no period has both an actual and a forecast", argument="actual")
    pooled_a, pooled_f = a.reshape(1, -1), f.reshape(1, -1)
    table: dict[str, float | SopError] = {
        name: _existing(name, measure(pooled_a, pooled_f)) for name, measure in _MEASURES.items()
    }
    for name, scaled in _SCALED_MEASURES.items():
        if insample is None:
            table[name] = InsufficientDataError(
                "needs the history", argument="insample", hint="Give the range that the forecast was made from."
            )
        else:
            table[name] = _existing(name, scaled(a, f, insample, season_length))
    table[TRIGG] = _existing(TRIGG, trigg_signal(_by_period(a), _by_period(f)))
    return table


def _by_period(block: FloatArray) -> FloatArray:
    """Sum over the items in each period, NaN where none is known."""
    return np.where(np.isnan(block).all(axis=0), np.nan, np.nansum(block, axis=0))


def _existing(name: str, values: FloatArray) -> float | SopError:
    """Mean of the values that exist."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else ZeroDenominatorError(f"{name} would divide by zero")


def _seasonal_difference(insample: ArrayLike, season_length: int) -> FloatArray:
    history = as_block(insample, "insample")
    return history[:, season_length:] - history[:, : max(history.shape[1] - season_length, 0)]


def _mean(values: FloatArray) -> FloatArray:
    """Mean of each row over its known values; NaN where there are none."""
    return _ratio(np.nansum(values, axis=1), np.count_nonzero(~np.isnan(values), axis=1).astype(np.float64))


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Quotient, NaN where the denominator is zero."""
    return numerator / np.where(denominator == 0, np.nan, denominator)
