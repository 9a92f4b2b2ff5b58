"""What passes between the VBA bridge and Python: plain values, with errors as tagged texts.

COM has no form in which an Excel error inside an array arrives safely on both sides, so both sides agree on this:

* A value is nothing (blank or omitted), a boolean, a double (dates as serial numbers), a text, or a table of those.
  A table is rows × columns; one row may come as a flat list.
* An error is the text ``#SOP!`` with the number that VBA's ``CVErr`` takes, as in ``#SOP!2042`` for ``#N/A``.
* A text that itself begins with ``#SOP!`` is sent with the mark put before it once more.

The wrapper of a worksheet function calls ``XLPy.CallUDF("sop_xl.excel.live.udf_server", NAME, values)``. The first
value is the calling cell as a text such as ``[plan.xlsm]Forecast!$C$7`` (the first cell of an array formula), or the
empty text when no cell calls; then comes one value per argument of the definition, in order (nothing where omitted).
New arguments are only ever put at the end, so the wrappers of an older workbook, which send fewer, stay right.
Neither the workbook nor the cell is passed as an object: Python would only reach back into Excel for them. The answer
is always a table, rows × columns, also for one value: xlwings' COM server asks for its length, and then hands VBA one
cell as a value and one row as a flat array. Whole numbers leave as doubles: pywin32 makes of a large one a 64-bit
integer, which 32-bit Excel does not know.

``SOP_WHY`` sends, instead of its definition's argument, five values: the value of the cell asked about, its formula,
the cell that holds the formula (the anchor of a spilled range, in the same form as above), and the row and column of
the cell within that range, counted from 0. The answer is a text (as a table of one), or the text ``#SOP!?`` when the
server remembers no refusal of that formula; the bridge then has the formula calculated once more and asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sop_xl.cells.values import CellError, CellValue, Grid

MARK = "#SOP!"
NOT_REMEMBERED = MARK + "?"
SERVER = "sop_xl.excel.live.udf_server"

# XlCVError of Excel's object model. Excel documents no number for the errors that are missing here.
NUMBERS = {
    CellError.NULL: 2000,
    CellError.DIV0: 2007,
    CellError.VALUE: 2015,
    CellError.REF: 2023,
    CellError.NAME: 2029,
    CellError.NUM: 2036,
    CellError.NA: 2042,
    CellError.GETTING_DATA: 2043,
    CellError.SPILL: 2045,
    CellError.CONNECT: 2046,
    CellError.BLOCKED: 2047,
    CellError.UNKNOWN: 2048,
    CellError.FIELD: 2049,
    CellError.CALC: 2050,
}
_ERRORS = {f"{MARK}{number}": error for error, number in NUMBERS.items()}


def to_wire(grid: Grid) -> list[list[bool | float | str | None]]:
    """Grid as the bridge takes it."""
    return [[_sent(value) for value in row] for row in grid]


def from_wire(value: object) -> object:
    """One argument as ``functions.call`` takes it: a value, or rows of values."""
    if isinstance(value, str):
        return _received(value)
    if isinstance(value, Sequence):
        return [from_wire(element) for element in value]
    return float(value) if isinstance(value, Decimal) else value  # Currency of VBA; cells hold doubles


def _sent(value: CellValue) -> bool | float | str | None:
    if isinstance(value, CellError):
        return f"{MARK}{NUMBERS.get(value, NUMBERS[CellError.VALUE])}"
    if isinstance(value, str) and value.startswith(MARK):
        return MARK + value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _received(text: str) -> str | CellError:
    if not text.startswith(MARK):
        return text
    if text.startswith(MARK + MARK):
        return text.removeprefix(MARK)
    return _ERRORS.get(text, CellError.VALUE)
