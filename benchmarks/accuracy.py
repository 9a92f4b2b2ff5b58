"""How many formula cells of workbooks that Excel saved come out with the value that Excel saved.

``python -m benchmarks.accuracy FOLDER… [--jobs 2] [--limit 120] [--cells out.csv]``. Every ``.xlsx`` and ``.xlsm``
below a folder that names Excel as the program that wrote it is recalculated as ``sop-xl run --links keep`` does, at the
date of its last save. Each formula cell, and each cell that an array formula filled, is then one of

- equal: the number to 1e-9 of its size, the text, truth value or error exactly;
- reported: kept as saved and listed in ``run.json``, or in a workbook that was refused;
- of the clock: another planning date gives another value, so that the saved one is that of some other day;
- without a saved value: nothing to compare with;
- different: what must not be.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.task import Task
from sop_xl.batch.worker import Order, Workers
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, a1
from sop_xl.cells.formula import function_names
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellValue
from sop_xl.errors import SopError

EQUAL, REPORTED, CLOCK, UNSAVED, DIFFERENT = "equal", "reported", "of the clock", "without a saved value", "different"
OUTCOMES = (EQUAL, REPORTED, CLOCK, UNSAVED, DIFFERENT)
RELATIVE = 1e-9
_ALL = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
_LATER = dt.timedelta(days=397)  # changes the year, the month, the day and the weekday
_WRITTEN_BY = re.compile(rb"<(?:\w+:)?Application>[^<]*Excel[^<]*<")
_SAVED_ON = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d\d-\d\d)")
_CLOCK = re.compile(rb"\b(?:TODAY|NOW)\(")


@dataclass
class Book:
    """One workbook, and what became of it: its report and result at the date of its save and at a later one."""

    group: str
    path: Path
    as_of: dt.date
    has_clock: bool
    reports: dict[dt.date, WorkbookReport] = field(default_factory=dict)
    results: dict[dt.date, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """One formula cell, or one that an array formula filled."""

    book: Book
    place: str
    formula: str
    outcome: str
    reason: str = ""
    ours: CellValue = None
    saved: CellValue = None


def find_books(folders: Sequence[Path]) -> Iterator[Book]:
    """Workbooks that Excel saved and that hold formulas."""
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".xlsx", ".xlsm") and p.is_file()):
            try:
                with zipfile.ZipFile(path) as package:
                    names = set(package.namelist())
                    written = package.read("docProps/app.xml") if "docProps/app.xml" in names else b""
                    core = package.read("docProps/core.xml") if "docProps/core.xml" in names else b""
                    sheets = [package.read(n) for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
                continue  # no workbook, or an encrypted one
            if _WRITTEN_BY.search(written) and any(b"<f" in sheet for sheet in sheets):
                saved = _SAVED_ON.search(core)
                as_of = dt.date.fromisoformat(saved[1].decode()) if saved else dt.date(2020, 6, 30)
                yield Book(folder.name, path, as_of, any(_CLOCK.search(sheet) for sheet in sheets))


def recalculate(books: Sequence[Book], folder: Path, jobs: int, seconds: float) -> None:
    """Recalculate every workbook, those with a clock at two dates."""
    workers, meant = Workers(jobs, Allowance(seconds=seconds)), {}
    waiting = [(book, date) for book in books for date in (book.as_of, book.as_of + _LATER)[: 1 + book.has_clock]]
    total = len(waiting)
    try:
        while waiting or workers.is_busy:
            while waiting and workers.has_room:
                book, date = waiting.pop()
                target = folder / f"{len(waiting)}{book.path.suffix}"
                order = Order(Task(book.path, book.path.name, date, {}, keep_stale_links=True), "embedded", target)
                meant[target] = book, date
                workers.start(order)
            order, report = workers.next_report(lambda: None)
            assert order.target is not None
            book, date = meant[order.target]
            book.reports[date], book.results[date] = report, order.target
            print(f"\r{total - len(waiting)} of {total}", end="", file=sys.stderr)
    finally:
        workers.stop()
        print(file=sys.stderr)


def compare(book: Book) -> Iterator[Cell]:
    """What became of every formula cell of a workbook."""
    try:
        formulas = dict(_formulas(book.path))
    except SopError as error:
        yield Cell(book, "", "", REPORTED, f"refused: {error.code}")
        return
    report = book.reports[book.as_of]
    if report.failure is not None:
        code = f"refused: {report.failure.code}"
        yield from (Cell(book, _place(at), text, REPORTED, code) for at, text in formulas.items())
        return
    reasons = {(cell.sheet, cell.cell): cell.reason for cell in report.not_calculated}
    saved = BookReader.open(book.path)
    fresh = {date: BookReader.open(book.results[date]) for date in book.reports if book.reports[date].is_published}
    values = {sheet: _values(saved, sheet) for sheet in saved.workbook.sheets}
    ours = {date: {sheet: _values(reader, sheet) for sheet in values} for date, reader in fresh.items()}
    for at, text in formulas.items():
        sheet, row, column = at
        was = values[sheet].get((row, column))
        reason = reasons.get((sheet, a1(row, column)))
        now = [found[sheet].get((row, column)) for _, found in sorted(ours.items())]
        if reason is not None:
            yield Cell(book, _place(at), text, REPORTED, reason)
        elif is_equal(now[0], was):
            yield Cell(book, _place(at), text, EQUAL)
        elif len(now) > 1 and not is_equal(now[0], now[1]):
            yield Cell(book, _place(at), text, CLOCK)
        elif was is None:
            yield Cell(book, _place(at), text, UNSAVED)
        else:
            yield Cell(book, _place(at), text, DIFFERENT, ours=now[0], saved=was)


def _formulas(path: Path) -> Iterator[tuple[tuple[str, int, int], str]]:
    """Formula cells and the cells that arrays fill, with their formulas."""
    workbook = Workbook.open(path)
    for name, sheet in workbook.sheets.items():
        leaders: dict[int, str] = {}
        for formula in SheetXml(workbook.package.read(sheet.part), book=path.name, part=sheet.part).formulas:
            text = formula.text or leaders.get(formula.shared if formula.shared is not None else -1, "")
            if formula.shared is not None and formula.text:
                leaders[formula.shared] = formula.text
            yield (name, formula.row, formula.column), text
            if formula.area is not None:
                for row in range(formula.area.top, formula.area.bottom + 1):
                    for column in range(formula.area.left, formula.area.right + 1):
                        yield (name, row, column), text


def _values(reader: BookReader, sheet: str) -> dict[tuple[int, int], CellValue]:
    return {(row, column): value for row, column, value in reader.cells(sheet, _ALL)}


def _place(at: tuple[str, int, int]) -> str:
    return f"{at[0]}!{a1(at[1], at[2])}"


def is_equal(ours: CellValue, saved: CellValue) -> bool:
    """Whether two values are the same to 1e-9; the empty text and nothing are."""
    if isinstance(ours, float) and isinstance(saved, float):
        return abs(ours - saved) <= RELATIVE * max(abs(ours), abs(saved))
    return (type(ours) is type(saved) and ours == saved) or {ours, saved} == {None, ""}


def show(title: str, rows: dict[str, Counter[str]], most: int | None = None) -> None:
    """Print a table, the rows with most differences and most cells first."""
    print(f"\n{title:<44}" + "".join(f"{outcome:>23}" for outcome in OUTCOMES) + f"{'equal of compared':>20}")
    order = sorted(rows, key=lambda name: (-rows[name][DIFFERENT], -rows[name].total(), name))
    for name in order[:most]:
        counts = rows[name]
        compared = counts[EQUAL] + counts[DIFFERENT]
        share = f"{counts[EQUAL] / compared:.2%}" if compared else "–"
        print(f"{name[:43]:<44}" + "".join(f"{counts[outcome]:>23,}" for outcome in OUTCOMES) + f"{share:>20}")


def kind_of(reason: str) -> str:
    """A reason without what is particular to one cell."""
    if reason.startswith("depends on "):
        return "depends on foreign" if reason.startswith("depends on foreign") else "depends on a kept cell"
    head = reason.partition(":")[0] if not reason.startswith("refused") else reason
    return re.sub(r"^(unsupported function|foreign function).*", r"\1", head)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folders", nargs="+", type=Path)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--limit", type=float, default=120, help="seconds for each workbook")
    words.add_argument("--cells", type=Path, help="CSV of every cell that differs")
    words.add_argument("--functions", type=int, default=400, help="lines of the table by function")
    given = words.parse_args()
    books = list(find_books(given.folders))
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    functions: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    different: list[Cell] = []
    with tempfile.TemporaryDirectory() as name:
        recalculate(books, Path(name), given.jobs, given.limit)
        for book in books:
            for cell in compare(book):
                groups[book.group][cell.outcome] += 1
                groups["all"][cell.outcome] += 1
                for function in function_names(cell.formula):
                    functions[function][cell.outcome] += 1
                reasons[kind_of(cell.reason)] += cell.outcome == REPORTED
                different += [cell] if cell.outcome == DIFFERENT else []
    in_group = Counter(book.group for book in books)
    print(f"{len(books)} workbooks saved by Excel that hold formulas: {dict(in_group)}")
    show("Workbooks", groups)
    show("Function", functions, given.functions)
    print("\nReported, by reason")
    for reason, count in reasons.most_common():
        if count:
            print(f"{count:>9,}  {reason}")
    print(f"\n{len(different)} cells differ")
    for cell in different[:40]:
        print(f"  {cell.book.path.name} {cell.place} ={cell.formula[:90]}: {cell.ours!s:.30}, saved {cell.saved!s:.30}")
    if given.cells:
        with given.cells.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(("group", "workbook", "cell", "formula", "ours", "saved"))
            for c in different:
                lines.writerow((c.book.group, c.book.path.name, c.place, c.formula, c.ours, c.saved))
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
