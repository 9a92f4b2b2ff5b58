"""A plain sheet with a title and one table of values, in styles that are added to the workbook's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_xl.book.cell_xml import encode_value
from sop_xl.book.sheet_xml import encode_text, reference
from sop_xl.book.workbook import Workbook
from sop_xl.cells.values import CellValue
from sop_xl.errors import WorkbookError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = {
    "text": "General",
    "date": "d mmm yyyy",
    "month": "mmm yyyy",
    "units": "#,##0",
    "units1": "#,##0.0",
    "money": "#,##0",
    "share": "0.0%",
    "number": "0.000",
}
_FIRST_OWN_FORMAT = 164
_WIDEST, _NARROWEST = 60, 9
HEAD_ROW = 4


class Styles:
    """The styles part of a workbook, to which styles are added that it does not have yet."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8")
        root = re.search(r"<((?:[\w.-]+:)?)styleSheet\b", self.text)
        if root is None or root[1]:
            raise WorkbookError("keeps its styles in an unknown way", hint="Save it once in Excel.")

    def add(self, collection: str, element: str) -> int:
        """Index of an element of a collection (fonts, fills, cellXfs), added where it is new."""
        match = re.search(rf"<{collection}\b[^>]*?>(.*?)</{collection}>", self.text, re.DOTALL)
        if match is None:
            raise WorkbookError(f"has no {collection} among its styles", hint="Save it once in Excel.")
        tag = element[1 : re.search(r"[\s/>]", element).start()]  # type: ignore[union-attr]  # an element ends its name
        there = re.findall(rf"<{tag}\b(?:[^>]*?/>|.*?</{tag}>)", match[1], re.DOTALL)
        if element in there:
            return there.index(element)
        opening = match[0][: match.start(1) - match.start(0)]
        opening = re.sub(r"count=\"\d+\"", f'count="{len(there) + 1}"', opening)
        self.text = self.text.replace(match[0], f"{opening}{match[1]}{element}</{collection}>", 1)
        return len(there)

    def number_format(self, code: str) -> int:
        """Number of a format code."""
        if code == "General":
            return 0
        for element in re.findall(r"<numFmt\b[^>]*/>", self.text):
            if f'formatCode="{code}"' in element:
                return int(re.search(r"numFmtId=\"(\d+)\"", element)[1])  # type: ignore[index]  # it has a number
        numbers = [int(found) for found in re.findall(r"<numFmt\b[^>]*?numFmtId=\"(\d+)\"", self.text)]
        number = max([_FIRST_OWN_FORMAT - 1, *numbers]) + 1
        if "<numFmts" in self.text:
            self.add("numFmts", f'<numFmt numFmtId="{number}" formatCode="{code}"/>')
        else:
            made = f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>'
            self.text = re.sub(r"(<styleSheet\b[^>]*>)", lambda m: m[1] + made, self.text, count=1)
        return number

    def cell(self, code: str = "General", *, font: int = 0, fill: int = 0, align: str = "") -> int:
        """Index of a cell style."""
        head = f'<xf numFmtId="{self.number_format(code)}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        flags = ' applyNumberFormat="1" applyFont="1" applyFill="1"'
        if align:
            alignment = f'<alignment horizontal="{align}" vertical="top" wrapText="{int(bool(fill))}"/>'
            return self.add("cellXfs", f'{head}{flags} applyAlignment="1">{alignment}</xf>')
        return self.add("cellXfs", f"{head}{flags}/>")


def report_sheet(
    workbook: Workbook,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[CellValue]],
    formats: Sequence[str],
) -> tuple[bytes, dict[str, bytes]]:
    """XML of the sheet, and the styles part where it had to grow."""
    part = next((r.target for r in workbook.relations(workbook.part) if r.kind == "styles"), None)
    if part is None:
        raise WorkbookError("has no styles", argument=workbook.name, hint="Save it once in Excel.")
    before = workbook.package.read(part)
    styles = Styles(before)
    large = styles.add(
        "fonts", '<font><b/><sz val="14"/><color rgb="FF1F3864"/><name val="Calibri"/><family val="2"/></font>'
    )
    bold = styles.add(
        "fonts", '<font><b/><sz val="11"/><color rgb="FF1F3864"/><name val="Calibri"/><family val="2"/></font>'
    )
    pale = styles.add(
        "fills",
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDDE6F0"/><bgColor indexed="64"/></patternFill></fill>',
    )
    title_style, head_styles = (
        styles.cell(font=large),
        [styles.cell(font=bold, fill=pale, align=_side(name)) for name in formats],
    )
    columns = [styles.cell(FORMATS[name], align=_side(name)) for name in formats]
    widths = [_width(i, heads, rows) for i in range(len(heads))]
    lines = [_row(2, [title], [title_style]), _row(HEAD_ROW, heads, head_styles)]
    lines += [_row(number, row, columns) for number, row in enumerate(rows, start=HEAD_ROW + 1)]
    corner = reference(HEAD_ROW + len(rows), 1 + max(1, len(heads)))
    sizes = b"".join(
        b'<col min="%d" max="%d" width="%.1f" customWidth="1"/>' % (i, i, width)
        for i, width in enumerate([2.0, *widths], start=1)
    )  # fmt: skip
    data = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%b"><dimension ref="B2:%b"/>'
        b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" '
        b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        b"<cols>%b</cols><sheetData>%b</sheetData>"
        b'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        b'<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    ) % (_MAIN.encode(), corner, HEAD_ROW, HEAD_ROW + 1, sizes, b"".join(lines))
    after = styles.text.encode()
    return data, {} if after == before else {part: after}


def _side(name: str) -> str:
    return "left" if name in ("text", "date", "month") else "right"


def _row(number: int, values: Sequence[CellValue], styles: Sequence[int]) -> bytes:
    cells = []
    for column, (value, style) in enumerate(zip(values, styles, strict=True), start=2):
        head = b'<c r="%b" s="%d"' % (reference(number, column), style)
        if value is None or value == "":
            cells.append(head + b"/>")
        elif isinstance(value, str):
            cells.append(b'%b t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>' % (head, encode_text(value)))
        else:
            kind, raw = encode_value(value)
            cells.append(b"%b%b><v>%b</v></c>" % (head, kind, raw or b""))
    return b'<row r="%d">%b</row>' % (number, b"".join(cells))


def _width(column: int, heads: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> float:
    texts = [len(str(row[column])) for row in rows[:500] if isinstance(row[column], str)]
    return min(_WIDEST, max(_NARROWEST, min(16, len(heads[column])), *texts) + 2) if texts else max(
        _NARROWEST + 2.0, min(16.0, len(heads[column]) + 2.0)
    )  # fmt: skip
