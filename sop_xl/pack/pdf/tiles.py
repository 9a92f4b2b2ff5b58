"""Tiles of key figures, and paragraphs of text."""

from __future__ import annotations

from sop_xl.pack.formats import figure_text, sentence_text
from sop_xl.pack.look import INK, MUTED, NAVY, PALE, VERMILION, is_alarm, signal_fill
from sop_xl.pack.model import Text, Tile, Tiles
from sop_xl.pack.pdf.axes import TITLE_SIZE
from sop_xl.pack.pdf.pen import LEADING, Box, Pen, shortened, text_width, wrapped

_GAP = 8.0
_LABEL_SIZE, _VALUE_SIZE, _LINE_SIZE, _SIGNAL_SIZE = 8.5, 17.0, 7.8, 8.0
_TOP, _LINE_HEIGHT = 35.0, 9.6
_TEXT_SIZE, _TITLE_HEIGHT = 10.0, 17.0


def tiles_height(block: Tiles) -> float:
    """Height of all tiles."""
    rows = -(-len(block.tiles) // block.columns)
    return rows * _tile_height(block) + (rows - 1) * _GAP


def _tile_height(block: Tiles) -> float:
    return _TOP + 4 + _LINE_HEIGHT * max(len(tile.lines) for tile in block.tiles)


def draw_tiles(pen: Pen, block: Tiles, box: Box) -> None:
    """Draw the tiles row by row from the top of a box."""
    height = _tile_height(block)
    rest = box
    for start in range(0, len(block.tiles), block.columns):
        strip, rest = rest.cut_top(height)
        _, rest = rest.cut_top(_GAP)
        row = block.tiles[start : start + block.columns]
        for tile, place in zip(row, strip.columns([1.0] * block.columns, _GAP), strict=False):
            _draw_tile(pen, tile, place)


def _draw_tile(pen: Pen, tile: Tile, box: Box) -> None:
    pen.fill(box, PALE, radius=3)
    inside = box.inset(8, 0)
    label = shortened(tile.label, inside.width, _LABEL_SIZE)
    pen.text(inside.left, box.top - 12, label, _LABEL_SIZE, MUTED)
    value = figure_text(tile.value)
    ink = VERMILION if tile.value.is_error else NAVY
    pen.text(inside.left, box.top - 29, value, _VALUE_SIZE, ink, bold=True)
    if tile.signal is not None and tile.signal.word:
        _draw_signal(pen, tile.signal.word, inside, box.top - 29)
    for row, line in enumerate(tile.lines):
        text = shortened(sentence_text(line), inside.width, _LINE_SIZE)
        pen.text(inside.left, box.top - _TOP - 5 - row * _LINE_HEIGHT, text, _LINE_SIZE, MUTED)


def _draw_signal(pen: Pen, word: str, inside: Box, baseline: float) -> None:
    bold = is_alarm(word)
    width = text_width(word, _SIGNAL_SIZE, bold=bold) + 10
    pill = Box(inside.right - width, baseline - 3, width, 13)
    fill = signal_fill(word)
    if fill:
        pen.fill(pill, fill, radius=3)
    pen.text(pill.left + width / 2, baseline + 0.8, word, _SIGNAL_SIZE, INK, bold=bold, align="centre")


def text_height(block: Text, width: float) -> float:
    """Height of a title and its paragraphs."""
    lines = sum(len(wrapped(sentence_text(p), width - 12, _TEXT_SIZE)) for p in block.paragraphs)
    return (_TITLE_HEIGHT if block.title else 0.0) + lines * _TEXT_SIZE * LEADING + 8


def draw_text(pen: Pen, block: Text, box: Box) -> None:
    """Write the paragraphs; a warning has a bar at its side."""
    rest = box
    if block.title:
        head, rest = rest.cut_top(_TITLE_HEIGHT)
        ink = VERMILION if block.warning else NAVY
        pen.text(head.left, head.top - 10, block.title, TITLE_SIZE, ink, bold=True)
    used = 0.0
    inside = Box(rest.left + 8, rest.bottom, rest.width - 12, rest.height)
    for paragraph in block.paragraphs:
        used += pen.paragraph(inside._replace(height=inside.height - used), sentence_text(paragraph), _TEXT_SIZE)
    if block.warning:
        pen.fill(Box(rest.left, rest.top - used, 2.5, used), VERMILION)
