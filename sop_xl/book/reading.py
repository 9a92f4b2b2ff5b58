"""Reading saved values out of a workbook: areas, tables, named ranges, error cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from sop_xl.book.package import Package
from sop_xl.book.sheet_xml import SheetXml, read_shared_strings
from sop_xl.book.workbook import Table, Workbook
from sop_xl.cells.address import Area, CellAddress, parse_area, split_sheet
from sop_xl.cells.values import CellError, CellValue, Grid
from sop_xl.errors import SopError, WorkbookError


class BookReader:
    """The saved values of a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._sheets: dict[str, SheetXml] = {}

    @classmethod
    def open(cls, path: Path) -> BookReader:
        """Read a file through the guard."""
        return cls(Workbook.open(path))

    @classmethod
    def of_bytes(cls, data: bytes, name: str) -> BookReader:
        """Read a workbook that was just made."""
        return cls(Workbook(Package(data, name)))

    @cached_property
    def _shared_strings(self) -> list[str]:
        part = self.workbook.shared_strings_part
        return read_shared_strings(self.workbook.package.read(part)) if part else []

    def _xml(self, sheet: str) -> SheetXml:
        if sheet not in self._sheets:
            part = self.workbook.sheets[sheet].part
            self._sheets[sheet] = SheetXml(self.workbook.package.read(part), book=self.workbook.name, part=part)
        return self._sheets[sheet]

    def value(self, address: CellAddress) -> CellValue:
        """Value of one cell."""
        area = Area(address.row, address.column, address.row, address.column)
        return next((value for _, _, value in self.cells(address.sheet, area)), None)

    def cells(self, sheet: str, area: Area) -> Iterator[tuple[int, int, CellValue]]:
        """Cells of an area that are not blank, in reading order."""
        return self._xml(sheet).cells(self._shared_strings, area)

    def grid(self, sheet: str, area: Area) -> Grid:
        """Rows of values of an area."""
        values = {(row, column): value for row, column, value in self.cells(sheet, area)}
        return [
            [values.get((row, column)) for column in range(area.left, area.right + 1)]
            for row in range(area.top, area.bottom + 1)
        ]

    def named_area(self, name: str) -> tuple[str, Area]:
        """Sheet and area of a defined name.

        Raises
        ------
        WorkbookError
            There is no such name, or it is no range.
        """
        for defined in self.workbook.names:
            if defined.name.lower() == name.lower():
                try:
                    sheet, text = split_sheet(defined.text)
                    return sheet, parse_area(text)
                except SopError:
                    break
        raise WorkbookError(
            f"has no range named {name}",
            argument=self.workbook.name,
            hint="Restore the name in Formulas, Name Manager.",
        )

    def records(self, table: Table) -> Iterator[dict[str, CellValue]]:
        """Rows of a table as dictionaries by column name."""
        for row in self.grid(table.sheet, table.data):
            yield dict(zip(table.columns, row, strict=True))

    def error_cells(self) -> Iterator[tuple[CellAddress, CellError]]:
        """Cells that hold an Excel error, sheet by sheet in reading order."""
        for sheet in self.workbook.sheets:
            for row, column, error in self._xml(sheet).errors():
                yield CellAddress(sheet, row, column), error
