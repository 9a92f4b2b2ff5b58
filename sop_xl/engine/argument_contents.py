"""Functions that the engine computes as Excel does, but for what the ranges hold that they are given.

A number that is stored as a text counts in the engine's SUMPRODUCT and not in Excel's; a search that is not exact finds
something else in a list that is not sorted. Such formulas are found once the values are there, and kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Copies, Formulas, references
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.long_numbers import cells_of, is_plain_reference
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.native_functions import is_usual_format
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import EACH, mentions
from sop_xl.engine.text_order import is_order_in_doubt

_DATABASE = (
    "DAVERAGE", "DCOUNT", "DMAX", "DMIN", "DPRODUCT", "DSTDEV", "DSTDEVP", "DSUM", "DVAR", "DVARP",
)  # fmt: skip
_SEARCHES = ("VLOOKUP", "HLOOKUP", "MATCH", "LOOKUP")
_FLOWS = ("IRR", "MIRR")
_PAIRS = ("SUMX2MY2", "SUMX2PY2", "SUMXMY2")
_MODES = ("MODE", "MODE.SNGL")
_PARTS = {"LEFT": 1, "MID": 2, "RIGHT": 1}  # by the argument, from 0, that counts characters
_NEAR = ("XLOOKUP", "XMATCH")
_SORTS = ("SORT", "SORTBY")
_NAMES = ("SUMPRODUCT", "TEXT", *_SORTS, *_NEAR, *_PARTS, *_DATABASE, *_SEARCHES, *_FLOWS, *_PAIRS, *_MODES)
_CALLS = re.compile(rf"(?<![\w.])(?:{EACH})?(?:_XLFN\.(?:_XLWS\.)?)?({'|'.join(_NAMES)})\(", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+$€£]?\s*\d[\d.,\s]*(?:E[-+]?\d+\s*)?%?|TRUE|FALSE", re.IGNORECASE)  # of a stripped text
_ORDER_OF_TEXTS = re.compile(r"(?:<(?!>)|>)=?\s*\S")
_EXACT = ("0", "FALSE", "")
_EXACT_OR_PATTERN = ("0", "2", "")
_NO_RISING_NUMBERS = "for the next smaller or larger in a list that is not of numbers, each larger than the one before"
_SIGNS = "over texts with signs or letters that Excel sorts otherwise"
_TRUTH_VALUE = "of a truth value"
_ORDERED = "with a criterion of order over texts"
_TEXT_FOR_NUMBER = "of a number of characters that is a text, or a truth value"
_STORED_AS_TEXT = "over numbers stored as texts, or truth values"
_UNUSUAL = "with an unusual format, or none, in the cell that it is given"
_NOT_SORTED = "in a list that is not sorted"
_GAPS = "over blank cells or truth values"
_NO_NUMBERS = "over cells that hold no numbers"
_MANY_MODES = "of numbers of which several are equally frequent"

_Rows = Sequence[Sequence[Any]]
_Trouble = Callable[[_Rows], bool]
_Demand = tuple[str, _Trouble, str]  # an argument, what it must not hold, and how that is told


def contents_to_keep_for(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Iterable[CellAddress]
) -> dict[CellAddress, str]:
    """Formulas whose ranges hold what the engine takes otherwise than Excel, with the reason."""
    skipped, found = set(left_out), {}
    held: dict[tuple[str, Area, _Trouble], bool] = {}
    names = {sheet: named_areas(workbook, sheet) for sheet in formulas}
    sheets = set(workbook.sheet_names)
    by_cell = (_holds_odd_numbers, _holds_text, _holds_truth_value)
    tests: dict[_Trouble, CellTest] = {
        trouble: CellTest(workbook, partial(_is_trouble, trouble)) for trouble in by_cell
    }
    for sheet, cells in formulas.items():
        for address in _addresses(tests, sheet, cells):
            if address in skipped:
                continue
            for argument, trouble, told in _demands(workbook.get_formula(*address) or ""):
                where = area_of(argument, sheet) or names[sheet].get(argument.lower())
                if where is None or where[0] not in sheets:
                    if trouble is _holds_no_usual_format:
                        found[address] = told
                    continue
                key = *where, trouble
                if key not in held:
                    held[key] = trouble(workbook.sheet(where[0]).get_values(fz.RangeAddress(where[0], *where[1])))
                if held[key]:
                    found[address] = told
    return found


def _addresses(tests: Mapping[_Trouble, CellTest], sheet: str, cells: Formulas) -> Iterator[CellAddress]:
    """Formulas to be looked at one by one."""
    for copies in cells.copies(lambda text, _: text is not None and bool(_demands(text))):
        if not _hold_nothing_odd(tests, sheet, copies):
            yield from (CellAddress(sheet, *position) for position in copies.positions)


def _hold_nothing_odd(tests: Mapping[_Trouble, CellTest], sheet: str, copies: Copies) -> bool:
    """Tell for many formulas at once whether their ranges hold nothing that the engine takes otherwise."""
    demands = _demands(copies.example)
    if "[" in copies.example or not all(is_plain_reference(argument) for argument, _, _ in demands):
        return False
    for trouble in {trouble for _, trouble, _ in demands}:
        areas = cells_of(sheet, copies, {argument for argument, one, _ in demands if one is trouble})
        if trouble not in tests or areas is None or tests[trouble].any_in(areas):
            return False
    return True


@lru_cache(maxsize=4096)
def _demands(text: str) -> list[_Demand]:
    """What the calls of a formula demand of their arguments."""
    found: list[_Demand] = []
    if not mentions(text, _NAMES):
        return found

    def note(name: str, arguments: Sequence[str]) -> None:
        found.extend((argument, trouble, f"{name} {told}") for argument, trouble, told in _of_call(name, arguments))

    replace_calls(text, _CALLS, note)
    return found


def _of_call(name: str, arguments: Sequence[str]) -> Iterator[_Demand]:
    if name == "SUMPRODUCT":
        yield from ((argument, _holds_odd_numbers, _STORED_AS_TEXT) for argument in arguments)
    elif name in _DATABASE:
        yield from ((argument, _holds_odd_numbers, _STORED_AS_TEXT) for argument in arguments[:1])
        yield from ((argument, _asks_for_an_order, _ORDERED) for argument in arguments[2:])
    elif name in _PARTS:
        yield from ((argument, _holds_text, _TEXT_FOR_NUMBER) for argument in arguments[_PARTS[name] :])
    elif name in _FLOWS:
        yield from ((argument, _has_gaps, _GAPS) for argument in arguments[:1])
    elif name == "LOOKUP" and len(arguments) > 1:
        yield arguments[1], _is_unsorted_longways, _NOT_SORTED
    elif name == "MATCH" and len(arguments) > 1:
        kind = arguments[2].upper() if len(arguments) > 2 else "1"
        if kind not in _EXACT:
            yield arguments[1], _is_unsorted_downwards if kind.startswith("-") else _is_unsorted_longways, _NOT_SORTED
    elif name in ("VLOOKUP", "HLOOKUP") and not (len(arguments) > 3 and arguments[3].upper() in _EXACT):
        for table in arguments[1:2]:
            yield table, _is_unsorted_column if name == "VLOOKUP" else _is_unsorted_row, _NOT_SORTED
    elif name in _NEAR:
        mode = 4 if name == "XLOOKUP" else 2
        if len(arguments) > mode and arguments[mode] not in _EXACT_OR_PATTERN:
            yield arguments[1], _are_no_rising_numbers, _NO_RISING_NUMBERS
    elif name in _SORTS:
        sorted_by = arguments[:1] if name == "SORT" else arguments[1::2]
        lists = {reference for argument in sorted_by for reference in references(argument, frozenset())} or sorted_by
        yield from ((one, _is_order_in_doubt, _SIGNS) for one in sorted(lists))
    elif name == "TEXT":
        yield from ((argument, _holds_truth_value, _TRUTH_VALUE) for argument in arguments[:1])
        formats = (argument for argument in arguments[1:2] if not argument.startswith('"'))
        yield from ((argument, _holds_no_usual_format, _UNUSUAL) for argument in formats)
    elif name in _PAIRS:
        yield from ((argument, _holds_no_number, _NO_NUMBERS) for argument in arguments)
    elif name in _MODES:
        yield from ((argument, _has_several_modes, _MANY_MODES) for argument in arguments)


def _is_trouble(trouble: _Trouble, value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    return trouble([[value]])


def _holds_odd_numbers(rows: _Rows) -> bool:
    return any(
        value.__class__ is bool or (value.__class__ is str and _NUMERIC.fullmatch(value.strip()))
        for row in rows
        for value in row
    )


def _holds_text(rows: _Rows) -> bool:
    return any(value.__class__ in (str, bool) for row in rows for value in row)


def _holds_no_usual_format(rows: _Rows) -> bool:
    shapes = [value for row in rows for value in row]
    return len(shapes) != 1 or shapes[0].__class__ is not str or not is_usual_format(shapes[0])


def _is_order_in_doubt(rows: _Rows) -> bool:
    return is_order_in_doubt({value for row in rows for value in row if value.__class__ is str})


def _asks_for_an_order(rows: _Rows) -> bool:
    texts = (value for row in rows for value in row if value.__class__ is str)
    return any(_ORDER_OF_TEXTS.match(text) and not _NUMERIC.fullmatch(text.strip("<>= ")) for text in texts)


def _holds_truth_value(rows: _Rows) -> bool:
    return any(value.__class__ is bool for row in rows for value in row)


def _are_no_rising_numbers(rows: _Rows) -> bool:
    values = [value for row in rows for value in row]
    return any(value.__class__ not in (float, int) for value in values) or _falls(values)


def _has_gaps(rows: _Rows) -> bool:
    return any(value is None or value.__class__ is bool for row in rows for value in row)


def _holds_no_number(rows: _Rows) -> bool:
    return any(value.__class__ not in (float, int) for row in rows for value in row)


def _has_several_modes(rows: _Rows) -> bool:
    counts = Counter(value for row in rows for value in row if value.__class__ in (float, int)).most_common(2)
    return len(counts) == 2 and counts[0][1] == counts[1][1] > 1  # the two most frequent


def _is_unsorted_column(rows: _Rows) -> bool:
    return _is_unsorted([row[0] for row in rows if row])


def _is_unsorted_row(rows: _Rows) -> bool:
    return _is_unsorted(rows[0] if rows else ())


def _is_unsorted_longways(rows: _Rows) -> bool:
    """Of an area, LOOKUP searches the first row or column, whichever is longer."""
    return _is_unsorted_row(rows) if rows and len(rows[0]) > len(rows) else _is_unsorted_column(rows)


def _is_unsorted_downwards(rows: _Rows) -> bool:
    values = [value for row in rows for value in row]
    return _is_unsorted(values[::-1])


def _is_unsorted(values: Sequence[Any]) -> bool:
    """Whether numbers or texts, each among themselves, do not rise; an error or a truth value is as good as that."""
    numbers = [value for value in values if value.__class__ in (float, int)]
    texts = [value.casefold() for value in values if value.__class__ is str]
    others = sum(value is not None for value in values) - len(numbers) - len(texts)
    return bool(others) or _falls(numbers) or _falls(texts) or is_order_in_doubt(texts)


def _falls(values: Sequence[Any]) -> bool:
    return any(after < before for before, after in pairwise(values))
