"""Whether areas hold a cell of some kind, asked for thousands of formulas that read the same lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area
from sop_xl.cells.values import EXCEL_MAX_ROWS

_ROWS = 1024  # of a column that are looked through at once, whatever part of them is asked for


class CellTest:
    """A test of the cells of a calculated workbook; what it found holds until the next calculation."""

    def __init__(self, workbook: fz.Workbook, test: Callable[[Any], bool]) -> None:
        self._workbook = workbook
        self._test = test
        self._sheets = set(workbook.sheet_names)
        self._found: dict[tuple[str, Area], bool] = {}

    def any_in(self, areas: Iterable[tuple[str, Area]]) -> bool:
        """Whether a cell in some areas passes the test."""
        return any(self._near(sheet, area) and self._in(sheet, area) for sheet, area in areas)

    def _near(self, sheet: str, area: Area) -> bool:
        """Whether a cell in or above or below an area does; many areas have no such cell even there."""
        return any(
            self._in(sheet, Area(block * _ROWS + 1, column, min((block + 1) * _ROWS, EXCEL_MAX_ROWS), column))
            for block in range((area.top - 1) // _ROWS, (area.bottom - 1) // _ROWS + 1)
            for column in range(area.left, area.right + 1)
        )

    def _in(self, sheet: str, area: Area) -> bool:
        key = sheet, area
        if key not in self._found:
            rows = (
                self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area)) if sheet in self._sheets else ()
            )
            self._found[key] = any(map(self._test, (value for row in rows for value in row if value is not None)))
        return self._found[key]
