"""The embedded engine: formualizer for native formulas, the registry for SOP functions.

A formula that the engine does not know is never guessed: ``unsupported`` names it beforehand, the caller gives its
saved value as a constant, and everything that depends on it comes back as not calculated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, parse_address, parse_area, quote_sheet, split_sheet
from sop_xl.cells.formula import Formula, Spread
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError, CellValue
from sop_xl.engine.coverage import Coverage, is_known
from sop_xl.engine.port import Calculated, CalculationRequest
from sop_xl.engine.sop_calls import SopCalls, error_of
from sop_xl.errors import CalculationError, SopError
from sop_xl.functions.definition import Definition
from sop_xl.functions.registry import plain_name
from sop_xl.functions.why import why

Values = Mapping[str, Sequence[Sequence[CellValue]]]

_WHY = re.compile(r"\b(?:_xldudf_|_xll\.)?SOP_WHY\(\s*([^(),]+?)\s*\)", re.IGNORECASE)
_SOP = re.compile(r"\b(?:_xldudf_|_xll\.)?SOP_\w+\(", re.IGNORECASE)
_ALL = 2**31 - 1  # no budget: a truncated list of dependents would hide stale cells
_SCRATCH = EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS  # the last cell of a sheet, where a formula is tried again


class EmbeddedEngine:
    """formualizer behind the port."""

    name = "embedded"
    native_only = False

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._definitions = list(definitions)
        ours = {d.name: not d.result.shape.startswith("one cell") for d in self._definitions}
        self._ours = frozenset(ours)
        self._coverage = Coverage(ours)

    def unsupported(self, functions: Iterable[str]) -> set[str]:
        """Those of some functions (in capitals) that cannot be calculated here."""
        return {f for f in functions if plain_name(f) not in self._ours and not is_known(f)}

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        """Why a formula of known functions cannot be calculated here, or None."""
        return self._coverage.problem(text, spread, ranges)

    def calculate(self, request: CalculationRequest) -> Calculated:
        """Load, evaluate, explain the errors, answer SOP_WHY, and read everything back."""
        return _Calculation(request, SopCalls(self._definitions)).run()


class _Calculation:
    """One workbook in the engine."""

    def __init__(self, request: CalculationRequest, calls: SopCalls) -> None:
        self.request = request
        self.calls = calls
        self.not_calculated: dict[CellAddress, str] = {}
        self.reasons: dict[CellAddress, SopError] = {}
        self.spills: dict[CellAddress, Area] = {}
        self.workbook = self._load()

    def _load(self) -> fz.Workbook:
        config = fz.EvaluationConfig()
        config.cycle_detection = "runtime"
        if self.request.iterate:
            config.cycle_policy = "iterate"
            config.iterate_max_iterations = self.request.iterations
            config.iterate_max_change = self.request.max_change
        try:
            workbook = fz.Workbook.from_bytes(self.request.package, config=fz.WorkbookConfig(eval_config=config))
        except Exception as error:
            raise CalculationError(f"the engine cannot load the workbook: {error}") from error
        self.calls.register(workbook)
        noon = dt.datetime.combine(self.request.as_of, dt.time(12), dt.UTC)
        workbook.set_deterministic_clock(noon)
        workbook.set_temporal_egress("serial")
        return workbook

    def run(self) -> Calculated:
        self._evaluate()
        if self._confine_plain_sop_formulas():
            self._evaluate()
        calls = self.calls.count
        self._find_spills()
        values = self._read()
        self._explain_errors(values)
        if self._answer_why(values):
            self._evaluate()
            values = self._read()
        self._mark_dependents()
        origins = self._origins(values)
        formulas = self.request.formulas
        return Calculated(values, formulas, self.spills, calls, self.reasons, origins, self.not_calculated)

    def _evaluate(self) -> None:
        try:
            self.workbook.evaluate_all()
        except Exception as error:
            raise CalculationError(f"the engine cannot calculate the workbook: {error}") from error

    def _confine_plain_sop_formulas(self) -> bool:
        """A plain formula shows the first element of an array; the engine would spill it over its neighbours."""
        confined = False
        for address, formula in self._formulas():
            if formula.spread is Spread.CELL and formula.text and _SOP.search(formula.text) and self._spreads(address):
                text = self.workbook.get_formula(*address) or ""
                self.workbook.set_formula(*address, f"=INDEX({text.removeprefix('=')},1,1)")
                confined = True
        return confined

    def _spreads(self, address: CellAddress) -> bool:
        cell = self.workbook.inspect_cell(str(address)).cell
        value = cell.value
        return cell.spill is not None or (isinstance(value, dict) and value.get("kind") == "Spill")

    def _formulas(self) -> Iterable[tuple[CellAddress, Formula]]:
        for sheet, formulas in self.request.formulas.items():
            for formula in formulas:
                yield CellAddress(sheet, formula.row, formula.column), formula

    def _find_spills(self) -> None:
        for address, formula in self._formulas():
            if formula.spread is Spread.CELL:
                continue
            spill = self.workbook.inspect_cell(str(address)).cell.spill
            one_cell = Area(address.row, address.column, address.row, address.column)
            area = parse_area(split_sheet(spill.extent)[1]) if spill and spill.extent else one_cell
            if formula.spread is Spread.FIXED and formula.area is not None and area != formula.area:
                self.not_calculated[address] = "an array formula over a fixed range of another size than its result"
                continue
            self.spills[address] = area

    def _read(self) -> dict[str, Sequence[Sequence[CellValue]]]:
        values: dict[str, Sequence[Sequence[CellValue]]] = {}
        for sheet, formulas in self.request.formulas.items():
            if not formulas:
                continue
            areas = [area for address, area in self.spills.items() if address.sheet == sheet]
            bottom = max([f.row for f in formulas] + [a.bottom for a in areas])
            right = max([f.column for f in formulas] + [a.right for a in areas])
            rows = self.workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, 1, 1, bottom, right))
            values[sheet] = [
                [self._value(v, sheet, r, c) if type(v) is dict else v for c, v in enumerate(row, 1)]
                for r, row in enumerate(rows, 1)
            ]
        return values

    def _value(self, value: dict[str, object], sheet: str, row: int, column: int) -> CellError:
        error = error_of(value)
        if error is None:
            kind = str(value.get("kind"))
            reason = "circular reference" if kind == "Circ" else f"the engine gave up ({kind})"
            self.not_calculated[CellAddress(sheet, row, column)] = reason
            return CellError.VALUE
        return error

    def _explain_errors(self, values: Values) -> None:
        """Call the SOP functions behind error cells once more and note what they refused."""
        for address, formula in self._formulas():
            if formula.text is None or not _SOP.search(formula.text):
                continue
            area = self.spills.get(address, Area(address.row, address.column, address.row, address.column))
            rows = values[address.sheet][area.top - 1 : area.bottom]
            if not any(isinstance(v, CellError) for row in rows for v in row[area.left - 1 : area.right]):
                continue
            for (row, column), reason in self._reasons_of(address).items():
                self.reasons[CellAddress(address.sheet, address.row + row, address.column + column)] = reason

    def _reasons_of(self, address: CellAddress) -> dict[tuple[int, int], SopError]:
        """Refusals of a formula's SOP functions by offset from its cell."""
        text = (self.workbook.get_formula(*address) or "").removeprefix("=")
        self.calls.outcomes = []
        try:
            self.workbook.set_formula(address.sheet, *_SCRATCH, f"={text}")
            self.workbook.evaluate_cell(address.sheet, *_SCRATCH)
        finally:
            outcomes, self.calls.outcomes = self.calls.outcomes, None
            self.workbook.set_value(address.sheet, *_SCRATCH, None)
        refused = [outcome for outcome in outcomes if outcome.reasons]
        if not refused:
            return {}
        if len(outcomes) == 1 and _is_one_call(text):
            return dict(refused[0].reasons)
        first = refused[0].first_reason
        return {(0, 0): first} if first else {}

    def _answer_why(self, values: Values) -> bool:
        """Put the reason in place of every SOP_WHY; the engine hands a function values, not references."""
        answered = False
        for address, formula in self._formulas():
            if formula.text is None or "SOP_WHY" not in formula.text.upper():
                continue
            text = self.workbook.get_formula(*address) or ""
            new = _WHY.sub(lambda m, home=address: self._answer(m, home, values), text)  # type: ignore[misc]
            if new != text:
                self.workbook.set_formula(*address, new)
                answered = True
        return answered

    def _answer(self, match: re.Match[str], home: CellAddress, values: Values) -> str:
        target = match[1] if "!" in match[1] else f"{quote_sheet(home.sheet)}!{match[1]}"
        try:
            address = parse_address(target)
        except SopError:
            return match[0]  # a name or an expression: its value is explained in general
        reason = self.reasons.get(address)
        if reason is None:
            return match[0]  # the function has already said all there is to say of the value
        return '"' + why(_at(values, address), reason).replace('"', '""') + '"'

    def _mark_dependents(self) -> None:
        """Whatever reads a cell that was not calculated is not calculated either."""
        self.not_calculated.update(self.request.kept)
        waiting = list(self.not_calculated)
        while waiting:
            source = waiting.pop()
            report = self.workbook.dependents(str(source), max_results=_ALL, max_work=_ALL)
            for dependent in report.dependents:
                address = parse_address(dependent.cell)
                if address not in self.not_calculated:
                    self.not_calculated[address] = f"depends on {source}"
                    waiting.append(address)

    def _origins(self, values: Values) -> dict[CellAddress, CellAddress]:
        """For every error that no SOP function explains, the first cell it reads that holds an error too."""
        origins = {}
        for address, _ in self._formulas():
            value = _at(values, address)
            if isinstance(value, CellError) and address not in self.reasons and address not in self.not_calculated:
                origin = self._first_error_read_by(address, values)
                if origin is not None:
                    origins[address] = origin
        return origins

    def _first_error_read_by(self, address: CellAddress, values: Values) -> CellAddress | None:
        for precedent in self.workbook.precedents(str(address)).precedents:
            where = precedent.reference.resolved or precedent.reference.address
            if not where:
                continue
            sheet, text = split_sheet(where)
            area = parse_area(text)
            for row in range(area.top, min(area.bottom, len(values.get(sheet, ()))) + 1):
                for column in range(area.left, area.right + 1):
                    found = CellAddress(sheet, row, column)
                    if isinstance(_at(values, found), CellError):
                        return found
        return None


def _at(values: Values, address: CellAddress) -> CellValue:
    rows = values.get(address.sheet, ())
    if address.row <= len(rows) and address.column <= len(rows[address.row - 1]):
        return rows[address.row - 1][address.column - 1]
    return None


def _is_one_call(text: str) -> bool:
    """Tell whether a formula is nothing but one call: ``SOP_X(…)``."""
    match = _SOP.match(text)
    if match is None:
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")":
            return at == len(text) - 1
    return False
