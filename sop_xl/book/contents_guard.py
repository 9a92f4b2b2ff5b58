"""The second gate: parts of a workbook must be sound and in proportion before anything is calculated.

Runs in the worker process. Every part is inflated once and its check sum compared, so that no damage is published;
the parts that the program or the engine parses must be well-formed UTF-8, and no range may be absurdly large.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from sop_xl.book.guard import CONTENT_TYPES, corrupt, malformed
from sop_xl.book.workbook import Sheet, Workbook
from sop_xl.cells.address import parse_area
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS
from sop_xl.errors import OversizedWorkbookError, SopError, SuspiciousWorkbookError

_DEEPEST = 256  # levels of elements; drawings, the deepest of real files, reach a few dozen
_MOST_NAMES = 200_000
_LONGEST_FORMULA = 32_768  # four times what Excel writes, for bytes of other scripts
_MOST_ARRAY_CELLS = 2_000_000
_MOST_ITERATIONS = 32_767  # Excel's own limit
_TREE_KINDS = frozenset({"styles", "sharedStrings", "table", "externalLink", "sheetMetadata", "theme"})
_NEEDED_KINDS = frozenset({"styles", "sharedStrings"})
_ARRAY_RANGE = re.compile(rb"<(?:[\w.-]+:)?f\b[^>]*?\bref\s*=\s*[\"']([^\"':]*:[^\"']*)[\"']")
_FAR_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b[^>]*?\br\s*=\s*[\"'](\d{7,})[\"']")
_PLAIN_FAR_ROW = re.compile(rb"<row\b[^>]*?\br\s*=\s*[\"']\d{7}")  # quicker to look for
_FAR_COLUMN = re.compile(rb"c r=[\"'](?:[A-Z]{4,}|X(?:F[E-Z]|[G-Z][A-Z])|[YZ][A-Z]{2})\d")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])([^>]*)>")
_NUMBER = re.compile(rb"\br\s*=\s*[\"'][1-9][0-9]{0,6}[\"']")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*)>")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"'][A-Z]{1,3}[1-9][0-9]{0,6}[\"']")
_SHEET_EXTENT = re.compile(rb"<(?:[\w.-]+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")


def admit_contents(workbook: Workbook) -> None:
    """Let the parts of a workbook pass, or raise the ``WorkbookError`` that says why not."""
    admit_structure(workbook)
    for sheet in workbook.sheets.values():
        admit_sheet(workbook, sheet)


def admit_structure(workbook: Workbook) -> None:
    """Let all parts but the sheets pass."""
    _admit_relations(workbook)
    sheets = {sheet.part for sheet in workbook.sheets.values()}
    _admit_names(workbook, sheets)
    trees = _tree_parts(workbook, sheets)
    for part in workbook.package.parts:
        if part in sheets:
            _read(workbook, part)
        elif part in trees or part.endswith(".rels") or part == CONTENT_TYPES:
            _well_formed(_read(workbook, part), workbook.name, part, deepest=_DEEPEST)
        else:
            workbook.package.verify(part)


def admit_sheet(workbook: Workbook, sheet: Sheet) -> None:
    """Let one sheet pass."""
    data = _read(workbook, sheet.part)
    _well_formed(data, workbook.name, sheet.part)
    _admit_ranges(data, workbook.name, sheet.part)


def _read(workbook: Workbook, part: str) -> bytes:
    data = workbook.package.read(part)
    if len(data) != workbook.package.parts[part].file_size:
        raise corrupt(workbook.name, f"the part {part} is shorter than the package says")
    return data


def _tree_parts(workbook: Workbook, sheets: set[str]) -> set[str]:
    """Parts beside the sheets that are parsed."""
    found = {workbook.part}
    for part in (workbook.part, *sorted(sheets)):
        found |= {r.target for r in workbook.relations(part) if not r.external and r.kind in _TREE_KINDS}
    return found


def _admit_relations(workbook: Workbook) -> None:
    """One workbook in the package, one part to an id, and the parts there that cells cannot be read without."""
    if sum(relation.kind == "officeDocument" for relation in workbook.relations("")) > 1:
        raise SuspiciousWorkbookError("names two parts as the workbook", argument=workbook.name)
    relations = workbook.relations(workbook.part)
    if len({relation.id for relation in relations}) < len(relations):
        raise SuspiciousWorkbookError("has two relations of one id", argument=workbook.name, got=workbook.part)
    for relation in relations:
        if relation.kind in _NEEDED_KINDS and not relation.external and relation.target not in workbook.package:
            raise corrupt(workbook.name, f"the part {relation.target} is missing")


def _admit_names(workbook: Workbook, sheets: set[str]) -> None:
    """Sheets and names that can be told apart, in sensible numbers and lengths."""
    name = workbook.name
    if len(sheets) < len(workbook.sheets):
        raise SuspiciousWorkbookError("has two sheets in one part", argument=name)
    if "" in workbook.sheets:
        raise corrupt(name, "a sheet has no name")
    if len({sheet.casefold() for sheet in workbook.sheets}) < len(workbook.sheets):
        raise SuspiciousWorkbookError("has two sheets of one name", argument=name)
    if workbook.calculation.iterations > _MOST_ITERATIONS:
        raise SuspiciousWorkbookError(
            "asks for more iterations than Excel has",
            argument=name,
            got=workbook.calculation.iterations,
            expected=f"at most {_MOST_ITERATIONS:,}",
        )
    if len(workbook.names) > _MOST_NAMES:
        raise OversizedWorkbookError(
            "has too many defined names", argument=name, got=len(workbook.names), expected=f"at most {_MOST_NAMES:,}"
        )
    long = next((defined.name for defined in workbook.names if len(defined.text) > _LONGEST_FORMULA), None)
    if long is not None:
        raise OversizedWorkbookError("has a defined name with a huge formula", argument=name, got=long[:80])


def _well_formed(data: bytes, name: str, part: str, deepest: int | None = None) -> None:
    """Refuse what is no XML, holds a document type, is no UTF-8, or is nested absurdly deep."""
    parser = expat.ParserCreate()
    depth = 0

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (
            encoding is not None
            and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii")
            and not data.isascii()
        ):
            raise SuspiciousWorkbookError("holds a part that is not UTF-8", argument=name, got=part)

    def typed(*_: object) -> None:
        raise SuspiciousWorkbookError("holds a document type definition", argument=name, got=part)

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if deepest is not None and depth > deepest:
            raise SuspiciousWorkbookError("holds elements nested too deep", argument=name, got=part)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declared, typed
    if deepest is not None:
        parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(data, True)  # noqa: FBT003  # the library's way to say that this is all
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that there is not
        raise malformed(name, part, error) from error


def _admit_ranges(data: bytes, name: str, part: str) -> None:
    """Rows and columns that Excel has, and arrays whose cells can be held."""
    rows = _FAR_ROW.finditer(data) if b":row" in data or _PLAIN_FAR_ROW.search(data) else ()
    far = next((m[1] for m in rows if int(m[1][:9]) > EXCEL_MAX_ROWS), None)
    if far is not None or _FAR_COLUMN.search(data):
        raise OversizedWorkbookError(
            "has cells beyond the last row or column",
            argument=name,
            got=part,
            expected=f"at most {EXCEL_MAX_ROWS:,} rows and {EXCEL_MAX_COLUMNS:,} columns",
        )
    cells = 0
    for match in _ARRAY_RANGE.finditer(data) if b"array" in data or b"dataTable" in data else ():
        if b"shared" in match[0]:
            continue  # a hint of the writer: each follower says itself that it follows
        cells += _cells(match[1], name, part)
    if cells > _MOST_ARRAY_CELLS:
        raise OversizedWorkbookError(
            "has arrays over too many cells", argument=name, got=f"{cells:,}", expected=f"at most {_MOST_ARRAY_CELLS:,}"
        )
    if b"array" in data and not _all_addressed(data):
        raise corrupt(name, f"rows or cells in {part} have no address, and an array reaches among them")
    for match in _SHEET_EXTENT.finditer(data, max(data.rfind(b"sheetData>"), 0)):
        _cells(match[1], name, part)


def _all_addressed(data: bytes) -> bool:
    if not all(_NUMBER.search(match[1]) for match in _ROW.finditer(data)):
        return False
    as_ever = data.count(b'<c r="')  # how every program but a few writes; quick to count
    if as_ever and as_ever == data.count(b"<c ") and b"<c>" not in data and b"<c/>" not in data:
        return True
    return all(_ADDRESS.search(match[1]) for match in _CELL.finditer(data))


def _cells(reference: bytes, name: str, part: str) -> int:
    try:
        area = parse_area(reference.decode())
    except (SopError, UnicodeDecodeError) as error:
        raise corrupt(name, f"a range in {part} is no range") from error
    return area.rows * area.columns
