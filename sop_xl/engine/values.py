"""Values that an engine calculated, read by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.values import CellValue

Rows = Sequence[Sequence[CellValue]]


class Values(Protocol):
    """Calculated values of a workbook."""

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row; blank where there is nothing."""
        ...


class GridValues:
    """Values held as rows from A1 on, by sheet."""

    def __init__(self, sheets: Mapping[str, Rows]) -> None:
        self._sheets = sheets

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row; blank where there is nothing."""
        grid = self._sheets.get(sheet, ())
        found = []
        for row in range(area.top, area.bottom + 1):
            line = list(grid[row - 1][area.left - 1 : area.right]) if row <= len(grid) else []
            found.append([*line, *[None] * (area.columns - len(line))])
        return found


class PatchedValues:
    """Values of one engine with some cells from elsewhere."""

    def __init__(self, values: Values, patches: Mapping[CellAddress, CellValue]) -> None:
        self._values = values
        self._patches: dict[str, dict[tuple[int, int], CellValue]] = {}
        for address, value in patches.items():
            self._patches.setdefault(address.sheet, {})[address.row, address.column] = value

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row; blank where there is nothing."""
        patches = self._patches.get(sheet)
        rows = self._values.rows(sheet, area)
        if not patches:
            return rows
        return [
            [patches.get((row, column), value) for column, value in enumerate(line, start=area.left)]
            for row, line in enumerate(rows, start=area.top)
        ]


def value_at(values: Values, address: CellAddress) -> CellValue:
    """Value of one cell."""
    return values.rows(address.sheet, Area(address.row, address.column, address.row, address.column))[0][0]
