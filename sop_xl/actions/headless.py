"""The workbook port without Excel: a package in memory, read and written losslessly, calculated by the engine."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import udfs
from sop_xl.actions.journal import Journal
from sop_xl.actions.port import Block, Content, Place, Report
from sop_xl.batch.engines import make_engine
from sop_xl.batch.planning_date import planning_date
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.guard import admit
from sop_xl.book.inputs import applied, contents, with_cells
from sop_xl.book.package import Package
from sop_xl.book.reading import BookReader
from sop_xl.book.report_sheet import report_sheet
from sop_xl.book.resizing import resized
from sop_xl.book.sheets import with_contents, with_sheet, without_sheet
from sop_xl.book.workbook import Table, Workbook
from sop_xl.cells.address import Area, parse_area, split_sheet
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, Grid
from sop_xl.errors import SopError


class HeadlessWorkbook:
    """A workbook file that actions work on; nothing is written to disk.

    ``linked`` holds the workbooks of the same call by the targets of the links to them: it is calculated with their
    present values. Other links keep their saved values.
    """

    def __init__(
        self, data: bytes, name: str, say: Callable[[str], None] | None = None, undo: Sequence[Journal] = ()
    ) -> None:
        self.linked: Mapping[str, HeadlessWorkbook] = {}
        self._settled: list[bytes] = []  # what it and the linked ones were when it was calculated last
        self._reader = BookReader.of_bytes(data, name)
        self._data = data
        self._undo = list(undo)
        self._say = say or (lambda _: None)

    @classmethod
    def open(
        cls, path: Path, say: Callable[[str], None] | None = None, undo: Sequence[Journal] = ()
    ) -> HeadlessWorkbook:
        """Read a file through the guard."""
        return cls(admit(path), path.name, say, undo)

    @property
    def workbook(self) -> Workbook:
        """Its structure."""
        return self._reader.workbook

    @property
    def file_name(self) -> str:
        """Name of the file."""
        return self.workbook.name

    def sheets(self) -> tuple[str, ...]:
        """Names of the worksheets."""
        return tuple(self.workbook.sheets)

    def place(self, name: str) -> Place | None:
        """Range of a defined name of the workbook."""
        for defined in self.workbook.names:
            if defined.sheet is None and defined.name.lower() == name.lower():
                try:
                    sheet, text = split_sheet(defined.text)
                    return Place(sheet, parse_area(text))
                except SopError:
                    return None  # a constant or a formula
        return None

    def tables(self) -> Mapping[str, Table]:
        """Tables by name."""
        return self.workbook.tables

    def used(self, sheet: str) -> Area:
        """Used area of a sheet."""
        every = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
        found = [(row, column) for row, column, _ in self._reader.cells(sheet, every)]
        found += contents(self.workbook, sheet, every)
        return Area(1, 1, max((row for row, _ in found), default=1), max((column for _, column in found), default=1))

    def links(self) -> Mapping[str, str]:
        """Linked workbooks by the index that formulas use."""
        return {str(index): book.target for index, book in self.workbook.external_books.items()}

    def file(self) -> bytes:
        """The workbook as it stands."""
        return self._data

    def undo_stack(self) -> list[Journal]:
        """Journals that can be taken back."""
        return list(self._undo)

    def keep_undo_stack(self, journals: list[Journal]) -> None:
        """Keep those journals; the command line writes them to the undo file."""
        self._undo = list(journals)

    def read(self, place: Place) -> Grid:
        """Values of a block as saved or calculated."""
        grid = self._reader.grid(place.sheet, place.area)
        return [[None if value == "" else value for value in row] for row in grid]

    def contents(self, place: Place) -> list[list[Content]]:
        """Constants and formulas of a block; what an array fills is blank but for its formula."""
        formulas = contents(self.workbook, place.sheet, place.area)
        found: list[list[Content]] = [list(row) for row in self.read(place)]
        area = place.area
        for formula in self._arrays(place.sheet):
            for row in range(max(area.top, formula.top), min(area.bottom, formula.bottom) + 1):
                for column in range(max(area.left, formula.left), min(area.right, formula.right) + 1):
                    found[row - area.top][column - area.left] = None
        for (row, column), formula_text in formulas.items():
            found[row - area.top][column - area.left] = formula_text
        return found

    def formulas(self, place: Place) -> list[list[str | None]]:
        """Texts of the formulas of a block."""
        area = place.area
        texts: list[list[str | None]] = [[None] * area.columns for _ in range(area.rows)]
        for (row, column), formula in contents(self.workbook, place.sheet, area).items():
            texts[row - area.top][column - area.left] = formula.text
        return texts

    def _arrays(self, sheet: str) -> list[Area]:
        every = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
        return [f.spill for f in contents(self.workbook, sheet, every).values() if f.spill is not None]

    def write(self, place: Place, block: Block) -> None:
        """Put constants and formulas into a block."""
        area = place.area
        cells = {(area.top + r, area.left + c): content for r, row in enumerate(block) for c, content in enumerate(row)}
        self._change(with_cells(self.workbook, place.sheet, cells))

    def resize(self, table: str, rows: int) -> None:
        """Give a table that many rows."""
        self._change(resized(self.workbook, table, rows))

    def add_sheet(self, name: str) -> None:
        """Add a sheet."""
        self._change(with_sheet(self.workbook, name))

    def drop_sheet(self, name: str) -> None:
        """Remove a sheet."""
        self._change(without_sheet(self.workbook, name))

    def show(self, report: Report) -> None:
        """Make or replace the report's sheet."""
        assert report.sheet is not None
        data, styles = report_sheet(self.workbook, report.title, report.heads, report.rows, report.formats)
        put = with_contents if report.sheet in self.workbook.sheets else with_sheet
        parts = put(self.workbook, report.sheet, data)
        is_settled = self._is_settled()
        self._change({**parts, **styles})
        if is_settled:  # a report holds no formula
            self._settle()

    def calculate(self) -> None:
        """Recalculate with the embedded engine at the planning date of the workbook, if anything has changed."""
        if self._is_settled():
            return
        self.progress(f"Calculating {self.file_name}")
        with tempfile.TemporaryDirectory(prefix="sop_xl_") as folder:
            source = Path(folder) / self.file_name
            source.write_bytes(self._data)
            linked = {target: Path(folder) / f"linked {number}.xlsx" for number, target in enumerate(self.linked)}
            for target, path in linked.items():
                path.write_bytes(self.linked[target].file())
            task = Task(source, self.file_name, self.planning_date, linked, keep_stale_links=True)
            done = recalculate(task, make_engine("embedded"), udfs.REGISTRY)
        self._become(done.data)
        self._settle()

    def _is_settled(self) -> bool:
        now = [self._data, *(book.file() for book in self.linked.values())]
        return len(now) == len(self._settled) and all(a is b for a, b in zip(now, self._settled))

    def _settle(self) -> None:
        self._settled = [self._data, *(book.file() for book in self.linked.values())]

    @property
    def planning_date(self) -> dt.date:
        """Planning date that the workbook names."""
        return planning_date(self._reader)

    def progress(self, text: str) -> None:
        """Tell the listener."""
        self._say(text)

    def _change(self, parts: Mapping[str, bytes] | Mapping[str, bytes | None]) -> None:
        if parts:
            changed = applied(self.workbook, parts)
            self._data = changed.package.data
            self._reader = BookReader(changed)

    def _become(self, data: bytes) -> None:
        self._data = data
        self._reader = BookReader(Workbook(Package(data, self.file_name)))
