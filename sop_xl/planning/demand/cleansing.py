"""Cleansing of a demand history, with the list of what was changed; the original is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block, as_same_block
from sop_xl.planning.demand.seasonality import MIN_SEASONS as SEASONS_TO_TEST
from sop_xl.planning.demand.seasonality import is_seasonal

MAD_TO_SIGMA = 1.4826
MEAN_DEVIATION_TO_SIGMA = 1.2533
LOCAL_WINDOW = 6
EDGE_PERIODS = 3
SEASON_LIMIT = 3.0  # deviations beyond this are cut before it is judged whether there is a season
MIN_SEASONS = 2
MIN_KNOWN = 5

STOCK_OUT, PROMOTION, OUTLIER, WORKING_DAYS = "stock-out", "promotion", "outlier", "working days"


class Change(NamedTuple):
    """One cell of a history that was changed; ``row`` and ``period`` count from 1 as a worksheet does."""

    row: int
    period: int
    original: float
    cleansed: float
    reason: str


@dataclass(frozen=True)
class Cleansed:
    """Cleansed history (items, periods) and what was changed, in reading order."""

    history: FloatArray
    changes: tuple[Change, ...]


def cleanse(
    history: ArrayLike,
    season_length: int = 12,
    limit: float = 3.5,
    stock_out: ArrayLike | None = None,
    promotion: ArrayLike | None = None,
    working_days: ArrayLike | None = None,
) -> Cleansed:
    """History as it would have been with stock, without promotions, outliers and calendar effects.

    The expected demand of a period is the median of its neighbours in the seasonally adjusted history, put back into
    its season. In this order: working days → stock-outs raise demand to what was expected, never below what was sold →
    promotions lower it to what was expected → what is still further from the expected than the limit becomes the
    expected.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand so far [x]; a gap stays a gap.
    season_length : int
        Periods of a season [m]; used from two seasons of history on.
    limit : float
        Outliers are further from the expected than so many robust standard deviations [k].
    stock_out, promotion : (items, periods), optional
        Flags: anything but 0 marks a period in which the item was out of stock or on promotion.
    working_days : (periods,) days, optional
        Working days of each period; demand is scaled to their mean.

    Returns
    -------
    Cleansed
        New history and every changed cell with its reason.

    Raises
    ------
    ShapeError
        Flags or working days that do not match the history (``#VALUE!``).
    DomainError
        A limit or a number of working days that is not above 0 (``#NUM!``).

    Notes
    -----
    Outliers: |x − median| > k · 1.4826 · MAD.
    Source: Iglewicz & Hoaglin (1993), *How to Detect and Handle Outliers* (who recommend k = 3.5); a stock-out
    censors demand, as in Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 3.

    Examples
    --------
    >>> found = cleanse([[10, 11, 10, 90, 10, 11, 10, 9]], season_length=1)
    >>> found.history.tolist(), found.changes[0].reason
    ([[10.0, 11.0, 10.0, 10.0, 10.0, 11.0, 10.0, 9.0]], 'outlier')
    """
    original = as_block(history, "history")
    if not limit > 0:
        raise DomainError("outside its domain", argument="limit", got=limit, expected=">0")
    clean = original * _calendar_factor(working_days, original.shape[1])
    reasons = np.full(original.shape, "", dtype=object)
    reasons[clean != original] = WORKING_DAYS
    missed, promoted = _flags(stock_out, original, "stock_out"), _flags(promotion, original, "promotion")
    usual = np.where(missed | promoted, np.nan, clean)
    swing = _swing(usual, season_length)
    neighbours = _neighbours(usual - swing, LOCAL_WINDOW)
    expected = _median(neighbours) + swing
    raised = missed & (clean < expected)
    lowered = promoted & (clean > expected)
    far = ~(missed | promoted) & _far(clean - swing, neighbours, limit)
    for where, reason in ((raised, STOCK_OUT), (lowered, PROMOTION), (far, OUTLIER)):
        clean[where] = expected[where]
        reasons[where] = reason
    changed = np.argwhere((reasons != "") & (clean != original) & ~np.isnan(original))
    changes = tuple(
        Change(r + 1, c + 1, float(original[r, c]), float(clean[r, c]), str(reasons[r, c])) for r, c in changed.tolist()
    )
    return Cleansed(clean, changes)


def _calendar_factor(working_days: ArrayLike | None, periods: int) -> FloatArray:
    if working_days is None:
        return np.ones(periods)
    days = np.asarray(working_days, dtype=np.float64).ravel()
    if days.size != periods:
        raise ShapeError("one number of days per period", argument="working_days", got=days.size, expected=periods)
    if not (days > 0).all():
        raise DomainError("not above 0", argument="working_days", got=float(np.nanmin(days)))
    factor: FloatArray = days.mean() / days
    return factor


def _flags(flags: ArrayLike | None, history: FloatArray, name: str) -> BoolArray:
    if flags is None:
        return np.zeros(history.shape, dtype=bool)
    marked: BoolArray = np.nan_to_num(as_same_block(flags, history, name)) != 0
    return marked


def _swing(series: FloatArray, season_length: int) -> FloatArray:
    """Typical deviation of each period's season from its surroundings; none where there is no season."""
    swing: FloatArray = np.zeros(series.shape)
    if season_length == 1 or series.shape[1] < MIN_SEASONS * season_length:
        return swing
    season = np.arange(series.shape[1]) % season_length
    deviation = series - _median(_neighbours(series, season_length))
    typical = np.array([_median(deviation[:, season == j]) for j in range(season_length)]).T
    swing = (typical - typical.mean(axis=1, keepdims=True))[:, season]
    if series.shape[1] >= SEASONS_TO_TEST * season_length:
        usual = MAD_TO_SIGMA * SEASON_LIMIT * _median(np.abs(deviation))[:, np.newaxis]
        swing[~is_seasonal(np.clip(np.nan_to_num(deviation), -usual, usual), season_length)] = 0.0
    return swing


def _neighbours(series: FloatArray, window: int) -> FloatArray:
    """Values of about so many periods around each one, without itself: (items, periods, neighbours), in order of time.

    Beyond its ends a row goes on as its own point reflection, so that a trend is not bent there.
    """
    half = min(window // 2, series.shape[1] - EDGE_PERIODS)
    if half < 1:  # too short to have surroundings: the whole row stands for them
        return np.repeat(series[:, np.newaxis], series.shape[1], axis=1)
    # The median of the outermost periods stands in their middle: the reflection goes through there.
    first, last = (_median(part)[:, np.newaxis] for part in (series[:, :EDGE_PERIODS], series[:, -EDGE_PERIODS:]))
    before = 2 * first - series[:, EDGE_PERIODS : EDGE_PERIODS + half][:, ::-1]
    after = 2 * last - series[:, -EDGE_PERIODS - half : -EDGE_PERIODS][:, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate([before, series, after], axis=1), 2 * half + 1, 1)
    return np.delete(windows, half, axis=2)


def _median(values: FloatArray) -> FloatArray:
    """Median along the last axis without the gaps; 0 where there is nothing else."""
    known = ~np.isnan(values).all(axis=-1)
    middle = np.zeros(values.shape[:-1])
    middle[known] = np.nanmedian(values[known], axis=-1)
    return middle


def _far(series: FloatArray, neighbours: FloatArray, limit: float) -> BoolArray:
    """Values that are far both from what went before and from what follows: a spike is, a new level is not."""
    half = neighbours.shape[2] // 2
    sides = [np.abs(series - _median(side)) for side in (neighbours[:, :, :half], neighbours[:, :, half:])]
    distance = np.minimum(*sides)
    usual = np.maximum(_median(distance), _median(np.abs(series - _median(neighbours))))
    known = (~np.isnan(series)).sum(axis=1)
    mean = np.nansum(distance, axis=1) / np.maximum(known, 1)
    scale = np.where(usual > 0, MAD_TO_SIGMA * usual, MEAN_DEVIATION_TO_SIGMA * mean)
    far: BoolArray = (known >= MIN_KNOWN)[:, np.newaxis] & (distance > limit * scale[:, np.newaxis])
    return far
