"""Colours of the pack, those of the workbooks, and what they mean.

They are told apart with any kind of colour vision, and never carry a meaning alone: a word, a sign or a dash says
the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sop_xl.pack.model import Tone

NAVY, BLUE, SKY, ORANGE, VERMILION, GREEN, GREY = (
    "#17324D", "#0B6FA4", "#7FB8DA", "#E69F00", "#C8501E", "#2E7D6B", "#7A8793",
)  # fmt: skip
INK, MUTED, LINE, PALE, WHITE = "#1F2933", "#5F6B76", "#D5DCE2", "#F3F6F8", "#FFFFFF"
HEAD_FILL, PAST_FILL = "#DCE8F1", "#ECEFF1"
GOOD_FILL, WATCH_FILL, BAD_FILL = "#DCEBF5", "#FFF1D0", "#F8DDD0"
SERIES = (NAVY, ORANGE, BLUE, GREEN, SKY, VERMILION, GREY)


class Look(NamedTuple):
    """Colour and dash of a series; the dash in points, empty for a solid line."""

    colour: str
    dash: tuple[float, ...] = ()


TONES: Mapping[Tone, Look] = MappingProxyType(
    {
        "main": Look(NAVY),
        "target": Look(ORANGE, (5, 3)),
        "past": Look(GREY, (1.5, 2)),
        "ahead": Look(SKY),
        "second": Look(GREEN, (8, 2, 2, 2)),
        "good": Look(BLUE),
        "bad": Look(VERMILION),
    }
)

_GOOD, _WATCH, _BAD = "good", "watch", "bad"
_WORDS = {
    _GOOD: ("on target", "better", "on track", "fine", "ok", "held", "done", "f", "decided", "owner"),
    _WATCH: ("near", "steady", "watch", "warn", "deferred", "wanted"),
    _BAD: ("off target", "worse", "late", "act", "fail", "u"),
}  # fmt: skip
_TONE_OF_WORD = {word: tone for tone, words in _WORDS.items() for word in words}
_FILLS = {_GOOD: GOOD_FILL, _WATCH: WATCH_FILL, _BAD: BAD_FILL}


def series_look(tone: Tone, position: int) -> Look:
    """Look of a series; series without a tone of their own by their position."""
    return TONES.get(tone) or Look(SERIES[position % len(SERIES)])


def signal_fill(word: str) -> str | None:
    """Fill behind the word of a signal; none for a word that means nothing here."""
    return _FILLS.get(_TONE_OF_WORD.get(word.strip().lower(), ""))


def is_alarm(word: str) -> bool:
    """Tell whether a word asks for attention."""
    return _TONE_OF_WORD.get(word.strip().lower()) == _BAD
