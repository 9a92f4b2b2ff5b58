"""Arrays of different sizes: the engine gives one error for all, where Excel fills up with #N/A."""

from __future__ import annotations

import pytest

from sop_xl.cells.address import Area
from sop_xl.engine.array_sizes import joins_arrays, joins_arrays_of_different_sizes

DATA = {**{f"A{row}": row for row in range(1, 9)}, **{f"D{row}": 10 for row in range(1, 4)}}


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:A8*D1:D3)", "=SUM(IFERROR(A1:A8*D1:D3,0))", "=COUNT(A1:A8*D1:D3)", "=SUM(IF(A1:A8>0,D1:D3,0))",
        "=SUM(IFERROR(IF(A1:A8>2,D1:D3,1),0))", "=SUM(IFERROR(A1:A8&D1:D3,0))", "=SUM(IFERROR(A1:A8*{1,2;3,4},0))",
        "=SUM(IFERROR(All*D1:D3,0))", "=SUM(IFERROR(ROW(A1:A8)*D1:D3,0))", "=COUNT(COUNTIF(A1:A8,A1:A8)*D1:D3)",
    ],
)  # fmt: skip
def test_what_excel_fills_up_is_kept(book, formula):
    book.write(DATA, arrays={"F1:F1": formula}, arrange=lambda b, _: b.define_name("All", "=S!$A$1:$A$8"))
    book.recalculate()
    assert book.kept == {"F1": "joins arrays of different sizes, where Excel fills up with #N/A"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(A1:A3*D1:D3)", 60), ("=SUM(A1:A3*{1,2})", 18), ("=SUM(A1:A8*D1)", 360), ("=SUM(IFERROR(ROUND(A1:A8,D1:D3),0))", 6),
        ('=SUM(IFERROR(A1:A3*"x",7))', 21), ("=COUNT(A1:A3*TRANSPOSE(D1:D3))", 9),
    ],
)  # fmt: skip
def test_what_is_repeated_is_calculated(book, formula, expected):
    book.write(DATA, arrays={"F1:F1": formula})
    book.recalculate()
    assert book.kept == {}
    assert book["F1"] == expected


@pytest.mark.parametrize(
    ("formula", "is_kept"),
    [
        ("=SUMPRODUCT(2,D1:D3)", True), ("=SUMPRODUCT(A1:A8,D1:D3)", True), ("=SUMPRODUCT(A1:A3,{1,2,3})", True),
        ("=SUMPRODUCT(All*1,D1:D3)", True), ("=SUMPRODUCT(SUM(A1:A3),D1:D3)", True), ("=SUMPRODUCT(ROW(A1:A2),D1:D3)", True),
        ("=SUMPRODUCT(A1:A3,D1:D3)", False), ("=SUMPRODUCT(2*D1:D3)", False), ("=SUMPRODUCT(INDEX(A1:B3,0,1),D1:D3)", False),
        ("=SUMPRODUCT(--(LEN(A1:A3)=1),D1:D3)", False), ("=SUMPRODUCT(COUNTIF(A1:A8,A1:A3),D1:D3)", False),
    ],
)  # fmt: skip
def test_products_of_different_sizes_are_kept(book, formula, is_kept):
    book.write({**DATA, "F1": formula}, arrange=lambda b, _: b.define_name("All", "=S!$A$1:$A$8"))
    book.recalculate()
    assert set(book.kept) == ({"F1"} if is_kept else set())


def test_sizes_are_told_by_the_formula():
    names = {"long": ("S", Area(1, 1, 8, 1)), "one": ("S", Area(1, 1, 1, 1))}
    assert joins_arrays("A1:A3*D1:D3", {})
    assert joins_arrays("IF(COUNTIF(A1:A9,B1:B3),ROW(A1:A3))", {})
    assert not joins_arrays("SUM(A1:A3)*D1+B2", {})
    assert joins_arrays_of_different_sizes("SUM(-Long*A1:A3)", names)
    assert not joins_arrays_of_different_sizes("SUM(One*A1:A3)", names)
    assert not joins_arrays_of_different_sizes("SUM(A1:A3*{1,2})*SUM(A1:A5)", names)
    assert not joins_arrays_of_different_sizes("A1:A3)*(", names)
