"""Forecasts of a table of histories: the way in for every host."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, NotFiniteError, SopError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.demand import history as histories
from sop_xl.planning.demand.arima import airline
from sop_xl.planning.demand.automatic import automatic
from sop_xl.planning.demand.croston import adida, croston, imapa, sba, tsb
from sop_xl.planning.demand.exponential import damped, ets, holt, holt_winters, holt_winters_multiplicative, ses
from sop_xl.planning.demand.intervals import IntervalMethod, PointMethod, around
from sop_xl.planning.demand.sarimax import sarimax
from sop_xl.planning.demand.simple import moving_average, naive, seasonal_naive
from sop_xl.planning.demand.theta import optimised_theta, theta

AUTO = "auto"
METHODS: dict[str, PointMethod] = {
    "naive": naive,
    "seasonal_naive": seasonal_naive,
    "moving_average": moving_average,
    "ses": ses,
    "holt": holt,
    "damped": damped,
    "holt_winters": holt_winters,
    "holt_winters_mul": holt_winters_multiplicative,
    "ets": ets,
    "theta": theta,
    "optimised_theta": optimised_theta,
    "airline": airline,
    "croston": croston,
    "sba": sba,
    "tsb": tsb,
    "adida": adida,
    "imapa": imapa,
}
# Methods with an interval of their own; slow, for single series.
MODELS: dict[str, IntervalMethod] = {"sarimax": sarimax}
NAMES = (AUTO, *METHODS, *MODELS)
MAX_SEASON_LENGTH = 60
GAP, ZERO = "gap", "zero"


@dataclass(frozen=True)
class Forecast:
    """Forecasts of a table, row by row and period by period.

    Attributes
    ----------
    mean, lower, upper : (items, horizon) units/period
        Expected demand and the bounds of its prediction interval; NaN in a row that has a problem.
    method : tuple of str
        What each row was forecast with; empty where it has a problem.
    problems : tuple of SopError or None
        Why a row could not be forecast.
    """

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    method: tuple[str, ...]
    problems: tuple[SopError | None, ...]


def forecast(
    history: ArrayLike,
    horizon: int,
    season_length: int = 12,
    method: str = AUTO,
    level: float = 0.8,
    missing: str = GAP,
) -> Forecast:
    """Forecast of each row of a table of histories, with a prediction interval.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand so far [y_t], oldest first, all rows ending in the same period. A gap is NaN and is estimated; leading
        gaps mean that the item did not exist yet.
    horizon : int
        Number of periods to forecast [h], counted from the end of the table.
    season_length : int
        Periods of a season [m]: 12 for months, 52 for weeks, 4 for quarters, 1 for no season.
    method : str
        One of ``NAMES``.
    level : float, fraction
        Probability that the interval covers the demand of one period; 0.8 gives P10 and P90.
    missing : str
        What a gap after the first known period means: ``gap``, to be estimated, or ``zero``, no demand.

    Returns
    -------
    Forecast
        As many rows as the history has. A row with fewer than three known periods has a problem instead.

    Raises
    ------
    DomainError
        Horizon or season length below 1, season above 60, level outside (0, 1), or an unknown
        method or meaning of a gap (``#NUM!``).

    Examples
    --------
    >>> forecast([[5, 7, 6]], 2, method="naive").mean
    array([[6., 6.]])
    """
    block = as_block(history, "history")
    check_terms(horizon, season_length, method, level, missing)
    if missing == ZERO:
        block = histories.with_zeros(block)
    problems = histories.problems(block)
    usable = np.array([problem is None for problem in problems])
    mean, lower, upper = (np.full((len(block), horizon), np.nan) for _ in range(3))
    names = np.full(len(block), "", dtype=object)
    for group in histories.groups(block, usable, season_length, horizon):
        steps = group.lag + horizon
        if method == AUTO:
            paths, applied = automatic(group.series, steps, season_length, level)
        elif method in MODELS:
            paths, applied = MODELS[method](group.series, steps, season_length, level), [method]
        else:
            paths, applied = around(METHODS[method], group.series, steps, season_length, level), [method]
        floor = np.where((group.series >= 0).all(axis=1), 0.0, -np.inf)
        paths = paths.within(floor)
        mean[group.rows] = paths.mean[:, group.lag :]
        lower[group.rows] = paths.lower[:, group.lag :]
        upper[group.rows] = paths.upper[:, group.lag :]
        names[group.rows] = applied
    return _without_numbers_that_are_none(Forecast(mean, lower, upper, tuple(names), problems))


def _without_numbers_that_are_none(found: Forecast) -> Forecast:
    """A row with a number that is not finite has a problem and no numbers."""
    numbers = np.concatenate([found.mean, found.lower, found.upper], axis=1)
    failed = ~np.isfinite(numbers).all(axis=1) & np.array([problem is None for problem in found.problems], dtype=bool)
    if not failed.any():
        return found
    for part in (found.mean, found.lower, found.upper):
        part[failed] = np.nan
    reason = NotFiniteError("the method finds no finite forecast", argument="history", hint="Take the method auto.")
    names = tuple("" if bad else name for bad, name in zip(failed, found.method))
    return replace(found, method=names, problems=tuple(reason if bad else p for bad, p in zip(failed, found.problems)))


def check_terms(horizon: int, season_length: int, method: str, level: float, missing: str) -> None:
    """Refuse what ``forecast`` refuses whatever the history.

    Raises
    ------
    DomainError
        As ``forecast``.
    """
    if horizon < 1:
        raise DomainError("outside its domain", argument="horizon", got=horizon, expected=">=1")
    if not 1 <= season_length <= MAX_SEASON_LENGTH:
        expected = f"1 to {MAX_SEASON_LENGTH}"
        raise DomainError("outside its domain", argument="season_length", got=season_length, expected=expected)
    if not 0 < level < 1:
        raise DomainError("outside its domain", argument="level", got=level, expected="(0,1)")
    if method not in NAMES:
        raise DomainError("unknown method", argument="method", got=method, expected=" | ".join(NAMES))
    if missing not in (GAP, ZERO):
        raise DomainError("unknown word", argument="missing", got=missing, expected=f"{GAP} | {ZERO}")
