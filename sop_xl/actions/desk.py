"""Tables, settings and blocks of the template as actions use them: one trip for each block."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import udfs
from sop_xl.actions.port import Content, FormulaText, Place, WorkbookPort
from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area
from sop_xl.cells.dates import from_serial, to_serial
from sop_xl.cells.values import CellError, CellValue, Grid
from sop_xl.cycle.calendar import month_start
from sop_xl.errors import WorkbookError
from sop_xl.functions.call import call

Row = dict[str, object]
_SETTINGS = "Settings"
_SETTING_COLUMNS = (3, 4)  # value, and the name that formulas use
_TEMPLATE_HINT = "The action works on workbooks made by sop-xl new."


class Desk:
    """One workbook on the desk of an action; what was read once is not read again until it is written."""

    def __init__(self, port: WorkbookPort) -> None:
        self.port = port
        self._rows: dict[str, list[Row]] = {}
        self._inputs: dict[str, list[str]] = {}
        self._places: dict[str, Place | None] = {}
        self._setting_values: dict[str, CellValue] = {}

    # ---- structure

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Worksheets."""
        return self.port.sheets()

    def has_table(self, name: str) -> bool:
        """Tell whether the workbook has a table."""
        return name in self.port.tables()

    def table(self, name: str) -> Table:
        """Where a table stands."""
        found = self.port.tables().get(name)
        if found is None:
            raise WorkbookError(f"has no table {name}", argument=self.port.file_name, hint=_TEMPLATE_HINT)
        return found

    def has(self, name: str) -> bool:
        """Tell whether the workbook defines a name."""
        return self._place(name) is not None

    def place(self, name: str) -> Place:
        """Where a defined name points."""
        found = self._place(name)
        if found is None:
            raise WorkbookError(f"has no range named {name}", argument=self.port.file_name, hint=_TEMPLATE_HINT)
        return found

    def _place(self, name: str) -> Place | None:
        if name not in self._places:
            self._places[name] = self.port.place(name)
        return self._places[name]

    # ---- settings

    @cached_property
    def _setting_cells(self) -> dict[str, tuple[Place, Content]]:
        """Cell and contents of each setting, from one look at the sheet Settings."""
        if _SETTINGS not in self.sheets:
            raise WorkbookError("has no settings", argument=self.port.file_name, hint=_TEMPLATE_HINT)
        bottom = self.port.used(_SETTINGS).bottom
        left, right = _SETTING_COLUMNS
        whole = Place(_SETTINGS, Area(1, left, max(2, bottom), right))
        values, contents = self.port.read(whole), self.port.contents(whole)
        found: dict[str, tuple[Place, Content]] = {}
        for row, (value, content) in enumerate(zip(values, contents, strict=True), start=1):
            if isinstance(value[1], str) and " " not in value[1]:
                self._setting_values[value[1]] = value[0]
                found[value[1]] = Place(_SETTINGS, Area(row, left, row, left)), content[0]
        return found

    @property
    def settings(self) -> Mapping[str, CellValue]:
        """Values of the settings by the name that formulas use."""
        assert self._setting_cells is not None
        return self._setting_values

    def typed_settings(self) -> dict[str, CellValue]:
        """Settings that a user types; the calculated ones are left out."""
        cells = self._setting_cells
        return {n: self._setting_values[n] for n, (_, content) in cells.items() if not isinstance(content, FormulaText)}

    def setting(self, name: str) -> CellValue:
        """Value of a setting."""
        if name not in self.settings:
            raise WorkbookError(f"has no setting {name}", argument=self.port.file_name, hint=_TEMPLATE_HINT)
        return self.settings[name]

    def number(self, name: str) -> float:
        """A setting that is a number."""
        value = self.setting(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise WorkbookError("is not a number", argument=f"setting {name}", got=str(value))
        return float(value)

    @property
    def as_of(self) -> dt.date:
        """Planning date."""
        return _date(self.number("AsOf"), "setting AsOf")

    @property
    def first_plan_month(self) -> dt.date:
        """First month of the plan."""
        return month_start(self.as_of, 1)

    @property
    def unit(self) -> str:
        """Company and unit, as headers show them."""
        return text(self.setting("UnitName"))

    def set_setting(self, name: str, value: CellValue) -> None:
        """Write a setting."""
        self.setting(name)
        self.port.write(self._setting_cells[name][0], [[value]])
        self._setting_values[name] = value

    # ---- blocks and tables

    def block(self, name: str) -> Grid:
        """Values of a named block."""
        return self.port.read(self.place(name))

    def rows(self, name: str) -> list[Row]:
        """Rows of a table that are not empty, with dates in date columns as dates."""
        if name not in self._rows:
            table = self.table(name)
            grid = self.port.read(Place(table.sheet, table.data))
            self._rows[name] = [
                _record(table.columns, row) for row in grid if any(value is not None for value in row)
            ]  # fmt: skip
            filled = self._input_columns_of(table)
            self._rows[name] = [row for row in self._rows[name] if any(row[c] is not None for c in filled)]
        return self._rows[name]

    def write_rows(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Replace the rows of a table: its size first, then each run of input columns in one block."""
        table = self.table(name)
        inputs = self._input_columns_of(table)
        self.port.resize(name, max(1, len(rows)))
        table = self.table(name)
        filled: Sequence[Mapping[str, object]] = rows or [{}]
        for run in _runs([table.columns.index(column) for column in inputs]):
            columns = [table.columns[i] for i in run]
            left = table.area.left + run[0]
            place = Place(table.sheet, Area(table.data.top, left, table.data.bottom, left + len(run) - 1))
            self.port.write(place, [[cell(row.get(column)) for column in columns] for row in filled])
        self._rows.pop(name, None)

    def append_rows(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Put rows behind those that a table has."""
        if rows:
            self.write_rows(name, [*self.rows(name), *rows])

    def input_columns(self, name: str) -> list[str]:
        """Columns of a table that a user types."""
        return self._input_columns_of(self.table(name))

    def _input_columns_of(self, table: Table) -> list[str]:
        """Columns that hold no formula in the first row."""
        if table.name not in self._inputs:
            first = Area(table.data.top, table.area.left, table.data.top, table.area.right)
            row = zip(table.columns, self.port.contents(Place(table.sheet, first))[0], strict=True)
            self._inputs[table.name] = [column for column, content in row if not isinstance(content, FormulaText)]
        return self._inputs[table.name]


def compute(function: str, *arguments: object) -> Grid:
    """Result of a worksheet function on blocks, the same as in a cell; refusals stand in it as errors.

    Raises
    ------
    SopError
        The whole call was refused.
    """
    outcome = call(udfs.REGISTRY[function], arguments)
    reason = outcome.first_reason
    if reason is not None and len(outcome.grid) == 1 and len(outcome.grid[0]) == 1:
        raise reason
    return outcome.grid


_DATE_HEADS = frozenset(
    {
        "Month", "First month", "Last month", "Expires", "Raised", "Due", "Closed on", "Needed by", "Date", "Held on",
        "Milestone due", "Launch", "Phase-out", "Valid from", "Cycle", "From", "To", "Ordered", "Received",
        "Decided on",
    }
)  # fmt: skip


def _record(columns: Iterable[str], row: Sequence[CellValue]) -> Row:
    found: Row = {}
    for column, value in zip(columns, row, strict=True):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        found[column] = (from_serial(value) or value) if column in _DATE_HEADS and is_number else value  # type: ignore[arg-type]
    return found


def cell(value: object) -> Content:
    """A value of a row as a cell holds it."""
    if isinstance(value, dt.date):
        return to_serial(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    assert value is None or isinstance(value, (bool, int, float, str, CellError, FormulaText)), type(value)
    return value


def text(value: object) -> str:
    """A cell as text; blank is empty, a whole number has no decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def amount(value: object) -> float:
    """A cell as number; blank and text count nothing."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def day(value: object) -> dt.date | None:
    """A cell as date, or None."""
    if isinstance(value, dt.date):
        return value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return from_serial(float(value)) if is_number else None  # type: ignore[arg-type]


def _date(serial: float, what: str) -> dt.date:
    found = from_serial(serial)
    if found is None:
        raise WorkbookError("is not a date", argument=what, got=serial)
    return found


def _runs(positions: Sequence[int]) -> list[list[int]]:
    """Neighbouring positions together."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs
