"""Why cells hold errors: what an SOP function refused, and where an error came from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, parse_address, parse_area, quote_sheet, split_sheet
from sop_xl.cells.formula import Formula
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError
from sop_xl.engine.laid_arrays import unwrapped
from sop_xl.engine.own_functions import evaluate_cell
from sop_xl.engine.sop_calls import SopCalls
from sop_xl.engine.sop_text import is_one_call
from sop_xl.engine.values import Values, value_at
from sop_xl.errors import SopError
from sop_xl.functions.why import why

_WHY = re.compile(r"\b(?:_xldudf_|_xll\.)?SOP_WHY\(\s*([^(),]+?)\s*\)", re.IGNORECASE)
_SCRATCH = EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS  # the last cell of a sheet, where a formula is tried again


class Explanation:
    """Reasons of the errors of a calculated workbook."""

    def __init__(
        self,
        workbook: fz.Workbook,
        calls: SopCalls,
        values: Values,
        sop: Sequence[tuple[CellAddress, Formula]],
        spills: Mapping[CellAddress, Area],
    ) -> None:
        self._workbook, self._calls, self._values = workbook, calls, values
        self._sop, self._spills = sop, spills
        self.reasons: dict[CellAddress, SopError] = {}
        self._errors: dict[str, dict[int, list[int]]] = {}  # rows of error cells by sheet and column

    def know(self, errors: Iterable[CellAddress]) -> None:
        """Take note of all error cells there are, so that none has to be looked for in what a formula reads."""
        self._errors = {}
        for sheet, row, column in sorted(errors):
            self._errors.setdefault(sheet, {}).setdefault(column, []).append(row)

    def explain(self, errors: Mapping[CellAddress, CellError]) -> None:
        """Call the SOP functions behind error cells once more and note what they refused."""
        for address, _ in self._sop:
            area = self._spills.get(address, address.area)
            if not any(cell in errors for cell in _cells(address.sheet, area)):
                continue
            for (row, column), reason in self._reasons_of(address).items():
                self.reasons[CellAddress(address.sheet, address.row + row, address.column + column)] = reason

    def _reasons_of(self, address: CellAddress) -> dict[tuple[int, int], SopError]:
        """Refusals of a formula's SOP functions by offset from its cell."""
        text = unwrapped(self._workbook.get_formula(*address) or "")
        self._calls.outcomes = []
        try:
            self._workbook.set_formula(address.sheet, *_SCRATCH, f"={text}")
            evaluate_cell(self._workbook, address.sheet, *_SCRATCH)
        finally:
            outcomes, self._calls.outcomes = self._calls.outcomes, None
            self._workbook.set_value(address.sheet, *_SCRATCH, None)
        refused = [outcome for outcome in outcomes if outcome.reasons]
        if not refused:
            return {}
        if len(outcomes) == 1 and is_one_call(text):
            return dict(refused[0].reasons)
        first = refused[0].first_reason
        return {(0, 0): first} if first else {}

    def answer_why(self) -> bool:
        """Put the reason in place of every SOP_WHY; the engine hands a function values, not references."""
        answered = False
        for address, formula in self._sop:
            if formula.text is None or "SOP_WHY" not in formula.text.upper():
                continue
            text = self._workbook.get_formula(*address) or ""
            new = _WHY.sub(lambda m, home=address: self._answer(m, home), text)  # type: ignore[misc]
            if new != text:
                self._workbook.set_formula(*address, new)
                answered = True
        return answered

    def _answer(self, match: re.Match[str], home: CellAddress) -> str:
        target = match[1] if "!" in match[1] else f"{quote_sheet(home.sheet)}!{match[1]}"
        try:
            address = parse_address(target)
        except SopError:
            return match[0]  # a name or an expression: its value is explained in general
        reason = self.reasons.get(address)
        if reason is None:
            return match[0]  # the function has already said all there is to say of the value
        return '"' + why(value_at(self._values, address), reason).replace('"', '""') + '"'

    def origins(self, errors: Iterable[CellAddress]) -> dict[CellAddress, CellAddress]:
        """For every error that no SOP function explains, the first cell it reads that holds an error too."""
        origins = {}
        for address in errors:
            if address not in self.reasons:
                origin = self._first_error_read_by(address)
                if origin is not None:
                    origins[address] = origin
        return origins

    def _first_error_read_by(self, address: CellAddress) -> CellAddress | None:
        for precedent in self._workbook.precedents(str(address)).precedents:
            where = precedent.reference.resolved or precedent.reference.address
            if not where:
                continue
            sheet, text = split_sheet(where)
            try:
                area = parse_area(text)
            except SopError:
                continue  # whole columns, and what is no area of this workbook
            if (first := self._first_error_in(sheet, area)) is not None:
                return first
        return None

    def _first_error_in(self, sheet: str, area: Area) -> CellAddress | None:
        found = []
        for column, rows in self._errors.get(sheet, {}).items():
            if area.left <= column <= area.right:
                at = bisect_left(rows, area.top)
                found += [(rows[at], column)] if at < len(rows) and rows[at] <= area.bottom else []
        return CellAddress(sheet, *min(found)) if found else None


def _cells(sheet: str, area: Area) -> Iterable[CellAddress]:
    return (
        CellAddress(sheet, row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )
