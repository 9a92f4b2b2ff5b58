"""The calculation chain: Excel's list of formula cells. A cell in it that holds no formula makes Excel complain."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from sop_xl.book.sheet_xml import attributes
from sop_xl.cells.address import parse_cell

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?c\b([^>]*?)/>")
_SHEET = re.compile(rb"\si\s*=")

Cells = Set[tuple[str, int, int]]  # sheet id, row, column


def without_cells(chain: bytes, gone: Cells) -> bytes:
    """The chain without the entries of some cells."""
    return _kept(chain, lambda sheet, row, column: (sheet, row, column) not in gone)


def without_sheet(chain: bytes, sheet_id: str) -> bytes:
    """The chain without the entries of a sheet."""
    return _kept(chain, lambda sheet, _row, _column: sheet != sheet_id)


def is_empty(chain: bytes) -> bool:
    """Tell whether a chain has no entry left; Excel wants none then."""
    return _ENTRY.search(chain) is None


def _kept(chain: bytes, stays: Callable[[str, int, int], bool]) -> bytes:
    """The entries that stay; one that leaves out its sheet has that of the one before."""
    sheet, written = "0", "0"

    def kept(match: re.Match[bytes]) -> bytes:
        nonlocal sheet, written
        said = attributes(match[1])
        sheet = said.get("i", sheet)
        if not stays(sheet, *parse_cell(said.get("r", "A1"))):
            return b""
        entry = match[0]
        if written != sheet and not _SHEET.search(match[1]):
            entry = entry.replace(b"/>", b' i="%b"/>' % sheet.encode(), 1)
        written = sheet
        return entry

    return _ENTRY.sub(kept, chain)
