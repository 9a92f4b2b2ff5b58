"""Seeded Monte Carlo of a stock projection: how sure the plan is of its stock, service and margin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_flow, own_column
from sop_xl.planning.supply.constrained import constrain_demand

QUANTILES = (0.1, 0.5, 0.9)

_MIN_RESIDUALS = 3
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Simulation:
    """What may happen to a plan.

    Attributes
    ----------
    stock : (3, items, periods) units
        P10, P50 and P90 of the stock at the end of each period; negative = backlog.
    stock_out : (items, periods) fraction
        Probability that a period ends with a backlog.
    fill_rate : (items, 3) fraction
        P10, P50 and P90 of the share of demand that is shipped on time over all periods.
    margin : (items, 3) currency
        P10, P50 and P90 of the margin of what is shipped.
    total_margin : (3,) currency
        The same of all items together, which is not the sum of theirs.
    problems : one per item
        Why an item could not be simulated (its values are NaN), or None.
    """

    stock: FloatArray
    stock_out: FloatArray
    fill_rate: FloatArray
    margin: FloatArray
    total_margin: FloatArray
    problems: tuple[SopError | None, ...]


def simulate_projection(
    on_hand: ArrayLike,
    demand: ArrayLike,
    receipts: ArrayLike,
    residuals: ArrayLike,
    *,
    seed: int,
    runs: int = 1000,
    delays: ArrayLike = 0,
    unit_margin: ArrayLike = 0.0,
) -> Simulation:
    """Roll the stock forward many times with the forecast errors and delays that were seen in the past.

    In every run and period demand is the forecast plus a past error drawn with replacement, not below zero, and the
    receipts arrive late (or early) by a past delay drawn likewise; what is short waits as backlog. All items draw
    the same past period, so errors that hit them together do so again, and no item's result depends on which other
    items are simulated with it.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start [I_0].
    demand, receipts : (items, periods) units/period
        Forecast and planned supply [F_t, S_t]; NaN = none.
    residuals : (items, past) units/period
        Past forecast errors, actual − forecast, one past period per column; NaN = gap.
    seed : int
        Seed of the random numbers: the same seed gives the same result.
    runs : int, optional
        Number of runs.
    delays : (observed,) periods, optional
        Past delays of receipts in whole periods, negative = early; a receipt before the first period is on hand in it.
    unit_margin : (items,) currency/unit, optional
        Margin of a unit shipped.

    Returns
    -------
    Simulation
        An item without enough residuals, or with negative demand or receipts, has a problem and takes no part in the
        total margin.

    Raises
    ------
    DomainError
        Delays that are not whole numbers (``#NUM!``).
    ShapeError
        Ranges that do not go together (``#VALUE!``).

    Notes
    -----
    Source: Efron & Tibshirani, *An Introduction to the Bootstrap*, ch. 9 (bootstrapping residuals); the stock moves
    as in ``constrain_demand``.

    Examples
    --------
    >>> found = simulate_projection([10], [[10, 10]], [[10, 10]], [[-4, 0, 4]], seed=1)
    >>> found.stock[1].tolist(), found.stock_out.round(2).tolist()
    ([[10.0, 10.0]], [[0.0, 0.0]])
    """
    forecast = np.nan_to_num(as_block(demand, "demand"))
    supply = np.nan_to_num(as_flow(receipts, forecast, "receipts"))
    items, periods = forecast.shape
    errors = as_block(residuals, "residuals")
    if len(errors) != items:
        raise ShapeError("one row per item", argument="residuals", got=errors.shape, expected=f"{items} rows")
    opening = own_column(on_hand, items, "on_hand")
    margin_per_unit = as_column(unit_margin, items, "unit_margin")
    problems = tuple(_problem(*row) for row in zip(opening, forecast, supply, errors, strict=True))
    random = np.random.default_rng(seed)
    drawn = random.random((runs, periods))
    late = _whole(delays)[random.integers(np.size(delays), size=(runs, periods))]

    stock = np.full((len(QUANTILES), items, periods), np.nan)
    stock_out = np.full((items, periods), np.nan)
    fill_rate, margin = np.full((2, items, len(QUANTILES)), np.nan)
    total_margin = np.zeros(runs)
    good = np.flatnonzero([problem is None for problem in problems])
    for some in np.array_split(good, max(1, -(-good.size * runs * periods // _CELLS_AT_ONCE))):
        path = np.maximum(forecast[some, np.newaxis] + _draw(errors[some], drawn), 0.0)
        arrived = _arrivals(supply[some], late)
        plan = constrain_demand(np.repeat(opening[some], runs), path.reshape(-1, periods), arrived.reshape(-1, periods))
        balance = (plan.stock - plan.unmet).reshape(path.shape)
        stock[:, some] = np.quantile(balance, QUANTILES, axis=1)
        stock_out[some] = (plan.unmet > 0).reshape(path.shape).mean(axis=1)
        on_time, wanted = plan.on_time.reshape(path.shape).sum(axis=2), path.sum(axis=2)
        served = np.divide(on_time, wanted, out=np.ones_like(wanted), where=wanted > 0)  # no demand, none missed
        fill_rate[some] = np.quantile(served, QUANTILES, axis=1).T
        earned = plan.shipped.reshape(path.shape).sum(axis=2) * margin_per_unit[some, np.newaxis]
        margin[some] = np.quantile(earned, QUANTILES, axis=1).T
        total_margin += earned.sum(axis=0)
    return Simulation(stock, stock_out, fill_rate, margin, np.quantile(total_margin, QUANTILES), problems)


def _problem(opening: float, forecast: FloatArray, supply: FloatArray, errors: FloatArray) -> SopError | None:
    if np.isnan(opening):
        return InsufficientDataError("a blank", argument="on_hand", hint="Type 0 if there is no stock.")
    for name, flow in (("demand", forecast), ("receipts", supply)):
        if (flow < 0).any():
            return DomainError("below zero", argument=name, got=float(flow.min()), expected="0 or more")
    known = int(np.count_nonzero(~np.isnan(errors)))
    if known < _MIN_RESIDUALS:
        return InsufficientDataError(
            "too few past forecast errors", argument="residuals", got=known, expected=f"at least {_MIN_RESIDUALS}"
        )
    return None


def _whole(delays: ArrayLike) -> IndexArray:
    values = np.asarray(delays, dtype=np.float64).ravel()
    if not (np.isfinite(values) & (values == np.floor(values))).all():
        raise DomainError("a delay that is not a whole number of periods", argument="delays")
    return values.astype(np.intp)


def _draw(errors: FloatArray, drawn: FloatArray) -> FloatArray:
    """Past errors of each item at the drawn places between its first and last known one, gaps left out."""
    known = ~np.isnan(errors)
    packed: FloatArray = np.take_along_axis(errors, np.argsort(~known, axis=1, kind="stable"), axis=1)
    place = (drawn * known.sum(axis=1)[:, np.newaxis, np.newaxis]).astype(np.intp)
    drawings: FloatArray = packed[np.arange(len(errors))[:, np.newaxis, np.newaxis], place]
    return drawings


def _arrivals(supply: FloatArray, late: IndexArray) -> FloatArray:
    """Receipts (items, runs, periods) in the period in which they arrive; what comes after the horizon is left out."""
    items, periods = supply.shape
    runs = np.arange(len(late))
    arrived = np.zeros((items, len(late), periods + 1))  # the last column takes what comes after the horizon
    for t in range(periods):
        when = np.clip(t + late[:, t], 0, periods)
        arrived[:, runs, when] += supply[:, t, np.newaxis]
    return arrived[:, :, :periods]
