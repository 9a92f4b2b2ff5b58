"""Where Excel takes one cell of a range: implicit intersection in formulas that are no array formulas.

In a plain cell ``SUM(B1:B40*1)`` multiplies the one cell of B1:B40 in the formula's own row; only as an array formula
does it multiply all. The engine always multiplies all, so such a formula is not for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES, is_ranked
from sop_xl.engine.spread_calls import SEARCHES, is_range

Node = Mapping[str, Any]

# Functions that take whole arrays, so that a range inside of them is never narrowed to one cell.
TAKE_ARRAYS = frozenset(
    """CHISQ.TEST CHITEST CHOOSECOLS CHOOSEROWS CORREL COVAR COVARIANCE.P COVARIANCE.S DROP EXPAND F.TEST FILTER
    FORECAST FORECAST.LINEAR FREQUENCY FTEST HSTACK INTERCEPT LOOKUP MDETERM MINVERSE MMULT PEARSON PROB RSQ SLOPE SORT
    SORTBY STEYX SUMPRODUCT SUMX2MY2 SUMX2PY2 SUMXMY2 T.TEST TAKE TOCOL TOROW TRANSPOSE TTEST UNIQUE VSTACK WRAPCOLS
    WRAPROWS XLOOKUP XMATCH""".split()
)
# Functions whose arrays a plain formula takes whole, or else the first element of.
_MATRICES = frozenset({"MINVERSE", "MMULT", "MUNIT"})
# Even inside of functions that take whole arrays: SUMPRODUCT(IF(…)) asks for an array formula.
ALWAYS_NARROW = frozenset({"CHOOSE", "IF", "IFERROR", "IFNA"})
_OF_RANGES = (":", ",", " ", "#")
_SIZE_OF_OFFSET = 3


class _Narrowed(Exception):  # noqa: N818  # a way out of the recursion, never shown
    """A range stands where one value is meant."""


class Intersections:
    """Finds ranges that Excel would narrow to one cell."""

    def __init__(self, is_range: Callable[[str], bool], plain: Callable[[str], str]) -> None:
        """``is_range`` tells whether a reference has several cells, ``plain`` gives a function's bare name."""
        self.is_range, self._plain = is_range, plain

    def anywhere_in(self, node: Node) -> bool:
        """Tell whether Excel would narrow a range somewhere in a plain formula."""
        try:
            return self._is_reference(node, in_array=False)
        except _Narrowed:
            return True

    def _is_reference(self, node: Node, *, in_array: bool) -> bool:
        """Tell whether a part of a formula is a range of several cells."""
        kind = node["node_type"]
        if kind == "Reference":
            return self.is_range(node["reference"])
        if kind == "UnaryOp":
            is_reference = self._is_reference(node["operand"], in_array=in_array)
            if node["operator"] in ("#", "@"):
                return bool(node["operator"] == "#")
            return self._value(is_reference=is_reference, in_array=in_array)
        if kind == "BinaryOp":
            sides = [self._is_reference(node[side], in_array=in_array) for side in ("left", "right")]
            return node["operator"] in _OF_RANGES or self._value(is_reference=any(sides), in_array=in_array)
        if kind == "Function":
            return self._function(self._plain(node["name"]), node["args"], in_array=in_array)
        return False

    def _function(self, name: str, arguments: Sequence[Node], *, in_array: bool) -> bool:
        takes_arrays = name in TAKE_ARRAYS or (name == "AGGREGATE" and is_ranked(arguments))
        inside = (in_array or takes_arrays) and name not in ALWAYS_NARROW
        found = [self._is_reference(argument, in_array=inside) for argument in arguments]
        if name == "TRANSPOSE":  # an error in a plain formula, also inside of functions that take whole arrays
            return self._value(is_reference=any(found), in_array=False)
        if name in ("IF", "CHOOSE"):
            self._value(is_reference=found[0], in_array=False)
            return any(found[1:])
        if name in ("IFERROR", "IFNA"):
            return self._value(is_reference=any(found), in_array=False)
        if name in OF_SINGLE_VALUES or name in OF_PLACES:
            return self._value(is_reference=any(found), in_array=inside)
        if name in SEARCHES:
            several = [one for at, one in enumerate(found) if not is_range(SEARCHES[name], at)]
            return self._value(is_reference=any(several), in_array=inside)
        if name == "INDEX":
            whole = any(a["node_type"] == "Omitted" or a.get("value") == 0 for a in arguments[1:])
            return whole and found[0]
        return name in _MATRICES or (name == "OFFSET" and len(arguments) > _SIZE_OF_OFFSET)

    def _value(self, *, is_reference: bool, in_array: bool) -> bool:
        """An operation asks for values: what comes out is no range any more."""
        if is_reference and not in_array:
            raise _Narrowed
        return False
