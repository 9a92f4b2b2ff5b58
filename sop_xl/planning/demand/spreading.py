"""Spreading a total over its parts so that they add up to it exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block

MAX_DECIMALS = 6


def spread(total: ArrayLike, weights: ArrayLike, decimals: int = 0) -> FloatArray:
    """Total of each period over the parts in proportion to their weights, rounded so that the sum is kept.

    ``part = total × weight ÷ Σ weights``; weights that add up to nothing count as equal. Parts are rounded down and
    what is left goes, one unit of the last decimal each, to the largest remainders (the earlier part first).

    Parameters
    ----------
    total : (periods,) units
        What is to be spread; may be negative; is rounded to the decimals itself.
    weights : (parts, periods) units
        Last plan or share of each part, 0 or more; one column serves all periods. A blank counts as 0.
    decimals : int
        Decimals to keep, 0 to 6.

    Returns
    -------
    (parts, periods) units
        Parts that add up to the rounded total.

    Raises
    ------
    ShapeError
        Not one total per period (``#VALUE!``).
    DomainError
        A negative weight, or decimals outside 0 to 6 (``#NUM!``).

    Notes
    -----
    Source: the largest-remainder method (Hamilton's), as in Balinski & Young, *Fair Representation* (1982).

    Examples
    --------
    >>> spread([10], [[1], [1], [1]]).tolist()
    [[4.0], [3.0], [3.0]]
    """
    totals = np.asarray(total, dtype=np.float64).ravel()
    shares = np.nan_to_num(as_block(weights, "weights"))
    if shares.shape[1] == 1:
        shares = np.repeat(shares, totals.size, axis=1)
    if shares.shape[1] != totals.size:
        raise ShapeError("one total per period", argument="total", got=totals.size, expected=shares.shape[1])
    if (shares < 0).any():
        raise DomainError("a negative weight", argument="weights", got=float(shares.min()), expected=">=0")
    if not 0 <= decimals <= MAX_DECIMALS:
        raise DomainError("outside its domain", argument="decimals", got=decimals, expected=f"0 to {MAX_DECIMALS}")
    scale = 10.0**decimals
    units = np.round(np.abs(totals) * scale)
    weight = shares.sum(axis=0)
    shares = np.where(weight > 0, shares / np.where(weight > 0, weight, 1.0), 1.0 / len(shares))
    exact = shares * units
    whole = np.floor(exact)
    left = np.round(units - whole.sum(axis=0))
    rank = np.argsort(np.argsort(whole - exact, axis=0, kind="stable"), axis=0, kind="stable")
    parts: FloatArray = np.sign(totals) * (whole + (rank < left)) / scale
    return parts
