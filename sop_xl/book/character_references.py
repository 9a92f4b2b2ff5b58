"""Characters that a workbook spells as numbers, as the engine reads them.

It leaves out what XML spells so in texts, as LibreOffice does with line breaks (``&#10;``), and takes Excel's own
spelling (``_x000D_``) in values for the letters that it is made of. In formulas it reads the former.
"""

from __future__ import annotations

import re

_CONTENTS = re.compile(rb"(<(?:[\w.-]+:)?([tv])(?:\s[^>]*)?>)([^<]*(?:&#|_x00)[^<]*)")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_ESCAPE = re.compile(rb"_x00([0-9A-Fa-f]{2})_")
_NAMED = {ord("&"): b"&amp;", ord("<"): b"&lt;", ord(">"): b"&gt;"}
_TAB, _FEED, _RETURN, _SPACE = 9, 10, 13, 32


def spelled_out(data: bytes) -> bytes:
    """A sheet or the shared strings with characters in the place of their numbers."""
    has_references = b"#" in data and b"&#" in data  # the former is quicker to tell
    return _CONTENTS.sub(_with_characters, data) if has_references or b"_x00" in data else data


def _with_characters(match: re.Match[bytes]) -> bytes:
    if match[2] == b"t":  # of a text the engine reads Excel's spelling
        return match[1] + _REFERENCE.sub(lambda m: _character(_number(m), b"_x000D_"), match[3])
    known = _REFERENCE.sub(lambda m: _character(_number(m), b"&#13;"), match[3])
    return match[1] + _ESCAPE.sub(_unescaped, known)


def _number(match: re.Match[bytes]) -> int:
    return int(match[1], 16) if match[1] else int(match[2])


def _character(code: int, carriage_return: bytes) -> bytes:
    """A character as it may stand in XML, which would make a line feed of a carriage return."""
    return carriage_return if code == _RETURN else _NAMED.get(code) or chr(code).encode()


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16)
    return _character(code, b"&#13;") if code >= _SPACE or code in (_TAB, _FEED, _RETURN) else match[0]
