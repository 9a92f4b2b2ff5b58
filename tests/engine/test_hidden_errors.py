"""Errors of the engine that formulas hide: kept where Excel may see none, results where it sees one too."""

from __future__ import annotations

import pytest

DATA = {"A1": "2020-01-15", "A2": "1,234", "A3": 5, "A4": "n/a", "A5": 0, "A6": "7", "A7": "$3", "B1": 1, "B2": 2}


@pytest.mark.parametrize(
    "formula",
    [
        "=IFERROR(YEAR(A1),0)", '=IFERROR(YEAR("2020-01-15"),0)', "=IFERROR(A2*2,0)", "=ISNUMBER(--A2)", "=IF(ISERROR(A7+1),0,1)",
        '=IFERROR("$5"*2,0)', "=IFERROR(ROUND(A2,0),0)", "=1+IFERROR(A3/A7,0)", "=IFERROR(Price*2,0)", "=IFERROR(MONTH(A1)+1,0)",
        "=IFERROR(INDEX(B:B,9),-1)", "=IFERROR(SUM(OFFSET(B2,0,0,1,-2)),0)", "=ISBLANK(INDEX(B:B,9))", "=ISTEXT(INDEX(B:B,9))",
    ],
)  # fmt: skip
def test_what_excel_may_see_otherwise_is_kept(book, formula):
    book.write({**DATA, "E1": formula, "E2": "=E1"}, arrange=lambda b, _: b.define_name("Price", "=S!$A$7"))
    book.recalculate()
    assert "hides an error" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IFERROR(A4*2,0)", 0), ("=IFERROR(A3/A5,9)", 9), ("=IFERROR(A6*2,0)", 14), ("=IFERROR(VLOOKUP(A4,A1:B2,2,0),0)", 0),
        ("=IFERROR(SUM(A1:A7)/B2,0)", 2.5), ("=ISNUMBER(A1)", False), ('=IFERROR(FIND("x",A1),0)', 0), ("=IFERROR(A1+1,0)",
        43846), ('=IFERROR(A4+"x",7)', 7), ("=IFERROR(INDEX(B1:B2,2)*A3,0)", 10), ("=ISNUMBER(A3*2)", True),
        ("=ISBLANK(INDEX(B:B,2))", False), ("=ISBLANK(INDEX(B1:B9,9))", True), ("=IFERROR(YEAR(43831),0)", 2020), ("=IFERROR(INDEX(B:B,2)+1,0)", 3),
    ],
)  # fmt: skip
def test_what_it_sees_too_is_a_result(book, formula, expected):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected


def test_copies_are_told_one_by_one(book):
    prices = {f"A{row}": "1,200" if row % 5 == 0 else row for row in range(1, 21)}
    book.write({**prices, **{f"B{row}": f"=IFERROR(A{row}*2,0)" for row in range(1, 21)}})
    book.share("B1:B20")
    book.recalculate()
    assert set(book.kept) == {"B5", "B10", "B15", "B20"}
    assert book["B4"] == 8


def test_an_index_into_the_void_is_kept_also_as_a_text(book):
    book.write({**DATA, "E1": '=INDEX(B:B,9)&"x"', "E2": '=INDEX(B:B,2)&"x"'})
    book.recalculate()
    assert book.kept == {"E1": "an INDEX beyond the cells that are filled"}
    assert book["E2"] == "2x"


ARRAY_DATA = {"A1": 1, "A2": "5,000", "A3": "n/a", "A4": 7}


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(IFERROR(A1:A3*1,0))", "=COUNT(A4,A1:A3*1)", "=MATCH(7,A1:A4*1,0)", "=XLOOKUP(7,A1:A4*1,A1:A4)",
        "=LET(x,A2*1,IFERROR(x,0))", "=LET(x,A1:A4,SUM(IFERROR(x*1,0)))", "=IFERROR(LET(x,A2,x*1),0)",
    ],
)  # fmt: skip
def test_an_error_within_an_array_or_behind_a_name_is_found_too(book, formula):
    """The first element tells nothing of the others, and a name of LET nothing outside of it."""
    book.write(ARRAY_DATA, spills={"E1": formula})
    book.recalculate()
    assert "hides an error" in book.kept["E1"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(IFERROR(A3:A4*1,0))", 7), ("=COUNT(A1:A4)", 2), ("=LET(x,A3*1,IFERROR(x,0))", 0), ("=LET(x,A2,IFERROR(x,0))", "5,000"),
        ('=MATCH(1,(A1:A4="n/a")*(A1:A4<>7),0)', 3), ('=COUNT(1/(A1:A4="n/a"))', 1), ("=IF(A1=1,2,IFERROR(A2*1,0))", 2),
    ],
)  # fmt: skip
def test_an_error_that_excel_sees_too_or_that_is_not_come_upon_is_none_of_these(book, formula, expected):
    book.write(ARRAY_DATA, spills={"E1": formula})
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == expected


MADE_DATA = {"A1": "x-1,234", "A2": "x-12", "A3": "x-abc", "A4": "x-15.01.2020", "A5": 5}


@pytest.mark.parametrize(
    "formula",
    [
        "=IFERROR(MID(A1,3,9)+0,0)", "=IFERROR(VALUE(MID(A1,3,9)),0)", '=IFERROR(--SUBSTITUTE(A1,"x-",""),0)',
        "=ISNUMBER(-RIGHT(A1,5))", "=IFERROR(IF(A5>1,MID(A1,3,9),0)*2,0)", '=IFERROR(("$"&A5)*2,0)',
        "=IFERROR(YEAR(MID(A4,3,10)),0)", "=IFERROR(ROUND(TRIM(MID(A1,3,9)),0),0)", "=LET(x,MID(A1,3,9),IFERROR(x*1,0))",
        "=SUM(IFERROR(--MID(A1:A3,3,9),0))",
    ],
)  # fmt: skip
def test_a_text_that_the_formula_makes_itself_is_looked_at(book, formula):
    book.write(MADE_DATA, spills={"E1": formula})
    book.recalculate()
    assert "hides an error" in book.kept["E1"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IFERROR(MID(A2,3,9)+0,0)", 12), ("=IFERROR(VALUE(MID(A3,3,9)),0)", 0), ('=IFERROR(LEFT(A1,FIND("?",A1)-1),"none")', "none"),
        ('=IFERROR(FIND(MID(A1,3,1),A3)*2,"no")', "no"), ('=IFERROR(VLOOKUP(MID(A1,3,9),A1:A5,1,0)&"",7)', 7),
        ("=SUM(IFERROR(--MID(A2:A3,3,9),0))", 12), ('=IFERROR(--(MID(A1,3,9)="1,234"),5)', 1),
    ],
)  # fmt: skip
def test_a_text_that_is_no_number_or_is_not_taken_for_one_hides_nothing(book, formula, expected):
    book.write(MADE_DATA, spills={"E1": formula})
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == expected
