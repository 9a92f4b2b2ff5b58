"""LET is written out: what its names stand for in their place."""

from __future__ import annotations

import pytest

from sop_xl.book.let_names import mentions_let, without_let


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("LET(x,A1*2,x+1)", "((A1*2)+1)"),
        ("_xlfn.LET(_xlpm.x,A1:A9,_xlpm.y,SUM(_xlpm.x),_xlpm.y/COUNT(_xlpm.x))", "(SUM(A1:A9)/COUNT(A1:A9))"),
        ("1+LET(a,1,b,a+1,LET(a,5,a+b))", "1+((5+(1+1)))"),
        ("LET(a,2,LET(a,a+1,a*2))", "(((2+1)*2))"),
        ("IF(LET(q,SUM(B:B),q>2),1,2)", "IF((SUM(B:B)>2),1,2)"),
        ('LET(x,A1,"x"&x&SUMX2(x)&Sheet!x)', '("x"&A1&SUMX2(A1)&Sheet!x)'),
        ("LET(xy,1,x,2,xy+x+x_y)", "(1+2+x_y)"),
        ("_xlfn.LET(_xlpm.b,2,SUM(B:B,S!B:B,$B:$B)*_xlpm.b)", "(SUM(B:B,S!B:B,$B:$B)*2)"),
        ("LET(_xlpm.a,A1,_xlpm.b,A9,SUM(_xlpm.a:_xlpm.b))", "SUM(A1:A9)"),
        ("LET(b,2,B2*b+SUM(C:C))", "(B2*2+SUM(C:C))"),
        ("LET(t,Orders[Qty],SUM(t))", "(SUM((Orders[Qty])))"),
    ],
)
def test_names_are_replaced_by_what_they_stand_for(formula, expected):
    assert mentions_let(formula)
    assert without_let(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "LET(x,A1)",
        "LET(b,2,SUM(B:B)*b)",
        "LET(b,2,SUM(S!A:B)*b)",
        "LET(a,A1,b,A9,SUM(a:b))",
        "LET(x,LAMBDA(y,y+1),x(3))",
        "_xlfn.LET(x,_xlfn.LAMBDA(y,y+1),x(3))",
        "LET(x+1,2,x)",
        "PALET(x,1,x)",
        '"LET(x,1,x)"',
    ],
)
def test_what_is_none_or_cannot_be_written_out_stays(formula):
    assert without_let(formula) == formula


def test_names_that_multiply_do_not_fill_the_memory():
    """Each stands for two of the one before."""
    pairs = ",".join(f"n{at + 1},n{at}+n{at}" for at in range(60))
    formula = f"LET(n0,A1,{pairs},n60)"
    assert without_let(formula) == formula
