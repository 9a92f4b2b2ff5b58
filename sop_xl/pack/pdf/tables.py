"""Tables: columns as wide as they need, text wrapped, numbers to the right, and never a row that vanishes."""

from __future__ import annotations

from dataclasses import dataclass

from sop_xl.pack.formats import figure_text, plural, sentence_text
from sop_xl.pack.look import HEAD_FILL, INK, LINE, MUTED, NAVY, PALE, PAST_FILL, VERMILION, is_alarm, signal_fill
from sop_xl.pack.model import Column, Figure, Row, Table
from sop_xl.pack.pdf.axes import SMALL_SIZE, TITLE_SIZE
from sop_xl.pack.pdf.pen import LEADING, Box, Pen, balanced, baseline_in, shortened, text_width, wrapped

_SIDE = 4.0  # margin left and right inside a cell
_TEXT_INDENT = 5.0  # keeps a text off the number on its left
_PILL_SIDE = 7.0  # and inside the pill of a signal
_TITLE_HEIGHT, _NOTE_AIR = 17.0, 4.0
_WIDEST_LABEL, _WIDEST_TEXT, _NARROWEST_TEXT = 190.0, 260.0, 46.0
_SMALLEST_FONT, _FONT_STEP = 5.6, 0.3
_MOST_HEAD_LINES, _MOST_LABEL_LINES, _MOST_TEXT_LINES = 3, 2, 6


@dataclass(frozen=True)
class Density:
    """How close the lines stand: font size, margin above and below, and the least height of a chart beside them."""

    font: float
    margin: float
    chart: float


