"""The pack looks like the workbooks, and its colours are never the only sign."""

import pytest

from sop_xl.pack import look
from workbooks.template import style

NAMES = (
    "NAVY", "BLUE", "SKY", "ORANGE", "VERMILION", "GREEN", "GREY", "INK", "MUTED", "LINE", "PALE", "WHITE",
    "HEAD_FILL", "GOOD_FILL", "WATCH_FILL", "BAD_FILL", "SERIES",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_those_of_the_workbooks(name):
    assert getattr(look, name) == getattr(style, name)


def test_lines_differ_by_their_dash_too():
    dashes = [look.TONES[tone].dash for tone in ("main", "target", "past", "second")]
    assert len(set(dashes)) == len(dashes)


@pytest.mark.parametrize(
    ("word", "fill"),
    [
        ("on target", look.GOOD_FILL),
        ("near", look.WATCH_FILL),
        (" Late ", look.BAD_FILL),
        ("planned", None),
        ("", None),
    ],
)
def test_words_of_signals_have_their_fill(word, fill):
    assert look.signal_fill(word) == fill


def test_only_bad_news_raises_an_alarm():
    assert look.is_alarm("FAIL")
    assert not look.is_alarm("OK")
    assert not look.is_alarm("some other word")


def test_series_without_a_tone_go_by_their_position():
    colours = [look.series_look("plain", i).colour for i in range(len(look.SERIES) + 1)]
    assert tuple(colours[:-1]) == look.SERIES
    assert colours[-1] == colours[0]
