"""What the engine would get wrong because of what cells hold: kept and told, never silently different."""

from __future__ import annotations

import formualizer as fz
import pytest

from sop_xl.cells.address import CellAddress
from sop_xl.engine.doubts import given_up

LISTED = {"H1": "BK-R50", "H2": "BK-M18 Red", "H3": "Cap", "H4": "Caps A"}
NUMBERS = {"A1": 1, "A2": 3, "A3": 5, "A4": 7, "B1": 2, "B2": 4, "B3": 6, "B4": 8}


def name_the_list(workbook, _):
    workbook.define_name("Listed", "=S!$A$1:$A$4")


@pytest.mark.parametrize(
    ("formula", "cells", "told"),
    [
        ("=SUMPRODUCT(A1:A4,B1:B4)", {"A2": "3"}, "numbers stored as texts"),
        ("=SUMPRODUCT(A1:A4)", {"A2": True}, "numbers stored as texts"),
        ('=DSUM(A1:B4,"x",D1:D2)', {"A1": "k", "B1": "x", "B3": "6", "D1": "k", "D2": ">0"}, "stored as texts"),
        (
            '=DSUM(A1:B2,"x",D1:D2)',
            {"A1": "k", "B1": "x", "A2": "b-1", "B2": 6, "D1": "k", "D2": ">=a"},
            "order over texts",
        ),
        ('=LEFT("abc",A1)', {"A1": "2.9"}, "a number of characters that is a text"),
        ('=RIGHT("abc",A1)', {"A1": "x"}, "a number of characters that is a text"),
        ('=MID("abc",1,A1)', {"A1": "x"}, "a number of characters that is a text"),
        ("=GAMMA(-2.5)", {}, "a GAMMA of a negative number"),
        ("=RATE(12,-100,350+A1*0)", {}, "a rate that the engine does not find"),
        (
            "=TBILLPRICE(DATE(2008,2,13),DATE(2009,2,13),0.05)",
            {},
            "a bill of a year, which the engine takes for longer",
        ),
        ("=IRR(A1:A4)", {"A1": -9, "A2": None}, "blank cells"),
        ("=SUMXMY2(A1:A4,B1:B4)", {"A2": "text"}, "hold no numbers"),
        ("=MODE(A1:B4)", {"A1": 8, "B1": 7}, "equally frequent"),
        ("=VLOOKUP(5,A1:B4,2)", {"A1": 6}, "not sorted"),
        ("=VLOOKUP(5,A1:B4,2,TRUE)", {"A4": 4}, "not sorted"),
        ("=IFERROR(MATCH(5,A1:A4),0)", {"A1": 6}, "not sorted"),
        ("=MATCH(5,A1:A4,-1)", {}, "not sorted"),
        ("=LOOKUP(5,A1:A4,B1:B4)", {"A4": 4}, "not sorted"),
        ("=VLOOKUP(5,Listed,2)", {"A1": 6}, "not sorted"),
        ("=SUMPRODUCT(Listed)", {"A2": True}, "truth values"),
        ("=XLOOKUP(4,A1:A4,B1:B4,0,-1)", {"A1": 6}, "next smaller or larger"),
        ("=XLOOKUP(4,A1:A5,B1:B5,,1)", {}, "next smaller or larger"),
        ("=XLOOKUP(4,Listed,B1:B4,,-1)", {"A3": "x"}, "next smaller or larger"),
        ("=XLOOKUP(4,A1:A4*1,B1:B4,,-1)", {}, "in a computed array"),
        ('=XMATCH("k",A1:A4,1)', {"A1": "a", "A2": "m"}, "next smaller or larger"),
        ("=SORT(D1:D3)", {"D1": "AB-10", "D2": "AB1-5", "D3": "AB-2"}, "sorts otherwise"),
        ("=SORT(UNIQUE(D1:D3))", {"D1": "x_2", "D2": "X1"}, "sorts otherwise"),
        ("=SORTBY(A1:A3,D1:D3)", {"D1": "Zug", "D2": "Äpfel", "D3": "b"}, "sorts otherwise"),
        ('=MATCH("AB2",D1:D3)', {"D1": "AB-10", "D2": "AB-2", "D3": "AB1-5"}, "not sorted"),
        ('=TEXT(A2,"0")', {"A2": True}, "of a truth value"),
        ('=TEXT(A2>1,"0")', {}, "of a truth value"),
        ("=HLOOKUP(5,A1:B4,2)", {"A1": 6, "B1": 5}, "not sorted"),
        ('=TEXT(A1,"0000")', {"A1": "L0001"}, "a number to Excel"),
        ("=A1*2", {"A1": "1,234"}, "a number to Excel"),
        ("=PMT(A1,12,200)", {"A1": "0.01"}, "a number to Excel"),
        ("=SUM(OFFSET(B4,0,0,1,-2))", {}, "an OFFSET"),
        ("=INDEX(A1:B4,2)", {}, "INDEX with one number"),
        ("=INDEX(A1:A4,-1)", {}, "of a negative number"),
        ("=INDEX(A1:B4,1,D1)", {"D1": -2}, "of a negative number"),
        ("=TYPE(D1)", {"D1": "=NA()"}, "a TYPE of an error"),
        ("=INDEX(A:A,9)", {}, "beyond the cells that are filled"),
        ("=IF(ISERROR(Nowhere),1,2)", {}, "a name that the engine does not find"),
        ('=TEXT(A1,"")', {}, "an empty format"),
        ('=IF("tRue",1,2)', {}, "a text as test"),
        ("=LEFT(TRUE,2)", {}, "a truth value"),
        ("=WORKDAY.INTL(A1,24,,B1:B2)", {}, "an argument left out"),
    ],
)
def test_what_excel_takes_otherwise_is_kept(book, formula, cells, told):
    cells = {**NUMBERS, **cells, "E1": formula, "E2": "=E1"}
    if "*1" in formula or "SORT" in formula:
        book.write({**cells, "E1": None}, spills={"E1": formula}, arrange=name_the_list)
    else:
        book.write(cells, arrange=name_the_list)
    book.recalculate()
    assert told in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"
    assert book["E1"] == book["E2"] == "old"


