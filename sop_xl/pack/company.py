"""What the recalculated company workbook says: its named ranges and tables, as figures that know their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sop_xl.book.reading import BookReader
from sop_xl.cells.address import Area, CellAddress, a1
from sop_xl.cells.values import CellValue, is_blank
from sop_xl.errors import WorkbookError
from sop_xl.pack.model import Figure, Kind, Source

_FAMILY_RANGE = re.compile(r"Pack_Family(\d+)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One row of an extract."""

    cells: tuple[Figure, ...]
    extract: Extract

    @property
    def label(self) -> str:
        """Text of the first cell."""
        return self.cells[0].word

    def figure(self, head: str, kind: Kind = "text", nth: int = 1) -> Figure:
        """Cell under a head; ``nth`` counts heads of the same name from the left.

        Raises
        ------
        WorkbookError
            There is no such head.
        """
        return self.cells[self.extract.position(head, nth)].shown_as(kind)

    def span(self, positions: tuple[int, ...], kind: Kind) -> tuple[Figure, ...]:
        """Cells at some positions."""
        return tuple(self.cells[position].shown_as(kind) for position in positions)


@dataclass(frozen=True)
class Extract:
    """A named range or table: its heads, and its rows that are not blank."""

    name: str
    workbook: str
    heads: tuple[Figure, ...]
    values: tuple[tuple[Figure, ...], ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Rows with something in their first cell."""
        return tuple(Line(cells, self) for cells in self.values if not is_blank(cells[0].value))

    @property
    def parts(self) -> tuple[Line, ...]:
        """All rows but the last, which is their total."""
        return self.lines[:-1]

    @property
    def total(self) -> Line:
        """The last row."""
        if not self.lines:
            raise WorkbookError(f"{self.name} has no rows", argument=self.workbook)
        return self.lines[-1]

    def line(self, label: str) -> Line:
        """Row with a label.

        Raises
        ------
        WorkbookError
            There is no such row.
        """
        for line in self.lines:
            if line.label.strip().lower() == label.strip().lower():
                return line
        raise WorkbookError(f"{self.name} has no row {label!r}", argument=self.workbook)

    def column(self, head: str, kind: Kind = "text", nth: int = 1) -> tuple[Figure, ...]:
        """Cells of all rows under a head."""
        return tuple(line.figure(head, kind, nth) for line in self.lines)

    def position(self, head: str, nth: int = 1) -> int:
        """Position of a head among the columns."""
        found = [i for i, figure in enumerate(self.heads) if figure.word.strip().lower() == head.lower()]
        if len(found) < nth:
            hint = "Restore the head of the column."
            raise WorkbookError(f"{self.name} has no column {head!r}", argument=self.workbook, hint=hint)
        return found[nth - 1]

    @cached_property
    def month_positions(self) -> tuple[int, ...]:
        """Positions of the columns whose head is a month."""
        return tuple(i for i, figure in enumerate(self.heads) if i and figure.is_number)

    @property
    def months(self) -> tuple[Figure, ...]:
        """Heads that are months."""
        return tuple(self.heads[i].shown_as("month") for i in self.month_positions)


class CompanyBook:
    """The company workbook as the pack reads it: by names and tables, never by position."""

    def __init__(self, reader: BookReader) -> None:
        self._reader = reader
        self.name = reader.workbook.name
        if reader.workbook.calculation.date1904:
            hint = "Clear File, Options, Advanced, Use 1904 date system."
            raise WorkbookError("counts its dates from 1904", argument=self.name, hint=hint)

    @classmethod
    def open(cls, path: Path) -> CompanyBook:
        """Read a workbook file through the guard."""
        return cls(BookReader.open(path))

    def has(self, name: str) -> bool:
        """Tell whether the workbook has a name: pages of sheets that a company has no data for are left out."""
        return any(defined.name.lower() == name.lower() for defined in self._reader.workbook.names)

    def value(self, name: str, kind: Kind = "text") -> Figure:
        """Cell of a name.

        Raises
        ------
        WorkbookError
            There is no such name.
        """
        sheet, area = self._named(name)
        value = self._reader.grid(sheet, Area(area.top, area.left, area.top, area.left))[0][0]
        return self._figure(value, sheet, area.top, area.left).shown_as(kind)

    def extract(self, name: str, heads: tuple[str, ...] = ()) -> Extract:
        """Named range whose first row holds the heads, unless they are given.

        Raises
        ------
        WorkbookError
            There is no such range.
        """
        sheet, area = self._named(name)
        return self._extract(name, sheet, area, heads)

    def table(self, name: str) -> Extract:
        """Excel table.

        Raises
        ------
        WorkbookError
            There is no such table.
        """
        for table in self._reader.workbook.tables.values():
            if table.name.lower() == name.lower():
                return self._extract(f"the table {name}", table.sheet, table.area._replace(bottom=table.data.bottom))
        hint = "Restore the table, or give it its name back in Table Design."
        raise WorkbookError(f"has no table {name}", argument=self.name, hint=hint)

    def family_ranges(self) -> dict[str, str]:
        """Names of the five-section ranges with the families that they are about, in their order.

        The title of a range stands in the cell above it.
        """
        matches = (_FAMILY_RANGE.match(defined.name) for defined in self._reader.workbook.names)
        names = sorted((match[0] for match in matches if match), key=lambda name: int(name[len("Pack_Family") :]))
        found = {}
        for name in names:
            sheet, area = self._named(name)
            title = self._reader.value(CellAddress(sheet, area.top - 1, area.left))
            found[name] = name if is_blank(title) else str(title)
        return found

    def _named(self, name: str) -> tuple[str, Area]:
        sheet, area = self._reader.named_area(name)
        if sheet not in self._reader.workbook.sheets:
            raise WorkbookError(f"the name {name} points to a sheet that is gone", argument=self.name, got=sheet)
        return sheet, area

    def _extract(self, name: str, sheet: str, area: Area, heads: tuple[str, ...] = ()) -> Extract:
        rows = tuple(
            tuple(self._figure(value, sheet, row, column) for column, value in enumerate(values, start=area.left))
            for row, values in enumerate(self._reader.grid(sheet, area), start=area.top)
        )
        if heads:
            return Extract(name, self.name, tuple(Figure(head) for head in heads), rows)
        return Extract(name, self.name, rows[0], rows[1:])

    def _figure(self, value: CellValue, sheet: str, row: int, column: int) -> Figure:
        return Figure(value, "text", Source(self.name, sheet, (a1(row, column),)))
