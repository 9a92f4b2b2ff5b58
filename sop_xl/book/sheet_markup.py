"""XML that says one thing to a parser and another to expressions that look for rows and cells: refused.

No spreadsheet program writes it, but whoever wants two readers to see two workbooks does.
"""

from __future__ import annotations

import re

from sop_xl.book.guard import corrupt

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOUND = re.compile(rb"\bxmlns(?::([\w.-]+))?\s*=\s*[\"']%b[\"']" % re.escape(_MAIN))
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s")
_CELLS = re.compile(rb"<(?:[\w.-]+:)?sheetData")
_ALTERNATIVE = re.compile(rb"<(?:[\w.-]+:)?AlternateContent[\s>]")


def refuse_odd_markup(data: bytes, prefix: bytes, book: str, part: str) -> None:
    """Refuse a sheet whose cells cannot be told from comments, instructions, alternatives or elements by another name.

    ``prefix`` is that of the root element, with its colon.
    """
    what = _odd(data, prefix)
    if what is not None:
        raise corrupt(book, f"the part {part} holds XML that no spreadsheet program writes: {what}")


def _odd(data: bytes, prefix: bytes) -> str | None:
    if b"<!" in data and (b"<!--" in data or b"<![CDATA[" in data):
        return "a comment or quoted text"
    if data.count(b"?") > 2 and data.count(b"<?") > bool(_HEAD.match(data)):  # two in the head; the former is quicker
        return "a processing instruction"
    if data.count(b"sheetData") > 2 and len(_CELLS.findall(data)) > 1:  # its beginning and its end
        return "cells in several places"
    start = data.find(b"sheetData")
    alternative = data.find(b"AlternateContent", start, data.rfind(b"sheetData")) if start >= 0 else -1
    if alternative >= 0 and _ALTERNATIVE.search(data, start, data.rfind(b"sheetData")):
        return "alternatives among the cells"
    if data.count(_MAIN) > 1 and _has_other_names(data, prefix):
        return "elements under several prefixes"
    return None


def _has_other_names(data: bytes, prefix: bytes) -> bool:
    others = {b"%b:" % found if found else b"" for found in _BOUND.findall(data)} - {prefix}
    return any(re.search(rb"<%b(?:sheetData|row|c|f|v|is)[\s/>]" % re.escape(other), data) for other in others)