def test_what_it_takes_alike_is_calculated(book):
    """The same formulas over lists that are in order, and errors that Excel shares."""
    formulas = {
        "E1": "=SUMPRODUCT(A1:A4,B1:B4)",
        "E2": "=VLOOKUP(5,A1:B4,2)",
        "E3": "=MATCH(6,A1:A4)",
        "E4": "=MATCH(5,D1:D3,-1)",
        "E5": "=LOOKUP(9,A1:A4,B1:B4)",
        "E6": '=VLOOKUP("x",F1:G2,2,FALSE)',
        "E7": '=MATCH("b",F1:F9)',
        "E8": '=TEXT(A1,"0000")',
        "E9": "=INDEX(A:A,2)",
        "E11": "=INDEX(SORT(H1:H4),2)",
        "E12": '=IF(H1<H2,1,0)+(H3<="Cap")+(A1<B1)+(A1<H1)+("a-b"<>H1)',
        "E10": "=XLOOKUP(4,A1:A4,B1:B4,,-1)+XMATCH(4,A1:A4,1)",
    }
    book.write({**NUMBERS, "D1": 9, "D2": 7, "D3": 5, "F1": "x", "F2": "y", "G1": 1, **LISTED, **formulas, "F9": None})
    book.recalculate()
    assert book.kept == {}
    assert [book[f"E{n}"] for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12)] == [
        100,
        6,
        3,
        3,
        8,
        1,
        "0001",
        3,
        7,
        "BK-R50",
        4,
    ]


def test_an_error_that_reads_no_number_is_a_result(book):
    book.write({"A1": "abc", "E1": "=A1*2", "E2": "=E1+1"})
    book.recalculate()
    assert book.kept == {}
    assert str(book["E1"]) == str(book["E2"]) == "#VALUE!"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("=IFERROR(SUM(XLOOKUP(1,A1:A4,A1:A4):B2),0)", "a range that ends in XLOOKUP"),
        ("=A1:INDEX(A:A,3)", "a computed range by itself"),
        ("=IFERROR(SUM(_xlfn.ANCHORARRAY(OFFSET(A1,0,0))),0)", "what a computed cell spills over"),
    ],
)
def test_ranges_that_the_engine_does_not_follow_are_kept(book, formula, told):
    book.write({**NUMBERS, "E2": "=COUNT(E1)"}, spills={"E1": formula, "F1": "=SUM(A1:INDEX(A:A,3))"})
    book.recalculate()
    assert told in book.kept["E1"]
    assert book["F1"] == 9


def test_what_the_engine_gives_up_is_told_by_what_the_formula_calls():
    workbook = fz.Workbook()
    workbook.add_sheet("S")
    workbook.set_formula("S", 1, 1, "=_xlfn.XLOOKUP(1,B:B,SUM((B1,C1)))")
    workbook.set_formula("S", 2, 1, "=A1 B1:B2")
    assert given_up(workbook, CellAddress("S", 1, 1)).startswith("calls SUM, XLOOKUP in a way that only Excel")
    assert given_up(workbook, CellAddress("S", 2, 1)).startswith("joins cells and ranges in a way that only Excel")


def test_many_readers_of_a_list_of_kept_cells_are_told(book):
    """Each reads all of the list; those behind them are told too."""
    rows = range(1, 31)
    book.write(
        {f"A{row}": '=INDIRECT("Nowhere")' for row in rows}
        | {f"B{row}": "=COUNT($A$1:$A$30)" for row in rows}
        | {f"C{row}": f"=SUM($B$1:$B$30)+C{row - 1}" if row > 1 else "=B1" for row in rows}
        | {"D1": "=1+1"}
    )
    book.recalculate()
    assert set(book.kept) == {f"{column}{row}" for column in "ABC" for row in rows}
    assert all(book.kept[f"{column}{row}"].startswith("depends on S!") for column in "BC" for row in rows)
    assert book["D1"] == 2


def test_what_is_given_up_is_told_by_the_functions_that_the_planner_wrote():
    workbook = fz.Workbook()
    workbook.add_sheet("S")
    workbook.set_formula("S", 1, 1, "=SUM(SOP_XL_EACH_LEN(B1:B3))+SOP_XL_SPREAD(1,COUNTIF(B1:B3,1))")
    assert given_up(workbook, CellAddress("S", 1, 1)).startswith("calls COUNTIF, LEN, SUM in a way")
