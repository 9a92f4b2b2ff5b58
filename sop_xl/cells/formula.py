"""A formula as a sheet stores it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from sop_xl.cells.address import Area


class Spread(Enum):
    """How far the result of a formula reaches."""

    CELL = "one cell"
    FIXED = "array over a fixed range"  # entered with Ctrl+Shift+Enter
    DYNAMIC = "array that spills"


class Formula(NamedTuple):
    """A formula cell: position, text without ``=``, and the range that its array filled when it was saved.

    ``text`` is None for the followers of a shared formula, whose leader ``shared`` names by its group.
    """

    row: int
    column: int
    text: str | None
    spread: Spread = Spread.CELL
    area: Area | None = None
    shared: int | None = None


class FormulaKind(NamedTuple):
    """Formulas that differ in nothing but digits, such as the copies down a column."""

    text: str | None  # of one of them
    spread: Spread
    cells: int  # how many there are


class Copies(NamedTuple):
    """Formula cells of one kind.

    ``texts`` are their formulas, or None where all have the text of ``example``: which then is that of a shared
    formula, whose references move with the cell as seen from ``leader``, or one whose text names the row it stands in.
    """

    example: str
    spread: Spread
    positions: list[tuple[int, int]]
    texts: list[str] | None = None
    leader: tuple[int, int] | None = None


Wanted = Callable[[str | None, Spread], bool]


class Formulas(Protocol):
    """The formula cells of a sheet. There may be millions, so what is asked for is found without looking at each."""

    def __iter__(self) -> Iterator[Formula]:
        """Every formula cell, followers of shared formulas with their leader's text."""
        ...

    def __len__(self) -> int:
        """Number of formula cells."""
        ...

    @property
    def arrays(self) -> Sequence[Formula]:
        """Array formulas that filled more than their own cell when the workbook was saved."""
        ...

    @property
    def areas(self) -> Sequence[Area]:
        """Rectangles that hold every formula cell and little else."""
        ...

    def kinds(self) -> Iterable[FormulaKind]:
        """What formulas there are."""
        ...

    def select(self, wanted: Wanted) -> Iterator[Formula]:
        """Formula cells whose text and spread are wanted; the answer must not hang on the digits of a text."""
        ...

    def copies(self, wanted: Wanted) -> Iterator[Copies]:
        """The same cells many at a time, those of one kind together as far as they are at hand."""
        ...


class FormulaList(list[Formula]):
    """Formula cells at hand."""

    @property
    def arrays(self) -> Sequence[Formula]:
        """Array formulas that filled more than their own cell when the workbook was saved."""
        return [f for f in self if f.area is not None and f.area.rows * f.area.columns > 1]

    @property
    def areas(self) -> Sequence[Area]:
        """Rectangles that hold every formula cell and little else."""
        return covering((formula.row, formula.column) for formula in self)

    def kinds(self) -> Iterable[FormulaKind]:
        """What formulas there are."""
        counts = Counter((formula.text, formula.spread) for formula in self)
        return [FormulaKind(text, spread, count) for (text, spread), count in counts.items()]

    def select(self, wanted: Wanted) -> Iterator[Formula]:
        """Formula cells whose text and spread are wanted."""
        return (formula for formula in self if wanted(formula.text, formula.spread))

    def copies(self, wanted: Wanted) -> Iterator[Copies]:
        """The same cells, each by itself; leaders of shared formulas are not looked for."""
        for formula in self.select(wanted):
            if formula.text is not None:
                yield Copies(formula.text, formula.spread, [(formula.row, formula.column)], [formula.text])


_WASTE = 10_000  # cells of a rectangle that need not be formulas, and then as many again as are


def covering(positions: Iterable[tuple[int, int]]) -> list[Area]:
    """Rectangles that hold all positions without holding much more than them."""
    areas: list[Area] = []
    area, held = None, 0
    for row, column in sorted(positions):
        if area is not None:
            wider = Area(area.top, min(area.left, column), row, max(area.right, column))
            if wider.rows * wider.columns <= _WASTE + 2 * held:
                area, held = wider, held + 1
                continue
            areas.append(area)
        area, held = Area(row, column, row, column), 1
    return [*areas, area] if area is not None else areas


_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')
_CALL = re.compile(r"([A-Za-z_\\][\w.]*)\(")
_FUTURE_PREFIXES = ("_xlfn._xlws.", "_xlfn.")  # how files spell functions that are newer than the file format


def function_names(text: str) -> set[str]:
    """Names of the functions that a formula calls, in capitals and without the prefixes of newer functions."""
    names = set()
    for name in _CALL.findall(_TEXT.sub("", text)):
        for prefix in _FUTURE_PREFIXES:
            name = name.removeprefix(prefix)
        names.add(name.upper())
    return names


_REFERENCE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?[1-9]\d*(?::\$?[A-Z]{1,3}\$?[1-9]\d*)?(?![\w(])"
)
_NAME = re.compile(r"[A-Za-z_\\][\w.]*(?![\w.!(\[])")
_LITERAL = re.compile(r'"[^"]*"')


def references(text: str, names: frozenset[str]) -> list[str]:
    """Cells, ranges and defined names (given in capitals) that a formula mentions, each once, in reading order."""
    bare = _LITERAL.sub(lambda m: " " * len(m[0]), text)
    found = {match.start(): match[0] for match in _REFERENCE.finditer(bare)}
    taken = [(start, start + len(word)) for start, word in found.items()]
    for match in _NAME.finditer(bare):
        inside = any(start <= match.start() < end for start, end in taken)
        if match[0].upper() in names and not inside:
            found[match.start()] = match[0]
    return list(dict.fromkeys(found[start] for start in sorted(found)))
