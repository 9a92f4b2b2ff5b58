"""Rows that a sheet does not show, by hand or by a filter: subtotals leave them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sop_xl.book.sheet_xml import SheetXml, attributes
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, parse_area
from sop_xl.errors import SopError

_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*\s(?:hidden|ht)\s*=[^>]*)>")
_ALL_ROWS = re.compile(rb"<(?:[\w.-]+:)?sheetFormatPr\b[^>]*\szeroHeight\s*=\s*[\"'](?:1|true)[\"']")
_FILTER = re.compile(rb"<(?:[\w.-]+:)?autoFilter\b([^>]*[^/>])>(.*?)</(?:[\w.-]+:)?autoFilter\s*>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?filterColumn\b")
_WORDS = (b"hidden", b" ht=", b"zeroHeight")
_TRUE = ("1", "true")


class HiddenRows(NamedTuple):
    """What one sheet does not show.

    ``rows`` are stretches of rows, in order, or None where the file does not tell them; ``filtered`` are the rows of
    lists that a filter shows a part of.
    """

    rows: list[range] | None
    filtered: list[range]


def hidden_rows(workbook: Workbook, name: str, sheet: SheetXml) -> HiddenRows | None:
    """What a sheet does not show; None where it shows all."""
    if not any(word in sheet.data for word in _WORDS):
        return None
    try:
        hidden = None if _ALL_ROWS.search(sheet.data) else sorted(set(_hidden(sheet.data)))
    except (KeyError, ValueError):
        hidden = None
    if hidden == []:
        return None
    parts = [sheet.data, *(workbook.package.read(part) for part in _tables_of(workbook, name))]
    try:
        filtered = [range(area.top + 1, area.bottom + 1) for part in parts for area in _filters(part)]
    except (KeyError, SopError):
        return HiddenRows(None, [])
    return HiddenRows(None if hidden is None else _stretches(hidden), filtered)


def _hidden(data: bytes) -> Iterator[int]:
    for match in _ROW.finditer(data):
        said = attributes(match[1])
        if said.get("hidden", "0") in _TRUE or float(said.get("ht", "1")) == 0:
            yield int(said["r"])


def _tables_of(workbook: Workbook, name: str) -> Iterable[str]:
    relations = workbook.relations(workbook.sheets[name].part)
    return [relation.target for relation in relations if relation.kind == "table"]


def _filters(data: bytes) -> Iterator[Area]:
    """Areas of lists of which a filter shows a part, with their heads."""
    for match in _FILTER.finditer(data):
        if _COLUMN.search(match[2]):
            yield parse_area(attributes(match[1])["ref"])


def _stretches(rows: Iterable[int]) -> list[range]:
    found: list[range] = []
    for row in rows:
        if found and found[-1].stop == row:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found
