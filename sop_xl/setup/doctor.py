"""Is this machine, and this workbook, set up? One finding per check, with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.batch.doctor import Finding
from sop_xl.batch.doctor import diagnose as headless
from sop_xl.errors import UsageError
from sop_xl.setup import addins, configuration, environment, trust
from sop_xl.setup.machine import LOG, Machine, this_machine
from sop_xl.setup.record import InstallRecord

ELSEWHERE = "not on this system"
CONF_SHEET = "xlwings.conf"


@dataclass(frozen=True)
class WorkbookFacts:
    """What is looked at in a workbook: its path as the user sees it, its sheets, and the versions of its macros."""

    path: str
    sheets: Sequence[str]
    modules_version: str | None = None
    xlwings_version: str | None = None


def diagnose(
    machine: Machine | None = None, workbooks: Sequence[WorkbookFacts] = (), *, engines: bool = True
) -> list[Finding]:
    """Findings on the machine, then on each workbook."""
    machine = machine or this_machine()
    findings = headless() if engines else []
    for name, check, systems in _EXCEL_CHECKS:
        findings.append(
            _checked(name, check, machine) if machine.system in systems else Finding(name, "note", ELSEWHERE)
        )
    findings += [_python_path(machine)]
    for workbook in workbooks:
        findings += workbook_findings(machine, workbook)
    return findings


def _checked(name: str, check: Callable[[Machine], Finding], machine: Machine) -> Finding:
    """A finding also where a check cannot look: the others still do."""
    try:
        return check(machine)
    except UsageError as error:
        return Finding(name, "fail", f"{error.argument} {error.message}", error.hint or "")
    except OSError as error:
        remedy = "Check your rights there, or ask IT."
        return Finding(name, "fail", f"{error.filename} cannot be read: {error.strerror}", remedy)


def _python(machine: Machine) -> Finding:
    if machine.is_store_python:
        remedy = "Install Python from python.org and sop-xl in it: Excel does not see what this one writes."
        return Finding("Python", "fail", f"{machine.executable} is of the Microsoft Store", remedy)
    if (machine.base / "conda-meta").is_dir():
        remedy = (
            "Environments made from Anaconda may lack OpenSSL: if sop-xl install fails, use Python from python.org."
        )
        return Finding("Python", "note", f"{machine.executable} is of Anaconda", remedy)
    return Finding("Python", "ok", str(machine.executable))


def _environment(machine: Machine) -> Finding:
    place = machine.interpreter
    if not place.is_file():
        return Finding("Environment", "fail", f"{place} is missing", "Run: sop-xl install")
    gone = environment.base_is_gone(machine)
    if gone is not None:
        return Finding("Environment", "fail", f"the Python it was made from is gone: {gone}", "Run: sop-xl install")
    inside, ours = environment.version_in(machine, "sop-xl"), machine.version("sop-xl")
    if inside != ours:
        found = f"holds sop-xl {inside}, the program is {ours}" if inside else "was not finished: sop-xl is not in it"
        return Finding("Environment", "fail", found, "Close Excel and run: sop-xl install")
    note = "" if machine.runs_inside else f"; this command runs from {machine.executable.parent}"
    return Finding("Environment", "ok", f"{place}{note}")


def _xlwings(machine: Machine) -> Finding:
    version = environment.version_in(machine, "xlwings")
    if version is None:
        return Finding("xlwings", "fail", "missing in the environment of Excel", "Run: sop-xl install")
    record = InstallRecord.read(machine)
    if record is not None and record.xlwings not in ("", version):
        found = f"{version}, but the add-in asks for the DLL of {record.xlwings}"
        return Finding("xlwings", "fail", found, "Close Excel and run: sop-xl install")
    if machine.script_folder is not None:
        script = machine.script_folder / f"xlwings-{version}.applescript"
        if not script.is_file():
            return Finding("xlwings", "fail", f"{version}, but {script} is missing", "Run: sop-xl install")
        return Finding("xlwings", "ok", f"{version} with its script")
    excel = _excel_bits(machine)
    names = [f"xlwings{bits}-{version}.dll" for bits in ([excel] if excel else ["64", "32"])]
    missing = [name for name in names if not (machine.environment / name).is_file()]
    if missing:
        found = f"{version}, but {missing[0]} is not in {machine.environment}"
        return Finding("xlwings", "fail", found, "A virus scanner may have taken it. Run: sop-xl install --renew")
    return Finding("xlwings", "ok", f"{version} with its DLL")


def _excel_bits(machine: Machine) -> str | None:
    """What the installer of Office, or else Outlook's, says of it."""
    office = machine.registry(r"Software\Microsoft\Office\ClickToRun\Configuration", "Platform")
    office = office or machine.registry(r"Software\Microsoft\Office\16.0\Outlook", "Bitness")
    return {"x64": "64", "x86": "32"}.get(office or "")


