"""From what a host hands over to what the planning maths takes.

Every host (Excel through xlwings, the headless engine, a test) gives raw cell values; ``normalise`` makes one
clean grid of them, and one function per kind of argument turns that grid into a number, a series, a block …
or raises a typed error that names the argument and the cell.

Rules that hold for every function:

* An error in an argument cell is handed on, the first one in reading order.
* Text where a number belongs is ``#VALUE!``, also when it looks like a number: ``SUM`` would skip it, and two
  totals of one column must not differ.
* A boolean is not a number. A date is its serial number, as everywhere in Excel.
* The empty text that ``IF(…,"")`` leaves counts as blank.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sop_xl.cells.dates import from_serial, to_serial
from sop_xl.cells.values import CellError, CellValue, Grid
from sop_xl.errors import DomainError, InputCellError, NotFiniteError, ShapeError, TypeMismatchError

FloatArray = NDArray[np.float64]
BlankPolicy = Literal["error", "gap", "zero"]


class Kind(Enum):
    """What an argument is: one value, a line of values, or a table of them."""

    NUMBER = "number"
    INTEGER = "whole number"
    BOOLEAN = "TRUE or FALSE"
    TEXT = "text"
    DATE = "date"
    SERIES = "one row or one column of numbers"
    BLOCK = "rows × columns of numbers"
    LABELS = "one row or one column of texts"
    ANY = "anything"


def normalise(raw: object) -> Grid:
    """Make a rectangular grid of clean cell values of whatever a host hands over.

    Raises
    ------
    ShapeError
        Rows of different lengths.
    TypeMismatchError
        An object that no cell can hold.
    """
    if not isinstance(raw, (list, tuple)):
        return [[_clean(raw)]]
    rows: list[Sequence[object]] = [row if isinstance(row, (list, tuple)) else [row] for row in raw]
    if raw and not any(isinstance(row, (list, tuple)) for row in raw):
        rows = [list(raw)]
    if not rows or not rows[0]:
        return [[None]]
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise ShapeError("rows of different lengths", hint="Select one rectangular range.")
    kinds = {type(value) for row in rows for value in row}
    if kinds <= _CLEAN:
        return [list(row) for row in rows]  # type: ignore[arg-type]  # every value is of a clean type
    return [[_clean(value) for value in row] for row in rows]


_CLEAN = {float, int, str, bool, type(None), CellError}


def _clean(value: object) -> CellValue:
    if type(value) in _CLEAN:
        return value  # type: ignore[return-value]  # its type was just looked up
    if isinstance(value, np.generic):
        return _clean(value.item())
    if isinstance(value, dt.date):
        return to_serial(value)
    if isinstance(value, (float, int, str, bool)):
        return value
    raise TypeMismatchError("not a value that a cell can hold", got=type(value).__name__)


def first_error(grid: Grid) -> CellError | None:
    """First error value of a grid in reading order."""
    if CellError in {type(value) for row in grid for value in row}:
        for row in grid:
            for value in row:
                if isinstance(value, CellError):
                    return value
    return None


def raise_input_errors(arguments: Mapping[str, Grid]) -> None:
    """Hand on the first error that any argument cell holds."""
    for name, grid in arguments.items():
        refused = input_error(grid, name)
        if refused is not None:
            raise refused


def input_error(grid: Grid, name: str) -> InputCellError | None:
    """Refusal of an argument in whose cells an error stands."""
    error = first_error(grid)
    if error is None:
        return None
    return InputCellError(
        "an argument cell holds an error", argument=name, got=error.value, hint="Mend that cell first."
    )


def single(grid: Grid, name: str) -> CellValue:
    """Return the one value of a one-cell argument; blank is None."""
    if len(grid) != 1 or len(grid[0]) != 1:
        raise ShapeError(
            "one cell expected", argument=name, got=f"{len(grid)} × {len(grid[0])} cells", hint="Select a single cell."
        )
    value = grid[0][0]
    return None if value == "" else value


def number(grid: Grid, name: str) -> float | None:
    """One finite number, or None where the cell is blank."""
    value = single(grid, name)
    return None if value is None else _number(value, name)


def integer(grid: Grid, name: str) -> int | None:
    """One whole number, or None where the cell is blank."""
    value = number(grid, name)
    if value is None:
        return None
    if value != math.floor(value):
        raise DomainError("not a whole number", argument=name, got=value)
    return int(value)


def boolean(grid: Grid, name: str) -> bool | None:
    """TRUE or FALSE (or 1 or 0), or None where the cell is blank."""
    value = single(grid, name)
    if value is None or isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    raise TypeMismatchError("not TRUE or FALSE", argument=name, got=_show(value))


def text(grid: Grid, name: str) -> str | None:
    """One text, or None where the cell is blank."""
    value = single(grid, name)
    if value is None or isinstance(value, str):
        return value
    raise TypeMismatchError("not a text", argument=name, got=_show(value), hint='Put texts in quotes, as in "auto".')


def choice(grid: Grid, name: str, choices: Sequence[str]) -> str | None:
    """One of a few words, in any case of letters, or None where the cell is blank."""
    value = text(grid, name)
    if value is None:
        return None
    word = value.strip().lower()
    if word in choices:
        return word
    raise DomainError("unknown choice", argument=name, got=value, expected=" | ".join(choices))


def date(grid: Grid, name: str) -> dt.date | None:
    """One date, or None where the cell is blank."""
    value = number(grid, name)
    if value is None:
        return None
    found = from_serial(value)
    if found is None:
        raise DomainError("not a date", argument=name, got=value, expected="a date such as 30 June 2020")
    return found


def block(grid: Grid, name: str, blank: BlankPolicy = "gap", first_row: int = 1) -> FloatArray:
    """Rows × columns of finite numbers; a blank is NaN (``gap``), 0 (``zero``) or refused (``error``).

    ``first_row`` is the number of the first row in the range that the user selected, for the refusal to name.
    """
    kinds = {type(value) for row in grid for value in row}
    if not kinds <= {float, int, type(None)}:
        values = np.array(
            [
                [_number(value, name, (r, c), blank=True) for c, value in enumerate(row, 1)]
                for r, row in enumerate(grid, first_row)
            ]
        )
    else:
        values = np.array(grid, dtype=np.float64)
        blanks = sum(row.count(None) for row in grid) if type(None) in kinds else 0
        if np.count_nonzero(~np.isfinite(values)) != blanks:
            raise NotFiniteError("not a finite number", argument=name)
    if blank != "gap":
        blank_cells = np.isnan(values)
        if blank_cells.any():
            if blank == "error":
                row, column = np.argwhere(blank_cells)[0] + (first_row, 1)
                raise TypeMismatchError(
                    f"a blank in row {row}, column {column} of the range",
                    argument=name,
                    hint="Fill the cell; type 0 if none is meant.",
                )
            values[blank_cells] = 0.0
    return values


def series(grid: Grid, name: str, blank: BlankPolicy = "gap", first_row: int = 1) -> FloatArray:
    """One row or one column of numbers as a 1-D array; blanks and ``first_row`` as in ``block``."""
    _require_line(grid, name)
    return block(grid, name, blank, first_row).ravel()


def labels(grid: Grid, name: str) -> list[str]:
    """One row or one column of texts; a number becomes its text, a blank the empty text."""
    _require_line(grid, name)
    return [_label(value) for row in grid for value in row]


def _require_line(grid: Grid, name: str) -> None:
    if len(grid) > 1 and len(grid[0]) > 1:
        raise ShapeError(
            "one row or one column expected",
            argument=name,
            got=f"{len(grid)} × {len(grid[0])} cells",
            hint="Select a single row or a single column.",
        )


def _label(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{value:.0f}" if math.isfinite(value) and value == math.floor(value) else repr(value)
    return str(value)


def _number(value: CellValue, name: str, where: tuple[int, int] | None = None, *, blank: bool = False) -> float:
    if type(value) is float or type(value) is int:
        if not math.isfinite(value):
            raise NotFiniteError("not a finite number", argument=name, got=str(value))
        return float(value)
    if blank and (value is None or value == ""):
        return math.nan
    place = f" in row {where[0]}, column {where[1]} of the range" if where else ""
    hint = "Convert the text to a number." if isinstance(value, str) and _looks_numeric(value) else None
    raise TypeMismatchError(f"not a number{place}", argument=name, got=_show(value), hint=hint)


def _looks_numeric(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _show(value: CellValue) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    shown = str(value)
    return shown if len(shown) <= 40 else shown[:39] + "…"
