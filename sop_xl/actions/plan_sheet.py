"""A plan sheet of the template, read in one block: attributes of the items, and blocks of months by their titles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sop_xl.actions.desk import Desk, amount, text
from sop_xl.actions.port import Place
from sop_xl.cells.address import Area
from sop_xl.cells.dates import from_serial
from sop_xl.cells.values import CellValue, Grid
from sop_xl.errors import WorkbookError

_TITLES, _HEADS = 5, 6


@dataclass(frozen=True)
class PlanSheet:
    """Values of a plan sheet."""

    name: str
    grid: Grid
    top: int
    bottom: int

    @classmethod
    def read(cls, desk: Desk, name: str) -> PlanSheet:
        """Read the sheet down to the last planned item."""
        if name not in desk.sheets:
            raise WorkbookError(
                f"has no sheet {name}", argument=desk.port.file_name, hint="The action is for a planning workbook."
            )
        items = desk.place("ItemList").area
        right = desk.port.used(name).right
        return cls(name, desk.port.read(Place(name, Area(1, 1, items.bottom, right))), items.top, items.bottom)

    def _row(self, number: int) -> list[CellValue]:
        return self.grid[number - 1]

    def attribute(self, head: str) -> list[CellValue]:
        """One column beside the items, by its head."""
        for column, found in enumerate(self._row(_HEADS)):
            if found == head:
                return [self.grid[row - 1][column] for row in range(self.top, self.bottom + 1)]
        raise WorkbookError(
            f"has no column {head}", argument=self.name, hint="The action works on the template's sheets."
        )

    def texts(self, head: str) -> list[str]:
        """A column of texts."""
        return [text(value) for value in self.attribute(head)]

    def numbers(self, head: str) -> list[float]:
        """A column of numbers; blanks and errors count nothing."""
        return [amount(value) for value in self.attribute(head)]

    def area(self, title: str) -> Area:
        """Where the months of a block stand."""
        titles = self._row(_TITLES)
        for column, found in enumerate(titles):
            if found == title:
                right = column
                heads = self._row(_HEADS)
                while right + 1 < len(heads) and _is_month(heads[right + 1]):
                    right += 1
                return Area(self.top, column + 1, self.bottom, right + 1)
        raise WorkbookError(
            f"has no block {title}", argument=self.name, hint="The action works on the template's sheets."
        )

    def block(self, title: str) -> Grid:
        """Values of a block."""
        area = self.area(title)
        return [self.grid[row - 1][area.left - 1 : area.right] for row in range(area.top, area.bottom + 1)]

    def months(self, title: str) -> list[dt.date]:
        """Months of a block."""
        area = self.area(title)
        found = (from_serial(amount(value)) for value in self._row(_HEADS)[area.left - 1 : area.right])
        return [month for month in found if month is not None]


def _is_month(value: CellValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def total(values: list[CellValue]) -> float:
    """Sum of a row; blanks, texts and errors count nothing."""
    return sum(amount(value) for value in values)
