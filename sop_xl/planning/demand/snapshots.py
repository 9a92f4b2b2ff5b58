"""Snapshots of past plans: what was said at a lag, and the waterfall from cycle to cycle."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block


def first_periods(snapshots: ArrayLike) -> NDArray[np.intp]:
    """First period that each cycle planned: the first that is not blank; the table's width for an empty cycle."""
    known = ~np.isnan(as_block(snapshots, "snapshots"))
    first: NDArray[np.intp] = np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1])
    return first


def forecast_at_lag(snapshots: ArrayLike, lag: int = 1) -> FloatArray:
    """Forecast of each period as it stood so many periods before.

    Parameters
    ----------
    snapshots : (cycles, periods) units/period
        One row per planning cycle; blank where the cycle did not plan, so that its first value is its first month.
    lag : int
        1 for the forecast made just before the period, 2 for one period earlier … [L].

    Returns
    -------
    (periods,) units/period
        NaN for periods without a snapshot at that lag.

    Examples
    --------
    >>> nan = np.nan
    >>> forecast_at_lag([[10, 20, 30], [nan, 21, 31], [nan, nan, 32]], 2)
    array([nan, 20., 31.])
    """
    block = as_block(snapshots, "snapshots")
    if lag < 1:
        raise DomainError("outside its domain", argument="lag", got=lag, expected=">=1")
    said = np.full(block.shape[1], np.nan)
    for row, first in zip(block, first_periods(block)):
        period = first + lag - 1
        if period < said.size:
            said[period] = row[period]
    return said


def waterfall(snapshots: ArrayLike, actual: ArrayLike) -> FloatArray:
    """Forecast waterfall: each cycle's view of the whole time, actuals before its first month and its plan after.

    Parameters
    ----------
    snapshots : (cycles, periods) units/period
        One row per planning cycle, oldest first; blank where the cycle did not plan.
    actual : (periods,) units/period
        What was sold, blank where it is not known yet.

    Returns
    -------
    (cycles + 1, periods) units/period
        A row per cycle and a last row of actuals; NaN where nothing is known.

    Raises
    ------
    ShapeError
        Not one actual per period (``#VALUE!``).

    Examples
    --------
    >>> nan = np.nan
    >>> waterfall([[10, 20, 30], [nan, 21, 31]], [11, 22, nan])
    array([[10., 20., 30.],
           [11., 21., 31.],
           [11., 22., nan]])
    """
    block = as_block(snapshots, "snapshots")
    sold = np.asarray(actual, dtype=np.float64).ravel()
    if sold.size != block.shape[1]:
        raise ShapeError("one actual per period", argument="actual", got=sold.size, expected=block.shape[1])
    closed = np.arange(sold.size) < first_periods(block)[:, np.newaxis]
    return np.vstack([np.where(closed, sold, block), sold])


def cycle_changes(snapshots: ArrayLike) -> FloatArray:
    """Change of each cycle's plan against the cycle before; NaN where either did not plan.

    Examples
    --------
    >>> nan = np.nan
    >>> cycle_changes([[10, 20, 30], [nan, 21, 28]])
    array([[nan, nan, nan],
           [nan,  1., -2.]])
    """
    block = as_block(snapshots, "snapshots")
    change = np.full(block.shape, np.nan)
    change[1:] = np.diff(block, axis=0)
    return change