def _bitness(machine: Machine) -> Finding:
    version = machine.registry(r"Software\Microsoft\Office\ClickToRun\Configuration", "VersionToReport")
    bits = _excel_bits(machine)
    found = f"{f'Excel {bits} bit' if bits else 'Excel of unknown bitness'}, Python {machine.bits} bit"
    found += f", Office {version}" if version else ""
    # Python runs in a process of its own, so the two may differ; old 32-bit Pythons run out of memory.
    if machine.bits < 64:  # bits of an address
        return Finding("Bitness", "fail", found, "Install a 64-bit Python and run sop-xl install again.")
    return Finding("Bitness", "ok", found)


def _configuration(machine: Machine) -> Finding:
    file = machine.configuration
    assert file is not None
    what = "Settings"
    if not file.is_file():
        return Finding(what, "fail", f"{file} is missing", "Run: sop-xl install")
    key = configuration.INTERPRETERS[machine.system]
    said = configuration.read(file.read_bytes(), machine).get(key, "")
    if not configuration.is_same_place(machine, said, machine.interpreter):
        return Finding(what, "fail", f"{file} names {said or 'no interpreter'}", "Run: sop-xl install")
    return Finding(what, "ok", str(file))


def _python_path(machine: Machine) -> Finding:
    found = [f"{name}={machine.env[name]}" for name in ("PYTHONPATH", "PYTHONHOME") if machine.env.get(name)]
    if found:
        remedy = "Excel's Python does not follow it, but this command line does: unset it unless you need it."
        return Finding("PYTHONPATH", "note", ", ".join(found), remedy)
    return Finding("PYTHONPATH", "ok", "not set")


def _locale(machine: Machine) -> Finding:
    key = r"Control Panel\International"
    decimal, separator = machine.registry(key, "sDecimal") or ".", machine.registry(key, "sList") or ","
    found = f"decimal {decimal} and list separator {separator}"
    if decimal == separator:
        remedy = "In Windows' settings of the region choose another list separator: Excel cannot tell them apart."
        return Finding("Locale", "fail", found, remedy)
    if separator != ",":
        remedy = f"Type formulas with {separator} between arguments: =SOP_…(A1{separator}2)"
        return Finding("Locale", "note", found, remedy)
    return Finding("Locale", "ok", found)


def _cloud(machine: Machine) -> Finding:
    folder = str(machine.data_folder)
    inside = in_cloud(machine, folder)
    if inside:
        remedy = "Set LOCALAPPDATA to a folder that is not synchronised."
        return Finding("Folders", "fail", f"{folder} lies in {inside}", remedy)
    if folder.startswith("\\\\"):
        remedy = "Have IT keep LOCALAPPDATA on this machine: Windows does not start a DLL of Excel from there gladly."
        return Finding("Folders", "note", f"{folder} is on the network", remedy)
    return Finding("Folders", "ok", f"{folder} is on this machine and not synchronised")


