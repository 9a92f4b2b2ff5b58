"""Functions of arrays that other functions give, as Excel does them."""

from __future__ import annotations

import pytest

DATA = {"A1": 30, "A2": 10, "A3": 20, "A4": "x", "B1": "a", "B2": "b", "B3": "c", "B5": "d"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IFERROR(ROWS(FILTER(B1:B3,A1:A3=99)),0)", 0), ("=ROWS(FILTER(B1:B3,A1:A3>10))", 2),
        ("=IFERROR(COLUMNS(FILTER(A1:B3,A1:A3=99)),-1)", -1), ("=COUNT(FILTER(A1:A3,A1:A3>99))", 0),
        ("=COUNT(FILTER(A1:A4,A1:A4<>10))", 2), ("=COUNTA(FILTER(B1:B5,B1:B5<>\"a\"))", 4),
        ("=COUNTA(UNIQUE(B1:B6))", 5), ('=TEXTJOIN("|",FALSE,UNIQUE(B3:B6)&"")', "c||d"),
        ("=COUNTA(HSTACK(A1:A4,B1:B3))", 8), ("=ISNA(INDEX(HSTACK(A1:A3,B1:B2),3,2))", True),
        ("=INDEX(VSTACK(A1:B2,A3:A4),3,1)", 20), ("=ROWS(TAKE(A1:A4,9))", 4), ("=SUM(TAKE(A1:B3,,1))", 60),
        ("=IFERROR(SUM(TAKE(A1:A3,0)),-1)", -1), ("=IFERROR(SUM(DROP(A1:A3,3)),-1)", -1), ("=SUM(DROP(A1:B3,-1,-1))", 40),
        ("=SUM(TAKE(SORT(A1:A3),-2))", 50), ("=SUM(DROP(A1:A3,,0))", 60), ("=ROWS(A1:A3)+COUNTA(A1:A9)", 7),
        ('=PROPER("2nd o\'neil mc-dOUG")', "2Nd O'Neil Mc-Doug"), ("=ISNUMBER(SUM(TAKE(A1:A3,\"x\")))", False),
    ],
)  # fmt: skip
def test_arrays_are_counted_and_cut_as_excel_does(book, formula, expected):
    book.write({**DATA, "D2": "=D1"}, spills={"D1": formula})
    book.recalculate()
    assert not book.kept
    assert book["D1"] == book["D2"] == expected


def test_a_blank_cell_in_a_stack_spills_as_zero(book):
    book.write(DATA, spills={"D1:D3": "=VSTACK(A1,B4,A2)", "E1:F2": "=HSTACK(A1:A2,B1)"})
    book.recalculate()
    assert [book["D1"], book["D2"], book["D3"]] == [30, 0, 10]
    assert str(book["F2"]) == "#N/A"
