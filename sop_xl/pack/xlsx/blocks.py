"""Blocks as cells: tiles, tables, heat maps, texts."""

from __future__ import annotations

import math

from sop_xl.pack.formats import figure_text, sentence_text
from sop_xl.pack.look import (
    BAD_FILL,
    GOOD_FILL,
    HEAD_FILL,
    INK,
    MUTED,
    NAVY,
    PALE,
    PAST_FILL,
    VERMILION,
    WATCH_FILL,
    is_alarm,
    signal_fill,
)
from sop_xl.pack.model import Column, Figure, HeatMap, Row, Table, Text, Tiles
from sop_xl.pack.xlsx.canvas import CELL_WIDTH, FIRST, LABEL_WIDTH, SheetCanvas
from sop_xl.pack.xlsx.formats import CellStyle

SECTION = CellStyle(bold=True, size=12, ink=NAVY)
NOTE = CellStyle(size=9, ink=MUTED)
_SECTION_HEIGHT = 21.0
_TILE_SPAN = 3
_WIDEST_TEXT = 4  # columns
_ALIGNMENT = {"label": "left", "number": "right", "date": "right", "signal": "center"}


def write_tiles(canvas: SheetCanvas, block: Tiles) -> None:
    """Write the tiles row by row; the first one fills the label column."""
    small = CellStyle(size=9, ink=MUTED, fill=PALE, align="left")
    most = max(len(tile.lines) for tile in block.tiles)
    judged = any(tile.signal is not None for tile in block.tiles)
    for start in range(0, len(block.tiles), block.columns):
        column = FIRST
        for tile in block.tiles[start : start + block.columns]:
            span = 1 if column == FIRST else _TILE_SPAN
            value = CellStyle(tile.value.kind, bold=True, size=16, ink=NAVY, fill=PALE, align="left")
            canvas.text(canvas.row, column, tile.label, small, span)
            canvas.figure(canvas.row + 1, column, tile.value, value, span)
            row = canvas.row + 2
            if judged:
                word = tile.signal.word if tile.signal else ""
                style = CellStyle(size=9, bold=is_alarm(word), fill=signal_fill(word) or PALE)
                canvas.text(row, column, word, style, span)
                row += 1
            for i in range(most):
                canvas.text(row + i, column, sentence_text(tile.lines[i]) if i < len(tile.lines) else "", small, span)
            column += span
        canvas.sheet.set_row(canvas.row + 1, 24)
        canvas.row += 3 + judged + most


def write_table(canvas: SheetCanvas, table: Table) -> None:
    """Write heads and all rows; long texts take several columns."""
    canvas.line(table.title, SECTION, _SECTION_HEIGHT)
    if table.note:
        canvas.line(sentence_text(table.note), NOTE)
    spans = [_span(table, i) for i in range(len(table.columns))]
    _write_heads(canvas, [column.head for column in table.columns], table.columns, spans)
    for row in table.rows:
        column = FIRST
        most = 1
        for i, (spec, figure, span) in enumerate(zip(table.columns, row.cells, spans, strict=True)):
            canvas.figure(canvas.row, column, figure, _cell_style(spec, row, figure), span)
            if not figure.is_number:
                room = (LABEL_WIDTH if i == 0 else span * CELL_WIDTH) - 1
                most = max(most, math.ceil(len(figure.word) * 1.08 / room))
            column += span
        canvas.height(canvas.row, most)
        canvas.row += 1
    canvas.row += 1


def _span(table: Table, position: int) -> int:
    if position == 0 or table.columns[position].role != "text":
        return 1
    longest = max((len(row.cells[position].word) for row in table.rows), default=0)
    return min(max(math.ceil(longest / CELL_WIDTH), 1), _WIDEST_TEXT)


def _write_heads(canvas: SheetCanvas, heads: list[Figure], columns: tuple[Column, ...], spans: list[int]) -> None:
    at = FIRST
    most = 1
    for i, (head, column, span) in enumerate(zip(heads, columns, spans, strict=True)):
        align = _ALIGNMENT.get(column.role, "left")
        fill = PAST_FILL if column.past else HEAD_FILL
        style = CellStyle(
            head.kind,
            bold=True,
            size=9,
            fill=fill,
            wrap=True,
            line=True,
            align=align,
            indent=int(column.role == "text"),
        )
        canvas.figure(canvas.row, at, head, style, span)
        room = (LABEL_WIDTH if i == 0 else span * CELL_WIDTH) - 1
        most = max(most, math.ceil(len(figure_text(head)) * 1.1 / room))
        at += span
    canvas.height(canvas.row, most)
    canvas.row += 1


def _cell_style(column: Column, row: Row, figure: Figure) -> CellStyle:
    fill = PALE if row.total else PAST_FILL if column.past else None
    bold = row.total or column.role == "label"
    if column.role == "signal":
        fill = signal_fill(figure.word) or fill
        bold = bold or is_alarm(figure.word)
    return CellStyle(
        figure.kind,
        bold=bold,
        ink=MUTED if column.past and not row.total else INK,
        fill=fill,
        align=_ALIGNMENT.get(column.role),
        wrap=column.role in ("text", "label"),
        indent=int(column.role == "text"),
        line=True,
        top_line=row.total or row.section,
    )


def write_heat_map(canvas: SheetCanvas, chart: HeatMap) -> None:
    """Write the grid as a table with filled cells."""
    canvas.line(chart.title, SECTION, _SECTION_HEIGHT)
    if chart.note:
        canvas.line(sentence_text(chart.note), NOTE)
    columns = (Column(Figure(""), "label"), *(Column(category) for category in chart.categories))
    _write_heads(canvas, [column.head for column in columns], columns, [1] * len(columns))
    for label, figures in zip(chart.labels, chart.lines, strict=True):
        canvas.figure(canvas.row, FIRST, label, CellStyle(bold=True, line=True))
        for i, figure in enumerate(figures, start=1):
            style = CellStyle(chart.kind, line=True, align="right")
            if figure.is_number:
                over = figure.number > chart.act
                fill = BAD_FILL if over else WATCH_FILL if figure.number >= chart.watch else GOOD_FILL
                style = CellStyle(chart.kind, bold=over, fill=fill, line=True, align="right")
            canvas.figure(canvas.row, FIRST + i, figure, style)
        canvas.height(canvas.row, 1)
        canvas.row += 1
    canvas.row += 1


def write_text(canvas: SheetCanvas, block: Text) -> None:
    """Write the paragraphs, a row each."""
    ink = VERMILION if block.warning else NAVY
    canvas.line(block.title, CellStyle(bold=True, size=12, ink=ink), _SECTION_HEIGHT)
    for paragraph in block.paragraphs:
        canvas.line(sentence_text(paragraph), CellStyle())
    canvas.row += 1
