"""The XML of one worksheet, read and rewritten as bytes.

A sheet can hold millions of cells, so it is never parsed into a tree: regular expressions find rows, cells and
formulas. Everything that is not a value of a formula cell is copied as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property, lru_cache, partial
from typing import NamedTuple
from xml.etree import ElementTree as ET

from sop_xl.book.guard import corrupt
from sop_xl.book.sheet_markup import refuse_odd_markup
from sop_xl.book.xml_text import escape, unescape
from sop_xl.cells.address import Area, column_letters, column_number, parse_area, parse_cell
from sop_xl.cells.formula import Formula, FormulaList, Spread
from sop_xl.cells.values import EXCEL_MAX_ROWS, CellError, CellValue
from sop_xl.errors import SopError

_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LITERAL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_BLOCK = 2**20


# Behind the name of an element: <c.x> is no cell, and without its </c> each one would be a search to the end.
_NAME_ENDS = rb"(?=[\s/>])"


class Patterns(NamedTuple):
    """The expressions for one namespace prefix."""

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula_cell: re.Pattern[bytes]
    formula_outline: re.Pattern[bytes]
    formula_pieces: re.Pattern[bytes]
    formula_start: re.Pattern[bytes]
    error_cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    value: re.Pattern[bytes]
    inline_text: re.Pattern[bytes]
    dimension: re.Pattern[bytes]
    prefix: bytes


def _compiled(prefix: bytes, pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern.replace(b"~", re.escape(prefix)).replace(b"@", _NAME_ENDS), re.DOTALL)


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> Patterns:
    compiled = partial(_compiled, prefix)
    return Patterns(
        row=compiled(rb"<~row@([^>]*?)(?:/>|>(.*?)</~row\s*>)"),
        cell=compiled(rb"<~c@([^>]*?)(?:/>|>(.*?)</~c\s*>)"),
        formula_cell=compiled(
            rb"<~c@([^>]*)>\s*(<~f@([^>]*?)(?:/>|>([^<]*)</~f\s*>))\s*(?:<~v@[^>]*?(?:/>|>([^<]*)</~v\s*>))?(.*?)</~c\s*>"
        ),
        formula_outline=compiled(
            rb"<~c@([^>]*?)\br\s*=\s*[\"']([A-Z]+)([0-9]+)[\"']([^>]*)>\s*<~f@([^>]*?)(?:/>|>([^<]*)</~f\s*>)"
        ),
        formula_pieces=compiled(
            rb"(<~c@[^>]*?\br\s*=\s*[\"']([A-Z]+)([0-9]+)[\"'][^>]*>)(\s*<~f@[^>]*?(?:/>|>[^<]*</~f\s*>))"
            rb"(\s*(?:<~v@[^>]*?(?:/>|>[^<]*</~v\s*>))?)(.*?</~c\s*>)"
        ),
        formula_start=compiled(rb"<~f@"),
        error_cell=compiled(rb"<~c@([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)(?<!/)>(.*?)</~c\s*>"),
        formula=compiled(rb"<~f@([^>]*?)(?:/>|>([^<]*)</~f\s*>)"),
        value=compiled(rb"<~v@[^>]*?>([^<]*)</~v\s*>"),
        inline_text=compiled(rb"<~t@[^>]*?>([^<]*)</~t\s*>"),
        dimension=compiled(rb"<~dimension\b[^>]*?ref=[\"']([A-Z0-9:]*)[\"']"),
        prefix=prefix,
    )


_patterns(b"")  # compiled before the fork server forks, not in each worker
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b(?:[^>]*?\sr\s*=\s*[\"']([0-9]{1,9})[\"'])?")
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet\b")


def attributes(raw: bytes) -> dict[str, str]:
    """Attributes of an element by name."""
    return {name.decode(): plain_text(a or b) for name, a, b in _ATTRIBUTE.findall(raw)}


def plain_text(raw: bytes) -> str:
    """Text of XML, such as a formula."""
    text = raw.decode("utf-8")
    if "\r" in text:  # XML knows one line end only
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _unescape_references(text) if "&" in text else text


_CHARACTER = re.compile(r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")


def _unescape_references(text: str) -> str:
    text = _CHARACTER.sub(lambda m: chr(int(m[1], 16) if m[1] else int(m[2])), text)
    return unescape(text)


def decode_text(raw: bytes) -> str:
    """Text of a cell: XML and the ``_x000D_`` escapes of Excel undone."""
    text = plain_text(raw)
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def encode_text(text: str) -> bytes:
    """Text of a cell as XML with Excel's escapes for what XML cannot hold."""
    if "_x" in text:
        text = _LITERAL_ESCAPE.sub("_x005F_", text)
    if text.isprintable():
        return escape(text).encode()
    text = _CONTROL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)
    return escape(text).encode("utf-8", "replace").replace(b"\r", b"_x000D_")


