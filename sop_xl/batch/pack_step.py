"""The executive pack of a run, made from the company workbook that the run published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sop_xl.batch.manifest import Failure, RunReport
from sop_xl.book.publish import publish
from sop_xl.book.workbook import Workbook
from sop_xl.errors import SopError

FOLDER = "pack"
_MARK = "pack_kpi"  # a name that only a company workbook defines


def add_pack(report: RunReport, workbooks: Sequence[Path], output: Path) -> None:
    """Write the pack of every company workbook among some files, and note it in the report.

    One company workbook gives ``pack/``; several give a folder each. A pack that cannot be made is noted, not raised:
    the workbooks are published all the same.
    """
    from sop_xl.pack.make import make_pack

    companies = [path for path in workbooks if _is_company(path)]
    for company in companies:
        folder = Path(FOLDER) if len(companies) == 1 else Path(FOLDER) / company.stem
        try:
            files = make_pack(company, run_id=report.run_id, complete=report.is_complete, remarks=report.remarks)
            for name, data in files.items():
                publish(data, output / folder / name)
                report.pack.append((folder / name).as_posix())
        except SopError as error:
            report.pack_failure = Failure.of(error)


def _is_company(path: Path) -> bool:
    return any(name.name.lower() == _MARK for name in Workbook.open(path).names)
