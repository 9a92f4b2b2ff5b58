"""VALUE: numbers, blank cells and texts of plain digits; what else may be a number to Excel keeps its saved value."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError

DATA = {"A1": " 12 ", "A2": "-1.5E2", "A3": "7.5%", "A4": 3.5, "A6": "abc", "A7": True, "A8": "12345678901234567"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=VALUE(A1)", 12), ("=VALUE(A2)", -150), ("=VALUE(A3)", 0.075), ("=VALUE(A4)", 3.5), ("=VALUE(A5)", 0),
        ("=VALUE(A6)", CellError.VALUE), ("=VALUE(A7)", CellError.VALUE), ('=VALUE("")', CellError.VALUE), ('=VALUE(MID("x-045",3,3))', 45),
        ("=IFERROR(VALUE(A6),-1)", -1), ("=SUMPRODUCT(VALUE(A1:A5))", -134.425), ("=ISNUMBER(VALUE(A1))", True),
    ],
)  # fmt: skip
def test_what_anybody_reads_as_a_number_is_one(book, formula, expected):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == pytest.approx(expected) if isinstance(expected, float) else book["E1"] == expected


def test_digits_beyond_the_fifteenth_are_zeros(book):
    """As Excel's help has it: it changes digits past the fifteenth place to zeros."""
    book.write({**DATA, "E1": "=VALUE(A8)", "E2": '=VALUE("0.1234567890123456789")=0.123456789012345'})
    book.recalculate()
    assert book["E1"] == 12345678901234500
    assert book["E2"] is True


@pytest.mark.parametrize("text", ["1,234.5", "$5", "(5)", "2020-01-15", "Jan 2020", "12:30", "1 1/2"])
def test_what_only_excel_reads_is_kept(book, text):
    book.write({"A1": text, "E1": "=VALUE(A1)", "E2": "=IFERROR(VALUE(A1),0)", "E3": "=SUMPRODUCT(VALUE(A1:A2))"})
    book.recalculate()
    assert set(book.kept) == {"E1", "E2", "E3"}
