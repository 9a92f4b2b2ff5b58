"""Giving a table more or fewer rows: its reference, its filter, its choices and colours, and its formula columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop_xl.book.inputs import Content, FormulaText, Position, contents, moved, sheet_xml, with_cells
from sop_xl.book.obstacles import obstacles
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import attributes, split_reference
from sop_xl.book.workbook import Table, Workbook
from sop_xl.cells.address import Area, parse_area
from sop_xl.errors import WorkbookError

_SQREF = re.compile(rb"(<(?:[\w.-]+:)?(?:dataValidation|conditionalFormatting)\b[^>]*?\bsqref=\")([^\"]*)(\")")
# How a table was last sorted, over rows that it may no longer have: Excel keeps it for its menu only.
_SORTED = re.compile(
    rb"<(?:[\w.-]+:)?sortState\b[^>]*?\bref=\"([^\"]*)\"[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?sortState>)", re.DOTALL
)
_REFERENCE = rb"(<(?:[\w.-]+:)?(?:table|autoFilter)\b[^>]*?\bref=\")%b(\")"


def resized(workbook: Workbook, name: str, rows: int) -> Mapping[str, bytes | None]:
    """Changed parts of a workbook in which a table has that many data rows.

    New rows take style and formulas of the last one. Rows that leave are emptied and keep their style.

    Raises
    ------
    WorkbookError
        Cells in the way, a totals row, or no row left.
    """
    table = workbook.tables[name]
    _refuse(workbook, table, rows)
    old, new_bottom = table.data, table.data.top + rows - 1
    if rows == old.rows:
        return {}
    whole = Area(table.area.top, table.area.left, new_bottom, table.area.right)
    part = _table_part(workbook, name)
    was, becomes = str(table.area).encode(), str(whole).encode()
    raw = re.sub(_REFERENCE % re.escape(was), lambda m: m[1] + becomes + m[2], workbook.package.read(part))
    raw = _SORTED.sub(lambda m: m[0] if parse_area(m[1].decode()).bottom <= new_bottom else b"", raw)
    if new_bottom > old.bottom:
        cells, styles = _new_rows(workbook, table, new_bottom)
    else:
        leaving = Area(new_bottom + 1, old.left, old.bottom, old.right)
        cells, styles = (
            {
                (r, c): None
                for r in range(leaving.top, leaving.bottom + 1)
                for c in range(leaving.left, leaving.right + 1)
            },
            {},
        )
    parts = {**with_cells(workbook, table.sheet, cells, styles), part: raw}
    sheet_part = workbook.sheets[table.sheet].part
    data = parts[sheet_part]
    if new_bottom > old.bottom and data is not None:
        parts[sheet_part] = _stretched(data, old, new_bottom)
    return parts


def _refuse(workbook: Workbook, table: Table, rows: int) -> None:
    if table.totals_rows:
        raise WorkbookError(
            "has a totals row", argument=f"table {table.name}", hint="Switch it off in Table Design, then try again."
        )
    if rows < 1:
        raise WorkbookError("a table keeps at least one row", argument=f"table {table.name}", got=rows)
    below = Area(table.area.bottom + 1, table.area.left, table.data.top + rows - 1, table.area.right)
    if below.rows > 0:
        reader = BookReader(workbook)
        taken = next(iter(reader.cells(table.sheet, below)), None)
        in_the_way = any(area.meets(below) for area in obstacles(workbook, table.sheet))
        if taken is not None or in_the_way or contents(workbook, table.sheet, below):
            raise WorkbookError(
                f"cannot grow to {rows} rows: cells below it are not empty",
                argument=f"table {table.name}",
                hint=f"Move what stands below the table on the sheet {table.sheet}.",
            )


def _table_part(workbook: Workbook, name: str) -> str:
    for sheet in workbook.sheets.values():
        for relation in workbook.relations(sheet.part):
            if relation.kind == "table":
                root = workbook.xml(relation.target)
                if (root.get("displayName") or root.get("name")) == name:
                    return relation.target
    raise WorkbookError("no such table", argument=workbook.name, got=name)


def _new_rows(workbook: Workbook, table: Table, bottom: int) -> tuple[dict[Position, Content], dict[Position, str]]:
    """Formulas and styles of the rows below the last one, copied from it."""
    last = table.data.bottom
    formulas = contents(workbook, table.sheet, Area(last, table.area.left, last, table.area.right))
    look = _styles(workbook, table.sheet, last)
    cells: dict[Position, Content] = {}
    styles: dict[Position, str] = {}
    for row in range(last + 1, bottom + 1):
        for column in range(table.area.left, table.area.right + 1):
            formula = formulas.get((last, column))
            if formula is None:
                cells[row, column] = None
            else:  # an array in a table is one of a single cell
                text = moved(formula.text, (last, column), (row, column))
                spill = Area(row, column, row, column) if formula.spill is not None else None
                cells[row, column] = FormulaText(text, spill)
            if column in look:
                styles[row, column] = look[column]
    return cells, styles


def _styles(workbook: Workbook, sheet: str, row: int) -> dict[int, str]:
    xml = sheet_xml(workbook, sheet)
    for match in xml.patterns.row.finditer(xml.data):
        if attributes(match[1]).get("r") == str(row):
            cells = (attributes(cell[1]) for cell in xml.patterns.cell.finditer(match[2] or b""))
            return {split_reference(c["r"].encode())[1]: c["s"] for c in cells if "s" in c}
    return {}


def _stretched(data: bytes, old: Area, bottom: int) -> bytes:
    """Choices and conditional colours of whole columns of the table reach its new rows."""

    def reach(match: re.Match[bytes]) -> bytes:
        areas = [parse_area(word) for word in match[2].decode().split()]
        longer = [
            area._replace(bottom=max(area.bottom, bottom))
            if area.top == old.top and area.bottom == old.bottom and old.left <= area.left and area.right <= old.right
            else area
            for area in areas
        ]
        return match[1] + " ".join(map(str, longer)).encode() + match[3]

    return _SQREF.sub(reach, data)
