"""Adding and dropping worksheets of a package."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from sop_xl.book.attached import attached, rels_of, without_parts
from sop_xl.book.calc_chain import is_empty
from sop_xl.book.calc_chain import without_sheet as chain_without_sheet
from sop_xl.book.guard import CONTENT_TYPES
from sop_xl.book.sheet_xml import plain_text
from sop_xl.book.workbook import MAIN, Sheet, Workbook
from sop_xl.book.xml_text import quoted
from sop_xl.errors import WorkbookError

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_SPREADSHEET}">'
    '<dimension ref="A1"/><sheetViews><sheetView workbookViewId="0" showGridLines="0"/></sheetViews>'
    "<sheetData/></worksheet>"
).encode()
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\b[^>]*?/>")
_NAME = re.compile(r"<(?:[\w.-]+:)?definedName\b[^>]*?(?:/>|>[^<]*</(?:[\w.-]+:)?definedName>)")
_NO_NAMES = re.compile(r"<((?:[\w.-]+:)?)definedNames\b[^>]*>\s*</\1definedNames>")
_LOCAL = re.compile(r"(\blocalSheetId=\")(\d+)(\")")
_VIEW = re.compile(r"(\b(?:activeTab|firstSheet)=\")(\d+)(\")")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?(?:f|formula[12]?|calculatedColumnFormula)\b[^>]*>([^<]+)<")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_LONGEST = 31
_RESERVED = "history"  # Excel keeps that name for tracked changes


def with_sheet(workbook: Workbook, name: str, data: bytes = _EMPTY) -> dict[str, bytes]:
    """Changed and new parts of a workbook with one more sheet behind the last tab.

    Raises
    ------
    WorkbookError
        A name that Excel does not allow, or that is taken.
    """
    if not name or _length(name) > _LONGEST or _FORBIDDEN.search(name) or name.casefold() == _RESERVED:
        raise WorkbookError(
            "not a name for a sheet", got=name, expected=f"up to {_LONGEST} characters, none of []:*?/\\"
        )
    main = workbook.package.read(workbook.part).decode("utf-8")
    tabs = _SHEET.findall(main)
    if any(name.casefold() == tab.get("name", "").casefold() for tab in _tabs(workbook)):
        raise WorkbookError("the sheet is already there", got=name)
    folder = posixpath.dirname(workbook.part)
    number = 1
    there = {part.lower() for part in workbook.package.parts}  # names of parts know no case
    while f"{folder}/worksheets/sheet{number}.xml".lower() in there:
        number += 1
    part = f"{folder}/worksheets/sheet{number}.xml"
    taken = {relation.id for relation in workbook.relations(workbook.part)}
    relation_id = next(f"rId{i}" for i in range(len(taken) + 1, 2 * len(taken) + 3) if f"rId{i}" not in taken)
    sheet_id = 1 + max(int(found) for tab in tabs for found in re.findall(r"\bsheetId=\"(\d+)\"", tab))
    prefix = tabs[-1][1 : tabs[-1].index("sheet")]
    if _OFFICE not in main:
        raise WorkbookError("names its sheets in an unknown way", argument=workbook.name)
    # The prefix is declared here, because not every writer declares it for the whole part.
    tab = f'<{prefix}sheet xmlns:r="{_OFFICE}" name={quoted(name)} sheetId="{sheet_id}" r:id="{relation_id}"/>'
    relation = (
        f'<Relationship Id="{relation_id}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
    )  # fmt: skip
    override = f'<Override PartName="/{part}" ContentType="{_CONTENT_TYPE}"/>'
    return {
        workbook.part: main.replace(tabs[-1], tabs[-1] + tab, 1).encode(),
        _rels(workbook): _before_end(workbook, _rels(workbook), "Relationships", relation),
        CONTENT_TYPES: _before_end(workbook, CONTENT_TYPES, "Types", override),
        part: data,
    }


def without_sheet(workbook: Workbook, name: str) -> Mapping[str, bytes | None]:
    """Changed parts of a workbook without a sheet and what hangs on it alone; parts that leave are None.

    Raises
    ------
    WorkbookError
        No such sheet, the only visible one, or one that formulas elsewhere read: Excel would repair those.
    """
    sheet = workbook.sheets.get(name)
    if sheet is None:
        raise WorkbookError("no such sheet", argument=workbook.name, got=name)
    tabs = _tabs(workbook)
    place = next(i for i, tab in enumerate(tabs) if tab.get("name") == name)
    visible = [i for i, tab in enumerate(tabs) if tab.get("state", "visible") == "visible" and i != place]
    if not visible:
        raise WorkbookError("the only visible sheet cannot be removed", argument=workbook.name, got=name)
    main = workbook.package.read(workbook.part).decode("utf-8")
    main = main.replace(_SHEET.findall(main)[place], "", 1)
    main = _NO_NAMES.sub("", _NAME.sub(lambda m: _moved_name(m[0], place), main))
    seen = {i: (i if i != place else visible[0]) for i in range(len(tabs))}
    main = _VIEW.sub(lambda m: f"{m[1]}{(j := seen.get(int(m[2]), visible[0])) - (j > place)}{m[3]}", main)
    reader = next(_readers(workbook, name, main), None)
    if reader is not None:
        raise WorkbookError(
            "the sheet cannot be removed: formulas read it",
            argument=workbook.name,
            got=name,
            hint=f"Take the references to it out of {reader} first.",
        )
    return {**_without_contents(workbook, sheet, {sheet.part}), workbook.part: main.encode()}


def with_contents(workbook: Workbook, name: str, data: bytes) -> Mapping[str, bytes | None]:
    """Changed parts of a workbook in which a sheet is another, without formulas; what hung on the old one goes."""
    sheet = workbook.sheets[name]
    return {**_without_contents(workbook, sheet, set()), sheet.part: data}


def _without_contents(workbook: Workbook, sheet: Sheet, dropped: set[str]) -> dict[str, bytes | None]:
    """Changes that drop what hangs on a sheet alone, some parts more, and its entries of the calculation chain."""
    dropped = dropped | attached(workbook, sheet.part)
    dropped |= {rels_of(part) for part in {*dropped, sheet.part} if rels_of(part) in workbook.package}
    part = workbook.calc_chain_part
    chain = chain_without_sheet(workbook.package.read(part), sheet.id) if part else b""
    if part and is_empty(chain):
        dropped.add(part)
    kept: dict[str, bytes | None] = {part: chain} if part and part not in dropped else {}
    return {**(without_parts(workbook, dropped) if dropped else {}), **kept}


def _tabs(workbook: Workbook) -> list[ET.Element]:
    return workbook.xml(workbook.part).findall(f"{MAIN}sheets/{MAIN}sheet")


def _length(name: str) -> int:
    return len(name.encode("utf-16-le")) // 2  # as Excel counts


def _moved_name(element: str, place: int) -> str:
    """A defined name after the sheet at that place has gone; nothing, if it was the sheet's own."""
    local = _LOCAL.search(element.partition(">")[0])
    if local is None or int(local[2]) < place:
        return element
    return "" if int(local[2]) == place else _LOCAL.sub(rf"\g<1>{int(local[2]) - 1}\3", element, count=1)


