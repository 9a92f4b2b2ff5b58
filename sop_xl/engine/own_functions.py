"""Functions of ours that the engine calls, and what becomes of one that fails.

The engine takes any exception for ``#VALUE!`` and goes on, and IFERROR would make a number of it that nobody can tell
from a right one. So the first exception is kept and raised when the engine comes back.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import formualizer as fz

from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value
from sop_xl.errors import CalculationError

_Result = TypeVar("_Result")
_GOES_ON = "dynamic dependency evaluation did not converge"  # as the engine says it
_MOST_STEPS = 200
_NO_MEMORY = re.compile(r"\bAlloc\b|memory allocation|out of memory")  # in what the engine says


class _Struck(threading.local):
    """What the first function failed with since this thread had the engine evaluate."""

    error: BaseException | None = None


_STRUCK = _Struck()


def register(
    workbook: fz.Workbook,
    name: str,
    function: Callable[..., Any],
    arguments: tuple[int, int | None],
    *,
    replaces: bool = False,
    volatile: bool = False,
) -> None:
    """Make a function known to a workbook, with the fewest and the most arguments that it takes."""

    def watched(*given: Any) -> Any:  # noqa: ANN401  # whatever the engine has in a cell
        try:
            if any(one.__class__ is float and not isfinite(one) for one in given):
                return error_value(CellError.NUM)  # the engine goes on with what has overflown; Excel does not
            return function(*given)
        except BaseException as error:
            _STRUCK.error = _STRUCK.error or error
            raise

    fewest, most = arguments
    workbook.register_function(
        name, watched, min_args=fewest, max_args=most, allow_override_builtin=replaces, deterministic=not volatile
    )


def evaluate_all(workbook: fz.Workbook) -> None:
    """Have the engine evaluate all that changed.

    It follows chains of INDIRECT and OFFSET a few steps at a time and gives up; asked again, it goes on from there.

    Raises
    ------
    CalculationError
        The engine cannot; and whatever a function of ours failed with.
    """
    for _ in range(_MOST_STEPS):
        try:
            _through(workbook.evaluate_all)
        except CalculationError as error:
            if _GOES_ON not in error.message:
                raise
        else:
            return
    raise CalculationError(f"references that are computed did not settle in {_MOST_STEPS} rounds")


def evaluate_cell(workbook: fz.Workbook, sheet: str, row: int, column: int) -> Any:  # noqa: ANN401  # of any kind
    """Value of a cell, evaluated where need be; raises as ``evaluate_all``."""
    return _through(lambda: workbook.evaluate_cell(sheet, row, column))


def engine_failed(doing: str, error: Exception) -> Exception:
    """What to raise where the engine raised an error: it could not ``load`` or ``calculate`` the workbook."""
    if _NO_MEMORY.search(str(error)):
        return MemoryError()
    return CalculationError(f"the engine cannot {doing} the workbook: {error}")


def _through(evaluation: Callable[[], _Result]) -> _Result:
    before, _STRUCK.error = _STRUCK.error, None  # a function of ours may have another workbook evaluated
    try:
        result = evaluation()
    except Exception as error:
        if _STRUCK.error is None:
            raise engine_failed("calculate", error) from error
    finally:
        struck, _STRUCK.error = _STRUCK.error, before
    if struck is not None:
        raise struck
    return result
