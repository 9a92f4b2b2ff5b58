"""Whole rows and columns that are computed cell by cell, blank ones too."""

from __future__ import annotations

import pytest

from sop_xl.cells.formula import Spread
from sop_xl.engine.coverage import Coverage
from sop_xl.engine.whole_columns import PROBLEM

HANG_ON_BLANKS = [
    'SUMPRODUCT(--(A:A=""))', "SUMPRODUCT((A:A=0)*1)", 'SUM(IF(A:A="",1,0))', 'MATCH(TRUE,A:A="",0)', 'XMATCH("",A:A&"")',
    "ROWS(UNIQUE(A:A))", "SORT(A:A)", "A:A", "A:A*2", "1:1", 'SUM(--(A:A<>"x"))', "COUNT(A:A*1)", "MIN(A:A-5)",
    'COUNTIFS(A:A,"",B:B,"<>x")', "FILTER(A:A,B:B=0)", "SUMPRODUCT((A:A<5)*(B:B<9))",
    "AVERAGE(IF(A:A<5,B:B*1))", "TRANSPOSE(A:A)", "SUM(1-(A:A=1))",
]  # fmt: skip
DO_NOT = [
    'SUMPRODUCT((A:A="x")*(B:B>3)*C:C)', "SUMPRODUCT(A:A,B:B)", 'SUMPRODUCT(--(A:A="x"),C:C)', "SUM(A:A*B:B)",
    'SUM(IF(A:A="x",B:B,0))', 'MAX(IF(A:A="x",B:B))', "MATCH(1,(A:A=D1)*(B:B=E1),0)",
    'FILTER(A:A,B:B="x")',
    "SUM(A:A)", 'COUNTIF(A:A,"")', 'COUNTIFS(A:A,"",B:B,"x")', "INDEX(A:A,MATCH(D1,B:B,0))", "SUMIFS(A:A,B:B,D1)",
    "XLOOKUP(D1,A:A,B:B)", "COUNT(A:A)/COUNTA(B:B)", "SUMPRODUCT((A:A=D1)*(B:B=E1)*C:C)", "ROWS(A:A)", "MAX(A:A)-MIN(B:B)",
    "VLOOKUP(D1,A:C,2,FALSE)", "SUM(--(A:A>5))", 'COUNTIFS(A:A,D1)',
]  # fmt: skip


@pytest.mark.parametrize("text", HANG_ON_BLANKS)
def test_a_formula_to_which_blank_cells_matter_is_kept(text):
    assert Coverage({}).problem(text, Spread.DYNAMIC, frozenset()) == PROBLEM


@pytest.mark.parametrize("text", DO_NOT)
def test_one_to_which_they_add_nothing_is_calculated(text):
    assert Coverage({}).problem(text, Spread.DYNAMIC, frozenset()) is None
