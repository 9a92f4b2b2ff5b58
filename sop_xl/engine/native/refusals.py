"""What functions of ours refuse: what Excel does not compute, and what nobody else can tell."""

from __future__ import annotations

import math


class OutOfRangeError(Exception):
    """Excel gives #NUM!."""


class OnlyExcelError(Exception):
    """Nobody but Excel can tell what a function gives here."""


def require(fits: bool) -> None:  # noqa: FBT001  # a condition
    """Refuse with #NUM! what does not fit."""
    if not fits:
        raise OutOfRangeError


def require_certain(fits: bool) -> None:  # noqa: FBT001  # a condition
    """Leave to Excel what does not fit."""
    if not fits:
        raise OnlyExcelError


def whole(number: float) -> int:
    """A number that is cut to a whole one; of those next below zero nobody tells whether they are 0 or -1."""
    require_certain(not -1 < number < 0)
    return math.trunc(number)
