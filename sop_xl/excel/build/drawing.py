"""A drawing of the ribbon tab for the guides, from the ribbon's own definition. Not a screenshot."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sop_xl.excel.build.ribbon import NAMESPACE

_TABS = ("File", "Home", "Insert", "Page Layout", "Formulas", "Data", "Review", "View")
_INK, _MUTED, _LINE, _PALE, _ACCENT, _MARK = "#1F2933", "#5F6B76", "#D5DCE2", "#F3F6F8", "#17324D", "#E69F00"
_TOP, _ROW, _BODY, _MARGIN = 44, 30, 96, 12
_LETTER = 6.6  # mean width of a letter of 12 px
_CAPTION = (
    "Drawing made from the definition of the tab, not a screenshot: Excel shows icons of its own. "
    "The letter on a button is its key tip: press Alt, S, then the letter."
)


@dataclass(frozen=True)
class _Button:
    label: str
    keytip: str
    large: bool


def ribbon_drawing(ribbon: str) -> str:
    """The tab as SVG: tab row, groups, large and small buttons with their key tips."""
    names = {"r": NAMESPACE}
    tab = ET.fromstring(ribbon.encode()).find(".//r:tab", names)  # noqa: S314  # our own text
    assert tab is not None
    shapes: list[str] = []
    x = float(_MARGIN)
    for name in (*_TABS, _plain(tab.attrib["label"])):
        chosen = name not in _TABS
        width = _width(name) + 18
        shapes.append(_text(x + width / 2, 24, name, ink=_ACCENT if chosen else _MUTED, bold=chosen))
        if chosen:
            shapes.append(
                f'<rect x="{x + 6:.0f}" y="32" width="{width - 12:.0f}" height="3" rx="1.5" fill="{_ACCENT}"/>'
            )
        x += width
    x = float(_MARGIN + 8)
    for group in tab.findall("r:group", names):
        buttons = [
            _Button(_plain(b.attrib["label"]), b.attrib["keytip"], b.attrib["size"] == "large")
            for b in group.findall("r:button", names)
        ]
        buttons += [
            _Button(f"{menu.attrib['label']} ▾", menu.attrib["keytip"], large=False)
            for menu in group.findall("r:menu", names)
        ]
        x = _group(shapes, x, _plain(group.attrib["label"]), buttons)
    width, height = x + _MARGIN, _TOP + _BODY + 26
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height + 30}" '
            f'viewBox="0 0 {width:.0f} {height + 30}" font-family="Segoe UI, Calibri, DejaVu Sans, sans-serif">',
            f"<title>{escape('The S&OP tab of the ribbon (drawing)')}</title>",
            f'<rect width="{width:.0f}" height="{height + 30}" fill="#FFFFFF"/>',
            f'<rect x="{_MARGIN - 4}" y="{_TOP - 4}" width="{width - 2 * _MARGIN + 8:.0f}" height="{_BODY + 26}" '
            f'rx="8" fill="{_PALE}" stroke="{_LINE}"/>',
            *shapes,
            _text(_MARGIN, height + 16, _CAPTION, size=11, ink=_MUTED, anchor="start"),
            "</svg>",
            "",
        ]
    )


def _group(shapes: list[str], x: float, label: str, buttons: Sequence[_Button]) -> float:
    """Draw a group from x on; the x behind it comes back."""
    left = x
    for button in (b for b in buttons if b.large):
        words = button.label.split(" ", 1)
        width = max(_width(word) for word in words) + 16
        shapes += _icon(x + width / 2 - 15, _TOP + 4, 30, button.keytip)
        for line, word in enumerate(words):
            shapes.append(_text(x + width / 2, _TOP + 52 + 15 * line, word))
        x += width
    small = [b for b in buttons if not b.large]
    for start in range(0, len(small), 3):
        column = small[start : start + 3]
        for row, button in enumerate(column):
            shapes += _icon(x + 4, _TOP + 3 + _ROW * row, 20, button.keytip)
            shapes.append(_text(x + 30, _TOP + 18 + _ROW * row, button.label, anchor="start"))
        x += max(_width(button.label) for button in column) + 40
    x = max(x, left + _width(label) + 12)
    shapes.append(_text((left + x) / 2, _TOP + _BODY + 14, label, size=11, ink=_MUTED))
    shapes.append(
        f'<line x1="{x + 3:.0f}" y1="{_TOP + 2}" x2="{x + 3:.0f}" y2="{_TOP + _BODY + 14}" stroke="{_LINE}"/>'
    )
    return x + 10


def _icon(x: float, y: float, size: int, keytip: str) -> list[str]:
    return [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{size}" height="{size}" rx="4" fill="#FFFFFF" stroke="{_MARK}" '
        'stroke-width="1.5"/>',
        _text(x + size / 2, y + size * 0.7, keytip, size=round(size * 0.55), ink=_ACCENT, bold=True),
    ]


def _text(
    x: float, y: float, text: str, *, size: int = 12, ink: str = _INK, bold: bool = False, anchor: str = "middle"
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{ink}" text-anchor="{anchor}"{weight}>'
        f"{escape(text)}</text>"
    )


def _width(text: str) -> float:
    return len(text) * _LETTER


def _plain(label: str) -> str:
    return label.replace("&&", "&")
