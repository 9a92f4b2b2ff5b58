"""Dates given as texts, and other arguments that the engine takes otherwise than Excel."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "formula", ['=EOMONTH("2020-01-15",0)', "=YEAR(A1)", '=DATEVALUE("15/01/2020")', "=EDATE(A1,1)+1"]
)
def test_a_function_of_dates_that_refuses_a_text_is_kept(book, formula):
    book.write({"A1": "2020-01-15", "E1": formula, "E2": "=E1"})
    book.recalculate()
    assert book["E1"] == book["E2"] == "old"
    assert "given a text" in book.kept["E1"]


def test_an_error_that_such_a_function_reads_is_its_result(book):
    book.write({"A1": '=1+"x"', "A2": 43845, "E1": "=YEAR(A1)", "E2": "=EOMONTH(A2,0)"})
    book.recalculate()
    assert not book.kept
    assert book["E2"] == 43861


def test_rows_of_an_indirect_are_kept(book):
    book.write({"B1": 1, "B2": 2, "E1": '=SUMPRODUCT(SMALL(B1:B2,ROW(INDIRECT("1:2"))))'})
    book.recalculate()
    assert book.kept == {"E1": "ROW of an INDIRECT, which may be a range"}
