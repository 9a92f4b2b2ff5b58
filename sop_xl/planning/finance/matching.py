"""The rows of two periods side by side: common, new and lost, and how much each has grown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, SopError, ZeroDenominatorError
from sop_xl.planning.arrays import BoolArray, FloatArray, own_column


@dataclass(frozen=True)
class MatchedRows:
    """Rows of a base and an actual period.

    Attributes
    ----------
    common, new, lost : (rows,)
        Rows with quantity in both periods, only now, only in the base.
    quantity_0, quantity_1 : (rows,) units
        Quantities [q₀, q₁].
    total_0, total_1 : units
        Quantities of all common rows [Q₀, Q₁].
    problems : one per row
        Why a row takes no part, or None.
    """

    common: BoolArray
    new: BoolArray
    lost: BoolArray
    quantity_0: FloatArray
    quantity_1: FloatArray
    total_0: float
    total_1: float
    problems: tuple[SopError | None, ...]

    @property
    def kept(self) -> BoolArray:
        """Rows that are neither new nor lost."""
        return ~(self.new | self.lost)

    def flexed(self, base: FloatArray) -> FloatArray:
        """Base amounts at the actual quantity [x₀·q₁/q₀], as in a flexible budget; only common rows change."""
        return np.divide(base * self.quantity_1, self.quantity_0, out=base.copy(), where=self.common)

    def volume_and_mix(self, base: FloatArray) -> dict[str, FloatArray]:
        """Volume and mix of an amount that goes with the quantity, such as revenue or margin."""
        ahead = self.quantity_1 * self.total_0 - self.quantity_0 * self.total_1  # of the growth of the total
        return {
            "volume": np.divide(
                base * (self.total_1 - self.total_0), self.total_0, out=np.zeros_like(base), where=self.common
            ),
            "mix": np.divide(base * ahead, self.quantity_0 * self.total_0, out=np.zeros_like(base), where=self.common),
        }


def match_rows(
    quantity_0: ArrayLike,
    amounts_0: Mapping[str, ArrayLike],
    quantity_1: ArrayLike,
    amounts_1: Mapping[str, ArrayLike],
) -> tuple[MatchedRows, list[FloatArray]]:
    """Lay the rows of two periods side by side; returns them with all amounts, blanks filled by zero.

    A row that is blank (NaN) in all columns of a period sold nothing in it. A row that is blank in only some of
    them has a problem and takes no part in the totals.

    Raises
    ------
    ZeroDenominatorError
        The base quantities of the common rows cancel to zero (``#DIV/0!``).
    ShapeError
        Columns of different lengths (``#VALUE!``).

    Examples
    --------
    >>> rows, amounts = match_rows([10, 5, 0], {"r0": [1, 2, 0]}, [20, 0, 3], {"r1": [3, 0, 4]})
    >>> rows.common.tolist(), rows.new.tolist(), rows.lost.tolist()
    ([True, False, False], [False, False, True], [False, True, False])
    """
    count = np.size(quantity_0)
    names_0, before = _columns({"quantity_0": quantity_0, **amounts_0}, count)
    names_1, after = _columns({"quantity_1": quantity_1, **amounts_1}, count)
    problems = tuple(
        first or second
        for first, second in zip(_half_filled(names_0, before), _half_filled(names_1, after), strict=True)
    )
    good = np.array([problem is None for problem in problems])
    q_0, *filled_0 = np.nan_to_num(before)
    q_1, *filled_1 = np.nan_to_num(after)
    common = good & (q_0 != 0) & (q_1 != 0)
    total_0, total_1 = math.fsum(q_0[common]), math.fsum(q_1[common])
    if common.any() and total_0 == 0:
        raise ZeroDenominatorError(
            "the quantities of the rows sold in both periods cancel to zero", argument="quantity_0"
        )
    new, lost = good & (q_0 == 0) & (q_1 != 0), good & (q_0 != 0) & (q_1 == 0)
    return MatchedRows(common, new, lost, q_0, q_1, total_0, total_1, problems), filled_0 + filled_1


def _columns(values: Mapping[str, ArrayLike], rows: int) -> tuple[list[str], FloatArray]:
    return list(values), np.stack([own_column(column, rows, name) for name, column in values.items()])


def _half_filled(names: list[str], columns: FloatArray) -> list[SopError | None]:
    blank = np.isnan(columns)
    half = blank.any(axis=0) & (np.nan_to_num(columns) != 0).any(axis=0)
    return [
        InsufficientDataError(
            "a blank in a row that is otherwise filled",
            argument=names[first],
            hint="Fill it, or leave all columns of the period blank where nothing was sold.",
        )
        if bad
        else None
        for bad, first in zip(half, blank.argmax(axis=0), strict=True)
    ]
