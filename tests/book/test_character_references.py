"""Characters spelled as numbers, as they reach the engine."""

from __future__ import annotations

import pytest

from sop_xl.book.character_references import spelled_out


@pytest.mark.parametrize(
    ("saved", "read"),
    [
        (b"<t>a&#10;b&#x9;c</t>", b"<t>a\nb\tc</t>"),
        (b"<t>&#13;&#128512;_x000D_</t>", b"<t>_x000D_\xf0\x9f\x98\x80_x000D_</t>"),
        (b'<x:t xml:space="preserve">&#38;&#60;&amp;</x:t>', b'<x:t xml:space="preserve">&amp;&lt;&amp;</x:t>'),
        (b"<v>&#50;1</v>", b"<v>21</v>"),
        (b"<v>a_x000D_\n_x005F_x000D_&#13;</v>", b"<v>a&#13;\n_x000D_&#13;</v>"),
        (b"<v>_x0001_</v>", b"<v>_x0001_</v>"),
        (b"<f>&#49;&amp;_x000D_</f>", b"<f>&#49;&amp;_x000D_</f>"),
        (b"<t>plain &amp; simple</t>", b"<t>plain &amp; simple</t>"),
    ],
)
def test_characters_stand_for_themselves(saved, read):
    assert spelled_out(saved) == read
