"""Cells written as XML, and cells without a formula filled with values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop_xl.book.guard import corrupt
from sop_xl.book.sheet_xml import SheetXml, attributes, encode_text, reference, split_reference
from sop_xl.cells.values import CellError, CellValue

# What may follow "#" in a file: newer errors are saved as #VALUE! with rich metadata that only Excel can write.
_CLASSIC_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
TYPE = re.compile(rb"\s(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_POSITION = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
INTEGER_LIMIT = 1e15  # beyond it a float no longer holds every whole number

Updates = Mapping[int, Mapping[int, CellValue]]


def encode_value(value: CellValue) -> tuple[bytes, bytes | None]:
    """Type attribute and contents of ``<v>`` for a value; no contents for a blank."""
    if value is None:
        return b"", None
    if isinstance(value, bool):
        return b' t="b"', b"1" if value else b"0"
    if isinstance(value, (int, float)):
        return b"", encode_number(value)
    if isinstance(value, CellError):
        text = value.value if value.value in _CLASSIC_ERRORS else "#VALUE!"
        return b' t="e"', text.encode()
    return b' t="str"', encode_text(value)


def encode_number(value: float) -> bytes:
    """Shortest text that reads back as the same number."""
    if value == int(value) and abs(value) < INTEGER_LIMIT:
        return b"%d" % int(value)
    return repr(float(value)).encode()


def element(opening: bytes, contents: bytes, closing: bytes) -> bytes:
    """An element with contents, whose blanks are kept."""
    space = b' xml:space="preserve"' if contents != contents.strip() else b""
    return b"%b%b>%b%b" % (opening, space, contents, closing)


def fill_cells(data: bytes, sheet: SheetXml, updates: Updates) -> bytes:
    """Put values into cells that hold no formula, making rows and cells where there are none.

    Styles stay; a None empties the cell. Cells with a formula are left alone.
    """
    patterns = sheet.patterns
    pending = sorted(updates)
    taken = 0

    def rebuilt(match: re.Match[bytes]) -> bytes:
        nonlocal taken
        number = int(attributes(match[1])["r"])
        before = b""
        while taken < len(pending) and pending[taken] < number:
            before += _new_row(patterns.prefix, pending[taken], updates[pending[taken]])
            taken += 1
        if taken < len(pending) and pending[taken] == number:
            taken += 1
            return before + _edited_row(sheet, match, number, updates[number])
        return before + match[0]

    data = patterns.row.sub(rebuilt, data)
    rest = b"".join(_new_row(patterns.prefix, row, updates[row]) for row in pending[taken:])
    return _append_rows(data, patterns.prefix, rest) if rest else data


def _append_rows(data: bytes, prefix: bytes, rows: bytes) -> bytes:
    opening, closing = b"<%bsheetData" % prefix, b"</%bsheetData>" % prefix
    if closing in data:
        return data.replace(closing, rows + closing, 1)
    return re.sub(re.escape(opening) + rb"\s*/>", lambda _: opening + b">" + rows + closing, data, count=1)


def _cell(prefix: bytes, attribute_bytes: bytes, value: CellValue) -> bytes:
    if value.__class__ is float:
        return b"<%bc%b><%bv>%b</%bv></%bc>" % (prefix, attribute_bytes, prefix, encode_number(value), prefix, prefix)
    kind, contents = encode_value(value)
    if contents is None:
        return b"<%bc%b/>" % (prefix, attribute_bytes)
    body = element(b"<%bv" % prefix, contents, b"</%bv>" % prefix)
    return b"<%bc%b%b>%b</%bc>" % (prefix, attribute_bytes, kind, body, prefix)


def _new_cells(prefix: bytes, row: int, values: Mapping[int, CellValue]) -> list[tuple[int, bytes]]:
    return [
        (column, _cell(prefix, b' r="%b"' % reference(row, column), value))
        for column, value in sorted(values.items())
        if value is not None
    ]


def _new_row(prefix: bytes, row: int, values: Mapping[int, CellValue]) -> bytes:
    cells = b"".join(cell for _, cell in _new_cells(prefix, row, values))
    return b'<%brow r="%d">%b</%brow>' % (prefix, row, cells, prefix) if cells else b""


def _edited_row(sheet: SheetXml, match: re.Match[bytes], row: int, values: Mapping[int, CellValue]) -> bytes:
    body = _edited_in_place(sheet.patterns.prefix, match[2] or b"", row, values)
    if body is None:
        return _rebuilt_row(sheet, match, row, values)
    return match[0] if body == match[2] else match[0].replace(match[2], body, 1)


def _edited_in_place(prefix: bytes, body: bytes, row: int, values: Mapping[int, CellValue]) -> bytes | None:
    """The cells of a row with new values, or None where a cell is not there, not in order, or holds a formula."""
    formula, closing = b"<%bf" % prefix, b"</%bc>" % prefix
    pieces: list[bytes] = []
    done = 0
    for column in sorted(values):
        at = body.find(b' r="%b"' % reference(row, column), done)
        if at < 0:
            return None
        start, opened = body.rfind(b"<", 0, at), body.find(b">", at)
        if body.find(b">", start, at) >= 0:  # it stands in a text
            return None
        end = opened + 1
        if body[opened - 1 : opened] != b"/":
            end = body.find(closing, opened) + len(closing)
            if end < len(closing) or body.find(formula, opened, end) >= 0:
                return None
        tag = body[start + len(prefix) + 2 : opened].removesuffix(b"/").rstrip()
        if b"t" in tag or b"v" in tag:
            tag = TYPE.sub(b"", tag)
        pieces += (body[done:start], _cell(prefix, tag, values[column]))
        done = end
    return b"".join((*pieces, body[done:]))


def _rebuilt_row(sheet: SheetXml, match: re.Match[bytes], row: int, values: Mapping[int, CellValue]) -> bytes:
    patterns = sheet.patterns
    prefix = patterns.prefix
    cells: list[tuple[int, bytes]] = []
    left = dict(values)
    for cell in patterns.cell.finditer(match[2] or b""):
        position = _POSITION.search(cell[1])
        if position is None:
            raise corrupt(sheet.book, f"a cell in {sheet.part} has no address, and an array reaches among them")
        column = split_reference(position[1])[1]
        if column in left:
            value = left.pop(column)
            if patterns.formula.search(cell[2] or b"") is None:
                cells.append((column, _cell(prefix, TYPE.sub(b"", cell[1].rstrip(b"/ ")), value)))
                continue
        cells.append((column, cell[0]))
    cells += _new_cells(prefix, row, left)
    cells.sort(key=lambda item: item[0])
    opening = _SPANS.sub(b"", match[1].rstrip(b"/ "))
    return b"<%brow%b>%b</%brow>" % (prefix, opening, b"".join(cell for _, cell in cells), prefix)
