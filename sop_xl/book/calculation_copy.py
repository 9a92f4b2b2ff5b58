"""The copy of a workbook that an engine reads.

Same package, but: structured references are plain, functions of the add-in have their bare name, omitted arguments of
SOP functions are explicit blanks, arrays are ordinary formulas whose old results are cleared, and the caches of the
links hold the fresh values; a sheet called SHEET1 is Sheet1, because the engine would make two of it. Nobody but the
engine ever sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set

from sop_xl.book.cell_xml import fill_cells
from sop_xl.book.character_references import spelled_out
from sop_xl.book.linked_names import LinkedNames
from sop_xl.book.links import has_open_link
from sop_xl.book.names import Names
from sop_xl.book.sheet_xml import SheetXml, attributes, decode_text
from sop_xl.book.structured import ROW, Place, StructuredReferences
from sop_xl.book.workbook import Workbook
from sop_xl.book.xml_text import escape
from sop_xl.cells.address import Area, column_number, parse_cell
from sop_xl.cells.formula import Formula, Formulas
from sop_xl.cells.values import CellError, CellValue

_SOP_CALL = re.compile(r"\bSOP_[A-Z0-9_]+\(", re.IGNORECASE)
_LENT = re.compile(r"\[\d+\]!(?=SOP_[A-Z0-9_]+\()", re.IGNORECASE)  # how Excel saves a function of a loaded .xlam
_GAP = re.compile(r"[,(]\s*[,)]")
_MOST_TEMPLATES = 20_000
# What stands in brackets or quotes, which is passed over, or a cell, with its row apart.
_CELL = re.compile(rb"(\[[^\[\]]*\]|'[^']*'|\"[^\"]*\")|(?<![\w.$])(\$?[A-Z]{1,3}\$?)([1-9][0-9]{0,5})(?![\w(.\[!])")
_ROW_PIECE, _PIECES = 3, 4  # of a split
_STAND_INS = [b"%d" % row for row in range(900_000, 901_000)]  # rows in the place of others
_STAND_IN = re.compile(rb"(?<!\d)900\d{3}(?!\d)")
_NO_SHAPE = b""
_ROW = ROW.encode()
_CLOCK = re.compile(r"\"[^\"]*\"|'[^']*'|\b(TODAY|NOW)\(\s*\)", re.IGNORECASE)
_CLOCK_BYTES = re.compile(rb"\b(?:TODAY|NOW)\(", re.IGNORECASE)
_NAME_TEXT = re.compile(rb"(<(?:[\w.-]+:)?definedName\b[^>]*>)([^<]*(?:TODAY|NOW)\([^<]*)(</)", re.IGNORECASE)
_SHEET_1 = re.compile(rb"(?:(?<=[>(,:])sheet1(?=!)|(?<= name=[\"'])sheet1(?=[\"']))", re.IGNORECASE)
_NAME_ELEMENT = re.compile(rb"(<(?:[\w.-]+:)?definedName\b[^>]*>)([^<]*\[[^<]*)(</)")


def calculation_copy(
    workbook: Workbook,
    sheets: Mapping[str, SheetXml],
    formulas: Mapping[str, Formulas],
    link_parts: Mapping[str, bytes],
    kept: Mapping[str, Set[tuple[int, int]]],
    linked: LinkedNames | None = None,
    asleep: Mapping[str, Set[tuple[int, int]]] | None = None,
) -> bytes:
    """Bytes of the copy.

    Parameters
    ----------
    workbook : Workbook
    sheets : mapping
        XML of every worksheet by sheet name.
    formulas : mapping
        Formula cells by sheet name.
    link_parts : mapping
        External-link parts with fresh caches.
    kept : mapping
        Formula cells, by sheet and position, that the engine must take as constants with their saved values.
    linked : LinkedNames, optional
        Names of other workbooks. A name that stands for one which is not known is an error; nothing that is calculated
        reads it.
    asleep : mapping, optional
        Formula cells that the engine must not compute before they are written anew: ``IF(FALSE,(…),0)``.
    """
    references = StructuredReferences(workbook.tables)
    names = Names(workbook.names, workbook.tables, linked, list(workbook.sheets))
    changes = dict(link_parts)
    for name, sheet in sheets.items():
        positions = (by_sheet.get(name, frozenset()) for by_sheet in (kept, asleep or {}))
        data = spelled_out(_prepared(sheet, name, formulas[name], references, names, *positions))
        if data is not sheet.data:
            changes[workbook.sheets[name].part] = data
    texts = workbook.shared_strings_part
    if texts is not None and texts in workbook.package and b"&#" in (data := workbook.package.read(texts)):
        changes[texts] = spelled_out(data)
    book_xml = workbook.package.read(workbook.part)

    def meant(text: str) -> str:
        text = names.of_links.resolve(references.resolve(text))
        return CellError.REF.value if has_open_link(text) else text

    book_xml = _NAME_ELEMENT.sub(lambda m: m[1] + _rewrite(m[2], meant) + m[3], book_xml)
    changes[workbook.part] = _SHEET_1.sub(b"Sheet1", book_xml)
    return workbook.package.with_parts(changes, stored=True)


def with_constants(
    workbook: Workbook,
    sheets: Mapping[str, SheetXml],
    link_parts: Mapping[str, bytes],
    kept: Mapping[str, Set[tuple[int, int]]],
    as_of: float | None = None,
) -> bytes:
    """The copy for an engine that knows arrays: kept formulas become constants, structured references plain.

    ``as_of`` is the serial number of the date that TODAY and NOW stand for; without it they ask the clock.
    """
    references = StructuredReferences(workbook.tables)
    changes = dict(link_parts)
    for name, sheet in sheets.items():
        positions = kept.get(name, frozenset())

        def prepared(match: re.Match[bytes], name: str = name, positions: Set[tuple[int, int]] = positions) -> bytes:
            is_structured = b"[" in (match[4] or b"") or (as_of is not None and _asks_clock(match[4]))
            at = _position(match[1]) if positions or is_structured else (0, 0)
            if at in positions:
                return match[0].replace(match[2], b"", 1)
            if not is_structured:
                return match[0]
            text = _rewrite(match[4], lambda formula: _dated(references.resolve(formula, name, *at), as_of))
            return match[0].replace(match[4], text, 1)

        data = sheet.patterns.formula_cell.sub(prepared, sheet.data)
        changes[workbook.sheets[name].part] = data
    if as_of is not None:
        book_xml = workbook.package.read(workbook.part)
        changes[workbook.part] = _NAME_TEXT.sub(
            lambda m: m[1] + _rewrite(m[2], lambda formula: _dated(formula, as_of)) + m[3], book_xml
        )
    return workbook.package.with_parts(changes)


def _asks_clock(raw: bytes | None) -> bool:
    return raw is not None and _CLOCK_BYTES.search(raw) is not None


def _dated(formula: str, as_of: float | None) -> str:
    """The formula with a date, and its noon, for TODAY and NOW."""
    if as_of is None:
        return formula
    instead = {"TODAY": f"{as_of:.0f}", "NOW": f"{as_of + 0.5}"}
    return _CLOCK.sub(lambda m: instead[m[1].upper()] if m[1] else m[0], formula)


def _rewrite(raw: bytes, change: Callable[[str], str]) -> bytes:
    return escape(change(decode_text(raw))).encode()


def _prepared(
    sheet: SheetXml,
    name: str,
    formulas: Formulas,
    references: StructuredReferences,
    names: Names,
    kept: Set[tuple[int, int]],
    asleep: Set[tuple[int, int]],
) -> bytes:
    data = sheet.data
    if kept or asleep or any(_needs_rewriting(kind.text, names) for kind in formulas.kinds()):
        rewriter = _Rewriter(name, references, names)
        opening, closing = b"<%bf" % sheet.patterns.prefix, b"</%bf>" % sheet.patterns.prefix

        def prepared(match: re.Match[bytes]) -> bytes:
            _, letters, digits, _, marks, text = match.groups()
            position = int(digits), column_number(letters.decode())
            if position in kept:
                return data[match.start() : match.start(5) - len(opening)]
            new = rewriter.rewritten(text, *position) if text else text
            if text and position in asleep:
                new = b"IF(FALSE,(%b),0)" % new
            if new is text:
                return match[0]
            return b"%b%b%b>%b%b" % (data[match.start() : match.start(5) - len(opening)], opening, marks, new, closing)

        data = sheet.patterns.formula_outline.sub(prepared, sheet.data)
    cleared = _array_members(formulas.arrays, kept)
    return fill_cells(data, sheet, cleared) if cleared else data


class _Rewriter:
    """Rewrites the formulas of a sheet; once for all that differ in rows only, their own and those of their cells."""

    def __init__(self, sheet: str, references: StructuredReferences, names: Names) -> None:
        self._sheet, self._references, self._names = sheet, references, names
        self._templates: dict[tuple[bytes, Place], list[bytes] | None] = {}  # around the row of the formula
        self._shapes: dict[tuple[bytes, Place], bytes | None] = {}  # with %b for the rows of cells

    def rewritten(self, text: bytes, row: int, column: int) -> bytes:
        """What the engine reads in place of a formula; the same object where it is to be read as it stands."""
        key = text, self._references.place(self._sheet, row, column)
        if key not in self._templates:
            if len(self._templates) >= _MOST_TEMPLATES:
                self._templates.clear()
            self._templates[key] = self._template(*key)
        pieces = self._templates[key]
        return text if pieces is None else (b"%d" % row).join(pieces)

    def _template(self, raw: bytes, place: Place) -> list[bytes] | None:
        """The formula around its row, or None if there is nothing to rewrite."""
        pieces = _CELL.split(raw)
        rows = [row for row in pieces[_ROW_PIECE::_PIECES] if row]
        is_simple = 0 < len(rows) <= len(_STAND_INS) and not _STAND_IN.search(raw)
        if not is_simple or self._has_words_like_cells(raw):
            return self._rewritten(raw, place)
        waiting = iter(_STAND_INS)
        pieces[_ROW_PIECE::_PIECES] = [row and next(waiting) for row in pieces[_ROW_PIECE::_PIECES]]
        alike = b"".join(filter(None, pieces)), place
        if alike not in self._shapes:
            if len(self._shapes) >= _MOST_TEMPLATES:
                self._shapes.clear()
            self._shapes[alike] = self._shape(*alike, len(rows))
        shape = self._shapes[alike]
        if shape is None:
            return None
        return self._rewritten(raw, place) if shape is _NO_SHAPE else (shape % tuple(rows)).split(_ROW)

    def _has_words_like_cells(self, raw: bytes) -> bool:
        """Tell whether a formula may have names, such as YTD2020, or sheets, such as Q1, that could be cells."""
        if self._names.are_like_cells or b"]!" in raw:  # behind it may stand a name of another workbook
            return True
        return b"!" in raw and self._names.through_sheets.mentioned(decode_text(raw))

    def _shape(self, raw: bytes, place: Place, rows: int) -> bytes | None:
        """The formula with places for its rows, in their order; ``_NO_SHAPE`` where it has no place for each."""
        pieces = self._rewritten(raw, place)
        if pieces is None:
            return None
        text = _ROW.join(pieces)
        is_in_order = _STAND_IN.findall(text) == _STAND_INS[:rows]
        return _STAND_IN.sub(b"%b", text.replace(b"%", b"%%")) if is_in_order else _NO_SHAPE

    def _rewritten(self, raw: bytes, place: Place) -> list[bytes] | None:
        text = decode_text(raw)
        if not _needs_rewriting(text, self._names):
            return None
        without_tables = self._references.template(_LENT.sub("", text), place)
        plain = with_explicit_blanks(self._names.resolve(without_tables, self._sheet))
        return [escape(piece).encode() for piece in plain.split(ROW)]


def _needs_rewriting(text: str | None, names: Names) -> bool:
    return text is not None and ("[" in text or with_explicit_blanks(text) is not text or names.mentioned(text))


def _position(attribute_bytes: bytes) -> tuple[int, int]:
    return parse_cell(attributes(attribute_bytes)["r"])


def _array_members(arrays: Iterable[Formula], kept: Set[tuple[int, int]]) -> dict[int, dict[int, CellValue]]:
    """Cells that arrays filled when the workbook was saved, each to be emptied."""
    members: dict[int, dict[int, CellValue]] = {}
    for formula in arrays:
        if formula.area is None or (formula.row, formula.column) in kept:
            continue
        area: Area = formula.area
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if (row, column) != (formula.row, formula.column):
                    members.setdefault(row, {})[column] = None
    return members


def with_explicit_blanks(formula: str) -> str:
    """``SOP_X(a,,b)`` as ``SOP_X(a,"",b)``: engines pass an omitted argument as 0, which is a number."""
    if not _GAP.search(formula):
        return formula
    out = formula
    for call in reversed(list(_SOP_CALL.finditer(formula))):
        out = _fill_gaps(out, call.end())
    return out


def _fill_gaps(formula: str, begin: int) -> str:
    """Put ``""`` where an argument of the call whose arguments begin at ``begin`` is empty."""
    depth, at, start, gaps = 0, begin, begin, []
    while at < len(formula):
        character = formula[at]
        if character in "\"'":
            at = formula.find(character, at + 1)
            if at < 0:
                return formula
        elif character in "({[":
            depth += 1
        elif character in ")}]" and depth:
            depth -= 1
        elif depth == 0 and character in ",)":
            is_only_argument = character == ")" and start == begin
            if not formula[start:at].strip() and not is_only_argument:
                gaps.append(at)
            if character == ")":
                break
            start = at + 1
        at += 1
    for gap in reversed(gaps):
        formula = formula[:gap] + '""' + formula[gap:]
    return formula
