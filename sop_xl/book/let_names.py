"""Formulas with LET written out: ``LET(x,A1*2,x+1)`` as ``((A1*2)+1)``.

A name of LET stands for nothing outside of its formula, so that nobody could ask what a part of it gives. Excel saves
such names with ``_xlpm.`` before them; other programs do not always, and then ``b`` beside a colon may be a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.values import LONGEST_FORMULA

_CALL = re.compile(r"(?<![\w.])((?:_XLFN\.)?LET)\(", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")
_LIKE_A_COLUMN = re.compile(r"[a-z]{1,3}")
_ELSEWHERE = re.compile(r"(\"[^\"]*\"|'[^']*'|[\w.\\]*\[[^\[\]]*\])")  # what holds no name
_SIMPLE = re.compile(
    r"(?:'[^']*'!|[\w.]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|[\w.]+|\"[^\"]*\"|[\w.]+\([^()\"']*\)",
    re.IGNORECASE,
)
_LAMBDA = re.compile(r"(?<![\w.])(?:_XLFN\.)?LAMBDA\(", re.IGNORECASE)  # a name of which is called
_LONGEST = 8 * LONGEST_FORMULA


def mentions_let(formula: str) -> bool:
    """Tell whether a formula calls LET."""
    return _CALL.search(formula) is not None


def without_let(formula: str) -> str:
    """The formula with what its names stand for in their place; as it is where that would be too long."""
    return replace_calls(formula, _CALL, _written_out)


def _written_out(_: str, arguments: Sequence[str]) -> str | None:
    *pairs, body = arguments or [""]
    if not pairs or len(pairs) % 2 or any(map(_LAMBDA.search, arguments)):
        return None
    meanings: dict[str, str] = {}
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        meant = _with_meanings(value, meanings)
        if meant is None or not _NAME.fullmatch(name):
            return None
        meanings[name.lower()] = meant if _SIMPLE.fullmatch(meant) else f"({meant})"
    result = _with_meanings(body, meanings)
    return None if result is None else result if _SIMPLE.fullmatch(result) else f"({result})"


def _with_meanings(part: str, meanings: dict[str, str]) -> str | None:
    """A part of a formula with names replaced; None where it grows too long, or one may be a column."""
    if not meanings:
        return part
    alternatives = "|".join(re.escape(name) for name in sorted(meanings, key=lambda name: (-len(name), name)))
    pattern = re.compile(rf"(?<![\w.!\\$])(?:{alternatives})(?![\w.!(\[\\$])", re.IGNORECASE)
    pieces = _ELSEWHERE.split(part)
    found = [match for piece in pieces[::2] for match in pattern.finditer(piece)]
    if any(_LIKE_A_COLUMN.fullmatch(match[0].lower()) and _is_beside_a_colon(match) for match in found):
        return None
    pieces[::2] = [pattern.sub(lambda match: meanings[match[0].lower()], piece) for piece in pieces[::2]]
    new = "".join(pieces)
    return new if len(new) <= _LONGEST else None


def _is_beside_a_colon(match: re.Match[str]) -> bool:
    text = match.string
    return ":" in (text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1])
