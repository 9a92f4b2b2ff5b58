"""The rhythm of a history's periods: how far apart they are, and what the ones to come are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from math import gcd

import numpy as np
from numpy.typing import NDArray

from sop_xl.panel.notation import Notation, Unit

IntArray = NDArray[np.int64]

MONTH_END = 31
_WEEK = 7
_DAYS_PER_MONTH = 30.436875
_USUAL_DAYS = (range(28, 32), range(89, 93), range(365, 367))  # of months, quarters and years
_MIN_WORKING_DAYS = 15  # three weeks without any weekend are no accident


class Scale(Enum):
    """What periods are counted in; dates may be days, working days or months."""

    AS_WRITTEN = "as written"
    MONTHS = "months"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Calendar:
    """Periods at equal distance.

    Attributes
    ----------
    notation : Notation
        How they are written.
    scale : Scale
        What they are counted in.
    day : int
        Day of the month on which a period's date falls, where dates are months; 31 is the last day.
    step : int
        Distance of two periods on the scale.
    """

    notation: Notation
    scale: Scale
    step: int
    day: int = 1

    def positions(self, ordinals: IntArray) -> IntArray:
        """Places of periods on the scale."""
        if self.scale is Scale.AS_WRITTEN:
            return ordinals
        return _months(ordinals) if self.scale is Scale.MONTHS else _working_days(ordinals)

    def label(self, position: int) -> str:
        """How the period at a place is written."""
        return self.notation.label(self._ordinal(position))

    def _ordinal(self, position: int) -> int:
        if self.scale is Scale.MONTHS:
            first = np.datetime64(position, "M")
            last_day = int(((first + 1).astype("M8[D]") - first.astype("M8[D]")).astype(int))
            return int(first.astype("M8[D]").astype(int)) + min(self.day, last_day) - 1
        if self.scale is Scale.WORKING_DAYS:
            return int(np.busday_offset(np.datetime64("1970-01-01", "D"), position).astype(int))
        return position

    def __str__(self) -> str:
        """Name the distance of the periods."""
        if self.notation.unit is Unit.NUMBER:
            return "whole numbers" if self.step == 1 else f"whole numbers, {self.step} apart"
        if self.scale is Scale.MONTHS:
            unit, where = "month", " (last day)" if self.day == MONTH_END else ""
        elif self.scale is Scale.WORKING_DAYS:
            unit, where = "working day", ""
        else:
            unit, where = self.notation.unit.value, ""
        return f"every {unit}{where}" if self.step == 1 else f"every {self.step} {unit}s{where}"


def calendar_of(notation: Notation, ordinals: IntArray, distances: Counter[int]) -> Calendar:
    """Calendar of a panel.

    Parameters
    ----------
    notation : Notation
        How the periods are written.
    ordinals : (periods,)
        All different periods of the panel.
    distances : Counter of int
        How often consecutive periods of a series are so far apart.

    Returns
    -------
    Calendar
        Dates that all lie on one day of their month, or all on the last one, are months; dates that never lie on a
        weekend are working days. The step is the greatest common divisor of all distances.
    """
    if notation.unit is Unit.DAY:
        day = _day_of_month(ordinals)
        if day is not None:
            return Calendar(notation, Scale.MONTHS, _divisor(_in_months(distances)), day)
        step = _divisor(distances)
        if step == 1 and len(ordinals) >= _MIN_WORKING_DAYS and not _has_weekends(ordinals):
            return Calendar(notation, Scale.WORKING_DAYS, 1)
        return Calendar(notation, Scale.AS_WRITTEN, step)
    return Calendar(notation, Scale.AS_WRITTEN, _divisor(distances))


def _divisor(distances: Counter[int]) -> int:
    return max(gcd(*distances), 1)


def _months(days: IntArray) -> IntArray:
    months: IntArray = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
    return months


def _working_days(days: IntArray) -> IntArray:
    counted: IntArray = np.busday_count("1970-01-01", days.astype("M8[D]")).astype(np.int64)
    return counted


def _has_weekends(days: IntArray) -> bool:
    return bool(((days + 3) % _WEEK >= 5).any())  # 1970-01-01 was a Thursday


def _day_of_month(days: IntArray) -> int | None:
    """Day of the month that all dates share, 31 for the last one, or None."""
    dates = days.astype("M8[D]")
    months = dates.astype("M8[M]")
    day = (dates - months.astype("M8[D]")).astype(np.int64) + 1
    last = ((months + 1).astype("M8[D]") - months.astype("M8[D]")).astype(np.int64)
    if (day == last).all():
        return MONTH_END
    highest = int(day.max())
    return highest if (day == np.minimum(highest, last)).all() else None


def _in_months(distances: Counter[int]) -> Counter[int]:
    """Distances in days as distances in months; between two dates on one day of the month there is no doubt."""
    return Counter({round(distance / _DAYS_PER_MONTH): count for distance, count in distances.items()})


def uneven_distance(notation: Notation, ordinals: IntArray, distances: Counter[int]) -> tuple[int, int] | None:
    """Distance in days that does not go with the usual one of weeks, months, quarters or years, and the usual one."""
    if notation.unit is not Unit.DAY or not distances or _day_of_month(ordinals) is not None:
        return None
    usual = min(distances, key=lambda distance: (-distances[distance], distance))
    periodic = usual == _WEEK or any(usual in days for days in _USUAL_DAYS)
    odd = [distance for distance in distances if distance % usual]
    return (min(odd), usual) if periodic and odd else None
