"""New values into the XML of a sheet, and nothing else.

Only the type and the value of formula cells change, and the value cells that a spilled array fills. A cell whose
value is the same keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sop_xl.book.sheet_xml import SheetXml, attributes, decode_value, encode_text, reference, split_reference
from sop_xl.cells.address import Area, column_number
from sop_xl.cells.formula import Formula, covering
from sop_xl.cells.values import CellError, CellValue

# What may follow "#" in a file: newer errors are saved as #VALUE! with rich metadata that only Excel can write.
_CLASSIC_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
_TYPE = re.compile(rb"\s(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_POSITION = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_ARRAY_RANGE = re.compile(rb"(\bref\s*=\s*[\"'])[^\"']*")
_INLINE = re.compile(rb"<(?:[\w.-]+:)?is[\s>].*?</(?:[\w.-]+:)?is\s*>", re.DOTALL)
_VALUE = re.compile(rb"<[^>]*>([^<]*)<")
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_INTEGER_LIMIT = 1e15  # beyond it a float no longer holds every whole number

Updates = Mapping[int, Mapping[int, CellValue]]
RowsOf = Callable[[Area], Sequence[Sequence[CellValue]]]  # values of an area, row by row
_PIECES = 7  # of a split: what is between, then cell tag, column, row, formula, value, end of the cell


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


def spliced_blocks(
    sheet: SheetXml,
    rows_of: RowsOf,
    arrays: Iterable[Formula] = (),
    spills: Mapping[tuple[int, int], Area] | None = None,
    keep: frozenset[tuple[int, int]] = frozenset(),
) -> Iterator[bytes]:
    """The sheet with the value of every formula cell replaced, block by block; no block ends within a row.

    Parameters
    ----------
    sheet : SheetXml
    rows_of : callable
        New values of an area, those of formula cells and of cells that an array fills.
    arrays : iterable of Formula
        Array formulas that filled more than their own cell when the workbook was saved.
    spills : mapping
        Area that array formulas fill now, by the position of the formula; its own cell where nothing is said.
    keep : set of (row, column)
        Formula cells that keep their saved value because they could not be calculated.
    """
    spills = dict(spills or {})
    for formula in arrays:
        spills.setdefault((formula.row, formula.column), Area(formula.row, formula.column, formula.row, formula.column))
    updates = _array_updates(arrays, spills, rows_of, keep)
    blocks = _blocks(sheet, _Splicer(sheet, rows_of, spills, keep))
    if updates:
        yield fill_cells(b"".join(blocks), sheet, updates)
    else:
        yield from blocks


def splice_values(
    sheet: SheetXml,
    rows_of: RowsOf,
    arrays: Iterable[Formula] = (),
    spills: Mapping[tuple[int, int], Area] | None = None,
    keep: frozenset[tuple[int, int]] = frozenset(),
) -> bytes:
    """The same in one piece."""
    return b"".join(spliced_blocks(sheet, rows_of, arrays, spills, keep))


def _blocks(sheet: SheetXml, splicer: _Splicer) -> Iterator[bytes]:
    at = 0
    for start, end in sheet.blocks():
        yield sheet.data[at:start]
        yield splicer.spliced(start, end)
        at = end
    yield sheet.data[at:]


class _Splicer:
    """Puts values into stretches of rows."""

    def __init__(
        self, sheet: SheetXml, rows_of: RowsOf, spills: Mapping[tuple[int, int], Area], keep: frozenset[tuple[int, int]]
    ) -> None:
        self._sheet, self._rows_of, self._spills = sheet, rows_of, spills
        self._special = keep | spills.keys()
        self._special_rows = {row for row, _ in self._special}
        self._keep = keep
        prefix = sheet.patterns.prefix
        self._open, self._close = b"<%bv" % prefix, b"</%bv>" % prefix
        self._element = b"<%bv>%%b</%bv>" % (prefix, prefix)

    def spliced(self, start: int, end: int) -> bytes:
        """The rows between two places of the data with their new values."""
        pieces = self._sheet.patterns.formula_pieces.split(self._sheet.data[start:end])
        if len(pieces) == 1:
            return pieces[0]
        heads, columns, rows, values = (pieces[piece::_PIECES] for piece in (1, 2, 3, 5))
        column_of = {letters: column_number(letters.decode()) for letters in set(columns)}
        row_of = {digits: int(digits) for digits in set(rows)}
        table = self._table(columns, rows, column_of, row_of)
        special = not self._special_rows.isdisjoint(row_of.values())
        now = [table[row][column] for row, column in zip(rows, columns)]
        news = None if special or b" t=" in b"".join(heads) else self._elements(now)
        if news is not None:
            for i, (old, new) in enumerate(zip(values, news)):
                if new != old and not _is_same(old, new):
                    values[i] = new
        for i, (head, column, row, old) in enumerate(zip(heads, columns, rows, values) if news is None else ()):
            if special and (at := (row_of[row], column_of[column])) in self._special:
                if at in self._keep:
                    continue
                if at in self._spills:
                    pieces[i * _PIECES + 4] = _with_range(pieces[i * _PIECES + 4], self._spills[at])
            value = now[i]
            if value.__class__ is float and b" t=" not in head:
                new = self._element % encode_number(value)
                if new != old and not _is_same(old, new):
                    values[i] = new
            else:
                heads[i], values[i] = self._typed(head, old, value)
                if b"inlineStr" in head:
                    pieces[i * _PIECES + 6] = _INLINE.sub(b"", pieces[i * _PIECES + 6])
        nothing = [b""] * len(heads)
        pieces[1::_PIECES], pieces[2::_PIECES], pieces[3::_PIECES] = heads, nothing, nothing
        pieces[5::_PIECES] = values
        return b"".join(pieces)

    def _elements(self, values: Sequence[CellValue]) -> list[bytes] | None:
        """Value elements of numbers, as ``encode_number`` would make them one by one; None where others are there."""
        if {*map(type, values)} != {float} or max(map(abs, values)) >= _INTEGER_LIMIT:  # type: ignore[arg-type]
            return None
        between = (self._element % b"\n").decode().partition("\n")
        text = f"{between[2]}\n{between[0]}".join(map(repr, values)).replace(f".0{between[2]}", between[2])
        text = f"{between[0]}{text.removesuffix('.0')}{between[2]}"
        return None if ">-0<" in text or "n" in between[0] + text else text.encode().split(b"\n")

    def _table(
        self,
        columns: list[bytes],
        rows: list[bytes],
        column_of: Mapping[bytes, int],
        row_of: Mapping[bytes, int],
    ) -> dict[bytes, dict[bytes, CellValue]]:
        """New values by the digits of a row and the letters of a column."""
        top, left = min(row_of.values()), min(column_of.values())
        whole = Area(top, left, max(row_of.values()), max(column_of.values()))
        if whole.rows * whole.columns <= 4 * len(rows):
            grid = self._rows_of(whole)
            places = [(letters, column - left) for letters, column in column_of.items()]
            return {
                digits: {letters: grid[row - top][place] for letters, place in places} for digits, row in row_of.items()
            }
        positions = list(zip(rows, columns))
        values: dict[tuple[int, int], CellValue] = {}
        for area in covering((row_of[row], column_of[column]) for row, column in positions):
            for row_number, line in enumerate(self._rows_of(area), start=area.top):
                for column_number_, value in enumerate(line, start=area.left):
                    values[row_number, column_number_] = value
        table: dict[bytes, dict[bytes, CellValue]] = {digits: {} for digits in row_of}
        for row, column in positions:
            table[row][column] = values[row_of[row], column_of[column]]
        return table

    def _typed(self, head: bytes, old: bytes, value: CellValue) -> tuple[bytes, bytes]:
        """Tag and value element of a cell whose old or new value is no plain number."""
        value = "" if value is None else value  # a formula cell is never blank
        found = _VALUE.search(old)
        if _is_saved(value, head, found[1] if found else None):
            return head, old
        kind, contents = encode_value(value)
        element = b"" if contents is None else _element(self._open, contents, self._close)
        return b"%b%b>" % (_TYPE.sub(b"", head[:-1]), kind), element


def _is_same(old: bytes, new: bytes) -> bool:
    """Tell whether an element holds a number written in another way; the shortest way has the fewest characters."""
    return (len(old) >= len(new) or b"E" in old) and _is_number(old, float(new[new.index(b">") + 1 : new.rindex(b"<")]))


def _is_number(old: bytes, value: float) -> bool:
    """Tell whether a value element holds a number, perhaps written in another way."""
    found = _VALUE.search(old)
    try:
        return found is not None and float(found[1]) == value
    except ValueError:
        return False


def _is_saved(value: CellValue, head: bytes, raw: bytes | None) -> bool:
    """Tell whether the cell already holds this value, type and all."""
    kind = attributes(head).get("t", "n")
    if raw is None:
        return value == "" and kind == "str"
    if kind == "n":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and _is_number(b"<>%b<" % raw, value)
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
    arrays: Iterable[Formula],
    spills: Mapping[tuple[int, int], Area],
    rows_of: RowsOf,
    keep: frozenset[tuple[int, int]],
) -> dict[int, dict[int, CellValue]]:
    """Values of the cells that arrays fill now, and blanks where they no longer reach."""
    updates: dict[int, dict[int, CellValue]] = {}
    old = {(f.row, f.column): f.area for f in arrays if f.area is not None}
    new = {at: area for at, area in spills.items() if at not in keep and area.rows * area.columns > 1}
    for anchor, area in old.items():
        if anchor not in keep:
            for row in range(area.top, area.bottom + 1):
                updates.setdefault(row, {}).update(dict.fromkeys(range(area.left, area.right + 1)))
            del updates[anchor[0]][anchor[1]]
    for area, values in zip(new.values(), _values_of(list(new.values()), rows_of), strict=True):
        for row, line in enumerate(values, start=area.top):
            updates.setdefault(row, {}).update(enumerate(line, start=area.left))
    for row, column in new:
        del updates[row][column]
    return updates


def _values_of(areas: Sequence[Area], rows_of: RowsOf) -> Iterable[Sequence[Sequence[CellValue]]]:
    """Values of each area; those that lie close together are asked for at once."""
    if not areas:
        return []
    top, left = min(area.top for area in areas), min(area.left for area in areas)
    around = Area(top, left, max(area.bottom for area in areas), max(area.right for area in areas))
    if around.rows * around.columns > 4 * sum(area.rows * area.columns for area in areas):
        return map(rows_of, areas)
    grid = rows_of(around)
    return (
        [line[area.left - left : area.right + 1 - left] for line in grid[area.top - top : area.bottom + 1 - top]]
        for area in areas
    )


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
            tag = _TYPE.sub(b"", tag)
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
