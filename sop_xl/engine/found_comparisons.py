"""Which formulas of a workbook compare or end in a difference, found in their texts before anything is known.

Nothing here asks the engine, so that it can be done while the engine calculates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Copies, Formulas, Spread
from sop_xl.engine.compared_cells import Looked, Operand, Readers, cells_at, joined, together
from sop_xl.engine.comparisons import Comparisons, long_sides
from sop_xl.engine.long_numbers import cells_of, is_plain_reference
from sop_xl.engine.ordered_texts import OrderedSearch, may_order_texts, ordered_search

_FAR_REFERENCE = re.compile(r"(?<![A-Za-z_.])[A-Za-z]{3}(?:\$?\d|:\$?[A-Za-z]{1,3}\b)")
_LAST_OF_TWO_LETTERS = 702


class Asked(NamedTuple):
    """Formulas that are asked one by one, if the cells that they compare hold numbers of many digits."""

    addresses: list[CellAddress]
    cells: list[tuple[str, Area]] | None


class Moving(NamedTuple):
    """Formulas with one text that stands for other cells in each of them: only the engine tells which."""

    sheet: str
    positions: list[tuple[int, int]]
    cells: list[tuple[str, Area]] | None  # as in ``Asked``, where that is what has to be done


@dataclass
class FoundComparisons:
    """Formulas by what has to be known of them.

    Attributes
    ----------
    looked : list of Looked
        Comparisons of cells and constants.
    asked, moving : lists
        Formulas that compare something else, and those of which only the engine knows what they compare.
    differences : list of Operand
        Formulas that end in a sum or difference; ``arrays`` are those that may fill more than a cell.
    ordered : list of OrderedSearch
        Formulas that may compare texts by order.
    reaches_far : bool
        Whether formulas may stand in or refer to columns of three letters.
    """

    looked: list[Looked] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    differences: list[Operand] = field(default_factory=list)
    arrays: set[CellAddress] = field(default_factory=set)
    ordered: list[OrderedSearch] = field(default_factory=list)
    reaches_far: bool = False


def find_comparisons(
    formulas: Mapping[str, Formulas], left_out: Collection[CellAddress], *, letters: bool, reaches_far: bool = False
) -> FoundComparisons:
    """Look through the formulas of a workbook but for those that are left out; names and tables may reach far."""
    found = FoundComparisons()
    search = _Search(found, letters=letters)
    kept: dict[str, set[tuple[int, int]]] = {}
    for address in left_out:
        kept.setdefault(address.sheet, set()).add((address.row, address.column))
    for sheet, cells in formulas.items():
        differences = len(found.differences)
        for copies in cells.copies(search.concern):
            search.sort(sheet, _without(copies, kept[sheet]) if sheet in kept else copies)
        here = found.differences[differences:]
        found.differences[differences:] = [joined(here)] if here else []
    found.looked = together(found.looked)
    found.reaches_far = reaches_far or any(map(_reach_far, formulas.values()))
    return found


def reach_far(names: Iterable[str], tables: Iterable[Area]) -> bool:
    """Whether what names stand for, or tables, reach into columns of three letters."""
    return any(map(_FAR_REFERENCE.search, names)) or any(area.right > _LAST_OF_TWO_LETTERS for area in tables)


def _reach_far(formulas: Formulas) -> bool:
    if any(area.right > _LAST_OF_TWO_LETTERS for area in formulas.areas):
        return True
    return any(kind.text is not None and _FAR_REFERENCE.search(kind.text) for kind in formulas.kinds())


class _Search:
    """Sorts formulas into what is found."""

    def __init__(self, found: FoundComparisons, *, letters: bool) -> None:
        self._found, self._letters = found, letters
        self.comparisons = Comparisons(letters=letters)
        self._readers = Readers()

    def concern(self, text: str | None, spread: Spread) -> bool:
        """Whether something has to be known of a formula."""
        return self.comparisons.concern(text, spread) or may_order_texts(text, spread)

    def sort(self, sheet: str, copies: Copies) -> None:
        """Add formulas of one kind to where they belong."""
        if not copies.positions:
            return
        if self.comparisons.ends_in_difference(copies.example):
            self._found.differences.append(cells_at(sheet, copies.positions))
            if copies.spread is not Spread.CELL:
                self._found.arrays.update(CellAddress(sheet, *position) for position in copies.positions)
        if may_order_texts(copies.example, copies.spread):
            self._found.ordered.append(ordered_search(sheet, copies))
        if self.comparisons.compares(copies.example):
            self._sort_comparisons(sheet, copies)

    def _sort_comparisons(self, sheet: str, copies: Copies) -> None:
        if copies.texts is None and not self._letters:
            self._found.moving.append(Moving(sheet, copies.positions, _compared_cells(sheet, copies)))
            return
        looked = None if self._letters else self._readers.looked_at(sheet, copies)
        if looked is not None:
            self._found.looked += looked
            return
        addresses = [CellAddress(sheet, *position) for position in copies.positions]
        self._found.asked.append(Asked(addresses, None if self._letters else _compared_cells(sheet, copies)))


def _compared_cells(sheet: str, copies: Copies) -> list[tuple[str, Area]] | None:
    """Cells whose numbers formulas compare; None where they compare others too."""
    sides = long_sides(copies.example)
    return cells_of(sheet, copies, sides) if all(map(is_plain_reference, sides)) else None


def _without(copies: Copies, left_out: set[tuple[int, int]]) -> Copies:
    keep = [at for at, position in enumerate(copies.positions) if position not in left_out]
    if len(keep) == len(copies.positions):
        return copies
    texts = copies.texts and [copies.texts[at] for at in keep]
    return copies._replace(positions=[copies.positions[at] for at in keep], texts=texts)
