"""Functions that search or sum a range, given several values where they take one: ``SUM(SUMIFS(C:C,A:A,{"x","y"}))``.

Excel gives a result for each value, the engine one for the first. Such a call is written anew as many calls, one for
each value, which are all that the engine, and every check of what it gives, need to know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.address import a1
from sop_xl.engine.engine_errors import given_back
from sop_xl.engine.own_functions import register
from sop_xl.engine.references import area_of

SPREAD = "SOP_XL_SPREAD"
_MOST = 2_000  # calls that one is written as
_ARRAY = re.compile(r"\{((?:\"[^\"]*\"|[^{}\"])*)\}")
_ELEMENTS = re.compile(r"\"(?:[^\"]|\"\")*\"|[^\",;{}]+|[,;]")
_ADDRESS = re.compile(r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+", re.IGNORECASE)
# By the arguments (from 0) that are ranges: "1+" is all from 1 on, "odd" and "even" alternate. The others are values.
SEARCHES: Mapping[str, str] = {
    "AVERAGEIF": "0 2", "AVERAGEIFS": "0 odd", "COUNTIF": "0", "COUNTIFS": "even", "HLOOKUP": "1", "LARGE": "0",
    "MATCH": "1", "MAXIFS": "0 odd", "MINIFS": "0 odd", "PERCENTILE": "0", "PERCENTILE.INC": "0", "QUARTILE": "0",
    "QUARTILE.INC": "0", "RANK": "1", "RANK.AVG": "1", "RANK.EQ": "1", "SMALL": "0", "SUMIF": "0 2", "SUMIFS": "0 odd",
    "VLOOKUP": "1", "XLOOKUP": "1 2", "XMATCH": "1",
}  # fmt: skip


class TooManyCallsError(Exception):
    """A call would be written as more calls than a formula holds."""


class _Values(NamedTuple):
    """Values of one argument as they are written, row by row."""

    rows: list[list[str]]

    def at(self, row: int, column: int) -> str:
        """A value; a single row or column stands for all, and beyond others there is #N/A."""
        row, column = (0 if len(self.rows) == 1 else row), (0 if len(self.rows[0]) == 1 else column)
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else "NA()"


def is_range(rule: str, position: int) -> bool:
    """Tell whether an argument is a range, by a rule as in ``SEARCHES``."""
    for one in rule.split():
        if one in ("odd", "even"):
            if position % 2 == (one == "odd"):
                return True
        elif position >= int(one[:-1]) if one.endswith("+") else position == int(one):
            return True
    return False


def are_written_out(argument: str) -> bool:
    """Tell whether the values of an argument stand in it, or in the cells of a range that is written out."""
    return _ARRAY.fullmatch(argument) is not None or _ADDRESS.fullmatch(argument.rpartition("!")[2]) is not None


def register_spread(workbook: fz.Workbook) -> None:
    """Make known what ``spread`` writes."""
    register(workbook, SPREAD, _shaped, (2, None))


def spread(name: str, arguments: Sequence[str]) -> str | None:
    """A call of one of ``SEARCHES`` as many; None where it has one value for each argument.

    Raises
    ------
    TooManyCallsError
    """
    rule = SEARCHES[name]
    parts = [_Values([[one]]) if is_range(rule, at) else _values(one) for at, one in enumerate(arguments)]
    height, width = max(len(part.rows) for part in parts), max(len(part.rows[0]) for part in parts)
    if height * width == 1:
        return None
    if height * width > _MOST:
        raise TooManyCallsError
    places = product(range(height), range(width))
    calls = (f"{name}({','.join(part.at(*place) for part in parts)})" for place in places)
    return f"{SPREAD}({width},{','.join(calls)})"


def _values(argument: str) -> _Values:
    if array := _ARRAY.fullmatch(argument):
        rows: list[list[str]] = [[]]
        for element in _ELEMENTS.findall(array[1]):
            if element == ";":
                rows.append([])
            elif element != "," and element.strip():
                rows[-1].append(element.strip())
        return _Values(rows)
    sheet, mark, address = argument.rpartition("!")
    where = area_of(address, "S") if _ADDRESS.fullmatch(address) else None
    if where is None:
        return _Values([[argument]])
    area = where[1]
    if area.rows * area.columns > _MOST:
        raise TooManyCallsError
    return _Values([
        [f"{sheet}{mark}{a1(row, column)}" for column in range(area.left, area.right + 1)]
        for row in range(area.top, area.bottom + 1)
    ])  # fmt: skip


def _shaped(width: float, *results: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """Results in rows of a given width."""
    given, step = [given_back(result) for result in results], int(width)
    return [given[at : at + step] for at in range(0, len(given), step)]
