"""Comparisons whose sides are cells and constants: which cells these are, and their values, many at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import formualizer as fz
import numpy as np
import numpy.typing as npt

from sop_xl.cells.address import parse_cell, split_sheet
from sop_xl.cells.formula import Copies
from sop_xl.engine.comparisons import compared_numbers

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

_TEXT = re.compile(r'"[^"]*"')
_BETWEEN = "\n\n"
# A side in two groups: what is before the row number, and the row number; of a constant, all of it.
_SIDE = r"([^\d\s<>=(),:\"][^<>=(),:\"]*?|[\d.]*?)(\d+)"
_SIMPLE = re.compile(rf"(?:^|[(,\n])\s*{_SIDE}\s*(?:<=|>=|<>|=|<|>)\s*{_SIDE}\s*(?=$|[),\n])")
_SIDE_ONLY = re.compile(r"(?:(?:'[^'\n<>=(),]+'|[A-Za-z_][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d{1,7}|\d+(?:\.\d+)?")
_DIGITS = re.compile(r"\d+")
_SPARSE = 50  # cells read for one that is asked for; from there on each is read by itself
_SPARE = 1_000_000
_NUMBERS = {float, int}


class Operand(NamedTuple):
    """One side of many comparisons: cells of a sheet, or constants."""

    sheet: str
    rows: Integers
    columns: Integers
    constants: Floats | None = None


class Looked(NamedTuple):
    """Comparisons of cells and constants, one for each of some formula cells."""

    cells: Operand
    left: Operand
    right: Operand


class Readers:
    """Reads the sides of comparisons out of formulas; one reader serves all that differ in digits only."""

    def __init__(self) -> None:
        self._readers: dict[str, _Reader | None] = {}

    def looked_at(self, sheet: str, copies: Copies) -> list[Looked] | None:
        """The comparisons of copies of one formula by the cells that they compare; None where they compare more."""
        texts = copies.texts or ()
        key = _DIGITS.sub("1", copies.example)
        if key not in self._readers:
            self._readers[key] = _reader(copies.example)
        reader = self._readers[key]
        found = reader.pattern.findall(_BETWEEN.join(texts)) if reader else []
        if reader is None or len(found) != len(texts):
            return None
        cells, tails = cells_at(sheet, copies.positions), list(zip(*found, strict=True))
        sides = [_operand(sheet, head, tail) for head, tail in zip(reader.heads, tails, strict=True)]
        return [Looked(cells, left, right) for left, right in zip(sides[::2], sides[1::2], strict=True)]


def looked_at_moving(workbook: fz.Workbook, sheet: str, positions: Sequence[tuple[int, int]]) -> list[Looked] | None:
    """The same of formulas with one text, whose references move as those of the first and the last show."""
    first, last = positions[0], positions[-1]
    texts = [(workbook.get_formula(sheet, *at) or "").removeprefix("=") for at in (first, last)]
    if not all(map(_is_simple, texts)):
        return None
    pairs = [[(m[1], m[2], m[3], m[4]) for m in _SIMPLE.finditer(_masked(text))] for text in texts]
    if len(pairs[0]) != len(pairs[1]):
        return None
    cells, looked = cells_at(sheet, positions), []
    for ours, theirs in zip(*pairs, strict=True):
        sides = [_moved(ours[i : i + 2], theirs[i : i + 2], (first, last), cells) for i in (0, 2)]
        if sides[0] is None or sides[1] is None:
            return None
        looked.append(Looked(cells, sides[0], sides[1]))
    return looked


class _Reader(NamedTuple):
    """How the sides of the comparisons in one kind of formulas are read: what they begin with, and where they end."""

    pattern: re.Pattern[str]
    heads: list[str]


def _reader(example: str) -> _Reader | None:
    """The reader of all formulas that differ from this one in digits only; None where that shows not all sides."""
    if not _is_simple(example):
        return None
    heads, written, at = [], "", 0
    for match in _SIMPLE.finditer(_masked(example)):
        for head, tail in ((1, 2), (3, 4)):
            is_constant = _is_constant(match[head])
            before = _alike(example[at : match.start(head)])
            written += before + (r"([\d.]+)" if is_constant else re.escape(match[head]) + r"(\d+)")
            heads.append("" if is_constant else match[head])
            at = match.end(tail)
    return _Reader(re.compile(written + _alike(example[at:])), heads)


def _alike(part: str) -> str:
    """A pattern for parts of formulas that differ in digits only."""
    return r"\d+".join(map(re.escape, _DIGITS.split(part)))


def _is_constant(head: str) -> bool:
    return not head or head[0].isdigit() or head[0] == "."


def cells_at(sheet: str, positions: Sequence[tuple[int, int]]) -> Operand:
    """Cells of a sheet by their rows and columns."""
    rows, columns = np.array(positions, np.int32).T
    return Operand(sheet, rows, columns)


def joined(operands: Sequence[Operand]) -> Operand:
    """Operands of one sheet, or constants, as one."""
    constants = [operand.constants for operand in operands if operand.constants is not None]
    return Operand(
        operands[0].sheet,
        np.concatenate([operand.rows for operand in operands]),
        np.concatenate([operand.columns for operand in operands]),
        np.concatenate(constants) if constants else None,
    )


def together(looked: Sequence[Looked]) -> list[Looked]:
    """The same comparisons, those between the same sheets in one."""
    groups: dict[tuple[object, ...], list[Looked]] = {}
    for one in looked:
        key = one.cells.sheet, *((side.sheet, side.constants is None) for side in (one.left, one.right))
        groups.setdefault(key, []).append(one)
    return [Looked(*(joined(side) for side in zip(*group, strict=True))) for group in groups.values()]


class Numbers:
    """Values of the cells that some operands stand for; not a number where there is none."""

    def __init__(self, workbook: fz.Workbook, operands: Sequence[Operand]) -> None:
        self._workbook = workbook
        self._strips: dict[tuple[str, int], tuple[int, Floats]] = {}
        spans: dict[tuple[str, int], tuple[int, int]] = {}
        asked = 0
        for operand in operands:
            asked += len(operand.rows)
            for column in _distinct(operand.columns):
                rows = operand.rows[operand.columns == column]
                top, bottom = spans.get((operand.sheet, column), (int(rows[0]), int(rows[0])))
                spans[operand.sheet, column] = min(top, int(rows.min())), max(bottom, int(rows.max()))
        if sum(bottom - top + 1 for top, bottom in spans.values()) <= _SPARSE * asked + _SPARE:
            for (sheet, column), (top, bottom) in spans.items():
                self._strips[sheet, column] = top, _strip(workbook, sheet, column, top, bottom)

    def of(self, operand: Operand) -> Floats:
        """Values of an operand, one for each comparison."""
        if operand.constants is not None:
            return operand.constants
        if not self._strips:
            cells = zip(operand.rows.tolist(), operand.columns.tolist(), strict=True)
            return np.array([_number(self._workbook.get_value(operand.sheet, *cell)) for cell in cells])
        values = np.empty(len(operand.rows))
        for column in _distinct(operand.columns):
            here = operand.columns == column
            top, strip = self._strips[operand.sheet, column]
            values[here] = strip[operand.rows[here] - top]
        return values


def _distinct(columns: Integers) -> list[int]:
    """Each column once; ``np.unique`` would load a package for it, in every worker process."""
    found: list[int] = np.flatnonzero(np.bincount(columns)).tolist()
    return found


def _strip(workbook: fz.Workbook, sheet: str, column: int, top: int, bottom: int) -> Floats:
    rows = workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, top, column, bottom, column))
    strip = np.full(bottom - top + 1, np.nan)
    values = list(chain.from_iterable(rows))
    plain = len(values) == len(rows) and {*map(type, values)} <= _NUMBERS
    strip[: len(rows)] = values if plain else [_number(row[0] if row else None) for row in rows]
    return strip


def _number(value: Any) -> float:  # noqa: ANN401  # a cell of any kind
    if value.__class__ is float:
        return float(value)
    return float(value) if value.__class__ is int else np.nan


def _operand(sheet: str, head: str, tails: Sequence[str]) -> Operand:
    """Cells by what their references begin with and their rows, or constants."""
    if not head:
        nowhere = np.empty(0, np.int32)
        return Operand(sheet, nowhere, nowhere, np.array(tails, dtype=float))
    home, letters = split_sheet(head) if "!" in head else (sheet, head)
    column = parse_cell(letters.replace("$", "") + "1")[1]
    rows = np.fromiter(map(int, tails), np.int32, len(tails))
    return Operand(home, rows, np.full(len(tails), column, np.int32))


def _moved(
    ours: Sequence[str], theirs: Sequence[str], ends: tuple[tuple[int, int], tuple[int, int]], cells: Operand
) -> Operand | None:
    """What references of formulas with one text stand for, by those of the first and last; None where they differ."""
    if _is_constant(ours[0]) or _is_constant(theirs[0]):
        return _operand(cells.sheet, "", ["".join(ours)] * len(cells.rows)) if list(ours) == list(theirs) else None
    one, other = (_operand(cells.sheet, head, [tail]) for head, tail in (ours, theirs))
    rows = _along(cells.rows, [at[0] for at in ends], one.rows[0], other.rows[0])
    columns = _along(cells.columns, [at[1] for at in ends], one.columns[0], other.columns[0])
    if rows is None or columns is None or one.sheet != other.sheet:
        return None
    return Operand(one.sheet, rows, columns)


def _along(own: Integers, ends: list[int], first: int, last: int) -> Integers | None:
    """Rows or columns of references by those of the cells that hold them."""
    step = ends[1] - ends[0]
    if step == 0 and own.min() != own.max():
        return None
    if first == last:
        return np.full(len(own), first, np.int32)
    return own + (first - ends[0]) if last - first == step else None


def _is_simple(text: str) -> bool:
    """Tell whether a formula compares nothing but cells and constants that its text shows."""
    sides = [side for comparison in compared_numbers(text) for side in (comparison.left, comparison.right)]
    shown = len(_SIMPLE.findall(_masked(text)))
    return "[" not in text and 2 * shown >= len(sides) and all(map(_SIDE_ONLY.fullmatch, sides))


def _masked(text: str) -> str:
    """The formula with nothing to be seen in its texts."""
    return _TEXT.sub(lambda m: f'"{"_" * (len(m[0]) - 2)}"', text)
