"""Looking at saved workbooks: what is wrong with them before anything is recalculated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import udfs
from sop_xl.batch.engines import make_engine
from sop_xl.batch.manifest import ErrorCell, RunReport, Status, WorkbookReport
from sop_xl.batch.plan import Job, find_workbooks, in_order, link_jobs
from sop_xl.batch.recalculate import read_checks, sha256
from sop_xl.batch.worker import failed
from sop_xl.book.contents_guard import admit_contents
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import a1
from sop_xl.cells.formula import function_names
from sop_xl.errors import MissingLinkError, SopError
from sop_xl.functions.why import meaning


def check(paths: Sequence[Path]) -> RunReport:
    """Report on every workbook among some files and folders, from its saved values."""
    jobs = find_workbooks(paths)
    link_jobs(jobs)
    in_order(jobs)
    report = RunReport(as_of="", engine="none")
    report.workbooks = [_check_one(job) for job in jobs]
    return report


def _check_one(job: Job) -> WorkbookReport:
    if job.error is not None:
        return failed(job.label, job.error)
    try:
        return _look(job)
    except SopError as error:
        return failed(job.label, error)


def _look(job: Job) -> WorkbookReport:
    workbook = Workbook.open(job.source)
    admit_contents(workbook)
    report = WorkbookReport(job.label, input_sha256=sha256(job.source.read_bytes()))
    functions: set[str] = set()
    for sheet in workbook.sheets.values():
        xml = SheetXml(workbook.package.read(sheet.part), book=workbook.name, part=sheet.part)
        for formula in xml.formulas:
            called = function_names(formula.text or "")
            functions |= called
            if any(name in udfs.REGISTRY for name in called):
                report.sop_formulas += 1
            else:
                report.native_formulas += 1
    report.unsupported_functions = sorted(make_engine("embedded").unsupported(functions))
    report.links = [book.target for book in workbook.external_books.values()]
    outside = [target for target in report.links if target not in job.links]
    if outside:
        return report.fail(
            MissingLinkError(
                "links to a workbook that is not among those checked",
                argument=job.label,
                got=outside[0],
                hint="Give that workbook too, or break the link in Excel (Data, Edit Links).",
            )
        )
    reader = BookReader(workbook)
    report.error_cells = [
        ErrorCell(address.sheet, a1(address.row, address.column), error.value, meaning(error))
        for address, error in reader.error_cells()
    ]
    report.checks = read_checks(reader, with_values=True)
    if report.error_cells or report.open_checks or report.unsupported_functions:
        report.status = Status.WARNED
    return report
