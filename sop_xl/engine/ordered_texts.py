"""Comparisons of texts by their order, ``A1<B1``: Excel goes by words, the engine by the numbers of the characters.

Formulas that compare texts of which that makes a difference are found once the values are there, and kept. Which those
are a formula beside the sheet tells; nearly all others need not be asked, because one side holds no texts, or both hold
nothing but letters, digits and spaces, which stand in one order either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Copies, Spread, references
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.compared_cells import Operand, cells_at
from sop_xl.engine.comparisons import compared
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import WHOLE, cells_of_each, function_of, is_plain_reference
from sop_xl.engine.own_functions import register
from sop_xl.engine.questions import Questions
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


_Areas = list[tuple[str, Area]]


class _Cells(NamedTuple):
    """What the sides of a comparison read, each by itself and, where they make no text of their own, both."""

    sides: tuple[_Areas | None, _Areas | None]
    both: _Areas | None


class OrderedSearch(NamedTuple):
    """Formulas that compare what may be texts by order, and the cells that they compare; None if unknown."""

    formulas: Operand
    compared: list[_Cells] | None


def ordered_search(sheet: str, copies: Copies) -> OrderedSearch:
    """What is to be known of formulas that may compare texts by order; this asks no engine."""
    return OrderedSearch(cells_at(sheet, copies.positions), None if "[" in copies.example else _compared(sheet, copies))


def _compared(sheet: str, copies: Copies) -> list[_Cells]:
    found = []
    ordered = _ordered(copies.example)
    parts = [part for one in ordered for part in (*map(_plain, one.written), _read(*one.written))]
    areas = iter(cells_of_each(sheet, copies, parts))
    for one in ordered:
        left, right, both = next(areas), next(areas), next(areas)
        makes_none = all(map(_chooses, one.built)) and not any(map(_has_odd_constants, one.written))
        found.append(_Cells((left, right), both if makes_none else None))
    return found


def _plain(side: str) -> set[str]:
    """A side that is a cell or a range; of others nothing is found."""
    return {side if is_plain_reference(side) else ""}


def _has_odd_constants(part: str) -> bool:
    return any(is_order_odd(literal[1:-1]) for literal in _TEXT.findall(part))


def _read(*parts: str) -> set[str]:
    """Cells and ranges that parts of a formula name."""
    return {one for part in parts for one in references(_TEXT.sub('""', part), frozenset())}


class OrderedTexts:
    """The comparisons by order in the formulas of one calculated workbook."""

    def __init__(self, workbook: fz.Workbook, asking: Questions) -> None:
        self._workbook, self._asking = workbook, asking
        self._texts = CellTest(workbook, _is_text)
        self._odd_texts = CellTest(workbook, _is_odd_text)
        register(workbook, _IN_DOUBT, _are_in_doubt, (2, 2))

    def to_keep_for(
        self, searches: Iterable[OrderedSearch], left_out: Collection[CellAddress], evaluate: Callable[[], None]
    ) -> dict[CellAddress, str]:
        """Formulas whose texts Excel may sort otherwise, with the reason."""
        questions = dict[CellAddress, str]()
        for sheet, copies in self._in_question(searches):
            for position, text in zip(copies.positions, copies.texts or (), strict=True):
                address = CellAddress(sheet, *position)
                if address in left_out:
                    continue
                asked = "+".join(f"{_IN_DOUBT}({one.written[0]},{one.written[1]})" for one in _ordered(text))
                questions[address] = f"=IFERROR({asked},0)"
        return dict.fromkeys(self._asking.answers(questions, evaluate), _TOLD)

    def _in_question(self, searches: Iterable[OrderedSearch]) -> Iterator[tuple[str, Copies]]:
        """Formulas as the engine has them, but for those that need not be asked."""
        positions: dict[str, list[tuple[int, int]]] = {}
        for cells, compared_cells in searches:
            if compared_cells is None or not self._are_tame(compared_cells):
                rows, columns = cells.rows.tolist(), cells.columns.tolist()
                positions.setdefault(cells.sheet, []).extend(zip(rows, columns, strict=True))
        for sheet, places in positions.items():
            for copies in engine_copies(self._workbook, sheet, places):
                if not self._are_tame(_compared(sheet, copies)):
                    yield sheet, copies

    def _are_tame(self, compared_cells: Iterable[_Cells]) -> bool:
        """Tell for many formulas at once whether nothing that they compare is sorted in two ways."""
        return all(
            any(side is not None and not self._texts.any_in(side) for side in sorted(one.sides, key=_size))
            or (one.both is not None and not self._odd_texts.any_in(one.both))
            for one in compared_cells
        )


def _size(areas: _Areas | None) -> int:
    return sum(area.rows * area.columns for _, area in areas or ())


@lru_cache(maxsize=4096)
def may_order_texts(text: str | None, _: Spread) -> bool:
    """Whether a formula compares what may be texts by order."""
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
