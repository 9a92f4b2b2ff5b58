"""Numbers as Excel writes them into texts: fifteen digits, and no more than twenty characters without an exponent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context
from math import isfinite
from typing import Any

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value, same_error
from sop_xl.engine.long_numbers import is_long

_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_MOST_CHARACTERS = 20
_PLAIN = 1e-4, 1e15  # between these the engine writes a number of fifteen digits as Excel does


def written(value: float) -> str:
    """A number as a text, as in ``=A1&""``."""
    number = _DIGITS.create_decimal_from_float(float(value)).normalize(_DIGITS)
    if number == 0:
        return "0"
    _, found, _ = number.as_tuple()
    digits, exponent = "".join(map(str, found)), number.adjusted()
    sign = "-" if number < 0 else ""
    if exponent < 0 and 1 - exponent + len(digits) <= _MOST_CHARACTERS:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if 0 <= exponent < _MOST_CHARACTERS:
        whole = digits[: exponent + 1].ljust(exponent + 1, "0")
        rest = digits[exponent + 1 :]
        return f"{sign}{whole}{'.' if rest else ''}{rest}"
    return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}E{exponent:+03d}"


def is_written_otherwise(value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    """Tell whether a value is a number that the engine writes into a text in another way."""
    if value.__class__ not in (float, int) or value == 0:
        return False
    return not _PLAIN[0] <= abs(value) < _PLAIN[1] or is_long(value)


def as_texts(value: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """Numbers as texts, one or those of a range; what is no number stays."""
    if value.__class__ is list:
        return [as_texts(one) for one in value]
    if value.__class__ in (float, int):
        return written(value) if isfinite(value) else error_value(CellError.NUM)
    if value.__class__ is dict:
        return same_error(value)
    return "" if value is None else value
