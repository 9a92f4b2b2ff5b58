"""Comparisons of texts by their order, ``A1<B1``: Excel goes by words, the engine by the numbers of the characters.

Formulas that compare texts of which that makes a difference are found once the values are there, and kept. Which those
are a formula beside the sheet tells; nearly all others need not be asked, because one side holds no texts, or both hold
nothing but letters, digits and spaces, which stand in one order either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.address import CellAddress
from sop_xl.cells.formula import Copies, Formulas, Spread, references
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.comparisons import compared
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import WHOLE, cells_of, function_of, is_plain_reference
from sop_xl.engine.questions import Questions
from sop_xl.engine.sop_text import mentions
from sop_xl.engine.text_order import is_order_in_doubt, is_order_odd

_IN_DOUBT = "SOP_XL_ORDER_IN_DOUBT"
_TOLD = "compares texts with signs or letters that Excel sorts otherwise"
_ORDERS = frozenset({"<", ">", "<=", ">="})
_SIGN = re.compile(r"<(?!>)|(?<!<)>")
_TEXT = re.compile(r'"[^"]*"')
_HAND_ON_TEXTS = frozenset({"&", ":", "#", "@", ",", " "})
_NUMBERS = WHOLE | frozenset(
    """ABS AND AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS CEILING CEILING.MATH COUNTA COUNTIF DATEDIF DATEVALUE DAYS
    DAYS360 EXP FALSE FLOOR FLOOR.MATH FV INT IPMT IRR ISBLANK ISERR ISERROR ISEVEN ISLOGICAL ISNA ISNUMBER ISODD
    ISTEXT LARGE LN LOG LOG10 MAX MAXA MAXIFS MEDIAN MIN MINA MINIFS MOD MROUND NETWORKDAYS NOT NOW NPER NPV OR
    PERCENTILE PERCENTILE.INC PMT POWER PRODUCT PV QUARTILE QUOTIENT RAND RANDBETWEEN RANK RANK.EQ RATE ROUND
    ROUNDDOWN ROUNDUP SMALL SQRT STDEV STDEV.P STDEV.S STDEVP SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT TIME TIMEVALUE
    TRUE TRUNC VALUE VAR VAR.P VAR.S VARP WORKDAY XOR YEARFRAC""".split()
)
# Functions that give one of the cells or constants that they are given, or a number.
_CHOOSE = _NUMBERS | frozenset("CHOOSE HLOOKUP IF IFERROR IFNA IFS INDEX LOOKUP SWITCH VLOOKUP XLOOKUP".split())


class _Ordered(NamedTuple):
    """The sides of a comparison by order, both of which may be texts, as they are written and as they are built."""

    written: tuple[str, str]
    built: tuple[fz.ASTNode, fz.ASTNode]


class OrderedTexts:
    """The comparisons by order in the formulas of one calculated workbook."""

    def __init__(self, workbook: fz.Workbook, asking: Questions) -> None:
        self._workbook, self._asking = workbook, asking
        self._texts = CellTest(workbook, _is_text)
        self._odd_texts = CellTest(workbook, _is_odd_text)
        workbook.register_function(_IN_DOUBT, _are_in_doubt, min_args=2, max_args=2)

    def to_keep_for(
        self, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress], evaluate: Callable[[], None]
    ) -> dict[CellAddress, str]:
        """Formulas whose texts Excel may sort otherwise, with the reason."""
        found, questions = dict[CellAddress, str](), dict[CellAddress, str]()
        for sheet, cells in formulas.items():
            for copies in self._in_question(sheet, cells):
                for position, text in zip(copies.positions, copies.texts or (), strict=True):
                    address = CellAddress(sheet, *position)
                    if address in left_out:
                        continue
                    if mentions(text, ("LET",)):  # its names stand for nothing beside the sheet
                        found[address] = _TOLD
                    else:
                        asked = "+".join(f"{_IN_DOUBT}({one.written[0]},{one.written[1]})" for one in _ordered(text))
                        questions[address] = f"=IFERROR({asked},0)"
        return found | dict.fromkeys(self._asking.answers(questions, evaluate), _TOLD)

    def _in_question(self, sheet: str, cells: Formulas) -> Iterator[Copies]:
        """Formulas as the engine has them, but for those that need not be asked."""
        positions = [
            position
            for copies in cells.copies(_may_order_texts)
            if "[" in copies.example or not self._are_tame(sheet, copies)
            for position in copies.positions
        ]
        for copies in engine_copies(self._workbook, sheet, positions):
            if not self._are_tame(sheet, copies):
                yield copies

    def _are_tame(self, sheet: str, copies: Copies) -> bool:
        """Tell for many formulas at once whether nothing that they compare is sorted in two ways."""
        if mentions(copies.example, ("LET",)):
            return self._hold_nothing_odd(sheet, copies, copies.example)
        return all(
            any(self._hold_no_text(sheet, copies, side) for side in one.written)
            or (
                all(map(_chooses, one.built))
                and all(self._hold_nothing_odd(sheet, copies, side) for side in one.written)
            )
            for one in _ordered(copies.example)
        )

    def _hold_no_text(self, sheet: str, copies: Copies, side: str) -> bool:
        areas = cells_of(sheet, copies, {side}) if is_plain_reference(side) else None
        return areas is not None and not self._texts.any_in(areas)

    def _hold_nothing_odd(self, sheet: str, copies: Copies, part: str) -> bool:
        if any(is_order_odd(literal[1:-1]) for literal in _TEXT.findall(part)):
            return False
        areas = cells_of(sheet, copies, references(_TEXT.sub('""', part), frozenset()))
        return areas is not None and not self._odd_texts.any_in(areas)


@lru_cache(maxsize=4096)
def _may_order_texts(text: str | None, _: Spread) -> bool:
    return text is not None and _SIGN.search(_TEXT.sub("", text)) is not None and bool(_ordered(text))


def _ordered(text: str) -> list[_Ordered]:
    return [
        _Ordered((comparison.left, comparison.right), (left, right))
        for comparison, left, right in compared(text)
        if comparison.sign in _ORDERS and may_be_text(left) and may_be_text(right)
    ]


def may_be_text(node: fz.ASTNode) -> bool:
    """Tell whether a part of a formula may give a text."""
    kind = node.node_type()
    if kind == "Literal":
        return isinstance(node.get_literal_value(), str)
    if kind == "UnaryOp" and node.get_operator() == "+":
        return may_be_text(node.children()[0])
    if kind in ("BinaryOp", "UnaryOp"):
        return node.get_operator() in _HAND_ON_TEXTS
    return kind != "Omitted" and function_of(node) not in _NUMBERS


def _chooses(node: fz.ASTNode) -> bool:
    """Tell whether a side makes no text of its own, and names all cells that it reads."""
    kind = node.node_type()
    if kind == "Function" and function_of(node) not in _CHOOSE:
        return False
    if kind == "Reference" and not is_plain_reference(node.to_formula().removeprefix("=")):
        return False
    return node.get_operator() != "&" and all(map(_chooses, node.children()))


def _is_text(value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    return value.__class__ is str


def _is_odd_text(value: Any) -> bool:  # noqa: ANN401
    return value.__class__ is str and is_order_odd(value)


def _are_in_doubt(left: Any, right: Any) -> float:  # noqa: ANN401  # cells of any kind, or ranges
    """1 where texts of both sides may stand in another order in Excel."""
    ours, theirs = _texts(left), _texts(right)
    return float(bool(ours and theirs) and is_order_in_doubt(ours | theirs))


def _texts(value: Any) -> set[str]:  # noqa: ANN401
    if isinstance(value, list):
        return {text for part in value for text in _texts(part)}
    return {value} if value.__class__ is str else set()
