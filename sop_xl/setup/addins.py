"""How Excel will find the add-in: the one that was installed, and no other of its name."""

from __future__ import annotations

from pathlib import Path

from sop_xl.batch.doctor import Finding
from sop_xl.setup import trust
from sop_xl.setup.install import ADDIN
from sop_xl.setup.machine import Machine
from sop_xl.setup.record import InstallRecord

_EXCEL = r"Software\Microsoft\Office\16.0\Excel"
_STEM = ADDIN.partition(".")[0]


def addin(machine: Machine) -> Finding:
    """The add-in in Excel's start-up folder."""
    folder = machine.startup_folder
    assert folder is not None
    file = folder / ADDIN
    if not file.is_file():
        return Finding("Add-in", "fail", f"{file} is missing", "Run: sop-xl install")
    record = InstallRecord.read(machine)
    if record is None or record.is_changed(file):
        return Finding("Add-in", "note", f"{file} is not the one that was installed", "Run: sop-xl install")
    if record.version != machine.version("sop-xl"):
        found = f"of {record.version}, the program is {machine.version('sop-xl')}"
        return Finding("Add-in", "fail", found, "Run: sop-xl install")
    marked = trust.mark_of_the_web(str(file))
    if marked.state == "fail":
        return Finding("Add-in", "fail", f"{file} is {marked.found}", marked.remedy)
    if str(folder).startswith("\\\\"):
        remedy = "Ask IT to allow trusted locations on the network, or macros of the add-in stay off."
        return Finding("Add-in", "note", f"{folder} is on the network", remedy)
    return Finding("Add-in", "ok", str(file))


def doubles(machine: Machine) -> Finding:
    """Another add-in of its name: Excel opens one and complains of the other, or runs an old one."""
    folder = machine.startup_folder
    assert folder is not None
    others = [path for path in _registered(machine) if Path(path.replace("\\", "/")) != folder / ADDIN]
    for place in (folder, *_other_folders(machine)):
        others += [str(path) for path in sorted(place.glob(f"{_STEM}*.xla*")) if path != folder / ADDIN]
    if others:
        remedy = "In Excel: File, Options, Add-ins, Go: take the tick off; delete the file. The installed one stays."
        return Finding("Add-in twice", "fail", f"also {', '.join(dict.fromkeys(others))}", remedy)
    return Finding("Add-in twice", "ok", "no other one is registered")


def disabled(machine: Machine) -> Finding:
    """Excel puts a file on a list after a crash and does not open it again."""
    key = rf"{_EXCEL}\Resiliency\DisabledItems"
    items = [machine.registry(key, name) or "" for name in machine.registry_names(key)]
    if any(_STEM in item.lower() for item in items):
        remedy = "In Excel: File, Options, Add-ins, Manage: Disabled Items, Go, Enable."
        return Finding("Add-in disabled", "fail", "Excel has disabled a file of sop_xl after a crash", remedy)
    return Finding("Add-in disabled", "ok", "no file of sop_xl is on Excel's list")


def _registered(machine: Machine) -> list[str]:
    """Add-ins of our name that Excel opens by its own list: OPEN, OPEN1, … in any order and with gaps."""
    options = rf"{_EXCEL}\Options"
    opened = [name for name in machine.registry_names(options) if name.upper().startswith("OPEN")]
    values = [machine.registry(options, name) or "" for name in opened]
    paths = [value.split('"')[1] if value.count('"') > 1 else value for value in values]  # /R "C:\…\x.xlam"
    return [path for path in paths if path.replace("\\", "/").rpartition("/")[2].lower().startswith(_STEM)]


def _other_folders(machine: Machine) -> list[Path]:
    """The second start-up folder that a user may have chosen."""
    chosen = machine.registry(rf"{_EXCEL}\Options", "AltStartup")
    return [Path(chosen)] if chosen else []
