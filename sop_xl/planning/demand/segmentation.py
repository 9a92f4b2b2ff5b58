"""Which items matter (ABC), which are steady (XYZ), and what kind of demand they have (Syntetos–Boylan)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block

TextArray = NDArray[np.str_]

ADI_CUT = 1.32
CV2_CUT = 0.49


def abc_class(value: ArrayLike, a_cut: float = 0.8, b_cut: float = 0.95) -> tuple[TextArray, FloatArray]:
    """ABC class of each item by its share of the total value.

    Items are ranked by value; an item is A while the items *before* it make up less than ``a_cut`` of the total, so
    that the item which crosses the line still belongs to the better class. Equal values rank in the order given.

    Parameters
    ----------
    value : (items,) currency or units
        Revenue, margin or volume over the time considered; unknown or negative counts as none.
    a_cut, b_cut : float, fraction
        Cumulative share where A ends and where B ends.

    Returns
    -------
    classes : (items,) of "A", "B", "C"
    cumulative_share : (items,) fraction
        Share of the total value of the items up to and including this one.

    Raises
    ------
    DomainError
        Cuts that are not 0 < a_cut ≤ b_cut ≤ 1 (``#NUM!``).
    ZeroDenominatorError
        No item has a value (``#DIV/0!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 2 (distribution by
    value).

    Examples
    --------
    >>> classes, share = abc_class([70, 20, 6, 4])
    >>> classes.tolist(), share.tolist()
    (['A', 'A', 'B', 'C'], [0.7, 0.9, 0.96, 1.0])
    """
    _check_cuts("a_cut", a_cut, "b_cut", b_cut, top=1.0)
    worth = np.clip(np.nan_to_num(np.asarray(value, dtype=np.float64).ravel()), 0.0, None)
    total = worth.sum()
    if total == 0:
        raise ZeroDenominatorError("no item has a value, so there is no share of it", argument="value")
    order = np.argsort(-worth, kind="stable")
    running = np.cumsum(worth[order])
    before = np.empty_like(worth)
    share = np.empty_like(worth)
    before[order] = (running - worth[order]) / total
    share[order] = running / total
    return np.select([before < a_cut, before < b_cut], ["A", "B"], "C"), share


def coefficient_of_variation(demand: ArrayLike) -> FloatArray:
    """Coefficient of variation of each item's demand per period: sample standard deviation ÷ mean.

    Parameters
    ----------
    demand : (items, periods) units/period
        History; a gap (NaN) is left out, a zero counts.

    Returns
    -------
    (items,) ratio
        NaN where fewer than two periods are known or the mean is not positive.

    Examples
    --------
    >>> coefficient_of_variation([[10, 20, 30]])
    array([0.5])
    """
    mean, std, count = _moments(as_block(demand, "demand"))
    return np.where((count > 1) & (mean > 0), std / np.where(mean > 0, mean, 1.0), np.nan)


def xyz_class(demand: ArrayLike, x_cut: float = 0.5, y_cut: float = 1.0) -> TextArray:
    """XYZ class of each item by the coefficient of variation of its demand: steady, variable, erratic.

    Returns
    -------
    (items,) of "X" (CV ≤ x_cut), "Y" (≤ y_cut), "Z" (above), "" where no CV exists.

    Raises
    ------
    DomainError
        Cuts that are not 0 < x_cut ≤ y_cut (``#NUM!``).

    Examples
    --------
    >>> xyz_class([[10, 11, 9], [10, 20, 0], [0, 40, 1]]).tolist()
    ['X', 'Y', 'Z']
    """
    _check_cuts("x_cut", x_cut, "y_cut", y_cut, top=np.inf)
    variation = coefficient_of_variation(demand)
    return np.select([np.isnan(variation), variation <= x_cut, variation <= y_cut], ["", "X", "Y"], "Z")


def average_demand_interval(demand: ArrayLike) -> FloatArray:
    """Periods per period with demand, of each item [ADI]; NaN where there was no demand at all.

    Examples
    --------
    >>> average_demand_interval([[0, 3, 0, 0, 2, 1]])
    array([2.])
    """
    block = as_block(demand, "demand")
    known = np.count_nonzero(~np.isnan(block), axis=1)
    active = np.count_nonzero(np.nan_to_num(block), axis=1)
    interval: FloatArray = known / np.where(active == 0, np.nan, active)
    return interval


def squared_size_variation(demand: ArrayLike) -> FloatArray:
    """Squared coefficient of variation of the demand sizes that are not zero [CV²]; 0 for a single one."""
    block = as_block(demand, "demand")
    mean, std, count = _moments(np.where(block == 0, np.nan, block))
    return np.where(count > 0, (std / np.where(mean == 0, np.nan, mean)) ** 2, np.nan)


def demand_class(demand: ArrayLike) -> TextArray:
    """Kind of demand of each item: smooth, intermittent, erratic or lumpy.

    Parameters
    ----------
    demand : (items, periods) units/period
        History; a gap (NaN) is left out, a zero is a period without demand.

    Returns
    -------
    (items,) of "smooth", "intermittent" (ADI ≥ 1.32), "erratic" (CV² ≥ 0.49), "lumpy" (both), "" without demand.

    Notes
    -----
    Source: Syntetos, Boylan & Croston (2005), *On the categorization of demand patterns*, J. of the Operational
    Research Society 56.

    Examples
    --------
    >>> demand_class([[5, 6, 5, 6], [0, 5, 0, 6], [1, 9, 1, 20], [0, 1, 0, 20]]).tolist()
    ['smooth', 'intermittent', 'erratic', 'lumpy']
    """
    interval, variation = average_demand_interval(demand), squared_size_variation(demand)
    rare, uneven = interval >= ADI_CUT, variation >= CV2_CUT
    kinds = ["", "lumpy", "intermittent", "erratic"]
    return np.select([np.isnan(interval), rare & uneven, rare, uneven], kinds, "smooth")


@dataclass(frozen=True)
class Segmentation:
    """Classes of each item with the figures behind them; ``problems`` holds the reason where a row has none."""

    abc: TextArray
    xyz: TextArray
    cumulative_share: FloatArray
    variation: FloatArray
    demand_class: TextArray
    interval: FloatArray
    size_variation: FloatArray
    problems: tuple[SopError | None, ...]


def segment(
    value: ArrayLike,
    demand: ArrayLike,
    a_cut: float = 0.8,
    b_cut: float = 0.95,
    x_cut: float = 0.5,
    y_cut: float = 1.0,
) -> Segmentation:
    """ABC, XYZ and Syntetos–Boylan classes of a list of items.

    Parameters
    ----------
    value : (items,) currency or units
        What the ABC ranking goes by.
    demand : (items, periods) units/period
        History that the XYZ and demand classes go by.
    a_cut, b_cut, x_cut, y_cut : float
        Class limits, see ``abc_class`` and ``xyz_class``.

    Raises
    ------
    ShapeError
        Not one value per row of the demand (``#VALUE!``).

    Examples
    --------
    >>> found = segment([90, 10], [[10, 11, 9], [0, 40, 1]])
    >>> [a + x for a, x in zip(found.abc, found.xyz)], found.demand_class.tolist()
    (['AX', 'BZ'], ['smooth', 'lumpy'])
    """
    block = as_block(demand, "demand")
    worth = np.asarray(value, dtype=np.float64).ravel()
    if worth.size != len(block):
        raise ShapeError("one value per item", argument="value", got=worth.size, expected=f"{len(block)} rows")
    abc, share = abc_class(worth, a_cut, b_cut)
    variation = coefficient_of_variation(block)
    lacking = InsufficientDataError(
        "no demand, or fewer than two known periods", argument="demand", hint="Classify the item by hand."
    )
    return Segmentation(
        abc=abc,
        xyz=xyz_class(block, x_cut, y_cut),
        cumulative_share=share,
        variation=variation,
        demand_class=demand_class(block),
        interval=average_demand_interval(block),
        size_variation=squared_size_variation(block),
        problems=tuple(lacking if missing else None for missing in np.isnan(variation)),
    )


def _moments(block: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, sample standard deviation (0 for one value) and number of the known values of each row."""
    count = np.count_nonzero(~np.isnan(block), axis=1).astype(np.float64)
    mean = np.nansum(block, axis=1) / np.maximum(count, 1.0)
    squares = np.nansum((block - mean[:, np.newaxis]) ** 2, axis=1)
    return mean, np.sqrt(squares / np.maximum(count - 1.0, 1.0)), count


def _check_cuts(lower_name: str, lower: float, upper_name: str, upper: float, *, top: float) -> None:
    if not 0 < lower <= upper <= top:
        limit = "" if np.isinf(top) else f" ≤ {top:g}"
        raise DomainError(
            "class limits out of order",
            argument=lower_name,
            got=(lower, upper),
            expected=f"0 < {lower_name} ≤ {upper_name}{limit}",
        )
