"""Whether Excel may sort some texts otherwise than the engine does.

The engine goes by the numbers of the characters, but for the case of letters. Excel goes by words: signs come before
digits and these before letters, letters with accents beside those without, and hyphens and apostrophes do not count
unless nothing else tells two texts apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_PASSED_OVER = str.maketrans("", "", "-'\u2010\u2011")
_SIGNS = ' !"#$%&()*,./:;?@[\\]^_`{|}~+<=>'  # in the order of Excel's documentation
_SIGN, _DIGIT, _LETTER = range(3)
_PLAIN = re.compile(r"[A-Za-z0-9 ]*")


def is_order_in_doubt(texts: Iterable[str]) -> bool:
    """Tell whether some texts stand in another order by words than by their characters."""
    by_characters = sorted({text.lower() for text in texts})
    keys = [_by_words(text) for text in by_characters]
    return any(after < before for before, after in pairwise(keys))


def is_order_odd(text: str) -> bool:
    """Tell whether a text may stand in another order than by its characters beside any other one."""
    return _PLAIN.fullmatch(text) is None


def _by_words(text: str) -> tuple[list[tuple[int, int]], int, str]:
    counting = text.translate(_PASSED_OVER)
    places = [_place(character) for character in unicodedata.normalize("NFD", counting)]
    return places, len(text) - len(counting), text  # of two that are alike, the one with hyphens comes last


def _place(character: str) -> tuple[int, int]:
    if character.isalpha():
        return _LETTER, ord(character)
    if character.isdigit():
        return _DIGIT, ord(character)
    return _SIGN, _SIGNS.find(character) if character in _SIGNS else ord(character)
