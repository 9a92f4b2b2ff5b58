"""The five things a cell can hold."""

from __future__ import annotations

from enum import Enum


class CellError(Enum):
    """An Excel error value; never text, because ``SUM`` over the text ``#N/A`` is 0."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    GETTING_DATA = "#GETTING_DATA"
    SPILL = "#SPILL!"
    CONNECT = "#CONNECT!"
    BLOCKED = "#BLOCKED!"
    UNKNOWN = "#UNKNOWN!"
    FIELD = "#FIELD!"
    CALC = "#CALC!"
    BUSY = "#BUSY!"
    PYTHON = "#PYTHON!"

    def __str__(self) -> str:
        """Show the error as the cell does."""
        return self.value


CellValue = None | bool | int | float | str | CellError
Grid = list[list[CellValue]]

EXCEL_MAX_ROWS = 1_048_576
EXCEL_MAX_COLUMNS = 16_384
LONGEST_TEXT = 32_767  # of a cell; a longer result is #VALUE!, and a file that holds one is repaired
LONGEST_FORMULA = 8_192


def is_blank(value: object) -> bool:
    """Tell whether a cell counts as blank: nothing in it, or the empty text that ``IF(…,"")`` leaves."""
    return value is None or value == ""


def text_length(text: str) -> int:
    """Length of a text as Excel counts it: a character beyond the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
