"""Cell addresses: ``'Demand review'!B7`` and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS
from sop_xl.errors import UsageError

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z")
_BARE_SHEET = re.compile(r"[^\W\d][\w.]*\Z")
_LOOKS_LIKE_CELL = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*)\Z")


@lru_cache(maxsize=EXCEL_MAX_COLUMNS)
def column_letters(column: int) -> str:
    """Letters of a 1-based column: 28 → ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=EXCEL_MAX_COLUMNS)
def column_number(letters: str) -> int:
    """1-based column of its letters: ``AB`` → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def a1(row: int, column: int) -> str:
    """Address of a 1-based row and column: (7, 2) → ``B7``."""
    return f"{column_letters(column)}{row}"


def quote_sheet(name: str) -> str:
    """Sheet name as a formula writes it, in quotes where Excel asks for them."""
    if _BARE_SHEET.match(name) and not _LOOKS_LIKE_CELL.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


class Area(NamedTuple):
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    def meets(self, other: Area) -> bool:
        """Tell whether two areas share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def contains(self, row: int, column: int) -> bool:
        """Tell whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        """A1 form; a single cell is written once."""
        first, last = a1(self.top, self.left), a1(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


class CellAddress(NamedTuple):
    """A cell on a sheet."""

    sheet: str
    row: int
    column: int

    @property
    def area(self) -> Area:
        """The cell as an area."""
        return Area(self.row, self.column, self.row, self.column)

    def __str__(self) -> str:
        """``'Demand review'!B7``."""
        return f"{quote_sheet(self.sheet)}!{a1(self.row, self.column)}"


def parse_cell(text: str) -> tuple[int, int]:
    """Row and column of ``B7`` or ``$B$7``."""
    match = _CELL.match(text.strip())
    if match:
        row, column = int(match[2]), column_number(match[1])
        if row <= EXCEL_MAX_ROWS and column <= EXCEL_MAX_COLUMNS:
            return row, column
    raise UsageError("not a cell address", got=text, expected="an address such as B7")


def parse_area(text: str) -> Area:
    """Rectangle of ``B7`` or ``B7:D9``, dollar signs allowed."""
    first, _, last = text.partition(":")
    top, left = parse_cell(first)
    bottom, right = parse_cell(last) if last else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def split_sheet(text: str) -> tuple[str, str]:
    """Split ``'Demand review'!B7`` into sheet and address."""
    sheet, mark, address = text.strip().rpartition("!")
    if not mark:
        raise UsageError("no sheet in the address", got=text, expected="an address such as 'Demand review'!B7")
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, address


def parse_address(text: str) -> CellAddress:
    """Cell of ``'Demand review'!B7``."""
    sheet, address = split_sheet(text)
    return CellAddress(sheet, *parse_cell(address))
