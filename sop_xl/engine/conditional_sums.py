"""SUMIFS and its kin over ranges that hold errors.

The engine skips an error that stands in a row which meets the criteria; Excel gives the error. Where, and only
where, a summed range holds errors, the formula is written anew in the engine: a helper sheet holds, in the place of
every error cell, its rank in reading order and its kind, MINIFS over it finds the first one that meets the criteria,
and that error is the result. So the engine's own criteria decide, and what changes later is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, a1, quote_sheet, split_sheet
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Formulas
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.own_functions import evaluate_cell
from sop_xl.engine.references import parsed
from sop_xl.engine.sop_text import mentions
from sop_xl.errors import SopError

_SUMS = ("SUMIFS", "AVERAGEIFS", "SUMIF", "AVERAGEIF")
_COUNTS = ("COUNTIF", "COUNTIFS")
_CALLS = re.compile(rf"(?<![\w.])({'|'.join((*_SUMS, *_COUNTS))})\(", re.IGNORECASE)
_KINDS = (CellError.NULL, CellError.DIV0, CellError.VALUE, CellError.REF, CellError.NAME, CellError.NUM, CellError.NA)
_CHOICES = ",".join(error.value for error in _KINDS)
_ANY_ERROR = "|".join(map(re.escape, (error.value for error in _KINDS)))
_ERROR_CRITERION = re.compile(rf'"[<>=]*(?:{_ANY_ERROR})"|{_ANY_ERROR}|NA\(\)', re.IGNORECASE)
_BY_KIND = 100


class ConditionalSums:
    """The conditional sums of one workbook in the engine."""

    def __init__(self, workbook: fz.Workbook, formulas: Mapping[str, Formulas]) -> None:
        self._workbook = workbook
        self._formulas = formulas
        self._texts: dict[CellAddress, str] | None = None  # as they stand in the workbook
        self._written: dict[CellAddress, str] = {}
        self._helpers: dict[str, str] = {}
        self._errors: dict[CellAddress, CellError] = {}
        self._areas: dict[str, tuple[str, Area] | None] = {}
        self.not_calculated: dict[CellAddress, str] = {}

    def follow(self, errors: Mapping[CellAddress, CellError]) -> bool:
        """Make the conditional sums see the error cells of the workbook; tells whether to calculate again."""
        if not errors and not self._errors:
            return False
        if self._texts is None:
            self._texts = {
                address: text
                for sheet, cells in self._formulas.items()
                for formula in cells.select(lambda text, _: mentions(text, (*_SUMS, *_COUNTS)))
                for address in [CellAddress(sheet, formula.row, formula.column)]
                if (text := self._workbook.get_formula(*address))
            }
        if not self._texts:
            return False
        changed = self._mark(errors)
        self._by_sheet: dict[str, list[CellAddress]] = {}
        for error in errors:
            self._by_sheet.setdefault(error.sheet, []).append(error)
        held: dict[str, bool] = {}
        for address, text in self._texts.items():
            new = self._seeing(address, text, held)
            if new != self._written.get(address, text):
                self._written[address] = new
                self._workbook.set_formula(*address, new if new.startswith("=") else f"={new}")
                changed = True
        return changed

    def _mark(self, errors: Mapping[CellAddress, CellError]) -> bool:
        """Bring the helper sheets up to date."""
        changed = False
        for address in self._errors.keys() - errors.keys():
            self._workbook.set_value(self._helpers[address.sheet], address.row, address.column, None)
            changed = True
        for address, error in errors.items():
            if self._errors.get(address) is not error:
                rank = (address.row - 1) * EXCEL_MAX_COLUMNS + address.column
                kind = _KINDS.index(error if error in _KINDS else CellError.VALUE) + 1
                sheet = self._helper(address.sheet)
                self._workbook.set_value(sheet, address.row, address.column, float(rank * _BY_KIND + kind))
                changed = True
        self._errors = dict(errors)
        return changed

    def _helper(self, sheet: str) -> str:
        if sheet not in self._helpers:
            taken = set(self._workbook.sheet_names)
            number = len(self._helpers) + 1
            while f"errors {number}" in taken:
                number += 1
            self._helpers[sheet] = f"errors {number}"
            self._workbook.add_sheet(self._helpers[sheet])
        return self._helpers[sheet]

    def _seeing(self, address: CellAddress, text: str, held: dict[str, bool]) -> str:
        """The formula with its calls made to see errors, where there are any to be seen."""

        def new(name: str, arguments: Sequence[str]) -> str | None:
            pairs = arguments[1:] if name in ("SUMIFS", "AVERAGEIFS") else arguments
            if any(self._asks_for_error(criterion, address) for criterion in pairs[1::2]):
                self.not_calculated[address] = f"{name} with an error as criterion"
            if name in _COUNTS or len(arguments) < 2:  # a range and a criterion
                return None
            criteria = list(pairs[:2] if name in ("SUMIF", "AVERAGEIF") else pairs)
            summed = arguments[2] if name in ("SUMIF", "AVERAGEIF") and len(arguments) > 2 else arguments[0]
            area = self._area(summed, address)
            if area is None:
                if self._is_error(summed, address):
                    self.not_calculated[address] = f"{name} over a computed range that holds errors"
                return None
            if name in ("SUMIF", "AVERAGEIF"):  # the summed range has the shape of the other
                tested = self._area(criteria[0], address)
                if tested is not None:
                    area = area[0], _shaped(area[1], tested[1])
            where = f"{quote_sheet(area[0])}!{_text(area[1])}"
            if where not in held:
                held[where] = any(area[1].contains(e.row, e.column) for e in self._by_sheet.get(area[0], ()))
            if not held[where]:
                return None
            first = f"MINIFS({quote_sheet(self._helpers[area[0]])}!{_text(area[1])},{','.join(criteria)})"
            return f"IF({first}=0,{name}({','.join(arguments)}),CHOOSE(MOD({first},{_BY_KIND}),{_CHOICES}))"

        return replace_calls(text, _CALLS, new)

    def _asks_for_error(self, criterion: str, home: CellAddress) -> bool:
        if _ERROR_CRITERION.fullmatch(criterion):
            return True
        area = self._area(criterion, home)
        return area is not None and CellAddress(area[0], area[1].top, area[1].left) in self._errors

    def _area(self, text: str, home: CellAddress) -> tuple[str, Area] | None:
        """Sheet and area of a reference; None where it is a name, a link, or computed."""
        key = text if "!" in text else f"{quote_sheet(home.sheet)}!{text}"
        if key not in self._areas:
            try:
                sheet, address = split_sheet(key)
                self._areas[key] = (sheet, parsed(address)) if sheet in self._workbook.sheet_names else None
            except SopError:
                self._areas[key] = None
        return self._areas[key]

    def _is_error(self, text: str, home: CellAddress) -> bool:
        """Tell whether a computed range holds an error."""
        try:
            self._workbook.set_formula(home.sheet, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS, f"=SUM({text})")
            return isinstance(evaluate_cell(self._workbook, home.sheet, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS), dict)
        finally:
            self._workbook.set_value(home.sheet, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS, None)


def _shaped(area: Area, like: Area) -> Area:
    """An area from the same first cell on, of the size of another, within the sheet."""
    bottom, right = area.top + like.rows - 1, area.left + like.columns - 1
    return Area(area.top, area.left, min(bottom, EXCEL_MAX_ROWS), min(right, EXCEL_MAX_COLUMNS))


def _text(area: Area) -> str:
    return f"{a1(area.top, area.left)}:{a1(area.bottom, area.right)}"


def error_cells(
    workbook: fz.Workbook, positions: Mapping[str, Iterable[tuple[int, int]]]
) -> dict[CellAddress, CellError]:
    """Those of some cells that hold an error now."""
    found = {}
    for sheet, cells in positions.items():
        for row, column in cells:
            value = workbook.get_value(sheet, row, column)
            error = error_of(value) if isinstance(value, dict) else None
            if error is not None:
                found[CellAddress(sheet, row, column)] = error
    return found
