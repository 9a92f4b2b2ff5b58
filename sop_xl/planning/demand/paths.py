"""Forecast paths: what every method hands over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_xl.planning.arrays import FloatArray


@dataclass(frozen=True)
class Paths:
    """Expected demand and the bounds of its prediction interval, each (rows, horizon) in units per period."""

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray

    def within(self, floor: FloatArray) -> Paths:
        """The same paths with nothing below a floor per row, and the mean between its bounds."""
        lower = np.maximum(self.lower, floor[:, np.newaxis])
        upper = np.maximum(self.upper, floor[:, np.newaxis])
        mean = np.clip(np.maximum(self.mean, floor[:, np.newaxis]), lower, np.maximum(upper, self.mean))
        return Paths(mean, lower, np.maximum(upper, mean))
