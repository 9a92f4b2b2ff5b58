"""Array types and the shape checks that every planning function shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import ShapeError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IndexArray = NDArray[np.intp]


def as_block(values: ArrayLike, name: str) -> FloatArray:
    """Rows × periods as a 2-D array of floats; one series becomes one row."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim > 2:
        raise ShapeError("more than two dimensions", argument=name, got=array.shape)
    return np.atleast_2d(array)


def as_column(values: ArrayLike, rows: int, name: str) -> FloatArray:
    """One value per row: a scalar is repeated, a row or column of the right length is laid upright.

    Raises
    ------
    ShapeError
        Neither one value nor one value per row.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.size == 1:
        return np.full(rows, array.item())
    if array.size != rows or max(array.shape) != rows:
        raise ShapeError(
            "one value, or one per row of the first range", argument=name, got=array.shape, expected=f"{rows} rows"
        )
    return array.reshape(rows)


def own_column(values: ArrayLike, rows: int, name: str) -> FloatArray:
    """One value per row; unlike ``as_column`` a single value is not repeated, since an amount belongs to one row.

    Raises
    ------
    ShapeError
        Not one value per row (``#VALUE!``).
    """
    if np.size(values) != rows:
        raise ShapeError("one value per row", argument=name, got=np.shape(values), expected=f"{rows} rows")
    return as_column(values, rows, name)


def as_same_block(values: ArrayLike, like: FloatArray, name: str) -> FloatArray:
    """A block of the same shape as another; a scalar fills it, one row or one column is repeated."""
    array = as_block(values, name)
    if array.shape == (like.shape[0], 1) or array.shape in (like.shape, (1, 1), (1, like.shape[1])):
        return np.broadcast_to(array, like.shape)
    raise ShapeError("must have the shape of the first range", argument=name, got=array.shape, expected=like.shape)


def as_flow(values: ArrayLike, like: FloatArray, name: str) -> FloatArray:
    """Amounts of the same rows and periods as another block; a single 0 means none.

    Unlike a price or a limit, an amount belongs to one row and period: a row or column that is too short is a wrong
    range and not one to be repeated.

    Raises
    ------
    ShapeError
        Another shape (``#VALUE!``).

    Examples
    --------
    >>> as_flow(0.0, np.ones((1, 3)), "receipts")
    array([[0., 0., 0.]])
    """
    array = as_block(values, name)
    if array.shape == like.shape:
        return array
    if array.size == 1 and array.item() == 0:
        return np.zeros(like.shape)
    raise ShapeError(
        "must have the shape of the first range: an amount for each row and period",
        argument=name,
        got=array.shape,
        expected=like.shape,
    )
