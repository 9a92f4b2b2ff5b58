"""Native functions that the embedded engine would get wrong, done here as Excel does them."""

from __future__ import annotations

from typing import Any

import formualizer as fz

from sop_xl.cells.values import CellError
from sop_xl.engine.sop_calls import error_of, error_value


def register_repairs(workbook: fz.Workbook) -> None:
    """Put our functions in the place of the engine's, under the name in files of newer functions too."""
    for prefix in ("", "_XLFN."):
        workbook.register_function(f"{prefix}UNIQUE", _unique, min_args=1, max_args=3, allow_override_builtin=True)


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
    found = [[_given_back(value) for value in row] for key, row in seen.items() if not exactly_once or counts[key] == 1]
    if not found:
        return error_value(CellError.CALC)
    return [list(column) for column in zip(*found, strict=True)] if by_column else found


def _key(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, dict):
        return "error", str(value.get("kind"))
    if isinstance(value, str):
        return "text", value.casefold()
    return type(value) is bool, value


def _given_back(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return error_value(error_of(value) or CellError.VALUE)
    return 0.0 if value is None else value  # a blank cell comes out as 0
