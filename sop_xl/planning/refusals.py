"""Refusals of a block that know which of its values are to blame, so that the good rows need not be looked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sop_xl.errors import DomainError, InsufficientDataError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray


class _Blame:
    """Which values of an array are refused, and what is said of one of them."""

    def __init__(self, values: FloatArray, bad: BoolArray, say: Callable[[float], SopError]) -> None:
        self.values, self.bad, self.say = values, bad, say

    def of_rows(self, rows: int) -> list[SopError | None] | None:
        """One refusal or None per row; None where the array does not have these rows."""
        if self.bad.size == 1:
            return [self.say(self.values.item())] * rows
        if self.bad.ndim == 0 or len(self.bad) != rows:
            return None
        bad, values = self.bad.reshape(rows, -1), self.values.reshape(rows, -1)
        first = bad.argmax(axis=1)
        return [
            self.say(float(values[row, first[row]])) if blamed else None
            for row, blamed in enumerate(np.any(bad, axis=1).tolist())
        ]


class OutsideDomainError(DomainError):
    """A value outside its domain."""

    blame: _Blame


class GapError(InsufficientDataError):
    """A value that is missing."""

    blame: _Blame


def refuse_outside(values: FloatArray, bad: BoolArray, argument: str, expected: str) -> None:
    """Refuse values outside their domain, if any is."""
    if not bad.any():
        return

    def say(got: float) -> DomainError:
        return DomainError("outside its domain", argument=argument, got=got, expected=expected)

    error = OutsideDomainError(
        "outside its domain", argument=argument, got=float(values[bad].flat[0]), expected=expected
    )
    error.blame = _Blame(values, bad, say)
    raise error


def refuse_gaps(values: FloatArray, argument: str) -> None:
    """Refuse gaps (NaN), if there is any."""
    bad = np.isnan(values)
    if not bad.any():
        return

    def say(_: float) -> InsufficientDataError:
        return InsufficientDataError("a value is missing", argument=argument, hint="Fill the blank cell.")

    error = GapError("a value is missing", argument=argument, hint="Fill the blank cell.")
    error.blame = _Blame(values, bad, say)
    raise error


def refused_rows(refusal: SopError, rows: int) -> list[SopError | None] | None:
    """Refusal of each row of a block, or None where the refusal does not know.

    Examples
    --------
    >>> try:
    ...     refuse_outside(np.array([1.0, -2.0]), np.array([False, True]), "lead_time", "0 or more")
    ... except DomainError as refusal:
    ...     [str(found) for found in refused_rows(refusal, 2)]
    ['None', 'lead_time: outside its domain (got -2.0, expected 0 or more).']
    """
    return refusal.blame.of_rows(rows) if isinstance(refusal, (OutsideDomainError, GapError)) else None
