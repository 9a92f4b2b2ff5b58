"""Characters that XML spells as numbers, as LibreOffice does with line breaks (``&#10;``): the engine leaves them out.

Its copy of a workbook has the characters themselves in texts and values. In formulas it reads them.
"""

from __future__ import annotations

import re

_CONTENTS = re.compile(rb"(<(?:[\w.-]+:)?([tv])(?:\s[^>]*)?>)([^<]*&#[^<]*)")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_NAMED = {ord("&"): b"&amp;", ord("<"): b"&lt;", ord(">"): b"&gt;"}
_RETURN = 13  # which XML would make a line feed of; texts have an escape of their own for it


def spelled_out(data: bytes) -> bytes:
    """A sheet or the shared strings with characters in the place of their numbers."""
    return _CONTENTS.sub(_with_characters, data) if b"&#" in data else data


def _with_characters(match: re.Match[bytes]) -> bytes:
    is_text = match[2] == b"t"

    def character(reference: re.Match[bytes]) -> bytes:
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        if code == _RETURN:
            return b"_x000D_" if is_text else reference[0]
        return _NAMED.get(code) or chr(code).encode()

    return match[1] + _REFERENCE.sub(character, match[3])