def _readers(workbook: Workbook, name: str, main: str) -> Iterator[str]:
    """Sheets, and the defined names, whose formulas speak of a sheet or of a table on it."""
    tables = [re.escape(table.name) + r"\[" for table in workbook.tables.values() if table.sheet == name]
    quoted = re.escape(name.replace("'", "''"))
    own = [rf"'{quoted}'!", rf"(?<![\w.'\]]){re.escape(name)}!", *(rf"(?<![\w.]){table}" for table in tables)]
    speaks = re.compile("|".join(own), re.IGNORECASE)
    if any(speaks.search(plain_text(found[0].encode())) for found in _NAME.finditer(main)):
        yield "the defined names"
    for other, sheet in workbook.sheets.items():
        formulas = _FORMULA.findall(workbook.package.read(sheet.part)) if other != name else ()
        if any(speaks.search(plain_text(text)) for text in formulas):
            yield f"the sheet {other}"


def _text(workbook: Workbook, part: str) -> str:
    return workbook.package.read(part).decode("utf-8")


def _rels(workbook: Workbook) -> str:
    return rels_of(workbook.part)


def _before_end(workbook: Workbook, part: str, root: str, element: str) -> bytes:
    return _text(workbook, part).replace(f"</{root}>", f"{element}</{root}>", 1).encode()
