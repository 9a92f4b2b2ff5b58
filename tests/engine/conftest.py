"""What the tests of the engine share."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.package import Package
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress, parse_area, parse_cell
from sop_xl.cells.values import CellValue
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.port import Engine
from workbooks.adventureworks.load import AS_OF

Arrange = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


class SmallBook:
    """A workbook of one sheet ``S`` that is written, recalculated and read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "book.xlsx"
        self._reader: BookReader | None = None
        self.report = WorkbookReport("book.xlsx")

    def write(
        self,
        cells: Mapping[str, object],
        spills: Mapping[str, str] | None = None,
        arrays: Mapping[str, str] | None = None,
        arrange: Arrange | None = None,
        options: Mapping[str, object] | None = None,
    ) -> bytes:
        """Write values and formulas (``=…``, saved as "old"), dynamic arrays, and arrays over a fixed range."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"use_future_functions": True, **(options or {})})
        sheet = book.add_worksheet("S")
        for address, value in cells.items():
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(address, value, value="old")
            else:
                sheet.write(address, value)
        for area, formula in (spills or {}).items():
            sheet.write_dynamic_array_formula(area, formula, value="old")
        for area, formula in (arrays or {}).items():
            sheet.write_array_formula(area, formula, value="old")
        if arrange is not None:
            arrange(book, sheet)
        book.close()
        self._path.write_bytes(stream.getvalue())
        return stream.getvalue()

    def share(self, area: str) -> None:
        """Save the formulas of an area as Excel saves copies: the first with its text, the others as its followers."""
        package = Package.open(self._path)
        found = parse_area(area)
        part = "xl/worksheets/sheet1.xml"
        seen: list[str] = []

        def shared(match: re.Match[bytes]) -> bytes:
            if not found.contains(*parse_cell(match[2].decode())):
                return match[0]
            seen.append(match[2].decode())
            marks = b' t="shared" ref="%b" si="0"' % area.encode() if len(seen) == 1 else b' t="shared" si="0"'
            return match[1] + b"<f%b>%b</f>" % (marks, match[3] if len(seen) == 1 else b"")

        cell = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*>)<f>([^<]*)</f>')
        self._path.write_bytes(package.with_parts({part: cell.sub(shared, package.read(part))}))
        assert len(seen) == found.rows * found.columns

    def recalculate(self, engine: Engine | None = None) -> WorkbookReport:
        """Recalculate what was written."""
        engine = engine or EmbeddedEngine(udfs.REGISTRY)
        done = recalculate(Task(self._path, "book.xlsx", AS_OF, {}), engine, udfs.REGISTRY)
        self._reader = BookReader.of_bytes(done.data, "book.xlsx")
        self.report = done.report
        return done.report

    def __getitem__(self, address: str) -> CellValue:
        assert self._reader is not None, "recalculate first"
        return self._reader.value(CellAddress("S", *parse_cell(address)))

    @property
    def kept(self) -> dict[str, str]:
        """Why cells kept their saved value."""
        return {cell.cell: cell.reason for cell in self.report.not_calculated}


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """A workbook of one sheet."""
    return SmallBook(tmp_path)
