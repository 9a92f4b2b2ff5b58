"""From a result of the planning maths to the grid that a worksheet receives.

No NaN, infinity or ``None`` ever reaches a cell: a number that does not exist is ``#NUM!``, a row that could
not be computed carries its own error, and a text result is a text.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import LONGEST_TEXT, CellError, CellValue, Grid, text_length
from sop_xl.errors import InternalError, NotFiniteError, ShapeError, SopError


@dataclass(frozen=True)
class Outcome:
    """What a call gives back: the grid for the cell, and the reason of every error in it.

    ``reasons`` maps (row, column) of the grid, counted from 0, to the refusal behind that cell's error.
    """

    grid: Grid
    reasons: dict[tuple[int, int], SopError] = field(default_factory=dict)

    @property
    def first_reason(self) -> SopError | None:
        """Reason of the first error in reading order."""
        return self.reasons[min(self.reasons)] if self.reasons else None


def refusal(error: SopError) -> Outcome:
    """Outcome of a call that gave one error."""
    return Outcome([[CellError(error.cell)]], {(0, 0): error})


def encode(result: object) -> Outcome:
    """Turn a number, text, date, array, list of rows or ``SopError`` (also as an element) into a grid.

    A one-dimensional array or list becomes a column. Rows of different lengths and empty results are bugs
    of the function and raise ``InternalError``.
    """
    if isinstance(result, np.ndarray):
        if result.ndim == 0:
            result = result.item()
        elif result.dtype.kind in "fiu":
            return _encode_numbers(result.astype(np.float64, copy=False))
        else:
            result = result.tolist()
    rows = _rows(result)
    width = len(rows[0]) if rows else 0
    if width == 0 or any(len(row) != width for row in rows):
        raise InternalError("the function returned rows of different lengths, or none")
    reasons: dict[tuple[int, int], SopError] = {}
    grid: Grid = []
    for r, row in enumerate(rows):
        cells: list[CellValue] = []
        for c, value in enumerate(row):
            if isinstance(value, SopError):
                reasons[r, c] = value
                cells.append(CellError(value.cell))
                continue
            cell = _encode_value(value)
            if cell is CellError.NUM:
                reasons[r, c] = _NOT_FINITE
            elif isinstance(cell, str) and len(cell) > LONGEST_TEXT // 2 and text_length(cell) > LONGEST_TEXT:
                reasons[r, c], cell = _TOO_LONG, CellError.VALUE
            cells.append(cell)
        grid.append(cells)
    return Outcome(grid, reasons)


_NOT_FINITE = NotFiniteError("the result is not a finite number")
_TOO_LONG = ShapeError("the text is longer than a cell holds", expected=f"at most {LONGEST_TEXT:,} characters")


def _rows(result: object) -> Sequence[Sequence[object]]:
    if isinstance(result, (list, tuple)):
        return [list(row) if _is_row(row) else [row] for row in result]
    return [[result]]


def _is_row(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes))


def _encode_numbers(values: np.ndarray) -> Outcome:
    if values.ndim > 2 or values.size == 0:
        raise InternalError("the function returned an empty array or one of more than two dimensions")
    if values.ndim == 1:
        values = values[:, np.newaxis]
    grid: Grid = (values + 0.0).tolist()  # + 0.0 turns -0.0 into 0.0
    reasons: dict[tuple[int, int], SopError] = {}
    for r, c in np.argwhere(~np.isfinite(values)).tolist():
        grid[r][c] = CellError.NUM
        reasons[r, c] = _NOT_FINITE
    return Outcome(grid, reasons)


def _encode_value(value: object) -> CellValue:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value) + 0.0 if math.isfinite(value) else CellError.NUM
    if value is None:
        return ""
    if isinstance(value, (str, CellError)):
        return value
    if isinstance(value, dt.date):
        return to_serial(value)
    raise InternalError(f"the function returned a {type(value).__name__}")


def mark(values: np.ndarray, where: np.ndarray, error: SopError) -> np.ndarray:
    """Copy of a result in which the cells of a mask carry an error instead of a number."""
    if not where.any():
        return values
    marked = values.astype(object)
    marked[where] = error
    return marked
