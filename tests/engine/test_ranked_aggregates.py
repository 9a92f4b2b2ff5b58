"""AGGREGATE of a computed array by rank, in plain formulas as in Excel; LibreOffice has the same in test_native_functions."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError

DATA = {
    **{f"A{row}": item for row, item in enumerate("xyxzxy", start=1)},
    **{f"B{row}": value for row, value in enumerate((5, 3.5, -2, 8, 7, 1), start=1)}, "C1": "9,000", "C2": 4, "C3": "n/a",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=INDEX(B1:B6,AGGREGATE(15,6,ROW(A1:A6)/(A1:A6="x"),2))', -2), ('=AGGREGATE(14,6,B1:B6/(A1:A6="x"),1)', 7),
        ('=IFERROR(AGGREGATE(15,6,ROW(A1:A6)/(A1:A6="q"),1),"none")', "none"), ("=AGGREGATE(15,6,B1:B6*C2,2)", 4),
        ("=AGGREGATE(14,6,C2:C3*1,1)", 4), ("=AGGREGATE(14,6,LEN(C2:C3),1)", 3), ("=AGGREGATE(14,4,C2:C3*1,1)", CellError.VALUE),
        ("=AGGREGATE(15,6,B1:B6,7)", CellError.NUM), ("=AGGREGATE(14,6,C3,1)", CellError.NUM),
    ],
)  # fmt: skip
def test_a_plain_formula_computes_the_whole_array(book, formula, expected):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == expected


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=AGGREGATE(14,6,C1:C3*1,1)", "hides an error"), ("=AGGREGATE(15,6,ROW(A1:A6)/(A1:A3=1),1)", "different sizes"),
        ("=AGGREGATE(14,6,B1:B6,1.5)", "only Excel calculates"),
    ],
)  # fmt: skip
def test_what_excel_may_leave_out_otherwise_is_kept(book, formula, reason):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert reason in book.kept["E1"]


def test_copies_that_differ_in_the_kind_are_told_apart(book):
    book.write({**DATA, **{f"E{kind}": f"=AGGREGATE({kind},6,B1:B6,2)" for kind in (14, 15, 16, 17, 18, 19)}})
    book.recalculate()
    assert book["E14"] == 7
    assert book["E15"] == 1
    assert book["E17"] == 4.25
    assert book["E16"] is book["E18"] is CellError.NUM
    assert book["E19"] == 4.25
