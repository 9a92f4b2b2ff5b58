"""SOP functions as callbacks of the embedded engine, with a record of what they refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import formualizer as fz

from sop_xl.cells.encode import Outcome
from sop_xl.cells.values import CellError, Grid
from sop_xl.functions.call import call
from sop_xl.functions.definition import Definition
from sop_xl.functions.registry import FOREIGN_PREFIXES

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


class SopCalls:
    """The SOP functions of one calculation; counts calls and, on demand, keeps their outcomes."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._definitions = list(definitions)
        self.count = 0
        self.outcomes: list[Outcome] | None = None

    def register(self, workbook: fz.Workbook) -> None:
        """Make every function known to a workbook under its three spellings."""
        for definition in self._definitions:
            callback = self._callback(definition)
            for prefix in ("", *FOREIGN_PREFIXES):
                workbook.register_function(prefix + definition.name, callback, min_args=0)

    def _callback(self, definition: Definition) -> Callable[..., object]:
        def callback(*arguments: object) -> object:
            self.count += 1
            outcome = call(definition, [_argument(argument) for argument in arguments])
            if self.outcomes is not None:
                self.outcomes.append(outcome)
            return _result(outcome.grid)

        return callback


def _argument(value: object) -> object:
    if isinstance(value, list):
        return [[_cell(cell) for cell in row] if isinstance(row, list) else _cell(row) for row in value]
    return _cell(value)


def _cell(value: object) -> object:
    return (error_of(value) or CellError.VALUE) if isinstance(value, dict) else value


def _result(grid: Grid) -> object:
    rows = [[_error(cell) if isinstance(cell, CellError) else cell for cell in row] for row in grid]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _error(error: CellError) -> fz.LiteralValue:
    return fz.LiteralValue.error(_NAMES.get(error, "Value"), None)
