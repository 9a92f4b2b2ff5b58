"""Native functions that the embedded engine would get wrong, done here as Excel does them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from decimal import ROUND_DOWN, Context
from functools import partial
from typing import Any

import formualizer as fz

from sop_xl.cells.formula import Formulas
from sop_xl.cells.values import CellError
from sop_xl.engine.computed_arrays import register_shapes
from sop_xl.engine.distributions import register_distributions
from sop_xl.engine.engine_errors import error_value, given_back, same_error
from sop_xl.engine.given_numbers import given_numbers
from sop_xl.engine.letters import PROPER
from sop_xl.engine.native.calendar_months import BEFORE_1904, FIRST_YEAR, LAST_YEAR, months_later
from sop_xl.engine.own_functions import register
from sop_xl.engine.sop_text import mentions

_MULTIPLES = re.compile(r"\b(?:CEILING|FLOOR)(?:\.MATH|\.PRECISE)?\(", re.IGNORECASE)
_WHOLE_MULTIPLES = re.compile(r"\b(?:CEILING|FLOOR)(?:\.MATH|\.PRECISE)?\([^()\"]*,\s*[1-9][0-9]*\)", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r" *([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[-+]?[0-9]{1,4})?) *(%?) *", re.IGNORECASE)
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_DOWN)  # of a text; for more Excel reads zeros
_LARGEST_POWER = 307  # of ten
_SAME = 5e-15
_LAST_DAY = 2_958_465  # 31 December 9999
_LEAP_BUG = 61  # Excel's 1900 has a 29 February; the days before it are one less than the calendar says
_EPOCH = dt.date(1899, 12, 30).toordinal()


def register_repairs(workbook: fz.Workbook, formulas: Iterable[Formulas], *, date1904: bool) -> None:
    """Put our functions in the place of the engine's, under the name in files of newer functions too.

    CEILING and FLOOR are only replaced where the multiple is computed: with a positive number the engine is right, and
    faster.
    """
    formulas = list(formulas)
    register_distributions(workbook, formulas)
    register_shapes(workbook, formulas)
    if any(mentions(kind.text, ("PROPER",)) for cells in formulas for kind in cells.kinds()):
        register(workbook, "PROPER", PROPER, (1, 1), replaces=True)
    offset = BEFORE_1904 if date1904 else 0
    for name, to_end in (("EDATE", False), ("EOMONTH", True)):
        call = partial(_months_later, offset, to_end)
        register(workbook, name, call, (2, 2), replaces=True)
    register(workbook, "DATE", partial(_date, offset), (3, 3), replaces=True)
    if any(mentions(kind.text, ("VALUE",)) for cells in formulas for kind in cells.kinds()):
        register(workbook, "VALUE", _value, (1, 1), replaces=True)
    for prefix in ("", "_XLFN."):
        register(workbook, f"{prefix}UNIQUE", _unique, (1, 3), replaces=True)
    if any(_computes_a_multiple(kind.text) for cells in formulas for kind in cells.kinds()):
        for name, rounded in (("CEILING", math.ceil), ("FLOOR", math.floor)):
            call = partial(_multiple, rounded)
            register(workbook, name, call, (2, 2), replaces=True)
            of_any_sign = partial(_multiple_of_any_sign, rounded)
            for full in (f"{prefix}{name}.{kind}" for prefix in ("", "_XLFN.") for kind in ("MATH", "PRECISE")):
                register(workbook, full, of_any_sign, (1, 2), replaces=True)


def _computes_a_multiple(text: str | None) -> bool:
    return text is not None and len(_MULTIPLES.findall(text)) > len(_WHOLE_MULTIPLES.findall(text))


def _multiple(rounded: Callable[[float], int], *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """CEILING and FLOOR; a quotient within rounding of a whole number is that number, as in Excel."""
    numbers = given_numbers(parts)
    if isinstance(numbers, CellError):
        return error_value(numbers)
    value, step = numbers
    if value == 0 or step == 0:
        return 0.0 if value == 0 or rounded is math.ceil else error_value(CellError.DIV0)
    if value > 0 > step:
        return error_value(CellError.NUM)
    quotient = value / step
    if not math.isfinite(quotient):
        return error_value(CellError.NUM)
    near = round(quotient)
    return (near if math.isclose(quotient, near, rel_tol=_SAME) else rounded(quotient)) * step


def _multiple_of_any_sign(rounded: Callable[[float], int], value: Any, step: Any = 1.0) -> Any:  # noqa: ANN401
    """CEILING.MATH and its kin, where the sign of the multiple does not matter and one of 0 gives 0."""
    numbers = given_numbers((value, step))
    if isinstance(numbers, CellError):
        return error_value(numbers)
    if numbers[1] == 0:
        return 0.0
    return _multiple(rounded, numbers[0], abs(numbers[1]))


def _date(offset: int, *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    """DATE; what lies outside of the calendar is #NUM!, where the engine gives a number that is no date."""
    numbers = given_numbers(parts)
    if isinstance(numbers, CellError):
        return error_value(numbers)
    year, month, day = map(math.floor, numbers)
    years, month = divmod(month - 1, 12)
    year += years + (FIRST_YEAR if 0 <= year < FIRST_YEAR else 0)
    if not FIRST_YEAR - 1 <= year <= LAST_YEAR:
        return error_value(CellError.NUM)
    first = dt.date(year, month + 1, 1).toordinal() - _EPOCH
    serial = first - (first < _LEAP_BUG) + day - 1 - offset
    return float(serial) if 0 <= serial <= _LAST_DAY - offset else error_value(CellError.NUM)


def _months_later(offset: int, to_end: bool, *parts: Any) -> Any:  # noqa: ANN401, FBT001  # cells of any kind
    numbers = given_numbers(parts)
    if isinstance(numbers, CellError):
        return error_value(numbers)
    found = months_later(numbers[0], numbers[1], offset, to_end=to_end)
    return error_value(CellError.NUM) if found is None else found


def _value(given: Any) -> Any:  # noqa: ANN401  # a cell of any kind
    """VALUE of a number, a blank cell or plain digits; of other texts ``doubts`` tells whether Excel reads them."""
    if isinstance(given, dict):
        return same_error(given)
    if given.__class__ in (float, int):
        return float(given)
    if given is None:
        return 0.0
    match = _PLAIN_NUMBER.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        return error_value(CellError.VALUE)
    number = _FIFTEEN_DIGITS.create_decimal(match[1])
    if number.adjusted() > _LARGEST_POWER:
        return error_value(CellError.VALUE)
    return float(number / 100 if match[2] else number)


def _unique(array: Any, by_column: Any = None, exactly_once: Any = None) -> Any:  # noqa: ANN401  # cells of any kind
    """UNIQUE; two texts that differ in nothing but case are one, which the engine does not see."""
    rows = array if isinstance(array, list) else [[array]]
    if by_column:
        rows = [list(column) for column in zip(*rows, strict=True)]
    seen: dict[tuple[object, ...], list[Any]] = {}
    counts: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = tuple(_key(value) for value in row)
        seen.setdefault(key, row)
        counts[key] = counts.get(key, 0) + 1
    found = [given_back(row) for key, row in seen.items() if not exactly_once or counts[key] == 1]
    if not found:
        return error_value(CellError.CALC)
    return [list(column) for column in zip(*found, strict=True)] if by_column else found


def _key(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, dict):
        return "error", str(value.get("kind"))
    if isinstance(value, str):
        return "text", value.casefold()
    return type(value) is bool, value
