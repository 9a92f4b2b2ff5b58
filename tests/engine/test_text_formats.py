"""TEXT with a format that stands in a cell: calculated where it is a usual one."""

from __future__ import annotations

import pytest

DATA = {
    "A1": 1234.5,
    "B1": "0.00",
    "B2": "yyyy-mm",
    "B3": "#,##0",
    "B4": "0.00E+00",
    "B6": "@",
    "B7": 5,
    "B8": '[h] "of" h',
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=TEXT(A1,B1)", "1234.50"), ("=TEXT($A$1,$B$2)", "1903-05"), ('=TEXT(A1,B3)&" pcs"', "1,235 pcs"),
        ("=TEXT(A1,Shape)", "1234.50"),
    ],
)  # fmt: skip
def test_usual_formats_are_calculated(book, formula, expected):
    book.write({**DATA, "E1": formula}, arrange=lambda b, _: b.define_name("Shape", "=S!$B$1"))
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == expected


@pytest.mark.parametrize(
    "formula",
    [
        "=TEXT(A1,B4)",
        "=TEXT(A1,B5)",
        "=TEXT(A1,B6)",
        "=TEXT(A1,B7)",
        '=IFERROR(TEXT(A1,B4),"")',
        '=TEXT(A1,B1&"0")',
        "=TEXT(A1,B8)",
    ],
)
def test_others_are_kept(book, formula):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert "TEXT with" in book.kept["E1"]


def test_copies_are_told_one_by_one(book):
    formats = {f"B{row}": "0.0" if row % 4 else "?/?" for row in range(1, 13)}
    book.write({"A1": 5, **formats, **{f"C{row}": f"=TEXT($A$1,B{row})" for row in range(1, 13)}})
    book.share("C1:C12")
    book.recalculate()
    assert set(book.kept) == {"C4", "C8", "C12"}
    assert book["C5"] == "5.0"
