"""SUMIFS by two criteria or more over lists, from an index instead of a search through the list for each.

Plans sum up lists of orders by item and month in thousands of cells. Where the list stands on a sheet without formulas,
so that nothing in it changes while the rest is calculated, and holds what leaves no doubt about which rows meet a
criterion (texts that begin with a letter, whole numbers), the sums are made once for all combinations. A criterion that
is more than a plain text or a whole number is left to the engine, whose SUMIFS stays in the formula.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import formualizer as fz

from sop_xl.cells.address import CellAddress, parse_area, split_sheet
from sop_xl.cells.calls_in_text import replace_calls, split_arguments
from sop_xl.cells.formula import Copies, Formulas, Spread
from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value
from sop_xl.engine.own_functions import register
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.sop_text import is_sop
from sop_xl.errors import SopError

_LISTED_SUM = "SOP_XL_LISTED_SUM"
_WORTH_AN_INDEX = 1_000  # sums; fewer are made as fast as the index
_CALL = re.compile(r"(?<![\w.])(SUMIFS)\(", re.IGNORECASE)
_FIXED = re.compile(r"(?:(?:'[^']+'|[A-Za-z_][\w.]*)!)\$[A-Z]{1,3}\$\d+:\$[A-Z]{1,3}\$\d+", re.IGNORECASE)
_PLAIN_CRITERION = r"([^,()\"\n]+|\"[^\"]*\")"
_BETWEEN = "\n\n"
_COMPUTED = re.compile(r"\s*\"\s*[<>=]")  # a criterion with a sign
# What is no name though it looks like one: texts, sheets, cells, functions.
_NO_NAME = re.compile(r"\"[^\"]*\"|(?:'[^']*'|[A-Za-z_][\w.]*)!|\$?[A-Z]{1,3}\$?\d{1,7}(?![\w(])|[A-Za-z_][\w.]*\(")
_NAME = re.compile(r"[A-Za-z_\\]")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TEXT = re.compile(rf"(?!(?:true|false|nan|inf|{_MONTHS}))[a-z][ -~]*", re.IGNORECASE)
_FUTURE = "_xl"  # how files spell functions that the engine knows by another name
_PATTERN = re.compile(r"[*?~]")
_LONGEST = 255  # characters of a criterion
_LARGEST = 2.0**53

_Key = str | float | None
_Sums = dict[tuple[_Key, ...], float]


def find_sums(formulas: Mapping[str, Formulas]) -> dict[str, list[Copies]]:
    """Formulas by sheet that sum up lists, where there are enough; this asks no engine."""
    found: dict[str, list[Copies]] = {}
    for sheet, cells in formulas.items():
        here = [copies for copies in cells.copies(_is_plain_sum) if copies.texts is not None]
        if sum(len(copies.positions) for copies in here) >= _WORTH_AN_INDEX:
            found[sheet] = here
    return found


class ListedSums:
    """The lists of one workbook that are summed up by index."""

    def __init__(
        self, workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]
    ) -> None:
        self._workbook = workbook
        self._formulas = formulas
        self._left_out = left_out
        self._numbers: dict[tuple[str, ...], int | None] = {}
        self._lists: list[_Sums] = []
        register(workbook, _LISTED_SUM, self._sum, (3, 256))

    def write(self, sums: Mapping[str, Sequence[Copies]]) -> None:
        """Write the formulas that sum up lists anew; before anything is calculated, when the engine gives no texts."""
        for sheet, found in sums.items():
            new: dict[CellAddress, str] = {}
            for copies in found:
                old = copies.texts or ()
                for position, before, text in zip(copies.positions, old, self._rewritten(old), strict=True):
                    if text != before:
                        new[CellAddress(sheet, *position)] = text
            write_formulas(self._workbook, {at: text for at, text in new.items() if at not in self._left_out})

    def _rewritten(self, texts: Sequence[str]) -> list[str]:
        """Formulas that differ in digits only, with their sums replaced."""
        sums = self._pattern(texts[0])
        if sums is not None:
            text, count = sums[0].subn(sums[1], _BETWEEN.join(texts))
            new = text.split(_BETWEEN)
            if count == len(new) == len(texts):
                return new
        return [replace_calls(text, _CALL, self._replaced) for text in texts]

    def _pattern(self, text: str) -> tuple[re.Pattern[str], str] | None:
        """What finds the only sum of formulas such as this one if it is of the same columns, and what replaces it."""
        call, *others = _CALL.finditer(text)
        arguments, end = split_arguments(text, call.end()) or ([], 0)
        is_quoted = any(text.count(quote, 0, call.start()) % 2 for quote in "\"'")
        new = None if others or is_quoted else self._replaced(call[1], arguments)
        if new is None or text[call.end() : end] != f"{','.join(arguments)})":
            return None
        is_criterion = [at > 0 and at % 2 == 0 for at in range(len(arguments))]
        pieces = [
            _PLAIN_CRITERION if is_one else re.escape(argument)
            for argument, is_one in zip(arguments, is_criterion, strict=True)
        ]
        criteria = ",".join(rf"\{number}" for number in range(1, sum(is_criterion) + 1))
        listed = f"{_LISTED_SUM}({self._numbers[_columns(arguments)]},{criteria})"
        pattern = rf"(?<![\w.]){re.escape(call[0])}{','.join(pieces)}\)"
        return re.compile(pattern), rf"IFERROR({listed},\g<0>)"

    def _replaced(self, name: str, arguments: Sequence[str]) -> str | None:
        columns, criteria = _columns(arguments), arguments[2::2]
        if len(criteria) < 2 or len(columns) != len(criteria) + 1 or any(map(_COMPUTED.match, criteria)):
            return None
        if columns not in self._numbers:
            sums = self._indexed(columns)
            self._numbers[columns] = None if sums is None else len(self._lists)
            self._lists += [] if sums is None else [sums]
        number = self._numbers[columns]
        if number is None:
            return None
        return f"IFERROR({_LISTED_SUM}({number},{','.join(criteria)}),{name}({','.join(arguments)}))"

    def _indexed(self, columns: tuple[str, ...]) -> _Sums | None:
        """The sums by what stands in the criteria's columns; None where the list is not as it has to be."""
        values = [self._column(column) for column in columns]
        if any(column is None or len(column) != len(values[0] or ()) for column in values):
            return None
        summed, *tested = [column for column in values if column is not None]
        if any(isinstance(value, dict) for value in summed):
            return None
        sums: _Sums = {}
        for amount, *row in zip(summed, *tested, strict=True):
            keys = tuple(map(_key, row))
            if any(key is None and value is not None for key, value in zip(keys, row, strict=True)):
                return None
            if isinstance(amount, (int, float)) and not isinstance(amount, bool):
                sums[keys] = sums.get(keys, 0.0) + amount
        return sums

    def _column(self, reference: str) -> list[Any] | None:
        """Values of a column on a sheet without formulas."""
        if not _FIXED.fullmatch(reference):
            return None
        try:
            sheet, address = split_sheet(reference)
            area = parse_area(address.replace("$", ""))
        except SopError:
            return None
        if area.columns > 1 or len(self._formulas.get(sheet, ())) or sheet not in self._workbook.sheet_names:
            return None
        rows = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area))
        return [row[0] if row else None for row in rows]

    def _sum(self, number: float, *criteria: Any) -> Any:  # noqa: ANN401  # cells of any kind
        keys = tuple(map(_key, criteria))
        if None in keys or any(isinstance(key, str) and _PATTERN.search(key) for key in keys):
            return error_value(CellError.NA)
        return self._lists[int(number)].get(keys, 0.0)


def _columns(arguments: Sequence[str]) -> tuple[str, ...]:
    """What is summed up, and what the criteria are held against."""
    return tuple(argument.strip() for argument in (*arguments[:1], *arguments[1::2]))


def _is_plain_sum(text: str | None, spread: Spread) -> bool:
    """Whether a formula sums up a list and stands in the engine as in the file: no tables, names, newer functions."""
    if text is None or spread is not Spread.CELL or not _CALL.search(text):
        return False
    if "[" in text or _FUTURE in text.lower() or is_sop(text):
        return False
    return not _NAME.search(_NO_NAME.sub("", text))


def _key(value: Any) -> _Key:  # noqa: ANN401
    """What a text or a whole number is looked up by; None for anything else."""
    if isinstance(value, str):
        return value.lower() if len(value) <= _LONGEST and _TEXT.fullmatch(value) else None
    is_whole = isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer()
    return float(value) if is_whole and abs(value) < _LARGEST else None
