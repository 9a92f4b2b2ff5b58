"""Items that come and go: like-item profiles, ramps, hand-over to own history, cannibalisation, supersession."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block

HANDOVER_PERIODS = 6


def ramp(periods: int, length: int, start: int = 1, *, out: bool = False) -> FloatArray:
    """Straight-line phase-in: 0 before the start, then up to 1 over so many periods; phase-out is its mirror image.

    Parameters
    ----------
    periods : int
        Length of the plan.
    length : int
        Periods until the full level is reached; 1 = at once.
    start : int
        First period of the phase-in, counted from 1; may lie before the plan (0 or less).
    out : bool
        Phase out instead: 1 before the start, then down to 0.

    Returns
    -------
    (periods,) fraction

    Raises
    ------
    DomainError
        Fewer than one period or a length below 1 (``#NUM!``).

    Examples
    --------
    >>> ramp(5, 4, 2).tolist(), ramp(5, 4, 2, out=True).tolist()
    ([0.0, 0.25, 0.5, 0.75, 1.0], [1.0, 0.75, 0.5, 0.25, 0.0])
    """
    for name, value in (("periods", periods), ("length", length)):
        if value < 1:
            raise DomainError("outside its domain", argument=name, got=value, expected=">=1")
    level = np.clip((np.arange(1, periods + 1) - start + 1) / length, 0.0, 1.0)
    return 1.0 - level if out else level


def like_item_forecast(
    reference: ArrayLike, weights: Sequence[float] | None = None, phase_in: ArrayLike | None = None
) -> FloatArray:
    """Forecast of a new item from those of similar ones: Σ weight × reference, times the phase-in.

    Parameters
    ----------
    reference : (similar items, periods) units/period
        Forecast, or launch history, of the similar items; a blank counts as 0.
    weights : sequence of float, optional
        Share of each similar item that the new one is expected to sell; by default their mean.
    phase_in : (periods,) fraction, optional
        Share of the full level reached in each period, as from ``ramp``.

    Returns
    -------
    (periods,) units/period

    Raises
    ------
    ShapeError
        Not one weight per similar item or one share per period (``#VALUE!``).

    Notes
    -----
    Source: Kahn (2006), *New Product Forecasting: An Applied Approach*, on looks-like analysis.

    Examples
    --------
    >>> like_item_forecast([[100, 100], [40, 60]], [0.5, 0.25], [0.5, 1.0]).tolist()
    [30.0, 65.0]
    """
    block = np.nan_to_num(as_block(reference, "reference"))
    share = np.full(len(block), 1 / len(block)) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    if share.size != len(block):
        raise ShapeError("one weight per similar item", argument="weights", got=share.size, expected=len(block))
    level = np.ones(block.shape[1]) if phase_in is None else np.asarray(phase_in, dtype=np.float64).ravel()
    if level.size != block.shape[1]:
        raise ShapeError("one share per period", argument="phase_in", got=level.size, expected=block.shape[1])
    path: FloatArray = (share @ block) * level
    return path


def hand_over(profile: ArrayLike, own: ArrayLike, known: ArrayLike, handover: float = HANDOVER_PERIODS) -> FloatArray:
    """From the profile to the item's own forecast as its history grows: weight n ÷ (n + k) on its own.

    Parameters
    ----------
    profile, own : (items, periods) units/period
        Forecast from similar items and forecast from the item's own history; where there is none yet (NaN), the
        profile stands alone.
    known : (items,) periods
        Periods of own history [n].
    handover : float, periods
        History at which both count the same [k].

    Returns
    -------
    (items, periods) units/period

    Raises
    ------
    ShapeError
        Blocks that do not match, or not one count per item (``#VALUE!``).
    DomainError
        A negative history or a hand-over that is not above 0 (``#NUM!``).

    Examples
    --------
    >>> hand_over([[100, 100]], [[60, np.nan]], [6]).tolist()
    [[80.0, 100.0]]
    """
    expected, found = as_block(profile, "profile"), as_block(own, "own")
    count = np.asarray(known, dtype=np.float64).ravel()
    if found.shape != expected.shape:
        raise ShapeError("must have the shape of the profile", argument="own", got=found.shape, expected=expected.shape)
    if count.size != len(expected):
        raise ShapeError("one number per item", argument="known", got=count.size, expected=len(expected))
    if (count < 0).any():
        raise DomainError("a negative number of periods", argument="known", got=float(count.min()))
    if not handover > 0:
        raise DomainError("outside its domain", argument="handover", got=handover, expected=">0")
    weight = np.where(np.isnan(found), 0.0, (count / (count + handover))[:, np.newaxis])
    path: FloatArray = (1 - weight) * expected + weight * np.nan_to_num(found)
    return path


def cannibalise(
    forecast: ArrayLike, new_units: ArrayLike, rate: float, affected: ArrayLike | None = None
) -> FloatArray:
    """Forecast of the existing items less what a new item takes from them.

    ``taken = rate × new units``, from the affected items in proportion to their forecast and never more than they
    have.

    Parameters
    ----------
    forecast : (items, periods) units/period
        Forecast of the existing items, 0 or more; a blank counts as 0.
    new_units : (periods,) units/period
        Forecast of the new item.
    rate : float, fraction
        Share of the new units that would have been sold by the affected items.
    affected : (items,), optional
        Anything but 0 marks an affected item; all by default.

    Returns
    -------
    (items, periods) units/period

    Raises
    ------
    ShapeError
        Not one number of new units per period or one mark per item (``#VALUE!``).
    DomainError
        A rate outside [0, 1] or a negative forecast (``#NUM!``).

    Examples
    --------
    >>> cannibalise([[60, 60], [20, 20], [50, 50]], [40, 0], 0.5, [1, 1, 0]).tolist()
    [[45.0, 60.0], [15.0, 20.0], [50.0, 50.0]]
    """
    block = np.nan_to_num(as_block(forecast, "forecast"))
    launched = np.nan_to_num(np.asarray(new_units, dtype=np.float64).ravel())
    marks = np.ones(len(block)) if affected is None else np.nan_to_num(np.asarray(affected, dtype=np.float64).ravel())
    if launched.size != block.shape[1]:
        raise ShapeError("one per period", argument="new_units", got=launched.size, expected=block.shape[1])
    if marks.size != len(block):
        raise ShapeError("one mark per item", argument="affected", got=marks.size, expected=len(block))
    if not 0 <= rate <= 1:
        raise DomainError("outside its domain", argument="rate", got=rate, expected="[0,1]")
    if (block < 0).any():
        raise DomainError("a negative forecast", argument="forecast", got=float(block.min()), expected=">=0")
    exposed = block * (marks != 0)[:, np.newaxis]
    base = exposed.sum(axis=0)
    taken = np.clip(rate * launched, 0.0, base)
    left: FloatArray = block - exposed * (taken / np.where(base > 0, base, 1.0))
    return left


def supersede(history: ArrayLike, items: Sequence[str], successors: Sequence[str]) -> FloatArray:
    """History in which each item's demand has moved to its successor, along the whole chain.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand; blanks stay blank where no predecessor has demand either.
    items, successors : sequence of str
        Name of each item and of the item that replaces it; empty = none.

    Returns
    -------
    (items, periods) units/period
        Superseded items become blank, the last of each chain holds the sum.

    Raises
    ------
    ShapeError
        Not one name and one successor per row (``#VALUE!``).
    DomainError
        A successor that is not among the items, or a chain that closes in a circle (``#NUM!``).

    Examples
    --------
    >>> supersede([[5, 6, 0], [0, 1, 7]], ["old", "new"], ["new", ""]).tolist()
    [[nan, nan, nan], [5.0, 7.0, 7.0]]
    """
    block = as_block(history, "history")
    if len(items) != len(block) or len(successors) != len(block):
        got = (len(items), len(successors))
        raise ShapeError("one name and one successor per row", argument="items", got=got, expected=len(block))
    place = {name: row for row, name in enumerate(items)}
    moved = np.full(block.shape, np.nan)
    for row in range(len(block)):
        last, seen = row, {row}
        while successors[last]:
            if successors[last] not in place:
                raise DomainError(
                    "a successor that is not among the items", argument="successors", got=successors[last]
                )
            last = place[successors[last]]
            if last in seen:
                raise DomainError("items that succeed each other in a circle", argument="successors", got=items[last])
            seen.add(last)
        both_blank = np.isnan(moved[last]) & np.isnan(block[row])
        moved[last] = np.where(both_blank, np.nan, np.nan_to_num(moved[last]) + np.nan_to_num(block[row]))
    return moved


def vitality(revenue: ArrayLike, age: ArrayLike, young: float = 3.0) -> float:
    """Vitality index: share of revenue from items younger than so many years.

    Parameters
    ----------
    revenue : (items,) currency
        Revenue of each item; a blank counts as 0.
    age : (items,) years
        Age of each item; blank = unknown, counted as old.
    young : float, years
        Limit of what counts as new.

    Raises
    ------
    ZeroDenominatorError
        No revenue at all (``#DIV/0!``).

    Notes
    -----
    Source: Cooper, *Winning at New Products*, on measuring the share of sales from new products.

    Examples
    --------
    >>> vitality([30, 50, 20], [1, 5, 2])
    0.5
    """
    sold = np.nan_to_num(np.asarray(revenue, dtype=np.float64).ravel())
    years = np.asarray(age, dtype=np.float64).ravel()
    if years.size != sold.size:
        raise ShapeError("one age per item", argument="age", got=years.size, expected=sold.size)
    if sold.sum() == 0:
        raise ZeroDenominatorError("no revenue", argument="revenue")
    return float(sold[years < young].sum() / sold.sum())
