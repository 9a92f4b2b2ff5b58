"""What charts share: scales with round ticks, the frame with title and legend, axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sop_xl.cells.dates import from_serial
from sop_xl.pack.formats import MINUS, MONTHS, figure_text, sentence_text
from sop_xl.pack.look import INK, LINE, MUTED, NAVY, Look
from sop_xl.pack.model import Chart, Figure, Kind
from sop_xl.pack.pdf.pen import LEADING, Box, Pen, shortened, text_width, wrapped

TITLE_SIZE, LABEL_SIZE, SMALL_SIZE = 10.0, 8.0, 7.5
_TITLE_HEIGHT, _LEGEND_HEIGHT = 16.0, 12.0
FRAME_HEIGHT = 40.0  # title, legend and note
_TICKS = 5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LEAST_SPAN = 1e-12  # far below any amount, share or quantity
_SWATCH, _SQUARE = 14.0, 8.0
_NARROWEST_YEAR = 12.0
_SMALLEST_LABEL = 6.2
_KEY_SHARE = 0.28  # of the width, for a name in a legend


@dataclass(frozen=True)
class Scale:
    """Values along a length, with round ticks."""

    low: float
    high: float
    step: float
    start: float
    length: float

    def at(self, value: float) -> float:
        """Place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * self.length

    @property
    def ticks(self) -> list[float]:
        """Round values from the lowest to the highest."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def scale_for(
    values: Iterable[float], start: float, length: float, *, headroom: float = 0.0, from_zero: bool = True
) -> Scale:
    """A scale that holds all values; ``headroom`` is the share of the length kept free for labels."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    span = _span(low, high)
    high += span * headroom if high > 0 or not from_zero else 0.0
    low -= span * headroom if low < 0 else 0.0
    step = _round_step(_span(low, high) / _TICKS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(first * step, max(last, first + 1) * step, step, start, length)


def _span(low: float, high: float) -> float:
    """Distance of the ends; where nobody could tell them apart, that of a scale from 0 to 1."""
    return high - low if high - low > _LEAST_SPAN else 1.0


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in _ROUND_STEPS if factor * power >= rough * (1 - 1e-9))


def tick_text(value: float, step: float, kind: Kind) -> str:
    """A tick in the unit that suits its step: 2M, 250k, 40%."""
    if kind.startswith("pct"):
        text = f"{value * 100:.10g}%"
    elif step >= 1e5:
        text = f"{value / 1e6:.10g}M"
    elif step >= 1e3 and kind != "units":
        text = f"{value / 1e3:,.10g}k"
    else:
        text = f"{value:,.10g}"
    return text.replace("-", MINUS)


@dataclass(frozen=True)
class Key:
    """An entry of a legend: name, look, and whether it is drawn as a line."""

    name: str
    look: Look
    is_line: bool = False
    mark: str = ""


def framed(pen: Pen, chart: Chart, box: Box, keys: Sequence[Key] = ()) -> Box:
    """Write title, legend and note of a chart; the box that is left for its picture."""
    head, rest = box.cut_top(_TITLE_HEIGHT)
    pen.text(
        head.left, head.top - 10, shortened(chart.title, head.width, TITLE_SIZE, bold=True), TITLE_SIZE, NAVY, bold=True
    )
    if keys:
        rest = _legend(pen, rest, keys)
    if chart.note:
        lines = wrapped(sentence_text(chart.note), box.width, SMALL_SIZE)
        for position, line in enumerate(reversed(lines)):
            pen.text(rest.left, rest.bottom + 1 + position * SMALL_SIZE * LEADING, line, SMALL_SIZE, MUTED)
        taken = len(lines) * SMALL_SIZE * LEADING + 2
        rest = Box(rest.left, rest.bottom + taken, rest.width, rest.height - taken)
    return rest


def _legend(pen: Pen, box: Box, keys: Sequence[Key]) -> Box:
    strip, rest = box.cut_top(_LEGEND_HEIGHT)
    x = strip.left
    widest = box.width * _KEY_SHARE
    for key in keys:
        name = shortened(key.name, widest, LABEL_SIZE)
        swatch = _SQUARE if not key.is_line and not key.mark else _SWATCH
        needed = swatch + 4 + text_width(name, LABEL_SIZE) + 11
        if x > strip.left and x + needed - 11 > strip.right:
            strip, rest = rest.cut_top(_LEGEND_HEIGHT)
            x = strip.left
        middle = strip.bottom + _LEGEND_HEIGHT / 2
        if key.is_line:
            pen.line([(x, middle), (x + _SWATCH, middle)], key.look.colour, 1.6, key.look.dash)
        elif key.mark == "dot":
            pen.dot(x + _SWATCH / 2, middle, 3.5, key.look.colour)
        elif key.mark == "diamond":
            pen.diamond(x + _SWATCH / 2, middle, 4.2, key.look.colour)
        else:
            pen.fill(Box(x, middle - 3.5, _SQUARE, 7), key.look.colour)
        pen.text(x + swatch + 4, middle - 2.8, name, LABEL_SIZE, MUTED)
        x += needed
    return rest.cut_top(5)[1]


def value_axis(pen: Pen, scale: Scale, plot: Box, kind: Kind) -> None:
    """Draw the grid with the ticks on the left."""
    for tick in scale.ticks:
        y = scale.at(tick)
        pen.line([(plot.left, y), (plot.right, y)], LINE, 0.8 if tick == 0 else 0.4)
        pen.text(plot.left - 4, y - 2.6, tick_text(tick, scale.step, kind), SMALL_SIZE, MUTED, align="right")


def axis_width(scale: Scale, kind: Kind) -> float:
    """Room that the ticks need."""
    return max(text_width(tick_text(tick, scale.step, kind), SMALL_SIZE) for tick in scale.ticks) + 6


class Categories:
    """The categories below a plot, in a size at which their longest word fits the slot."""

    def __init__(self, categories: Sequence[Figure], slot: float) -> None:
        words = [word for category in categories for word in figure_text(category).split()]
        widest = max((text_width(word, LABEL_SIZE) for word in words), default=0.0)
        self.size = max(min(LABEL_SIZE, LABEL_SIZE * (slot - 3) / max(widest, 1.0)), _SMALLEST_LABEL)
        self.lines: list[list[str]] = []
        year = 0
        for category in categories:
            day = from_serial(category.number) if category.kind == "month" and category.is_number else None
            if day is None:
                self.lines.append(wrapped(figure_text(category), slot - 2, self.size, most=3))
            else:
                shown = str(day.year) if day.year != year and slot >= _NARROWEST_YEAR else ""
                self.lines.append([MONTHS[day.month - 1], shown])
                year = day.year

    @property
    def height(self) -> float:
        """Room that they need."""
        return 6 + max(map(len, self.lines), default=0) * self.size * 1.15

    def draw(self, pen: Pen, left: float, baseline: float, slot: float, ink: str = MUTED) -> None:
        """Write them in the middle of their slots, from the first baseline down."""
        for position, lines in enumerate(self.lines):
            middle = left + (position + 0.5) * slot
            for row, line in enumerate(lines):
                pen.text(middle, baseline - row * self.size * 1.15, line, self.size, ink, align="centre")


def no_data(pen: Pen, box: Box) -> None:
    """Say that there is nothing to draw."""
    pen.text(box.left, box.top - 20, "Nothing to show.", LABEL_SIZE + 1, INK)
