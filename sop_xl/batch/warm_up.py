"""A small workbook, recalculated by the fork server before many: what Python learns by it, no worker learns again.

Python adapts code to what it meets, and that takes time in each worker, and memory of its own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import udfs
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.batch.work import ENGINE_OF

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_ROWS = range(2, 40)
_FORMULAS = (
    "ROUND(Sales[[#This Row],[Units]]*Sales[[#This Row],[Price]],2)",
    'IF(C{0}&gt;50,"A",IF(C{0}&gt;20,"B","C"))',
    "SUM(C$2:C{0})-C{0}",
    "IFERROR(C{0}/SUM(Sales[Amount]),0)",
    "SUMIFS(Sales[Amount],Sales[Units],A{0})",
    "INDEX($A$2:$B$39,MATCH(A{0},$A$2:$A$39,0),2)",
)


def _relations(*kinds_and_targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds_and_targets)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{found}</Relationships>'
    )


def _row(row: int) -> str:
    cells = "".join(
        f'<c r="{column}{row}"><f>{formula.format(row)}</f><v>0</v></c>'
        for column, formula in zip("CDEFGH", _FORMULAS, strict=True)
    )
    return f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>1.{row}</v></c>{cells}</row>'


def _workbook() -> bytes:
    heads = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("ABC", ("Units", "Price", "Amount"), strict=True)
    )
    columns = "".join(
        f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(("Units", "Price", "Amount"), 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{_TYPE}worksheet+xml"/>'
        f'<Override PartName="/xl/table.xml" ContentType="{_TYPE}table+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="Sales" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "sheet.xml")),
        "xl/sheet.xml": f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheetData><row r="1">{heads}</row>'
        f'{"".join(map(_row, _ROWS))}</sheetData><tableParts count="1"><tablePart r:id="r0"/></tableParts></worksheet>',
        "xl/_rels/sheet.xml.rels": _relations(("table", "table.xml")),
        "xl/table.xml": f'<table xmlns="{_MAIN}" id="1" name="Sales" displayName="Sales" ref="A1:C39">'
        f'<tableColumns count="3">{columns}</tableColumns></table>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def warm_up() -> WorkbookReport:
    """Recalculate the small workbook, from a file that is only in memory; for systems that have such."""
    file = os.memfd_create("workbook")
    try:
        os.write(file, _workbook())
        task = Task(Path(f"/proc/self/fd/{file}"), "workbook", dt.date(2020, 1, 31), {})
        return recalculate(task, ENGINE_OF["embedded"], udfs.REGISTRY).report
    finally:
        os.close(file)


with contextlib.suppress(Exception):  # without it, workers learn for themselves
    warm_up()
