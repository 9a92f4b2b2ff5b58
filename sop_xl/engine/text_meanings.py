"""What numbers, dates, times and truth values a text may be to Excel: ``00123``, ``5%``, ``Jan-20``, ``2020-01-15``.

Excel takes texts of that kind for the same when a criterion of SUMIFS or COUNTIF asks for one of them, however they are
spelled. Where a text may be read in several ways, such as Jan-20, it means all of them here; 1/2 is 2 January.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

Meaning = tuple[object, ...]  # a number, a day of a month in any year, or a truth value

_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_ENDINGS = "uary ruary ch il . e y ust tember ober ember ember".split()
_NAMES = "|".join(f"{name}(?:{ending})?" for name, ending in zip(_MONTHS, _ENDINGS, strict=True))
_MONTH = rf"({_NAMES})\.?"
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?")
_DRESSED = re.compile(r"(\()?([-+]?)\s*[$€£¥]?\s*([-+]?)\s*(\d[\d,]*\.?\d*|\.\d+)\s*[$€£¥]?\s*(%?)(\))?")
_FRACTION = re.compile(r"([-+]?)(\d+)\s+(\d{1,5})/(\d{1,5})")
_TIME = re.compile(r"(?:\s+|^)(\d{1,4}):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?(?:\s*([ap])m?)?$")
_NUMBERS = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,4})(?:\s*[-/.]\s*(\d{1,4}))?")
_MONTH_FIRST = re.compile(rf"{_MONTH}[-/ ,.]*(\d{{1,4}})(?:[-/ ,]+(\d{{2,4}}))?")
_DAY_FIRST = re.compile(rf"(\d{{1,4}})[-/ .]*{_MONTH}(?:[-/ ,]*(\d{{2,4}}))?")
_MAY_MEAN_MORE = re.compile(rf"\s*(?:[-+($€£¥.\d]|{_MONTH}|true\s*$|false\s*$)", re.IGNORECASE)
_EPOCH = dt.date(1899, 12, 30).toordinal()
_LONG_YEAR, _CENTURY, _TURN = 1900, 100, 30  # from 30 on a year of two digits is of the last century
_NOON = 12  # as many months
_DAYS = 31


def meanings(text: str) -> frozenset[Meaning]:
    """All that a text may be to Excel other than a text; nothing for an ordinary one."""
    return frozenset(_meanings(text.strip().lower())) if _MAY_MEAN_MORE.match(text) else frozenset()


def is_plain_number(text: str) -> bool:
    """Tell whether a text is a number as anybody reads it."""
    return _PLAIN.fullmatch(text.strip().lower()) is not None


def number(value: float) -> Meaning:
    """The meaning of a number, of fifteen digits."""
    return "number", float(f"{value:.15g}")


def _meanings(text: str) -> Iterator[Meaning]:
    if text in ("true", "false"):
        yield "truth value", text
    elif _PLAIN.fullmatch(text):
        yield number(float(text))
    if (match := _DRESSED.fullmatch(text)) and (match[1] is None) == (match[6] is None):
        is_negative = bool(match[1]) != ("-" in (match[2] + match[3]))
        value = float(match[4].replace(",", "")) / (100 if match[5] else 1)
        yield number(-value if is_negative else value)
    if (match := _FRACTION.fullmatch(text)) and int(match[4]):
        value = int(match[2]) + int(match[3]) / int(match[4])
        yield number(-value if match[1] == "-" else value)
    yield from _of_dates(text)


def _of_dates(text: str) -> Iterator[Meaning]:
    match = _TIME.search(text)
    if match is None:
        yield from _days(text)
    elif match.start() == 0:
        yield number(_fraction(match))
    else:
        days = [meaning[1] for meaning in _days(text[: match.start()]) if meaning[0] == "number"]
        yield from (number(day + _fraction(match)) for day in days if isinstance(day, float))


def _fraction(match: re.Match[str]) -> float:
    hours = int(match[1])
    if match[4]:
        hours = hours % _NOON + (_NOON if match[4] == "p" else 0)
    return (hours * 3600 + int(match[2]) * 60 + float(match[3] or 0)) / 86400


def _days(text: str) -> Iterator[Meaning]:
    if match := _NUMBERS.fullmatch(text):
        first, second, third = int(match[1]), int(match[2]), match[3]
        if third is None:
            yield from _of_two(first, second)
        else:
            for year, month, day in (
                (first, second, int(third)),
                (int(third), first, second),
                (int(third), second, first),
            ):
                yield from _date(year, month, day)
    if match := _MONTH_FIRST.fullmatch(text):
        yield from _named(_MONTHS[match[1][:3]], int(match[2]), match[3])
    if match := _DAY_FIRST.fullmatch(text):
        yield from _named(_MONTHS[match[2][:3]], int(match[1]), match[3])


def _of_two(first: int, second: int) -> Iterator[Meaning]:
    if max(first, second) > _DAYS:
        yield from _date(max(first, second), min(first, second), 1)
    else:
        yield from _day_of_month(second, first) if first > _NOON else _day_of_month(first, second)


def _named(month: int, other: int, year: str | None) -> Iterator[Meaning]:
    if year is not None:
        yield from _date(int(year), month, other)
    else:
        yield from _date(other, month, 1)
        yield from _day_of_month(month, other)


def _date(year: int, month: int, day: int) -> Iterator[Meaning]:
    if year < _CENTURY:
        year += _LONG_YEAR if year >= _TURN else _LONG_YEAR + _CENTURY
    if year >= _LONG_YEAR:
        with suppress(ValueError):
            yield number(float(dt.date(year, month, day).toordinal() - _EPOCH))


def _day_of_month(month: int, day: int) -> Iterator[Meaning]:
    with suppress(ValueError):
        dt.date(2020, month, day)  # a leap year
        yield "day", month, day
