"""New values into the XML of a sheet, and nothing else.

Only the type and the value of formula cells change, and the value cells that a spilled array fills. A cell whose
value is the same keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sop_xl.book.cell_xml import INTEGER_LIMIT, TYPE, element, encode_number, encode_value, fill_cells
from sop_xl.book.sheet_xml import SheetXml, attributes, decode_value
from sop_xl.cells.address import Area, column_number
from sop_xl.cells.formula import Formula, covering
from sop_xl.cells.values import CellError, CellValue

_ARRAY_RANGE = re.compile(rb"(\bref\s*=\s*[\"'])[^\"']*")
_INLINE = re.compile(rb"<(?:[\w.-]+:)?is[\s>].*?</(?:[\w.-]+:)?is\s*>", re.DOTALL)
_VALUE = re.compile(rb"<[^>]*>([^<]*)<")
_HAS_TYPE = re.compile(rb"\st\s*=")
_ODD_BLANKS = (b"\tt", b"\nt", b"\rt", b"t ", b"t\t", b"t\n", b"t\r")  # around it: XML allows them

RowsOf = Callable[[Area], Sequence[Sequence[CellValue]]]  # values of an area, row by row
_STRETCH = 2**23  # bytes of a sheet; the same for any number of processes, because each is compressed by itself
_PIECES = 7  # of a split: what is between, then cell tag, column, row, formula, value, end of the cell


def splice_values(
    sheet: SheetXml,
    rows_of: RowsOf,
    arrays: Iterable[Formula] = (),
    spills: Mapping[tuple[int, int], Area] | None = None,
    keep: frozenset[tuple[int, int]] = frozenset(),
) -> bytes:
    """The sheet with the value of every formula cell replaced; see ``Splicer``."""
    splicer = Splicer(sheet, rows_of, arrays, spills, keep)
    return b"".join(block for stretch in splicer.stretches() for block in splicer.blocks(*stretch))


class Splicer:
    """Replaces the value of every formula cell of a sheet.

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

    def __init__(
        self,
        sheet: SheetXml,
        rows_of: RowsOf,
        arrays: Iterable[Formula] = (),
        spills: Mapping[tuple[int, int], Area] | None = None,
        keep: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        self._sheet, self._rows_of, self._arrays, self._keep = sheet, rows_of, list(arrays), keep
        own = {(f.row, f.column): Area(f.row, f.column, f.row, f.column) for f in self._arrays}
        self._spills = {**own, **(spills or {})}
        self._special = keep | self._spills.keys()
        self._special_rows = {row for row, _ in self._special}
        prefix = sheet.patterns.prefix
        self._open, self._close = b"<%bv" % prefix, b"</%bv>" % prefix
        self._element = b"<%bv>%%b</%bv>" % (prefix, prefix)

    @property
    def fills(self) -> bool:
        """Whether arrays fill, or filled, cells beside their own."""
        return bool(self._arrays) or any(area.rows * area.columns > 1 for area in self._spills.values())

    def stretches(self) -> list[tuple[int, int]]:
        """Start and end of the parts of the sheet, together all of it, that may be spliced apart from one another."""
        found: list[tuple[int, int]] = []
        start, size = 0, len(self._sheet.data)
        for _, end in () if self.fills else self._sheet.blocks():
            if end - start >= _STRETCH:
                found.append((start, end))
                start = end
        return [*found, (start, size)]

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """A stretch with its new values, block by block; no block ends within a row."""
        blocks = self._spliced_blocks(start, end)
        updates = _array_updates(self._arrays, self._spills, self._rows_of, self._keep) if self.fills else {}
        if updates:
            yield fill_cells(b"".join(blocks), self._sheet, updates)
        else:
            yield from blocks

    def _spliced_blocks(self, start: int, end: int) -> Iterator[bytes]:
        at = start
        for first, last in self._sheet.blocks():
            if start <= first < end:
                yield self._sheet.data[at:first]
                yield self._spliced(first, last)
                at = last
        yield self._sheet.data[at:end]

    def _spliced(self, start: int, end: int) -> bytes:
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
        typed = _typed_ones(heads)
        news = None if special or any(typed) else self._elements(now)
        if news is not None:
            for i, (old, new) in enumerate(zip(values, news)):
                if new != old and ((len(old) < len(new) and b"E" not in old) or not _is_same(old, new)):
                    values[i] = new
        for i, (head, column, row, old) in enumerate(zip(heads, columns, rows, values) if news is None else ()):
            if special and (at := (row_of[row], column_of[column])) in self._special:
                if at in self._keep:
                    continue
                if at in self._spills:
                    pieces[i * _PIECES + 4] = _with_range(pieces[i * _PIECES + 4], self._spills[at])
            value = now[i]
            if value.__class__ is float and not typed[i]:
                new = self._element % encode_number(value)
                if new != old and not _is_same(old, new):
                    values[i] = new
            else:
                heads[i], values[i] = self._typed(head, old, value, is_typed=typed[i])
                if b"inlineStr" in head:
                    pieces[i * _PIECES + 6] = _INLINE.sub(b"", pieces[i * _PIECES + 6])
        nothing = [b""] * len(heads)
        pieces[1::_PIECES], pieces[2::_PIECES], pieces[3::_PIECES] = heads, nothing, nothing
        pieces[5::_PIECES] = values
        return b"".join(pieces)

    def _elements(self, values: Sequence[CellValue]) -> list[bytes] | None:
        """Value elements of numbers, as ``encode_number`` would make them one by one; None where others are there."""
        if {*map(type, values)} != {float} or max(map(abs, values)) >= INTEGER_LIMIT:  # type: ignore[arg-type]
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

    def _typed(self, head: bytes, old: bytes, value: CellValue, *, is_typed: bool) -> tuple[bytes, bytes]:
        """Tag and value element of a cell whose old or new value is no plain number."""
        value = "" if value is None else value  # a formula cell is never blank
        if is_typed or value.__class__ is not str:
            found = _VALUE.search(old)
            if _is_saved(value, head, found[1] if found else None):
                return head, old
        kind, contents = encode_value(value)
        new = b"" if contents is None else element(self._open, contents, self._close)
        tag = TYPE.sub(b"", head[:-1]) if is_typed or b"vm" in head else head[:-1]
        return b"%b%b>" % (tag, kind), new


def _typed_ones(heads: Sequence[bytes]) -> list[bool]:
    """Whether each cell says of what type its value is."""
    everything = b"".join(heads)
    if any(blanks in everything for blanks in _ODD_BLANKS):
        return [_HAS_TYPE.search(head) is not None for head in heads]
    return [b" t=" in head for head in heads] if b" t=" in everything else [False] * len(heads)


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
