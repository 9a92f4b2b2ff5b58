"""Calls of SOP functions in the text of a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

OWN = "SOP_XL_"  # before the names of functions that formulas are given for the engine
EACH = f"{OWN}EACH_"  # before the name of a native function that is computed element by element
# The functions that formulas are given for the engine are none.
SOP_CALL = re.compile(r"\b(?:_xldudf_|_xll\.)?SOP_(?!XL_)\w+\(", re.IGNORECASE)


def is_sop(text: str | None) -> bool:
    """Tell whether a formula calls an SOP function."""
    return text is not None and SOP_CALL.search(text) is not None


def mentions(text: str | None, names: Iterable[str]) -> bool:
    """Tell whether a formula calls one of some functions, in any spelling."""
    if text is None:
        return False
    upper = text.upper()
    return any(f"{name}(" in upper for name in names)


def is_one_call(text: str) -> bool:
    """Tell whether a formula is nothing but one call: ``SOP_X(…)``."""
    match = SOP_CALL.match(text)
    if match is None:
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")":
            return at == len(text) - 1
    return False
