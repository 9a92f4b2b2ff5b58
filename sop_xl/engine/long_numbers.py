"""Whether cells that formulas refer to hold numbers of more than fifteen digits, for many formulas at once.

Two different numbers of no more than fifteen digits are different in Excel too, so that most comparisons need no look.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.address import Area, column_number, split_sheet
from sop_xl.cells.formula import Copies
from sop_xl.engine.sop_text import EACH

COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
# Functions that give whole numbers of few digits, and those that give texts or truth values.
WHOLE = frozenset(
    """CODE COLUMN COLUMNS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY EDATE EOMONTH FIND HOUR ISOWEEKNUM LEN
    MATCH MINUTE MONTH ROW ROWS SEARCH SECOND SIGN TODAY WEEKDAY WEEKNUM XMATCH YEAR""".split()
)
_NO_NUMBERS = frozenset(
    """ADDRESS AND BIN2HEX BIN2OCT CHAR CONCAT CONCATENATE DEC2BIN DEC2HEX DEC2OCT EXACT FALSE HEX2BIN HEX2OCT ISBLANK
    ISERR ISERROR ISEVEN ISLOGICAL ISNA ISNUMBER ISODD ISTEXT LEFT LOWER MID NOT OCT2BIN OCT2HEX OR PROPER
    REPLACE REPT RIGHT SUBSTITUTE TEXT TEXTJOIN TRIM TRUE UPPER""".split()
)
_DIGITS = 15
_SMALL = 1_000_000
_MOST_CELLS = 2_000_000  # that are looked through for one kind of formulas
_PREFIXES = ("_XLFN._XLWS.", "_XLFN.", EACH)
_SHEET = r"(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!"
_CELL = re.compile(
    rf"\"[^\"]*\"|(?P<sheet>{_SHEET})?(?<![\w.])(?P<column>\$?[A-Z]{{1,3}})(?P<row>\$?[1-9]\d*)(?![\w(.\[!])"
)
_PLAIN = re.compile(rf"(?:{_SHEET})?\$?[A-Z]{{1,3}}\$?[1-9]\d*(?::\$?[A-Z]{{1,3}}\$?[1-9]\d*)?")
_NUMBER = re.compile(r"\d+")
_BETWEEN = "\n\n"


class Digits(Enum):
    """Of a number: none, no more than fifteen, or perhaps more."""

    NONE, FEW, MANY = range(3)


class _Corner(NamedTuple):
    """A cell in the text of formulas, with the rows and columns that it has in them."""

    sheet: str
    rows: tuple[int, int]
    columns: tuple[int, int]


def is_plain_reference(text: str) -> bool:
    """Tell whether a part of a formula is a cell or a range, written out."""
    return _PLAIN.fullmatch(text) is not None


def cells_of(sheet: str, copies: Copies, parts: Collection[str]) -> list[tuple[str, Area]] | None:
    """Areas that hold all cells which some parts of formulas refer to, in all copies; None where that is not told.

    Parameters
    ----------
    sheet : str
        Where the formulas stand.
    copies : Copies
    parts : collection of str
        Plain references, as the example has them.
    """
    return cells_of_each(sheet, copies, [parts])[0]


def cells_of_each(
    sheet: str, copies: Copies, parts_of_each: Sequence[Collection[str]]
) -> list[list[tuple[str, Area]] | None]:
    """The same for several collections of parts, with one look at the copies."""
    found = list(_cells(copies.example))
    if copies.texts is not None:
        rows = _rows(copies.example, found, copies.texts)
        if rows is None:
            return [None] * len(parts_of_each)
        corners = [_corner(sheet, match, at) for match, at in zip(found, rows, strict=True)]
    else:
        corners = [_moving(sheet, match, copies) for match in found]
    by_text: dict[str, list[_Corner]] = {}
    for match, corner in zip(found, corners, strict=True):
        by_text.setdefault(match[0], []).append(corner)
    return [_areas(by_text, parts) for parts in parts_of_each]


def _areas(corners: Mapping[str, Sequence[_Corner]], parts: Iterable[str]) -> list[tuple[str, Area]] | None:
    areas = set()
    for part in parts:
        first, _, last = part.partition(":")
        ends = [*corners.get(first, ()), *corners.get(last or first, ())]
        if not ends:
            return None
        tops, bottoms = zip(*(end.rows for end in ends), strict=True)
        lefts, rights = zip(*(end.columns for end in ends), strict=True)
        areas.add((ends[0].sheet, Area(min(tops), min(lefts), max(bottoms), max(rights))))
    held = sum(area.rows * area.columns for _, area in areas)
    return sorted(areas) if held <= _MOST_CELLS else None


def is_long(value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    """Tell whether a value is a number of more than fifteen digits."""
    if value.__class__ is not float or value.is_integer():
        return value.__class__ in (float, int) and abs(value) >= 10**_DIGITS
    return float(f"{value:.{_DIGITS}g}") != float(value)


def _cells(text: str) -> list[re.Match[str]]:
    return [match for match in _CELL.finditer(text) if match["row"]]


def _rows(example: str, found: Sequence[re.Match[str]], texts: Sequence[str]) -> list[tuple[int, int]] | None:
    """The lowest and highest row of every cell in formulas that differ from an example in digits only.

    None where that is not told: they may differ in the digits of a sheet's name.
    """
    runs = {match.start(): at for at, match in enumerate(_NUMBER.finditer(example))}
    places = [runs[match.start("row") + match["row"].startswith("$")] for match in found]
    numbers = _NUMBER.findall(_BETWEEN.join(texts))
    if len(numbers) != len(runs) * len(texts):
        return None
    names = [match.span("sheet") for match in found if match["sheet"]]
    of_names = [at for start, at in runs.items() if any(begin <= start < end for begin, end in names)]
    if any(len(set(numbers[at :: len(runs)])) > 1 for at in of_names):
        return None
    rows = ({int(one) for one in set(numbers[place :: len(runs)])} for place in places)
    return [(min(of_cell), max(of_cell)) for of_cell in rows]


def _home(match: re.Match[str], sheet: str) -> str:
    return split_sheet(f"{match['sheet']}A1")[0] if match["sheet"] else sheet


def _corner(sheet: str, match: re.Match[str], rows: tuple[int, int]) -> _Corner:
    column = column_number(match["column"].lstrip("$"))
    return _Corner(_home(match, sheet), rows, (column, column))


def _moving(sheet: str, match: re.Match[str], copies: Copies) -> _Corner:
    """A cell of formulas with one text, which moves with them as seen from the leader."""
    home = copies.leader or copies.positions[0]
    steps = [tuple(here - there for here, there in zip(position, home, strict=True)) for position in copies.positions]
    first = int(match["row"].lstrip("$")), column_number(match["column"].lstrip("$"))
    fixed = [copies.leader is None or match[mark].startswith("$") for mark in ("row", "column")]
    moves = [[0] if stays else list(axis) for stays, axis in zip(fixed, zip(*steps, strict=True), strict=True)]
    rows, columns = ((at + min(ways), at + max(ways)) for at, ways in zip(first, moves, strict=True))
    return _Corner(_home(match, sheet), rows, columns)


def digits_of(node: fz.ASTNode) -> Digits:
    """How many digits a number may have that a part of a formula gives; none where it is no number, or nothing."""
    kind = node.node_type()
    if kind == "Literal":
        value = node.get_literal_value()
        if isinstance(value, (str, bool)) or value == 0:
            return Digits.NONE
        return Digits.MANY if is_long(value) else Digits.FEW
    if kind == "Function":
        name = function_of(node)
        return Digits.FEW if name in WHOLE else Digits.NONE if name in _NO_NUMBERS else Digits.MANY
    if kind == "Omitted" or node.get_operator() in {"&", *COMPARISONS}:
        return Digits.NONE
    if kind == "UnaryOp" and node.get_operator() in ("+", "-"):
        return digits_of(node.children()[0])
    return Digits.FEW if _is_whole(node) else Digits.MANY


def function_of(node: fz.ASTNode) -> str:
    """Name of the function that a part of a formula calls, in capitals and as Excel shows it; empty for other parts."""
    name = (node.get_function_name() or "").upper() if node.node_type() == "Function" else ""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _is_whole(node: fz.ASTNode) -> bool:
    """Tell whether a part of a formula is a small whole number, such as ``ROW()-1``."""
    kind = node.node_type()
    if kind == "Literal":
        value = node.get_literal_value()
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value) < _SMALL
    if kind == "Function":
        return function_of(node) in WHOLE
    if kind in ("BinaryOp", "UnaryOp") and node.get_operator() in ("+", "-", "*"):
        return all(map(_is_whole, node.children()))
    return False
