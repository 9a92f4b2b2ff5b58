"""SOP functions as callbacks of the embedded engine: each call is computed once, and many at once where that pays."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Sequence
from typing import Any

import formualizer as fz

from sop_xl.book.side_by_side import side_by_side
from sop_xl.cells.encode import Outcome
from sop_xl.cells.values import CellError, Grid
from sop_xl.engine.engine_errors import error_of, error_value
from sop_xl.engine.own_functions import register
from sop_xl.errors import ResourceError
from sop_xl.functions.call import call, call_many
from sop_xl.functions.definition import Definition
from sop_xl.functions.registry import FOREIGN_PREFIXES

_AT_ONCE = 1_000  # calls that are computed as one
_WEIGHT = 2_000  # of a call, in bytes of a sheet that take as long
_STABLE_MARSHAL = 2  # a version in which equal values have equal bytes

_Key = tuple[str, bytes]


class SopCalls:
    """The SOP functions of one calculation; on demand, keeps the outcomes of the calls that follow."""

    def __init__(self, definitions: Sequence[Definition], processes: int = 1) -> None:
        self._definitions, self._processes = definitions, processes
        self._outcomes: dict[_Key, Outcome] = {}
        self._waiting: dict[_Key, tuple[Definition, list[object]]] | None = None
        self.outcomes: list[Outcome] | None = None

    @property
    def count(self) -> int:
        """Number of different calls that were computed."""
        return len(self._outcomes)

    @property
    def gatherable(self) -> list[str]:
        """Names of the functions of which many calls can be computed at once."""
        return [definition.name for definition in self._definitions if definition.gather is not None]

    def register(self, workbook: fz.Workbook) -> None:
        """Make every function known to a workbook under its three spellings."""
        for definition in self._definitions:
            callback = self._callback(definition)
            for prefix in ("", *FOREIGN_PREFIXES):
                register(workbook, prefix + definition.name, callback, (0, None))

    def gather(self) -> None:
        """From here on, note calls that can be gathered and give #N/A, instead of computing each."""
        self._waiting = {}

    def compute_gathered(self) -> bool:
        """Compute what was noted and compute calls again as they come; tells whether there was anything."""
        waiting, self._waiting = self._waiting or {}, None
        by_function: dict[str, list[_Key]] = {}
        for key in waiting:
            by_function.setdefault(key[0], []).append(key)
        # The same calls together for any number of processes: with others they may differ in their last digits.
        shares = [keys[at : at + _AT_ONCE] for keys in by_function.values() for at in range(0, len(keys), _AT_ONCE)]

        def computed(keys: list[_Key]) -> list[Outcome]:
            return call_many(waiting[keys[0]][0], [waiting[key][1] for key in keys])

        weights = [len(keys) * _WEIGHT for keys in shares]
        for keys, outcomes in zip(shares, side_by_side(computed, shares, weights, self._processes), strict=True):
            self._outcomes.update(zip(keys, map(_with_memory, outcomes), strict=True))
        return bool(waiting)

    def _callback(self, definition: Definition) -> Callable[..., object]:
        def callback(*arguments: Any) -> object:  # noqa: ANN401  # whatever the engine has in a cell
            key = definition.name, _digest(arguments)
            outcome = self._outcomes.get(key)
            if outcome is None:
                given = [_argument(argument) for argument in arguments]
                if self._waiting is not None and definition.gather is not None:
                    self._waiting[key] = definition, given
                    return error_value(CellError.NA)
                outcome = self._outcomes[key] = _with_memory(call(definition, given))
            if self.outcomes is not None:
                self.outcomes.append(outcome)
            return _result(outcome.grid)

        return callback


def _with_memory(outcome: Outcome) -> Outcome:
    """The same; raises ``MemoryError`` where a function had too little, which is no result to calculate with."""
    if any(isinstance(reason, ResourceError) for reason in outcome.reasons.values()):
        raise MemoryError
    return outcome


def _digest(arguments: tuple[Any, ...]) -> bytes:
    return hashlib.blake2b(marshal.dumps(arguments, _STABLE_MARSHAL), digest_size=16).digest()


def _argument(value: object) -> object:
    if isinstance(value, list):
        return [[_cell(cell) for cell in row] if isinstance(row, list) else _cell(row) for row in value]
    return _cell(value)


def _cell(value: object) -> object:
    return (error_of(value) or CellError.VALUE) if isinstance(value, dict) else value


def _result(grid: Grid) -> object:
    rows = [[error_value(cell) if isinstance(cell, CellError) else cell for cell in row] for row in grid]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
