"""MMULT, MINVERSE, MDETERM and MUNIT as Excel does them.

A matrix that is singular but for rounding has an inverse or none, and a determinant of some sort, by the order in which
it is eliminated, which Excel does not tell. Only what comes out the same in any order is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sop_xl.cells.values import CellError
from sop_xl.engine.native.native_call import IN_DOUBT, NativeCall, Trouble, array_of_numbers, only, single_numbers

_TOLERANCE = 1e-9  # of a result, which rounding may add up to
_ROUNDING = 2.0**-52
_MOST_ROWS = 200  # of a matrix to invert
_MOST_CELLS = 1_000_000  # of a result
_MOST_PRODUCTS = 100_000_000

_Matrix = npt.NDArray[np.float64]


class _Elimination(NamedTuple):
    """What elimination with partial pivoting gives."""

    inverse: _Matrix
    determinant: float
    sizes: _Matrix  # of what was added up to each element, which its rounding goes by


def _product(left: Any, right: Any) -> Any:  # noqa: ANN401  # cells of any kind, and ranges of them
    ours, theirs = _matrix(left), _matrix(right)
    if not isinstance(ours, np.ndarray) or not isinstance(theirs, np.ndarray):
        return only(one for one in (ours, theirs) if not isinstance(one, np.ndarray))
    (rows, inner), (lines, columns) = ours.shape, theirs.shape
    if inner != lines:
        return CellError.VALUE
    if rows * columns > _MOST_CELLS or rows * columns * inner > _MOST_PRODUCTS:
        return IN_DOUBT
    found = np.zeros((rows, columns))
    with np.errstate(all="ignore"):
        for at in range(inner):  # one after another, which gives the same digits on every machine
            found += ours[:, at : at + 1] * theirs[at]
    return _given(found)


def _inverse(array: Any) -> Any:  # noqa: ANN401
    found = _eliminated_both_ways(array)
    if not isinstance(found, tuple):
        return CellError.NUM if found is None else found
    by_rows, by_columns = found
    inverse, other = by_rows.inverse, by_columns.inverse.T
    with np.errstate(all="ignore"):
        amplified = np.abs(inverse) @ np.maximum(by_rows.sizes, by_columns.sizes.T) @ np.abs(inverse)
        told = len(inverse) * _ROUNDING * amplified <= _TOLERANCE * np.abs(inverse)
    return _given(inverse) if np.all(told | ((inverse == 0) & (other == 0))) else IN_DOUBT


def _determinant(array: Any) -> Any:  # noqa: ANN401
    found = _eliminated_both_ways(array)
    if not isinstance(found, tuple):
        return 0.0 if found is None else found
    by_rows, by_columns = found
    with np.errstate(all="ignore"):
        amplified = float(np.sum(np.abs(by_rows.inverse.T) * np.maximum(by_rows.sizes, by_columns.sizes.T)))
    is_told = len(by_rows.inverse) * _ROUNDING * amplified <= _TOLERANCE
    return by_rows.determinant if is_told and 0 < abs(by_rows.determinant) < np.inf else IN_DOUBT


def _unit(size: Any) -> Any:  # noqa: ANN401
    numbers = single_numbers([size], truth_values=IN_DOUBT)
    if not isinstance(numbers, list):
        return numbers
    if numbers[0] <= 0:
        return CellError.VALUE
    if not numbers[0].is_integer() or numbers[0] ** 2 > _MOST_CELLS:
        return IN_DOUBT
    return np.eye(int(numbers[0])).tolist()


def _matrix(array: Any) -> _Matrix | Trouble:  # noqa: ANN401
    if isinstance(array, bool):
        return IN_DOUBT  # may have been written into the formula
    rows = array_of_numbers(array, blank=CellError.VALUE)
    return np.array(rows, dtype=float) if isinstance(rows, list) else rows


def _given(found: _Matrix) -> Any:  # noqa: ANN401  # rows of numbers
    return found.tolist() if np.all(np.isfinite(found)) else IN_DOUBT


def _eliminated_both_ways(array: Any) -> tuple[_Elimination, _Elimination] | Trouble | None:  # noqa: ANN401
    """A square matrix eliminated by rows and, turned, by columns; None where it is singular either way."""
    matrix = _matrix(array)
    if not isinstance(matrix, np.ndarray):
        return matrix
    if matrix.shape[0] != matrix.shape[1]:
        return CellError.VALUE
    if len(matrix) > _MOST_ROWS or not np.all(np.isfinite(matrix)):
        return IN_DOUBT
    by_rows, by_columns = _eliminated(matrix), _eliminated(matrix.T)
    if by_rows is None or by_columns is None:
        return None if by_rows is by_columns else IN_DOUBT
    return by_rows, by_columns


def _eliminated(matrix: _Matrix) -> _Elimination | None:
    """None where a column has nothing left that could be divided by."""
    size = len(matrix)
    lower, upper, order, sign = np.eye(size), matrix.copy(), np.arange(size), 1.0
    with np.errstate(all="ignore"):
        for at in range(size):
            pivot = at + int(np.argmax(np.abs(upper[at:, at])))
            if upper[pivot, at] == 0:
                return None
            if pivot != at:
                sign = -sign
                for rows in (upper, order, lower[:, :at]):
                    rows[[at, pivot]] = rows[[pivot, at]]
            lower[at + 1 :, at] = upper[at + 1 :, at] / upper[at, at]
            upper[at + 1 :, at + 1 :] -= lower[at + 1 :, at : at + 1] * upper[at, at + 1 :]
            upper[at + 1 :, at] = 0.0
        inverse = np.eye(size)[order]
        for at in range(size):
            inverse[at + 1 :] -= lower[at + 1 :, at : at + 1] * inverse[at]
        for at in reversed(range(size)):
            inverse[at] /= upper[at, at]
            inverse[:at] -= upper[:at, at : at + 1] * inverse[at]
        sizes = np.empty_like(matrix)
        sizes[order] = np.abs(lower) @ np.abs(upper)
        return _Elimination(inverse, sign * float(np.prod(np.diag(upper))), sizes)


FUNCTIONS: Mapping[str, NativeCall] = {
    "MDETERM": NativeCall(_determinant, 1, 1),
    "MINVERSE": NativeCall(_inverse, 1, 1),
    "MMULT": NativeCall(_product, 2, 2),
    "MUNIT": NativeCall(_unit, 1, 1),
}
