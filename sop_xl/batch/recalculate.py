"""One workbook from file to file: read, refresh its links, calculate, splice the values in, judge the result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sop_xl.batch.layers import calculate_in_layers
from sop_xl.batch.manifest import Check, ErrorCell, NotCalculated, Status, WorkbookReport
from sop_xl.batch.outside import Outside
from sop_xl.batch.planning_date import is_of_another_date
from sop_xl.batch.survey import survey
from sop_xl.batch.task import Task
from sop_xl.batch.verify import verify
from sop_xl.batch.write_back import by_sheet, write_back
from sop_xl.book.calculation_copy import calculation_copy
from sop_xl.book.contents_guard import admit_structure
from sop_xl.book.hidden_rows import hidden_rows
from sop_xl.book.linked_names import LinkedNames
from sop_xl.book.links import LinkedCells, refreshed_cache
from sop_xl.book.named_formulas import NamedFormulas
from sop_xl.book.names import Names
from sop_xl.book.obstacles import obstacles
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.structured import StructuredReferences
from sop_xl.book.workbook import DefinedName, Workbook
from sop_xl.cells.address import CellAddress, a1
from sop_xl.cells.formula import Formulas
from sop_xl.cells.values import CellError
from sop_xl.engine.found_comparisons import reach_far
from sop_xl.engine.judgement import by_status, judge
from sop_xl.engine.port import Calculated, CalculationRequest, Engine
from sop_xl.engine.sop_text import is_sop
from sop_xl.errors import InputCellError, MissingLinkError, SopError
from sop_xl.functions.registry import Registry
from sop_xl.functions.why import meaning

_CHECKS_TABLE = "checks"
_CHECK_STATUSES = ("OK", "WARN", "FAIL")
_SINGLE_CELL = re.compile(r"(?:'[^']*'|[^'!:()]+)!\$?[A-Z]{1,3}\$?\d+|-?[\d.]+|\"[^\"]*\"")


@dataclass(frozen=True)
class Recalculated:
    """The new file and what is to be said about it."""

    data: bytes
    report: WorkbookReport
    calculated: Calculated


def recalculate(task: Task, engine: Engine, registry: Registry) -> Recalculated:
    """Recalculate one workbook in memory.

    Raises
    ------
    WorkbookError
        The workbook as a whole cannot be processed; the report then has nothing to tell but this.
    """
    workbook = Workbook.open(task.source)
    admit_structure(workbook)
    report = WorkbookReport(task.label, input_sha256=sha256(workbook.package.data))
    found = survey(workbook, task.processes)
    sheets, formulas = found.sheets, found.formulas
    link_parts, stale, linked = _refreshed_links(task, workbook, sheets, report)
    tables = StructuredReferences(workbook.tables)
    names = Names(workbook.names, workbook.tables, linked, list(workbook.sheets))
    ranges = _names_of_ranges(linked.defined(workbook.names))

    def plain(text: str, sheet: str) -> str:
        return names.resolve(tables.resolve(text, sheet, row=None), sheet)

    meant: dict[str, Formulas] = {**formulas}
    for name, cells in formulas.items():
        if any(kind.text is not None and names.mentioned(kind.text) for kind in cells.kinds()):
            meant[name] = NamedFormulas(cells, partial(names.resolve, sheet=name))
    judgement = judge(
        meant,
        engine,
        registry,
        ranges,
        outside=Outside(registry, stale, None if engine.native_only else names, date1904=workbook.calculation.date1904),
        resolve=plain,
    )
    report.native_formulas, report.sop_formulas = judgement.native, judgement.sop
    report.unsupported_functions = sorted(judgement.unsupported)
    report.functions = by_status(judgement, registry)
    kept = judgement.kept
    if engine.native_only:
        calculated = calculate_in_layers(
            engine, registry, workbook, sheets, formulas, link_parts, kept, task.as_of, linked
        )
    else:
        settings = workbook.calculation
        calculated = engine.calculate(
            CalculationRequest(
                package=partial(
                    calculation_copy,
                    workbook,
                    sheets,
                    formulas,
                    link_parts,
                    by_sheet(kept),
                    linked,
                    by_sheet(judgement.narrowed),
                ),
                formulas=meant,
                as_of=task.as_of,
                kept=kept,
                narrowed=judgement.narrowed,
                ranges=ranges,
                error_cells=found.error_cells,
                obstacles={name: obstacles(workbook, name) for name in sheets},
                hidden={name: rows for name, xml in sheets.items() if (rows := hidden_rows(workbook, name, xml))},
                plain=plain,
                last_row=lambda name: max(s.last_row for n, s in sheets.items() if n.casefold() == name.casefold()),
                only_ascii=found.only_ascii,
                reaches_far=reach_far(
                    (name.text for name in workbook.names), (table.area for table in workbook.tables.values())
                ),
                calls_ours=judgement.sop > 0 or any(is_sop(name.text) for name in workbook.names),
                date1904=settings.date1904,
                iterate=settings.iterate,
                iterations=settings.iterations,
                max_change=settings.max_change,
                processes=task.processes,
            )
        )
        calculated = replace(calculated, formulas=formulas)  # as the planner wrote them
    report.sop_calls = calculated.sop_calls
    data, errors = write_back(workbook, sheets, formulas, calculated, link_parts, task.processes)
    report.output_sha256 = sha256(data)
    report.signed = workbook.is_signed
    reader = BookReader.of_bytes(data, workbook.name)
    _judge(report, calculated, errors, reader, with_values=task.with_values)
    if is_of_another_date(reader, task.as_of):
        report.checks.append(Check("The planning date of the workbook (AsOf) is that of the run", "WARN", ""))
        if report.status is Status.OK:
            report.status = Status.WARNED
    if task.verify:
        kept_cells = set(calculated.not_calculated)
        report.verification = verify(
            data, task.label, kept_cells, registry, task.accepted, with_values=task.with_values
        )
        if report.verification.open_differences and report.status is Status.OK:
            report.status = Status.WARNED
    return Recalculated(data, report, calculated)


def sha256(data: bytes) -> str:
    """Hash of a file's contents."""
    return hashlib.sha256(data).hexdigest()


