"""Functions of arrays that other functions give, done as Excel does them where the engine does not.

The engine counts the rows of an error as one and leaves blank elements of an array out of COUNTA; it does not stack
arrays of different sizes, nor take more rows than there are. Calls of that kind are written anew before anything is
calculated, or computed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import formualizer as fz

from sop_xl.cells.address import CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Formulas
from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value, given_back, same_error
from sop_xl.engine.engine_values import rows_of
from sop_xl.engine.own_functions import register
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.sop_text import mentions

_OWN = "SOP_XL_ARRAY_"
_COUNTING = ("ROWS", "COLUMNS", "COUNTA", "COUNT")
_CALL = re.compile(rf"(?<![\w.])((?:_XLFN\.)?(?:{'|'.join(_COUNTING)}|TAKE))\(", re.IGNORECASE)
_NOTHING = '""'  # for an argument left out, which the engine would pass as 0
_ARRAYS = (
    "CHOOSECOLS", "CHOOSEROWS", "DROP", "FILTER", "HSTACK", "SORT", "SORTBY", "TAKE", "TOCOL", "TOROW", "UNIQUE",
    "VSTACK",
)  # fmt: skip
_ARRAY = re.compile(rf"(?:_XLFN\.)?(?:_XLWS\.)?(?:{'|'.join(_ARRAYS)})\(.*", re.IGNORECASE | re.DOTALL)

_Rows = list[list[Any]]


def write_array_calls(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]
) -> None:
    """Write the calls anew that count the elements of arrays which functions give, or leave an argument of TAKE out."""
    new: dict[CellAddress, str] = {}
    for sheet, cells in formulas.items():
        for formula in cells.select(lambda text, _: mentions(text, _ARRAYS)):
            address = CellAddress(sheet, formula.row, formula.column)
            text = (workbook.get_formula(*address) or "").removeprefix("=") if address not in left_out else ""
            written = replace_calls(text, _CALL, _replaced)
            if written != text:
                new[address] = written
    if new:
        counts = (_count_rows, _count_columns, _count_all, _count_numbers)
        for name, count in zip(_COUNTING, counts, strict=True):
            register(workbook, f"{_OWN}{name}", count, (1, 1))
        write_formulas(workbook, new)


def register_shapes(workbook: fz.Workbook, formulas: Iterable[Formulas]) -> None:
    """Put our functions in the place of the engine's where formulas call them."""
    texts = [kind.text for cells in formulas for kind in cells.kinds()]
    functions: Mapping[str, tuple[Callable[..., Any], int, int]] = {
        "HSTACK": (_beside, 1, 255), "VSTACK": (_below, 1, 255), "TAKE": (_take, 2, 3), "DROP": (_drop, 2, 3),
    }  # fmt: skip
    for name, (function, fewest, most) in functions.items():
        if any(mentions(text, (name,)) for text in texts):
            for full in (name, f"_XLFN.{name}"):
                register(workbook, full, function, (fewest, most), replaces=True)


def _replaced(name: str, arguments: Sequence[str]) -> str | None:
    if name.endswith("TAKE"):
        return f"{name}({','.join(argument.strip() or _NOTHING for argument in arguments)})"
    if len(arguments) != 1 or not _ARRAY.fullmatch(arguments[0].strip()):
        return None
    return f"{_OWN}{name}({arguments[0]})"


def _count_rows(array: Any) -> Any:  # noqa: ANN401  # whatever a function gives
    return _passed_on(array) or float(len(rows_of(array)))


def _count_columns(array: Any) -> Any:  # noqa: ANN401
    return _passed_on(array) or float(max(map(len, rows_of(array))))


def _count_all(array: Any) -> float:  # noqa: ANN401
    return float(sum(map(len, rows_of(array))))


def _count_numbers(array: Any) -> float:  # noqa: ANN401
    return float(sum(value.__class__ in (float, int) for row in rows_of(array) for value in row))


def _passed_on(value: Any) -> Any:  # noqa: ANN401
    return same_error(value) if isinstance(value, dict) else None


def _beside(*arrays: Any) -> Any:  # noqa: ANN401
    parts = [rows_of(array) for array in arrays]
    height = max(map(len, parts))
    return [
        [value for part in parts for value in (given_back(part[row]) if row < len(part) else _missing(len(part[0])))]
        for row in range(height)
    ]


def _below(*arrays: Any) -> Any:  # noqa: ANN401
    rows = [row for array in arrays for row in rows_of(array)]
    width = max(map(len, rows))
    return [[*given_back(row), *_missing(width - len(row))] for row in rows]


def _take(array: Any, rows: Any, columns: Any = None) -> Any:  # noqa: ANN401
    return _cut(array, rows, columns, _taken)


def _drop(array: Any, rows: Any, columns: Any = None) -> Any:  # noqa: ANN401
    return _cut(array, rows, columns, _left)


def _cut(array: Any, rows: Any, columns: Any, part: Callable[[list[Any], int], list[Any]]) -> Any:  # noqa: ANN401
    rows, columns = (None if one in (None, "") else one for one in (rows, columns))
    error = next((one for one in (array, rows, columns) if isinstance(one, dict)), None)
    if error is not None:
        return _passed_on(error)
    if any(one is not None and one.__class__ not in (float, int) for one in (rows, columns)):
        return error_value(CellError.VALUE)
    found = rows_of(array) if rows is None else part(rows_of(array), int(rows))
    if columns is not None:
        found = [part(row, int(columns)) for row in found]
    return [given_back(row) for row in found] if found and found[0] else error_value(CellError.CALC)


def _taken(values: list[Any], count: int) -> list[Any]:
    return values[:count] if count >= 0 else values[count:]


def _left(values: list[Any], count: int) -> list[Any]:
    return values[count:] if count >= 0 else values[:count]


def _missing(count: int) -> list[Any]:
    return [error_value(CellError.NA)] * count
