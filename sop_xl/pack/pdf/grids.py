"""Heat map and ranges."""

from __future__ import annotations

from sop_xl.pack.formats import figure_text
from sop_xl.pack.look import BAD_FILL, GOOD_FILL, GREY, INK, LINE, MUTED, PALE, VERMILION, WATCH_FILL, series_look
from sop_xl.pack.model import Figure, HeatMap, Ranges
from sop_xl.pack.pdf.axes import (
    FRAME_HEIGHT,
    LABEL_SIZE,
    SMALL_SIZE,
    Categories,
    Key,
    framed,
    no_data,
    scale_for,
    tick_text,
)
from sop_xl.pack.pdf.pen import Box, Pen, baseline_in, shortened, text_width

_LABEL_SHARE = 0.2
_TALLEST_CELL = 40.0
_SMALLEST_CELL = 11.0
_HEAD = 22.0
_TALLEST_ROW = 44.0
_AXIS_HEIGHT = 16.0
_NAME_SHARE = 0.3


def highest_heat_map(chart: HeatMap) -> float:
    """Height beyond which the cells only get taller."""
    return FRAME_HEIGHT + _HEAD + len(chart.lines) * _TALLEST_CELL


def draw_heat_map(pen: Pen, chart: HeatMap, box: Box) -> None:
    """Draw the grid into a box; lines that have no room are counted."""
    inside = framed(pen, chart, box)
    if not chart.lines or not chart.categories:
        no_data(pen, inside)
        return
    names = [figure_text(label) for label in chart.labels]
    label_width = min(max(text_width(name, LABEL_SIZE + 1) for name in names) + 10, inside.width * _LABEL_SHARE)
    cell_width = (inside.width - label_width) / len(chart.categories)
    head, rest = inside.cut_top(_HEAD)
    room = int(rest.height / _SMALLEST_CELL)
    shown = len(chart.lines) if len(chart.lines) <= room else max(room - 1, 1)
    cell_height = min(_TALLEST_CELL, rest.height / (shown + (shown < len(chart.lines))))
    categories = Categories(chart.categories, cell_width)
    categories.draw(pen, inside.left + label_width, head.bottom + 12, cell_width, INK)
    widest = max(text_width(figure_text(f), LABEL_SIZE, bold=True) for line in chart.lines for f in line)
    size = min(LABEL_SIZE + 1, LABEL_SIZE * (cell_width - 3) / max(widest, 1.0))
    for row in range(shown):
        strip, rest = rest.cut_top(cell_height)
        name = shortened(names[row], label_width - 8, LABEL_SIZE + 1)
        pen.text(strip.left, baseline_in(strip, LABEL_SIZE + 1), name, LABEL_SIZE + 1, INK, bold=True)
        for position, figure in enumerate(chart.lines[row]):
            cell = Box(inside.left + label_width + position * cell_width, strip.bottom, cell_width, cell_height)
            pen.fill(cell.inset(0.6, 0.6), _fill(chart, figure))
            is_over = figure.is_number and figure.number > chart.act
            x, ink = cell.left + cell_width / 2, VERMILION if figure.is_error else INK
            pen.text(x, baseline_in(cell, size), figure_text(figure), size, ink, bold=is_over, align="centre")
    if shown < len(chart.lines):
        pen.text(rest.left, rest.top - 9, f"and {len(chart.lines) - shown} more", LABEL_SIZE, INK)


def _fill(chart: HeatMap, figure: Figure) -> str:
    if not figure.is_number:
        return PALE
    value = figure.number
    return BAD_FILL if value > chart.act else WATCH_FILL if value >= chart.watch else GOOD_FILL


def highest_ranges(chart: Ranges) -> float:
    """Height beyond which the rows only drift apart."""
    return FRAME_HEIGHT + _AXIS_HEIGHT + len(chart.categories) * _TALLEST_ROW


def draw_ranges(pen: Pen, chart: Ranges, box: Box) -> None:
    """Draw the marks of each category along a line, and the gap at its end; rows that have no room are counted."""
    looks = [series_look(series.tone, i) for i, series in enumerate(chart.marks)]
    shapes = ["diamond" if series.tone == "target" else "dot" for series in chart.marks]
    keys = [Key(series.name, look, mark=shape) for series, look, shape in zip(chart.marks, looks, shapes, strict=True)]
    inside = framed(pen, chart, box, keys)
    if not chart.categories:
        no_data(pen, inside)
        return
    room = int((inside.height - _AXIS_HEIGHT) / _SMALLEST_CELL)
    shown = len(chart.categories) if len(chart.categories) <= room else max(room - 1, 1)
    names = [figure_text(category) for category in chart.categories[:shown]]
    label_width = min(max(text_width(name, LABEL_SIZE) for name in names) + 10, inside.width * _NAME_SHARE)
    gap_width = max(text_width(figure_text(gap), LABEL_SIZE + 0.5, bold=True) for gap in chart.gaps) + 12
    plot = Box(
        inside.left + label_width,
        inside.bottom + _AXIS_HEIGHT,
        inside.width - label_width - gap_width,
        inside.height - _AXIS_HEIGHT,
    )
    values = [figure.number for series in chart.marks for figure in series.values[:shown] if figure.is_number]
    scale = scale_for(values, plot.left, plot.width)
    for tick in scale.ticks:
        x = scale.at(tick)
        pen.line([(x, plot.bottom), (x, plot.top)], LINE, 0.8 if tick == 0 else 0.4)
        pen.text(x, plot.bottom - 10, tick_text(tick, scale.step, chart.kind), SMALL_SIZE, MUTED, align="centre")
    rest = plot
    for position, name in enumerate(names):
        strip, rest = rest.cut_top(plot.height / shown)
        y = strip.bottom + strip.height / 2
        label = shortened(name, label_width - 10, LABEL_SIZE)
        pen.text(plot.left - 10, y - 2.8, label, LABEL_SIZE, INK, align="right")
        figures = [series.values[position] for series in chart.marks]
        places = [scale.at(figure.number) for figure in figures if figure.is_number]
        if places:
            pen.line([(min(places), y), (max(places), y)], GREY, 1.8)
        for figure, look, shape in zip(figures, looks, shapes, strict=True):
            if figure.is_number:
                draw = pen.dot if shape == "dot" else pen.diamond
                draw(scale.at(figure.number), y, 4.0 if shape == "dot" else 5.0, look.colour)
        words = [figure_text(chart.gaps[position]), *(figure.word for figure in figures if figure.is_error)]
        end = max(places, default=plot.left) + 10
        pen.text(end, y - 3, " ".join(dict.fromkeys(words)), LABEL_SIZE + 0.5, INK, bold=True)
    if shown < len(chart.categories):
        text = f"and {len(chart.categories) - shown} more"
        pen.text(inside.left, inside.bottom + 2, text, LABEL_SIZE, MUTED)
