"""Whether Excel may sort some texts otherwise than the engine does.

The engine goes by the numbers of the characters, but for the case of letters. Excel goes by words: signs come before
digits and these before letters, letters with accents beside those without, and hyphens and apostrophes do not count
unless nothing else tells two texts apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_PASSED_OVER = str.maketrans("", "", "-'\u2010\u2011")
_SIGNS = ' !"#$%&()*,./:;?@[\\]^_`{|}~+<=>'  # in the order of Excel's documentation
_SIGN, _DIGIT, _LETTER = range(3)


def is_order_in_doubt(texts: Iterable[str]) -> bool:
    """Tell whether some texts stand in another order by words than by their characters."""
    by_characters = sorted({text.lower() for text in texts})
    keys = [_by_words(text) for text in by_characters]
    return any(after < before for before, after in pairwise(keys))


def _by_words(text: str) -> tuple[list[tuple[int, int]], str]:
    return [_place(character) for character in unicodedata.normalize("NFD", text.translate(_PASSED_OVER))], text


def _place(character: str) -> tuple[int, int]:
    if character.isalpha():
        return _LETTER, ord(character)
    if character.isdigit():
        return _DIGIT, ord(character)
    return _SIGN, _SIGNS.find(character) if character in _SIGNS else ord(character)
