"""Text in XML; the library's own module would load half of the network with it, in every worker process."""

from __future__ import annotations

_LINE_ENDS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}  # in an attribute they would be read as blanks


def escape(text: str) -> str:
    """Text as XML has it between tags."""
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def unescape(text: str) -> str:
    """Text of XML with the five characters that have names."""
    if "&" not in text:
        return text
    text = text.replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


def quoted(text: str) -> str:
    """Text as the value of an attribute, in quotation marks."""
    text = escape(text).replace('"', "&quot;")
    for character, reference in _LINE_ENDS.items():
        text = text.replace(character, reference)
    return f'"{text}"'
