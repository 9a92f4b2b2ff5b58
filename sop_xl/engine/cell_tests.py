"""Whether areas hold a cell of some kind, asked for thousands of formulas that read the same lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area
from sop_xl.cells.values import EXCEL_MAX_ROWS

_ROWS = 1024  # that are looked through at once, whatever part of them is asked for


class CellTest:
    """A test of the cells of a calculated workbook; what it found holds until the next calculation."""

    def __init__(self, workbook: fz.Workbook, test: Callable[[Any], bool]) -> None:
        self._workbook = workbook
        self._test = test
        self._sheets = set(workbook.sheet_names)
        self._found: dict[tuple[str, int, int, int], bool] = {}

    def may_hold(self, areas: Iterable[tuple[str, Area]]) -> bool:
        """Whether a cell in or near some areas passes the test; no is certain for those in them."""
        return any(
            self._in_block(sheet, block, area.left, area.right)
            for sheet, area in areas
            for block in range((area.top - 1) // _ROWS, (area.bottom - 1) // _ROWS + 1)
        )

    def holds(self, sheet: str, area: Area) -> bool:
        """Whether a cell in an area passes the test."""
        rows = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area)) if sheet in self._sheets else ()
        return any(map(self._test, (value for row in rows for value in row if value is not None)))

    def _in_block(self, sheet: str, block: int, left: int, right: int) -> bool:
        key = sheet, block, left, right
        if key not in self._found:
            bottom = min((block + 1) * _ROWS, EXCEL_MAX_ROWS)
            self._found[key] = self.holds(sheet, Area(block * _ROWS + 1, left, bottom, right))
        return self._found[key]