class TableLayout:
    """A table fitted to a width."""

    def __init__(self, table: Table, width: float, density: Density) -> None:
        self.table, self.width, self.margin = table, width, density.margin
        self.font = density.font
        self.widths = self._fitted()
        while sum(self.widths) > width + 0.01 and self.font > _SMALLEST_FONT:
            self.font -= _FONT_STEP
            self.widths = self._fitted()
        surplus = width - sum(self.widths)
        if surplus < 0:
            self.widths = [w * width / sum(self.widths) for w in self.widths]
        else:
            self.widths = self._with_surplus(surplus)
        self._heads = [
            balanced(figure_text(column.head), self._room(i), self._head_font, bold=True, most=_MOST_HEAD_LINES)
            for i, column in enumerate(table.columns)
        ]
        self._head_height = max(map(len, self._heads), default=1) * self._head_font * LEADING + 2 * self.margin
        self._cells = [[self._lines(i, cell, row) for i, cell in enumerate(row.cells)] for row in table.rows]
        self._notes = wrapped(sentence_text(table.note), width, SMALL_SIZE) if table.note else []
        self._heights = [max(map(len, cells)) * self.font * LEADING + 2 * self.margin for cells in self._cells]

    @property
    def _head_font(self) -> float:
        return self.font - 0.6

    @property
    def _note_height(self) -> float:
        return len(self._notes) * SMALL_SIZE * LEADING + _NOTE_AIR if self._notes else 0.0

    @property
    def height(self) -> float:
        """Height that all rows need."""
        extra = (_TITLE_HEIGHT if self.table.title else 0.0) + self._note_height
        return extra + self._head_height + sum(self._heights)

    # ---- widths -----------------------------------------------------------------------------------------------

    def _fitted(self) -> list[float]:
        """Widths by contents; texts give way first."""
        needs = [self._need(i, column) for i, column in enumerate(self.table.columns)]
        wanted, least = [want for want, _ in needs], [low for _, low in needs]
        excess = sum(wanted) - self.width
        give = sum(wanted) - sum(least)
        if excess <= 0 or give <= 0:
            return wanted
        share = min(1.0, excess / give)
        return [want - (want - low) * share for want, low in needs]

    def _need(self, position: int, column: Column) -> tuple[float, float]:
        """Width that a column wants, and the least that it can do with."""
        head = figure_text(column.head)
        head_word = max((text_width(word, self._head_font, bold=True) for word in head.split()), default=0.0)
        texts = [(figure_text(row.cells[position]), row.total) for row in self.table.rows]
        cell = max((text_width(text, self.font, bold=total) for text, total in texts), default=0.0)
        if column.role == "signal":
            cell += 2 * (_PILL_SIDE - _SIDE) + 2
        margin = 2 * _SIDE
        if column.role == "label":
            wanted = max(min(cell, _WIDEST_LABEL), head_word)
            return wanted + margin, max(min(cell, _NARROWEST_TEXT * 1.4), head_word) + margin
        if column.role == "text":
            words = [text_width(word, self.font) for text, _ in texts for word in text.split()]
            word = min(max(words, default=0.0), 2 * _NARROWEST_TEXT)
            wanted = max(min(cell, _WIDEST_TEXT), head_word)
            margin += _TEXT_INDENT
            return wanted + margin, max(min(cell, _NARROWEST_TEXT), word, head_word) + margin
        width = max(cell, head_word) + margin
        return width, width

    def _with_surplus(self, surplus: float) -> list[float]:
        """Widths that fill the table: texts that are still wrapped first, then all alike."""
        widths = list(self.widths)
        for i, column in enumerate(self.table.columns):
            if column.role == "text":
                longest = max(
                    (text_width(figure_text(row.cells[i]), self.font) for row in self.table.rows), default=0.0
                )
                extra = min(surplus, max(0.0, longest + 2 * _SIDE + _TEXT_INDENT + 1 - widths[i]))
                widths[i] += extra
                surplus -= extra
        return [width + surplus / len(widths) for width in widths]

    def _room(self, position: int) -> float:
        """Width for the text of a column."""
        indent = _TEXT_INDENT if self.table.columns[position].role == "text" else 0.0
        return self.widths[position] - 2 * _SIDE - indent + 0.5

    def _lines(self, position: int, cell: Figure, row: Row) -> list[str]:
        column, text = self.table.columns[position], figure_text(cell)
        width = self._room(position)
        bold = row.total or column.role == "label"
        if column.role == "text":
            return wrapped(text, width, self.font, bold=bold, most=_MOST_TEXT_LINES)
        if column.role == "label":
            return wrapped(text, width, self.font, bold=bold, most=_MOST_LABEL_LINES)
        return [shortened(text, width, self.font, bold=bold)]

    # ---- drawing ----------------------------------------------------------------------------------------------

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw the table; rows that have no room are counted, and a closing total is always there."""
        rest = box
        if self.table.title:
            head, rest = rest.cut_top(_TITLE_HEIGHT)
            title = shortened(self.table.title, head.width, TITLE_SIZE, bold=True)
            pen.text(head.left, head.top - 10, title, TITLE_SIZE, NAVY, bold=True)
        lowest = box.top - min(self.height, box.height) + 3
        for above, note in enumerate(reversed(self._notes)):
            pen.text(box.left, lowest + above * SMALL_SIZE * LEADING, note, SMALL_SIZE, MUTED)
        rest = Box(rest.left, rest.bottom + self._note_height, rest.width, rest.height - self._note_height)
        strip, rest = rest.cut_top(self._head_height)
        self._draw_head(pen, strip)
        shown, hidden = self._split(rest.height)
        edges: list[tuple[Box, int]] = []
        for position in shown:
            if hidden and position == len(self._heights) - 1:
                rest = self._say_hidden(pen, rest, hidden)
                hidden = 0
            strip, rest = rest.cut_top(self._heights[position])
            self._draw_row(pen, strip, position)
            edges.append((strip, position))
        if hidden:
            self._say_hidden(pen, rest, hidden)
        for strip, position in edges:  # last, because cells are filled up to their edges
            row = self.table.rows[position]
            pen.line([(strip.left, strip.bottom), (strip.right, strip.bottom)], LINE, 0.4)
            if row.total or row.section:
                pen.line([(strip.left, strip.top), (strip.right, strip.top)], MUTED, 0.6)

    def _split(self, height: float) -> tuple[list[int], int]:
        """Rows that fit, and how many do not."""
        count = len(self._heights)
        if sum(self._heights) <= height + 0.5:
            return list(range(count)), 0
        keeps_total = self.table.rows[-1].total
        height -= self.font * LEADING + 2 * self.margin + (self._heights[-1] if keeps_total else 0.0)
        shown: list[int] = []
        for position in range(count - keeps_total):
            height -= self._heights[position]
            if height < 0:
                break
            shown.append(position)
        if keeps_total:
            shown.append(count - 1)
        return shown, count - len(shown)

    def _say_hidden(self, pen: Pen, rest: Box, hidden: int) -> Box:
        strip, rest = rest.cut_top(self.font * LEADING + 2 * self.margin)
        text = f"and {hidden} more {plural(hidden, 'row', 'rows')} {self.table.rest}".rstrip()
        pen.text(strip.left + _SIDE, baseline_in(strip, self.font), text, self.font, MUTED)
        return rest

    def _draw_head(self, pen: Pen, strip: Box) -> None:
        pen.fill(strip, HEAD_FILL)
        left = strip.left
        for column, width, lines in zip(self.table.columns, self.widths, self._heads, strict=True):
            block = len(lines) * self._head_font * LEADING
            top = strip.bottom + (strip.height + block) / 2
            for row, line in enumerate(lines):
                y = top - self._head_font * (0.86 + row * LEADING)
                self._aligned(pen, column, left, width, y, line, self._head_font, INK, bold=True)
            left += width

    def _draw_row(self, pen: Pen, strip: Box, position: int) -> None:
        row = self.table.rows[position]
        if row.total:
            pen.fill(strip, PALE)
        left = strip.left
        for i, width in enumerate(self.widths):
            cell = Box(left, strip.bottom, width, strip.height)
            self._draw_cell(pen, cell, position, i)
            left += width

    def _draw_cell(self, pen: Pen, cell: Box, position: int, i: int) -> None:
        column, row, lines = self.table.columns[i], self.table.rows[position], self._cells[position][i]
        figure = row.cells[i]
        ink, bold = INK, row.total or column.role == "label"
        if column.past and not row.total:
            pen.fill(cell, PAST_FILL)
            ink = MUTED
        if column.role == "signal" and (fill := signal_fill(figure.word)):
            words = (text_width(r.cells[i].word, self.font, bold=True) for r in self.table.rows)
            wide = min(max(words) + 2 * _PILL_SIDE, cell.width - 2)
            tall = min(self.font * LEADING + 2.5, cell.height - 1.5)
            pill = Box(cell.left + (cell.width - wide) / 2, cell.bottom + (cell.height - tall) / 2, wide, tall)
            pen.fill(pill, fill, radius=2.5)
            bold = bold or is_alarm(figure.word)
        if figure.is_error:
            ink, bold = VERMILION, True
        block = len(lines) * self.font * LEADING
        top = cell.bottom + (cell.height + block) / 2
        for row_of_text, line in enumerate(lines):
            y = top - self.font * (0.88 + row_of_text * LEADING)
            self._aligned(pen, column, cell.left, cell.width, y, line, self.font, ink, bold=bold)

    @staticmethod
    def _aligned(
        pen: Pen, column: Column, left: float, width: float, y: float, text: str, size: float, ink: str, *, bold: bool
    ) -> None:
        if column.role in ("number", "date"):
            pen.text(left + width - _SIDE, y, text, size, ink, bold=bold, align="right")
        elif column.role == "signal":
            pen.text(left + width / 2, y, text, size, ink, bold=bold, align="centre")
        else:
            indent = _TEXT_INDENT if column.role == "text" else 0.0
            pen.text(left + _SIDE + indent, y, text, size, ink, bold=bold)
