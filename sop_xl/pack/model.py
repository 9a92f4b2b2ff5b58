"""The executive pack as pages of blocks: what is shown and where it comes from, not how it is drawn.

Every number is a ``Figure`` that names the cells it comes from; a figure without a source cannot be made. Writers
read this model and nothing else, so that all formats of the pack say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from sop_xl.cells.address import quote_sheet
from sop_xl.cells.dates import from_serial
from sop_xl.cells.values import CellError, CellValue, is_blank
from sop_xl.errors import InternalError, WorkbookError

NOT_AVAILABLE = "n/a"  # what a sheet shows where there is nothing to compare with


class NothingToShowError(WorkbookError):
    """A figure that the company gives no data for: a page says so, and nothing is wrong with it."""


Kind = Literal[
    "text", "units", "money", "thousands", "millions", "pct", "days", "months", "date", "month",
    "delta", "thousands_delta", "millions_delta", "pct_delta",
]  # fmt: skip


class Rule(StrEnum):
    """How the value of a figure follows from its cells."""

    VALUE = "value"  # the cell itself
    SUM = "sum"
    COUNT = "count"  # number of the cells
    SHARE = "share"  # sum of all cells but the last, divided by the last


def apply_rule(rule: Rule, values: Sequence[float]) -> float:
    """Value that a rule gives for the values of its cells."""
    if rule is Rule.COUNT:
        return float(len(values))
    if rule is Rule.SUM:
        return float(sum(values))
    if rule is Rule.SHARE:
        return float(sum(values[:-1]) / values[-1])
    return values[0]


@dataclass(frozen=True)
class Source:
    """Cells of one sheet that a figure comes from."""

    workbook: str
    sheet: str
    cells: tuple[str, ...]
    rule: Rule = Rule.VALUE

    def __str__(self) -> str:
        """``'Finance review'!G43``, with the rule in front where it is not the cell itself."""
        cells = f"{quote_sheet(self.sheet)}!{', '.join(self.cells)}"
        return cells if self.rule is Rule.VALUE else f"{self.rule} of {cells}"


@dataclass(frozen=True)
class Figure:
    """A value with its format and its origin; texts may come from anywhere, numbers may not."""

    value: CellValue
    kind: Kind = "text"
    source: Source | None = None

    def __post_init__(self) -> None:
        """Refuse a number that nobody could trace."""
        if self.is_number and self.source is None:
            raise InternalError("a number of the pack has no source", got=self.value)

    @property
    def is_number(self) -> bool:
        """Tell whether the value is a number (or a date, which cells hold as a number)."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def is_error(self) -> bool:
        """Tell whether the cell shows an Excel error."""
        return isinstance(self.value, CellError)

    @property
    def is_unknown(self) -> bool:
        """Tell whether the cell says that there is nothing to compare with."""
        return self.value == NOT_AVAILABLE

    @property
    def number(self) -> float:
        """The value as a number.

        Raises
        ------
        WorkbookError
            The cell holds an error, a text or nothing.
        """
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return float(self.value)
        if self.is_unknown:
            raise NothingToShowError("the company gives no data for this", argument=str(self.source or "a cell"))
        shown = "is blank" if is_blank(self.value) else f"shows {self.value}"
        where = str(self.source) if self.source else "a cell of the pack"
        raise WorkbookError(f"{where} {shown} where a number is needed", hint="Mend the cell and run again.")

    @property
    def word(self) -> str:
        """The value as a text; blank where the cell is."""
        return "" if self.value is None else str(self.value)

    def shown_as(self, kind: Kind) -> Figure:
        """The same value in another format."""
        return replace(self, kind=kind)


def derived(rule: Rule, figures: Sequence[Figure], kind: Kind) -> Figure:
    """A figure made of the cells of other figures of one sheet.

    Raises
    ------
    WorkbookError
        One of the cells holds no number.
    """
    sources = [figure.source for figure in figures if figure.source is not None]
    if not sources or len({(source.workbook, source.sheet) for source in sources}) != 1:
        raise InternalError("figures of one sheet are needed to derive another", got=len(sources))
    values = [0.0 if rule is Rule.COUNT else figure.number for figure in figures]
    cells = tuple(cell for source in sources for cell in source.cells)
    return Figure(apply_rule(rule, values), kind, Source(sources[0].workbook, sources[0].sheet, cells, rule))


Sentence = tuple[str | Figure, ...]

Role = Literal["label", "text", "number", "date", "signal"]
Tone = Literal["main", "target", "past", "ahead", "second", "good", "bad", "plain"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a page; ``width`` is its share of the band in which it stands."""

    title: str = ""
    note: Sentence = ()
    width: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Text(Block):
    """Paragraphs; a warning says what is missing."""

    paragraphs: tuple[Sentence, ...]
    warning: bool = False


@dataclass(frozen=True)
class Tile:
    """A key figure with what it is compared to and its signal."""

    label: str
    value: Figure
    lines: tuple[Sentence, ...] = ()
    signal: Figure | None = None


@dataclass(frozen=True, kw_only=True)
class Tiles(Block):
    """Key figures side by side."""

    tiles: tuple[Tile, ...]
    columns: int


@dataclass(frozen=True)
class Column:
    """A column of a table: head, what it holds, and whether it lies in the past."""

    head: Figure
    role: Role = "number"
    past: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; a total is set apart, and a row that starts a section has a line above it."""

    cells: tuple[Figure, ...]
    total: bool = False
    section: bool = False


@dataclass(frozen=True, kw_only=True)
class Table(Block):
    """A table of values; ``rest`` says where the rows are that a writer has no room for."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rest: str = ""


@dataclass(frozen=True)
class Series:
    """Values of a chart, one per category; the tone says what they are."""

    name: str
    values: tuple[Figure, ...]
    tone: Tone = "main"


@dataclass(frozen=True, kw_only=True)
class Chart(Block):
    """A picture of figures of one kind over categories."""

    kind: Kind
    categories: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Columns(Chart):
    """Stacked columns with lines over them; lines of another kind have an axis of their own.

    Series of tone ``plain`` are told apart by their position.
    """

    columns: tuple[Series, ...]
    lines: tuple[Series, ...] = ()
    line_kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Horizontal bars, grouped by category; of a single series each bar may have a tone and a word."""

    series: tuple[Series, ...]
    tones: tuple[Tone, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ranges(Chart):
    """Marks of each category joined by a line, with the size of the gap written beside it."""

    marks: tuple[Series, ...]
    gaps: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """Steps from one total to another; ``totals`` holds the positions that are levels, not changes."""

    steps: tuple[Figure, ...]
    totals: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """A grid of values: categories across, one line of figures per label."""

    labels: tuple[Figure, ...]
    lines: tuple[tuple[Figure, ...], ...]
    watch: float
    act: float


@dataclass(frozen=True)
class Page:
    """A page: what it is about, its message, its bands of blocks, and what is wrong with it."""

    title: str
    headline: Sentence
    bands: tuple[tuple[Block, ...], ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The whole pack; ``reasons`` say why it is incomplete, or what is to be known although it is complete."""

    company: str
    title: str
    cycle: str
    currency: str
    as_of: Figure
    run_id: str
    complete: bool
    reasons: tuple[str, ...]
    cover: tuple[tuple[Block, ...], ...]
    pages: tuple[Page, ...]

    @property
    def planning_date(self) -> dt.date | None:
        """Planning date, or None where the workbook tells none."""
        return from_serial(self.as_of.number) if self.as_of.is_number else None
