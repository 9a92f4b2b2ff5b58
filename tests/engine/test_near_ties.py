"""Comparisons that hang on the sixteenth digit: Excel compares fifteen."""

from __future__ import annotations

import pytest

DATA = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "B1": 1.1, "B2": 2.2, "B3": 3.3, "C1": 115}


@pytest.mark.parametrize(
    "formula",
    [
        "=IF(A1+A2=A3,1,2)", "=0.1+0.2=0.3", "=1.1*3=3.3", "=SUM(B1:B2)=B3", "=IF(SUM(B1,B2)<>B3,\"FAIL\",\"OK\")",
        "=AND(C1>0,SUM(B1:B2)>B3)", "=IF(SUM(B1:B2)<=3.3,1,0)", "=(A1+A2)*1>=A3", "=D1=A3", "=SUMPRODUCT(--(A1+A2=A3))",
    ],
)  # fmt: skip
def test_a_comparison_that_excel_answers_otherwise_is_kept(book, formula):
    book.write({**DATA, "D1": "=A1+A2", "E1": formula, "E2": "=E1"})
    book.recalculate()
    assert book["E1"] == book["E2"] == "old"
    assert "15 digits" in book.kept["E1"]
    assert set(book.kept) == {"E1", "E2"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IF(A1+A2>A3+0.000001,1,2)", 2), ("=A1+A1=A2", True), ("=IF(C1=115,1,2)", 1), ('=IF("A1=A3"="x",1,2)', 2),
        ("=IF(A1=A3,1,2)", 2), ("=COUNTIF(A1:A3,\">=\"&A3)", 1), ("=IF(A1-A3=0,1,2)", 2), ('=IF(A1&""="0.1",1,2)', 1),
        ("=SUMPRODUCT((A1:A3>A1)*1)", 2), ("=IF(ISERROR(F9/0)=TRUE,1,0)", 1), ("=ABS(A1+A2-A3)<0.005", True),
    ],
)  # fmt: skip
def test_other_comparisons_are_calculated(book, formula, expected):
    book.write({**DATA, "E1": formula, "E2": "=COUNTA(1:1)", "E3": "=COUNTA(A:A)"})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected
    assert [book["E2"], book["E3"]] == [4, 3], "what asked is gone"
