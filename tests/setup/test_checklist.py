"""The checklist for a person on Windows is whole: every item has its steps, its result and the reason why it is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "windows-checklist.md").read_text(encoding="utf-8")
ROWS = [re.split(r"(?<!\\)\|", line)[1:-1] for line in TEXT.splitlines() if re.match(r"\| \d+ \|", line)]


def test_every_item_is_numbered_and_says_what_to_do_what_to_expect_and_why_it_is_not_proved():
    assert [int(row[0]) for row in ROWS] == list(range(1, len(ROWS) + 1))
    for number, steps, expected, why, _seen in ROWS:
        assert all(text.strip() for text in (steps, expected, why)), number


def test_it_says_that_nothing_was_run_until_somebody_fills_in_what_was_seen():
    seen = [row[4].strip() for row in ROWS]
    assert ("**Nothing on this list has been run.**" in TEXT) == (not any(seen))


def test_the_tests_that_it_names_are_there_and_so_are_the_items():
    for path in re.findall(r"`(tests/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
    for numbers in re.findall(r"\(((?:\d+, )*\d+)\)", TEXT):
        assert max(map(int, numbers.split(", "))) <= len(ROWS)
