"""Adding and dropping worksheets of a package."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from sop_xl.book.workbook import Workbook
from sop_xl.errors import WorkbookError

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_CONTENT_TYPES = "[Content_Types].xml"
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_SPREADSHEET}">'
    '<dimension ref="A1"/><sheetViews><sheetView workbookViewId="0" showGridLines="0"/></sheetViews>'
    "<sheetData/></worksheet>"
).encode()
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\b[^>]*?/>")
_LOCAL = re.compile(r"(\blocalSheetId=\")(\d+)(\")")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST = 31


def with_sheet(workbook: Workbook, name: str, data: bytes = _EMPTY) -> dict[str, bytes]:
    """Changed and new parts of a workbook with one more sheet behind the last tab.

    Raises
    ------
    WorkbookError
        A name that Excel does not allow, or that is taken.
    """
    if not name or len(name) > _LONGEST or _FORBIDDEN.search(name):
        raise WorkbookError(
            "not a name for a sheet", got=name, expected=f"up to {_LONGEST} characters, none of []:*?/\\"
        )
    main = workbook.package.read(workbook.part).decode("utf-8")
    tabs = _SHEET.findall(main)
    if any(quoteattr(name).lower() in tab.lower() for tab in tabs):
        raise WorkbookError("the sheet is already there", got=name)
    folder = posixpath.dirname(workbook.part)
    number = 1
    while f"{folder}/worksheets/sheet{number}.xml" in workbook.package:
        number += 1
    part = f"{folder}/worksheets/sheet{number}.xml"
    taken = {relation.id for relation in workbook.relations(workbook.part)}
    relation_id = next(f"rId{i}" for i in range(len(taken) + 1, 2 * len(taken) + 3) if f"rId{i}" not in taken)
    sheet_id = 1 + max(int(found) for tab in tabs for found in re.findall(r"\bsheetId=\"(\d+)\"", tab))
    prefix = tabs[-1][1 : tabs[-1].index("sheet")]
    office = re.search(rf"xmlns:([\w.-]+)=\"{re.escape(_OFFICE)}\"", main)
    if office is None:
        raise WorkbookError("names its sheets in an unknown way", argument=workbook.name)
    tab = f'<{prefix}sheet name={quoteattr(name)} sheetId="{sheet_id}" {office[1]}:id="{relation_id}"/>'
    relation = (
        f'<Relationship Id="{relation_id}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
    )  # fmt: skip
    override = f'<Override PartName="/{part}" ContentType="{_CONTENT_TYPE}"/>'
    return {
        workbook.part: main.replace(tabs[-1], tabs[-1] + tab, 1).encode(),
        _rels(workbook): _before_end(workbook, _rels(workbook), "Relationships", relation),
        _CONTENT_TYPES: _before_end(workbook, _CONTENT_TYPES, "Types", override),
        part: data,
    }


def without_sheet(workbook: Workbook, name: str) -> Mapping[str, bytes | None]:
    """Changed parts of a workbook without a sheet; its own part is None."""
    sheet = workbook.sheets.get(name)
    if sheet is None:
        raise WorkbookError("no such sheet", argument=workbook.name, got=name)
    main = workbook.package.read(workbook.part).decode("utf-8")
    tabs = _SHEET.findall(main)
    place = next(i for i, tab in enumerate(tabs) if f"name={quoteattr(name)}" in tab)
    main = main.replace(tabs[place], "", 1)
    main = _LOCAL.sub(lambda m: f"{m[1]}{int(m[2]) - (int(m[2]) > place)}{m[3]}", main)
    target = re.escape(posixpath.relpath(sheet.part, posixpath.dirname(workbook.part)))
    return {
        workbook.part: main.encode(),
        _rels(workbook): _without(workbook, _rels(workbook), rf"<Relationship\b[^>]*?Target=\"{target}\"[^>]*?/>"),
        _CONTENT_TYPES: _without(
            workbook, _CONTENT_TYPES, rf"<Override\b[^>]*?PartName=\"/{re.escape(sheet.part)}\"[^>]*?/>"
        ),
        sheet.part: None,
    }


def _rels(workbook: Workbook) -> str:
    folder, base = posixpath.split(workbook.part)
    return f"{folder}/_rels/{base}.rels"


def _before_end(workbook: Workbook, part: str, root: str, element: str) -> bytes:
    text = workbook.package.read(part).decode("utf-8")
    return text.replace(f"</{root}>", f"{element}</{root}>", 1).encode()


def _without(workbook: Workbook, part: str, pattern: str) -> bytes:
    return re.sub(pattern, "", workbook.package.read(part).decode("utf-8"), count=1).encode()
