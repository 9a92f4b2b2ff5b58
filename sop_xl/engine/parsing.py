"""A formula as the engine's parser reads it."""

from __future__ import annotations

import formualizer as fz


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
