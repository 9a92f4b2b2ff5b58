"""Numbers of which nobody but Excel can tell are kept; all others are calculated."""

from __future__ import annotations

import pytest

DATA = {"A1": 0.3, "A2": 0.1, "A3": 7, "A4": 2, "A5": 0, "A6": -1, "A7": 43831.75, "A8": 3e13, "B1": "=A1/A2"}


@pytest.mark.parametrize(
    "formula",
    [
        "=INT(A1/A2)", "=INT(B1)", "=MOD(A1,A2)", "=MOD(1,0.1)", "=QUOTIENT(A1,A2)", "=A5^A5", "=A5^(A3-7)", "=POWER(A5,0)",
        "=1+A5^-1", "=(1-A3/7)^A5", "=SUM(1,INT(4.6*100))",
        "=MOD(1E15,7)", "=LARGE(A1:A7,1.5)", "=CONFIDENCE(0.05,1,50.5)", "=CONFIDENCE.T(0.05,1,A7)", "=SMALL(A1:A7,A1*8)", "=SUM(LARGE(A1:A7,{1,2.5}))", "=MOD(A8,A3)", "=MOD(A8+1,2)",
    ],
)  # fmt: skip
def test_they_are_kept(book, formula):
    book.write({**DATA, "E1": formula, "E2": "=E1", "E3": "=COUNTA(1:1)"})
    book.recalculate()
    assert "which Excel may take otherwise" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


def test_beside_what_is_kept_for_another_reason(book):
    book.write(
        {**DATA, "E1": "=INT(RAND()*A1)", "E2": "=LEN(RAND())&A1", "E3": "=IFERROR(RAND()*A1,0)", "E4": "=INT(7.5)"}
    )
    book.recalculate()
    assert set(book.kept) == {"E1", "E2", "E3"}
    assert book["E4"] == 7


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=INT(A3/A4)", 3), ("=MOD(A3,A4)", 1), ("=INT(A7)", 43831), ("=MOD(A7,1)", 0.75), ("=MOD(5.5,0.5)", 0), ("=A4^A5", 1),
        ("=A5^A4", 0), ("=A4^-1", 0.5), ("=A3^2", 49), ("=(1+A2)^A4", 1.1**2), ("=INT(A1)", 0), ("=QUOTIENT(A3,A4)", 3),
        ("=MOD(ROW(),2)", 1), ("=INT(-A1)", -1), ("=POWER(A4,A6)", 0.5), ("=A4^(1/2)", 2**0.5), ("=SUM(A3:A4^2)", 53),
        ("=INT(A8/2)", 15e12), ("=LARGE(A1:A4,A4)", 2), ("=SMALL(A1:A7,ROUND(A3/3,0))", 0), ("=MOD(A8,1E6)", 0),
    ],
)  # fmt: skip
def test_others_are_not(book, formula, expected):
    book.write({**DATA, "E2": "=COUNTA(1:1)"}, spills={"E1": formula})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == pytest.approx(expected)
    assert book["E2"] == 3
