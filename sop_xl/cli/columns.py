"""How wide a text is on a terminal, where Chinese letters take two columns and accents of their own take none."""

from __future__ import annotations

import unicodedata


def fitting(text: str, columns: int) -> str:
    """The beginning of a text that fits into some columns."""
    for at, letter in enumerate(text):
        columns -= _width(letter)
        if columns < 0:
            return text[:at]
    return text


def padded(text: str, columns: int) -> str:
    """A text in exactly some columns, cut or filled up."""
    shown = fitting(text, columns)
    if shown != text:
        shown = f"{fitting(text, columns - 1)}…"
    return shown + " " * (columns - sum(map(_width, shown)))


def _width(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
