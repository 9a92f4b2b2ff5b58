"""Formulas that compute whole rows or columns cell by cell.

The engine goes as far as cells are filled, Excel to the end of the sheet: ``SUMPRODUCT(--(A:A=""))`` counts a million
cells there. Such a formula is safe where a blank cell adds nothing, which is found out by computing it for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from sop_xl.engine.native_functions import OF_SINGLE_VALUES

Node = Mapping[str, Any]

PROBLEM = "computes whole rows or columns, also where they are blank"
_WHOLE = re.compile(r"(?:.*!)?(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)", re.IGNORECASE)
_SUMS = frozenset({"SUM", "SUMPRODUCT", "SUMSQ"})
_IGNORING = frozenset(  # what is no number, in an array
    "MAX MIN AVERAGE MEDIAN LARGE SMALL COUNT STDEV STDEV.S STDEV.P VAR VAR.S VAR.P PERCENTILE PERCENTILE.INC".split()
)
_SHAPING = frozenset(
    """CHISQ.TEST CHITEST CHOOSECOLS CHOOSEROWS DROP EXPAND FREQUENCY HSTACK MDETERM MINVERSE MMULT PROB SORT SORTBY
    TAKE TOCOL TOROW TRANSPOSE UNIQUE VSTACK WRAPCOLS WRAPROWS""".split()
)
_SEARCHES = frozenset({"MATCH", "XMATCH", "XLOOKUP"})
_EMPTY_CRITERION = re.compile(r"|=|<>.*", re.DOTALL)


class _Odd(Enum):
    UNKNOWN = 1
    ERROR = 2


_Value = None | bool | float | str | _Odd
_LIFTING = OF_SINGLE_VALUES | {"IF", "IFERROR", "IFNA"}  # the others over a range are kept as such


def computes_blanks(node: Node, plain: Callable[[str], str]) -> bool:
    """Tell whether a parsed formula hangs on the blank cells of whole rows or columns.

    ``plain`` takes the prefixes of newer functions off a name.
    """
    return _WholeColumns(plain).is_wrong(node) or _WholeColumns(plain).spans(node)


class _WholeColumns:
    def __init__(self, plain: Callable[[str], str]) -> None:
        self._plain = plain

    def spans(self, node: Node) -> bool:
        """Tell whether a part of a formula has a value for every cell of whole rows or columns."""
        kind = node["node_type"]
        if kind == "Reference":
            return _WHOLE.fullmatch(node["reference"]) is not None
        if kind == "UnaryOp":
            return node["operator"] != "@" and self.spans(node["operand"])
        if kind == "BinaryOp":
            return node["operator"] != ":" and (self.spans(node["left"]) or self.spans(node["right"]))
        if kind != "Function":
            return False
        return self._plain(node["name"]) in _LIFTING and any(map(self.spans, node["args"]))

    def is_wrong(self, node: Node) -> bool:
        """Tell whether a call in a formula hangs on blank cells."""
        kind = node["node_type"]
        if kind == "UnaryOp":
            return self.is_wrong(node["operand"])
        if kind == "BinaryOp":
            return self.is_wrong(node["left"]) or self.is_wrong(node["right"])
        if kind != "Function":
            return False
        arguments = node["args"]
        return self._call_is_wrong(self._plain(node["name"]), arguments) or any(map(self.is_wrong, arguments))

    def _call_is_wrong(self, name: str, arguments: Sequence[Node]) -> bool:
        if name == "COUNTIFS":
            blank = [any(map(_finds_blanks, self._criteria(one))) for one in arguments[1::2]]
            return bool(blank) and all(blank) and any(map(self.spans, arguments[::2]))
        spanning = [one for one in arguments if self.spans(one)]
        if name in _SHAPING or name in OF_SINGLE_VALUES:
            return bool(spanning)
        if name == "FILTER":
            return bool(spanning) and any(self._value(one) not in (False, 0, None) for one in arguments[1:2])
        computed = [self._value(one) for one in spanning if one["node_type"] != "Reference"]
        if not computed:
            return False
        if name == "SUMPRODUCT":
            return all(one is _Odd.UNKNOWN or one is _Odd.ERROR or _number(one) != 0 for one in computed)
        if name in _SUMS:
            return any(one is _Odd.UNKNOWN or one is _Odd.ERROR or _number(one) != 0 for one in computed)
        if name in _IGNORING:
            return not all(isinstance(one, (bool, str)) for one in computed)
        if name in _SEARCHES:
            wanted = self._value(arguments[0])
            return any(isinstance(one, _Odd) or isinstance(wanted, _Odd) or one == wanted for one in computed)
        return name not in (*_LIFTING, "OR")

    def _criteria(self, node: Node) -> list[_Value]:
        elements = [one for row in node["rows"] for one in row] if node["node_type"] == "Array" else [node]
        return [self._value(one) for one in elements]

    def _value(self, node: Node) -> _Value:
        """What a part of a formula gives for a blank cell."""
        kind = node["node_type"]
        if kind == "Literal":
            value = node["value"]
            return _Odd.ERROR if isinstance(value, str) and value.startswith("#") else value
        if kind == "Reference":
            return None if self.spans(node) else _Odd.UNKNOWN
        if kind == "UnaryOp":
            value = self._value(node["operand"])
            return value if isinstance(value, _Odd) else _number(value) * (-1 if node["operator"] == "-" else 1)
        if kind == "BinaryOp":
            return _computed(node["operator"], self._value(node["left"]), self._value(node["right"]))
        return self._call(self._plain(node["name"]), node["args"]) if kind == "Function" else _Odd.UNKNOWN

    def _call(self, name: str, arguments: Sequence[Node]) -> _Value:
        values = [self._value(one) for one in arguments]
        if name == "IF" and len(values) > 1 and not isinstance(values[0], _Odd):
            return values[1] if values[0] else values[2] if len(values) > 2 else False
        if name in ("IFERROR", "IFNA") and len(values) > 1 and values[0] is not _Odd.UNKNOWN:
            return values[1] if values[0] is _Odd.ERROR else values[0]
        return _Odd.UNKNOWN


def _finds_blanks(criterion: _Value) -> bool:
    return isinstance(criterion, str) and _EMPTY_CRITERION.fullmatch(criterion) is not None


def _number(value: _Value) -> float:
    """Number of a known value; a text adds nothing."""
    return float(value) if isinstance(value, (bool, float, int)) else 0.0


def _computed(operator: str, left: _Value, right: _Value) -> _Value:
    if operator in ("=", "<>", "<", ">", "<=", ">="):
        return _compared(operator, left, right)
    sides = (left, right)
    if _Odd.ERROR in sides:
        return _Odd.ERROR
    if operator == "*" and any(not isinstance(one, _Odd) and _number(one) == 0 for one in sides):
        return 0.0
    if _Odd.UNKNOWN in sides:
        return _Odd.UNKNOWN
    if operator == "&":
        return _Odd.UNKNOWN if any(isinstance(one, (bool, float)) for one in sides) else f"{left or ''}{right or ''}"
    a, b = _number(left), _number(right)
    if operator == "/":
        return a / b if b else _Odd.ERROR
    return {"+": a + b, "-": a - b, "*": a * b}.get(operator, _Odd.UNKNOWN)


def _compared(operator: str, left: _Value, right: _Value) -> _Value:
    """A comparison; a single cell, of which nothing is known, is taken to hold something."""
    if _Odd.ERROR in (left, right):
        return _Odd.ERROR
    if _Odd.UNKNOWN in (left, right):
        return False if operator == "=" else _Odd.UNKNOWN
    like = right if left is None else left
    blank: _Value = "" if isinstance(like, str) else False if isinstance(like, bool) else 0.0
    a, b = (blank if one is None else one for one in (left, right))
    ranks = [2 if isinstance(one, bool) else 1 if isinstance(one, str) else 0 for one in (a, b)]
    one, other = (ranks[0], a), (ranks[1], b)
    if ranks[0] == ranks[1] == 1:
        one, other = (1, str(a).casefold()), (1, str(b).casefold())
    results = {"=": one == other, "<>": one != other}
    if operator in results:
        return results[operator]
    rises = one < other if ranks[0] != ranks[1] or one[1] != other[1] else False
    equal = one == other
    return {"<": rises, "<=": rises or equal, ">": not rises and not equal, ">=": not rises}[operator]
