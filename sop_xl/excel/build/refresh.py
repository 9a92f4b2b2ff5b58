"""Bringing the modules of a workbook to the installed version, and touching nothing else.

The ribbon tab goes with them where it is ours: its buttons call procedures of the modules. So do the texts of the
functions, which the wizard has from the modules and IntelliSense from its hidden sheet.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sop_xl.actions.registry import actions
from sop_xl.book.guard import CONTENT_TYPES, corrupt
from sop_xl.book.package import Package
from sop_xl.book.publish import publish, refuse_if_open
from sop_xl.errors import CorruptWorkbookError, UsageError, WorkbookError
from sop_xl.excel.build.intellisense import with_texts
from sop_xl.excel.build.modules import WORKBOOK, Module, modules
from sop_xl.excel.build.package import ADDIN, RIBBON
from sop_xl.excel.build.project import PROJECT, add, opened
from sop_xl.excel.build.ribbon import ribbon_xml

if TYPE_CHECKING:
    from pyopenvba import ExcelFile

_BRIDGE = "sopbridge"
_VERSION = re.compile(r'SOP_XL_VERSION As String = "([^"]*)"')
_VERSIONS = (_VERSION, re.compile(r'XLWINGS_VERSION As String = "([^"]*)"'))
_ATTRIBUTE = re.compile(r"(?mi)^Attribute .*$")


@dataclass(frozen=True)
class Refreshed:
    """A refreshed workbook and what was done to it."""

    data: bytes
    before: str
    replaced: tuple[str, ...]
    added: tuple[str, ...]
    kept: tuple[str, ...]
    ribbon: bool
    texts: bool
    notes: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Tell whether a module, the ribbon tab or the texts of the functions were replaced or added."""
        return bool(self.replaced or self.added or self.ribbon or self.texts)


def refreshed(path: Path) -> Refreshed:
    """The workbook with the modules of the installed version; the file itself stays as it is.

    Raises
    ------
    WorkbookError
        The workbook is open, has no modules of sop_xl, or its VBA project is damaged or protected by a password.
    """
    refuse_if_open(path)
    package = Package.open(path)
    if PROJECT not in package:
        raise WorkbookError(
            "holds no macros",
            argument=path.name,
            hint="Make a template with sop-xl new, or use the add-in with this workbook.",
        )
    is_addin = ADDIN.encode() in package.read(CONTENT_TYPES)
    with _readable(path.name), opened(path.read_bytes()) as (book, copy):
        _admit(book, path.name)
        before = {module.name: module.source for module in book.vba_project().modules}
        wanted = modules(addin=is_addin)
        replaced, added = _replace(book, wanted)
        notes = tuple(_notes(book, package))
        if replaced or added:
            book.save(allow_invalidate_signature=True)
        data = copy.read_bytes()
        names = {module.name.casefold() for module in wanted}
        others = {name: source for name, source in before.items() if name.casefold() not in names}
        _verify(data, others, path.name)
    ribbon = ribbon_xml(actions(), addin=is_addin).encode()
    old_ribbon = RIBBON in package and b'id="SopTab"' in package.read(RIBBON) and package.read(RIBBON) != ribbon
    if old_ribbon:
        data = Package(data, path.name).with_parts({RIBBON: ribbon})
    texts = with_texts(Package(data, path.name))
    if texts:
        data = Package(data, path.name).with_parts(texts)
    kept = tuple(name for name, source in others.items() if _code(source))
    version = next((m[1] for source in before.values() if (m := _VERSION.search(source))), "an older one")
    return Refreshed(data, version, replaced, added, kept, old_ribbon, bool(texts), notes)


