"""Comparisons and differences by fifteen digits, as Excel makes them; the engine makes them exactly.

``0.1+0.2=0.3`` holds in Excel, and ``0.5-0.4-0.1`` is 0 there. After everything is calculated, the comparisons whose
sides differ by no more than rounding, and the differences that are next to nothing, are written anew in the engine, so
that they come out as in Excel; what reads them follows. Which those are is found out in one of two ways: comparisons
of cells and constants by looking at their values, many at a time; all others by a formula beside the sheet that asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import product
from typing import Any

import formualizer as fz
import numpy as np

from sop_xl.cells.address import Area, CellAddress
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.compared_cells import Looked, Numbers, Operand, looked_at_moving, together
from sop_xl.engine.comparisons import compared_numbers, compared_texts
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.found_comparisons import Asked, FoundComparisons
from sop_xl.engine.letters import SAME_LETTERS
from sop_xl.engine.long_numbers import is_long
from sop_xl.engine.own_functions import register
from sop_xl.engine.parsing import parse
from sop_xl.engine.questions import Questions
from sop_xl.engine.rewriting import write_formulas

_SAME_NUMBER = "SOP_XL_SAME_NUMBER"
_DIGITS = 15
_NEAR = 1e-14  # of the larger side; numbers further apart differ in fifteen digits
_NOTHING = 2.0**-50  # of the larger operand; a difference that is no more Excel takes for zero
_PERHAPS = 2.0**-47  # up to here nobody but Excel can tell
_SMALL = 1e-4  # larger differences are no rounding of numbers that plans are made of
_TINY = 1e-10  # in an array, such a difference may be rounding
_MOST_ROUNDS = 60  # as many as comparisons that were mended stand behind one another
_TIES, _IS_NOTHING, _MAY_BE_NOTHING, _LETTERS = 1, 2, 3, 4  # answers of the formulas that ask
_REASONS = {
    _TIES: "compares what Excel takes as equal, numbers by 15 digits",
    _MAY_BE_NOTHING: "a difference that is nothing but rounding, which Excel may take as zero",
    _LETTERS: "compares texts without case of letters that the engine does not know",
}


class FifteenDigits:
    """The comparisons and differences of one workbook, mended until all are as in Excel.

    With ``letters``, texts are compared too: the engine knows no case of letters beyond ASCII; such formulas are told.
    """

    def __init__(self, workbook: fz.Workbook, found: FoundComparisons, asking: Questions, *, letters: bool) -> None:
        self._workbook, self._asking = workbook, asking
        self._letters = letters
        self._arrays = found.arrays
        self._asked = list(found.asked)
        looked = list(found.looked)
        for moving in found.moving:
            here = looked_at_moving(workbook, moving.sheet, moving.positions)
            looked += here or []
            if here is None:
                addresses = [CellAddress(moving.sheet, *position) for position in moving.positions]
                self._asked.append(Asked(addresses, moving.cells))
        self._looked = together(looked)
        self._differences = found.differences
        self._mended: set[CellAddress] = set()
        self.not_calculated: dict[CellAddress, str] = {}
        register(workbook, _SAME_NUMBER, _same_numbers, (2, 2))

    def mend(self, evaluate: Callable[[], None], spills: Mapping[CellAddress, Area]) -> bool:
        """Write anew what Excel answers otherwise, until there is no more; tell whether there was anything.

        ``spills`` are the areas that arrays fill: nobody has told whether Excel rounds each of their differences.
        """
        many = {at for at in self._arrays if spills.get(at, at.area) != at.area}
        before = len(self._mended)
        tied, nothing = set[CellAddress](), set[CellAddress]()
        for _ in range(_MOST_ROUNDS):
            if tied or nothing:
                mended = {address: self._mend_one(address, is_nothing=address in nothing) for address in tied | nothing}
                write_formulas(self._workbook, {address: text for address, text in mended.items() if text is not None})
                self._mended |= mended.keys()
                evaluate()
            tied, nothing = self._found(evaluate, many)
            if not tied and not nothing:
                break
        reason = f"its comparisons did not settle in {_MOST_ROUNDS} rounds"
        self.not_calculated.update(dict.fromkeys(tied | nothing, reason))
        doubtful = [at for at in many if self._differs_by_next_to_nothing(at.sheet, spills[at])]
        self.not_calculated.update(dict.fromkeys(doubtful, _REASONS[_MAY_BE_NOTHING]))
        return len(self._mended) > before

    def forget(self) -> None:
        """Leave out what was told of formulas that stand as they were, because they had wrong values."""
        self.not_calculated = {at: reason for at, reason in self.not_calculated.items() if at in self._mended}

    def _differs_by_next_to_nothing(self, sheet: str, area: Area) -> bool:
        rows = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area))
        return any(_is_number(value) and 0 < abs(value) < _TINY and is_long(value) for row in rows for value in row)

    def _mend_one(self, address: CellAddress, *, is_nothing: bool) -> str | None:
        text = (self._workbook.get_formula(*address) or "").removeprefix("=")
        mended = with_ties(_with_nothing(text) if is_nothing else text)
        if _SAME_NUMBER in mended or is_nothing:
            return mended
        self.not_calculated[address] = _REASONS[_TIES]
        return None

    def _found(self, evaluate: Callable[[], None], many: Set[CellAddress]) -> tuple[set[CellAddress], set[CellAddress]]:
        """Formulas not yet mended whose comparisons tie, and those that end in next to nothing."""
        numbers = Numbers(self._workbook, [side for looked in self._looked for side in (looked.left, looked.right)])
        tied = {address for looked in self._looked for address in _ties(looked, numbers)} - self._mended
        nothing: set[CellAddress] = set()
        long_numbers = CellTest(self._workbook, is_long)
        questions = {
            address: self._question(self._workbook.get_formula(*address) or "")
            for asked in self._asked
            if asked.cells is None or long_numbers.any_in(asked.cells)
            for address in asked.addresses
            if address not in self._mended
        }
        for address in self._small_differences(many):
            questions[address] = self._question(self._workbook.get_formula(*address) or "", difference=True)
        for address, answer in self._asking.answers(questions, evaluate).items():
            if answer == _TIES:
                tied.add(address)
            elif answer == _IS_NOTHING:
                nothing.add(address)
            else:
                self.not_calculated[address] = _REASONS[int(answer)]
        return tied, nothing

    def _small_differences(self, many: Set[CellAddress]) -> Iterator[CellAddress]:
        numbers = Numbers(self._workbook, self._differences)
        for cells in self._differences:
            values = numbers.of(cells)
            for at in np.flatnonzero((values != 0) & (np.abs(values) < _SMALL)):
                address = _address(cells, at)
                if address not in self._mended and address not in many and is_long(float(values[at])):
                    yield address

    def _question(self, text: str, *, difference: bool = False) -> str:
        """A formula that asks of another one whether it is to be mended."""
        asked = "0"
        if difference:
            left, right = (f"({side})" for side in _sides(text))
            size, most = f"ABS({text.removeprefix('=')})", f"MAX(ABS({left}),ABS({right}))"
            asked = f"IF({size}<={_NOTHING!r}*{most},{_IS_NOTHING},IF({size}<={_PERHAPS!r}*{most},{_MAY_BE_NOTHING},0))"
        pairs = [(f"({c.left})", f"({c.right})") for c in compared_numbers(text)]
        if self._letters and (texts := [(f"({c.left})", f"({c.right})") for c in compared_texts(text)]):
            same = ",".join(f"{SAME_LETTERS}({a},{b})" for a, b in texts)
            asked = f"IF(OR({same}),{_LETTERS},{asked})"
        if pairs:
            # By powers, which the engine takes cell by cell of ranges, unlike ABS.
            ties = "+".join(f"SUM(IFERROR(({a}<>{b})*((({a}-{b})/{a})^2<={_NEAR**2!r}),0))" for a, b in pairs)
            asked = f"IF({ties}>0,{_TIES},{asked})"
        return f"=IFERROR({asked},0)"


def with_ties(text: str) -> str:
    """A formula whose comparisons of numbers give the answer of Excel."""
    text = parse(text).to_formula().removeprefix("=")
    for comparison in compared_numbers(text):
        text = comparison.sub(text, f"IF({_SAME_NUMBER}({comparison.left},{comparison.right}),{comparison.if_same},")
    return text


def _with_nothing(text: str) -> str:
    """A sum or difference with zero for what is next to nothing."""
    left, right = (f"({side})" for side in _sides(text))
    plain = text.removeprefix("=")
    return f"IF(ABS({plain})<={_NOTHING!r}*MAX(ABS({left}),ABS({right})),0,{plain})"


def _sides(text: str) -> tuple[str, str]:
    left, right = parse(text).children()
    return left.to_formula().removeprefix("="), right.to_formula().removeprefix("=")


def _ties(looked: Looked, numbers: Numbers) -> Iterator[CellAddress]:
    left, right = numbers.of(looked.left), numbers.of(looked.right)
    near = (left != right) & (np.abs(left - right) <= _NEAR * np.abs(left))
    for at in np.flatnonzero(near):
        if _is_same(float(left[at]), float(right[at])):
            yield _address(looked.cells, at)


def _address(cells: Operand, at: np.int64) -> CellAddress:
    return CellAddress(cells.sheet, int(cells.rows[at]), int(cells.columns[at]))


def _same_numbers(left: Any, right: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """Whether numbers are the same in fifteen digits, also cell by cell of ranges."""
    if not isinstance(left, list) and not isinstance(right, list):
        return _is_same(left, right)
    ours, theirs = rows_of(left), rows_of(right)
    height, width = max(len(ours), len(theirs)), max(len(ours[0]), len(theirs[0]))
    found = [[False] * width for _ in range(height)]
    for row, column in product(range(height), range(width)):
        found[row][column] = _is_same(_at(ours, row, column), _at(theirs, row, column))
    return found


def _at(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:  # noqa: ANN401
    """The cell of a range; a single row or column stands for all."""
    row, column = (0 if len(rows) == 1 else row), (0 if len(rows[0]) == 1 else column)
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _is_same(left: Any, right: Any) -> bool:  # noqa: ANN401
    if not _is_number(left) or not _is_number(right):
        return False
    return left == right or f"{left:.{_DIGITS}g}" == f"{right:.{_DIGITS}g}"


def _is_number(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, (int, float)) and not isinstance(value, bool)
