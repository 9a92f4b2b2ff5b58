"""Drawing on a page: boxes, lines, and text that fits. Points are measured from the lower left corner."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from sop_xl.pack.look import INK

_REGULAR, _BOLD = "Carlito", "Carlito-Bold"
_FONT_FILES = {_REGULAR: "Carlito-Regular.ttf", _BOLD: "Carlito-Bold.ttf"}
_ELLIPSIS = "…"
_ASCENT = 0.74  # of the font size: the height of a capital with a little air
LEADING = 1.2


class Box(NamedTuple):
    """A rectangle on the page."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height

    def inset(self, across: float, up: float) -> Box:
        """The box with a margin inside."""
        return Box(self.left + across, self.bottom + up, self.width - 2 * across, self.height - 2 * up)

    def cut_top(self, height: float) -> tuple[Box, Box]:
        """The upper part of a height, and the rest."""
        upper = Box(self.left, self.top - height, self.width, height)
        return upper, Box(self.left, self.bottom, self.width, self.height - height)

    def cut_left(self, width: float) -> tuple[Box, Box]:
        """The left part of a width, and the rest."""
        return Box(self.left, self.bottom, width, self.height), Box(
            self.left + width, self.bottom, self.width - width, self.height
        )

    def columns(self, weights: Sequence[float], gap: float) -> list[Box]:
        """Boxes side by side."""
        whole = self.width - gap * (len(weights) - 1)
        boxes, left = [], self.left
        for weight in weights:
            width = whole * weight / sum(weights)
            boxes.append(Box(left, self.bottom, width, self.height))
            left += width + gap
        return boxes


def register_fonts() -> None:
    """Make the fonts of the pack known; their used letters are embedded."""
    known = set(pdfmetrics.getRegisteredFontNames())
    folder = files("sop_xl.pack") / "fonts"
    for name, file in _FONT_FILES.items():
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, io.BytesIO((folder / file).read_bytes())))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text."""
    return float(pdfmetrics.stringWidth(text, _BOLD if bold else _REGULAR, size))


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text.rstrip() + _ELLIPSIS, size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


def wrapped(text: str, width: float, size: float, *, bold: bool = False, most: int | None = None) -> list[str]:
    """Lines of a text that fit in a width; beyond ``most`` lines the last one ends with an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, width, size, bold=bold) for line in lines]


def balanced(text: str, width: float, size: float, *, bold: bool = False, most: int | None = None) -> list[str]:
    """Lines of a text that fit in a width, about equally long."""
    lines = wrapped(text, width, size, bold=bold, most=most)
    narrower = width
    while len(lines) > 1:
        narrower -= size / 2
        closer = wrapped(text, narrower, size, bold=bold, most=most)
        if len(closer) != len(lines) or any(_ELLIPSIS in line for line in closer):
            break
        lines = closer
    return lines


class Pen:
    """Draws on the canvas of a document."""

    def __init__(self, canvas: Any) -> None:  # noqa: ANN401  # the library has no types
        self.canvas = canvas

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        ink: str = INK,
        *,
        bold: bool = False,
        align: Literal["left", "right", "centre"] = "left",
    ) -> None:
        """Write one line."""
        width = text_width(text, size, bold=bold)
        left = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        self.canvas.setFillColor(HexColor(ink))
        self.canvas.setFont(_BOLD if bold else _REGULAR, size)
        self.canvas.drawString(left, baseline, text)

    def paragraph(self, box: Box, text: str, size: float, ink: str = INK, *, bold: bool = False) -> float:
        """Write wrapped lines from the top of a box; the height that they took."""
        lines = wrapped(text, box.width, size, bold=bold, most=max(1, int(box.height / (size * LEADING))))
        for position, line in enumerate(lines):
            self.text(box.left, box.top - size * (_ASCENT + position * LEADING), line, size, ink, bold=bold)
        return len(lines) * size * LEADING

    def fill(self, box: Box, colour: str, *, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self.canvas.setFillColor(HexColor(colour))
        if radius:
            self.canvas.roundRect(*box, radius, stroke=0, fill=1)
        else:
            self.canvas.rect(*box, stroke=0, fill=1)

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, width: float = 0.5, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""
        self.canvas.saveState()
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(width)
        self.canvas.setLineJoin(1)
        if dash:
            self.canvas.setDash(list(dash))
        path = self.canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self.canvas.drawPath(path, stroke=1, fill=0)
        self.canvas.restoreState()

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a filled circle."""
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.circle(x, y, radius, stroke=0, fill=1)

    def diamond(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a filled square on its corner."""
        self.canvas.setFillColor(HexColor(colour))
        path = self.canvas.beginPath()
        path.moveTo(x, y + radius)
        for corner in ((x + radius, y), (x, y - radius), (x - radius, y)):
            path.lineTo(*corner)
        path.close()
        self.canvas.drawPath(path, stroke=0, fill=1)


def baseline_in(box: Box, size: float) -> float:
    """Baseline of a line of text in the middle of a box's height."""
    return box.bottom + (box.height - size * _ASCENT) / 2 + size * 0.04
