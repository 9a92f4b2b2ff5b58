"""The comparisons in formulas, and the differences that they end in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import formualizer as fz

from sop_xl.cells.formula import Spread
from sop_xl.engine.long_numbers import COMPARISONS, WHOLE, Digits, digits_of
from sop_xl.engine.parsing import UnreadableFormulaError, parse

_TRUE_IF_SAME = frozenset({"=", "<=", ">="})
_SIGN = re.compile(r"[=<>]")
_END_SIGN = re.compile(r"[+-]")
_AHEAD = re.compile(r"(?:\A|[(,]|, )\Z")  # of a whole argument
_BEHIND = re.compile(r"\Z|[),]| [=<>]")
_TEXT = re.compile(r'"[^"]*"')
_DIGITS = re.compile(r"\d+")


class Comparison(NamedTuple):
    """Two sides and the sign between them."""

    left: str
    sign: str
    right: str

    @property
    def if_same(self) -> str:
        """The answer where both sides are equal."""
        return "TRUE" if self.sign in _TRUE_IF_SAME else "FALSE"

    def sub(self, text: str, guard: str) -> str:
        """The formula with ``guard``, the beginning of an IF, before this comparison wherever it stands."""
        own = f"{self.left} {self.sign} {self.right}"
        pieces, done, at = [], 0, text.find(own)
        while at >= 0:
            end = at + len(own)
            if _AHEAD.search(text, max(at - 2, 0), at) and _BEHIND.match(text, end):
                pieces += [text[done:at], guard, own, ")"]
                done = end
            at = text.find(own, max(done, at + 1))
        return "".join([*pieces, text[done:]])


class Comparisons:
    """Knows the comparisons of formulas; what it learnt of one holds for all that differ in digits only."""

    def __init__(self, *, letters: bool) -> None:
        self._letters = letters
        self._compares: dict[str, bool] = {}
        self._differences: dict[str, bool] = {}

    def concern(self, text: str | None, _: Spread) -> bool:
        """Whether a formula compares numbers, or ends in a sum or difference."""
        return text is not None and (self.compares(text) or self.ends_in_difference(text))

    def compares(self, text: str) -> bool:
        """Whether a formula compares single numbers, one of which may be no short one."""
        if not _SIGN.search(text) or not _SIGN.search(_TEXT.sub("", text)):
            return False
        key = _DIGITS.sub("1", text)
        if key not in self._compares:
            self._compares[key] = bool(compared_numbers(text) or (self._letters and compared_texts(text)))
        return self._compares[key]

    def ends_in_difference(self, text: str) -> bool:
        """Whether the last that a formula does is to add or subtract; Excel looks at no sum in parentheses."""
        if not _END_SIGN.search(text):
            return False
        key = _DIGITS.sub("1", text)
        if key not in self._differences:
            node = _parsed(text)
            is_sum = node is not None and node.node_type() == "BinaryOp" and node.get_operator() in ("+", "-")
            self._differences[key] = is_sum and not _is_in_parentheses(text)
        return self._differences[key]


def compared_numbers(text: str) -> list[Comparison]:
    """Comparisons of numbers, one by one or cell by cell, one of which may have more than fifteen digits."""
    return [
        comparison
        for comparison, *sides in compared(text)
        if (digits := {digits_of(side) for side in sides}) and Digits.MANY in digits and Digits.NONE not in digits
    ]


def long_sides(text: str) -> set[str]:
    """Sides of the comparisons of numbers that may have more than fifteen digits."""
    return {
        written
        for comparison, *sides in compared(text)
        if Digits.NONE not in map(digits_of, sides)
        for written, side in zip((comparison.left, comparison.right), sides, strict=True)
        if digits_of(side) is Digits.MANY
    }


def compared_texts(text: str) -> list[Comparison]:
    """Comparisons of what may be texts with letters beyond ASCII."""
    return [
        comparison for comparison, left, right in compared(text) if all(_may_be_text(side) for side in (left, right))
    ]


def compared(text: str) -> Iterator[tuple[Comparison, fz.ASTNode, fz.ASTNode]]:
    """Every comparison in a formula, with its sides."""
    top = _parsed(text)
    waiting = [] if top is None else [top]
    while waiting:
        node = waiting.pop()
        children = node.children()
        waiting += children
        if node.get_operator() in COMPARISONS and node.node_type() == "BinaryOp":
            left, right = children
            written = (child.to_formula().removeprefix("=") for child in children)
            yield Comparison(next(written), node.get_operator() or "", next(written)), left, right


def _parsed(text: str) -> fz.ASTNode | None:
    try:
        return parse(text)
    except UnreadableFormulaError:
        return None


def _is_in_parentheses(text: str) -> bool:
    """Tell whether one pair of parentheses holds the whole formula."""
    text = _TEXT.sub("", text).strip().removeprefix("=")
    if not text.startswith("("):
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _may_be_text(node: fz.ASTNode) -> bool:
    kind = node.node_type()
    if kind == "Literal":
        return isinstance(node.get_literal_value(), str) and not str(node.get_literal_value()).isascii()
    if kind in ("BinaryOp", "UnaryOp"):
        return node.get_operator() in ("&", ":", "#", "@")
    return kind != "Function" or (node.get_function_name() or "").upper() not in WHOLE
