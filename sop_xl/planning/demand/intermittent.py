"""Intermittent demand: forecasts for items with many periods of no demand, and stock levels that serve them.

Judge these by what they cost in stock at the service aimed for. The error measures of regular demand (WAPE, MASE,
RMSE around the median) are smallest for a forecast of zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block
from sop_xl.planning.demand import history as histories

# Forgetting per period and per demand; the forecast is the mean over them.
PERIOD_MEMORIES = (0.0, 0.05, 0.1)
DEMAND_MEMORIES = (0.0, 0.1, 0.2)
MIN_DISPERSION = 1.01  # variance-to-mean ratio of the negative binomial stays above the Poisson's 1
_COUNTED = 2.0**40  # units; of more, single ones are no longer told apart


def demand_rate(series: FloatArray) -> FloatArray:
    """Expected demand per period of each row: a mean of weighted means that forget by period and by demand.

    A weighted mean that forgets per period follows an item that dies out; one that forgets per demand, as Croston's
    method does, is not misled by a demand that has just happened. Neither is known to be right, nor how fast to
    forget: so the rate is the mean over both clocks and three speeds each.

    Parameters
    ----------
    series : (rows, periods) units/period
        Histories of one length without gaps, no negative values. The item is taken to have existed for one average
        interval before its first demand; zeros before that are left out.

    Returns
    -------
    (rows,) units/period
        0 for a row without any demand.

    Notes
    -----
    Source: Croston (1972), *Forecasting and stock control for intermittent demands*, Operational Research Quarterly
    23, for the clock that ticks with demands; Teunter, Syntetos & Babai (2011), *Intermittent demand: linking
    forecasting to inventory obsolescence*, European J. of Operational Research 214, for the one with periods.

    Examples
    --------
    >>> demand_rate(np.array([[0.0, 4.0, 0.0, 4.0, 0.0, 4.0]])).round(3)
    array([2.026])
    """
    alive = _alive(series)
    periods_ago = np.arange(series.shape[1])[::-1]
    demands_ago = np.maximum(np.cumsum((series > 0)[:, ::-1], axis=1)[:, ::-1] - 1, 0)
    ages = [(periods_ago, PERIOD_MEMORIES), (demands_ago, DEMAND_MEMORIES)]
    means = []
    for age, memories in ages:
        for memory in memories:
            weight = alive * (1.0 - memory) ** age
            means.append((weight * series).sum(axis=1) / weight.sum(axis=1))
    rate: FloatArray = np.mean(means, axis=0)
    return rate


def _alive(series: FloatArray) -> BoolArray:
    """Periods in which each item is taken to exist: from one average interval before its first demand."""
    active = series > 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), 0)
    interval = (series.shape[1] - first) / np.maximum(active.sum(axis=1), 1)
    start = np.clip(np.round(first - (interval - 1)), 0, series.shape[1] - histories.MIN_POINTS)
    alive: BoolArray = np.arange(series.shape[1]) >= start[:, np.newaxis]
    return alive


def demand_quantile(series: FloatArray, probability: float, periods: int = 1) -> FloatArray:
    """Quantile of the demand over some periods, of each row.

    Negative binomial around the demand rate for whole units, gamma for divisible ones, with the row's own
    variance-to-mean ratio, enlarged by the uncertainty of a mean of so few periods: × (1 + periods/n).
    """
    alive = _alive(series)
    count = alive.sum(axis=1)
    mean = (alive * series).sum(axis=1) / count
    squares = (alive * (series - mean[:, np.newaxis]) ** 2).sum(axis=1)
    variance = squares / np.maximum(count - 1, 1)
    inflation = 1.0 + periods / count
    expected = periods * demand_rate(series)
    ratio = variance / np.where(mean > 0, mean, 1.0)
    whole = (series == np.round(series)).all(axis=1) & (expected < _COUNTED)
    found = np.zeros(len(series))
    rows = expected > 0
    discrete, divisible = rows & whole, rows & ~whole & (ratio > 0)
    found[rows] = expected[rows]
    dispersion = np.maximum(ratio, MIN_DISPERSION) * inflation
    found[discrete] = _negative_binomial_quantile(probability, expected[discrete], dispersion[discrete])
    found[divisible] = _gamma_quantile(probability, expected[divisible], (ratio * inflation)[divisible])
    return found


def _gamma_quantile(probability: float, mean: FloatArray, dispersion: FloatArray) -> FloatArray:
    from scipy.special import gammaincinv  # imported late: a first forecast should not wait for SciPy

    quantile: FloatArray = dispersion * gammaincinv(mean / dispersion, probability)
    return quantile


def _negative_binomial_quantile(probability: float, mean: FloatArray, dispersion: FloatArray) -> FloatArray:
    """Smallest whole number whose cumulative probability reaches the one asked for, by bisection."""
    from scipy.special import betainc

    size = mean / (dispersion - 1.0)
    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 1.0)
    while (short := betainc(size, high + 1.0, 1.0 / dispersion) < probability).any():
        high = np.where(short, 2.0 * high, high)
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        reached = betainc(size, np.maximum(middle, 0.0) + 1.0, 1.0 / dispersion) >= probability
        reached &= middle >= 0
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high


def order_up_to_level(
    history: ArrayLike, lead_time: int, service_level: float = 0.95
) -> tuple[FloatArray, tuple[SopError | None, ...]]:
    """Stock level to order up to, so that intermittent demand over the lead time is served.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand so far [y_t], oldest first; gaps are estimated, leading gaps mean that the item did not exist yet.
    lead_time : int, periods
        Periods that the level has to cover: lead time plus review interval [L + R].
    service_level : float, fraction
        Probability that the demand over these periods does not exceed the level [α].

    Returns
    -------
    levels : (items,) units
        Order-up-to level [S]; NaN where the item has a problem.
    problems : tuple of SopError or None
        Why an item has no level: fewer than three known periods, or negative demand.

    Raises
    ------
    DomainError
        Lead time below 1 or service level outside (0, 1) (``#NUM!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6 (order-up-to-level
    systems); negative binomial demand as in Boylan & Syntetos, *Intermittent Demand Forecasting* (2021).

    Examples
    --------
    >>> levels, _ = order_up_to_level([[0, 2, 0, 0, 3, 0, 0, 0, 2, 0, 0, 1]], 3, 0.95)
    >>> levels
    array([6.])
    """
    if lead_time < 1:
        raise DomainError("outside its domain", argument="lead_time", got=lead_time, expected=">=1")
    if not 0 < service_level < 1:
        raise DomainError("outside its domain", argument="service_level", got=service_level, expected="(0,1)")
    block = as_block(history, "history")
    problems = tuple(problem or _negative(row) for problem, row in zip(histories.problems(block), block))
    levels = np.full(len(block), np.nan)
    usable = np.array([problem is None for problem in problems])
    for group in histories.groups(block, usable, 1):
        levels[group.rows] = demand_quantile(group.series, service_level, lead_time)
    return levels, problems


def _negative(row: FloatArray) -> SopError | None:
    lowest = np.nanmin(row)
    if lowest >= 0:
        return None
    return DomainError(
        "negative demand", argument="history", got=float(lowest), hint="Take returns out of the history."
    )
