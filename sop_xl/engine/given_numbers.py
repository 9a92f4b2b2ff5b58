"""Numbers that functions of ours are given, as Excel takes the contents of cells for them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_of

_WRITTEN = re.compile(r" *[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[-+]?[0-9]+)? *", re.IGNORECASE)


def given_numbers(parts: Sequence[Any]) -> list[float] | CellError:
    """The numbers, or the error that the function gives instead.

    A text counts only as plain digits. Of others, such as dates, ``doubts`` tells where they may be numbers to Excel.
    """
    numbers = []
    for part in parts:
        if isinstance(part, dict):
            return error_of(part) or CellError.VALUE
        if part is None:
            number = 0.0
        elif isinstance(part, (bool, int, float)) or (isinstance(part, str) and _WRITTEN.fullmatch(part)):
            number = float(part)
        else:
            return CellError.VALUE
        if not math.isfinite(number):
            return CellError.VALUE if isinstance(part, str) else CellError.NUM
        numbers.append(number)
    return numbers
