"""Characters that Excel may count as two."""

from __future__ import annotations

import pytest

DATA = {"A1": "🟢 on", "A2": "naïve", "A3": "on", "A4": "=UNICHAR(128994)", "A5": "=A1", "B1": 1}


@pytest.mark.parametrize(
    "formula",
    [
        "=LEN(A1)", "=LEFT(A1,1)", '=FIND("on",A1)', '=LEN("🟢")', "=MID(A5,3,9)", "=LEN(UNICHAR(128994))", "=LEN(A4)",
        "=RIGHT(State,2)", '=SEARCH("ON",A1)', '=REPLACE(A1,1,1,"x")', '=IF(LEN(A3&A1)>3,1,2)', "=LEN(INDEX(A:A,1))",
    ],
)  # fmt: skip
def test_where_they_are_counted_the_formula_is_kept(book, formula):
    book.write({**DATA, "E1": formula, "E2": "=E1"}, arrange=lambda b, _: b.define_name("State", "=S!$A$1"))
    book.recalculate()
    assert "count as two" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=LEN(A2)", 5), ("=LEFT(A3,1)", "o"), ('=A1&"!"', "🟢 on!"), ('=SUBSTITUTE(A1,"🟢","ok")', "ok on"), ("=A1=A5", True),
        ('=FIND("v",A2)', 4), ("=UPPER(A2)", "NAÏVE"), ('=IF(A1="🟢 on",1,2)', 1),
    ],
)  # fmt: skip
def test_elsewhere_it_is_calculated(book, formula, expected):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected


def test_copies_are_told_one_by_one(book):
    flags = {f"A{row}": "🔴" if row % 5 == 0 else "no" for row in range(1, 21)}
    book.write({**flags, **{f"B{row}": f"=LEN(A{row})" for row in range(1, 21)}})
    book.share("B1:B20")
    book.recalculate()
    assert set(book.kept) == {"B5", "B10", "B15", "B20"}
    assert book["B4"] == 2
