"""Arrays that were entered over a range: no two share a cell, and no other formula stands in one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from sop_xl.cells.address import Area
from sop_xl.cells.formula import Formula

_Stretch = tuple[int, int, tuple[int, int]]  # first and last row, and the cell with the formula


class ArrayAreas:
    """Ranges of array formulas, column by column."""

    def __init__(self, arrays: Iterable[Formula]) -> None:
        self._rows = range(0)
        self._columns: dict[int, list[_Stretch]] = {}
        for formula in arrays:
            if formula.area is not None:
                self._rows = _around(self._rows, formula.area)
                home = formula.row, formula.column
                for column in range(formula.area.left, formula.area.right + 1):
                    self._columns.setdefault(column, []).append((formula.area.top, formula.area.bottom, home))
        for stretches in self._columns.values():
            stretches.sort()

    @property
    def columns(self) -> Iterable[int]:
        """Columns that they touch."""
        return self._columns.keys()

    def reach(self, rows: range) -> bool:
        """Tell whether one may reach into some rows."""
        return self._rows.start < rows.stop and rows.start < self._rows.stop

    def overlap(self) -> bool:
        """Tell whether two of them share a cell."""
        return any(two[0] <= one[1] for stretches in self._columns.values() for one, two in pairwise(stretches))

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in one whose formula stands elsewhere."""
        stretches = self._columns.get(column)
        if not stretches:
            return False
        at = bisect_right(stretches, row, key=lambda stretch: stretch[0]) - 1
        return at >= 0 and row <= stretches[at][1] and (row, column) != stretches[at][2]


def _around(rows: range, area: Area) -> range:
    return (
        range(min(rows.start, area.top), max(rows.stop, area.bottom + 1)) if rows else range(area.top, area.bottom + 1)
    )
