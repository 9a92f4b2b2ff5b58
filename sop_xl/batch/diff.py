"""What changed between two workbooks, or between the results of two runs: by sheet, item and key figure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.batch.headings import Heading, Headings
from sop_xl.batch.pack_step import FOLDER
from sop_xl.batch.plan import find_workbooks
from sop_xl.book.contents_guard import admit_contents
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, a1
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError, CellValue
from sop_xl.errors import SopError, UsageError

_EVERYTHING = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)


@dataclass(frozen=True)
class Change:
    """A cell whose value differs."""

    sheet: str
    cell: str
    item: str
    figure: str
    period: str
    old: CellValue
    new: CellValue

    @property
    def delta(self) -> float | None:
        """New minus old, where both are numbers; a blank counts as zero beside a number."""
        values = [0.0 if value in (None, "") else value for value in (self.old, self.new)]
        if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
            return float(values[1]) - float(values[0])  # type: ignore[arg-type]  # just seen to be numbers
        return None


@dataclass
class Total:
    """Changed cells that belong together: how many, and their sums where they are numbers."""

    cells: int = 0
    texts: int = 0
    old: float = 0.0
    new: float = 0.0

    def add(self, change: Change) -> None:
        """Count a change."""
        self.cells += 1
        if change.delta is None:
            self.texts += 1
        else:
            self.old += _number(change.old)
            self.new += _number(change.new)

    @property
    def delta(self) -> float:
        """New minus old."""
        return self.new - self.old


@dataclass
class BookDiff:
    """Two versions of a workbook."""

    path: str
    changes: list[Change] = field(default_factory=list)
    formulas: list[tuple[str, str]] = field(default_factory=list)  # sheet and cell whose formula differs
    sheets_added: list[str] = field(default_factory=list)
    sheets_removed: list[str] = field(default_factory=list)
    failure: str | None = None

    @property
    def is_same(self) -> bool:
        """Nothing differs, and both could be read."""
        found = (self.changes, self.formulas, self.sheets_added, self.sheets_removed, self.failure)
        return not any(found)

    def by_figure(self) -> dict[tuple[str, str], Total]:
        """Totals by sheet and key figure."""
        totals: dict[tuple[str, str], Total] = {}
        for change in self.changes:
            totals.setdefault((change.sheet, change.figure), Total()).add(change)
        return totals

    def by_item(self, sheet: str, figure: str) -> list[tuple[str, Total]]:
        """Totals of a key figure by item, the largest change first."""
        totals: dict[str, Total] = {}
        for change in self.changes:
            if (change.sheet, change.figure) == (sheet, figure):
                totals.setdefault(change.item, Total()).add(change)
        return sorted(totals.items(), key=lambda pair: (-abs(pair[1].delta), -pair[1].cells, pair[0]))


@dataclass
class Diff:
    """Two workbooks, or two folders of them."""

    books: list[BookDiff] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Nothing differs."""
        return not self.added and not self.removed and all(book.is_same for book in self.books)


def diff(old: Path, new: Path, *, tolerance: float = 1e-9) -> Diff:
    """Compare two workbooks, or two folders by the paths of their workbooks.

    Raises
    ------
    UsageError
        A path that does not exist, or a file beside a folder.
    """
    for path in (old, new):
        if not path.exists():
            raise UsageError("no such file or folder", got=str(path))
    if old.is_dir() != new.is_dir():
        raise UsageError("a file cannot be compared with a folder", got=f"{old} and {new}")
    if not old.is_dir():
        return Diff([_compared(old, new, new.name, tolerance)])
    olds, news = (_workbooks(folder) for folder in (old, new))
    both = sorted(olds.keys() & news.keys())
    return Diff(
        [_compared(olds[label], news[label], label, tolerance) for label in both],
        added=sorted(news.keys() - olds.keys()),
        removed=sorted(olds.keys() - news.keys()),
    )


def _workbooks(folder: Path) -> dict[str, Path]:
    """Workbooks by path; the executive pack only repeats what they hold."""
    return {job.label: job.source for job in find_workbooks([folder]) if not job.label.startswith(f"{FOLDER}/")}


