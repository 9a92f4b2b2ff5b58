"""Conditional sums over ranges that hold errors."""

from __future__ import annotations

import pytest

from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.values import CellError
from sop_xl.engine.conditional_sums import _CALLS
from sop_xl.engine.libreoffice import LibreOfficeEngine

DATA = {"A1": "x", "A2": "x", "A3": "y", "A4": "x", "A5": "z", "B1": 1, "B2": "=NA()", "B3": 3, "B4": 5, "B5": "=1/0"}
FORMULAS = [
    '=SUMIFS(B1:B5,A1:A5,"x")', '=AVERAGEIFS(B1:B5,A1:A5,"x")', '=AVERAGEIF(A1:A5,"x",B1:B5)',
    '=SUMIF(A1:A5,"x",B1:B5)', '=SUMIF(A1:A5,"x",B1)', '=SUMIF(A1:A5,"y",B1:B5)', '=SUMIFS(B1:B5,A1:A5,"y")',
    '=SUMIFS(B1:B5,A1:A5,"z")', '=SUMIFS(B1:B5,A1:A5,"<>y")', '=SUMIF(B1:B5,">0")', '=SUMIFS($B:$B,$A:$A,A2)',
    '=1+IFERROR(SUMIFS(B1:B5,A1:A5,"x"),-1)', '=SUM(SUMIFS(B1:B5,A1:A5,"y"),SUMIFS(B1:B5,A1:A5,"z"))',
    '=SUMIFS(B1:B5,A1:A5,"x",B1:B5,">0")', '=SUMIFS(D6:D7,D6:D7,"<>9")', '=MAXIFS(B1:B5,A1:A5,"x")',
    '=MINIFS(B1:B5,A1:A5,"z")', '=IF(ISERROR(D1),SUMIFS(B1:B5,A1:A5,"z"),7)', '=SUMIFS(D18,D18,"<>9")',
]  # fmt: skip
TWO_ERRORS = '=SUMIFS(B1:B5,A1:A5,"<>y")'


@pytest.mark.libreoffice
def test_errors_that_meet_the_criteria_are_seen_as_libreoffice_sees_them(book, soffice):
    book.write({**DATA, **{f"D{i}": formula for i, formula in enumerate(FORMULAS, start=1)}})
    book.recalculate()
    assert not book.kept
    ours = [book[f"D{i}"] for i in range(1, len(FORMULAS) + 1)]
    book.recalculate(LibreOfficeEngine())
    theirs = [book[f"D{i}"] for i in range(1, len(FORMULAS) + 1)]
    two = FORMULAS.index(TWO_ERRORS)
    assert ours[two] is CellError.NA
    assert theirs.pop(two) in (CellError.NA, CellError.DIV0)  # the first error; older versions give the last
    assert [value for i, value in enumerate(ours) if i != two] == theirs
    assert ours[:6] == [CellError.NA] * 5 + [3]


def test_an_error_runs_through_sums_of_sums(book):
    """Every level sums the one before: the error has to come through all of them."""
    book.write(
        {
            **DATA,
            **{f"C{i}": "k" for i in range(1, 9)},
            "D1": '=SUMIFS(B1:B5,A1:A5,"x")',
            **{f"D{i}": f'=SUMIFS(D{i - 1}:D{i - 1},C{i - 1}:C{i - 1},"k")+{i}' for i in range(2, 9)},
            "E1": '=IF(ISERROR(D8),"missing",D8)',
        }
    )
    book.recalculate()
    assert [book[f"D{i}"] for i in range(1, 9)] == [CellError.NA] * 8
    assert book["E1"] == "missing"


def test_the_error_of_an_sop_function_is_seen_too(book):
    book.write({"A1": "x", "A2": "x", "B1": "=SOP_SAFETY_STOCK(2,10,4)", "B2": 5, "C1": '=SUMIFS(B1:B2,A1:A2,"x")'})
    book.recalculate()
    assert book["C1"] is CellError.NUM


def test_an_error_as_criterion_is_kept(book):
    book.write(
        {
            **DATA,
            "D1": '=COUNTIF(B1:B5,"#N/A")',
            "D2": "=COUNTIF(B1:B5,NA())",
            "D3": '=COUNTIF(A1:A5,"#1")',
            "D4": "=COUNTIF(B1:B5,B2)",
        }
    )
    book.recalculate()
    assert set(book.kept) == {"D1", "D2", "D4"}
    assert "error as criterion" in book.kept["D1"]
    assert book["D3"] == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('SUMIF(A1,"SUMIF(,)",B1)', '<SUMIF|A1|"SUMIF(,)"|B1>'),
        ("1+SUMIF({1,2},(A1,B1))*SUMIFS(X,SUMIF(A,B),C)", "1+<SUMIF|{1,2}|(A1,B1)>*<SUMIFS|X|<SUMIF|A|B>|C>"),
        ("'SUMIF(a'!A1+MYSUMIF(1,2)", "'SUMIF(a'!A1+MYSUMIF(1,2)"),
        ("SUMIF(A1", "SUMIF(A1"),
    ],
)
def test_calls_are_found_in_the_text(text, expected):
    assert replace_calls(text, _CALLS, lambda name, given: f"<{'|'.join([name, *given])}>") == expected
