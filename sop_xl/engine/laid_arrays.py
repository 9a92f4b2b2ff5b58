"""Arrays that the engine cannot spill: larger than its limit, or entered over a range of another size.

The formula stays alive in its cell inside a call of our own that gives the first value and takes note of all; the
others are laid down as values, and laid down again whenever a calculation changes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError
from sop_xl.engine.engine_errors import error_value, same_error
from sop_xl.engine.own_functions import register

_NAME = "SOP_XL_LAID"
_WRAPPED = re.compile(rf"=?\s*{_NAME}\(\s*\d+\s*,\s*(.*)\)\s*\Z", re.DOTALL)
_ENGINE_LIMIT = 10_000  # cells of a spill

_Rows = list[list[Any]]


@dataclass
class _Array:
    """One formula whose result is laid down."""

    home: CellAddress
    fixed: Area | None  # the range that it was entered over
    result: _Rows
    laid: _Rows
    area: Area
    blocked: bool = False
    is_known: bool = False


class LaidArrays:
    """The arrays of one workbook that are laid down as values."""

    def __init__(self, workbook: fz.Workbook) -> None:
        self._workbook = workbook
        self._arrays: dict[CellAddress, _Array] = {}
        self._by_number: list[_Array] = []

    @property
    def areas(self) -> Mapping[CellAddress, Area]:
        """What every formula fills whose result is laid down."""
        return {home: array.area for home, array in self._arrays.items() if self._is_ours(array)}

    def __contains__(self, home: CellAddress) -> bool:
        return home in self._arrays

    def adopt(self, home: CellAddress, fixed: Area | None = None) -> None:
        """Lay a formula's result down from the next calculation on."""
        if not self._arrays:
            register(self._workbook, _NAME, self._noted, (2, 2), volatile=True)
        array = _Array(home, fixed, [], [], home.area)
        self._arrays[home] = array
        self._by_number.append(array)
        self._write(array)

    def lay(self) -> bool:
        """Lay down what the last calculation gave; tells whether to calculate again."""
        anew = [self._laid_anew(array) for array in self._by_number]
        return any(anew)

    def _write(self, array: _Array) -> None:
        text = unwrapped(self._workbook.get_formula(*array.home) or "")
        self._workbook.set_formula(*array.home, f"={_NAME}({self._by_number.index(array)},{text})")

    def _noted(self, number: float, result: Any) -> Any:  # noqa: ANN401  # whatever a formula gives
        array = self._by_number[int(number)]
        rows = result if isinstance(result, list) else [[result]]
        array.result = _over(rows, array.fixed) if array.fixed else rows
        if not self._is_ours(array):
            return [[_given(value) for value in row] for row in rows]
        return error_value(CellError.SPILL) if array.blocked else _given(array.result[0][0])

    def _is_ours(self, array: _Array) -> bool:
        """Tell whether the result is to be laid down; the engine spills small ones, or says what is in the way."""
        cells = sum(map(len, array.result))
        return cells > _ENGINE_LIMIT or (array.fixed is not None and cells > 0)

    def _laid_anew(self, array: _Array) -> bool:
        if not array.is_known:  # adopted since the last calculation
            array.is_known = True
            return True
        is_ours = self._is_ours(array)
        rows = array.result if is_ours else []
        wanted = _area(array.home, rows) if is_ours else array.home.area
        blocked = self._is_blocked(array, wanted)
        if blocked:
            rows, wanted = [], array.home.area
        if (blocked, rows) == (array.blocked, array.laid):
            return False
        self._clear(array.area, wanted, array.home)
        self._put(array.home, wanted, rows)
        if not rows or array.blocked:  # what the cell itself gives hangs on what lies around it
            self._write(array)
        array.area, array.laid, array.blocked = wanted, rows, blocked
        return True

    def _is_blocked(self, array: _Array, wanted: Area) -> bool:
        if array.fixed is not None or wanted == array.home.area:
            return False
        if wanted.bottom > EXCEL_MAX_ROWS or wanted.right > EXCEL_MAX_COLUMNS:
            return True
        grid = self._workbook.sheet(array.home.sheet).get_values(fz.RangeAddress(array.home.sheet, *wanted))
        return any(
            value is not None and not array.area.contains(row, column) and (row, column) != array.home[1:]
            for row, line in enumerate(grid, start=wanted.top)
            for column, value in enumerate(line, start=wanted.left)
        )

    def _clear(self, old: Area, new: Area, home: CellAddress) -> None:
        """Empty the cells that the result fills no longer."""
        for row in range(old.top, old.bottom + 1):
            for column in range(old.left, old.right + 1):
                if not new.contains(row, column) and (row, column) != (home.row, home.column):
                    self._workbook.set_value(home.sheet, row, column, None)

    def _put(self, home: CellAddress, area: Area, rows: _Rows) -> None:
        values = [[_given(value) for value in row] for row in rows]
        if area.columns > 1:
            self._workbook.set_values_batch(home.sheet, area.top, area.left + 1, [values[0][1:]])
        if area.rows > 1:
            self._workbook.set_values_batch(home.sheet, area.top + 1, area.left, values[1:])


def unwrapped(text: str) -> str:
    """The formula, without its equals sign, as it was before its result was laid down."""
    match = _WRAPPED.match(text)
    return match[1] if match else text.removeprefix("=")


def _area(home: CellAddress, rows: _Rows) -> Area:
    return Area(home.row, home.column, home.row + len(rows) - 1, home.column + max(map(len, rows)) - 1)


def _over(rows: _Rows, area: Area) -> _Rows:
    """A result over a fixed range: one row, one column or one value is repeated, what is missing is #N/A."""
    missing = {"kind": "Na"}
    tall = rows * area.rows if len(rows) == 1 else rows
    wide = [row * area.columns if len(row) == 1 else row for row in tall]
    return [
        [line[column] if column < len(line) else missing for column in range(area.columns)]
        for line in (wide[row] if row < len(wide) else [] for row in range(area.rows))
    ]


def _given(value: Any) -> Any:  # noqa: ANN401  # a cell of any kind
    if isinstance(value, dict):
        return same_error(value)
    return 0.0 if value is None else value  # a blank cell comes out as 0
