"""What the embedded engine computes as Excel does, and what it must not be trusted with.

formualizer knows most functions of Excel, but gives a function that takes single values only the first cell of a
range, where Excel would compute every cell (``SUMPRODUCT(LEN(A1:A3))``). A wrong number is worse than none, so
such formulas are found beforehand, kept as saved, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from typing import Any

import formualizer as fz

from sop_xl.cells.formula import Spread

Node = Mapping[str, Any]

# Functions that take ranges and give one value.
_AGGREGATES = frozenset(
    ["AND", "AVEDEV", "AVERAGE", "AVERAGEA", "COLUMNS", "CONCAT", "CONCATENATE", "CORREL", "COUNT", "COUNTA", "COUNTBLANK", "COVARIANCE.P", "COVARIANCE.S", "DAVERAGE", "DCOUNT", "DCOUNTA", "DEVSQ", "DGET", "DMAX", "DMIN", "DPRODUCT", "DSTDEV", "DSTDEVP", "DSUM", "DVAR", "DVARP", "FORECAST", "FORECAST.LINEAR", "GCD", "GEOMEAN", "HARMEAN", "INTERCEPT", "IRR", "ISREF", "KURT", "LARGE", "LCM", "MAX", "MAXA", "MEDIAN", "MIN", "MINA", "MIRR", "MODE", "MODE.SNGL", "NETWORKDAYS", "NETWORKDAYS.INTL", "NPV", "OR", "PEARSON", "PERCENTILE", "PERCENTILE.EXC", "PERCENTILE.INC", "PERCENTRANK", "PERCENTRANK.INC", "PRODUCT", "QUARTILE", "QUARTILE.EXC", "QUARTILE.INC", "RANK", "RANK.AVG", "RANK.EQ", "ROWS", "RSQ", "SKEW", "SLOPE", "SMALL", "STDEV", "STDEV.P", "STDEV.S", "STDEVA", "STDEVP", "STEYX", "SUBTOTAL", "AGGREGATE", "SUM", "SUMPRODUCT", "SUMSQ", "SUMX2MY2", "SUMX2PY2", "SUMXMY2", "TEXTJOIN", "TRIMMEAN", "VAR", "VAR.P", "VAR.S", "VARA", "VARP", "WORKDAY", "WORKDAY.INTL", "XIRR", "XNPV", "XOR", "CELL", "FORMULATEXT", "ISFORMULA", "SHEET", "SHEETS", "AREAS", "HYPERLINK"]
)
# Functions that work through a range cell by cell; tests prove each against its single values.
_LIFTING = frozenset({"IF", "IFERROR", "IFNA"})
# Functions that give a range or an array.
_ARRAYS = frozenset(
    ["CHOOSECOLS", "CHOOSEROWS", "DROP", "EXPAND", "FILTER", "HSTACK", "RANDARRAY", "SEQUENCE", "SORT", "SORTBY", "TAKE", "TOCOL", "TOROW", "TRANSPOSE", "UNIQUE", "VSTACK", "WRAPCOLS", "WRAPROWS"]
)
# Arguments (counted from 0) of lookups and criteria functions that may be ranges; the others must be single values.
_RANGE_ARGUMENTS: Mapping[str, Callable[[int], bool]] = {
    "SUMIF": lambda i: i in (0, 2),
    "AVERAGEIF": lambda i: i in (0, 2),
    "COUNTIF": lambda i: i == 0,
    "COUNTIFS": lambda i: i % 2 == 0,
    "SUMIFS": lambda i: i == 0 or i % 2 == 1,
    "AVERAGEIFS": lambda i: i == 0 or i % 2 == 1,
    "MAXIFS": lambda i: i == 0 or i % 2 == 1,
    "MINIFS": lambda i: i == 0 or i % 2 == 1,
    "MATCH": lambda i: i == 1,
    "XMATCH": lambda i: i == 1,
    "LOOKUP": lambda i: i in (1, 2),
    "VLOOKUP": lambda i: i == 1,
    "HLOOKUP": lambda i: i == 1,
    "INDEX": lambda i: i == 0,
    "OFFSET": lambda i: i == 0,
}
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?\d+")
_FUTURE = ("_XLFN._XLWS.", "_XLFN.")


class _Unsafe(Exception):  # noqa: N818  # a way out of the recursion, never shown
    """The formula is one that the engine would get wrong."""


class Coverage:
    """Judges formulas; the verdict on a formula holds for every copy of it down a column."""

    def __init__(self, ours: Mapping[str, bool]) -> None:
        """``ours`` tells of each SOP function whether it gives more than one cell."""
        self._ours = ours
        self._verdicts: dict[tuple[str, Spread, frozenset[str]], str | None] = {}

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        """Why a formula cannot be trusted to the engine, or None.

        ``ranges`` are the defined names (in capitals) that stand for more than one cell.
        """
        key = _CELL.sub("A1", text), spread, ranges
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(text, spread, ranges)
        return self._verdicts[key]

    def _judge(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        try:
            node = fz.parse(f"={text}").to_dict()
        except Exception as error:  # noqa: BLE001  # the parser raises several unrelated types
            return f"the engine cannot read the formula: {error}"
        try:
            is_array = self._is_array(node, ranges, frozenset())
        except _Unsafe as unsafe:
            return str(unsafe)
        if is_array and spread is Spread.CELL and not self._is_ours(node):
            return "a range where one cell is meant (implicit intersection)"
        return None

    def _is_ours(self, node: Node) -> bool:
        return node["node_type"] == "Function" and _plain(node["name"]) in self._ours

    def _is_array(self, node: Node, ranges: Set[str], arrays: frozenset[str]) -> bool:
        """Tell whether a part of a formula has more than one value; ``arrays`` are the LET names that do."""
        kind = node["node_type"]
        if kind == "Reference":
            return _is_range(node["reference"], ranges) or node["reference"].upper() in arrays
        if kind == "Array":
            return True
        if kind == "UnaryOp":
            operand = self._is_array(node["operand"], ranges, arrays)
            return node["operator"] == "#" or (operand and node["operator"] != "@")
        if kind == "BinaryOp":
            sides = [self._is_array(node[side], ranges, arrays) for side in ("left", "right")]
            return node["operator"] in (":", ",", " ") or any(sides)
        if kind == "Function":
            return self._function(node, ranges, arrays)
        if kind == "Call":
            raise _Unsafe("a LAMBDA that is called in place")
        return False

    def _function(self, node: Node, ranges: Set[str], arrays: frozenset[str]) -> bool:
        name, arguments = _plain(node["name"]), node["args"]
        if name == "LET":
            return self._let(arguments, ranges, arrays)
        if name == "LAMBDA":
            raise _Unsafe("a LAMBDA")
        found = [self._is_array(argument, ranges, arrays) for argument in arguments]
        if name in self._ours:
            return self._ours[name]
        if name in _AGGREGATES:
            return False
        if name in _ARRAYS:
            return True
        if name in _LIFTING:
            return any(found)
        if name == "XLOOKUP":
            _require_single(name, found, lambda i: i in (1, 2))
            return False  # its result is one cell for one column of results; a wider one spills and is caught then
        if name == "CHOOSE":
            _require_single(name, found[:1], lambda _: False)
            return any(found[1:])
        _require_single(name, found, _RANGE_ARGUMENTS.get(name, lambda _: False))
        if name == "INDEX":
            return any(_is_zero(argument) for argument in arguments[1:]) and found[0]
        return name == "OFFSET" and len(arguments) > 3  # with a height or width

    def _let(self, arguments: list[Node], ranges: Set[str], arrays: frozenset[str]) -> bool:
        for name, value in zip(arguments[0:-1:2], arguments[1:-1:2], strict=False):
            if self._is_array(value, ranges, arrays) and name["node_type"] == "Reference":
                arrays |= {name["reference"].upper()}
        return self._is_array(arguments[-1], ranges, arrays)


def _require_single(name: str, is_array: list[bool], may_be_range: Callable[[int], bool]) -> None:
    for position, array in enumerate(is_array):
        if array and not may_be_range(position):
            raise _Unsafe(f"{name} over a range")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    name = name.upper()
    for prefix in (*_FUTURE, "_XLDUDF_", "_XLL."):
        name = name.removeprefix(prefix)
    return name


def _is_zero(node: Node) -> bool:
    return node["node_type"] == "Omitted" or (node["node_type"] == "Literal" and node["value"] == 0)


def _is_range(reference: str, ranges: Set[str]) -> bool:
    if reference.upper() in ranges:
        return True
    address = reference.rpartition("!")[2]
    if "[" in address:  # a structured reference, in the text that the sheet shows
        one_row = "@" in address or any(item in address.lower() for item in ("#this row", "#headers", "#totals"))
        return not one_row or "]:[" in address
    first, colon, last = address.partition(":")
    return bool(colon) and first.replace("$", "") != last.replace("$", "")


@lru_cache(maxsize=4096)
def is_known(function: str) -> bool:
    """Tell whether the engine knows a native function at all."""
    workbook = fz.Workbook()
    sheet = workbook.sheet("probe")
    try:
        sheet.set_formula(1, 1, f"={function}()")
        result = workbook.evaluate_cell("probe", 1, 1)
    except Exception:  # noqa: BLE001  # the engine raises what it likes on names that it cannot parse
        return False
    return not (isinstance(result, dict) and result.get("kind") in ("Name", "NImpl"))
