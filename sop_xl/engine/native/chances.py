"""Shares and chances as Excel does them: PERCENTOF, PERMUTATIONA, PROB and CHISQ.TEST."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.native.native_call import (
    IN_DOUBT,
    Doubt,
    NativeCall,
    Trouble,
    array_of_numbers,
    only,
    single_numbers,
)

_LARGEST_COUNT = 2**31 - 1
_NEAR = 1e-12
_NO_CHANCES = 1e-3  # that the sum of all is further from 1
_NOISE = 1e-6  # of the numbers that were added up; of a sum that is less, too few digits are left
_SMALLEST = 1e-300
_AT_LEAST_TWO = 2

_Rows = list[list[float]]


def _share(subset: Any, everything: Any) -> Any:  # noqa: ANN401  # cells of any kind, and ranges of them
    """PERCENTOF: the sum of one list over that of another."""
    part, whole = _sum(subset), _sum(everything)
    if not isinstance(part, float) or not isinstance(whole, float):
        return only(one for one in (part, whole) if not isinstance(one, float))
    return part / whole if whole else CellError.DIV0


def _sum(array: Any) -> float | Trouble:  # noqa: ANN401
    """A sum as SUM makes it; nothing is told of truth values, and of texts that may stand in the formula itself."""
    values = [value for row in array for value in row] if isinstance(array, list) else [array]
    if any(isinstance(value, bool) or (isinstance(value, str) and array is value) for value in values):
        return IN_DOUBT
    troubles = [error_of(value) or CellError.VALUE for value in values if isinstance(value, dict)]
    if troubles:
        return only(troubles) or IN_DOUBT
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    found, size = reduce(add, numbers, 0.0), sum(map(abs, numbers), start=0.0)
    is_noise = abs(found) < _NOISE * size and (found != 0 or math.fsum(numbers) != 0)
    return IN_DOUBT if is_noise or not math.isfinite(size) else found


def _arrangements(number: Any, chosen: Any) -> Any:  # noqa: ANN401
    """PERMUTATIONA: arrangements in which things may come again."""
    numbers = single_numbers([number, chosen], truth_values=IN_DOUBT)
    if not isinstance(numbers, list):
        return numbers
    if any(-1 < one < 0 for one in numbers):
        return IN_DOUBT
    total, count = (math.trunc(one) for one in numbers)
    if min(total, count) < 0 or (total == 0 and count > 0):
        return CellError.NUM
    if max(total, count) > _LARGEST_COUNT or (total, count) == (0, 0):
        return IN_DOUBT
    try:
        return float(total) ** count
    except OverflowError:
        return CellError.NUM


def _chance(values: Any, chances: Any, *limits: Any) -> Any:  # noqa: ANN401
    """PROB: the chance of values between two limits, or of one of them."""
    bounds = single_numbers(limits, truth_values=IN_DOUBT)
    pair = _two_lists(values, chances)
    if not isinstance(bounds, list) or isinstance(pair, (CellError, Doubt)):
        return only(one for one in (bounds, pair) if isinstance(one, (CellError, Doubt)))
    found, weights = ([one for row in rows for one in row] for rows in pair)
    if any(weight == 0 for weight in weights):
        return IN_DOUBT
    total = math.fsum(weights)
    if any(not 0 < weight <= 1 for weight in weights) or abs(total - 1) > _NO_CHANCES:
        return CellError.NUM
    low, high = bounds[0], bounds[-1]
    near = any(one != bound and math.isclose(one, bound, rel_tol=_NEAR) for one in found for bound in bounds)
    if near or low > high or total != 1 or reduce(add, weights) != 1:
        return IN_DOUBT
    return reduce(add, (weight for one, weight in zip(found, weights, strict=True) if low <= one <= high), 0.0)


def _independence(actual: Any, expected: Any) -> Any:  # noqa: ANN401
    """CHISQ.TEST: how likely it is that what was counted differs that much from what was expected."""
    pair = _two_lists(actual, expected)
    if isinstance(pair, (CellError, Doubt)):
        return pair
    counted, wanted = pair
    rows, columns = len(counted), len(counted[0])
    degrees = (rows - 1) * (columns - 1) if min(rows, columns) >= _AT_LEAST_TWO else rows * columns - 1
    both = [two for lines in zip(counted, wanted, strict=True) for two in zip(*lines, strict=True)]
    if degrees == 0 or any(one < 0 or other <= 0 for one, other in both):
        return IN_DOUBT
    from scipy import special

    found = float(special.chdtrc(degrees, sum((one - other) ** 2 / other for one, other in both)))
    return found if found > _SMALLEST else IN_DOUBT


def _two_lists(first: Any, second: Any) -> tuple[_Rows, _Rows] | Trouble:  # noqa: ANN401
    """Two lists of numbers as long as each other; nothing is told of what is no number."""
    ours, theirs = (array_of_numbers(one, blank=CellError.VALUE) for one in (first, second))
    if not isinstance(ours, list) or not isinstance(theirs, list):
        trouble = only(one for one in (ours, theirs) if not isinstance(one, list))
        return IN_DOUBT if trouble is None or trouble is CellError.VALUE else trouble
    if len(ours) * len(ours[0]) != len(theirs) * len(theirs[0]):
        return CellError.NA
    if len(ours) != len(theirs) or not all(math.isfinite(one) for row in (*ours, *theirs) for one in row):
        return IN_DOUBT
    return ours, theirs


FUNCTIONS: Mapping[str, NativeCall] = {
    "CHISQ.TEST": NativeCall(_independence, 2, 2),
    "CHITEST": NativeCall(_independence, 2, 2),
    "PERCENTOF": NativeCall(_share, 2, 2),
    "PERMUTATIONA": NativeCall(_arrangements, 2, 2),
    "PROB": NativeCall(_chance, 3, 4),
}
