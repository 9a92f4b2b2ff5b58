"""Tables that people type scenarios, decisions and capacities in, read into what planning knows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, cast

import numpy as np

from sop_xl.cells.values import CellValue, Grid, is_blank
from sop_xl.errors import ShapeError, TypeMismatchError
from sop_xl.functions.definition import Arg
from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.plan import Capacity
from sop_xl.planning.promotion import Decision
from sop_xl.planning.scenario import Change, Delta

Deltas = Annotated[
    object,
    Arg("Table of changes without its header: scenario, driver, item, from, to, replace|add|percent|delay, value"),
]
Decisions = Annotated[
    object, Arg("Decision record without its header: scenario, decided on (date), decided by, reason")
]

_DELTA_COLUMNS = ("scenario", "driver", "item", "from", "to", "change", "value")
_DECISION_COLUMNS = ("scenario", "decided on", "decided by", "reason")
_NO_HEADER = "Select the table without its header."


def read_deltas(table: object) -> list[Delta]:
    """Deltas of a table range."""
    return [_delta(number, row) for number, row in _rows(table, "deltas", _DELTA_COLUMNS)]


def read_decisions(table: object) -> list[Decision]:
    """Decisions of a table range."""
    return [_decision(number, row) for number, row in _rows(table, "decisions", _DECISION_COLUMNS)]


def read_capacity(hours_per_unit: FloatArray | None, table: object) -> Capacity | None:
    """Resources of a table range: a name, then the available hours of each period; a blank is none."""
    rows = [(number, row) for number, row in enumerate(cast("Grid", table or []), 1) if not all(map(is_blank, row))]
    if hours_per_unit is None and not rows:
        return None
    if hours_per_unit is None or not rows:
        raise ShapeError("times of a unit and capacity go together", argument="capacity")
    names = tuple(_word(row[0], number, "capacity") for number, row in rows)
    hours = [[_number(cell, number, "capacity", 0.0) for cell in row[1:]] for number, row in rows]
    return Capacity(names, hours_per_unit, np.array(hours, dtype=np.float64))


def _rows(table: object, argument: str, columns: tuple[str, ...]) -> Iterator[tuple[int, list[CellValue]]]:
    """Rows with their numbers; wholly blank ones are left out, as at the foot of a table."""
    grid = cast("Grid", table)
    if len(grid[0]) != len(columns):
        raise ShapeError(f"{len(columns)} columns expected: {', '.join(columns)}", argument=argument, got=len(grid[0]))
    return ((number, row) for number, row in enumerate(grid, 1) if not all(is_blank(cell) for cell in row))


def _delta(number: int, row: list[CellValue]) -> Delta:
    scenario, driver, item, change = (_word(row[column], number, "deltas") for column in (0, 1, 2, 5))
    first, last = (_number(row[column], number, "deltas", blank) for column, blank in ((3, -math.inf), (4, math.inf)))
    return Delta(
        scenario=scenario,
        driver=driver.lower().replace(" ", "_"),
        item=item,
        first=first,
        last=last,
        change=cast("Change", change.lower()),
        value=_number(row[6], number, "deltas", None),
    )


def _decision(number: int, row: list[CellValue]) -> Decision:
    scenario, decided_by, reason = (_word(row[column], number, "decisions") for column in (0, 2, 3))
    return Decision(scenario, _number(row[1], number, "decisions", None), decided_by, reason)


def _word(cell: CellValue, row: int, argument: str) -> str:
    if is_blank(cell):
        return ""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return f"{cell:g}"
    if isinstance(cell, str):
        return cell.strip()
    raise TypeMismatchError(f"row {row}: not a text", argument=argument, got=str(cell))


def _number(cell: CellValue, row: int, argument: str, blank: float | None) -> float:
    if is_blank(cell) and blank is not None:
        return blank
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell)
    raise TypeMismatchError(f"row {row}: not a number", argument=argument, got=str(cell), hint=_NO_HEADER)
