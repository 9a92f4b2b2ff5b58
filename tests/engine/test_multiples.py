"""CEILING.MATH and its kin with a computed multiple."""

from __future__ import annotations

import pytest

VALUES = {
    "CEILING.MATH(A1,B1)": 9, "FLOOR.MATH(A1,B1)": 6, "CEILING.MATH(-A1,B1)": -6, "FLOOR.MATH(-A1,B1)": -9,
    "CEILING.MATH(A1,-B1)": 9, "CEILING.MATH(A1,C1)": 0, "FLOOR.MATH(A1,C1)": 0, "CEILING.PRECISE(-A1,-B1)": -6,
    "FLOOR.PRECISE(A1,C1)": 0, "CEILING.MATH(A1)": 8, "FLOOR.MATH(A1)": 7, "CEILING.MATH(0.3,D1)": 0.3,
}  # fmt: skip


def test_values(book):
    cells = {formula: f"F{number}" for number, formula in enumerate(VALUES, start=1)}
    book.write({"A1": 7.5, "B1": 3, "C1": 0, "D1": 0.1, **{cell: f"={formula}" for formula, cell in cells.items()}})
    book.recalculate()
    assert book.kept == {}
    assert {formula: book[cell] for formula, cell in cells.items()} == pytest.approx(VALUES)
