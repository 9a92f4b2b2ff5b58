"""Writing input cells into a workbook: constants and formulas of chosen cells change, and nothing else.

``splice`` replaces what formulas show; this module replaces what a user types. Styles stay. A formula that is written
over leaves the calculation chain, an array that loses its formula is emptied, and a shared formula that loses its
first cell is written out in the cells that shared it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.formula.translate import Translator

from sop_xl.book.attached import with_chain
from sop_xl.book.calc_chain import without_cells
from sop_xl.book.cell_xml import encode_value
from sop_xl.book.package import Package
from sop_xl.book.sheet_xml import SheetXml, attributes, decode_text, encode_text, reference, split_reference
from sop_xl.book.workbook import Workbook
from sop_xl.book.xml_text import escape
from sop_xl.cells.address import Area, a1, parse_area
from sop_xl.cells.formula import Formula
from sop_xl.cells.values import LONGEST_FORMULA, LONGEST_TEXT, CellValue, text_length
from sop_xl.errors import WorkbookError

_DIMENSION = re.compile(rb"(<(?:[\w.-]+:)?dimension\b[^>]*?\bref=[\"'])([A-Z0-9:]+)([\"'])")
_DYNAMIC_ARRAY = re.compile(r"\bXLDAPR\b")


@dataclass(frozen=True)
class FormulaText:
    """A formula as a cell holds it: text with ``=``, and the area that its array fills, if it is one."""

    text: str
    spill: Area | None = None


Content = CellValue | FormulaText
Position = tuple[int, int]


def contents(workbook: Workbook, sheet: str, area: Area) -> dict[Position, FormulaText]:
    """Formulas of an area by position; a follower of a shared formula has its own text."""
    xml = sheet_xml(workbook, sheet)
    leaders: dict[int | None, Formula] = {
        f.shared: f for f in xml.formulas if f.shared is not None and f.text is not None
    }
    return {
        (f.row, f.column): FormulaText(f"={_own_text(f, leaders)}", f.area)
        for f in xml.formulas
        if area.contains(f.row, f.column)
    }


def sheet_xml(workbook: Workbook, sheet: str) -> SheetXml:
    """XML of a worksheet by its name."""
    part = workbook.sheets[sheet].part
    return SheetXml(workbook.package.read(part), book=workbook.name, part=part)


def applied(workbook: Workbook, parts: Mapping[str, bytes] | Mapping[str, bytes | None]) -> Workbook:
    """The workbook with some parts changed, added or (None) dropped."""
    return Workbook(Package(workbook.package.with_parts(parts), workbook.name))


def with_cells(
    workbook: Workbook, sheet: str, cells: Mapping[Position, Content], styles: Mapping[Position, str] | None = None
) -> dict[str, bytes | None]:
    """Changed parts of a workbook in which some cells of a sheet have new contents.

    Parameters
    ----------
    cells : mapping
        New contents by row and column; None empties a cell.
    styles : mapping, optional
        Style index of cells that are not there yet.

    Raises
    ------
    WorkbookError
        A cell that belongs to an array whose formula stays, the heading of a table, a text or formula that is too long.
    """
    _refuse(workbook, sheet, cells)
    xml = sheet_xml(workbook, sheet)
    wanted = dict(cells)
    for position in _orphans(xml, cells):
        wanted.setdefault(position, None)
    xml = xml.with_data(_without_shared_leaders(xml, wanted))
    data = _rebuilt(xml, wanted, styles or {}, _dynamic_index(workbook))
    parts: dict[str, bytes | None] = {workbook.sheets[sheet].part: _with_dimension(data, wanted)}
    chain = workbook.calc_chain_part
    if chain is None:
        return parts
    number = workbook.sheets[sheet].id
    gone = {(number, *position) for position, content in wanted.items() if not isinstance(content, FormulaText)}
    before = workbook.package.read(chain)
    after = without_cells(before, gone)
    return parts if after == before else parts | with_chain(workbook, after)


def _refuse(workbook: Workbook, sheet: str, cells: Mapping[Position, Content]) -> None:
    """Refuse what Excel would repair when it opens the file."""
    for at, content in cells.items():
        text = content.text if isinstance(content, FormulaText) else content
        longest = LONGEST_FORMULA if isinstance(content, FormulaText) else LONGEST_TEXT
        if isinstance(text, str) and len(text) > longest // 2 and text_length(text) > longest:
            raise WorkbookError(
                "is longer than a cell holds",
                argument=f"{sheet}!{a1(*at)}",
                got=f"{text_length(text):,} characters",
                expected=f"at most {longest:,}",
            )
    for table in workbook.tables.values() if cells else ():
        if table.sheet != sheet or not table.header_rows:
            continue
        for column, name in enumerate(table.columns, start=table.area.left):
            at = (table.area.top, column)
            if at in cells and cells[at] != decode_text(escape(name).encode()):
                raise WorkbookError(
                    "the heading of a table cannot be changed",
                    argument=f"{sheet}!{a1(*at)}",
                    got=cells[at],
                    expected=name,
                    hint="Rename the column in Excel: formulas speak of it by name.",
                )


def _own_text(formula: Formula, leaders: Mapping[int | None, Formula]) -> str:
    if formula.text is not None or formula.shared not in leaders:
        return formula.text or ""
    leader = leaders[formula.shared]
    return moved(f"={leader.text}", (leader.row, leader.column), (formula.row, formula.column))[1:]


def moved(text: str, origin: Position, target: Position) -> str:
    """Formula as it reads after being copied from one cell to another."""
    translated: str = Translator(text, origin=a1(*origin)).translate_formula(a1(*target))
    return translated


def _orphans(xml: SheetXml, cells: Mapping[Position, Content]) -> list[Position]:
    """Cells that an overwritten array formula filled; refuses to write into an array that stays."""
    found: list[Position] = []
    for formula in xml.formulas:
        if formula.area is None:
            continue
        area = formula.area
        filled = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
        if (formula.row, formula.column) in cells:
            found += filled
        elif any(position in cells for position in filled):
            raise WorkbookError(
                "part of an array cannot be changed",
                argument=a1(formula.row, formula.column),
                got=str(area),
                hint="Change the whole array, or the cell with its formula.",
            )
    return found


def _without_shared_leaders(xml: SheetXml, cells: Mapping[Position, Content]) -> bytes:
    """The sheet with the shared formulas written out whose first cell is about to change."""
    leaders = {f.shared: f for f in xml.formulas if f.shared is not None and f.text is not None}
    lost: dict[int | None, Formula] = {group: f for group, f in leaders.items() if (f.row, f.column) in cells}
    if not lost:
        return xml.data
    prefix = xml.patterns.prefix
    texts = {(f.row, f.column): _own_text(f, lost) for f in xml.formulas if f.shared in lost}

    def written_out(match: re.Match[bytes]) -> bytes:
        position = split_reference(attributes(match[1])["r"].encode())
        if position not in texts:
            return match[0]
        plain = b"<%bf>%b</%bf>" % (prefix, escape(texts[position]).encode(), prefix)
        return match[0].replace(match[2], plain, 1)

    return xml.patterns.formula_cell.sub(written_out, xml.data)


def _rebuilt(xml: SheetXml, cells: Mapping[Position, Content], styles: Mapping[Position, str], dynamic: int) -> bytes:
    patterns = xml.patterns
    rows: dict[int, dict[int, Content]] = {}
    for (row, column), content in cells.items():
        rows.setdefault(row, {})[column] = content
    pending = sorted(rows)
    taken = 0

    def new_row(number: int) -> bytes:
        made = [
            _cell(patterns.prefix, (number, c), v, styles.get((number, c)), dynamic)
            for c, v in sorted(rows[number].items())
            if v is not None or (number, c) in styles
        ]
        if not made:
            return b""
        return b'<%brow r="%d">%b</%brow>' % (patterns.prefix, number, b"".join(made), patterns.prefix)

    def rebuilt(match: re.Match[bytes]) -> bytes:
        nonlocal taken
        number = int(attributes(match[1])["r"])
        before = b""
        while taken < len(pending) and pending[taken] < number:
            before += new_row(pending[taken])
            taken += 1
        if taken == len(pending) or pending[taken] != number:
            return before + match[0]
        taken += 1
        return before + _edited_row(xml, match, number, rows[number], styles, dynamic)

    data = patterns.row.sub(rebuilt, xml.data)
    rest = b"".join(new_row(number) for number in pending[taken:])
    return _append(data, patterns.prefix, rest) if rest else data


def _edited_row(
    xml: SheetXml,
    match: re.Match[bytes],
    row: int,
    values: Mapping[int, Content],
    styles: Mapping[Position, str],
    dynamic: int,
) -> bytes:
    prefix = xml.patterns.prefix
    cells: dict[int, bytes] = {}
    for cell in xml.patterns.cell.finditer(match[2] or b""):
        there = attributes(cell[1])
        column = split_reference(there["r"].encode())[1]
        cells[column] = (
            _cell(prefix, (row, column), values[column], there.get("s"), dynamic) if column in values else cell[0]
        )
    for column, content in values.items():
        style = styles.get((row, column))
        if column not in cells and (content is not None or style is not None):
            cells[column] = _cell(prefix, (row, column), content, style, dynamic)
    opening = re.sub(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", match[1].rstrip(b"/ "))
    body = b"".join(cells[column] for column in sorted(cells))
    return b"<%brow%b>%b</%brow>" % (prefix, opening, body, prefix)


def _cell(prefix: bytes, at: Position, content: Content, style: str | None, dynamic: int) -> bytes:
    head = b'<%bc r="%b"' % (prefix, reference(*at))
    if style is not None:
        head += b' s="%b"' % style.encode()
    if isinstance(content, FormulaText):
        text = escape(content.text.removeprefix("=")).encode()
        if content.spill is None:
            return b"%b><%bf>%b</%bf></%bc>" % (head, prefix, text, prefix, prefix)
        array = b'<%bf t="array" ref="%b">%b</%bf>' % (prefix, str(content.spill).encode(), text, prefix)
        mark = b' cm="%d"' % dynamic if dynamic else b""
        return b"%b%b>%b</%bc>" % (head, mark, array, prefix)
    if content is None or content == "":
        return head + b"/>"
    if isinstance(content, str):
        text = encode_text(content)
        space = b' xml:space="preserve"' if text != text.strip() else b""
        return b'%b t="inlineStr"><%bis><%bt%b>%b</%bt></%bis></%bc>' % (
            head, prefix, prefix, space, text, prefix, prefix, prefix,
        )  # fmt: skip
    kind, raw = encode_value(content)
    return b"%b%b><%bv>%b</%bv></%bc>" % (head, kind, prefix, raw or b"", prefix, prefix)


def _append(data: bytes, prefix: bytes, rows: bytes) -> bytes:
    closing = b"</%bsheetData>" % prefix
    if closing in data:
        return data.replace(closing, rows + closing, 1)
    empty = re.compile(rb"<%bsheetData\s*/>" % re.escape(prefix))
    return empty.sub(lambda _: b"<%bsheetData>%b%b" % (prefix, rows, closing), data, count=1)


def _with_dimension(data: bytes, cells: Mapping[Position, Content]) -> bytes:
    """Make the used range that the sheet declares reach the new cells."""

    def widened(match: re.Match[bytes]) -> bytes:
        area = parse_area(match[2].decode())
        rows, columns = [r for r, _ in cells], [c for _, c in cells]
        wide = Area(
            min(area.top, *rows), min(area.left, *columns), max(area.bottom, *rows), max(area.right, *columns)
        )  # fmt: skip
        return match[1] + str(wide).encode() + match[3]

    return _DIMENSION.sub(widened, data, count=1) if cells else data


def _dynamic_index(workbook: Workbook) -> int:
    """Index with which a cell says that its array spills; 0 where the workbook knows no such arrays."""
    part = next((r.target for r in workbook.relations(workbook.part) if r.kind == "sheetMetadata"), None)
    if part is None or part not in workbook.package:
        return 0
    root = workbook.xml(part)
    namespace = root.tag.partition("}")[0] + "}"
    kinds = [kind.get("name", "") for kind in root.iter(f"{namespace}metadataType")]
    blocks = root.findall(f"{namespace}cellMetadata/{namespace}bk")
    for index, block in enumerate(blocks, start=1):
        record = block.find(f"{namespace}rc")
        kind = int(record.get("t", "0")) if record is not None else 0
        if 0 < kind <= len(kinds) and _DYNAMIC_ARRAY.search(kinds[kind - 1]):
            return index
    return 0
