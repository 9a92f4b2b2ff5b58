"""The workbook port on live Excel, through the BSD part of xlwings.

Each read or write is one call of Excel for the whole block. Windows has the whole object model behind ``api``; on a Mac
only what xlwings offers on both is used.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sop_xl.actions.journal import Journal, from_json, to_json
from sop_xl.actions.port import Block, Content, FormulaText, Place, Report
from sop_xl.book.inputs import moved
from sop_xl.book.publish import publish
from sop_xl.book.report_sheet import FORMATS, HEAD_ROW
from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area, parse_area, split_sheet
from sop_xl.cells.values import Grid
from sop_xl.errors import SopError, WorkbookError
from sop_xl.excel.live.protection import unprotected
from sop_xl.excel.live.tables import LiveTables
from sop_xl.excel.live.values import received, rows_of, sent

_REFERENCE = re.compile(r"=(?P<range>(?:'(?:[^']|'')+'|[^'!=]+)!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)\Z")
_TITLE_COLOUR, _HEAD_FILL = (31, 56, 100), (221, 230, 240)


class LiveWorkbook:
    """A workbook that is open in Excel.

    Parameters
    ----------
    book : xlwings.Book
    undo_folder : Path
        Where the way back is kept; a workbook may lie in a cloud and has no folder of its own.
    mac : bool
        Use only what xlwings offers on a Mac, too.
    """

    def __init__(self, book: Any, undo_folder: Path, *, mac: bool) -> None:  # noqa: ANN401  # xlwings has no types
        self._book = book
        self._mac = mac
        digest = hashlib.sha256(self.full_name.lower().encode()).hexdigest()[:20]
        self._undo_file = undo_folder / f"{digest}.json"
        self._known: dict[str, Table] = {}

    @cached_property
    def file_name(self) -> str:
        """Name of the file."""
        return str(self._book.name)

    @cached_property
    def full_name(self) -> str:
        """Path or web address."""
        return full_name(self._book, mac=self._mac)

    @cached_property
    def _app(self) -> Any:  # noqa: ANN401
        return self._book.app

    def sheets(self) -> tuple[str, ...]:
        """Names of the worksheets."""
        return tuple(self._sheets)

    @cached_property
    def _sheets(self) -> dict[str, Any]:
        return {str(sheet.name): sheet for sheet in self._book.sheets}

    def place(self, name: str) -> Place | None:
        """Range of a defined name."""
        if not self._book.names.contains(name):
            return None
        match = _REFERENCE.match(str(self._book.names(name).refers_to))
        if match is None:
            return None
        try:
            sheet, text = split_sheet(match["range"])
            return Place(sheet, parse_area(text))
        except SopError:
            return None

    def tables(self) -> Mapping[str, Table]:
        """Tables by name; where one stands is asked when it is needed."""
        return LiveTables(self._live_tables, self._known)

    @cached_property
    def _live_tables(self) -> dict[str, tuple[str, Any]]:
        """Sheet and table object by name, looked up once."""
        return {
            str(table.name): (name, table) for name, sheet in self._sheets.items() for table in sheet.tables
        }  # fmt: skip

    def used(self, sheet: str) -> Area:
        """Used area of a sheet, from A1."""
        area = parse_area(str(self._sheets[sheet].used_range.address))
        return Area(1, 1, area.bottom, area.right)

    def links(self) -> Mapping[str, str]:
        """Live formulas name the linked workbook itself."""
        return {}

    def file(self) -> bytes:
        """A copy of the workbook as it stands, saved aside and read."""
        if self._mac:
            path = Path(full_name(self._book, mac=True))
            if not path.is_file():
                raise WorkbookError(
                    "is not saved on this machine", argument=self.file_name, hint="Save it and try again."
                )
            self._book.save()
            return path.read_bytes()
        with tempfile.TemporaryDirectory(prefix="sop_xl_") as folder:
            copy = Path(folder) / self.file_name
            self._book.api.SaveCopyAs(str(copy))
            return copy.read_bytes()

    # ---- blocks

    def _range(self, place: Place) -> Any:  # noqa: ANN401
        area = place.area
        sheet = self._sheets.get(place.sheet)
        if sheet is None:
            raise WorkbookError("no such sheet", argument=self.file_name, got=place.sheet)
        return sheet.range((area.top, area.left), (area.bottom, area.right))

    def read(self, place: Place) -> Grid:
        """Values of a block."""
        return self._values(self._range(place))

    def _values(self, found: Any) -> Grid:  # noqa: ANN401
        if self._mac:
            return received(found.options(ndim=2, err_to_str=True).value)
        return received(found.api.Value2)

    def contents(self, place: Place) -> list[list[Content]]:
        """Constants and formulas of a block: its values, its formulas, and its array if there is one."""
        found = self._range(place)
        values = self._values(found)
        formulas = rows_of(self._formulas(found))
        contents: list[list[Content]] = [
            [
                FormulaText(text) if isinstance(text, str) and text.startswith("=") and text != value else value
                for value, text in zip(row, texts, strict=True)
            ]
            for row, texts in zip(values, formulas, strict=True)
        ]
        if not self._mac:
            self._mark_arrays(place, found, contents)
        return contents

    def formulas(self, place: Place) -> list[list[str | None]]:
        """Texts of the formulas of a block."""
        rows = rows_of(self._formulas(self._range(place)))
        return [[str(text) if str(text).startswith("=") else None for text in row] for row in rows]

    @cached_property
    def _has_dynamic_arrays(self) -> bool:
        first = next(iter(self._sheets.values())).range((1, 1))
        return self._mac or hasattr(first.api, "Formula2")

    def _formulas(self, found: Any) -> object:  # noqa: ANN401
        return found.formula2 if self._has_dynamic_arrays else found.formula

    def _mark_arrays(self, place: Place, found: Any, contents: list[list[Content]]) -> None:  # noqa: ANN401
        """Give each array its area, and leave the cells that it fills blank."""
        kind = "HasSpill" if self._has_dynamic_arrays else "HasArray"
        if getattr(found.api, kind) is False:
            return
        area = place.area
        dynamic = self._has_dynamic_arrays
        # In row-and-column form a formula that was filled down is one text: it is asked about once.
        relative = rows_of(found.api.Formula2R1C1 if dynamic else found.api.FormulaR1C1)
        filled: list[Area] = []
        plain: set[object] = set()
        for r, row in enumerate(contents):
            for c, content in enumerate(row):
                at = (area.top + r, area.left + c)
                known = not isinstance(content, FormulaText) or relative[r][c] in plain
                if known or any(array.contains(*at) for array in filled):
                    continue
                cell = self._sheets[place.sheet].range(at).api
                if getattr(cell, kind):
                    whole = cell.SpillParent.SpillingToRange if dynamic else cell.CurrentArray
                    filled.append(parse_area(str(whole.Address)))
                else:
                    plain.add(relative[r][c])
        for array in filled:
            for r, row in enumerate(contents):
                for c, content in enumerate(row):
                    at = (area.top + r, area.left + c)
                    if at == (array.top, array.left) and isinstance(content, FormulaText):
                        row[c] = FormulaText(content.text, array)
                    elif array.contains(*at):
                        row[c] = None

    def write(self, place: Place, block: Block) -> None:
        """Write a block at once; the formula of an array goes in after the rest."""
        sheet = self._sheets[place.sheet]
        rows = [[_plain(content) for content in row] for row in block]
        arrays = [
            (r, c, content)
            for r, row in enumerate(block)
            for c, content in enumerate(row)
            if isinstance(content, FormulaText) and content.spill is not None
        ]
        has_formulas = any(isinstance(v, FormulaText) and v.spill is None for row in block for v in row)
        with unprotected(sheet, mac=self._mac):
            found = self._range(place)
            if not has_formulas:
                found.raw_value = rows
            elif self._has_dynamic_arrays:
                found.formula2 = rows
            else:
                found.formula = rows
            for r, c, array in arrays:
                self._write_array(place, r, c, array)

    def _write_array(self, place: Place, r: int, c: int, array: FormulaText) -> None:
        if self._has_dynamic_arrays:
            cell = self._sheets[place.sheet].range((place.area.top + r, place.area.left + c))
            cell.formula2 = array.text
        elif array.spill is not None:
            self._range(Place(place.sheet, array.spill)).formula_array = array.text

    # ---- tables and sheets

    def resize(self, table: str, rows: int) -> None:
        """Give a table that many rows; new ones take the formulas of the last one."""
        known, (_, live) = self.tables()[table], self._live_tables[table]
        old, bottom = known.data, known.data.top + rows - 1
        if rows == old.rows:
            return
        if known.totals_rows or rows < 1:
            raise WorkbookError("cannot be resized", argument=f"table {table}", hint="Switch its totals row off.")
        sheet = self._sheets[known.sheet]
        formulas = self.contents(Place(known.sheet, Area(old.bottom, old.left, old.bottom, old.right)))[0]
        with unprotected(sheet, mac=self._mac):
            if bottom < old.bottom:
                self._range(Place(known.sheet, Area(bottom + 1, old.left, old.bottom, old.right))).clear_contents()
            else:
                below = Area(old.bottom + 1, old.left, bottom, old.right)
                if any(value is not None for row in self.read(Place(known.sheet, below)) for value in row):
                    raise WorkbookError(
                        f"cannot grow to {rows} rows: cells below it are not empty",
                        argument=f"table {table}",
                        hint=f"Move what stands below the table on the sheet {known.sheet}.",
                    )
            whole = Area(known.area.top, old.left, bottom, old.right)
            live.resize(self._range(Place(known.sheet, whole)))
            for offset, content in enumerate(formulas):
                if bottom > old.bottom and isinstance(content, FormulaText):
                    column = old.left + offset
                    text = moved(content.text, (old.bottom, column), (old.bottom + 1, column))
                    new = self._range(Place(known.sheet, Area(old.bottom + 1, column, bottom, column)))
                    if self._has_dynamic_arrays:
                        new.formula2 = text
                    else:
                        new.formula = text
        self._known[table] = Table(known.name, known.sheet, whole, known.columns, 1, 0)

    def add_sheet(self, name: str) -> None:
        """Add a sheet behind the last one."""
        last = list(self._sheets.values())[-1]
        self._sheets[name] = self._book.sheets.add(name, after=last)

    def drop_sheet(self, name: str) -> None:
        """Remove a sheet."""
        self._sheets.pop(name).delete()

    def show(self, report: Report) -> None:
        """Make or replace the report's sheet: values in one block, then its look."""
        assert report.sheet is not None
        if report.sheet in self._sheets:
            self._sheets[report.sheet].clear()
        else:
            self.add_sheet(report.sheet)
        sheet = self._sheets[report.sheet]
        width = len(report.heads)
        blank: list[Content] = [None] * (width - 1)
        rows: list[list[Content]] = [[report.title, *blank], [None, *blank], list(report.heads)]
        rows += [list(row) for row in report.rows]
        top = HEAD_ROW - 2
        area = Area(top, 2, top + len(rows) - 1, 1 + width)
        self._range(Place(report.sheet, area)).raw_value = [[_plain(content) for content in row] for row in rows]
        title, heads = sheet.range((top, 2)), sheet.range((HEAD_ROW, 2), (HEAD_ROW, 1 + width))
        title.font.bold, title.font.size, title.font.color = True, 14, _TITLE_COLOUR
        heads.font.bold, heads.color = True, _HEAD_FILL
        for column, kind in enumerate(report.formats, start=2):
            if kind != "text" and report.rows:
                cells = sheet.range((HEAD_ROW + 1, column), (HEAD_ROW + len(report.rows), column))
                cells.number_format = FORMATS[kind]
        sheet.range((HEAD_ROW, 2), (area.bottom, area.right)).columns.autofit()
        sheet.impl.activate()  # the public one also pulls Excel in front of other programs

    # ---- the rest

    def calculate(self) -> None:
        """Bring every formula up to date."""
        self.progress("Calculating")
        self._app.calculate()

    def progress(self, text: str) -> None:
        """Say it in the status bar."""
        self._app.status_bar = f"S&OP: {text} …"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold the screen still meanwhile, and give the status bar back at the end."""
        self._app.screen_updating = False
        try:
            yield
        finally:
            self._app.screen_updating = True
            self._app.status_bar = False

    def undo_stack(self) -> list[Journal]:
        """Journals that can be taken back."""
        return from_json(self._undo_file.read_text(encoding="utf-8")) if self._undo_file.is_file() else []

    def keep_undo_stack(self, journals: list[Journal]) -> None:
        """Keep those journals on this machine."""
        publish(to_json(journals).encode(), self._undo_file)


def full_name(book: Any, *, mac: bool) -> str:  # noqa: ANN401
    """Path or web address of a workbook as Excel tells it; xlwings would look for a local copy of the latter."""
    return str(book.fullname if mac else book.api.FullName)


def _plain(content: Content) -> object:
    if isinstance(content, FormulaText):
        return "" if content.spill is not None else content.text
    return sent(content)
