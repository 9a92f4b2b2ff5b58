"""Ranges written from their end, ``B9:B2``, of which the engine makes nothing; Excel reads them as ``B2:B9``.

Programs write them where a list is empty, and copies of ``SUM(B$3:B2)`` hold them. They are looked for only after the
engine gave up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import formualizer as fz

from sop_xl.cells.address import CellAddress, column_number
from sop_xl.cells.formula import Formulas
from sop_xl.engine.rewriting import write_formulas

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_RANGE = re.compile(rf"\"[^\"]*\"|'[^']*'|(?<![\w.$]){_CELL}:{_CELL}(?![\w(])", re.IGNORECASE)


def turn_backward_ranges(workbook: fz.Workbook, formulas: Mapping[str, Formulas]) -> bool:
    """Write the formulas that hold such ranges anew; tell whether there were any."""
    turned: dict[CellAddress, str] = {}
    for sheet, cells in formulas.items():
        for area in cells.areas:
            rows = workbook.sheet(sheet).get_formulas(fz.RangeAddress(sheet, *area))
            for row, texts in enumerate(rows, start=area.top):
                for column, text in enumerate(texts, start=area.left):
                    if text and ":" in text and (new := forward(text)) != text:
                        turned[CellAddress(sheet, row, column)] = new
    write_formulas(workbook, turned)
    return bool(turned)


def forward(text: str) -> str:
    """The formula with every range from its first row and column to its last."""
    return _RANGE.sub(_forward, text).removeprefix("=")


def _forward(match: re.Match[str]) -> str:
    if match[2] is None:
        return match[0]
    columns = sorted(((match[1], match[2]), (match[5], match[6])), key=lambda side: column_number(side[1]))
    rows = sorted(((match[3], match[4]), (match[7], match[8])), key=lambda side: int(side[1]))
    return ":".join("".join((*column, *row)) for column, row in zip(columns, rows, strict=True))
