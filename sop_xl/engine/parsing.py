"""A formula as the engine's parser reads it."""

from __future__ import annotations

from collections.abc import Sequence

import formualizer as fz

_POSTFIX = ("%", "#")


class UnreadableFormulaError(ValueError):
    """A formula that the parser cannot read; the coverage tells of it, so that others only leave it out."""


def parse(text: str) -> fz.ASTNode:
    """The tree of a formula, with or without its equals sign."""
    try:
        return fz.parse(f"={text.removeprefix('=')}")
    except MemoryError:
        raise
    except Exception as error:  # the parser raises several unrelated types
        raise UnreadableFormulaError(str(error)) from error


def composed(node: fz.ASTNode, parts: Sequence[str]) -> str:
    """A part of a formula out of the parts that it is made of."""
    kind, operator = node.node_type(), node.get_operator() or ""
    if kind == "Function":
        return f"{node.get_function_name()}({','.join(parts)})"
    sides = [
        f"({part})" if child.node_type() in ("BinaryOp", "UnaryOp") else part
        for part, child in zip(parts, node.children(), strict=True)
    ]
    if kind == "BinaryOp":
        return operator.join(sides)
    return f"{sides[0]}{operator}" if operator in _POSTFIX else f"{operator}{sides[0]}"
