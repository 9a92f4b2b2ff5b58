"""Explaining one cell: its formula, its value, what it reads, and why it holds an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import udfs
from sop_xl.batch.engines import make_engine
from sop_xl.batch.planning_date import planning_date
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.reading import BookReader
from sop_xl.book.structured import StructuredReferences
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, CellAddress, parse_address, parse_area, quote_sheet
from sop_xl.cells.formula import references
from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import SopError, UsageError
from sop_xl.functions.definition import Definition
from sop_xl.functions.why import why


@dataclass(frozen=True)
class Input:
    """A range that a formula reads: as it is written, where it is, and what stands there."""

    text: str
    where: str
    contents: str


@dataclass(frozen=True)
class Explanation:
    """What is to be said about a cell."""

    address: CellAddress
    formula: str | None
    value: CellValue
    reason: str
    origin: CellAddress | None
    inputs: tuple[Input, ...]
    functions: tuple[Definition, ...]


def explain(path: Path, target: str, as_of: dt.date | None = None) -> Explanation:
    """Recalculate a workbook in memory and explain one of its cells; links keep their saved values.

    Raises
    ------
    UsageError
        An address that is none, a sheet that is not there, or no planning date to be found.
    """
    workbook = Workbook.open(path)
    address = parse_address(target)
    if address.sheet not in workbook.sheets:
        sheets = ", ".join(quote_sheet(name) for name in workbook.sheets)
        raise UsageError("no such sheet", got=address.sheet, expected=f"one of {sheets}")
    date = as_of or planning_date(BookReader(workbook))
    task = Task(path, path.name, date, {}, keep_stale_links=True)
    done = recalculate(task, make_engine("embedded"), udfs.REGISTRY)
    reader = BookReader.of_bytes(done.data, path.name)
    formula = done.calculated.formula(address)
    value = reader.value(address)
    origin = _root(address, done.calculated.origins)
    reason = done.calculated.reasons.get(origin or address)
    kept = done.calculated.not_calculated.get(address)
    said = (
        f"Not calculated, the saved value is shown: {kept}." if kept else why(reader.value(origin or address), reason)
    )
    called = [d for d in udfs.REGISTRY if formula and f"{d.name}(" in formula.upper()]
    inputs = _inputs(formula, address, workbook, reader) if formula else ()
    return Explanation(address, formula, value, said, origin, inputs, tuple(called))


def _root(address: CellAddress, origins: Mapping[CellAddress, CellAddress]) -> CellAddress | None:
    """The first cell of a chain of errors."""
    seen: list[CellAddress] = []
    while address in origins and address not in seen:
        seen.append(address)
        address = origins[address]
    return address if seen else None


def _inputs(formula: str, address: CellAddress, workbook: Workbook, reader: BookReader) -> tuple[Input, ...]:
    resolver = StructuredReferences(workbook.tables)
    plain = resolver.resolve(formula, address.sheet, address.row, address.column)
    names = {name.name.upper(): name.text for name in workbook.names if "!" in name.text}
    found = []
    for text in references(plain, frozenset(names)):
        where = names.get(text.upper(), text)
        sheet, _, cells = where.rpartition("!")
        sheet = sheet.strip("'").replace("''", "'") or address.sheet
        if sheet in workbook.sheets:
            try:
                area = parse_area(cells)
            except SopError:
                continue
            found.append(Input(text, f"{quote_sheet(sheet)}!{area}", _contents(reader, sheet, area)))
    return tuple(found)


def _contents(reader: BookReader, sheet: str, area: Area) -> str:
    if area.rows == area.columns == 1:
        return _shown(reader.value(CellAddress(sheet, area.top, area.left)))
    values = [value for _, _, value in reader.cells(sheet, area)]
    numbers = [value for value in values if isinstance(value, float) and not isinstance(value, bool)]
    errors = sum(isinstance(value, CellError) for value in values)
    said = f"{area.rows} × {area.columns} cells, {len(numbers)} numbers"
    if numbers:
        said += f", sum {sum(numbers):,.6g}"
    texts = sum(isinstance(value, str) for value in values)
    said += f", {texts} texts" if texts else ""
    return said + (f", {errors} errors" if errors else "")


def _shown(value: CellValue) -> str:
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)
