"""Functions of securities and of the French depreciation as Excel has them; the engine lacks them or gets them wrong.

Dates come as numbers and count from 1900 or from 1904, as the workbook has it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sop_xl.cells.values import CellError
from sop_xl.engine.native import bonds, single_payments
from sop_xl.engine.native.coupons import FIRST_YEAR
from sop_xl.engine.native.day_counts import EUROPEAN_30_360
from sop_xl.engine.native.french_depreciation import linear_depreciation
from sop_xl.engine.native.native_call import IN_DOUBT, NativeCall, single_numbers
from sop_xl.engine.native.refusals import OnlyExcelError, OutOfRangeError, require, require_certain, whole

_EPOCH = dt.date(1899, 12, 30).toordinal()


class _Function(NamedTuple):
    """What a function computes, of how many arguments before the basis, and which of them are dates."""

    computed: Callable[..., float | dt.date]
    arguments: int
    dates: tuple[int, ...] = (0, 1)


_FUNCTIONS: Mapping[str, _Function] = {
    "ACCRINT": _Function(bonds.accrued, 6, (0, 1, 2)),
    "ACCRINTM": _Function(single_payments.interest_from_issue, 4),
    "AMORLINC": _Function(linear_depreciation, 6, (1, 2)),
    "COUPDAYBS": _Function(bonds.days_before, 3),
    "COUPDAYS": _Function(bonds.days, 3),
    "COUPDAYSNC": _Function(bonds.days_after, 3),
    "COUPNCD": _Function(bonds.following, 3),
    "COUPNUM": _Function(bonds.left, 3),
    "COUPPCD": _Function(bonds.previous, 3),
    "DISC": _Function(single_payments.discount, 4),
    "DURATION": _Function(bonds.duration, 5),
    "INTRATE": _Function(single_payments.gain, 4),
    "MDURATION": _Function(bonds.modified_duration, 5),
    "PRICE": _Function(bonds.price, 6),
    "PRICEDISC": _Function(single_payments.discounted, 4),
    "PRICEMAT": _Function(single_payments.price_with_interest, 5, (0, 1, 2)),
    "RECEIVED": _Function(single_payments.received, 4),
    "YIELD": _Function(bonds.yield_, 6),
    "YIELDDISC": _Function(single_payments.gain, 4),
    "YIELDMAT": _Function(single_payments.yield_with_interest, 5, (0, 1, 2)),
}
SECURITIES = tuple(_FUNCTIONS)


def securities(offset: int) -> dict[str, NativeCall]:
    """The functions, for dates that count from ``offset`` days after Excel's first."""
    return {
        name: NativeCall(partial(_value, one, offset), one.arguments, one.arguments + 1)
        for name, one in _FUNCTIONS.items()
    }


def _value(one: _Function, offset: int, *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    numbers = single_numbers(parts, truth_values=IN_DOUBT)
    if not isinstance(numbers, list):
        return numbers
    try:
        result = one.computed(*_arguments(one, numbers, offset))
    except OutOfRangeError:
        return CellError.NUM
    except (OnlyExcelError, OverflowError, ZeroDivisionError):
        return IN_DOUBT
    if isinstance(result, dt.date):
        result = float(result.toordinal() - _EPOCH - offset)
        return result if result >= 0 else IN_DOUBT
    return result if math.isfinite(result) else CellError.NUM


def _arguments(one: _Function, numbers: Sequence[float], offset: int) -> list[Any]:
    """Numbers, with dates in the place of those that are, and the basis at the end, which is 0 where none is given."""
    found: list[Any] = [_date(n, offset) if at in one.dates else n for at, n in enumerate(numbers[: one.arguments])]
    basis = whole(numbers[one.arguments]) if len(numbers) > one.arguments else 0
    require(0 <= basis <= EUROPEAN_30_360)
    return [*found, basis]


def _date(number: float, offset: int) -> dt.date:
    ordinal = math.floor(number) + offset + _EPOCH
    require_certain(number >= 0 and dt.date(FIRST_YEAR, 1, 1).toordinal() <= ordinal <= dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)
