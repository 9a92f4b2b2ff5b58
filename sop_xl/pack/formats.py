"""How figures read: one formatter, so that every writer shows the same text.

Thousands have separators, minus is the true minus sign, and a value that rounds to nothing has no sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sop_xl.cells.dates import from_serial
from sop_xl.pack.model import Figure, Kind, Sentence

MINUS = "−"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MILLION, _THOUSAND = 1e6, 1e3
_FEW_THOUSANDS, _MANY_MILLIONS = 1e5, 1e9  # a table reads best with at most six digits in a cell


@dataclass(frozen=True)
class NumberFormat:
    """Divisor, decimals, what follows the digits, and whether a plus is shown."""

    divisor: float = 1.0
    decimals: int = 0
    suffix: str = ""
    signed: bool = False


NUMBER_FORMATS: dict[Kind, NumberFormat] = {
    "units": NumberFormat(),
    "money": NumberFormat(),
    "thousands": NumberFormat(_THOUSAND, 0, "k"),
    "millions": NumberFormat(_MILLION, 2, "M"),
    "pct": NumberFormat(0.01, 1, "%"),
    "days": NumberFormat(suffix=" d"),
    "months": NumberFormat(decimals=1),
    "delta": NumberFormat(signed=True),
    "thousands_delta": NumberFormat(_THOUSAND, 0, "k", signed=True),
    "millions_delta": NumberFormat(_MILLION, 2, "M", signed=True),
    "pct_delta": NumberFormat(0.01, 1, "%", signed=True),
}
_SIGNED: dict[Kind, Kind] = {
    "units": "delta",
    "money": "delta",
    "thousands": "thousands_delta",
    "millions": "millions_delta",
    "pct": "pct_delta",
}


def number_text(value: float, shown: NumberFormat) -> str:
    """A number in words of a format: ``−1,234``, ``+5.2%``, ``1.35M``."""
    size = Decimal(f"{abs(value) / shown.divisor:.15g}")  # cells round the decimal digits, and halves away from zero
    rounded = size.quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP)
    digits, nothing = f"{rounded:,f}", not rounded
    sign = "" if nothing else MINUS if value < 0 else "+" if shown.signed else ""
    return f"{sign}{digits}{shown.suffix}"


def figure_text(figure: Figure) -> str:
    """A figure as it reads; an Excel error as that error, a blank cell as nothing."""
    value = figure.value
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return figure.word
    if figure.kind in ("date", "month"):
        day = from_serial(value)
        if day is None:
            return f"{value:g}"
        month = MONTHS[day.month - 1]
        return f"{day.day} {month} {day.year}" if figure.kind == "date" else f"{month} {day.year % 100:02d}"
    shown = NUMBER_FORMATS.get(figure.kind)
    return f"{value:g}".replace("-", MINUS) if shown is None else number_text(value, shown)


def sentence_text(sentence: Sentence) -> str:
    """A sentence with its figures as they read."""
    return "".join(part if isinstance(part, str) else figure_text(part) for part in sentence)


def signed(kind: Kind) -> Kind:
    """The kind that shows the sign of a difference."""
    return _SIGNED.get(kind, kind)


def scale_of(figures: Iterable[Figure]) -> Kind:
    """The kind in which amounts of a table or chart read best together."""
    largest = max((abs(figure.number) for figure in figures if figure.is_number), default=0.0)
    return "millions" if largest >= _MANY_MILLIONS else "thousands" if largest >= _FEW_THOUSANDS else "money"


def brief(figure: Figure) -> Figure:
    """An amount as one says it in a sentence: 52.71M, 726k, 940."""
    size = abs(figure.number)
    if size >= _MILLION:
        return figure.shown_as("millions")
    return figure.shown_as("thousands" if size >= _FEW_THOUSANDS / 10 else "money")


def brief_delta(figure: Figure) -> Figure:
    """A difference as one says it in a sentence: +2.64M, −71k."""
    return figure.shown_as(signed(brief(figure).kind))


def listing(parts: Sequence[Sentence]) -> Sentence:
    """Sentences in a row: a, b and c."""
    joined: list[str | Figure] = []
    for position, part in enumerate(parts):
        if position:
            joined.append(" and " if position == len(parts) - 1 else ", ")
        joined.extend(part)
    return tuple(joined)


def plural(count: int, one: str, many: str) -> str:
    """The word for a number of things."""
    return one if count == 1 else many