def macro_versions(path: Path) -> tuple[str | None, str | None]:
    """Versions of sop_xl and of xlwings that the macros of a workbook name; nothing is written, it may be open.

    Raises
    ------
    WorkbookError
        Its VBA project is damaged.
    """
    package = Package.open(path)
    if PROJECT not in package:
        return None, None
    with _readable(path.name), opened(package.with_parts({})) as (book, _):
        sources = [module.source for module in book.vba_project().modules]
    first = (next((m[1] for source in sources if (m := pattern.search(source))), None) for pattern in _VERSIONS)
    return next(first), next(first)


def refresh(path: Path, out: Path | None) -> tuple[Refreshed, Path | None]:
    """Refresh a workbook in place, keeping a copy beside it, or into another file; the copy's path comes back."""
    if out is not None and out.exists():
        raise UsageError("is already there", argument=str(out), hint="Choose another name.")
    done = refreshed(path)
    if out is not None:
        publish(done.data, out)
        return done, None
    if not done.changed:
        return done, None
    backup = _free_name(path)
    publish(path.read_bytes(), backup)
    publish(done.data, path)
    return done, backup


def _free_name(path: Path) -> Path:
    number = 1
    while (backup := path.with_name(f"{path.name}.before-refresh-{number}")).exists():
        number += 1
    return backup


def _admit(book: ExcelFile, name: str) -> None:
    protection = book.vba_project().protection
    if protection is not None and protection.has_password:
        raise WorkbookError(
            "its VBA project is protected by a password",
            argument=name,
            hint="Take the password off in the VBA editor (Tools, VBAProject Properties), refresh, and set it again.",
        )
    if _BRIDGE not in {module.casefold() for module in book.module_names()}:
        raise WorkbookError(
            "holds no modules of sop_xl",
            argument=name,
            hint="Make a template with sop-xl new, or use the add-in with this workbook.",
        )


def _replace(book: ExcelFile, wanted: Sequence[Module]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    there = {module.name.casefold(): module for module in book.vba_project().modules}
    replaced, added = [], []
    for module in wanted:
        present = there.get(module.name.casefold())
        if present is None:
            add(book.vba_project(), module)
            added.append(module.name)
        elif _code(present.source) != _code(module.source):
            book.set_module(module.name, module.source)
            replaced.append(module.name)
    return tuple(replaced), tuple(added)


def _code(source: str) -> list[str]:
    """Lines of code as VBA reads them: Excel writes attributes of its own and changes the case of names."""
    body = _ATTRIBUTE.sub("", source[source.find("Attribute VB_Name") :])  # before it: the header of an exported class
    lines = (" ".join(line.split()).casefold() for line in body.splitlines())
    return [line for line in lines if line]


def _notes(book: ExcelFile, package: Package) -> Iterator[str]:
    if book.vba_signature().present:
        yield "The digital signature no longer holds and was taken out: sign the workbook again."
    if "SopDescribeFunctions" not in book.get_module(_workbook_name(book)):
        yield "ThisWorkbook does not call SopDescribeFunctions: the function wizard will show no texts."
    if RIBBON not in package:
        yield "The workbook has no ribbon tab of its own."


def _workbook_name(book: ExcelFile) -> str:
    base = "00020819-0000-0000-C000-000000000046"
    found = (m.name for m in book.vba_project().modules if base in m.source)
    return next(found, WORKBOOK)


def _verify(data: bytes, kept: dict[str, str], name: str) -> None:
    """Read the result back: modules that are not ours must be what they were."""
    with opened(data) as (book, _):
        found = book.vba_modules()
        if any(found.get(module) != source for module, source in kept.items()):
            raise corrupt(name, "its VBA project cannot be rewritten without changing other modules")


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn what the VBA library raises on a damaged project into a refusal."""
    from pyopenvba.exceptions import PyOpenVBAError

    try:
        yield
    except (PyOpenVBAError, ValueError, LookupError, OverflowError, struct.error) as error:
        raise CorruptWorkbookError(
            f"its VBA project cannot be read: {error}",
            argument=name,
            hint="Open it in Excel, save it, and refresh again; or make a template with sop-xl new.",
        ) from error
