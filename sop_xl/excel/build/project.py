"""A VBA project in a workbook that has none."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sop_xl.book.package import Package
from sop_xl.excel.build.modules import WORKBOOK, Module

if TYPE_CHECKING:
    from pyopenvba import ExcelFile
    from pyopenvba.vba import VBAProject

PROJECT = "xl/vbaProject.bin"


def with_new_project(package: Package, modules: Sequence[Module], workbook_code: str) -> dict[str, bytes]:
    """Parts that change when a macro-enabled workbook without a project gets one."""
    with opened(package.with_parts({})) as (book, path):
        project = book.add_vba_project()
        for module in modules:
            add(project, module)
        book.set_module(WORKBOOK, workbook_code)
        book.save()
        return _changed(package, path)


@contextmanager
def opened(data: bytes) -> Iterator[tuple[ExcelFile, Path]]:
    """A copy of a workbook, open for work on its VBA project."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"
        path.write_bytes(data)
        with ExcelFile(path) as book:
            yield book, path


def add(project: VBAProject, module: Module) -> None:
    """Declare a module after those that are there."""
    from pyopenvba import VBAModuleKind

    kind = VBAModuleKind.other if module.is_class else VBAModuleKind.standard
    project.add_module(module.name, module.source, kind=kind)


def _changed(package: Package, path: Path) -> dict[str, bytes]:
    """Parts of the saved copy that are new or differ; the package keeps all others as they are, byte for byte."""
    with zipfile.ZipFile(path) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    return {name: data for name, data in parts.items() if name not in package or package.read(name) != data}
