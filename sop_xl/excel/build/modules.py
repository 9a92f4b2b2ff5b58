"""The modules of the VBA project: xlwings' own, closed to cells, the hand-written ones, and the generated ones."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from sop_xl.actions.registry import actions
from sop_xl.errors import UsageError
from sop_xl.excel.build.hardening import closed
from sop_xl.excel.build.ribbon import CALLBACKS, callbacks_module
from sop_xl.functions.emit.vba import WIZARD, WRAPPERS, wizard_module, wrapper_module
from udfs import REGISTRY

WORKBOOK = "ThisWorkbook"
_WRITTEN = Path(__file__).parent.parent / "vba"


@dataclass(frozen=True)
class Module:
    """A module by its name in the project; a class keeps the header of an exported class."""

    name: str
    source: str
    is_class: bool = False


def modules(*, addin: bool) -> list[Module]:
    """Every module of a workbook or of the add-in, in the order in which the project declares them."""
    xlwings = _xlwings_folder()
    found = [
        Module("xlwings", closed(_text(xlwings / "xlwings.bas"))),
        Module("Dictionary", _text(xlwings / "addin" / "Dictionary.cls"), is_class=True),
        Module("SopFolder", _text(_WRITTEN / "SopFolder.bas")),
        Module("SopBridge", _text(_WRITTEN / "SopBridge.bas")),
        Module(WRAPPERS, wrapper_module(REGISTRY)),
        Module(WIZARD, wizard_module(REGISTRY)),
        Module(CALLBACKS, callbacks_module(actions())),
    ]
    if addin:
        found.append(Module("SopTab", _text(_WRITTEN / "SopTab.bas")))
    return found


def mac_script() -> tuple[str, bytes]:
    """Name and contents of xlwings' script by which VBA starts Python on a Mac; its name tells the version."""
    folder = _xlwings_folder()
    file = next(iter(sorted(folder.glob("xlwings-*.applescript"))), folder / "xlwings.applescript")
    if not file.is_file():
        raise UsageError("the script for Macs is missing", argument=str(file), hint="Install sop-xl and xlwings again.")
    return file.name, file.read_bytes()


def workbook_code(*, addin: bool) -> str:
    """Code behind the workbook itself."""
    return _text(_WRITTEN / ("AddinThisWorkbook.cls" if addin else "ThisWorkbook.cls"))


def _xlwings_folder() -> Path:
    """Folder of the installed xlwings, found without importing it: its VBA must match its DLL."""
    spec = importlib.util.find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise UsageError("xlwings is not installed", hint="Install it with: pip install xlwings")
    return Path(spec.origin).parent


def _text(path: Path) -> str:
    """Text of a module, with the line ends of VBA; the code page is the one of the project."""
    if not path.is_file():
        raise UsageError("a VBA module is missing", argument=str(path), hint="Install sop-xl and xlwings again.")
    lines = path.read_bytes().decode("cp1252", "replace").splitlines()
    return "\r\n".join(lines) + "\r\n"
