"""References as the engine writes them in formulas."""

from __future__ import annotations

import re

from sop_xl.cells.address import Area, parse_area, quote_sheet, split_sheet
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS
from sop_xl.errors import SopError

_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")


def parsed(address: str) -> Area:
    """Area of a reference, whole columns and rows included.

    Raises
    ------
    SopError
        It is none.
    """
    if match := _COLUMNS.fullmatch(address):
        return parse_area(f"{match[1]}1:{match[2]}{EXCEL_MAX_ROWS}")
    if match := _ROWS.fullmatch(address):
        return Area(int(match[1]), 1, int(match[2]), EXCEL_MAX_COLUMNS)
    return parse_area(address)


def area_of(text: str, home: str) -> tuple[str, Area] | None:
    """Sheet and area that an argument of a formula on sheet ``home`` means; None where it is no plain reference."""
    try:
        sheet, address = split_sheet(text if "!" in text else f"{quote_sheet(home)}!{text}")
        return sheet, parsed(address)
    except SopError:
        return None
