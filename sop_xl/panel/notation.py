"""How a history file writes its periods: as a date, a month, a quarter, a week or a whole number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum

from sop_xl.errors import HistoryError

_EPOCH = dt.date(1970, 1, 1).toordinal()


class Unit(Enum):
    """What an ordinal counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    NUMBER = "whole number"


_PATTERNS = {
    Unit.DAY: re.compile(r"(\d{4})(-)(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"),
    Unit.MONTH: re.compile(r"(\d{4})([-M]|-M)(\d\d?)"),
    Unit.QUARTER: re.compile(r"(\d{4})(-?Q)([1-4])"),
    Unit.WEEK: re.compile(r"(\d{4})(-?W)(\d\d?)"),
    Unit.NUMBER: re.compile(r"()()(-?\d{1,15})"),
}
# Whole numbers of six or eight digits that are all months or all dates, as databases write them.
_COMPACT_MONTH, _COMPACT_DAY = re.compile(r"(\d{4})()(\d\d)"), re.compile(r"(\d{4})()(\d\d)(\d\d)")
EXPECTED = "a date (2020-06-30), a period (2020-06, 2020Q2, 2020W23) or a whole number"


@dataclass(frozen=True)
class Notation:
    """One way to write periods.

    Attributes
    ----------
    unit : Unit
        What its ordinals count: days and weeks since 1970, months and quarters since the year 0.
    mark : str
        What stands between the year and the rest: ``-`` in 2020-06, ``Q`` in 2020Q2, nothing in 202006.
    digits : int
        Least number of digits of the part after the mark.
    """

    unit: Unit
    mark: str = ""
    digits: int = 1

    @classmethod
    def of(cls, label: str) -> Notation:
        """Notation of a label.

        Raises
        ------
        HistoryError
            Nothing that can be told to be a period.
        """
        text = label.strip()
        for unit, pattern in _PATTERNS.items():
            if match := pattern.fullmatch(text):
                return cls(unit, match[2], 1 if unit is Unit.NUMBER else len(match[3]))
        hint = "Write dates as YYYY-MM-DD." if re.search(r"\d[./]\d", text) else None
        raise HistoryError("not a period", argument="ds", got=label, expected=EXPECTED, hint=hint)

    def ordinal(self, label: str) -> int:
        """Place of a label on the notation's scale.

        Raises
        ------
        HistoryError
            A label in another notation than the others, or one that the calendar does not have.
        """
        match = self._pattern.fullmatch(label.strip())
        if match is None:
            expected = f"a {self.unit.value} as in the other rows"
            raise HistoryError("not a period of this file", argument="ds", got=label, expected=expected)
        try:
            return self._place(match)
        except ValueError:
            raise HistoryError("a period that the calendar does not have", argument="ds", got=label) from None

    @property
    def _pattern(self) -> re.Pattern[str]:
        if self.unit is Unit.MONTH and not self.mark:
            return _COMPACT_MONTH
        if self.unit is Unit.DAY and not self.mark:
            return _COMPACT_DAY
        return _PATTERNS[self.unit]

    def _place(self, match: re.Match[str]) -> int:
        part = int(match[3])
        match self.unit:
            case Unit.NUMBER:
                return part
            case Unit.DAY:
                return dt.date(int(match[1]), part, int(match[4])).toordinal() - _EPOCH
            case Unit.WEEK:
                return (dt.date.fromisocalendar(int(match[1]), part, 1).toordinal() - _EPOCH + 3) // 7
            case Unit.QUARTER:
                return int(match[1]) * 4 + part - 1
            case _:
                if not 1 <= part <= 12:
                    raise ValueError
                return int(match[1]) * 12 + part - 1

    def label(self, ordinal: int) -> str:
        """Label of an ordinal: the reverse of ``ordinal``.

        Raises
        ------
        HistoryError
            After the year 9999.
        """
        if self.unit is Unit.NUMBER:
            return str(ordinal)
        try:
            return self._written(ordinal)
        except (ValueError, OverflowError):
            raise HistoryError("the forecast goes beyond the year 9999", argument="ds") from None

    def _written(self, ordinal: int) -> str:
        match self.unit:
            case Unit.DAY:
                date = dt.date.fromordinal(ordinal + _EPOCH)
                return f"{date.year:04d}{self.mark}{date.month:02d}{self.mark}{date.day:02d}"
            case Unit.WEEK:
                year, part, _ = dt.date.fromordinal(7 * ordinal - 3 + _EPOCH).isocalendar()
            case Unit.QUARTER:
                year, part = ordinal // 4, ordinal % 4 + 1
            case _:
                year, part = ordinal // 12, ordinal % 12 + 1
        if year > dt.MAXYEAR:
            raise ValueError
        return f"{year:04d}{self.mark}{part:0{self.digits}d}"


def compact_notation(numbers: list[int]) -> Notation | None:
    """Notation of whole numbers that are all written months (202006) or all written dates (20200630), or None.

    Numbers that only count, such as 1 to 72, are none of these. A month is told from a count by a change of year.
    """
    if not numbers or min(numbers) < 10**5:
        return None
    written = [str(number) for number in numbers]
    years = {text[:4] for text in written}
    lengths = {len(text) for text in written}
    if not all("1900" <= year < "2200" for year in years):
        return None
    if lengths == {6} and len(years) > 1 and all(1 <= number % 100 <= 12 for number in numbers):
        return Notation(Unit.MONTH, "", 2)
    if lengths == {8} and all(_is_date(text) for text in written):
        return Notation(Unit.DAY, "", 2)
    return None


def _is_date(text: str) -> bool:
    try:
        dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
