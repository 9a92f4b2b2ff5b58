"""The small door to a workbook that actions are written against: live Excel behind it, or a package on disk.

Dates are serial numbers, blanks are ``None``, errors are ``CellError``: the same values on both sides. Each method is
one trip to Excel, so an action reads and writes whole blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sop_xl.book.inputs import Content, FormulaText
from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellValue, Grid


@dataclass(frozen=True)
class Place:
    """A rectangle on a sheet."""

    sheet: str
    area: Area


if TYPE_CHECKING:
    from sop_xl.actions.journal import Journal

__all__ = ["Block", "Content", "FormulaText", "Place", "Report", "WorkbookPort"]

Block = Sequence[Sequence[Content]]


@dataclass(frozen=True)
class Report:
    """A table that an action tells: on the terminal, and on a sheet of its own where ``sheet`` names one.

    ``formats`` are names of ``book.report_sheet.FORMATS``, one per column; text where none are given.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    formats: tuple[str, ...] = ()
    sheet: str | None = None

    def __post_init__(self) -> None:
        """Give every column a format."""
        if not self.formats:
            object.__setattr__(self, "formats", ("text",) * len(self.heads))
        widths = {len(self.heads), len(self.formats), *map(len, self.rows)}
        if len(widths) != 1:
            raise ValueError(f"{self.title}: heads, formats and rows of different lengths {sorted(widths)}")


class WorkbookPort(Protocol):
    """What actions may ask of a workbook."""

    @property
    def file_name(self) -> str:
        """Name of the file."""

    def sheets(self) -> tuple[str, ...]:
        """Names of the worksheets in the order of the tabs."""

    def place(self, name: str) -> Place | None:
        """Range that a defined name of the workbook stands for, if there is one."""

    def tables(self) -> Mapping[str, Table]:
        """Tables by name."""

    def used(self, sheet: str) -> Area:
        """Smallest area from A1 that holds every used cell of a sheet."""

    def links(self) -> Mapping[str, str]:
        """Other workbooks that formulas refer to: what stands between the brackets, and the target."""

    def file(self) -> bytes:
        """The workbook as a file, as it stands at this moment."""

    def undo_stack(self) -> list[Journal]:
        """Journals of the actions that can be taken back, the oldest first."""

    def keep_undo_stack(self, journals: list[Journal]) -> None:
        """Keep those journals from now on."""

    def read(self, place: Place) -> Grid:
        """Values of a block."""

    def contents(self, place: Place) -> list[list[Content]]:
        """What stands in a block: constants, and formulas where there are some."""

    def formulas(self, place: Place) -> list[list[str | None]]:
        """Texts of the formulas of a block; None for a constant."""

    def write(self, place: Place, block: Block) -> None:
        """Put constants and formulas into a block; ``None`` empties a cell."""

    def resize(self, table: str, rows: int) -> None:
        """Give a table that many data rows, at least one; rows that leave it are emptied."""

    def add_sheet(self, name: str) -> None:
        """Add a worksheet behind the last one."""

    def drop_sheet(self, name: str) -> None:
        """Remove a worksheet that an action has added."""

    def calculate(self) -> None:
        """Bring every formula up to date."""

    def show(self, report: Report) -> None:
        """Put a report on a sheet of its own, in the place of an earlier one of that name."""

    def progress(self, text: str) -> None:
        """Say what is being done."""
