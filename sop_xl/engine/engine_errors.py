"""Excel's errors as the engine holds them."""

from __future__ import annotations

from typing import Any

import formualizer as fz

from sop_xl.cells.values import CellError

# The engine's names of Excel's errors. What is missing here (Circ, NImpl, Cancelled, Error) is no Excel error.
_KINDS = {
    "Null": CellError.NULL,
    "Div": CellError.DIV0,
    "Value": CellError.VALUE,
    "Ref": CellError.REF,
    "Name": CellError.NAME,
    "Num": CellError.NUM,
    "Na": CellError.NA,
    "Spill": CellError.SPILL,
    "Calc": CellError.CALC,
    "GettingData": CellError.GETTING_DATA,
}
_NAMES = {error: name for name, error in _KINDS.items()}


def error_of(value: dict[str, object]) -> CellError | None:
    """Excel error for an error value of the engine, or None where Excel has no such error."""
    return _KINDS.get(str(value.get("kind")))


def error_value(error: CellError) -> fz.LiteralValue:
    """An Excel error as the engine holds it."""
    return fz.LiteralValue.error(_NAMES.get(error, "Value"), None)


def same_error(value: dict[str, object]) -> fz.LiteralValue:
    """An error that a function was given, as it gives it back."""
    return error_value(error_of(value) or CellError.VALUE)


def given_back(value: Any) -> Any:  # noqa: ANN401  # a cell of any kind, or rows of them
    """What a function was given, as it gives it back."""
    if isinstance(value, list):
        return [given_back(one) for one in value]
    return same_error(value) if isinstance(value, dict) else value
