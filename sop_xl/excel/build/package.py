"""From a plain workbook to the macro-enabled one, and the add-in."""

from __future__ import annotations

from sop_xl.actions.registry import actions
from sop_xl.book.guard import CONTENT_TYPES
from sop_xl.book.package import Package
from sop_xl.excel.build.intellisense import with_sheet
from sop_xl.excel.build.modules import modules, workbook_code
from sop_xl.excel.build.project import with_new_project
from sop_xl.excel.build.ribbon import ribbon_xml

RIBBON = "customUI/customUI.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_ENABLED = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_ROOT_LINKS = "_rels/.rels"


def macro_enabled(workbook: bytes, *, addin: bool = False) -> bytes:
    """The workbook with functions, ribbon tab, wizard texts and IntelliSense sheet; same bytes for same input.

    Parameters
    ----------
    workbook : bytes
        An .xlsx without a VBA project.
    addin : bool
        Make an .xlam of it.
    """
    package = Package(workbook, "workbook")
    package = _with(package, with_sheet(package))
    package = _with(package, _content_type(package, PLAIN, MACRO_ENABLED))
    package = _with(package, with_new_project(package, modules(addin=addin), workbook_code(addin=addin)))
    package = _with(package, _with_ribbon(package, addin=addin))
    if addin:
        package = _with(package, _content_type(package, MACRO_ENABLED, ADDIN))
    return package.with_parts({})


def _with(package: Package, changes: dict[str, bytes]) -> Package:
    return Package(package.with_parts(changes), package.name)


def _content_type(package: Package, before: str, after: str) -> dict[str, bytes]:
    types = package.read(CONTENT_TYPES)
    assert types.count(before.encode()) == 1
    return {CONTENT_TYPES: types.replace(before.encode(), after.encode())}


def _with_ribbon(package: Package, *, addin: bool) -> dict[str, bytes]:
    links = package.read(_ROOT_LINKS).decode("utf-8")
    link = f'<Relationship Id="sopRibbon" Type="{RIBBON_RELATION}" Target="{RIBBON}"/>'
    return {
        _ROOT_LINKS: links.replace("</Relationships>", f"{link}</Relationships>", 1).encode(),
        RIBBON: ribbon_xml(actions(), addin=addin).encode(),
    }
