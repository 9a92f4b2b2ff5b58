"""A sheet in the making: cells, merged texts, and rows that count from 0 as in the writer library."""

from __future__ import annotations

import math
from typing import Any

from sop_xl.cells.values import CellError, is_blank
from sop_xl.pack.look import NAVY, SKY, VERMILION, WHITE
from sop_xl.pack.model import Figure
from sop_xl.pack.xlsx.formats import CellStyle, Formats

FIRST = 1  # column B
LABEL_WIDTH, CELL_WIDTH = 30.0, 10.7  # characters
LABEL_PIXELS, CELL_PIXELS, ROW_PIXELS = 215, 80, 20
_CELLS = 22
_LINE_HEIGHT, _ROW_HEIGHT = 13.0, 15.0
_PLAIN_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


class SheetCanvas:
    """Writes one sheet from top to bottom."""

    def __init__(self, sheet: Any, formats: Formats, title: str, subtitle: str) -> None:  # noqa: ANN401
        self.sheet, self.formats = sheet, formats
        self.row = 0
        self.last_column = FIRST
        sheet.hide_gridlines(2)
        sheet.set_zoom(90)
        sheet.set_column(0, 0, 2)
        sheet.set_column(FIRST, FIRST, LABEL_WIDTH)
        sheet.set_column(FIRST + 1, FIRST + _CELLS, CELL_WIDTH)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        for text, height, style in (
            (title, 30, CellStyle(bold=True, size=18, ink=WHITE, fill=NAVY)),
            (subtitle, 18, CellStyle(ink=SKY, fill=NAVY)),
        ):
            sheet.set_row(self.row, height, formats(CellStyle(fill=NAVY)))
            self.text(self.row, FIRST, text, style)
            self.row += 1
        self.row += 1

    def text(self, row: int, column: int, text: str, style: CellStyle, span: int = 1) -> None:
        """Write a text, which never becomes a formula, over some columns."""
        self.last_column = max(self.last_column, column + span - 1)
        made = self.formats(style)
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", made)
        if text:
            self.sheet.write_string(row, column, text, made)
        else:
            self.sheet.write_blank(row, column, None, made)

    def figure(self, row: int, column: int, figure: Figure, style: CellStyle, span: int = 1) -> None:
        """Write a value: numbers as numbers in their format, Excel errors as errors."""
        value = figure.value
        if isinstance(value, CellError) and value.value in _PLAIN_ERRORS:
            made = self._spanned(row, column, CellStyle(ink=VERMILION, bold=True, align="center"), span)
            self.sheet.write_formula(row, column, f"={value.value}", made, value.value)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, self._spanned(row, column, style, span))
        elif isinstance(value, int | float):
            self.sheet.write_number(row, column, value, self._spanned(row, column, style, span))
        else:
            self.text(row, column, "" if is_blank(value) else figure.word, style, span)

    def _spanned(self, row: int, column: int, style: CellStyle, span: int) -> Any:  # noqa: ANN401
        self.last_column = max(self.last_column, column + span - 1)
        made = self.formats(style)
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", made)
        return made

    def height(self, row: int, lines: int) -> None:
        """Make a row as high as its lines need."""
        self.sheet.set_row(row, max(_ROW_HEIGHT + 3, lines * _LINE_HEIGHT + 5))

    def line(self, text: str, style: CellStyle, height: float | None = None) -> None:
        """Write a text on a row of its own."""
        self.text(self.row, FIRST, text, style)
        if height:
            self.sheet.set_row(self.row, height)
        self.row += 1

    def finish(self, footer: str, *, last_row: int | None = None) -> None:
        """Set what is printed: everything on as many pages as it takes, or all down to a row on one page."""
        self.sheet.print_area(0, 0, max(self.row - 1, 1) if last_row is None else last_row, self.last_column)
        self.sheet.fit_to_pages(1, 0 if last_row is None else 1)
        self.sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N")


def columns_of(width: float) -> int:
    """Number of columns that a width in pixels covers, the label column included."""
    return 1 + max(0, math.ceil((width - LABEL_PIXELS) / CELL_PIXELS))