def _log(machine: Machine) -> Finding:
    file = machine.data_folder / LOG
    if file.is_file() and file.stat().st_size:
        return Finding("Log", "note", f"{file}", "Bugs in cells were reported there; send it with what you did.")
    return Finding("Log", "ok", "Excel's Python has reported nothing")


def in_cloud(machine: Machine, path: str) -> str:
    """The synchronised folder that a path lies in, or nothing."""
    if path.lower().startswith(("https://", "http://")):
        return path.split("/", 3)[2]
    for name in ("OneDriveCommercial", "OneDriveConsumer", "OneDrive"):
        root = machine.env.get(name)
        if root and trust.is_inside(path, root):
            return root
    return ""


_WINDOWS, _EXCEL = ("Windows",), ("Windows", "Darwin")
_EXCEL_CHECKS: tuple[tuple[str, Callable[[Machine], Finding], tuple[str, ...]], ...] = (
    ("Python", _python, _EXCEL),
    ("Environment", _environment, _EXCEL),
    ("xlwings", _xlwings, _EXCEL),
    ("Bitness", _bitness, _EXCEL),
    ("Add-in", addins.addin, _EXCEL),
    ("Add-in twice", addins.doubles, _EXCEL),
    ("Add-in disabled", addins.disabled, _WINDOWS),
    ("Settings", _configuration, _EXCEL),
    ("Macros", trust.macros, _EXCEL),
    ("Trusted locations", trust.trusted_locations, _WINDOWS),
    ("Defender", trust.attack_surface_rules, _WINDOWS),
    ("Files from the internet", trust.internet_files, _WINDOWS),
    ("Locale", _locale, _WINDOWS),
    ("Folders", _cloud, _EXCEL),
    ("Log", _log, _EXCEL),
)


def workbook_findings(machine: Machine, workbook: WorkbookFacts) -> list[Finding]:
    """Findings on one workbook."""
    name = workbook.path.replace("\\", "/").rpartition("/")[2]
    findings = [_foreign_settings(name, workbook), trust.mark_of_the_web(workbook.path)]
    if machine.is_windows:
        findings.append(trust.workbook_macros(machine, workbook.path))
    cloud = in_cloud(machine, workbook.path)
    if cloud:
        remedy = "Buttons that write drafts or packs ask for a local folder; sop-xl action works on a local copy."
        findings.append(Finding(f"{name}: place", "note", f"synchronised by {cloud}", remedy))
    if workbook.modules_version is not None:
        findings.append(_macros(machine, name, workbook))
    return findings


def _foreign_settings(name: str, workbook: WorkbookFacts) -> Finding:
    """Settings that come with a workbook: ours takes none, other tools that use xlwings do."""
    beside = Path(workbook.path).with_name(CONF_SHEET)
    found = ["holds a sheet xlwings.conf"] * any(sheet.lower() == CONF_SHEET for sheet in workbook.sheets)
    if beside.is_absolute() and beside.is_file():
        found.append(f"{beside} lies beside it")
    if not found:
        return Finding(f"{name}: settings", "ok", "brings no xlwings.conf")
    remedy = "sop_xl takes no setting from it; the add-in of xlwings would, and run another Python: delete it."
    return Finding(f"{name}: settings", "fail", " and ".join(found), remedy)


def _macros(machine: Machine, name: str, workbook: WorkbookFacts) -> Finding:
    what, remedy = f"{name}: macros", f"Close it and run: sop-xl refresh {name}"
    ours = machine.version("sop-xl")
    if workbook.modules_version != ours:
        found = f"macros of {workbook.modules_version}, the program is {ours}"
        return Finding(what, "fail", found, remedy)
    there = environment.version_in(machine, "xlwings") or machine.version("xlwings")
    if workbook.xlwings_version not in (None, there):
        found = f"its macros ask for the DLL of xlwings {workbook.xlwings_version}, there is {there}"
        return Finding(what, "fail", found, remedy)
    return Finding(what, "ok", f"macros of {ours}, xlwings {workbook.xlwings_version or there}")
