"""Seasonal ARIMA by exact maximum likelihood, from statsmodels: half a second a row, and more than one to import."""

from __future__ import annotations

import warnings

import numpy as np

from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.demand.paths import Paths


def sarimax(series: FloatArray, horizon: int, season_length: int, level: float) -> Paths:
    """Airline model on logarithms as ``airline``, estimated by the Kalman filter, with the interval of its own errors.

    (0,1,1)(0,1,1) with seasons, (0,1,1) where there are not yet two seasons and one period. Rows that are not
    positive throughout are modelled without the logarithm. A row that cannot be estimated is NaN.

    Notes
    -----
    Source: Durbin & Koopman, *Time Series Analysis by State Space Methods*, 2e, ch. 7.
    """
    found = [_row(line, horizon, season_length, level) for line in series]
    mean, lower, upper = (np.array(part) for part in zip(*found))
    return Paths(mean, lower, upper)


def _row(line: FloatArray, horizon: int, season_length: int, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    if np.ptp(line) == 0:  # nothing to estimate
        flat = np.full(horizon, line[0])
        return flat, flat, flat
    logged = bool((line > 0).all())
    mean, lower, upper, _ = fit(np.log(line) if logged else line, None, None, horizon, season_length, level)
    return (np.exp(mean), np.exp(lower), np.exp(upper)) if logged else (mean, lower, upper)


def fit(
    values: FloatArray,
    drivers: FloatArray | None,
    future_drivers: FloatArray | None,
    horizon: int,
    season_length: int,
    level: float,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Airline model of one series, or of what drivers leave of it.

    Parameters
    ----------
    values : (periods,)
        Series; NaN is a gap, which the Kalman filter steps over.
    drivers, future_drivers : (periods, drivers), (horizon, drivers), optional
        Regressors [X]; no gaps.
    horizon, season_length : int
        Number of periods to forecast [h] and periods of a season [m].
    level : float, fraction
        Probability that the interval covers the value of one period.

    Returns
    -------
    mean, lower, upper : (horizon,)
        NaN where the model cannot be estimated.
    effects : (drivers,)
        Effect of one unit of each driver [β].
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    seasonal = season_length > 1 and values.size >= 2 * season_length + 1
    model = SARIMAX(
        values,
        exog=drivers,
        order=(0, 1, 1),
        seasonal_order=(0, 1, 1, season_length) if seasonal else (0, 0, 0, 0),
        concentrate_scale=True,
    )
    count = 0 if drivers is None else drivers.shape[1]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of the optimiser, which starts from rough values
        try:
            fitted = model.fit(disp=False)
            path = fitted.get_forecast(horizon, exog=future_drivers)
            bounds = path.conf_int(alpha=1 - level)
        except np.linalg.LinAlgError:
            unknown = np.full(horizon, np.nan)
            return unknown, unknown, unknown, np.full(count, np.nan)
    return path.predicted_mean, bounds[:, 0], bounds[:, 1], fitted.params[:count]
