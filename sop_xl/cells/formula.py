"""A formula as a sheet stores it."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from sop_xl.cells.address import Area


class Spread(Enum):
    """How far the result of a formula reaches."""

    CELL = "one cell"
    FIXED = "array over a fixed range"  # entered with Ctrl+Shift+Enter
    DYNAMIC = "array that spills"


class Formula(NamedTuple):
    """A formula cell: position, text without ``=``, and the range that its array filled when it was saved.

    ``text`` is None for the followers of a shared formula, whose leader ``shared`` names by its group.
    """

    row: int
    column: int
    text: str | None
    spread: Spread = Spread.CELL
    area: Area | None = None
    shared: int | None = None


_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')
_CALL = re.compile(r"([A-Za-z_\\][\w.]*)\(")
_FUTURE_PREFIXES = ("_xlfn._xlws.", "_xlfn.")  # how files spell functions that are newer than the file format


def function_names(text: str) -> set[str]:
    """Names of the functions that a formula calls, in capitals and without the prefixes of newer functions."""
    names = set()
    for name in _CALL.findall(_TEXT.sub("", text)):
        for prefix in _FUTURE_PREFIXES:
            name = name.removeprefix(prefix)
        names.add(name.upper())
    return names


_REFERENCE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?[1-9]\d*(?::\$?[A-Z]{1,3}\$?[1-9]\d*)?(?![\w(])"
)
_NAME = re.compile(r"[A-Za-z_\\][\w.]*(?![\w.!(\[])")
_LITERAL = re.compile(r'"[^"]*"')


def references(text: str, names: frozenset[str]) -> list[str]:
    """Cells, ranges and defined names (given in capitals) that a formula mentions, each once, in reading order."""
    bare = _LITERAL.sub(lambda m: " " * len(m[0]), text)
    found = {match.start(): match[0] for match in _REFERENCE.finditer(bare)}
    taken = [(start, start + len(word)) for start, word in found.items()]
    for match in _NAME.finditer(bare):
        inside = any(start <= match.start() < end for start, end in taken)
        if match[0].upper() in names and not inside:
            found[match.start()] = match[0]
    return list(dict.fromkeys(found[start] for start in sorted(found)))
