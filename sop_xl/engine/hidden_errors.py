"""Errors of the engine that a formula hides: ``IFERROR(YEAR("2020-01-15"),0)``, where Excel would see no error.

An error that shows is told by itself (see ``doubts``). One that IFERROR or ISNUMBER swallows does not show, so what
they guard is calculated once more by itself where it reads, or makes, a text that is a number or a date to Excel, or
follows references that the engine may lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Copies, Formulas, Spread, function_names, references
from sop_xl.cells.values import CellError
from sop_xl.engine.array_sizes import joins_arrays, joins_arrays_of_different_sizes
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.doubts import DATE_FUNCTIONS, SPILLED, UNEQUAL, WHOLE
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.engine_errors import error_of, given_back
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.long_numbers import cells_of
from sop_xl.engine.made_texts import with_made_texts_noted
from sop_xl.engine.named_areas import named_areas, names_in
from sop_xl.engine.own_functions import register
from sop_xl.engine.questions import Questions
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import EACH, is_sop, mentions
from sop_xl.engine.text_meanings import is_plain_number, meanings

_NOTED = "SOP_XL_NOTED"
_MADE = "SOP_XL_MADE"
# Functions that swallow an error, by the first and the last argument, from 0, in which they do.
_GUARDS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("IFERROR", "ISBLANK", "ISERR", "ISERROR", "ISLOGICAL", "ISNONTEXT", "ISNUMBER", "ISTEXT"), (0, 0)),
    **dict.fromkeys(("MATCH", "XLOOKUP", "XMATCH"), (1, 1)),
    "AGGREGATE": (2, 2),
    "COUNT": (0, 255),
}
_CALLS = re.compile(rf"(?<![\w.])((?:_XLFN\.|{EACH})?(?:{'|'.join(_GUARDS)}))\(", re.IGNORECASE)
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
        self._seen: list[tuple[int, CellError]] = []
        self._made: list[tuple[int, str]] = []
        register(workbook, _NOTED, self._note, (2, 2), volatile=True)
        register(workbook, _MADE, self._note_text, (2, 2), volatile=True)

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
            reason = self._reason(self._workbook.get_formula(*address) or "", address)
            if reason is not None:
                found[address] = reason
        return found

    def _reads_no_odd_text(self, sheet: str, copies: Copies) -> bool:
        """Tell for many formulas at once whether nothing that they guard reads such a text."""
        parts = _guarded(copies.example)
        names = self._named_on(sheet)
        if any(_follows(part) or _literals(part) or joins_arrays(part, names) or _makes_texts(part) for part in parts):
            return False
        areas = cells_of(sheet, copies, {reference for part in parts for reference in references(part, frozenset())})
        named = [self._named(name, sheet) for part in parts for name in names_in(part)]
        if areas is None or None in named:
            return False
        return not self._odd_texts(copies.example).any_in(place for place in (*areas, *named) if place)

    def _reason(self, text: str, address: CellAddress) -> str | None:
        asked, parts = _noting(text)
        makes_texts = _MADE in asked
        follows = [_follows(part) for part in parts]
        odd = [self._reads_odd_text(part, address.sheet) for part in parts]
        unequal = [joins_arrays_of_different_sizes(part, self._named_on(address.sheet)) for part in parts]
        if not any(follows) and not any(odd) and not any(unequal) and not makes_texts:
            return None
        self._seen.clear()
        self._made.clear()
        self._asking.value(address, f"={asked}")
        made = {number for number, value in self._made if _is_odd(value, of_dates=_is_of_dates(parts[number]))}
        for number, error in self._seen:
            if follows[number]:
                return _REFERENCE
            if error is CellError.VALUE and (odd[number] or number in made):
                return _NUMBER
            if error is CellError.VALUE and unequal[number]:
                return UNEQUAL
        return None

    def _note(self, number: float, value: Any) -> Any:  # noqa: ANN401  # cells of any kind
        """Write down which errors are in what a guard guards."""
        errors = {error_of(cell) for row in rows_of(value) for cell in row if isinstance(cell, dict)}
        self._seen += [(int(number), error) for error in (CellError.VALUE, CellError.REF) if error in errors]
        return given_back(value)

    def _note_text(self, number: float, value: Any) -> Any:  # noqa: ANN401  # cells of any kind
        """Write down the texts that are taken for numbers."""
        texts = {cell for row in rows_of(value) for cell in row if cell.__class__ is str}
        self._made += [(int(number), text) for text in sorted(texts) if _is_odd(text, of_dates=True)]
        return given_back(value)

    def _reads_odd_text(self, part: str, sheet: str) -> bool:
        if _literals(part):
            return True
        named = [self._named(name, sheet) for name in names_in(part)]
        places = [*(area_of(reference, sheet) for reference in references(part, frozenset())), *named]
        texts = self._odd_texts(part)
        return None in named or any(texts.any_in([place]) for place in places if place)

    def _odd_texts(self, part: str) -> CellTest:
        return self._of_dates if _is_of_dates(part) else self._of_numbers

    def _named(self, name: str, sheet: str) -> tuple[str, Area] | None:
        """The cells of a name; None for those that stand for something else."""
        return self._named_on(sheet).get(name.lower())

    def _named_on(self, sheet: str) -> dict[str, tuple[str, Area]]:
        if sheet not in self._names:
            self._names[sheet] = named_areas(self._workbook, sheet)
        return self._names[sheet]


def _may_hide(text: str | None, _: Spread) -> bool:
    return text is not None and mentions(text, _GUARDS) and bool(_guarded(text))


def _guarded(text: str) -> list[str]:
    """What the guards of a formula guard that makes numbers of texts, or follows references."""
    return _noting(text)[1]


def _noting(text: str) -> tuple[str, list[str]]:
    """A formula with our call around what its guards guard, and those parts by the number that the call is given."""
    parts: list[str] = []

    def noted(name: str, arguments: Sequence[str]) -> str | None:
        first, last = _GUARDS[name.removeprefix("_XLFN.").removeprefix(EACH)]
        new = list(arguments)
        for at, part in enumerate(arguments[first : last + 1], start=first):
            may_hide = _counts(part) or _follows(part) or _joins(part)
            if may_hide and not is_sop(part):
                made = with_made_texts_noted(part, f"{_MADE}({len(parts)},")
                new[at] = f"{_NOTED}({len(parts)},{made})"
                parts.append(part)
        return None if new == list(arguments) else f"{name}({','.join(new)})"

    return replace_calls(text.removeprefix("="), _CALLS, noted), parts


def _counts(part: str) -> bool:
    bare = _LITERAL.sub('""', part)
    return _OPERATOR.search(bare) is not None or bool(function_names(bare) - _TAKE_TEXTS)


def _joins(part: str) -> bool:
    return part.count(":") + part.count("{") > 1 and joins_arrays(part, {})


def _follows(part: str) -> bool:
    if mentions(part, ("OFFSET",)) or SPILLED.search(part):
        return True
    return mentions(part, ("INDEX",)) and WHOLE.search(part) is not None


def _makes_texts(part: str) -> bool:
    return with_made_texts_noted(part, f"{_MADE}(0,") != part


def _literals(part: str) -> list[str]:
    return [text for text in _LITERAL.findall(part) if _is_odd(text, of_dates=_is_of_dates(part))]


def _is_of_dates(part: str) -> bool:
    return mentions(part, DATE_FUNCTIONS)


def _is_odd(value: Any, *, of_dates: bool) -> bool:  # noqa: ANN401  # a cell of any kind
    """Tell whether a value is a text of which Excel may make a number where the engine does not."""
    return value.__class__ is str and bool(meanings(value)) and (of_dates or not is_plain_number(value))
