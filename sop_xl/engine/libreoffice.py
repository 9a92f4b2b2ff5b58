"""LibreOffice as an engine for native formulas: slower, independent, and the oracle of the tests.

It knows no SOP function; the caller gives those cells as constants (see ``batch.layers``). Each call starts its own
headless LibreOffice on a private profile in which recalculation on loading is forced; without that it would hand
back the saved values.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sop_xl.cells.address import CellAddress
from sop_xl.cells.dates import to_serial
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.cells.values import CellError, CellValue
from sop_xl.engine.port import Calculated, CalculationRequest
from sop_xl.engine.values import GridValues
from sop_xl.errors import CalculationError

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
_NAMES = ("soffice", "libreoffice")
_SECONDS = 600


def find_libreoffice() -> str | None:
    """Path of LibreOffice, or None where it is not installed."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class LibreOfficeEngine:
    """Native formulas by a headless LibreOffice."""

    name = "libreoffice"
    native_only = True

    def __init__(self, seconds: int = _SECONDS) -> None:
        self._seconds = seconds

    def unsupported(self, functions: Iterable[str]) -> set[str]:  # noqa: ARG002  # LibreOffice is asked, not judged
        """Nothing is refused beforehand: an unknown function comes back as ``#NAME?``."""
        return set()

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:  # noqa: ARG002
        """Nothing is refused beforehand."""
        return None

    def narrows(self, text: str, spread: Spread, ranges: frozenset[str]) -> bool:  # noqa: ARG002
        """It takes one cell of a range as Excel does."""
        return False

    def calculate(self, request: CalculationRequest) -> Calculated:
        """Load with forced recalculation, save, and read the values of the formula cells back."""
        values = read_values(self.converted(request.package()), request.formulas)
        spills = {
            CellAddress(sheet, f.row, f.column): f.area
            for sheet, formulas in request.formulas.items()
            for f in formulas.arrays
            if f.area is not None
        }
        return Calculated(GridValues(values), request.formulas, spills, 0, not_calculated=dict(request.kept))

    def converted(self, package: bytes) -> bytes:
        """The workbook as LibreOffice saves it after a hard recalculation."""
        program = find_libreoffice()
        if program is None:
            raise CalculationError(
                "LibreOffice is not installed",
                hint="Install it (apt-get install libreoffice-calc), or use --engine embedded.",
            )
        with tempfile.TemporaryDirectory(prefix="sop_xl_") as folder:
            home = Path(folder)
            (home / "profile" / "user").mkdir(parents=True)
            (home / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
            (home / "in").mkdir()
            (home / "in" / "book.xlsx").write_bytes(package)
            command = [
                program, "--headless", "--norestore", f"-env:UserInstallation={(home / 'profile').as_uri()}",
                "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(home / "out"),
                str(home / "in" / "book.xlsx"),
            ]  # fmt: skip
            try:
                done = subprocess.run(  # noqa: S603  # a fixed program and our own paths
                    command,
                    capture_output=True,
                    timeout=self._seconds,
                    check=False,
                    env={**os.environ, "TZ": "UTC", "TMPDIR": str(home)},
                    cwd=home,  # it leaves files here and there
                )
            except subprocess.TimeoutExpired as error:
                raise CalculationError(f"LibreOffice took longer than {self._seconds} s") from error
            result = home / "out" / "book.xlsx"
            if not result.exists():
                raise CalculationError(
                    f"LibreOffice could not open the workbook: {done.stderr.decode(errors='replace')[:200]}"
                )
            return result.read_bytes()


def read_values(package: bytes, formulas: Mapping[str, Formulas]) -> dict[str, list[list[CellValue]]]:
    """Values of every sheet that has formulas, as far as they reach."""
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.load_workbook(io.BytesIO(package), read_only=True, data_only=True)
    date1904 = book.epoch == CALENDAR_MAC_1904
    values: dict[str, list[list[CellValue]]] = {}
    for sheet, cells in formulas.items():
        if cells and sheet in book.sheetnames:
            areas = [*cells.areas, *(f.area for f in cells.arrays if f.area is not None)]
            bottom, right = max(area.bottom for area in areas), max(area.right for area in areas)
            rows = book[sheet].iter_rows(min_row=1, max_row=bottom, min_col=1, max_col=right)
            values[sheet] = [[_value(cell, date1904=date1904) for cell in row] for row in rows]
    book.close()
    return values


def _value(cell: Any, *, date1904: bool) -> CellValue:  # noqa: ANN401  # openpyxl has several kinds of read-only cells
    value = cell.value
    if cell.data_type == "e":
        text = str(value)
        return CellError(text) if text in CellError._value2member_map_ else CellError.UNKNOWN
    if hasattr(value, "year"):
        return to_serial(value, date1904=date1904)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
