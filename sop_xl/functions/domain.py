"""Domains of arguments: ``(0,1)``, ``[0,1]``, ``>0``, ``>=1``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from sop_xl.cells.coerce import FloatArray

_INTERVAL = re.compile(r"([\[(])\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*([\])])\Z")
_HALF_LINE = re.compile(r"(>=|>|<=|<)\s*(-?[\d.]+)\Z")


@dataclass(frozen=True)
class Domain:
    """An interval of the real line; its text is what users read."""

    text: str
    low: float
    high: float
    low_open: bool
    high_open: bool

    @classmethod
    def parse(cls, text: str) -> Domain:
        """Read ``(0,1)``, ``[1,60]``, ``>0``, ``>=0``, ``<1`` or ``<=1``."""
        if match := _INTERVAL.match(text):
            return cls(text, float(match[2]), float(match[3]), low_open=match[1] == "(", high_open=match[4] == ")")
        if match := _HALF_LINE.match(text):
            bound, is_open = float(match[2]), len(match[1]) == 1
            if match[1][0] == ">":
                return cls(text, bound, math.inf, low_open=is_open, high_open=True)
            return cls(text, -math.inf, bound, low_open=True, high_open=is_open)
        raise ValueError(f"not a domain: {text!r}")

    def __contains__(self, value: float) -> bool:
        """Tell whether one number lies inside."""
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def first_outside(self, values: FloatArray) -> int | None:
        """Flat index of the first value outside; gaps (NaN) are not judged."""
        above = values > self.low if self.low_open else values >= self.low
        below = values < self.high if self.high_open else values <= self.high
        outside = np.flatnonzero(~(above & below) & ~np.isnan(values))
        return int(outside[0]) if outside.size else None
