"""The hidden sheet from which the free Excel-DNA IntelliSense add-in shows the arguments while one types."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from sop_xl.book.package import Package
from sop_xl.book.reading import BookReader
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, a1
from sop_xl.functions.emit.intellisense import SHEET, intellisense_rows
from udfs import REGISTRY

_WORKBOOK, _LINKS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_CELLS = re.compile(r"<((?:[\w.-]+:)?)sheetData\b[^>]*(?:/>|>.*?</\1sheetData>)", re.DOTALL)
_DIMENSION = re.compile(r"<(?:[\w.-]+:)?dimension\b[^>]*/>")  # optional, and no longer right
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_sheet(package: Package) -> dict[str, bytes]:
    """Parts that change when a workbook gets the sheet, as its last and hidden one."""
    workbook, links, types = (package.read(part).decode("utf-8") for part in (_WORKBOOK, _LINKS, _TYPES))
    part = f"xl/worksheets/sheet{_next(links, r'worksheets/sheet')}.xml"
    relation, sheet = _next(links, 'Id="rId'), _next(workbook, 'sheetId="')
    entry = f'<sheet name="{SHEET}" sheetId="{sheet}" state="hidden" r:id="rId{relation}"/>'
    link = f'<Relationship Id="rId{relation}" Type="{_RELATION}" Target="{part.removeprefix("xl/")}"/>'
    return {
        _WORKBOOK: workbook.replace("</sheets>", f"{entry}</sheets>", 1).encode(),
        _LINKS: links.replace("</Relationships>", f"{link}</Relationships>", 1).encode(),
        _TYPES: types.replace("</Types>", f'<Override PartName="/{part}" ContentType="{_TYPE}"/></Types>', 1).encode(),
        part: _sheet_xml().encode(),
    }


def with_texts(package: Package) -> dict[str, bytes]:
    """Parts that change when the sheet of a workbook gets the texts of the installed functions; none if it has them.

    Only the cells of the sheet change, and only where it is ours: its first cell says what it is. A workbook that has
    no such sheet gets none.
    """
    book = Workbook(package)
    sheet = next((sheet for name, sheet in book.sheets.items() if name.casefold() == SHEET.casefold()), None)
    if sheet is None:
        return {}
    wanted = intellisense_rows(REGISTRY)
    width = max(map(len, wanted))
    here = BookReader(book).grid(sheet.name, Area(1, 1, len(wanted) + 1, width + 1))
    if here[0][0] != wanted[0][0]:
        return {}
    rows = [[*row, *[""] * (width + 1 - len(row))] for row in [*wanted, []]]
    if [["" if value is None else value for value in row] for row in here] == rows:
        return {}
    data, found = _CELLS.subn(lambda _: f'<sheetData xmlns="{_MAIN}">{_rows()}</sheetData>', _text(package, sheet.part))
    return {sheet.part: _DIMENSION.sub("", data).encode()} if found == 1 else {}


def _text(package: Package, part: str) -> str:
    return package.read(part).decode("utf-8")


def _next(text: str, before: str) -> int:
    return max((int(number) for number in re.findall(before + r"(\d+)", text)), default=0) + 1


def _rows() -> str:
    rows = []
    for r, values in enumerate(intellisense_rows(REGISTRY), start=1):
        cells = "".join(
            f'<c r="{a1(r, c)}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            for c, value in enumerate(values, start=1)
            if value
        )
        rows.append(f'<row r="{r}">{cells}</row>')
    return "".join(rows)


def _sheet_xml() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetData>{_rows()}</sheetData></worksheet>'
    )
