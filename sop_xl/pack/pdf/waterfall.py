"""Waterfall: steps from one total to another."""

from __future__ import annotations

from typing import NamedTuple

from sop_xl.pack.formats import figure_text
from sop_xl.pack.look import BLUE, GREY, INK, LINE, MUTED, NAVY, VERMILION, WHITE, Look
from sop_xl.pack.model import Waterfall
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
from sop_xl.pack.steps import levels, starts_above_zero

_FILLED = 0.66
_LABEL_ROOM = 0.14
_TOTAL, _RISE, _FALL = Key("Total", Look(NAVY)), Key("Rise", Look(BLUE)), Key("Fall", Look(VERMILION))


class _Bar(NamedTuple):
    low: float
    high: float
    colour: str


def draw_waterfall(pen: Pen, chart: Waterfall, box: Box) -> None:
    """Draw the chart into a box."""
    inside = framed(pen, chart, box, (_TOTAL, _RISE, _FALL))
    if not chart.steps:
        no_data(pen, inside)
        return
    reached = levels(chart)
    edges = [edge for before, after in reached for edge in (before, after)]
    ends = [after for _, after in reached]
    is_cut = starts_above_zero(chart)
    values = ends if is_cut else edges
    scale = scale_for(values, 0.0, 1.0, headroom=_LABEL_ROOM, from_zero=not is_cut)
    if is_cut and scale.low >= min(ends) - scale.step / 4:
        scale = Scale(scale.low - scale.step, scale.high, scale.step, 0.0, 1.0)
    left = axis_width(scale, chart.kind)
    width = inside.width - left
    slot = width / len(chart.steps)
    categories = Categories(chart.categories, slot)
    height = inside.height - categories.height - 4
    plot = Box(inside.left + left, inside.bottom + categories.height, width, height)
    scale = Scale(scale.low, scale.high, scale.step, plot.bottom, plot.height)
    value_axis(pen, scale, plot, chart.kind)
    size = _label_size(chart, slot)
    for position, (before, after) in enumerate(reached):
        is_total = position in chart.totals
        start = max(before, scale.low)
        bar = _Bar(min(start, after), max(start, after), NAVY if is_total else BLUE if after >= before else VERMILION)
        x = plot.left + (position + (1 - _FILLED) / 2) * slot
        height = max(scale.at(bar.high) - scale.at(bar.low), 0.7)
        pen.fill(Box(x, scale.at(bar.low), slot * _FILLED, height), bar.colour)
        if is_total and is_cut:
            _cut_mark(pen, x, plot.bottom + 7, slot * _FILLED)
        if position + 1 < len(reached):
            y = scale.at(after)
            pen.line([(x + slot * _FILLED, y), (x + slot, y)], GREY, 0.5)
        figure = chart.steps[position]
        ink = VERMILION if figure.is_error else INK
        label = figure_text(figure)
        pen.text(x + slot * _FILLED / 2, scale.at(bar.high) + 3, label, size, ink, bold=is_total, align="centre")
    if is_cut:
        text = f"axis starts at {tick_text(scale.low, scale.step, chart.kind)}"
        pen.text(plot.right, box.top - 24, text, SMALL_SIZE, MUTED, align="right")
    pen.line([(plot.left, plot.bottom), (plot.right, plot.bottom)], LINE, 0.8)
    categories.draw(pen, plot.left, plot.bottom - 9, slot)


def _label_size(chart: Waterfall, slot: float) -> float:
    """The largest size at which every label fits its slot."""
    widest = max(text_width(figure_text(figure), LABEL_SIZE, bold=True) for figure in chart.steps)
    return min(LABEL_SIZE, LABEL_SIZE * (slot - 2) / widest) if widest else LABEL_SIZE


def _cut_mark(pen: Pen, x: float, y: float, width: float) -> None:
    """Two slanted strokes: the column does not start at zero."""
    for shift in (0.0, 3.0):
        pen.line([(x - 1, y + shift - 2), (x + width + 1, y + shift + 2)], WHITE, 1.2)
