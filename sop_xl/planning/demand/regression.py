"""Forecast by regression on given drivers: prices, promotions, working days, an index of the market."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, NotFiniteError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.demand.intervals import student_quantile
from sop_xl.planning.demand.paths import Paths
from sop_xl.planning.demand.sarimax import fit

MAX_CONDITION = 1e10
INDEPENDENT, AIRLINE = "independent", "airline"


def forecast_by_drivers(
    history: ArrayLike,
    drivers: ArrayLike,
    future_drivers: ArrayLike,
    level: float = 0.8,
    errors: str = INDEPENDENT,
    season_length: int = 12,
) -> tuple[Paths, FloatArray]:
    """Regression of demand on drivers that are known for the past and for the future.

    Parameters
    ----------
    history : (periods,) units/period
        Demand of one item so far [y]; periods with a gap in demand or in a driver are left out.
    drivers : (drivers, periods)
        Drivers in the same periods [X].
    future_drivers : (drivers, horizon)
        Drivers in the periods to come.
    level : float, fraction
        Probability that the interval covers the demand of one period.
    errors : str
        What the drivers leave: ``independent`` from period to period, by ordinary least squares; or ``airline``, with
        a level and seasons of its own that change, by the exact likelihood of a seasonal ARIMA model (SARIMAX).
    season_length : int
        Periods of a season [m], for airline errors.

    Returns
    -------
    paths : Paths
        Means and bounds, (1, horizon).
    coefficients : (1 + drivers,)
        Intercept and the effect of one unit of each driver [β]. Airline errors have no intercept: NaN.

    Raises
    ------
    ShapeError
        Drivers that do not match the history or each other (``#VALUE!``).
    InsufficientDataError
        Fewer complete periods than two more than the coefficients (``#N/A``).
    DomainError
        Drivers of which one follows from the others, a gap in the future, a level outside (0, 1), or other errors
        than these (``#NUM!``).
    NotFiniteError
        A model that cannot be estimated (``#NUM!``).

    Notes
    -----
    Bounds: ŷ ± t · s · √(1 + x₀ᵀ(XᵀX)⁻¹x₀).
    Source: Montgomery, Peck & Vining, *Introduction to Linear Regression Analysis*, ch. 3 (prediction of new
    observations).

    Examples
    --------
    >>> paths, effects = forecast_by_drivers([13, 17, 21, 25], [[1, 2, 3, 4]], [[5, 6]])
    >>> paths.mean.round(6).tolist(), effects.round(6).tolist()
    ([[29.0, 33.0]], [9.0, 4.0])
    """
    demand = np.asarray(history, dtype=np.float64).ravel()
    past, future = as_block(drivers, "drivers"), as_block(future_drivers, "future_drivers")
    if past.shape[1] != demand.size:
        raise ShapeError(
            "one column per period of the history", argument="drivers", got=past.shape, expected=demand.size
        )
    if len(future) != len(past):
        raise ShapeError(
            "the same drivers as in the past", argument="future_drivers", got=len(future), expected=len(past)
        )
    if np.isnan(future).any():
        raise DomainError("a blank", argument="future_drivers", hint="A driver must be known for all periods to come.")
    if not 0 < level < 1:
        raise DomainError("outside its domain", argument="level", got=level, expected="(0,1)")
    known = ~(np.isnan(demand) | np.isnan(past).any(axis=0))
    design = np.column_stack([np.ones(known.sum()), past[:, known].T])
    spare = design.shape[0] - design.shape[1]
    if spare < 2:
        got, least = f"{design.shape[0]} complete periods", design.shape[1] + 2
        raise InsufficientDataError("too little history", argument="history", got=got, expected=f"at least {least}")
    # Drivers of very different sizes are no problem, drivers that repeat each other are.
    if np.linalg.cond(design / np.linalg.norm(design, axis=0).clip(np.finfo(float).tiny)) > MAX_CONDITION:
        raise DomainError("a driver that follows from the others", argument="drivers", hint="Leave one of them out.")
    if errors == AIRLINE:
        return _with_airline_errors(np.where(known, demand, np.nan), past, future, level, season_length)
    if errors != INDEPENDENT:
        expected = f"{INDEPENDENT} | {AIRLINE}"
        raise DomainError("unknown word", argument="errors", got=errors, expected=expected)
    coefficients, *_ = np.linalg.lstsq(design, demand[known], rcond=None)
    variance = ((demand[known] - design @ coefficients) ** 2).sum() / spare
    ahead = np.column_stack([np.ones(future.shape[1]), future.T])
    # x₀ᵀ(XᵀX)⁻¹x₀ through the triangular factor, which keeps the accuracy that XᵀX would lose.
    root = np.linalg.qr(design).R
    leverage = (np.linalg.solve(root.T, ahead.T) ** 2).sum(axis=0)
    half = student_quantile(0.5 + level / 2, spare) * np.sqrt(variance * (1 + leverage))
    mean = ahead @ coefficients
    return Paths(mean[np.newaxis], (mean - half)[np.newaxis], (mean + half)[np.newaxis]), coefficients


def _with_airline_errors(
    demand: FloatArray, past: FloatArray, future: FloatArray, level: float, season_length: int
) -> tuple[Paths, FloatArray]:
    mean, lower, upper, effects = fit(demand, np.nan_to_num(past).T, future.T, future.shape[1], season_length, level)
    if not np.isfinite(np.concatenate([mean, lower, upper, effects])).all():
        raise NotFiniteError("the model cannot be estimated", argument="history", hint="Take independent errors.")
    return Paths(mean[np.newaxis], lower[np.newaxis], upper[np.newaxis]), np.concatenate([[np.nan], effects])
