"""The domains of planning arguments: what lies outside is refused with its value, a gap is missing data."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import BoolArray, FloatArray
from sop_xl.planning.refusals import refuse_gaps, refuse_outside


def fraction(values: ArrayLike, argument: str) -> FloatArray:
    """Values that lie above 0 and below 1, such as a service level.

    Raises
    ------
    DomainError
        A value of 0, of 1 or beyond (``#NUM!``).
    InsufficientDataError
        A gap (``#N/A``).

    Examples
    --------
    >>> fraction(0.95, "service_level")
    array(0.95)
    """
    array = known(values, argument)
    return _inside(array, (array > 0) & (array < 1), argument, "above 0 and below 1")


def share(values: ArrayLike, argument: str) -> FloatArray:
    """Values from 0 up to but not including 1, such as a scrap rate."""
    array = known(values, argument)
    return _inside(array, (array >= 0) & (array < 1), argument, "0 or more and below 1")


def survival(values: ArrayLike, argument: str) -> FloatArray:
    """Values above 0 up to 1, such as a yield."""
    array = known(values, argument)
    return _inside(array, (array > 0) & (array <= 1), argument, "above 0 and up to 1")


def positive(values: ArrayLike, argument: str) -> FloatArray:
    """Values above 0."""
    array = known(values, argument)
    return _inside(array, array > 0, argument, "above 0")


def non_negative(values: ArrayLike, argument: str) -> FloatArray:
    """Values of 0 or more."""
    array = known(values, argument)
    return _inside(array, array >= 0, argument, "0 or more")


def whole(values: ArrayLike, argument: str, at_least: int = 0) -> FloatArray:
    """Whole numbers from ``at_least`` on, such as a lead time in periods."""
    array = known(values, argument)
    return _inside(
        array, (array >= at_least) & (array == np.floor(array)), argument, f"a whole number from {at_least} on"
    )


def known(values: ArrayLike, argument: str) -> FloatArray:
    """Values without gaps."""
    array = np.asarray(values, dtype=np.float64)
    refuse_gaps(array, argument)
    return array


def _inside(array: FloatArray, inside: BoolArray, argument: str, expected: str) -> FloatArray:
    refuse_outside(array, ~np.asarray(inside), argument, expected)
    return array
