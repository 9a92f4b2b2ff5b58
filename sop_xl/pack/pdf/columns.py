"""Stacked columns with lines over them."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.pack.formats import figure_text
from sop_xl.pack.look import INK, MUTED, VERMILION, series_look
from sop_xl.pack.model import Columns, Figure, Kind, Series
from sop_xl.pack.pdf.axes import (
    LABEL_SIZE,
    SMALL_SIZE,
    Categories,
    Key,
    Scale,
    axis_width,
    framed,
    no_data,
    scale_for,
    tick_text,
    value_axis,
)
from sop_xl.pack.pdf.pen import Box, Pen, text_width

_FILLED = 0.68  # of the slot of a category
_LABEL_ROOM = 0.12


def draw_columns(pen: Pen, chart: Columns, box: Box) -> None:
    """Draw the chart into a box."""
    looks = [series_look(series.tone, i) for i, series in enumerate((*chart.columns, *chart.lines))]
    column_looks, line_looks = looks[: len(chart.columns)], looks[len(chart.columns) :]
    keys = [Key(series.name, look) for series, look in zip(chart.columns, column_looks, strict=True)]
    keys += [Key(series.name, look, is_line=True) for series, look in zip(chart.lines, line_looks, strict=True)]
    inside = framed(pen, chart, box, keys if len(keys) > 1 else ())
    if not chart.categories:
        no_data(pen, inside)
        return
    own_axis = chart.line_kind is not None
    stacks = _stacks(chart.columns, len(chart.categories))
    values = [edge for stack in stacks for _, low, high in stack for edge in (low, high)]
    if not own_axis:
        values += [figure.number for series in chart.lines for figure in series.values if figure.is_number]
    labelled = len(chart.columns) == 1 and not (chart.lines and not own_axis)
    scale = scale_for(values, 0.0, 1.0, headroom=_LABEL_ROOM if labelled else 0.0)
    left = axis_width(scale, chart.kind)
    line_scale = _line_scale(chart) if own_axis else scale
    right = axis_width(line_scale, chart.line_kind) if chart.line_kind else 4.0
    slot = (inside.width - left - right) / len(chart.categories)
    categories = Categories(chart.categories, slot)
    height = inside.height - categories.height - 6
    plot = Box(inside.left + left, inside.bottom + categories.height, inside.width - left - right, height)
    scale = Scale(scale.low, scale.high, scale.step, plot.bottom, plot.height)
    line_scale = Scale(line_scale.low, line_scale.high, line_scale.step, plot.bottom, plot.height)
    value_axis(pen, scale, plot, chart.kind)
    for position, stack in enumerate(stacks):
        x = plot.left + (position + (1 - _FILLED) / 2) * slot
        for index, low, high in stack:
            if high > low:
                bar = Box(x, scale.at(low), slot * _FILLED, scale.at(high) - scale.at(low))
                pen.fill(bar, column_looks[index].colour)
    if labelled:
        _column_labels(pen, chart.columns[0].values, scale, plot, slot)
    _errors(pen, chart, plot, slot)
    for series, look in zip(chart.lines, line_looks, strict=True):
        _line(pen, series, look.colour, look.dash, line_scale, plot, slot)
    if chart.line_kind:
        _right_axis(pen, line_scale, plot, chart.line_kind)
    categories.draw(pen, plot.left, plot.bottom - 9, slot)


def _stacks(columns: Sequence[Series], count: int) -> list[list[tuple[int, float, float]]]:
    """For each category the series with the lower and upper edge of its column."""
    stacks: list[list[tuple[int, float, float]]] = []
    for position in range(count):
        above = below = 0.0
        stack = []
        for index, series in enumerate(columns):
            figure = series.values[position]
            if figure.is_number:
                if figure.number >= 0:
                    stack.append((index, above, above := above + figure.number))
                else:
                    stack.append((index, below + figure.number, below))
                    below += figure.number
        stacks.append(stack)
    return stacks


def _line_scale(chart: Columns) -> Scale:
    values = [figure.number for series in chart.lines for figure in series.values if figure.is_number]
    return scale_for(values, 0.0, 1.0)


def _column_labels(pen: Pen, figures: Sequence[Figure], scale: Scale, plot: Box, slot: float) -> None:
    texts = [figure_text(figure) if figure.is_number else "" for figure in figures]
    if max((text_width(text, SMALL_SIZE) for text in texts), default=0.0) > slot:
        return  # the axis tells the size, and the table the number
    for position, (figure, text) in enumerate(zip(figures, texts, strict=True)):
        if text:
            y = scale.at(max(figure.number, 0.0)) + 3
            pen.text(plot.left + (position + 0.5) * slot, y, text, SMALL_SIZE, INK, align="centre")


def _errors(pen: Pen, chart: Columns, plot: Box, slot: float) -> None:
    """Write the error of a cell where its column or point would stand."""
    for position in range(len(chart.categories)):
        shown = [s.values[position].word for s in (*chart.columns, *chart.lines) if s.values[position].is_error]
        for row, word in enumerate(dict.fromkeys(shown)):
            x = plot.left + (position + 0.5) * slot
            pen.text(x, plot.bottom + 3 + row * 8, word, LABEL_SIZE - 1.5, VERMILION, bold=True, align="centre")


def _line(pen: Pen, series: Series, colour: str, dash: Sequence[float], scale: Scale, plot: Box, slot: float) -> None:
    """A line through the known values; a gap where a value is missing, a dot where it stands alone."""
    run: list[tuple[float, float]] = []
    for position, figure in enumerate((*series.values, Figure(None))):
        if figure.is_number:
            run.append((plot.left + (position + 0.5) * slot, scale.at(figure.number)))
            continue
        if len(run) == 1:
            pen.dot(*run[0], 2.2, colour)
        elif run:
            pen.line(run, colour, 1.8, dash)
        run = []


def _right_axis(pen: Pen, scale: Scale, plot: Box, kind: Kind) -> None:
    for tick in scale.ticks:
        pen.text(plot.right + 4, scale.at(tick) - 2.6, tick_text(tick, scale.step, kind), SMALL_SIZE, MUTED)
