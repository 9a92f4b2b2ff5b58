"""Ranges where Excel takes one cell: plain formulas that only an array formula computes as a whole."""

from __future__ import annotations

import pytest

from sop_xl.cells.formula import Spread
from sop_xl.engine.coverage import Coverage

OURS = {"SOP_FORECAST": True, "SOP_SAFETY_STOCK": True, "SOP_WHY": False}
NARROWED = [
    "SUM(B1:B40*1)", "SUM((B1:B9>3)*B1:B9)", "MAX(B1:B9-5)", "SUM(IF(A1:A9>1,B1:B9))", "COUNT(1/(A1:A9=2))", "AND(A1:A9>1)",
    "SUM(-A1:A9)", 'A1:A9&"x"', "IFERROR(A1:A9,0)", "SUM(Block*2)", "IF(A1:A9>1,1,2)", "SUM(A1:A9%)", "VLOOKUP(A:A,C1:D9,2,0)",
    "SUMIFS(C:C,A:A,B1:B9)", "A:A", "ROUND(A1:A9,2)", "IF(A1>1,A1:A9,B1:B9)", "INDEX(A1:C9,B1:B9,2)", "LEN(A1:A9)+SUMPRODUCT(LEN(B1:B9))",
]  # fmt: skip
UNCERTAIN = [
    "MATCH(1,(A1:A9=1)*(B1:B9=2),0)", "SUM(INDEX(A1:C9,0,2)*2)", 'TEXTJOIN(",",TRUE,IF(A1:A9=1,B1:B9,""))',
    "SUMPRODUCT(IF(A1:A9>1,B1:B9))", "SUM(OFFSET(A1,0,0,3,1)*2)", "SUM(SOP_FORECAST(A1:Z1,3,1)*A1:C1)", "{1,2,3}", "FILTER(A1:A9,B1:B9>1)",
    "INDEX((A1:A9=1)*(B1:B9=2),1)", "ROW(A1:A9)", "XLOOKUP(A1:A9,B1:B9,C1:C9)", "TRANSPOSE(A1:A9)+B1:B9", "SMALL(A1:A9*1,1)", "SUM(IFERROR(A1:A9,0))",
    "SUM(ROUND(MMULT(A1:B2,C1:D2),1))", "SUM(2*MINVERSE(A1:B2))", "MMULT(A1:B2,C1:D2)",
    "SUMPRODUCT(A1:A3,TRANSPOSE(D1:F1))", "SUM(MMULT(TRANSPOSE(A1:A9),B1:B9))",
]  # fmt: skip
WHOLE = [
    "SUMPRODUCT((A1:A9>1)*B1:B9)", "SUMPRODUCT(--(A1:A9>1),B1:B9)", "SUM(A1:A9)*2", "-SUM(A1:A9)", "SUM(IF(A1>1,A1:A9,B1:B9))",
    "SUM({1,2,3}*A1)", "SUM(A1:B2)/COUNT(A:A)", "SUM(Block)", "SUM(FILTER(A1:A9,B1:B9=1))", "SUM(A1:INDEX(A1:A9,3))",
    "2*SOP_SAFETY_STOCK(0.95,10,4)", "IFERROR(SOP_SAFETY_STOCK(2,5,2),-1)", "SUM(2*SOP_FORECAST(A1:Z1,3,1))",
    "IF(SUM(A1:A9)>1,1,2)", "SUM(CHOOSE(A1,B1:B9,C1:C9))",
    "SUM(MMULT(A1:B2*1,C1:D2))", "SUMPRODUCT(MMULT(A1:B2,C1:D2)*2)", "INDEX(MINVERSE(A1:B2),1,2)", "MDETERM(A1:B2-1)",
]  # fmt: skip


@pytest.mark.parametrize("text", NARROWED)
def test_a_plain_formula_that_narrows_a_range_is_calculated_so(text):
    coverage = Coverage(OURS)
    assert coverage.problem(text, Spread.CELL, frozenset({"BLOCK"})) is None
    assert coverage.narrows(text, Spread.CELL, frozenset({"BLOCK"}))
    assert not coverage.narrows(text, Spread.DYNAMIC, frozenset({"BLOCK"})), "as an array formula it is whole"


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_it_would_narrow_to_must_be_certain(text):
    coverage = Coverage(OURS)
    assert coverage.problem(text, Spread.CELL, frozenset({"BLOCK"})) is not None
    assert coverage.problem(text, Spread.DYNAMIC, frozenset({"BLOCK"})) is None, "as an array formula it is whole"


@pytest.mark.parametrize("text", ["EDATE(A1:A9,1)", "PMT(A1:A9,12,100)", "SUM(A1:A9*1)+WEEKNUM(B1:B9)"])
def test_functions_that_may_refuse_a_range_are_kept(text):
    assert Coverage(OURS).problem(text, Spread.CELL, frozenset()) is not None


@pytest.mark.parametrize("text", WHOLE)
def test_a_plain_formula_that_takes_ranges_whole_is_calculated(text):
    assert Coverage(OURS).problem(text, Spread.CELL, frozenset({"BLOCK"})) is None
    assert not Coverage(OURS).narrows(text, Spread.CELL, frozenset({"BLOCK"}))


def test_sop_functions_inside_of_plain_formulas(book):
    """One cell shows the first value of an array, whatever is done with it."""
    book.write(
        {
            "A1": "=2*SOP_SAFETY_STOCK(0.95,10,4)",
            "A2": "=IFERROR(SOP_SAFETY_STOCK(2,5,2),-1)",
            "A3": "=1+SOP_PROJECT_INVENTORY(5,{1,2,3})",
            "A4": "=SUM(2*SOP_PROJECT_INVENTORY(5,{1,2,3}))",
            "A5": '=SOP_PROJECT_INVENTORY(5,{1,2,3})&" left"',
            "B3": 77,
        }
    )
    book.recalculate()
    assert not book.kept
    assert book["A1"] == pytest.approx(65.79, rel=1e-3)
    assert [book[a] for a in ("A2", "A3", "A4", "A5", "B3")] == [-1, 5, 10, "4 left", 77]
