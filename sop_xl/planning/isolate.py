"""Keeping a refusal to the element or row that caused it, so that one bad item does not cost the others.

The planning functions refuse a whole block at its first bad value. Here the bad rows are taken out, as the refusal
knows them; where it does not, the block is halved until they stand alone. The good rows are computed in a few large
calls, the bad ones carry their refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import (
    DomainError,
    InsufficientDataError,
    NotFiniteError,
    ShapeError,
    SopError,
    ZeroDenominatorError,
)
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column
from sop_xl.planning.refusals import refused_rows

# A wrong shape or type concerns the call as a whole and is not looked for row by row.
_OF_ONE_ROW = (DomainError, InsufficientDataError, NotFiniteError, ZeroDenominatorError)


def by_element(formula: Callable[..., FloatArray], *arguments: ArrayLike) -> NDArray[Any]:
    """Lay the arguments over each other and apply a formula element by element.

    A column and a row make a table, as in Excel. An element that the formula refuses holds the refusal.

    Raises
    ------
    ShapeError
        Arguments that do not lie over each other (``#VALUE!``).

    Examples
    --------
    >>> by_element(np.add, [[1.0], [2.0]], [[10.0, 20.0]])
    array([[11., 21.],
           [12., 22.]])
    """
    try:
        laid = np.broadcast_arrays(*(np.atleast_2d(np.asarray(a, dtype=np.float64)) for a in arguments))
    except ValueError:
        shapes = [np.shape(a) for a in arguments if np.size(a) > 1]
        raise ShapeError(
            "the ranges do not lie over each other", got=shapes, hint="Give one value, or ranges of one shape."
        ) from None
    flat = [a.ravel() for a in laid]
    column = by_row(lambda rows: formula(*(a[rows] for a in flat))[:, np.newaxis], flat[0].size, 1)
    return column.reshape(laid[0].shape)


def by_item(formula: Callable[..., Sequence[FloatArray]], columns: int, **arguments: ArrayLike) -> NDArray[Any]:
    """Apply a formula with several results to columns of one value per item; the results stand side by side.

    The arguments are handed over in their order, under the names that a refusal shall name; one value holds for all
    items.

    Raises
    ------
    ShapeError
        Columns of different lengths (``#VALUE!``).

    Examples
    --------
    >>> by_item(lambda a, b: (a + b, a - b), 2, stock=[[5.0], [7.0]], order=2.0)
    array([[7., 3.],
           [9., 5.]])
    """
    items = max(np.size(argument) for argument in arguments.values())
    values = [as_column(argument, items, name) for name, argument in arguments.items()]
    return by_row(lambda rows: np.column_stack(list(formula(*(v[rows] for v in values)))), items, columns)


def by_row(
    compute: Callable[[IndexArray], FloatArray], rows: int, columns: int, *, sliced: bool = True
) -> NDArray[Any]:
    """Compute a block of rows × columns; a row that is refused holds the refusal in all its cells.

    Parameters
    ----------
    compute : callable
        Gives the (len(numbers), columns) block of the rows with the numbers that it is called with.
    rows, columns : int
        Shape of the block.
    sliced : bool
        Whether the rows of the block are the rows of all that is computed with; say no where they are its columns.
    """
    parts = _parts(compute, np.arange(rows), sliced=sliced)
    if not any(isinstance(values, SopError) for _, values in parts):
        return np.concatenate([values for _, values in parts])
    block = np.empty((rows, columns), dtype=object)
    for numbers, values in parts:
        block[numbers] = values
    return block


def _parts(
    compute: Callable[[IndexArray], FloatArray], numbers: IndexArray, *, sliced: bool
) -> list[tuple[IndexArray, FloatArray | SopError]]:
    try:
        return [(numbers, compute(numbers))]
    except _OF_ONE_ROW as refusal:
        if len(numbers) == 1:
            return [(numbers, refusal)]
        found = refused_rows(refusal, len(numbers)) if sliced else None
        if found is not None:
            bad = [(numbers[[row]], problem) for row, problem in enumerate(found) if problem is not None]
            good = numbers[[problem is None for problem in found]]
            return [*bad, *(_parts(compute, good, sliced=sliced) if good.size else [])]
        middle = len(numbers) // 2
        return [
            *_parts(compute, numbers[:middle], sliced=sliced),
            *_parts(compute, numbers[middle:], sliced=sliced),
        ]
