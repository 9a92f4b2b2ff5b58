"""Numbers that formulas turn into texts: ``A1&""``, ``LEN(A1)``. Excel writes 15 digits, the engine up to 17.

After everything is calculated, formulas that turn a number into a text which the engine writes otherwise than Excel are
written anew with a call of our own around that number; what reads them follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import Digits, cells_of, digits_of, function_of, is_plain_reference
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.number_texts import as_texts, is_written_otherwise
from sop_xl.engine.own_functions import register
from sop_xl.engine.parsing import UnreadableFormulaError, composed, parse
from sop_xl.engine.rewriting import write_formulas

_AS_TEXT = "SOP_XL_AS_TEXT"
_FIRST, _FIRST_TWO, _FIRST_THREE = {0}, {0, 1}, {0, 1, 2}
_ALL = frozenset(range(255))
# Arguments, from 0, that are taken as texts.
TEXT_ARGUMENTS: Mapping[str, Collection[int]] = {
    **dict.fromkeys(("ASC", "CLEAN", "CODE", "LEFT", "LEN", "LOWER", "MID", "NUMBERVALUE", "PROPER", "REPT"), _FIRST),
    **dict.fromkeys(("RIGHT", "TEXTSPLIT", "TRIM", "UNICODE", "UPPER"), _FIRST),
    **dict.fromkeys(("EXACT", "FIND", "SEARCH", "TEXTAFTER", "TEXTBEFORE"), _FIRST_TWO),
    **dict.fromkeys(("CONCAT", "CONCATENATE"), _ALL),
    "REPLACE": {0, 3},
    "SUBSTITUTE": _FIRST_THREE,
    "TEXTJOIN": _ALL - {1},
}
# Arguments one of which is the result.
RESULT_ARGUMENTS: Mapping[str, Collection[int]] = {
    "CHOOSE": _ALL - {0},
    "IF": {1, 2},
    "IFERROR": _FIRST_TWO,
    "IFNA": _FIRST_TWO,
    "IFS": frozenset(range(1, 255, 2)),
}
_WANTED = re.compile(rf"&|\b(?:{'|'.join((*TEXT_ARGUMENTS, 'TEXT'))})\(", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"')
_AT_ONCE = 2_000  # formulas that are mended together where one of them has to be


class _Rewritten(NamedTuple):
    """A part of a formula, and the numbers in it that are written into texts."""

    text: str
    numbers: frozenset[str] = frozenset()


class _Kind(NamedTuple):
    """Formulas that differ in digits only, with the cells whose numbers they write; None where those are unknown."""

    addresses: list[CellAddress]
    cells: list[tuple[str, Area]] | None


class NumbersInTexts:
    """The formulas of one workbook that write numbers into texts, mended until all are as in Excel."""

    def __init__(
        self, workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]
    ) -> None:
        self._workbook = workbook
        self._names: dict[str, dict[str, tuple[str, Area]]] = {}
        self._waiting: list[_Kind] = []
        register(workbook, _AS_TEXT, as_texts, (1, 1))
        skipped = set(left_out)
        for sheet, cells in formulas.items():
            positions = [at for copies in cells.copies(_may_write_numbers) for at in copies.positions]
            addresses = [CellAddress(sheet, *at) for at in sorted(positions, key=lambda at: (at[1], at[0]))]
            for start in range(0, len(addresses), _AT_ONCE):
                some = addresses[start : start + _AT_ONCE]
                self._waiting += self._kinds(sheet, [address for address in some if address not in skipped])

    def mend(self, evaluate: Callable[[], None]) -> bool:
        """Write anew the formulas whose texts Excel writes otherwise; tell whether there was one."""
        numbers = CellTest(self._workbook, is_written_otherwise)
        due = [kind for kind in self._waiting if kind.cells is None or numbers.any_in(kind.cells)]
        if not due:
            return False
        self._waiting = [kind for kind in self._waiting if kind not in due]
        texts = {address: self._workbook.get_formula(*address) or "" for kind in due for address in kind.addresses}
        write_formulas(self._workbook, {address: with_texts(text) for address, text in texts.items()})
        evaluate()
        return True

    def _kinds(self, sheet: str, addresses: Sequence[CellAddress]) -> Iterator[_Kind]:
        """Formulas as the engine has them, sorted by kind."""
        for copies in engine_copies(self._workbook, sheet, [address[1:] for address in addresses]):
            numbers = _rewritten(parse(copies.example), is_text=False).numbers
            if numbers:
                places = [CellAddress(sheet, *position) for position in copies.positions]
                plain = set(filter(is_plain_reference, numbers))
                named = [self._named(sheet).get(name.lower()) for name in numbers - plain]
                areas = None if None in named else cells_of(sheet, copies, plain) if plain else []
                yield _Kind(places, None if areas is None else [*areas, *filter(None, named)])

    def _named(self, sheet: str) -> dict[str, tuple[str, Area]]:
        if sheet not in self._names:
            self._names[sheet] = named_areas(self._workbook, sheet)
        return self._names[sheet]


def with_texts(text: str) -> str:
    """A formula with our call around every number that it writes into a text."""
    return _rewritten(parse(text), is_text=False).text


@lru_cache(maxsize=4096)
def _may_write_numbers(text: str | None, _: Spread) -> bool:
    if text is None or not _WANTED.search(_LITERAL.sub("", text)):
        return False
    try:
        return bool(_rewritten(parse(text), is_text=False).numbers)
    except UnreadableFormulaError:
        return True


def _rewritten(node: fz.ASTNode, *, is_text: bool) -> _Rewritten:
    """A part of a formula that is taken as a text, or not, written anew."""
    plain = node.to_formula().removeprefix("=")
    children, asked = node.children(), _asked_of_children(node, is_text=is_text)
    parts = [_rewritten(child, is_text=wanted) for child, wanted in zip(children, asked, strict=True)]
    numbers = frozenset[str]().union(*(part.numbers for part in parts))
    whole = _Rewritten(composed(node, [part.text for part in parts]) if numbers else plain, numbers)
    is_result = function_of(node) in RESULT_ARGUMENTS
    if is_text and not is_result and digits_of(node) is Digits.MANY:
        return _Rewritten(f"{_AS_TEXT}({whole.text})", numbers | {plain})
    return whole


def _asked_of_children(node: fz.ASTNode, *, is_text: bool) -> list[bool]:
    """Which parts of a formula's part are taken as texts."""
    children, name = node.children(), function_of(node)
    if node.node_type() == "BinaryOp":
        return [node.get_operator() == "&"] * len(children)
    if name == "TEXT":
        shape = children[1].get_literal_value() if len(children) > 1 and children[1].node_type() == "Literal" else None
        return [shape == "@", *[False] * (len(children) - 1)]
    wanted = TEXT_ARGUMENTS.get(name) or (RESULT_ARGUMENTS.get(name, ()) if is_text else ())
    return [at in wanted for at in range(len(children))]
