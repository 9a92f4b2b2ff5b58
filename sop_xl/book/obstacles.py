"""What neither a spill nor a growing table may lie over: tables and merged cells."""

from __future__ import annotations

import re

from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, parse_area

_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']+)")


def obstacles(workbook: Workbook, sheet: str) -> list[Area]:
    """Areas of the tables and merged cells of a sheet."""
    data = workbook.package.read(workbook.sheets[sheet].part)
    after_cells = data.rfind(b"sheetData")  # merged cells stand behind the cells
    merged = [parse_area(found.decode()) for found in _MERGED.findall(data, after_cells)]
    return [*(table.area for table in workbook.tables.values() if table.sheet == sheet), *merged]