def _compared(old: Path, new: Path, label: str, tolerance: float) -> BookDiff:
    found = BookDiff(label)
    try:
        if old.read_bytes() != new.read_bytes():
            _compare(_opened(old), _opened(new), found, tolerance)
    except (SopError, OSError) as error:
        found.failure = str(error)
    return found


def _opened(path: Path) -> Workbook:
    workbook = Workbook.open(path)
    admit_contents(workbook)
    return workbook


def _compare(old: Workbook, new: Workbook, found: BookDiff, tolerance: float) -> None:
    readers = BookReader(old), BookReader(new)
    found.sheets_removed = [name for name in old.sheets if name not in new.sheets]
    found.sheets_added = [name for name in new.sheets if name not in old.sheets]
    for sheet in new.sheets:
        if sheet in old.sheets:
            before, after = (_cells(reader, sheet) for reader in readers)
            tables = [table for table in new.tables.values() if table.sheet == sheet]
            found.changes += _changes(sheet, before, after, Headings(after, tables), tolerance)
            formulas = [_formulas(workbook, sheet) for workbook in (old, new)]
            moved = {at for at in formulas[0].keys() | formulas[1].keys() if formulas[0].get(at) != formulas[1].get(at)}
            found.formulas += [(sheet, a1(*at)) for at in sorted(moved)]


Cells = dict[int, dict[int, CellValue]]


def _cells(reader: BookReader, sheet: str) -> Cells:
    found: Cells = {}
    for row, column, value in reader.cells(sheet, _EVERYTHING):
        found.setdefault(row, {})[column] = value
    return found


def _formulas(workbook: Workbook, sheet: str) -> dict[tuple[int, int], tuple[str | None, int | None]]:
    part = workbook.sheets[sheet].part
    xml = SheetXml(workbook.package.read(part), book=workbook.name, part=part)
    return {(f.row, f.column): (f.text, f.shared) for f in xml.formulas}


def _changes(sheet: str, old: Cells, new: Cells, headings: Headings, tolerance: float) -> Iterator[Change]:
    for row in sorted(old.keys() | new.keys()):
        before, after = old.get(row, {}), new.get(row, {})
        for column in sorted(before.keys() | after.keys()):
            one, two = before.get(column), after.get(column)
            if not _equal(one, two, tolerance):
                heading: Heading = headings.of(row, column)
                cell = a1(row, column)
                yield Change(sheet, cell, heading.item, heading.figure, heading.period, one, two)


def _equal(old: CellValue, new: CellValue, tolerance: float) -> bool:
    if type(old) is type(new) is float:
        return old == new or math.isclose(old, new, rel_tol=tolerance, abs_tol=tolerance)
    return (type(old) is type(new) and old == new) or {old, new} <= {None, ""}


def _number(value: CellValue) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def as_json(found: Diff) -> dict[str, object]:
    """The comparison as data."""
    return {
        "same": found.is_same,
        "added": found.added,
        "removed": found.removed,
        "workbooks": [_book_json(book) for book in found.books if not book.is_same],
    }


def _book_json(book: BookDiff) -> dict[str, object]:
    figures: Sequence[dict[str, object]] = [
        {"sheet": sheet, "figure": figure, "cells": t.cells, "old": t.old, "new": t.new, "delta": t.delta}
        for (sheet, figure), t in book.by_figure().items()
    ]
    changes = [
        {"sheet": c.sheet, "cell": c.cell, "item": c.item, "figure": c.figure, "period": c.period}
        | {"old": _plain(c.old), "new": _plain(c.new)}
        for c in book.changes
    ]
    return {
        "path": book.path,
        "failure": book.failure,
        "sheets_added": book.sheets_added,
        "sheets_removed": book.sheets_removed,
        "formulas_changed": [f"{sheet}!{cell}" for sheet, cell in book.formulas],
        "figures": figures,
        "changes": changes,
    }


def _plain(value: CellValue) -> object:
    return value.value if isinstance(value, CellError) else value
