"""Horizontal bars, grouped by category."""

from __future__ import annotations

from sop_xl.pack.formats import figure_text
from sop_xl.pack.look import INK, LINE, MUTED, VERMILION, series_look
from sop_xl.pack.model import Bars
from sop_xl.pack.pdf.axes import FRAME_HEIGHT, LABEL_SIZE, Key, framed, no_data
from sop_xl.pack.pdf.pen import Box, Pen, shortened, text_width

_THICKEST, _FILLED = 15.0, 0.74
_WIDEST_GAP = 12.0
_THINNEST, _LOWEST_SLOT = 6.0, 10.0
_LABEL_SHARE = 0.34


def highest_bars(chart: Bars) -> float:
    """Height beyond which the bars only drift apart."""
    return FRAME_HEIGHT + len(chart.categories) * (len(chart.series) * _THICKEST + _WIDEST_GAP)


def draw_bars(pen: Pen, chart: Bars, box: Box) -> None:
    """Draw the chart into a box; categories that have no room are counted."""
    looks = [series_look(series.tone, i) for i, series in enumerate(chart.series)]
    keys = [Key(series.name, look) for series, look in zip(chart.series, looks, strict=True)]
    inside = framed(pen, chart, box, keys if len(keys) > 1 else ())
    if not chart.categories:
        no_data(pen, inside)
        return
    room = max(2, int(inside.height / max(len(chart.series) * _THINNEST / _FILLED, _LOWEST_SLOT)))
    shown = len(chart.categories) if len(chart.categories) <= room else room - 1
    if shown < len(chart.categories):
        strip = Box(inside.left, inside.bottom, inside.width, 12)
        pen.text(strip.left, strip.bottom + 2, f"and {len(chart.categories) - shown} more", LABEL_SIZE, MUTED)
        inside = Box(inside.left, inside.bottom + 12, inside.width, inside.height - 12)
    names = [figure_text(category) for category in chart.categories[:shown]]
    label_width = min(max(text_width(name, LABEL_SIZE) for name in names) + 8, inside.width * _LABEL_SHARE)
    values = [figure.number for series in chart.series for figure in series.values[:shown] if figure.is_number]
    ends = [_end(chart, s, i) for s in range(len(chart.series)) for i in range(shown)]
    outside = max((text_width(end, LABEL_SIZE) for end in ends), default=0.0) + 6
    has_negative = any(value < 0 for value in values)
    plot = Box(
        inside.left + label_width + (outside if has_negative else 0.0),
        inside.bottom,
        inside.width - label_width - outside * (2 if has_negative else 1),
        inside.height - 4,
    )
    low, high = min([*values, 0.0]), max([*values, 0.0])
    unit = plot.width / ((high - low) or 1.0)  # bars fill the width: their ends are labelled, so no ticks are needed
    zero = plot.left - low * unit
    slot = plot.height / shown
    thick = min(slot * _FILLED / len(chart.series), _THICKEST)
    for i, name in enumerate(names):
        middle = plot.top - (i + 0.5) * slot
        label = shortened(name, label_width - 8, LABEL_SIZE)
        pen.text(inside.left + label_width - 8, middle - 2.8, label, LABEL_SIZE, INK, align="right")
        for s, series in enumerate(chart.series):
            y = middle + (len(chart.series) / 2 - s - 1) * thick
            figure = series.values[i]
            look = series_look(chart.tones[i], 0) if chart.tones else looks[s]
            size = min(LABEL_SIZE, thick + 0.5)
            baseline = y + thick / 2 - size * 0.35
            if not figure.is_number:
                pen.text(zero + 4, baseline, figure.word, size, VERMILION, bold=True)
                continue
            end = zero + figure.number * unit
            pen.fill(Box(min(zero, end), y + 0.4, abs(end - zero), thick - 0.8), look.colour)
            if figure.number < 0:
                pen.text(end - 4, baseline, _end(chart, s, i), size, INK, align="right")
            else:
                pen.text(end + 4, baseline, _end(chart, s, i), size, INK)
    pen.line([(zero, plot.bottom), (zero, plot.top)], LINE, 0.8)


def _end(chart: Bars, series: int, position: int) -> str:
    """What stands at the end of a bar: its value, and its word where it has one."""
    text = figure_text(chart.series[series].values[position])
    return f"{text} · {chart.words[position]}" if chart.words and chart.words[position] else text
