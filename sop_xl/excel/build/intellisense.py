"""The hidden sheet from which the free Excel-DNA IntelliSense add-in shows the arguments while one types."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from sop_xl.book.package import Package
from sop_xl.cells.address import a1
from sop_xl.functions.emit.intellisense import SHEET, intellisense_rows
from udfs import REGISTRY

_WORKBOOK, _LINKS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
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


def _next(text: str, before: str) -> int:
    return max((int(number) for number in re.findall(before + r"(\d+)", text)), default=0) + 1


def _sheet_xml() -> str:
    rows = []
    for r, values in enumerate(intellisense_rows(REGISTRY), start=1):
        cells = "".join(
            f'<c r="{a1(r, c)}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            for c, value in enumerate(values, start=1)
            if value
        )
        rows.append(f'<row r="{r}">{cells}</row>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    )
