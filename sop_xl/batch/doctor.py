"""The state of the machine that headless work needs."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import struct
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sop_xl import __version__
from sop_xl.engine.libreoffice import find_libreoffice

_OLDEST = (3, 11)
_NEEDED = ("click", "formualizer", "numpy", "openpyxl", "pandas", "reportlab", "scipy", "statsmodels", "XlsxWriter")
_FREE_BYTES = 500 * 2**20


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, ok, note or fail, what was found, and what to do."""

    what: str
    state: str
    found: str
    remedy: str = ""


def diagnose() -> list[Finding]:
    """Look at interpreter, packages, engines and folders."""
    return [_interpreter(), *_packages(), _embedded(), _libreoffice(), _temporary(), _excel()]


def _interpreter() -> Finding:
    found = f"Python {platform.python_version()}, {struct.calcsize('P') * 8} bit, sop_xl {__version__}"
    good = sys.version_info >= _OLDEST
    return Finding("Interpreter", "ok" if good else "fail", found, "Install Python 3.11 or newer.")


def _packages() -> list[Finding]:
    missing, there = [], []
    for name in _NEEDED:
        try:
            there.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return [Finding("Packages", "fail", f"missing: {', '.join(missing)}", "Run: pip install --upgrade sop-xl")]
    return [Finding("Packages", "ok", ", ".join(there))]


def _embedded() -> Finding:
    try:
        import formualizer as fz

        workbook = fz.Workbook()
        workbook.sheet("S").set_formula(1, 1, "=1+1")
        good = workbook.evaluate_cell("S", 1, 1) == 2
    except Exception as error:  # noqa: BLE001  # whatever stops the engine is the finding
        return Finding("Embedded engine", "fail", str(error), "Run: pip install --force-reinstall formualizer")
    return Finding("Embedded engine", "ok" if good else "fail", "calculates" if good else "wrong result")


def _libreoffice() -> Finding:
    found = find_libreoffice()
    if found is None:
        remedy = "Only needed for --engine libreoffice. Install LibreOffice Calc to have it."
        return Finding("LibreOffice", "note", "not installed", remedy)
    return Finding("LibreOffice", "ok", found)


def _temporary() -> Finding:
    folder = Path(tempfile.gettempdir())
    try:
        with tempfile.TemporaryDirectory(prefix="sop_xl_"):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("Temporary folder", "fail", f"{folder}: {error.strerror}", "Make it writable, or set TMPDIR.")
    state = "ok" if free > _FREE_BYTES else "note"
    return Finding("Temporary folder", state, f"{folder}, {free / 2**30:.1f} GiB free", "Free some space.")


def _excel() -> Finding:
    if platform.system() not in ("Windows", "Darwin"):
        return Finding("Excel", "note", "not on this system", "Headless work does not need it.")
    try:
        version = importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        return Finding("Excel", "fail", "xlwings is missing", "Run: pip install --upgrade sop-xl")
    return Finding("Excel", "ok", f"xlwings {version}")
