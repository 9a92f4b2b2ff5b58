"""What the embedded engine computes as Excel does, and what it must not be trusted with.

formualizer knows most functions of Excel, but gives a function that takes single values only the first cell of a
range, where Excel would compute every cell (``SUMPRODUCT(LEN(A1:A3))``). Such formulas are found beforehand. What
``each_element`` computes is let pass; a wrong number is worse than none, so the others are kept as saved, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

from sop_xl.cells.formula import Spread
from sop_xl.engine.intersection import Intersections
from sop_xl.engine.narrowing import ALL, CannotNarrowError, Narrowing
from sop_xl.engine.native_functions import CONDITIONS, OF_PLACES, OF_SINGLE_VALUES, is_ranked
from sop_xl.engine.parsing import UnreadableFormulaError, parse
from sop_xl.engine.sop_text import is_sop
from sop_xl.engine.spread_calls import SEARCHES, are_written_out, is_range
from sop_xl.engine.whole_columns import PROBLEM as WHOLE_COLUMNS
from sop_xl.engine.whole_columns import computes_blanks

Node = Mapping[str, Any]

# Functions all of whose arguments may be ranges, and that give one value.
AGGREGATES = frozenset(
    """AND AREAS CHISQ.TEST CHITEST COVAR F.TEST FTEST MDETERM PERCENTOF SKEW.P STDEVPA VARPA
    AVEDEV AVERAGE AVERAGEA COLUMNS CONCAT CORREL COUNT COUNTA COUNTBLANK COVARIANCE.P COVARIANCE.S
    DAVERAGE DCOUNT DCOUNTA DEVSQ DGET DMAX DMIN DPRODUCT DSTDEV DSTDEVP DSUM DVAR DVARP FORMULATEXT GEOMEAN HARMEAN
    INTERCEPT ISFORMULA ISREF KURT MAX MAXA MEDIAN MIN MINA MODE MODE.SNGL OR PEARSON PRODUCT ROWS RSQ SHEET SHEETS
    SKEW SLOPE STDEV STDEV.P STDEV.S STDEVA STDEVP STEYX SUM SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2 VAR VAR.P VAR.S
    VARA VARP XOR""".split()
)
# Functions that work through a range cell by cell; tests prove each against its single values.
_LIFTING = frozenset({"IF", "IFERROR", "IFNA"})
# Functions that may give the end of a range, as in A1:INDEX(A:A,9).
_GIVE_CELLS = frozenset({"CHOOSE", "IF", "INDEX", "INDIRECT", "OFFSET"})
# Functions that give a range or an array.
_ARRAYS = frozenset(
    """ANCHORARRAY FREQUENCY GROWTH LINEST LOGEST MINVERSE MMULT MODE.MULT MUNIT TREND
    CHOOSECOLS CHOOSEROWS DROP EXPAND FILTER HSTACK RANDARRAY SEQUENCE SORT SORTBY TAKE TOCOL TOROW TRANSPOSE UNIQUE
    VSTACK WRAPCOLS WRAPROWS""".split()
)
# Arguments (from 0) that may be ranges where the others must be single values: "1+" is all from 1 on, "odd" and
# "even" alternate.
RANGE_ARGUMENTS: Mapping[str, str] = {
    "AGGREGATE": "2+", "AVERAGEIF": "0 2", "AVERAGEIFS": "0 odd", "CELL": "1", "COUNTIF": "0", "COUNTIFS": "even",
    "FORECAST": "1 2", "FORECAST.LINEAR": "1 2", "HLOOKUP": "1", "INDEX": "0", "IRR": "0", "LARGE": "0",
    "LOOKUP": "1 2", "MATCH": "1", "MAXIFS": "0 odd", "MINIFS": "0 odd", "MIRR": "0", "NETWORKDAYS": "2",
    "NETWORKDAYS.INTL": "3", "NPV": "1+", "OFFSET": "0", "PERCENTILE": "0", "PERCENTILE.EXC": "0",
    "PERCENTILE.INC": "0", "PERCENTRANK.EXC": "0", "SERIESSUM": "3", "T.TEST": "0 1", "TTEST": "0 1", "Z.TEST": "0",
    "ZTEST": "0", "PERCENTRANK": "0", "PERCENTRANK.INC": "0", "QUARTILE": "0", "QUARTILE.EXC": "0",
    "QUARTILE.INC": "0", "RANK": "1", "RANK.AVG": "1", "RANK.EQ": "1", "SMALL": "0", "SUBTOTAL": "1+",
    "SUMIF": "0 2", "SUMIFS": "0 odd", "TEXTJOIN": "2+", "TRIMMEAN": "0", "VLOOKUP": "1", "WORKDAY": "2",
    "FVSCHEDULE": "1", "PROB": "0 1", "WORKDAY.INTL": "3", "XIRR": "0 1", "XLOOKUP": "1 2", "XMATCH": "1",
    "XNPV": "1 2",
}  # fmt: skip
_RETURN_ARRAY = 2  # argument of XLOOKUP
_CELLS = re.compile(r"(?<![\w.\\$])\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?(?![\w.\\(!])", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+|.*\[.*)#?",
    re.IGNORECASE,
)
_PLACES = {
    "ROW": re.compile(r"\$?(?:[A-Z]{1,3}\$?)?\d+:\$?(?:[A-Z]{1,3}\$?)?\d+", re.IGNORECASE),
    "COLUMN": re.compile(r"\$?[A-Z]{1,3}(?:\$?\d+)?:\$?[A-Z]{1,3}(?:\$?\d+)?", re.IGNORECASE),
}
_FUTURE = ("_XLFN._XLWS.", "_XLFN.")


class _Unsafe(Exception):  # noqa: N818  # a way out of the recursion, never shown
    """The formula is one that the engine would get wrong."""


class Coverage:
    """Judges formulas; the verdict on a formula holds for every copy of it down a column."""

    def __init__(self, ours: Mapping[str, bool]) -> None:
        """``ours`` tells of each SOP function whether it gives more than one cell."""
        self._ours = ours
        self._verdicts: dict[tuple[str, Spread, frozenset[str]], str | None] = {}
        self._spilling: dict[tuple[str, frozenset[str]], bool] = {}
        self._elements: dict[tuple[str, frozenset[str]], bool] = {}
        self._narrowed: set[tuple[str, frozenset[str]]] = set()
        self._has_elements = False  # whether the formula that was looked at last computes element by element

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        """Why a formula cannot be trusted to the engine, or None.

        ``ranges`` are the defined names (in capitals) that stand for more than one cell.
        """
        key = _shape(text), spread, ranges
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(text, spread, ranges)
        return self._verdicts[key]

    def narrows(self, text: str, spread: Spread, ranges: frozenset[str]) -> bool:
        """Tell whether a formula that can be trusted has ranges of which Excel takes one cell."""
        if spread is not Spread.CELL or self.problem(text, spread, ranges) is not None:
            return False
        return (_shape(text), ranges) in self._narrowed

    def narrowing(self, ranges: frozenset[str], one_cell: Callable[[str], str]) -> Narrowing:
        """What writes the one cell for such ranges."""
        return Narrowing(Intersections(lambda text: _is_range(text, ranges), _plain), one_cell, self._ranges_of)

    def _ranges_of(self, name: str) -> str | None:
        if name in AGGREGATES:
            return ALL
        return None if name in _ARRAYS or name in self._ours else RANGE_ARGUMENTS.get(name, "")

    def computes_elements(self, text: str, ranges: frozenset[str]) -> bool:
        """Tell whether a formula that can be trusted calls a function of single values with more than one."""
        key = _shape(text), ranges
        if key not in self._elements:
            self._has_elements = False
            try:
                self._is_array(parse(text).to_dict(), ranges)
            except _Unsafe:
                self._has_elements = True  # as the engine has it; how it was written was looked at before
            except UnreadableFormulaError:
                self._has_elements = False
            self._elements[key] = self._has_elements
        return self._elements[key]

    def may_spill(self, text: str, ranges: frozenset[str]) -> bool:
        """Tell whether a formula may give more than one value; True where that is not known."""
        key = _shape(text), ranges
        if key not in self._spilling:
            try:
                self._spilling[key] = self._is_array(parse(text).to_dict(), ranges)
            except (UnreadableFormulaError, _Unsafe):
                self._spilling[key] = True
        return self._spilling[key]

    def _judge(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        try:
            node = parse(text).to_dict()
        except UnreadableFormulaError as error:
            return f"the engine cannot read the formula: {error}"
        problem = self._problem_of(node, ranges)
        if spread is Spread.CELL and problem is None and self._takes_one_cell(node, text, ranges):
            problem = "a range where one cell is meant (implicit intersection)"
        if problem is None:
            return WHOLE_COLUMNS if computes_blanks(node, _plain) else None
        if spread is Spread.CELL and not is_sop(text) and self._can_be_narrowed(text, ranges):
            self._narrowed.add((_shape(text), ranges))
            return None
        return problem

    def _can_be_narrowed(self, text: str, ranges: frozenset[str]) -> bool:
        """Tell whether a plain formula has ranges of which Excel takes one cell, and would have no problem without."""
        found: list[str] = []

        def one_cell(reference: str) -> str:
            found.append(reference)
            return "A1"

        try:
            written = self.narrowing(ranges, one_cell).narrowed(text)
            node = parse(written).to_dict()
        except (CannotNarrowError, UnreadableFormulaError):  # written out it may be too long to be read
            return False
        is_fit = self._problem_of(node, ranges) is None and not self._takes_one_cell(node, written, ranges)
        return bool(found) and is_fit and not computes_blanks(node, _plain)

    def _problem_of(self, node: Node, ranges: frozenset[str]) -> str | None:
        try:
            _require_ends_inside(node)
            self._is_array(node, ranges)
        except _Unsafe as unsafe:
            return str(unsafe)
        return None

    def _takes_one_cell(self, node: Node, text: str, ranges: frozenset[str]) -> bool:
        """Tell whether Excel takes one cell of a range in a plain formula."""
        intersections = Intersections(lambda reference: _is_range(reference, ranges), _plain)
        return intersections.anywhere_in(node) or (self._is_array(node, ranges) and not is_sop(text))

    def _is_array(self, node: Node, ranges: Set[str]) -> bool:
        """Tell whether a part of a formula has more than one value."""
        kind = node["node_type"]
        if kind == "Reference":
            sheet, mark, address = node["reference"].rpartition("!")
            if ":" in sheet and "[" not in sheet:
                raise _Unsafe("a reference through several sheets")
            if mark and address and "[" not in sheet and not _ADDRESS.fullmatch(address):
                raise _Unsafe("a name of one sheet, read from another")
            return _is_range(node["reference"], ranges)
        if kind == "Array":
            return True
        if kind == "UnaryOp":
            if node["operator"] == "#":
                _require_a_cell(node["operand"])
            operand = self._is_array(node["operand"], ranges)
            return node["operator"] == "#" or (operand and node["operator"] != "@")
        if kind == "BinaryOp":
            if node["operator"] in (",", " "):
                raise _Unsafe("a union or an intersection of ranges")
            if node["operator"] == ":":
                _require_ends(node)
            sides = [self._is_array(node[side], ranges) for side in ("left", "right")]
            return node["operator"] == ":" or any(sides)
        if kind == "Function":
            return self._function(node, ranges)
        if kind == "Call":
            raise _Unsafe("a LAMBDA that is called in place")
        return False

    def _function(self, node: Node, ranges: Set[str]) -> bool:
        name, arguments = _plain(node["name"]), node["args"]
        if name == "LET":  # others are written out before
            raise _Unsafe("a LET that is too long to be written out")
        if name == "LAMBDA":
            raise _Unsafe("a LAMBDA")
        condition = CONDITIONS.get(name)
        if condition is not None and (unproven := condition(arguments)) is not None:
            raise _Unsafe(f"{name} {unproven}")
        found = [self._is_array(argument, ranges) for argument in arguments]
        if name == "ANCHORARRAY" and arguments:
            _require_a_cell(arguments[0])
        if name in ("ROW", "COLUMN") and any(_plain(a.get("name") or "") == "INDIRECT" for a in arguments):
            raise _Unsafe(f"{name} of an INDIRECT, which may be a range")
        if name in self._ours:
            return self._ours[name]
        if name in AGGREGATES:
            return False
        if name in _ARRAYS:
            return True
        if name in _LIFTING:
            return any(found)
        if name in OF_PLACES and any(found) and _is_bounded(name, arguments[0]):
            self._has_elements = True
            return True
        if name in OF_SINGLE_VALUES and any(found):
            if any(argument["node_type"] == "Omitted" for argument in arguments):
                raise _Unsafe(f"{name} over a range, with an argument left out")
            self._has_elements = True
            return True
        if name in SEARCHES and _is_spread(name, arguments, found):
            if name == "XLOOKUP" and len(arguments) > _RETURN_ARRAY and _is_table(arguments[_RETURN_ARRAY], ranges):
                raise _Unsafe("XLOOKUP of several values in rows and columns")
            self._has_elements = True
            return True
        if name == "CHOOSE":
            _require_single(name, found[:1], "")
            return any(found[1:])
        if name == "AGGREGATE" and is_ranked(arguments):
            _require_single(name, found, "2")
            self._has_elements = True
            return False
        _require_single(name, found, RANGE_ARGUMENTS.get(name, ""))
        if name == "XLOOKUP":
            return len(arguments) > _RETURN_ARRAY and _is_table(arguments[_RETURN_ARRAY], ranges)
        if name == "INDEX" and len(arguments) == 2 and _has_rows_and_columns(arguments[0]):
            raise _Unsafe("INDEX with one number in a range of rows and columns")
        if name == "INDEX":
            return any(_is_zero(argument) for argument in arguments[1:]) and found[0]
        return name == "OFFSET" and len(arguments) > 3  # with a height or width


def _shape(text: str) -> str:
    """A formula without its places: of a range only remains whether it has several rows, columns, or both."""
    return _CELLS.sub(_without_place, text)


def _without_place(match: re.Match[str]) -> str:
    left, top, right, bottom = match.groups()
    return f"A1:{'A' if left == right else 'B'}{1 if top == bottom else 2}" if right else "A1"


def _is_spread(name: str, arguments: Sequence[Node], found: Sequence[bool]) -> bool:
    """Tell whether a search is given several values where it takes one, and all of them are written out."""
    several = [one for at, one in enumerate(arguments) if found[at] and not is_range(SEARCHES[name], at)]
    return bool(several) and all(map(_is_written_out, several))


def _is_written_out(node: Node) -> bool:
    if node["node_type"] == "Array":
        return True
    return node["node_type"] == "Reference" and are_written_out(node["reference"])


def _is_bounded(name: str, node: Node) -> bool:
    """Tell whether a range is written out whose rows, or columns, are not all that a sheet has."""
    address = node["reference"].rpartition("!")[2] if node["node_type"] == "Reference" else ""
    return _PLACES[name].fullmatch(address) is not None


def _require_single(name: str, is_array: list[bool], may_be_ranges: str) -> None:
    for position, array in enumerate(is_array):
        if array and not is_range(may_be_ranges, position):
            raise _Unsafe(f"{name} over a range")


def _require_a_cell(node: Node) -> None:
    if node["node_type"] != "Reference":
        raise _Unsafe("what a computed cell spills over")


def _require_ends(node: Node) -> None:
    """The engine knows ranges whose ends are cells or come from one of a few functions."""
    for side in ("left", "right"):
        end = node[side]
        if end["node_type"] == "Function" and _plain(end["name"]) not in _GIVE_CELLS:
            raise _Unsafe(f"a range that ends in {_plain(end['name'])}")


def _require_ends_inside(node: Node) -> None:
    if node["node_type"] == "BinaryOp" and node["operator"] == ":":
        raise _Unsafe("a computed range by itself")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    name = name.upper()
    for prefix in (*_FUTURE, "_XLDUDF_", "_XLL."):
        name = name.removeprefix(prefix)
    return name


def _is_table(node: Node, ranges: Set[str]) -> bool:
    """Tell whether a range may have several rows and several columns; what is no plain range may."""
    if node["node_type"] != "Reference":
        return True
    address: str = node["reference"].rpartition("!")[2].replace("$", "").upper()
    first, colon, last = address.partition(":")
    if not colon:
        return address in ranges
    columns = [cell.rstrip("0123456789") for cell in (first, last)]
    rows = [cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in (first, last)]
    return columns[0] != columns[1] and rows[0] != rows[1]


def _has_rows_and_columns(node: Node) -> bool:
    return node["node_type"] == "Reference" and ":" in node["reference"] and _is_table(node, frozenset())


def _is_zero(node: Node) -> bool:
    return bool(node["node_type"] == "Omitted" or (node["node_type"] == "Literal" and node["value"] == 0))


def _is_range(reference: str, ranges: Set[str]) -> bool:
    if reference.upper() in ranges:
        return True
    address = reference.rpartition("!")[2]
    if "[" in address:  # a structured reference, in the text that the sheet shows
        one_row = "@" in address or any(item in address.lower() for item in ("#this row", "#headers", "#totals"))
        return not one_row or "]:[" in address
    return ":" in address  # also of one cell, A1:A1: the verdict must not hang on digits
