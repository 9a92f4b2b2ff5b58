"""Numbers of which nobody but Excel can tell: ``INT(0.3/0.1)``, ``MOD(1,0.1)``, powers of zero, ``LARGE(A1:A9,1.5)``.

Among them is INDEX of a computed zero, ``INDEX(B1:B9,D5)`` where D5 is blank: all rows, of which a plain cell shows
the one in its own row, and the engine the first.

Excel does not say whether INT takes 2.9999999999999996 for 3, nor how MOD rounds a quotient that is next to a whole
number, and MOD has a limit; 0^0 is an error in Excel and 1 in the engine; a rank or a count with a fraction goes up or
down. Formulas that come upon such numbers are found by asking the engine once everything is calculated, and kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Copies, Formulas, Spread, references
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.engine_errors import given_back
from sop_xl.engine.long_numbers import WHOLE, cells_of, function_of, is_plain_reference
from sop_xl.engine.own_functions import register
from sop_xl.engine.parsing import parse
from sop_xl.engine.questions import Questions

_NEAR_WHOLE, _ZERO_POWER, _FRACTION = "SOP_XL_NEAR_WHOLE", "SOP_XL_ZERO_POWER", "SOP_XL_FRACTION"
_ZERO = "SOP_XL_ZERO"
_NEAR = 1e-14
_LARGEST_QUOTIENT = 1e12  # from a little more on, Excel's MOD gives #NUM!
_WHOLE_PARTS = frozenset({"INT", "MOD", "QUOTIENT"})
# Arguments, from 0, that are counts or ranks.
_COUNTS = {"CONFIDENCE": 2, "CONFIDENCE.NORM": 2, "CONFIDENCE.T": 2, "LARGE": 1, "SMALL": 1}
_INDEX = re.compile(r"(?<![\w.])(INDEX)\(", re.IGNORECASE)
_NEVER_ZERO = frozenset({"COLUMN", "COLUMNS", "MATCH", "MONTH", "ROW", "ROWS", "WEEKDAY", "XMATCH"})
_CONCERN = re.compile(r"\^|\b(?:CONFIDENCE(?:\.NORM|\.T)?|INT|LARGE|MOD|POWER|QUOTIENT|SMALL)\(", re.IGNORECASE)
_TEXT = re.compile(r'"[^"]*"')
_KEEP_WHOLE = WHOLE | {"ABS", "INT", "MAX", "MIN", "MOD", "QUOTIENT", "ROW", "SUM", "SUMIF", "SUMIFS"}
_TOLD_ZERO = "an INDEX of row or column 0, all of them, of which Excel shows one"
_TOLD = "a whole number but for rounding, a power of zero, or a rank with a fraction, which Excel may take otherwise"


class DoubtfulNumbers:
    """The formulas of one calculated workbook that come upon such numbers."""

    def __init__(self, workbook: fz.Workbook, asking: Questions) -> None:
        self._workbook = workbook
        self._asking = asking
        register(workbook, _NEAR_WHOLE, _near_whole, (2, 2))
        register(workbook, _ZERO_POWER, _zero_power, (2, 2))
        register(workbook, _FRACTION, _fraction, (2, 2))
        register(workbook, _ZERO, self._note_zero, (2, 2), volatile=True)
        self._zeros: set[int] = set()
        self._odd_numbers = CellTest(workbook, _is_odd)
        self._not_positive = CellTest(workbook, _is_not_positive)

    def to_keep_for(
        self, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress], evaluate: Callable[[], None]
    ) -> dict[CellAddress, str]:
        """Those of the formulas of a workbook, with the reason."""
        questions: dict[CellAddress, str] = {}
        for sheet, cells in formulas.items():
            positions = [at for copies in cells.copies(_may_be_doubtful) for at in copies.positions]
            for copies in engine_copies(self._workbook, sheet, positions):
                if self._is_asked_for(sheet, copies):
                    for position, text in zip(copies.positions, copies.texts or (), strict=True):
                        address, question = CellAddress(sheet, *position), _question(text, len(questions))
                        if question and address not in left_out:
                            questions[address] = question
        found = dict.fromkeys(self._asking.answers(questions, evaluate), _TOLD)
        return found | {address: _TOLD_ZERO for number, address in enumerate(questions) if number in self._zeros}

    def _note_zero(self, number: float, value: Any) -> Any:  # noqa: ANN401  # a cell of any kind
        """Write down which formula, by the number of its question, asks INDEX for a zero, or what is cut to it."""
        if any(abs(one) < 1 for one in _numbers(value)):
            self._zeros.add(int(number))
        return given_back(value)

    def _is_asked_for(self, sheet: str, copies: Copies) -> bool:
        """Tell for many formulas at once whether they may."""
        doubts = list(_doubts(parse(copies.example)))
        exponents = [exponent for asked, _, exponent in doubts if asked == _ZERO_POWER and exponent is not None]
        indices = [part for asked, part, _ in doubts if asked == _ZERO]
        if indices and self._may_be_zero(sheet, copies, indices):
            return True
        cut = (both for asked, *both in doubts if asked in (_NEAR_WHOLE, _FRACTION))
        whole = [part for both in cut for part in both if part is not None]
        if not all(map(_keeps_whole, whole)) or self._may_hold(self._not_positive, sheet, copies, exponents):
            return True
        # Whole numbers divide without coming near others.
        return self._may_hold(self._odd_numbers, sheet, copies, whole)

    def _may_be_zero(self, sheet: str, copies: Copies, parts: Sequence[fz.ASTNode]) -> bool:
        """Tell for many formulas at once whether such parts may be zero, or blank."""
        texts = {part.to_formula().removeprefix("=") for part in parts}
        areas = cells_of(sheet, copies, texts) if all(map(is_plain_reference, texts)) else None
        return areas is None or not all(self._hold_numbers_only(*area) for area in areas)

    def _hold_numbers_only(self, sheet: str, area: Area) -> bool:
        if sheet not in self._workbook.sheet_names:
            return False
        rows = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area))
        numbers = sum(value.__class__ in (float, int) and abs(value) >= 1 for row in rows for value in row)
        return numbers == area.rows * area.columns

    def _may_hold(self, test: CellTest, sheet: str, copies: Copies, parts: Sequence[fz.ASTNode]) -> bool:
        texts = [part.to_formula().removeprefix("=") for part in parts]
        if test is self._not_positive and not all(map(is_plain_reference, texts)):
            return True
        read = {one for text in texts for one in references(text, frozenset())}
        areas = cells_of(sheet, copies, read) if read else []
        return areas is None or test.any_in(areas)


def _may_be_doubtful(text: str | None, spread: Spread) -> bool:
    if text is None:
        return False
    bare = _TEXT.sub("", text)
    return _CONCERN.search(bare) is not None or (spread is Spread.CELL and _INDEX.search(bare) is not None)


def _question(text: str, number: int) -> str:
    """A formula that asks another one for such numbers, or notes its zeros; nothing where it has none."""
    asked = []
    doubts = list(_doubts(parse(text)))
    if any(function == _ZERO for function, _, _ in doubts):  # IF may keep zeros away
        asked.append(f"0*COUNT({_noting_zeros(text, number)})")
    for function, first, second in (doubt for doubt in doubts if doubt[0] != _ZERO):
        one, other = (part.to_formula().removeprefix("=") if part else "1" for part in (first, second))
        asked.append(f"{function}({one},{other})")
    return f"={'+'.join(asked)}" if asked else ""


def _near_whole(dividend: Any, divisor: Any) -> float:  # noqa: ANN401  # cells of any kind
    """1 where a quotient is a whole number but for rounding, or its remainder is not what that of one would be."""
    return float(any(_is_near_whole(one, other) for one, other in _pairs(dividend, divisor)))


def _zero_power(base: Any, exponent: Any) -> float:  # noqa: ANN401
    """1 where zero is raised to a power that is not positive."""
    return float(any(one == 0 and other <= 0 for one, other in _pairs(base, exponent)))


def _fraction(number: Any, _: Any) -> float:  # noqa: ANN401
    """1 where a number is no whole one."""
    return float(any(one % 1 != 0 for one in _numbers(number)))


def _noting_zeros(text: str, number: int) -> str:
    """A formula with our call around each row and column of INDEX that may be zero."""

    def replaced(name: str, arguments: Sequence[str]) -> str:
        return f"{name}({','.join([*arguments[:1], *map(noting, arguments[1:3]), *arguments[3:]])})"

    def noting(argument: str) -> str:
        return argument if not argument or _is_never_zero(parse(argument)) else f"{_ZERO}({number},{argument})"

    return replace_calls(text, _INDEX, replaced)


def _is_near_whole(dividend: float, divisor: float) -> bool:
    quotient = dividend / divisor if divisor else 0.5
    if divisor != 1 and abs(quotient) > _LARGEST_QUOTIENT:
        return True
    near = round(quotient) if math.isfinite(quotient) else 0
    if quotient == near:
        return math.fmod(dividend, divisor) != 0
    return abs(quotient - near) <= _NEAR * abs(quotient)


def _pairs(first: Any, second: Any) -> Iterator[tuple[float, float]]:  # noqa: ANN401
    """The numbers of two arguments; each with each where they are ranges of another size."""
    ours, theirs = _numbers(first), _numbers(second)
    return zip(ours, theirs, strict=True) if len(ours) == len(theirs) else product(ours, theirs)


def _numbers(value: Any) -> list[float]:  # noqa: ANN401
    if isinstance(value, list):
        return [number for row in value for number in _numbers(row)]
    if value is None:
        return [0.0]
    return [float(value)] if value.__class__ in (float, int) else []


def _doubts(node: fz.ASTNode) -> Iterator[tuple[str, fz.ASTNode, fz.ASTNode | None]]:
    """What to ask of which numbers: base and exponent of powers, dividend and divisor of what is cut, and ranks."""
    children, name = node.children(), function_of(node)
    is_power = name == "POWER" or (node.node_type() == "BinaryOp" and node.get_operator() == "^")
    if is_power and len(children) == 2:
        if not _is_nonzero_constant(children[0]) and not _is_positive_constant(children[1]):
            yield _ZERO_POWER, children[0], children[1]
    elif name in _WHOLE_PARTS and 1 <= len(children) <= 2:
        yield _NEAR_WHOLE, children[0], children[1] if len(children) > 1 else None
    elif name in _COUNTS and len(children) > _COUNTS[name]:
        yield _FRACTION, children[_COUNTS[name]], None
    elif name == "INDEX":
        yield from ((_ZERO, child, None) for child in children[1:3] if not _is_never_zero(child))
    for child in children:
        yield from _doubts(child)


def _is_never_zero(node: fz.ASTNode) -> bool:
    """Tell whether a number of INDEX is none of zero by its looks, or written as zero, which the coverage has seen."""
    if node.node_type() in ("Literal", "Omitted", "Array"):
        return True
    name = function_of(node)
    if name in ("IFERROR", "IFNA") or node.get_operator() == "+":
        return all(_is_never_zero(child) and not _is_negative(child) for child in node.children())
    return name in _NEVER_ZERO


def _is_negative(node: fz.ASTNode) -> bool:
    """Tell whether a part of a formula is no number above zero by its looks."""
    value = node.get_literal_value() if node.node_type() == "Literal" else 1
    return not (isinstance(value, (int, float)) and value > 0)


def _is_nonzero_constant(node: fz.ASTNode) -> bool:
    return node.node_type() == "Literal" and node.get_literal_value() != 0


def _is_positive_constant(node: fz.ASTNode) -> bool:
    value = node.get_literal_value() if node.node_type() == "Literal" else None
    if node.get_operator() == "/" and all(map(_is_positive_constant, node.children())):
        return True
    return isinstance(value, (int, float)) and value > 0


def _keeps_whole(node: fz.ASTNode) -> bool:
    """Tell whether a part of a formula gives no odd number, but a quotient of them, where its cells hold none."""
    kind, children = node.node_type(), node.children()
    if kind == "Literal":
        return not _is_odd(node.get_literal_value())
    if kind == "Function" and function_of(node) not in _KEEP_WHOLE:
        return False
    if kind not in ("Function", "BinaryOp", "UnaryOp"):
        return is_plain_reference(node.to_formula().removeprefix("="))
    return node.get_operator() not in ("^", "%") and all(map(_keeps_whole, children))


def _is_odd(value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    """Tell whether a value is a fraction, or so large that its quotients may be beyond the limit."""
    return value.__class__ in (float, int) and (abs(value) > _LARGEST_QUOTIENT or value % 1 != 0)


def _is_not_positive(value: Any) -> bool:  # noqa: ANN401
    return value.__class__ in (float, int) and value <= 0
