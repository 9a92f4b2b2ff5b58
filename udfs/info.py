"""Worksheet functions about other cells."""

from __future__ import annotations

from typing import Annotated

from sop_xl.cells.values import Grid
from sop_xl.functions.definition import Arg, Example, Result
from sop_xl.functions.registry import worksheet_function
from sop_xl.functions.why import why


@worksheet_function(
    "SOP_WHY",
    category="Help",
    source="sop_xl",
    examples=[Example.of("=SOP_WHY(1)", "No error in this cell.")],
    takes_errors=True,
    takes_reference=True,
)
def explain_cell(
    cell: Annotated[object, Arg("The cell whose error is to be explained")],
) -> Annotated[str, Result("The reason of the error and what to do about it")]:
    """Reason and remedy of the error in a cell.

    For a cell with an SOP function the host calls the function once more and reports what it refused. Given a mere
    value, or the error of a native formula, it tells what the error means in general.
    """
    grid: Grid = cell  # type: ignore[assignment]  # arguments of kind ANY arrive as grids
    return why(grid[0][0], None)
