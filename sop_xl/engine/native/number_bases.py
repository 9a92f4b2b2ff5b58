"""BIN2DEC and its kin: conversions between number bases, of ten characters at most.

Where a number has all ten of them, its first digit is a sign: it is negative, in complements.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_of
from sop_xl.engine.native.native_call import IN_DOUBT, NativeCall, Trouble, only, single_numbers

_BASES = {"BIN": 2, "OCT": 8, "HEX": 16}
_DIGITS = "0123456789ABCDEF"
_CHARACTERS = 10
_MARKS = "BHO"  # that other programs let stand behind a number, for its base


def _to_decimal(base: int, number: Any) -> Any:  # noqa: ANN401  # a cell of any kind
    found = _read(base, number)
    return float(found) if isinstance(found, int) else found


def _converted(base: int, to: int, number: Any, *places: Any) -> Any:  # noqa: ANN401
    return _written(_read(base, number), to, places)


def _from_decimal(to: int, number: Any, *places: Any) -> Any:  # noqa: ANN401
    numbers = single_numbers([number], truth_values=CellError.VALUE)
    if not isinstance(numbers, list):
        return _written(numbers, to, places)
    limit, value = to**_CHARACTERS // 2, numbers[0]
    is_whole = value.is_integer() or 0 <= value < limit - 1 or abs(value) > limit + 1
    return _written(int(value), to, places) if is_whole else IN_DOUBT


def _read(base: int, number: Any) -> int | Trouble:  # noqa: ANN401
    """A number that is written in a base, as a text or with digits that are a decimal number to the sheet."""
    if isinstance(number, dict):
        return error_of(number) or CellError.VALUE
    if isinstance(number, list):
        return IN_DOUBT
    if isinstance(number, bool):
        return CellError.VALUE
    if number is None:
        return 0
    if isinstance(number, (int, float)):
        if number != int(number):
            return IN_DOUBT
        number = str(int(number))
    digits = number.upper()
    known = _DIGITS[:base]
    if not digits or digits != digits.strip() or (digits[-1] in _MARKS and digits[-1] not in known):
        return IN_DOUBT
    if len(digits) > _CHARACTERS or not set(digits) <= set(known):
        return CellError.NUM
    value = int(digits, base)
    return value - base**_CHARACTERS if value >= base**_CHARACTERS // 2 else value


def _written(value: int | Trouble, to: int, places: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A number in a base, filled up with zeros to a number of places."""
    width = _width(places)
    troubles = [one for one in (value, width) if not isinstance(one, int)]
    if troubles or not isinstance(value, int) or not isinstance(width, int):
        # What is wrong with the places of a negative number may not matter.
        return IN_DOUBT if isinstance(value, int) and value < 0 else only(troubles)
    limit = to**_CHARACTERS // 2
    if not -limit <= value < limit:
        return CellError.NUM
    digits, rest = "", value % to**_CHARACTERS
    while rest or not digits:
        rest, digit = divmod(rest, to)
        digits = _DIGITS[digit] + digits
    if value < 0 or not places:
        return digits
    return digits.zfill(width) if len(digits) <= width else CellError.NUM


def _width(places: tuple[Any, ...]) -> int | Trouble:
    """Number of places that are asked for."""
    if not places:
        return _CHARACTERS
    numbers = single_numbers(places, truth_values=CellError.VALUE)
    if not isinstance(numbers, list):
        return numbers
    if places[0] is None or _CHARACTERS < numbers[0] < _CHARACTERS + 1:
        return IN_DOUBT
    return int(numbers[0]) if 1 <= numbers[0] <= _CHARACTERS else CellError.NUM


FUNCTIONS: Mapping[str, NativeCall] = {
    **{f"{name}2DEC": NativeCall(partial(_to_decimal, base), 1, 1) for name, base in _BASES.items()},
    **{f"DEC2{name}": NativeCall(partial(_from_decimal, base), 1, 2) for name, base in _BASES.items()},
    **{
        f"{name}2{other}": NativeCall(partial(_converted, base, to), 1, 2)
        for name, base in _BASES.items()
        for other, to in _BASES.items()
        if base != to
    },
}
