"""Formulas that stand beside a sheet for a moment, to ask the engine something about those of the sheet.

They stand in the last rows, which whole rows in formulas do not mean, of a column that holds nothing there and that no
formula refers to: in a near one if possible, because the engine makes room for all columns up to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS
from sop_xl.engine.own_functions import evaluate_cell

_OWN_PLACE = re.compile(r"\"[^\"]*\"|(?<![\w.])(ROW|COLUMN)\(\s*\)", re.IGNORECASE)
_NEAR_COLUMN = 803  # 100 columns beyond those of two letters
_FAR_COLUMN = EXCEL_MAX_COLUMNS - 1
_ROOM = EXCEL_MAX_ROWS // 2  # rows of a column for questions


class Questions:
    """Asks the engine; with ``reaches_far``, formulas of the workbook may refer to columns of three letters."""

    def __init__(self, workbook: fz.Workbook, *, reaches_far: bool) -> None:
        self._workbook = workbook
        self._reaches_far = reaches_far
        self._used: dict[str, tuple[int, int]] = {}  # columns that are full, and rows of the next one

    def answers(self, questions: Mapping[CellAddress, str], evaluate: Callable[[], None]) -> dict[CellAddress, float]:
        """Numbers above zero that formulas give, each asked on the sheet of a cell; the others are left out."""
        found, asked = dict[CellAddress, float](), list(questions)
        for start in range(0, len(asked), _ROOM):
            found |= self._answers({address: questions[address] for address in asked[start : start + _ROOM]}, evaluate)
        return found

    def _answers(self, questions: Mapping[CellAddress, str], evaluate: Callable[[], None]) -> dict[CellAddress, float]:
        by_sheet: dict[str, list[CellAddress]] = {}
        for address in questions:
            by_sheet.setdefault(address.sheet, []).append(address)
        places = {sheet: self._new_place(sheet, len(addresses)) for sheet, addresses in by_sheet.items()}
        for sheet, addresses in by_sheet.items():
            asked = [[_as_asked_in(address, questions[address])] for address in addresses]
            self._workbook.set_formulas_batch(sheet, places[sheet].top, places[sheet].left, asked)
        evaluate()
        found = {}
        for sheet, addresses in by_sheet.items():
            place = places[sheet]
            given = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *place))
            self._workbook.set_values_batch(sheet, place.top, place.left, [[None]] * len(addresses))
            for address, row in zip(addresses, given, strict=True):
                if row and row[0].__class__ in (float, int) and row[0] > 0:
                    found[address] = float(row[0])
        evaluate()  # for what reads whole columns
        return found

    def value(self, address: CellAddress, question: str) -> Any:  # noqa: ANN401  # whatever the engine gives
        """What one formula gives on the sheet of a cell."""
        sheet = address.sheet
        place = self._place(sheet, 0, EXCEL_MAX_ROWS, EXCEL_MAX_ROWS)
        try:
            self._workbook.set_formula(sheet, place.top, place.left, _as_asked_in(address, question))
            return evaluate_cell(self._workbook, sheet, place.top, place.left)
        finally:
            self._workbook.set_value(sheet, place.top, place.left, None)

    def _new_place(self, sheet: str, rows: int) -> Area:
        """Cells above or beside those that questions have stood in; the last row is for single ones."""
        full, used = self._used.get(sheet, (0, 0))
        if used + rows > _ROOM:
            full, used = full + 1, 0
        self._used[sheet] = full, used + rows
        bottom = EXCEL_MAX_ROWS - 1 - used
        return self._place(sheet, full, bottom - rows + 1, bottom)

    def _place(self, sheet: str, aside: int, top: int, bottom: int) -> Area:
        near = Area(top, _NEAR_COLUMN + aside, bottom, _NEAR_COLUMN + aside)
        values = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *near))
        is_free = not self._reaches_far and all(value is None for row in values for value in row)
        return near if is_free else near._replace(left=_FAR_COLUMN - aside, right=_FAR_COLUMN - aside)


def _as_asked_in(address: CellAddress, question: str) -> str:
    """A formula that gives elsewhere what it gives in a cell: ``ROW()`` and ``COLUMN()`` are the cell's own."""

    def placed(match: re.Match[str]) -> str:
        own = {"ROW": address.row, "COLUMN": address.column}
        return str(own[match[1].upper()]) if match[1] else match[0]

    return _OWN_PLACE.sub(placed, question)
