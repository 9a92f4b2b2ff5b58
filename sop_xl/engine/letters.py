"""Functions of upper and lower case in a workbook with letters beyond ASCII, of which the engine knows no case."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import formualizer as fz

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value, same_error
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.number_texts import written
from sop_xl.engine.own_functions import register

_WORD = re.compile(r"[^\W\d_]+")
_WILDCARD = re.compile(r"~([*?~])|([*?])")
_CAPITALS = str.maketrans({chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)})
SAME_LETTERS = "SOP_XL_SAME_LETTERS"  # whether two texts, or two of two ranges, differ in a case the engine misses


def register_letters(workbook: fz.Workbook) -> None:
    """Put functions that know the case of every letter in the place of the engine's."""
    for name, changed in (("UPPER", _upper), ("LOWER", str.lower)):
        register(workbook, name, _of_text(changed), (1, 1), replaces=True)
    register(workbook, SAME_LETTERS, _same_letters, (2, 2))
    register(workbook, "SEARCH", _search, (2, 3), replaces=True)


def _of_text(changed: Callable[[str], str]) -> Callable[[Any], Any]:
    def function(value: Any) -> Any:  # noqa: ANN401  # a cell of any kind
        value = _one(value)
        return same_error(value) if isinstance(value, dict) else changed(_text(value))

    return function


def _upper(text: str) -> str:
    """Capitals letter by letter: the German sharp s has none."""
    return "".join(c if len(c.upper()) > 1 else c.upper() for c in text)


def _proper(text: str) -> str:
    return _WORD.sub(lambda m: _upper(m[0][0]) + m[0][1:].lower(), text)


PROPER = _of_text(_proper)  # a letter behind a digit is a capital, which the engine does not see


def _search(wanted: Any, within: Any, start: Any = 1) -> Any:  # noqa: ANN401
    """SEARCH, with its wildcards; case does not matter."""
    given = [_one(value) for value in (wanted, within, start)]
    for value in given:
        if isinstance(value, dict):
            return same_error(value)
    text = _text(given[1]).lower()
    if isinstance(given[2], str) or not 1 <= (begin := int(given[2] or 0)) <= len(text) + 1:
        return error_value(CellError.VALUE)
    found = _pattern(_text(given[0]).lower()).search(text, begin - 1)
    return found.start() + 1.0 if found else error_value(CellError.VALUE)


def _pattern(wanted: str) -> re.Pattern[str]:
    out, at = "", 0
    for match in _WILDCARD.finditer(wanted):
        out += re.escape(wanted[at : match.start()])
        out += re.escape(match[1]) if match[1] else (".*?" if match[2] == "*" else ".")
        at = match.end()
    return re.compile(out + re.escape(wanted[at:]), re.DOTALL)


def _same_letters(left: Any, right: Any) -> bool:  # noqa: ANN401
    ours, theirs = _texts(left), _texts(right)
    pairs = zip(ours, theirs, strict=True) if len(ours) == len(theirs) else product(ours, theirs)
    return any(a.lower() == b.lower() and a.translate(_CAPITALS) != b.translate(_CAPITALS) for a, b in pairs)


def _texts(value: Any) -> list[str]:  # noqa: ANN401
    return [cell if isinstance(cell, str) else "" for row in rows_of(value) for cell in row]


def _one(value: Any) -> Any:  # noqa: ANN401
    while isinstance(value, list):
        value = value[0] if value else None
    return value


def _text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return written(value)
    return "" if value is None else str(value)
