"""Is this machine, and this workbook, set up? One finding per check, with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.batch.doctor import Finding
from sop_xl.batch.doctor import diagnose as headless
from sop_xl.setup import configuration, trust
from sop_xl.setup.machine import Machine, this_machine
from sop_xl.setup.record import InstallRecord

ELSEWHERE = "not on this system"
CONF_SHEET = "xlwings.conf"
ADDIN = "sop_xl.xlam"


@dataclass(frozen=True)
class WorkbookFacts:
    """What is looked at in a workbook: its path as the user sees it, and the names of its sheets."""

    path: str
    sheets: Sequence[str]
    modules_version: str | None = None


def diagnose(
    machine: Machine | None = None, workbooks: Sequence[WorkbookFacts] = (), *, engines: bool = True
) -> list[Finding]:
    """Findings on the machine, then on each workbook."""
    machine = machine or this_machine()
    findings = headless() if engines else []
    findings += [check(machine) if machine.has_excel else _elsewhere(name) for name, check in _EXCEL_CHECKS]
    findings += [_python_path(machine)]
    for workbook in workbooks:
        findings += workbook_findings(machine, workbook)
    return findings


def _elsewhere(name: str) -> Finding:
    return Finding(name, "note", ELSEWHERE)


def _environment(machine: Machine) -> Finding:
    place = machine.interpreter
    if not place.is_file():
        return Finding("Environment", "fail", f"{place} is missing", "Run: sop-xl install")
    same = machine.executable.parent == place.parent
    note = "" if same else f"; this command runs from {machine.executable.parent}"
    return Finding("Environment", "ok", f"{place}{note}")


def _xlwings(machine: Machine) -> Finding:
    version = machine.version("xlwings")
    if version is None:
        return Finding("xlwings", "fail", "missing", "Run: sop-xl install")
    if not machine.is_windows:
        return Finding("xlwings", "ok", version)
    names = [f"xlwings{bits}-{version}.dll" for bits in (64, 32)]
    missing = [name for name in names if not (machine.prefix / name).is_file()]
    if len(missing) == len(names):
        found = f"{version}, but {names[0]} is not beside Python in {machine.prefix}"
        return Finding("xlwings", "fail", found, "Run: pip install --force-reinstall xlwings")
    return Finding("xlwings", "ok", f"{version} with its DLL")


def _bitness(machine: Machine) -> Finding:
    office = machine.registry(r"Software\Microsoft\Office\ClickToRun\Configuration", "Platform")
    excel = {"x64": "64", "x86": "32"}.get(office or "", "unknown")
    found = f"Excel {excel} bit, Python {machine.bits} bit"
    # Python runs in a process of its own, so the two may differ; old 32-bit Pythons run out of memory.
    if machine.bits < 64:  # bits of an address
        return Finding("Bitness", "fail", found, "Install a 64-bit Python and run sop-xl install again.")
    return Finding("Bitness", "ok", found)


def _addin(machine: Machine) -> Finding:
    folder = machine.startup_folder
    assert folder is not None
    file = folder / ADDIN
    if not file.is_file():
        return Finding("Add-in", "fail", f"{file} is missing", "Run: sop-xl install")
    record = InstallRecord.read(machine)
    if record is not None and record.is_changed(file):
        return Finding("Add-in", "note", f"{file} is not the one that was installed", "Run: sop-xl install")
    if record is not None and record.version != machine.version("sop-xl"):
        found = f"of {record.version}, the program is {machine.version('sop-xl')}"
        return Finding("Add-in", "fail", found, "Run: sop-xl install")
    return Finding("Add-in", "ok", str(file))


def _configuration(machine: Machine) -> Finding:
    file = machine.configuration
    assert file is not None
    if not file.is_file():
        return Finding("xlwings.conf", "fail", f"{file} is missing", "Run: sop-xl install")
    settings = configuration.read(file.read_text(encoding="utf-8", errors="replace"))
    for key, value in configuration.wanted(machine).items():
        if settings.get(key, "").lower() != value.lower():
            found = f"{key} is {settings.get(key) or 'not set'}"
            return Finding("xlwings.conf", "fail", found, f"Run: sop-xl install, or set it to {value}")
    if settings.get("PYTHONPATH"):
        found = f"adds {settings['PYTHONPATH']} to Python's path"
        return Finding("xlwings.conf", "note", found, "Take PYTHONPATH out unless you know who put it there.")
    return Finding("xlwings.conf", "ok", str(file))


def _python_path(machine: Machine) -> Finding:
    found = machine.env.get("PYTHONPATH", "")
    if found:
        remedy = "Unset it: code from there runs before ours whenever Excel calls Python."
        return Finding("PYTHONPATH", "fail", found, remedy)
    return Finding("PYTHONPATH", "ok", "not set")


def _locale(machine: Machine) -> Finding:
    if not machine.is_windows:
        return Finding("Locale", "note", ELSEWHERE)
    key = r"Control Panel\International"
    decimal, separator = machine.registry(key, "sDecimal") or ".", machine.registry(key, "sList") or ","
    found = f"decimal {decimal} and list separator {separator}"
    if decimal == ",":
        return Finding(
            "Locale", "note", found, f"Type formulas with {separator} between arguments: =SOP_…(A1{separator}2)"
        )
    return Finding("Locale", "ok", found)


def _cloud(machine: Machine) -> Finding:
    inside = in_cloud(machine, str(machine.data_folder))
    if inside:
        found = f"{machine.data_folder} lies in {inside}"
        return Finding("Folders", "fail", found, "Set LOCALAPPDATA to a folder that is not synchronised.")
    return Finding("Folders", "ok", f"{machine.data_folder} is not synchronised")


def in_cloud(machine: Machine, path: str) -> str:
    """The synchronised folder that a path lies in, or nothing."""
    if path.lower().startswith(("https://", "http://")):
        return path.split("/", 3)[2]
    for name in ("OneDriveCommercial", "OneDriveConsumer", "OneDrive"):
        root = machine.env.get(name)
        if root and _is_inside(path, root):
            return root
    return ""


def _is_inside(path: str, root: str) -> bool:
    parts, base = (text.replace("\\", "/").rstrip("/").lower() for text in (path, root))
    return parts == base or parts.startswith(f"{base}/")


_EXCEL_CHECKS: tuple[tuple[str, Callable[[Machine], Finding]], ...] = (
    ("Environment", _environment),
    ("xlwings", _xlwings),
    ("Bitness", _bitness),
    ("Add-in", _addin),
    ("xlwings.conf", _configuration),
    ("Macros", trust.macros),
    ("Files from the internet", trust.internet_files),
    ("Locale", _locale),
    ("Folders", _cloud),
)


def workbook_findings(machine: Machine, workbook: WorkbookFacts) -> list[Finding]:
    """Findings on one workbook."""
    name = workbook.path.replace("\\", "/").rpartition("/")[2]
    findings = []
    if any(sheet.lower() == CONF_SHEET for sheet in workbook.sheets):
        remedy = "Its settings outrank yours and can run another Python: delete the sheet xlwings.conf."
        findings.append(Finding(f"{name}: settings", "fail", "holds a sheet xlwings.conf", remedy))
    else:
        findings.append(Finding(f"{name}: settings", "ok", "no sheet xlwings.conf"))
    beside = Path(workbook.path).with_name(CONF_SHEET)
    if not workbook.path.lower().startswith("http") and beside.is_file():
        remedy = "Settings of a folder outrank yours: delete the file unless you wrote it."
        findings.append(Finding(f"{name}: folder", "fail", f"{beside} is there", remedy))
    findings.append(trust.mark_of_the_web(workbook.path))
    cloud = in_cloud(machine, workbook.path)
    if cloud:
        remedy = "Buttons that write drafts or packs ask for a local folder; sop-xl action works on a local copy."
        findings.append(Finding(f"{name}: place", "note", f"synchronised by {cloud}", remedy))
    if workbook.modules_version is not None:
        ours = machine.version("sop-xl")
        same = workbook.modules_version == ours
        found = f"macros of {workbook.modules_version}, the program is {ours}"
        findings.append(Finding(f"{name}: macros", "ok" if same else "fail", found, f"Run: sop-xl refresh {name}"))
    return findings
