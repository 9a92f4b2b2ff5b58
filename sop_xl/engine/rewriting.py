"""Formulas of the engine written anew, those below one another at once: one by one it takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import formualizer as fz

from sop_xl.cells.address import CellAddress


def write_formulas(workbook: fz.Workbook, formulas: Mapping[CellAddress, str]) -> None:
    """Put formulas, without the equals sign, into their cells."""
    ordered = enumerate(sorted(formulas, key=lambda at: (at.sheet, at.column, at.row)))
    for _, run in groupby(ordered, key=lambda item: (item[1].sheet, item[1].column, item[1].row - item[0])):
        cells = [address for _, address in run]
        workbook.set_formulas_batch(*cells[0], [[f"={formulas[address]}"] for address in cells])
