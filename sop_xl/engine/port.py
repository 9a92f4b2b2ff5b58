"""What an engine takes and gives; the rest of the program knows no engine by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from sop_xl.book.hidden_rows import HiddenRows
from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.cells.values import EXCEL_MAX_ROWS, CellValue
from sop_xl.engine.values import Rows, Values, value_at
from sop_xl.errors import SopError

FOREIGN = "foreign function"  # how the reason of a cell begins that calls one


@dataclass(frozen=True)
class CalculationRequest:
    """A workbook to be calculated.

    Attributes
    ----------
    package : callable
        Makes the calculation copy (see ``book.calculation_copy``), which need not outlive its being read.
    formulas : mapping
        Formula cells by sheet.
    as_of : date
        What TODAY and NOW give; the planning date.
    kept : mapping
        Formula cells that the copy holds as constants, with the reason why they are not to be calculated.
    narrowed : set of CellAddress
        Plain formulas with ranges of which Excel takes one cell; the copy holds them asleep (see ``engine.narrowing``).
    ranges : frozenset of str
        Defined names (in capitals) that stand for more than one cell.
    error_cells : mapping
        Positions by sheet of the cells that the file shows as errors, formulas or not.
    obstacles : mapping
        Areas by sheet over which no array may spill: tables and merged cells.
    hidden : mapping
        The sheets that do not show all rows.
    last_row : callable
        The last row that a sheet's file holds.
    plain : callable
        A formula, and the sheet it stands on, to the formula with tables and names as cells.
    only_ascii : bool
        Whether the workbook is known to hold no letter beyond ASCII; then the case of others is not asked for.
    reaches_far : bool
        Whether names or tables reach into columns of three letters.
    calls_ours : bool
        Whether formulas or names may call SOP functions.
    date1904 : bool
        Whether dates count from 1904.
    iterate, iterations, max_change
        Excel's iterative calculation settings.
    processes : int
        How many may work on it side by side.
    """

    package: Callable[[], bytes]
    formulas: Mapping[str, Formulas]
    as_of: dt.date
    kept: Mapping[CellAddress, str] = field(default_factory=dict)
    narrowed: Set[CellAddress] = frozenset()
    ranges: frozenset[str] = frozenset()
    error_cells: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    obstacles: Mapping[str, Sequence[Area]] = field(default_factory=dict)
    hidden: Mapping[str, HiddenRows] = field(default_factory=dict)
    last_row: Callable[[str], int] = lambda _: EXCEL_MAX_ROWS
    plain: Callable[[str, str], str] = lambda text, _: text
    only_ascii: bool = False
    reaches_far: bool = False
    calls_ours: bool = True
    date1904: bool = False
    iterate: bool = False
    iterations: int = 100
    max_change: float = 0.001
    processes: int = 1


@dataclass(frozen=True)
class Calculated:
    """What came out.

    Attributes
    ----------
    values : Values
        Values of formula cells and of the cells that their arrays fill.
    formulas : mapping
        The formula cells of the request.
    spills : mapping
        Area that an array formula fills, by its cell; its own cell where nothing is said.
    sop_calls : int
        Calls of SOP functions that were computed.
    reasons : mapping
        Why a cell holds an error, where an SOP function knows.
    origins : mapping
        The cell that an error came from, where it came from another cell.
    not_calculated : mapping
        Formula cells that were kept or could not be calculated, and all that depend on them, with the reason;
        their values are not to be used.
    """

    values: Values
    formulas: Mapping[str, Formulas]
    spills: Mapping[CellAddress, Area]
    sop_calls: int
    reasons: Mapping[CellAddress, SopError] = field(default_factory=dict)
    origins: Mapping[CellAddress, CellAddress] = field(default_factory=dict)
    not_calculated: Mapping[CellAddress, str] = field(default_factory=dict)

    def formula(self, address: CellAddress) -> str | None:
        """Formula of a cell, also of one that an array formula fills, without the equals sign."""
        home = next(
            (
                CellAddress(address.sheet, home.row, home.column)
                for home, area in self.spills.items()
                if home.sheet == address.sheet and area.contains(address.row, address.column)
            ),
            address,
        )
        for found in self.formulas.get(address.sheet, ()):
            if (found.row, found.column) == (home.row, home.column):
                return found.text
        return None

    def value(self, sheet: str, row: int, column: int) -> CellValue:
        """Value of a cell."""
        return value_at(self.values, CellAddress(sheet, row, column))

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row."""
        return self.values.rows(sheet, area)


class Engine(Protocol):
    """Calculates the formulas of one workbook, native and SOP functions alike."""

    name: str
    native_only: bool  # knows no SOP function; see batch.layers

    def unsupported(self, functions: Iterable[str]) -> set[str]:
        """Those of some functions (in capitals) that the engine cannot calculate."""
        ...

    def problem(self, text: str, spread: Spread, ranges: frozenset[str]) -> str | None:
        """Why a formula of known functions cannot be calculated, or None.

        ``ranges`` are the defined names (in capitals) that stand for more than one cell.
        """
        ...

    def narrows(self, text: str, spread: Spread, ranges: frozenset[str]) -> bool:
        """Tell whether a formula without a problem has ranges of which Excel takes one cell, which has to be told."""
        ...

    def calculate(self, request: CalculationRequest) -> Calculated:
        """Calculate every formula of the workbook.

        Raises
        ------
        CalculationError
            The workbook as a whole cannot be calculated.
        """
        ...
