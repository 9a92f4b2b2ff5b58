"""Values as they stand in the engine, and those among them that no cell may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.values import LONGEST_TEXT, CellError
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.values import Rows

_DIGITS = 15  # of a number that Excel writes into a text
_DECIMAL = re.compile(r"\d+\.\d+")
_NUMBERS = {float, int, bool}


class EngineValues:
    """Values as they stand in the engine."""

    def __init__(self, workbook: fz.Workbook) -> None:
        self._workbook = workbook

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row; blank where there is nothing."""
        return [
            [_excel_value(value) if value.__class__ is dict else value for value in row]
            if any(value.__class__ is dict for value in row)
            else row
            for row in engine_rows(self._workbook, sheet, area)
        ]


def engine_rows(workbook: fz.Workbook, sheet: str, area: Area) -> list[list[Any]]:
    """Values of an area as the engine has them."""
    rows: list[list[Any]] = workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area))
    return rows


def odd_values(
    workbook: fz.Workbook, sheet: str, area: Area
) -> Iterator[tuple[CellAddress, dict[str, object] | str | float]]:
    """Errors, infinite numbers, and texts with a number of more than fifteen digits in them."""
    for row_number, row in enumerate(engine_rows(workbook, sheet, area), start=area.top):
        if {*map(type, row)} <= _NUMBERS and all(map(isfinite, row)):
            continue
        for column, value in enumerate(row, start=area.left):
            if value.__class__ is float:
                if not isfinite(value):
                    yield CellAddress(sheet, row_number, column), value
            elif value.__class__ is dict or (value.__class__ is str and len(value) > _DIGITS and _is_overlong(value)):
                yield CellAddress(sheet, row_number, column), value


def _is_overlong(text: str) -> bool:
    return len(text) > LONGEST_TEXT or any(
        len(match[0].replace(".", "").lstrip("0")) > _DIGITS for match in _DECIMAL.finditer(text)
    )


def _excel_value(value: dict[str, object]) -> CellError:
    return error_of(value) or CellError.VALUE


def rows_of(value: Any) -> list[list[Any]]:  # noqa: ANN401
    """Rows of what a function is given or gives, whether it is one cell, a list of them, or rows."""
    rows = value if isinstance(value, list) else [[value]]
    return [row if isinstance(row, list) else [row] for row in rows]
