"""New values into the XML of a sheet, and nothing else.

Only the type and the value of formula cells change, and the value cells that a spilled array fills. A cell whose
value is the same keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sop_xl.book.sheet_xml import SheetXml, attributes, decode_value, encode_text, reference, split_reference
from sop_xl.cells.address import Area
from sop_xl.cells.formula import Formula
from sop_xl.cells.values import CellError, CellValue

# What may follow "#" in a file: newer errors are saved as #VALUE! with rich metadata that only Excel can write.
_CLASSIC_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
_TYPE = re.compile(rb"\s(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_POSITION = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_ARRAY_RANGE = re.compile(rb"(\bref\s*=\s*[\"'])[^\"']*")
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_INTEGER_LIMIT = 1e15  # beyond it a float no longer holds every whole number

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
    if value == int(value) and abs(value) < _INTEGER_LIMIT:
        return b"%d" % int(value)
    return repr(float(value)).encode()


def splice_values(
    sheet: SheetXml,
    value_at: Callable[[int, int], CellValue],
    spills: Mapping[tuple[int, int], Area],
    keep: frozenset[tuple[int, int]] = frozenset(),
) -> bytes:
    """The sheet with the value of every formula cell replaced.

    Parameters
    ----------
    sheet : SheetXml
    value_at : callable
        New value of a formula cell or of a cell that an array fills, by row and column.
    spills : mapping
        Area that each array formula fills now, by the position of the formula.
    keep : set of (row, column)
        Formula cells that keep their saved value because they could not be calculated.
    """
    patterns = sheet.patterns
    open_value, close_value = b"<%bv" % patterns.prefix, b"</%bv>" % patterns.prefix
    end_cell = b"</%bc>" % patterns.prefix

    def replaced(match: re.Match[bytes]) -> bytes:
        attribute_bytes, formula = match[1], match[2]
        position = _POSITION.search(attribute_bytes)
        assert position is not None
        at = split_reference(position[1])
        if at in keep:
            return match[0]
        value = value_at(*at)
        value = "" if value is None else value  # a formula cell is never blank
        spill = spills.get(at)
        new = formula if spill is None else _with_range(formula, spill)
        if new == formula and _is_saved(value, attribute_bytes, match[5]):
            return match[0]
        kind, contents = encode_value(value)
        body = b"" if contents is None else _element(open_value, contents, close_value)
        return b"<%bc%b%b>%b%b%b%b" % (
            patterns.prefix, _TYPE.sub(b"", attribute_bytes), kind, new, body, match[6], end_cell,
        )  # fmt: skip

    data = patterns.formula_cell.sub(replaced, sheet.data)
    updates = _array_updates(sheet.formulas, spills, value_at, keep)
    return fill_cells(data, sheet, updates) if updates else data


def _is_saved(value: CellValue, attribute_bytes: bytes, raw: bytes | None) -> bool:
    """Tell whether the cell already holds this value, type and all."""
    kind = attributes(attribute_bytes).get("t", "n")
    if raw is None:
        return value == "" and kind == "str"
    if kind == "n":
        if type(value) is not float and type(value) is not int:
            return False
        try:
            return float(raw) == value
        except ValueError:
            return False
    if kind == "str":
        return type(value) is str and decode_value(kind, raw) == value
    if kind == "b":
        return type(value) is bool and (raw == b"1") == value
    return isinstance(value, CellError) and kind == "e" and raw.decode() == value.value


def _with_range(formula: bytes, area: Area) -> bytes:
    """The ``<f>`` element with the range that the array fills now."""
    return _ARRAY_RANGE.sub(lambda m: m[1] + str(area).encode(), formula, count=1)


def _element(opening: bytes, contents: bytes, closing: bytes) -> bytes:
    space = b' xml:space="preserve"' if contents != contents.strip() else b""
    return b"%b%b>%b%b" % (opening, space, contents, closing)


def _array_updates(
    formulas: list[Formula],
    spills: Mapping[tuple[int, int], Area],
    value_at: Callable[[int, int], CellValue],
    keep: frozenset[tuple[int, int]],
) -> dict[int, dict[int, CellValue]]:
    """Values of the cells that arrays fill now, and blanks where they no longer reach."""
    updates: dict[int, dict[int, CellValue]] = {}
    for formula in formulas:
        anchor = formula.row, formula.column
        if formula.area is None or anchor in keep:
            continue
        new = spills.get(anchor, Area(*anchor, *anchor))
        for area, is_new in ((formula.area, False), (new, True)):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    if (row, column) != anchor:
                        updates.setdefault(row, {})[column] = value_at(row, column) if is_new else None
    return updates


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
    kind, contents = encode_value(value)
    if contents is None:
        return b"<%bc%b/>" % (prefix, attribute_bytes)
    body = _element(b"<%bv" % prefix, contents, b"</%bv>" % prefix)
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
    patterns = sheet.patterns
    prefix = patterns.prefix
    cells: list[tuple[int, bytes]] = []
    left = dict(values)
    for cell in patterns.cell.finditer(match[2] or b""):
        position = _POSITION.search(cell[1])
        assert position is not None
        column = split_reference(position[1])[1]
        if column in left:
            value = left.pop(column)
            if patterns.formula.search(cell[2] or b"") is None:
                cells.append((column, _cell(prefix, _TYPE.sub(b"", cell[1].rstrip(b"/ ")), value)))
                continue
        cells.append((column, cell[0]))
    cells += _new_cells(prefix, row, left)
    cells.sort(key=lambda item: item[0])
    opening = _SPANS.sub(b"", match[1].rstrip(b"/ "))
    return b"<%brow%b>%b</%brow>" % (prefix, opening, b"".join(cell for _, cell in cells), prefix)
