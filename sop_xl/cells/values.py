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


def is_blank(value: object) -> bool:
    """Tell whether a cell counts as blank: nothing in it, or the empty text that ``IF(…,"")`` leaves."""
    return value is None or value == ""
