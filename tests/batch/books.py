"""Small workbooks for the tests of runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import xlsxwriter

from sop_xl.batch.manifest import RunReport
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress, parse_cell
from workbooks.template.external import with_external_books

AS_OF = dt.date(2020, 6, 30)


def write(
    path: Path,
    cells: dict[str, object],
    links: dict[str, str] | None = None,
    checks: list[tuple[str, str]] | None = None,
    detail: str = "detail",
) -> Path:
    """A workbook of one sheet S; ``links`` are files, called [1], [2] … in formulas."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("S")
    book.define_name("Anchor", "=S!$A$1")
    for address, value in cells.items():
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(address, value, value="old")
        else:
            sheet.write(address, value)
    if checks:
        columns = [{"header": header} for header in ("Check", "Status", "Detail")]
        sheet.add_table(20, 0, 20 + len(checks), 2, {"name": "Checks", "columns": columns})
        for row, (name, formula) in enumerate(checks, start=21):
            sheet.write(row, 0, name)
            sheet.write_formula(row, 1, formula)
            sheet.write(row, 2, detail)
    book.close()
    data = stream.getvalue()
    if links:
        data = with_external_books(data, [(target, ["S"]) for target in links.values()])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def value(path: Path, address: str):
    return BookReader.open(path).value(CellAddress("S", *parse_cell(address)))


def go(*paths: Path, output: Path | None, listener: Listener | None = None, **options) -> RunReport:
    return run(RunRequest(list(paths), output, AS_OF, **options), listener or Listener())


def statuses(report: RunReport) -> dict[str, str]:
    return {workbook.path: workbook.status.value for workbook in report.workbooks}


def hashes(folder: Path) -> dict[str, str]:
    """Contents of a folder; journal and temporary files count too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
