"""Letters beyond ASCII, whose case the engine does not know."""

from __future__ import annotations

import pytest

from sop_xl.engine.libreoffice import LibreOfficeEngine

DATA = {"A1": "ä", "A2": "Ä", "A3": "b", "B1": 10, "B2": 20, "B3": 40, "C1": "Straße", "C2": "bÄr?", "C3": 1.5}
FORMULAS = [
    "=UPPER(A1)", "=LOWER(A2)", "=UPPER(C1)", '=PROPER("élan ÖL o\'neil 2nd")', '=SEARCH("Ä","bä")', '=SEARCH("R~?",C2)',
    '=SEARCH("b?r",C2)', '=ISERROR(SEARCH("x",C2))', "=UPPER(C3)", '=SEARCH("R",C2,2)', '=LOWER("ÀÉ"&A2)', '=IF(A1=A3,1,2)',
    '=SUMIFS(B1:B3,A1:A3,"Ä")', '=COUNTIF(A1:A3,"ä")', '=MATCH("Ä",A1:A3,0)', "=ISERROR(UPPER(1/0))", '=EXACT(A1,A2)',
    '=SUMPRODUCT((A1:A3="b")*B1:B3)', '=SEARCH("*r",C2)',
]  # fmt: skip


@pytest.mark.libreoffice
def test_letters_have_the_case_that_libreoffice_gives_them(book, soffice):
    addresses = [f"E{i}" for i in range(1, len(FORMULAS) + 1)]
    book.write({**DATA, **dict(zip(addresses, FORMULAS, strict=True))})
    book.recalculate()
    assert not book.kept
    ours = {formula: book[a] for formula, a in zip(FORMULAS, addresses, strict=True)}
    book.recalculate(LibreOfficeEngine())
    theirs = {formula: book[a] for formula, a in zip(FORMULAS, addresses, strict=True)}
    assert {f for f in FORMULAS if ours[f] != theirs[f]} <= {"=UPPER(C1)"}
    assert [ours["=UPPER(A1)"], ours["=UPPER(C1)"], ours['=SEARCH("Ä","bä")']] == ["Ä", "STRAßE", 2]


@pytest.mark.parametrize(
    "formula",
    ["=A1=A2", '=IF("Ä"=A1,1,2)', '=SUMPRODUCT((A1:A3="ä")*1)', '=A1&"x"<>A2&"x"', "=SUMPRODUCT(--(A1:A3=A2))"],
)
def test_a_comparison_of_such_texts_is_kept(book, formula):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert "texts without case" in book.kept["E1"]


def test_array_formulas_are_looked_into_too(book):
    book.write(DATA, arrays={"E1": '{=SUM((A1:A3="ä")*1)}', "E2": '{=SUM((A1:A3="c")*1)}'})
    book.recalculate()
    assert set(book.kept) == {"E1"}
