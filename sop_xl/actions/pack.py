"""Actions before the executive meeting: checks, and the pack."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, text
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import CellAddress
from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import WorkbookError
from sop_xl.functions.why import meaning


def check(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """Lines of the Checks sheet that are not OK, and every cell that shows an error."""
    port.calculate()
    desk = Desk(port)
    checks = desk.rows("Checks")
    open_ones: list[tuple[CellValue, ...]] = [
        (text(row["Status"]), text(row["Check"]), text(row["Detail"])) for row in checks if text(row["Status"]) != "OK"
    ]
    errors = _error_cells(desk)
    open_ones += [("ERROR", str(address), meaning(error)) for address, error in errors]
    report = Report("What must be mended", ("State", "What", "Detail"), tuple(open_ones), (), "Check report")
    failed = sum(line[0] == "FAIL" for line in open_ones)
    warned = sum(line[0] == "WARN" for line in open_ones)
    said = f"{len(checks)} checks: {failed} fail, {warned} warn; {len(errors)} cells show an error."
    return Outcome(said, (report,), attention=bool(failed or errors))


def _error_cells(desk: Desk) -> list[tuple[CellAddress, CellError]]:
    found = []
    for sheet in desk.sheets:
        grid = desk.port.read(Place(sheet, desk.port.used(sheet)))
        for r, row in enumerate(grid, start=1):
            found += [(CellAddress(sheet, r, c), v) for c, v in enumerate(row, start=1) if isinstance(v, CellError)]
    return found


def publish_pack(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001
    """The executive pack of the company workbook, as files beside it."""
    from sop_xl.pack.make import make_pack  # the writers load heavy libraries

    port.calculate()
    desk = Desk(port)
    if not desk.has("Pack_KPI"):
        raise WorkbookError(
            "has no figures of a pack", argument=port.file_name, hint="The pack is made from the company workbook."
        )
    failed = [text(row["Check"]) for row in desk.rows("Checks") if text(row["Status"]) == "FAIL"]
    data = port.file()
    remarks = [f"Check fails: {name}" for name in failed]
    port.progress("Making the pack")
    with tempfile.TemporaryDirectory(prefix="sop_xl_") as folder:
        company = Path(folder) / port.file_name
        company.write_bytes(data)
        run_id = hashlib.sha256(data).hexdigest()[:12]
        files = make_pack(company, run_id=run_id, complete=not failed, remarks=remarks)
    state = "COMPLETE" if not failed else f"INCOMPLETE: {len(failed)} checks fail"
    return Outcome(f"Pack of run {run_id}, {state}: {', '.join(files)}.", (), files, attention=bool(failed))