def _refreshed_links(
    task: Task, workbook: Workbook, sheets: Mapping[str, SheetXml], report: WorkbookReport
) -> tuple[dict[str, bytes], set[int], LinkedNames]:
    """Link parts with fresh caches, the indices of links that stay as saved, and what the others' names stand for."""
    readers: dict[int, BookReader] = {}
    names = LinkedNames()
    for book in workbook.external_books.values():
        report.links.append(book.target)
        fresh = task.linked.get(book.target)
        if fresh is not None:
            readers[book.index] = BookReader.open(fresh)
            names.add(workbook, book, readers[book.index].workbook.names)
        elif not task.keep_stale_links:
            raise MissingLinkError(
                f"links to {book.file_name}, which is not part of this run",
                argument=task.label,
                got=book.target,
                hint="Add that workbook to the paths of the run, or keep saved values with --links keep.",
            )
    wanted = LinkedCells.of(workbook, sheets.values(), names).areas if readers else {}
    parts = {}
    for index, reader in readers.items():
        book = workbook.external_books[index]
        areas = wanted.get(index, {})
        parts[book.part] = refreshed_cache(workbook, book, areas, reader.workbook.sheets, reader.cells)
    return parts, set(workbook.external_books) - set(readers), names


def _names_of_ranges(names: Iterable[DefinedName]) -> frozenset[str]:
    """Defined names, in capitals, that stand for more than one cell, or for something that may."""
    return frozenset(name.name.upper() for name in names if not _SINGLE_CELL.fullmatch(name.text))


def _judge(
    report: WorkbookReport,
    calculated: Calculated,
    errors: Iterable[tuple[CellAddress, CellError]],
    reader: BookReader,
    *,
    with_values: bool,
) -> None:
    """Note error cells, cells that were not calculated and the Checks table, and set the status."""
    for address in sorted(calculated.not_calculated):
        cell = a1(address.row, address.column)
        report.not_calculated.append(NotCalculated(address.sheet, cell, calculated.not_calculated[address]))
    for address, error in errors:
        reason = calculated.reasons.get(address)
        origin = calculated.origins.get(address)
        hint = (
            _told(reason, with_values=with_values) if reason else f"comes from {origin}" if origin else meaning(error)
        )
        report.error_cells.append(
            ErrorCell(
                address.sheet, a1(address.row, address.column), error.value, hint, str(origin) if origin else None
            )
        )
    report.checks = read_checks(reader, with_values=with_values)
    if report.not_calculated:
        report.status = Status.NEEDS_EXCEL
    elif report.error_cells or report.open_checks or report.signed:
        report.status = Status.WARNED


def _told(reason: SopError, *, with_values: bool) -> str:
    """Why an SOP function refused, with or without the value that it refused."""
    if with_values or isinstance(reason, InputCellError):  # an error value is no secret
        return str(reason)
    return str(type(reason)(reason.message, argument=reason.argument, expected=reason.expected, hint=reason.hint))


def read_checks(reader: BookReader, *, with_values: bool) -> list[Check]:
    """Lines of the table ``Checks``: its columns Check, Status (OK, WARN, FAIL) and, if asked for, Detail."""
    table = next((t for name, t in reader.workbook.tables.items() if name.lower() == _CHECKS_TABLE), None)
    if table is None:
        return []
    checks = []
    for row in reader.records(table):
        status, detail = row.get("Status"), row.get("Detail")
        name = str(row.get("Check") or "")
        if not isinstance(status, str) or status not in _CHECK_STATUSES:
            shown = f"the status is {status}" if with_values else f"the status is none of {', '.join(_CHECK_STATUSES)}"
            checks.append(Check(name, "FAIL", shown))
        else:
            checks.append(Check(name, status, str(detail) if with_values and detail is not None else ""))
    return checks
