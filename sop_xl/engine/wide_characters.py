"""Characters beyond U+FFFF, such as most emoji: Excel counts them as two, or as one if the workbook is of a newer kind.

The engine counts them as one. Formulas that count the characters of such texts are found once the values are there, and
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Copies, Formulas, Spread, references
from sop_xl.engine.cell_tests import CellTest
from sop_xl.engine.doubts import WHOLE
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import cells_of
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import mentions

_COUNTING = ("FIND", "LEFT", "LEN", "MID", "REPLACE", "RIGHT", "SEARCH")
_MAKING = ("UNICHAR",)
_LAST_NARROW = "\uffff"
_TOLD = "counts characters that Excel may count as two"


def may_hold_wide_characters(formulas: Mapping[str, Formulas], *, only_ascii: bool) -> bool:
    """Whether a workbook holds letters beyond ASCII, or formulas that make them."""
    return not only_ascii or any(mentions(kind.text, _MAKING) for cells in formulas.values() for kind in cells.kinds())


def wide_characters_to_keep_for(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]
) -> dict[CellAddress, str]:
    """Formulas that count characters which Excel may count otherwise, with the reason."""
    wide, found = CellTest(workbook, _is_wide), dict[CellAddress, str]()
    for sheet, cells in formulas.items():
        named = {name.upper(): where for name, where in named_areas(workbook, sheet).items()}
        for copies in _counting(workbook, sheet, cells):
            read = references(copies.example, frozenset(named))
            areas = cells_of(sheet, copies, [one for one in read if one.upper() not in named])
            is_told = areas is not None and not WHOLE.search(copies.example) and not _makes_wide_ones(copies.example)
            if is_told and not wide.any_in([*(areas or ()), *_named(read, named)]):
                continue
            for position in copies.positions:
                address = CellAddress(sheet, *position)
                if address in left_out:
                    continue
                text = workbook.get_formula(*address) or ""
                places = [*_named(references(text, frozenset(named)), named), *_read_by(workbook, address)]
                if _makes_wide_ones(text) or wide.any_in(places):
                    found[address] = _TOLD
    return found


def _counting(workbook: fz.Workbook, sheet: str, cells: Formulas) -> Iterator[Copies]:
    for copies in cells.copies(_may_count):
        yield from engine_copies(workbook, sheet, copies.positions) if "[" in copies.example else [copies]


def _may_count(text: str | None, _: Spread) -> bool:
    return mentions(text, _COUNTING)


def _makes_wide_ones(text: str) -> bool:
    return _is_wide(text) or mentions(text, _MAKING)


def _named(read: Iterable[str], named: Mapping[str, tuple[str, Area]]) -> list[tuple[str, Area]]:
    return [named[one.upper()] for one in read if one.upper() in named]


def _read_by(workbook: fz.Workbook, address: CellAddress) -> Iterator[tuple[str, Area]]:
    for precedent in workbook.precedents(str(address)).precedents:
        where = area_of(precedent.reference.resolved or precedent.reference.address or "", address.sheet)
        if where is not None:
            yield where


def _is_wide(value: Any) -> bool:  # noqa: ANN401  # a cell of any kind
    return value.__class__ is str and bool(value) and max(value) > _LAST_NARROW
