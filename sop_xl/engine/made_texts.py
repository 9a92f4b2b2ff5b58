"""Texts that a formula makes and then takes for numbers: ``MID(A1,3,9)*1``, ``VALUE(LEFT(A1,5))``, ``(A1&"%")+0``.

What such a text is cannot be told from the cells that the formula reads, so it is noted while it is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import formualizer as fz

from sop_xl.engine.long_numbers import COMPARISONS, function_of
from sop_xl.engine.numbers_in_texts import RESULT_ARGUMENTS, TEXT_ARGUMENTS
from sop_xl.engine.parsing import UnreadableFormulaError, composed, parse

_MAKE_TEXTS = frozenset(
    """ASC CHAR CLEAN CONCAT CONCATENATE FIXED LEFT LOWER MID PROPER REPLACE REPT RIGHT SUBSTITUTE T TEXT TEXTAFTER
    TEXTBEFORE TEXTJOIN TEXTSPLIT TRIM UNICHAR UPPER""".split()
)
# Functions that take a text for what it is in any argument, or look for it.
_TAKE_TEXTS = frozenset(
    """AND AVERAGEIF AVERAGEIFS COUNTA COUNTIF COUNTIFS FILTER HLOOKUP LOOKUP MATCH MAXIFS MINIFS OR SORT SUMIF SUMIFS
    SWITCH T TEXT UNIQUE VLOOKUP XLOOKUP XMATCH""".split()
)
_PERHAPS = re.compile(rf"&|(?:{'|'.join(sorted(_MAKE_TEXTS))})\(", re.IGNORECASE)
_OF_TEXTS = COMPARISONS | {"&"}


def with_made_texts_noted(text: str, opening: str) -> str:
    """The formula with a call around each text that it makes and takes for a number; the same where there is none.

    Parameters
    ----------
    text : str
    opening : str
        How the call begins, up to the argument that takes the text: ``F(1,``.
    """
    if not _PERHAPS.search(text):
        return text
    try:
        node = parse(text)
    except UnreadableFormulaError:
        return text
    new, has_changed = _noted(node, opening, is_wanted=False)
    return new if has_changed else text


def _noted(node: fz.ASTNode, opening: str, *, is_wanted: bool) -> tuple[str, bool]:
    children = node.children()
    wanted = _wanted(node, len(children), is_wanted=is_wanted)
    found = [_noted(child, opening, is_wanted=one) for child, one in zip(children, wanted, strict=True)]
    has_changed = any(changed for _, changed in found)
    text = composed(node, [part for part, _ in found]) if has_changed else node.to_formula().removeprefix("=")
    if is_wanted and (function_of(node) in _MAKE_TEXTS or node.get_operator() == "&"):
        return f"{opening}{text})", True
    return text, has_changed


def _wanted(node: fz.ASTNode, count: int, *, is_wanted: bool) -> Sequence[bool]:
    """Of which parts a number is wanted, by what is wanted of the whole."""
    name, operator = function_of(node), node.get_operator()
    if node.node_type() != "Function":
        return [operator not in _OF_TEXTS] * count
    if name in RESULT_ARGUMENTS:
        return [is_wanted and at in RESULT_ARGUMENTS[name] for at in range(count)]
    as_texts = range(count) if name in _TAKE_TEXTS else TEXT_ARGUMENTS.get(name, ())
    return [at not in as_texts for at in range(count)]