class SheetXml:
    """One worksheet part."""

    def __init__(self, data: bytes, *, book: str, part: str) -> None:
        root = _ROOT.search(data)
        if root is None:
            raise corrupt(book, f"the part {part} is no worksheet")
        refuse_odd_markup(data, root[1], book, part)
        self.data = data
        self.patterns = _patterns(root[1])
        self.book, self.part = book, part

    def __getstate__(self) -> dict[str, object]:
        """All but the data, which the process that this goes to has."""
        return {**vars(self), "data": b""}

    def with_data(self, data: bytes) -> SheetXml:
        """The same part with other contents, made from these."""
        other = copy(self)
        other.__dict__.pop("formulas", None)
        other.__dict__.pop("last_row", None)
        other.data = data
        return other

    @cached_property
    def formulas(self) -> FormulaList:
        """Formula cells in reading order."""
        return FormulaList(self.formulas_between(0, len(self.data)))

    @cached_property
    def last_row(self) -> int:
        """The last row that is written down; that of Excel where one has no number."""
        rows = _ROW.findall(self.data)
        return EXCEL_MAX_ROWS if b"" in rows else max(map(int, rows), default=1)

    def formulas_between(self, start: int, end: int) -> Iterator[Formula]:
        """Formula cells of a part of the data that begins and ends between rows."""
        return (self._formula(match) for match in self.patterns.formula_cell.finditer(self.data, start, end))

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Start and end of stretches of whole rows that together hold all rows."""
        prefix = self.patterns.prefix
        at = max(self.data.find(b"<%bsheetData" % prefix), 0)
        last = self.data.find(b"</%bsheetData" % prefix, at)
        end_row = b"</%brow>" % prefix
        while 0 <= at < last:
            found = self.data.find(end_row, min(at + _BLOCK, last), last)
            end = found + len(end_row) if found >= 0 else last
            yield at, end
            at = end

    def _formula(self, match: re.Match[bytes]) -> Formula:
        try:
            cell, formula = attributes(match[1]), attributes(match[3])
            row, column = parse_cell(cell["r"])
            text = plain_text(match[4]) if match[4] else None
            kind = formula.get("t")
            if kind == "array":
                spread = Spread.DYNAMIC if cell.get("cm", "0") != "0" else Spread.FIXED
                return Formula(row, column, text, spread, parse_area(formula.get("ref", cell["r"])))
            shared = int(formula["si"]) if kind == "shared" else None
        except (KeyError, ValueError, UnicodeDecodeError, SopError) as error:
            raise corrupt(self.book, f"a formula cell in {self.part} is damaged") from error
        return Formula(row, column, text, shared=shared)

    def cells(self, shared_strings: Sequence[str], area: Area | None = None) -> Iterator[tuple[int, int, CellValue]]:
        """Row, column and saved value of the cells that are not blank, in reading order."""
        row_number = 0
        for row in self.patterns.row.finditer(self.data):
            row_attributes = attributes(row[1])
            row_number = int(row_attributes.get("r", row_number + 1))
            if area and not area.top <= row_number <= area.bottom:
                continue
            column = 0
            for cell in self.patterns.cell.finditer(row[2] or b""):
                cell_attributes = attributes(cell[1])
                reference = cell_attributes.get("r")
                column = parse_cell(reference)[1] if reference else column + 1
                if area and not area.left <= column <= area.right:
                    continue
                value = self._value(cell_attributes.get("t", "n"), cell[2] or b"", shared_strings)
                if value is not None:
                    yield row_number, column, value

    def errors(self) -> Iterator[tuple[int, int, CellError]]:
        """Row, column and error of the cells that hold one, in reading order."""
        return self.errors_in(self.data)

    def errors_in(self, data: bytes) -> Iterator[tuple[int, int, CellError]]:
        """The same of some rows of the sheet, perhaps with other values."""
        if b"#" not in data or not (b'"e"' in data or b"'e'" in data):
            return
        for match in self.patterns.error_cell.finditer(data):
            row, column = parse_cell(attributes(match[1])["r"])
            error = self._value("e", match[2], ())
            if isinstance(error, CellError):
                yield row, column, error

    def _value(self, kind: str, body: bytes, shared_strings: Sequence[str]) -> CellValue:
        if kind == "inlineStr":
            return "".join(decode_text(run) for run in self.patterns.inline_text.findall(body))
        match = self.patterns.value.search(body)
        if match is None:
            return None
        try:
            return decode_value(kind, match[1], shared_strings)
        except (ValueError, IndexError, UnicodeDecodeError) as error:
            raise corrupt(self.book, f"a value in {self.part} is damaged") from error


def decode_value(kind: str, raw: bytes, shared_strings: Sequence[str] = ()) -> CellValue:
    """Value of a cell of type ``kind`` (the ``t`` attribute)."""
    if kind == "n":
        return float(raw) if raw.strip() else None
    if kind == "s":
        return shared_strings[int(raw)]
    if kind == "b":
        return raw.strip() == b"1"
    if kind == "e":
        text = raw.decode()
        return CellError(text) if text in CellError._value2member_map_ else CellError.UNKNOWN
    return decode_text(raw)


def read_shared_strings(data: bytes) -> list[str]:
    """Texts of the shared-strings part; phonetic runs are left out."""
    if b"<!" in data:  # comments and CDATA, which may hold what looks like a text
        data = ET.tostring(ET.fromstring(data))  # noqa: S314  # the guard refuses document types
    prefix_match = re.search(rb"<((?:[\w.-]+:)?)sst\b", data)
    prefix = prefix_match[1] if prefix_match else b""
    compiled = partial(_compiled, prefix)
    item = compiled(rb"<~si@[^>]*?(?:/>|>(.*?)</~si\s*>)")
    phonetic = compiled(rb"<~rPh@[^>]*?(?:/>|>.*?</~rPh\s*>)")
    text = compiled(rb"<~t@[^>]*?>([^<]*)</~t\s*>")
    return [
        "".join(decode_text(run) for run in text.findall(phonetic.sub(b"", match[1] or b"")))
        for match in item.finditer(data)
    ]


def reference(row: int, column: int) -> bytes:
    """``r`` attribute of a cell."""
    return b"%b%d" % (column_letters(column).encode(), row)


def split_reference(raw: bytes) -> tuple[int, int]:
    """Row and column of an ``r`` attribute, without the checks of ``parse_cell``."""
    letters = raw.rstrip(b"0123456789")
    return int(raw[len(letters) :]), column_number(letters.decode())
