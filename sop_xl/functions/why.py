"""Why a cell holds an error, in words: the text behind ``SOP_WHY`` and ``sop-xl explain``."""

from __future__ import annotations

from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import SopError

_MEANINGS = {
    CellError.NULL: "two ranges that do not meet; look for a blank between two references",
    CellError.DIV0: "a division by zero or by a blank cell",
    CellError.VALUE: "a value of the wrong type or ranges of different shapes",
    CellError.REF: "a reference to a cell, sheet or workbook that is gone",
    CellError.NAME: "an unknown function or name; check the spelling and that the add-in is loaded",
    CellError.NUM: "a number outside the range that the formula allows",
    CellError.NA: "nothing found, or too little data",
    CellError.SPILL: "the result needs cells that are not empty; clear the cells below and to the right",
    CellError.CALC: "an empty array",
}


def meaning(error: CellError) -> str:
    """What an Excel error means in general, with the usual remedy."""
    return f"{error.value}: {_MEANINGS.get(error, 'an error that only Excel can explain')}."


def why(value: CellValue, reason: SopError | None) -> str:
    """One sentence on the value of a cell: its reason where an SOP function knows it, else its general meaning."""
    if reason is not None:
        return f"{reason.cell}: {reason}"
    if isinstance(value, CellError):
        return meaning(value)
    return "No error in this cell."
