"""The embedded engine: formualizer for native formulas, the registry for SOP functions.

A formula that the engine does not know is never guessed: ``unsupported`` names it beforehand, the caller gives its
saved value as a constant, and everything that depends on it comes back as not calculated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property, partial
from typing import NamedTuple

import formualizer as fz

from sop_xl.book.side_by_side import meanwhile
from sop_xl.cells.address import Area, CellAddress, parse_area, split_sheet
from sop_xl.cells.formula import Formula, Spread
from sop_xl.cells.values import LONGEST_TEXT, CellError
from sop_xl.engine.argument_contents import contents_to_keep_for
from sop_xl.engine.array_sizes import products_to_keep_for
from sop_xl.engine.backward_ranges import turn_backward_ranges
from sop_xl.engine.computed_arrays import write_array_calls
from sop_xl.engine.conditional_sums import ConditionalSums, error_cells
from sop_xl.engine.coverage import Coverage
from sop_xl.engine.criteria import Criteria, Search, find_criteria
from sop_xl.engine.dependents import Dependents
from sop_xl.engine.doubtful_numbers import DoubtfulNumbers
from sop_xl.engine.doubts import doubted, given_up, spilled_over
from sop_xl.engine.each_element import EachElement
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.engine_values import EngineValues, odd_values
from sop_xl.engine.explanation import Explanation
from sop_xl.engine.fifteen_digits import FifteenDigits
from sop_xl.engine.found_comparisons import FoundComparisons, find_comparisons
from sop_xl.engine.fresh_readers import calculate_again, may_read_one_another
from sop_xl.engine.hidden_errors import HiddenErrors
from sop_xl.engine.indirect_references import IndirectReferences
from sop_xl.engine.laid_arrays import LaidArrays
from sop_xl.engine.letters import register_letters
from sop_xl.engine.listed_sums import ListedSums, find_sums
from sop_xl.engine.narrowing import wake
from sop_xl.engine.native_functions import PROVEN
from sop_xl.engine.numbers_in_texts import NumbersInTexts
from sop_xl.engine.ordered_texts import OrderedTexts
from sop_xl.engine.own_functions import engine_failed, evaluate_all
from sop_xl.engine.port import Calculated, CalculationRequest
from sop_xl.engine.questions import Questions
from sop_xl.engine.repairs import register_repairs
from sop_xl.engine.sheet_names import asked, given, spelled_otherwise
from sop_xl.engine.sop_calls import SopCalls
from sop_xl.engine.sop_text import is_sop, mentions
from sop_xl.engine.uncertain_calls import UncertainCalls
from sop_xl.engine.visible_rows import VisibleRows
from sop_xl.engine.wide_characters import may_hold_wide_characters, wide_characters_to_keep_for
from sop_xl.errors import CalculationError
from sop_xl.functions.definition import Definition
from sop_xl.functions.registry import plain_name

_ODD_TEXTS = ("a number made a text with more digits than Excel writes", "a text longer than a cell holds")
_OVERFLOW = "a number beyond what Excel holds"
_WORTH_GATHERING = 8  # formulas; fewer calls are computed one after another
# The guard has judged the size of the file before; the copy is larger, because it is not compressed.
_LOAD_LIMITS = dict.fromkeys(("max_input_bytes", "max_expanded_bytes", "max_part_bytes"), 2**40)
_WORTH_A_PROCESS = 50_000  # formulas; in fewer what is looked for is found sooner than a process is forked
_MOST_SETTLING = 50  # rounds; as many as large arrays, or sums over errors, stand behind one another
_MOST_ROUNDS = 3  # of gathering, for calls that read the results of others


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
        return {f for f in functions if f not in PROVEN and plain_name(f) not in self._ours}

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        """Why a formula of known functions cannot be calculated here, or None."""
        return self._coverage.problem(text, spread, ranges)

    def narrows(self, text: str, spread: Spread, ranges: frozenset[str]) -> bool:
        """Tell whether a formula without a problem has ranges of which Excel takes one cell."""
        return self._coverage.narrows(text, spread, ranges)

    def calculate(self, request: CalculationRequest) -> Calculated:
        """Load, evaluate, explain the errors, answer SOP_WHY, and read everything back."""
        return _Calculation(request, SopCalls(self._definitions, request.processes), self._coverage).run()


class _Found(NamedTuple):
    """What is known of the formulas before the engine has calculated them."""

    comparisons: FoundComparisons
    searches: list[Search]
    arrays: list[tuple[CellAddress, Formula]]  # that filled, or may now fill, more than their own cell

    @classmethod
    def of(cls, request: CalculationRequest, coverage: Coverage, *, letters: bool) -> _Found:
        comparisons = find_comparisons(request.formulas, request.kept, letters=letters, reaches_far=request.reaches_far)
        return cls(comparisons, find_criteria(request.formulas), _find_arrays(request, coverage))


def _find_arrays(request: CalculationRequest, coverage: Coverage) -> list[tuple[CellAddress, Formula]]:
    def may_spill(text: str | None, spread: Spread) -> bool:
        return spread is not Spread.CELL and text is not None and coverage.may_spill(text, request.ranges)

    all_found = []
    for sheet, formulas in request.formulas.items():
        found = {(formula.row, formula.column): formula for formula in formulas.arrays}
        for formula in formulas.select(may_spill):
            found[formula.row, formula.column] = formula
        all_found += [(CellAddress(sheet, *at), formula) for at, formula in sorted(found.items())]
    return all_found


class _Calculation:
    """One workbook in the engine."""

    def __init__(self, request: CalculationRequest, calls: SopCalls, coverage: Coverage) -> None:
        self.request = request
        self.calls = calls
        self.coverage = coverage
        self.not_calculated: dict[CellAddress, str] = {}
        self.unfit: dict[CellAddress, str] = {}  # cells of which the last calculation gave no value of Excel
        self.spills: dict[CellAddress, Area] = {}
        self.letters = not request.only_ascii
        self.evaluations = 0
        is_large = sum(map(len, request.formulas.values())) >= _WORTH_A_PROCESS
        processes = request.processes if is_large else 1
        works = (partial(find_sums, request.formulas), partial(_Found.of, request, coverage, letters=self.letters))
        sums, self.find = meanwhile(works, processes)
        self.workbook = self._load()
        self.names = spelled_otherwise(request.formulas, self.workbook.sheet_names)
        self.asked, self.request = request, asked(request, self.names)
        if self.names:  # what was found goes by others
            sums = partial(find_sums, self.request.formulas)
            self.find = partial(_Found.of, self.request, coverage, letters=self.letters)
        self.uncertain = UncertainCalls(self.workbook, self.request.formulas.values(), date1904=self.request.date1904)
        left_out = self.request.kept.keys() | self.request.narrowed
        write_array_calls(self.workbook, self.request.formulas, left_out)
        ListedSums(self.workbook, self.request.formulas, left_out).write(sums())
        self.arrays = LaidArrays(self.workbook)
        self.values = EngineValues(self.workbook)
        self.sop = [
            (CellAddress(sheet, formula.row, formula.column), formula)
            for sheet, formulas in self.request.formulas.items()
            for formula in formulas.select(lambda text, _: is_sop(text))
        ]

    @cached_property
    def found(self) -> _Found:
        found: _Found = self.find()
        return found

    @cached_property
    def asking(self) -> Questions:
        return Questions(self.workbook, reaches_far=self.found.comparisons.reaches_far)

    @cached_property
    def _settings(self) -> fz.WorkbookConfig:
        config = fz.EvaluationConfig()
        config.cycle_detection = "runtime"
        config.enable_parallel = False  # gains little, and its threads and forks do not go together
        if self.request.date1904:
            config.date_system = "1904"
        if self.request.iterate:
            config.cycle_policy = "iterate"
            config.iterate_max_iterations = self.request.iterations
            config.iterate_max_change = self.request.max_change
        # Without a log of changes, which nobody reads here, loading is faster.
        return fz.WorkbookConfig(eval_config=config, enable_changelog=False)

    def _load(self) -> fz.Workbook:
        package = self.request.package()
        try:
            workbook = fz.Workbook.from_bytes(package, config=self._settings, load_limits=_LOAD_LIMITS)
        except Exception as error:
            raise engine_failed("load", error) from error
        del package  # may be large
        if self.request.calls_ours:
            self.calls.register(workbook)
        return self._as_excel(workbook)

    def _empty(self) -> fz.Workbook:
        """A workbook without cells that calculates as this one."""
        return self._as_excel(fz.Workbook(config=self._settings))

    def _as_excel(self, workbook: fz.Workbook) -> fz.Workbook:
        if self.letters:
            register_letters(workbook)
        register_repairs(workbook, self.request.formulas.values(), date1904=self.request.date1904)
        noon = dt.datetime.combine(self.request.as_of, dt.time(12), dt.UTC)
        workbook.set_deterministic_clock(noon)
        workbook.set_temporal_egress("serial")
        return workbook

    def run(self) -> Calculated:
        self._evaluate_gathering()
        if self._narrow():
            self._evaluate()
        if self._leave_out_hidden_rows():
            self._evaluate()
        if self._compute_elements():
            self._evaluate()
        if self._confine_plain_sop_formulas():
            self._evaluate()
        errors = self._settle()
        calls = self.calls.count
        explanation = Explanation(self.workbook, self.calls, self.values, self.sop, self.spills)
        explanation.explain(errors)
        if explanation.answer_why():
            self._evaluate()
            errors = self._errors()
        explanation.know({**error_cells(self.workbook, self.request.error_cells), **errors})
        self._doubt(errors, explanation)
        self.not_calculated.update(self.request.kept)
        Dependents(self.workbook, self.request.formulas, self.spills).mark(self.not_calculated)
        origins = explanation.origins(address for address in errors if address not in self.not_calculated)
        found = Calculated(
            self.values, self.request.formulas, self.spills, calls, explanation.reasons, origins, self.not_calculated
        )
        return given(found, self.asked, self.names)

    def _narrow(self) -> bool:
        """Write one cell for ranges of which Excel takes one; the engine was slow to tell formulas before."""
        request = self.request
        narrowing = partial(self.coverage.narrowing, request.ranges)
        self.not_calculated.update(wake(self.workbook, request.narrowed, narrowing))
        return bool(request.narrowed)

    def _leave_out_hidden_rows(self) -> bool:
        visible, request = VisibleRows(self.workbook, self.request.hidden), self.request
        self.not_calculated.update(visible.write(request.formulas, request.kept))
        return visible.has_written

    def _compute_elements(self) -> bool:
        """Have functions of single values compute ranges."""
        elements, request = EachElement(self.workbook, self._empty), self.request
        self.not_calculated.update(elements.write(request.formulas, request.kept, self.coverage, request.ranges))
        return elements.has_written

    def _settle(self) -> dict[CellAddress, CellError]:
        """Calculate on until what the engine leaves out by itself is in; gives the error cells of formulas."""
        sums = ConditionalSums(self.workbook, self.request.formulas)
        texts = NumbersInTexts(self.workbook, self.request.formulas, self.request.kept)
        digits = FifteenDigits(self.workbook, self.found.comparisons, self.asking, letters=self.letters)
        indirect = IndirectReferences(self.workbook, self.request.formulas, self.request.plain)
        compared: tuple[int, dict[CellAddress, Area]] | None = None
        for _ in range(_MOST_SETTLING):
            self._find_spills()
            if self.arrays.lay():
                self._evaluate()
                continue
            errors = self._errors()
            if indirect.mend(errors, self._evaluate):
                continue
            given = error_cells(self.workbook, self.request.error_cells)
            if sums.follow({**given, **errors}):
                self._evaluate()
            elif texts.mend(self._evaluate):
                continue
            elif compared != (self.evaluations, self.spills) and digits.mend(self._evaluate, self.spills):
                compared = self.evaluations, dict(self.spills)  # then, at the end, all was in order
            elif self._are_readers_stale():  # asked last, because it calculates everything
                digits.forget()
            else:
                break
        else:
            raise CalculationError(f"the results did not settle in {_MOST_SETTLING} rounds")
        self.not_calculated.update(sums.not_calculated | digits.not_calculated | indirect.lost(errors))
        return errors

    def _are_readers_stale(self) -> bool:
        """Whether formulas behind arrays were left with values that do not follow from what they read."""
        arrays = {address: area for address, area in self.spills.items() if area != address.area}
        if not arrays or not may_read_one_another(self.workbook, self.request.formulas, arrays):
            return False
        return calculate_again(self.workbook, self.request.formulas, arrays, self._evaluate)

    def _doubt(self, errors: dict[CellAddress, CellError], explanation: Explanation) -> None:
        """Keep what the engine may have got wrong, told by the error it gives or by what it was given."""
        request = self.request
        self.not_calculated |= self.unfit
        shown = {CellAddress(sheet, *at) for sheet, cells in request.error_cells.items() for at in cells}
        doubtful = {at: error for at, error in errors.items() if at not in self.not_calculated}
        self.not_calculated |= doubted(self.workbook, doubtful, shown, lambda at: not explanation.origins([at]))
        self.not_calculated |= spilled_over(self.spills, request.obstacles)
        criteria = Criteria(self.workbook, self._last_row, date1904=request.date1904)
        left_out = self.not_calculated.keys() | request.kept.keys()
        self.not_calculated |= criteria.to_keep_for(self.found.searches, left_out)
        numbers = DoubtfulNumbers(self.workbook, self.asking)
        self.not_calculated |= numbers.to_keep_for(request.formulas, left_out, self._evaluate)
        ordered = OrderedTexts(self.workbook, self.asking)
        self.not_calculated |= ordered.to_keep_for(self.found.comparisons.ordered, left_out, self._evaluate)
        self.not_calculated |= self.uncertain.to_keep_for(request.formulas, left_out, self.asking)
        self.not_calculated |= products_to_keep_for(self.workbook, request.formulas, left_out)
        hidden = HiddenErrors(self.workbook, self.asking)
        self.not_calculated |= hidden.to_keep_for(request.formulas, left_out | self.not_calculated.keys())
        left_out = self.not_calculated.keys() | request.kept.keys()
        self.not_calculated |= contents_to_keep_for(self.workbook, request.formulas, left_out)
        if may_hold_wide_characters(request.formulas, only_ascii=request.only_ascii):
            self.not_calculated |= wide_characters_to_keep_for(self.workbook, request.formulas, left_out)

    def _last_row(self, sheet: str) -> int:
        """The last row that a sheet holds anything in."""
        filled = (area.bottom for address, area in self.spills.items() if address.sheet == sheet)
        return max(self.request.last_row(sheet), *filled, 1)

    def _evaluate(self) -> None:
        self.evaluations += 1
        try:
            evaluate_all(self.workbook)
        except CalculationError:
            if turn_backward_ranges(self.workbook, self.request.formulas):
                self._evaluate()
                return
            raise

    def _evaluate_gathering(self) -> None:
        """Evaluate, with the calls of functions that can gather computed as few large ones.

        A first round only notes with what they are called; then they are computed at once, and the round that counts
        finds the outcomes ready. Calls that read the results of others come up round by round.
        """
        names = self.calls.gatherable if self.sop else ()
        cells = [address for address, formula in self.sop if mentions(formula.text, names)]
        if len(cells) >= _WORTH_GATHERING:
            for _ in range(_MOST_ROUNDS):
                self.calls.gather()
                self._evaluate()
                if not self.calls.compute_gathered():
                    return
                for address in cells:  # written again, so that they are evaluated again
                    self.workbook.set_formula(*address, self.workbook.get_formula(*address) or "")
        self._evaluate()

    def _confine_plain_sop_formulas(self) -> bool:
        """A plain formula shows the first element of an array; the engine would spill it over its neighbours."""
        confined = False
        for address, formula in self.sop:
            if formula.spread is Spread.CELL and self._spreads(address):
                text = self.workbook.get_formula(*address) or ""
                self.workbook.set_formula(*address, f"=INDEX({text.removeprefix('=')},1,1)")
                confined = True
        return confined

    def _spreads(self, address: CellAddress) -> bool:
        cell = self.workbook.inspect_cell(str(address)).cell
        value = cell.value
        return cell.spill is not None or (isinstance(value, dict) and value.get("kind") == "Spill")

    def _find_spills(self) -> None:
        for address, formula in self.found.arrays:
            cell = self.workbook.inspect_cell(str(address)).cell
            spill = cell.spill
            area = address.area
            if spill and spill.extent:
                area = parse_area(split_sheet(spill.extent)[1])
            fixed = (formula.area or address.area) if formula.spread is Spread.FIXED else None
            is_in_the_way = cell.value.__class__ is dict and cell.value.get("kind") == "Spill"
            if address not in self.arrays and (is_in_the_way or (fixed is not None and area != fixed)):
                self.arrays.adopt(address, fixed)
            self.spills[address] = area
        self.spills.update(self.arrays.areas)

    def _errors(self) -> dict[CellAddress, CellError]:
        """Error cells among formulas and what their arrays fill; notes those of which the engine has no value."""
        found: dict[CellAddress, CellError] = {}
        self.unfit = {}
        spilled: dict[str, list[Area]] = {}
        for address, area in self.spills.items():
            if area != address.area:
                spilled.setdefault(address.sheet, []).append(area)
        for sheet, formulas in self.request.formulas.items():
            for area in (*formulas.areas, *spilled.get(sheet, ())):
                for at, value in odd_values(self.workbook, sheet, area):
                    if isinstance(value, str):
                        if self.workbook.get_formula(*at):
                            self.unfit[at] = _ODD_TEXTS[len(value) > LONGEST_TEXT]
                        continue
                    if isinstance(value, float):
                        home = next((h for h, a in self.spills.items() if h.sheet == sheet and a.contains(*at[1:])), at)
                        if self.workbook.get_formula(*home):
                            self.unfit[home] = _OVERFLOW
                        continue
                    error = error_of(value)
                    if error is None:
                        is_circle = value.get("kind") == "Circ"
                        self.unfit[at] = "circular reference" if is_circle else given_up(self.workbook, at)
                    else:
                        found[at] = error
        return dict(sorted(found.items()))
