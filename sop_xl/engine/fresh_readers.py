"""Formulas behind arrays, calculated once more.

The engine orders its work by the cells that read one another as far as it knows them when it starts. What an array
fills is known only after it is calculated, and of formulas that read those cells through others the engine may then
calculate one before what it reads, and leave it so. Here every formula is written again, now that all arrays stand,
which makes the engine find the right order; when nothing changes by that, every value follows from those it reads.
Only arrays that read what others fill, directly or through formulas, have been seen to need it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, parse_area, split_sheet
from sop_xl.cells.formula import Formulas
from sop_xl.errors import SopError


def may_read_one_another(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], arrays: Mapping[CellAddress, Area]
) -> bool:
    """Whether an array reads a formula or what an array fills; yes where that cannot be told."""
    written = {sheet: list(found.areas) for sheet, found in formulas.items()}
    for sheet in {address.sheet for address in arrays}:
        filled = [area for address, area in arrays.items() if address.sheet == sheet]
        written.setdefault(sheet, []).append(_around(filled))
    for address in arrays:
        for precedent in workbook.precedents(str(address)).precedents:
            where = precedent.reference.resolved or precedent.reference.address
            if not where:
                return True
            sheet, text = split_sheet(where)
            try:
                area = parse_area(text)
            except SopError:  # a whole column, for instance
                return True
            if any(_meet(area, other) for other in written.get(sheet, ())):
                return True
    return False


def calculate_again(
    workbook: fz.Workbook,
    formulas: Mapping[str, Formulas],
    arrays: Collection[CellAddress],
    evaluate: Callable[[], None],
) -> bool:
    """Write every formula but those of arrays again and evaluate; tell whether a value changed."""
    areas = [(sheet, area) for sheet, found in formulas.items() for area in found.areas]
    before = [_values(workbook, sheet, area) for sheet, area in areas]
    for sheet, area in areas:
        for column in range(area.left, area.right + 1):
            texts = [
                None if CellAddress(sheet, row, column) in arrays else workbook.get_formula(sheet, row, column)
                for row in range(area.top, area.bottom + 1)
            ]
            for is_formula, run in itertools.groupby(enumerate(texts, start=area.top), key=lambda cell: bool(cell[1])):
                if is_formula:  # many at once; one by one the engine takes a hundred times as long
                    cells = list(run)
                    workbook.set_formulas_batch(sheet, cells[0][0], column, [[text] for _, text in cells])
    evaluate()
    return before != [_values(workbook, sheet, area) for sheet, area in areas]


def _around(areas: list[Area]) -> Area:
    tops, lefts, bottoms, rights = zip(*areas)
    return Area(min(tops), min(lefts), max(bottoms), max(rights))


def _meet(one: Area, other: Area) -> bool:
    rows = one.top <= other.bottom and other.top <= one.bottom
    return rows and one.left <= other.right and other.left <= one.right


def _values(workbook: fz.Workbook, sheet: str, area: Area) -> list[list[Any]]:
    rows: list[list[Any]] = workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area))
    return rows
