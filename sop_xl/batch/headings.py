"""What a cell of a sheet is about: its item and its key figure, read from the labels around it.

In a table the column names are the key figures. Elsewhere the item is the first text of the cell's row, the header is
the top of the block of rows that the item stands in, and a band over several columns of the header (Baseline over
its months) names the key figure of columns that are headed by a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sop_xl.book.workbook import Table
from sop_xl.cells.address import column_letters
from sop_xl.cells.dates import from_serial
from sop_xl.cells.values import CellValue

Cells = Mapping[int, Mapping[int, CellValue]]  # by row and column, blanks left out

_FIRST_DATE, _LAST_DATE = 20_000.0, 80_000.0  # October 1954 to January 2119


@dataclass(frozen=True)
class Heading:
    """Item, key figure, and period where there is one."""

    item: str
    figure: str
    period: str = ""


class Headings:
    """The labels of one sheet."""

    def __init__(self, cells: Cells, tables: list[Table]) -> None:
        self._cells = cells
        self._tables = tables

    def of(self, row: int, column: int) -> Heading:
        """What a cell is about, as far as labels tell."""
        for table in self._tables:
            if table.area.contains(row, column):
                return self._in_table(table, row, column)
        label = min((c for c, v in self._cells.get(row, {}).items() if c < column and _is_text(v)), default=None)
        if label is None:
            return Heading(f"row {row}", self._above(row, column))
        header = row
        while self._at(header - 1, label) is not None:
            header -= 1
        item = str(self._at(row, label))
        if header == row:
            return Heading(item, column_letters(column))
        head = self._at(header, column)
        if isinstance(head, str) and head:
            return Heading(item, head)
        return Heading(item, self._band(header, column) or column_letters(column), _period(head))

    def _in_table(self, table: Table, row: int, column: int) -> Heading:
        names = [name.casefold() for name in table.columns]
        values = [self._at(row, table.area.left + offset) for offset in range(len(names))]
        key = next((i for i, name in enumerate(names) if name in ("item", "sku", "product")), None)
        if key is None:
            key = next((i for i, value in enumerate(values) if _is_text(value)), 0)
        item = f"row {row}" if values[key] is None else str(values[key])
        periods = (v for name, v in zip(names, values, strict=True) if name in ("month", "period", "date", "week"))
        return Heading(item, table.columns[column - table.area.left], _period(next(periods, None)))

    def _band(self, header: int, column: int) -> str:
        """First text above the header over the columns that belong together with a column."""
        left = column
        while self._at(header, left - 1) is not None:
            left -= 1
        above = self._cells.get(header - 1, {})
        return next((str(above[c]) for c in range(left, column + 1) if _is_text(above.get(c))), "")

    def _above(self, row: int, column: int) -> str:
        texts = (self._at(r, column) for r in range(row - 1, 0, -1))
        return next((str(value) for value in texts if _is_text(value)), column_letters(column))

    def _at(self, row: int, column: int) -> CellValue:
        return self._cells.get(row, {}).get(column)


def _is_text(value: CellValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _period(value: CellValue) -> str:
    if isinstance(value, float) and _FIRST_DATE <= value <= _LAST_DATE:
        date = from_serial(value)
        if date is not None:
            return f"{date:%Y-%m}" if date.day == 1 else date.isoformat()
    return value if isinstance(value, str) else ""
