"""Errors of the engine that a formula hides: ``IFERROR(YEAR("2020-01-15"),0)``, where Excel would see no error.

An error that shows is told by itself (see ``doubts``). One that IFERROR or ISNUMBER swallows does not show, so what
they guard is calculated once more by itself where it reads a text that is a number or a date to Excel, or follows
references that the engine may lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Copies, Formulas, Spread, function_names, references
from sop_xl.cells.values import CellError
from sop_xl.engine.calls_in_text import replace_calls
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.doubts import DATE_FUNCTIONS, WHOLE
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.long_numbers import cells_of
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.questions import Questions
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import is_sop, mentions
from sop_xl.engine.text_meanings import is_plain_number, meanings

_GUARDS = ("IFERROR", "ISBLANK", "ISERR", "ISERROR", "ISLOGICAL", "ISNONTEXT", "ISNUMBER", "ISTEXT")
_CALLS = re.compile(rf"(?<![\w.])({'|'.join(_GUARDS)})\(", re.IGNORECASE)
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_OPERATOR = re.compile(r"(?<![(,=<>])\s*[-+*/^]|--|%")
# Functions that make no number of a text.
_TAKE_TEXTS = frozenset(
    """AND AVERAGE AVERAGEIF AVERAGEIFS COUNT COUNTA COUNTIF COUNTIFS FILTER FIND HLOOKUP IF IFERROR INDEX LEFT LEN
    LOOKUP MATCH MAX MAXIFS MEDIAN MID MIN MINIFS OR RIGHT SEARCH SORT SUBSTITUTE SUM SUMIF SUMIFS SUMPRODUCT TRIM
    UNIQUE UPPER VLOOKUP XLOOKUP XMATCH""".split()
)
_NUMBER = "hides an error where a text may be a number or a date to Excel"
_REFERENCE = "hides an error of a reference that the engine may lose"


class HiddenErrors:
    """The formulas of one calculated workbook that guard against errors."""

    def __init__(self, workbook: fz.Workbook, asking: Questions) -> None:
        self._workbook = workbook
        self._asking = asking
        self._of_dates = CellTest(workbook, partial(_is_odd, of_dates=True))
        self._of_numbers = CellTest(workbook, partial(_is_odd, of_dates=False))
        self._names: dict[str, dict[str, tuple[str, Area]]] = {}

    def to_keep_for(self, formulas: Mapping[str, Formulas], left_out: Iterable[CellAddress]) -> dict[CellAddress, str]:
        """Formulas that hide an error which Excel may not see, with the reason."""
        skipped, found = set(left_out), dict[CellAddress, str]()
        for sheet, cells in formulas.items():
            for copies in cells.copies(_may_hide):
                is_plain = "[" not in copies.example
                for kind in [copies] if is_plain else engine_copies(self._workbook, sheet, copies.positions):
                    if not self._reads_no_odd_text(sheet, kind):
                        addresses = (CellAddress(sheet, *position) for position in kind.positions)
                        found |= self._hiding(address for address in addresses if address not in skipped)
        return found

    def _hiding(self, addresses: Iterable[CellAddress]) -> dict[CellAddress, str]:
        found = {}
        for address in addresses:
            text = self._workbook.get_formula(*address) or ""
            reason = next(filter(None, (self._reason(one, address) for one in _guarded(text))), None)
            if reason is not None:
                found[address] = reason
        return found

    def _reads_no_odd_text(self, sheet: str, copies: Copies) -> bool:
        """Tell for many formulas at once whether nothing that they guard reads such a text."""
        parts = _guarded(copies.example)
        if any(_follows(part) or _literals(part) for part in parts):
            return False
        areas = cells_of(sheet, copies, {reference for part in parts for reference in references(part, frozenset())})
        named = [self._named(name, sheet) for part in parts for name in _names(part)]
        if areas is None or None in named:
            return False
        return not self._odd_texts(copies.example).any_in(place for place in (*areas, *named) if place)

    def _reason(self, part: str, address: CellAddress) -> str | None:
        follows = _follows(part)
        if not follows and not self._reads_odd_text(part, address.sheet):
            return None
        error = self._error_of(part, address)
        if error is CellError.VALUE and not follows:
            return _NUMBER
        return _REFERENCE if follows and error in (CellError.REF, CellError.VALUE) else None

    def _reads_odd_text(self, part: str, sheet: str) -> bool:
        if _literals(part):
            return True
        named = [self._named(name, sheet) for name in _names(part)]
        places = [*(area_of(reference, sheet) for reference in references(part, frozenset())), *named]
        texts = self._odd_texts(part)
        return None in named or any(texts.any_in([place]) for place in places if place)

    def _odd_texts(self, part: str) -> CellTest:
        return self._of_dates if mentions(part, DATE_FUNCTIONS) else self._of_numbers

    def _named(self, name: str, sheet: str) -> tuple[str, Area] | None:
        """The cells of a name; None for names of LET, and those that stand for something else."""
        if sheet not in self._names:
            self._names[sheet] = named_areas(self._workbook, sheet)
        return self._names[sheet].get(name.lower())

    def _error_of(self, part: str, address: CellAddress) -> CellError | None:
        """The error of a part of a formula, calculated by itself for this moment."""
        value = self._asking.value(address.sheet, f"={part}")
        return error_of(value) if isinstance(value, dict) else None


def _may_hide(text: str | None, _: Spread) -> bool:
    return text is not None and mentions(text, _GUARDS) and bool(_guarded(text))


def _guarded(text: str) -> list[str]:
    """What the guards of a formula guard that makes numbers of texts, or follows references."""
    found: list[str] = []

    def note(_: str, arguments: Sequence[str]) -> None:
        if arguments and not is_sop(arguments[0]) and (_counts(arguments[0]) or _follows(arguments[0])):
            found.append(arguments[0])

    replace_calls(text.removeprefix("="), _CALLS, note)
    return found


def _counts(part: str) -> bool:
    bare = _LITERAL.sub('""', part)
    return _OPERATOR.search(bare) is not None or bool(function_names(bare) - _TAKE_TEXTS)


def _follows(part: str) -> bool:
    return mentions(part, ("OFFSET",)) or (mentions(part, ("INDEX",)) and WHOLE.search(part) is not None)


def _names(part: str) -> list[str]:
    """Names in a formula's part, whose cells are not told by its text."""
    bare = _LITERAL.sub("", part)
    for reference in references(bare, frozenset()):
        bare = bare.replace(reference, "")
    return [
        word for word in re.findall(r"[A-Za-z_\\][\w.\\]*(?![\w.(!])", bare) if word.upper() not in ("TRUE", "FALSE")
    ]


def _literals(part: str) -> list[str]:
    return [text for text in _LITERAL.findall(part) if _is_odd(text, of_dates=mentions(part, DATE_FUNCTIONS))]


def _is_odd(value: Any, *, of_dates: bool) -> bool:  # noqa: ANN401  # a cell of any kind
    """Tell whether a value is a text of which Excel may make a number where the engine does not."""
    return value.__class__ is str and bool(meanings(value)) and (of_dates or not is_plain_number(value))
