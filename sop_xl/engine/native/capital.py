"""VDB, DOLLARDE and FVSCHEDULE as Excel does them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sop_xl.cells.values import CellError
from sop_xl.engine.native.native_call import IN_DOUBT, NativeCall, array_of_numbers, only, single_numbers

_MOST_PERIODS = 10_000
_MOST_PARTS = 10**9
_NEXT_TO_NOTHING = 1e-6  # of the cost; of what is less, too few digits are left
_SAME = 1 + 1e-12


class _Asset(NamedTuple):
    """What is written off by VDB, and over what time."""

    cost: float
    salvage: float
    life: float
    start: float
    end: float
    factor: float = 2.0
    no_switch: float = 0.0

    @property
    def rate(self) -> float:
        return self.factor / self.life

    def amounts(self) -> list[float]:
        """What each whole period writes off: by the rate, or evenly over what is left of the life once that is more."""
        left, found = self.cost - self.salvage, list[float]()
        for period in range(math.ceil(self.end)):
            declining = min((self.salvage + left) * self.rate, left)
            evenly = 0.0 if self.no_switch else left / (self.life - period)
            found.append(min(max(declining, evenly), left))
            if period >= math.floor(self.start) and 0 < left < _NEXT_TO_NOTHING * self.cost:
                found[-1] = math.nan
            left -= found[-1]
        return found

    def declines_throughout(self) -> bool:
        """Tell whether nothing but the rate counts, whether periods are told from 0 on, from the start or the end."""
        if self.rate >= 1:
            return False
        for offset in {0.0, self.start % 1, self.end % 1}:
            for period in range(math.ceil(self.end - offset)):
                left = self.cost * (1 - self.rate) ** period * (1 - offset * self.rate)
                evenly = (left - self.salvage) / (self.life - period - offset)
                if left * self.rate > left - self.salvage:
                    return False
                if not self.no_switch and evenly > left * self.rate * _SAME:
                    return False
        return True


def _depreciation(*parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """VDB; how Excel shares out a period of which there is only a part is not told where the rate is not all."""
    numbers = single_numbers(parts, truth_values=None)
    if not isinstance(numbers, list):
        return numbers
    asset = _Asset(*numbers)
    if 0 in (asset.cost, asset.life, asset.factor) or asset.salvage > asset.cost:
        return IN_DOUBT
    if min(numbers[:6]) < 0 or asset.start > asset.end or asset.end > asset.life:
        return CellError.NUM
    if asset.end > _MOST_PERIODS or not math.isfinite(asset.rate):
        return IN_DOUBT
    if not (asset.start.is_integer() and asset.end.is_integer()) and not asset.declines_throughout():
        return IN_DOUBT
    shares = (max(min(asset.end, at + 1) - max(asset.start, at), 0.0) for at in range(math.ceil(asset.end)))
    found = sum(amount * share for amount, share in zip(asset.amounts(), shares, strict=True) if share)
    return found if math.isfinite(found) else IN_DOUBT


def _decimal_dollars(dollars: Any, fraction: Any) -> Any:  # noqa: ANN401
    """DOLLARDE: 1.02 with sixteenths is 1 and 2/16."""
    numbers = single_numbers([dollars, fraction], truth_values=CellError.VALUE)
    if not isinstance(numbers, list):
        return numbers
    value, given = numbers
    if given <= -1:
        return CellError.NUM
    if 0 <= given < 1:
        return CellError.DIV0
    parts = int(given)
    digits = len(str(parts))
    if parts == 0 or parts > _MOST_PARTS or parts == 10 ** (digits - 1):  # of tens nobody tells how many digits count
        return IN_DOUBT
    rest, whole = math.modf(value)
    return whole + rest * 10**digits / parts


def _compounded(principal: Any, schedule: Any) -> Any:  # noqa: ANN401
    """FVSCHEDULE."""
    numbers = single_numbers([principal], truth_values=CellError.VALUE)
    rates = array_of_numbers(schedule, blank=0.0)
    if not isinstance(numbers, list) or not isinstance(rates, list):
        return only(one for one in (numbers, rates) if not isinstance(one, list))
    found = numbers[0]
    for rate in (rate for row in rates for rate in row):
        found *= 1 + rate
    return found if math.isfinite(found) else IN_DOUBT


FUNCTIONS: Mapping[str, NativeCall] = {
    "DOLLARDE": NativeCall(_decimal_dollars, 2, 2),
    "FVSCHEDULE": NativeCall(_compounded, 2, 2),
    "VDB": NativeCall(_depreciation, 5, 7),
}
