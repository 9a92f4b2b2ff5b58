"""Links to other workbooks: which cells a workbook reads, and fresh values in its cache of them.

A workbook keeps a copy of every linked cell in ``xl/externalLinks``. Nothing is ever fetched from where a link
points: the caller finds the linked workbook among those of the run and hands its values over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sop_xl.book.cell_xml import encode_value
from sop_xl.book.linked_names import LinkedNames
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import MAIN, ExternalBook, Workbook
from sop_xl.book.xml_text import quoted
from sop_xl.cells.address import Area, a1, parse_area
from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import MissingLinkError, OversizedWorkbookError

_REFERENCE = re.compile(
    r"'\[(?P<quoted_index>\d+)\](?P<quoted_sheet>(?:[^']|'')*)'!(?P<quoted_area>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r"|\[(?P<index>\d+)\](?P<sheet>[^'!\[\]()*/,;:+\-&=<>\s]+)!(?P<area>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
)
_OPEN_LINK = re.compile(r"'\[\d+\](?:[^']|'')*'!|\[\d+\][^\[\]'!(),;:+*/=<>&^\s-]*!")
_LENT_FUNCTION = re.compile(r"\[\d+\]!(?=SOP_\w+\()", re.IGNORECASE)
_ANY_LINK = re.compile(r"\[(\d+)\]")
_MAX_LINKED_CELLS = 2_000_000

# Value of a cell in a linked workbook, by sheet; the callable gives the non-blank cells of an area.
CellsOf = Callable[[str, Area], Iterable[tuple[int, int, CellValue]]]


class LinkedCells:
    """Areas that the formulas of a workbook read in other workbooks."""

    def __init__(self) -> None:
        self.areas: dict[int, dict[str, set[Area]]] = {}

    def add(self, index: int, sheet: str, area: Area) -> None:
        """Note one area."""
        self.areas.setdefault(index, {}).setdefault(sheet, set()).add(area)

    @classmethod
    def of(cls, workbook: Workbook, sheets: Iterable[SheetXml], names: LinkedNames) -> LinkedCells:
        """Areas in the caches of the links and in the formulas of the sheets and names."""
        found = cls()
        if not workbook.external_books:
            return found
        for book in workbook.external_books.values():
            for sheet, area in _cached_areas(workbook, book):
                found.add(book.index, sheet, area)
        texts = (formula.text for sheet in sheets for formula in sheet.formulas if formula.text)
        for text in (*texts, *(name.text for name in workbook.names)):
            if "[" in text:
                found._add_references(names.resolve(text))
        return found

    def _add_references(self, text: str) -> None:
        for match in _REFERENCE.finditer(text):
            if match["quoted_index"]:
                sheet = match["quoted_sheet"].replace("''", "'")
                self.add(int(match["quoted_index"]), sheet, parse_area(match["quoted_area"]))
            else:
                self.add(int(match["index"]), match["sheet"], parse_area(match["area"]))


def has_open_link(text: str) -> bool:
    """Tell whether a formula reads of another workbook what is no area of cells: a whole column, a name."""
    return _OPEN_LINK.search(_REFERENCE.sub("", _LENT_FUNCTION.sub("", text))) is not None


def link_indices(text: str) -> set[int]:
    """Indices of the linked workbooks that a formula names."""
    return {int(index) for index in _ANY_LINK.findall(text)}


def _cached_areas(workbook: Workbook, book: ExternalBook) -> Iterable[tuple[str, Area]]:
    root = workbook.xml(book.part)
    for data in root.iterfind(f"{MAIN}externalBook/{MAIN}sheetDataSet/{MAIN}sheetData"):
        number = data.get("sheetId", "")
        sheet = book.sheets[int(number)] if number.isdecimal() and int(number) < len(book.sheets) else None
        for cell in data.iter(f"{MAIN}cell"):
            if sheet is not None:
                yield sheet, parse_area(cell.get("r", ""))


def refreshed_cache(
    workbook: Workbook,
    book: ExternalBook,
    wanted: Mapping[str, set[Area]],
    source_sheets: Iterable[str],
    cells: CellsOf,
) -> bytes:
    """The external-link part with the values that the linked workbook holds now.

    Raises
    ------
    MissingLinkError
        A sheet that the linked workbook does not have.
    """
    there = {name.lower(): name for name in source_sheets}
    blocks = []
    for number, sheet in enumerate(book.sheets):
        areas = wanted.get(sheet)
        if not areas:
            continue
        if sheet.lower() not in there:
            raise MissingLinkError(
                f"the linked workbook {book.file_name} has no sheet {sheet!r}",
                argument=workbook.name,
                hint="Rename the sheet back, or point the link to the right one (Data, Edit Links).",
            )
        rows: dict[int, dict[int, CellValue]] = {}
        positions = _positions(areas, workbook.name)
        for row, column, value in cells(there[sheet.lower()], _bounding(areas)):
            if (row, column) in positions:
                rows.setdefault(row, {})[column] = value
        blocks.append(_sheet_data(number, rows))
    return _with_data_set(workbook.package.read(book.part), "".join(blocks))


def _positions(areas: set[Area], name: str) -> set[tuple[int, int]]:
    if sum(area.rows * area.columns for area in areas) > _MAX_LINKED_CELLS:
        raise OversizedWorkbookError(
            "reads too many cells of another workbook",
            argument=name,
            expected=f"at most {_MAX_LINKED_CELLS:,}",
            hint="Link to the totals, not to whole columns.",
        )
    return {
        (row, column)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }


def _bounding(areas: set[Area]) -> Area:
    return Area(
        min(area.top for area in areas),
        min(area.left for area in areas),
        max(area.bottom for area in areas),
        max(area.right for area in areas),
    )


def _sheet_data(number: int, rows: Mapping[int, Mapping[int, CellValue]]) -> str:
    lines = []
    for row in sorted(rows):
        cells = "".join(_cell(row, column, value) for column, value in sorted(rows[row].items()))
        lines.append(f'<row r="{row}">{cells}</row>')
    return f'<sheetData sheetId="{number}">{"".join(lines)}</sheetData>'


def _cell(row: int, column: int, value: CellValue) -> str:
    kind, contents = encode_value(CellError.VALUE if value is CellError.UNKNOWN else value)
    return f"<cell r={quoted(a1(row, column))}{kind.decode()}><v>{(contents or b'').decode()}</v></cell>"


_DATA_SET = re.compile(rb"<((?:[\w.-]+:)?)sheetDataSet\b(?:[^>]*/>|.*?</(?:[\w.-]+:)?sheetDataSet>)", re.DOTALL)
_BOOK_END = re.compile(rb"</((?:[\w.-]+:)?)externalBook>")


def _with_data_set(part: bytes, blocks: str) -> bytes:
    opening = _BOOK_END.search(part)
    prefix = opening[1].decode() if opening else ""
    if prefix:
        blocks = re.sub(r"<(/?)(\w)", lambda m: f"<{m[1]}{prefix}{m[2]}", blocks)
    data_set = f"<{prefix}sheetDataSet>{blocks}</{prefix}sheetDataSet>".encode() if blocks else b""  # never empty
    if _DATA_SET.search(part):
        return _DATA_SET.sub(lambda _: data_set, part, count=1)
    return _BOOK_END.sub(lambda m: data_set + m[0], part, count=1)
