"""Functions of single values over ranges: each element as it comes out in a cell of its own."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError
from sop_xl.engine import each_element
from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES

# Of every kind; A9 stays blank, A13 is an error.
DATA = {
    "A1": 3, "A2": -1.5, "A3": 0, "A4": 0.45, "A5": 45292, "A6": "abc", "A7": "Äpfel a", "A8": "7", "A10": True, "A11": "",
    "A12": 1e-7, "A13": "=1/0", "A14": "n/a", "A15": 12345.678, "B1": 2, "B2": 1, "B3": 3, "B4": 1, "B5": 2,
}  # fmt: skip
ROWS = range(1, 16)
# What follows or precedes the element, where it is not all that the function is given.
OTHERS = {
    "ATAN2": "{},2", "CONCATENATE": '{},"-"', "DATE": "2024,{},5", "EXACT": '{},"abc"', "FIND": '"a",{}', "LEFT": "{},2",
    "LOG": "{},2", "CEILING": "{},2", "FLOOR": "{},B1", "NORM.S.DIST": "{},TRUE", "NORM.DIST": "{},1,2,TRUE", "NORM.INV": "{},1,2",
    "NORMDIST": "{},1,2,FALSE", "NORMINV": "{},1,2", "MID": "{},2,2", "MOD": "{},7", "POWER": "{},3", "REPLACE": '{},1,1,"z"', "REPT": "{},2", "RIGHT": "{},2",
    "ROUND": "{},1", "ROUNDDOWN": "{},1", "ROUNDUP": "{},1", "SEARCH": '"A",{}', "SUBSTITUTE": '{},"a","o"',
    "TEXT": '{},"0.0"', "TIME": "{},30,0", "TRUNC": "{},1", "WEEKDAY": "{},2",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OF_SINGLE_VALUES))
def test_elements_are_what_single_cells_give(book, name):
    call = f"{name}({OTHERS.get(name, '{}')})"
    singles = {f"D{row}": f"={call.format(f'A{row}')}" for row in ROWS}
    book.write({**DATA, **singles}, arrays={"E1:E15": f"={call.format('A1:A15')}"})
    book.recalculate()
    doubtful = [row for row in ROWS if f"D{row}" in book.kept]
    if "E1" in book.kept:
        assert doubtful, "kept, but none of its elements is"
    for row in set(ROWS) - set(doubtful) if "E1" not in book.kept else ():
        single, element = book[f"D{row}"], book[f"E{row}"]
        assert (type(element), element) == (type(single), single), row
    if doubtful and "E1" not in book.kept:
        shown = [book[f"E{row}"] for row in doubtful]
        assert all(isinstance(value, CellError) for value in shown), f"rows {doubtful} show {shown}"


def test_every_other_argument_is_of_a_function_that_is_computed_so():
    assert OTHERS.keys() <= OF_SINGLE_VALUES
    assert not OF_SINGLE_VALUES & OF_PLACES


PLAN = {
    **{f"A{row}": 45292 + 31 * (row - 1) for row in range(1, 9)}, **{f"B{row}": row * 1.5 for row in range(1, 9)},
    "C1": "apple", "C2": "pear", "C3": "Äpfel", "C4": 7,
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUMPRODUCT((MONTH(A1:A8)=3)*B1:B8)", 4.5), ('=SUMPRODUCT((TEXT(A1:A8,"yyyymm")="202404")*B1:B8)', 6),
        ("=SUM(IF(MONTH(A1:A8)=4,B1:B8))", 6), ('=SUMPRODUCT(--ISNUMBER(SEARCH("P",C1:C4)))', 3), ("=SUM(LEN(Fruit))", 14),
        ("=MAX(LEN(TRIM(C1:C4)))", 5), ("=LET(m,MONTH(A1:A8),SUM((m=4)*B1:B8))", 6), ('=SUM(--(UPPER(C1:C3)="ÄPFEL"))', 1),
        ("=SUM(MOD(B1:B2,{4,7}))", 1.5 + 1.5 + 3 + 3), ("=SUM(ROUND(B1:B8,0))", 56), ('=TEXTJOIN(",",TRUE,LEFT(C1:C4,2))', "ap,pe,Äp,7"),
        ('=CONCAT(MID("abcdef",{1,3,5},1))', "ace"), ("=SUM(MONTH(DATE(2024,ROW(1:12),1)))", 78), ("=SUM(ROW(A3:B5))", 12),
        ("=SUM(COLUMN(B1:D9))", 9), ("=SUM(ROW($1:$3)*COLUMN($A:$C))", 36), ("=SMALL(IF(B1:B8>4,ROW(B1:B8)),2)", 4),
        ("=INDEX(UPPER(C1:C2),2)", "PEAR"), ("=SUM((LEN(T[name])>1)*T[size])", 5), ('=XLOOKUP("ÄP",LEFT(C1:C3,2),B1:B3)', 4.5),
        ('=IF(LEN(C1)>3,ROUND(B1*3,0),"")', 5), ("=SUM(ROUND(B1:B3,A9:A10))", CellError.NA),
    ],
)  # fmt: skip
def test_formulas_that_planners_write(book, formula, expected):
    def arrange(workbook, sheet):
        workbook.define_name("Fruit", "=S!$C$1:$C$3")
        rows = [["x", 4], ["yy", 2], ["zz", 3]]
        sheet.add_table("J1:K4", {"name": "T", "columns": [{"header": "name"}, {"header": "size"}], "data": rows})

    book.write(PLAN, arrays={"E1:E1": formula}, arrange=arrange)
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == expected


def test_a_dynamic_array_spills(book):
    book.write(PLAN, spills={"E1": "=FILTER(B1:B8,MONTH(A1:A8)<3)", "G1": "=YEAR(A1:A2)", "I1": "=SUM(E1#)"})
    book.recalculate()
    assert [book["E1"], book["E2"], book["G1"], book["G2"], book["I1"]] == [1.5, 3.0, 2024, 2024, 4.5]


def test_in_a_plain_cell_only_what_takes_arrays_computes_them(book):
    """SUM is not told to, and narrows the range to a cell; SUMPRODUCT takes all."""
    book.write({**PLAN, "E1": "=SUMPRODUCT(LEN(C1:C3))", "E2": "=SUM(LEN(C1:C3))", "E3": "=LEN(C1:C3)"})
    book.recalculate()
    assert book.kept == {}
    assert [book["E1"], book["E2"], book["E3"]] == [14, 4, 5]


@pytest.mark.parametrize(
    "formula",
    [
        "=SUMPRODUCT(--(MONTH(A:A)=1))", "=SUM(ROW(A:A))", "=SUM(ROUND(B1:B8,))", "=SUM(LARGE(B1:B8,ROW(1:2)))",
        '=SUM(ROW(INDIRECT("1:3")))', "=SUM(EDATE(A1:A3,1))",
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_kept(book, formula):
    book.write(PLAN, arrays={"E1:E1": formula})
    book.recalculate()
    assert set(book.kept) == {"E1"}


@pytest.mark.parametrize(
    ("cells", "formula"),
    [
        ({"C1": "5,000"}, "=SUM(IFERROR(ABS(C1:C3),0))"), ({"C2": "2024-01-31"}, "=SUM(IFERROR(YEAR(C1:C3),0))"),
        ({"C2": "1.2.2024"}, "=SUM(--ISNUMBER(MONTH(C1:C3)))"), ({"C2": "$5"}, "=SUM(--ISERROR(C1:C3*1))"),
        ({"C1": "\U0001f600x"}, "=SUM(LEN(C1:C3))"), ({"C1": 0.3, "D1": 0.1}, "=SUM(INT(C1:C1/D1:D1))"), ({"C1": 0}, "=SUM(POWER(C1:C3,0))"),
        ({"C1": True}, '=CONCAT(TEXT(C1:C3,"0"))'), ({"C1": "2"}, "=CONCAT(LEFT(A1:A3,C1:C3))"),
    ],
)  # fmt: skip
def test_doubts_about_an_element_are_doubts_about_the_formula(book, cells, formula):
    book.write({"C3": 1, **cells}, arrays={"E1:E1": formula})
    book.recalculate()
    assert set(book.kept) == {"E1"}


def test_numbers_become_texts_as_in_excel(book):
    book.write({"A1": 0.1, "A2": 0.2, "A3": "=A1+A2", "A4": 1e20}, arrays={"E1:E1": '=TEXTJOIN("|",TRUE,LEN(A3:A4))'})
    book.recalculate()
    assert book["E1"] == "3|5"


def test_comparisons_of_elements_are_by_fifteen_digits(book):
    book.write({"A1": 0.1, "A2": 0.2, "A3": 0.3}, arrays={"E1:E1": "=SUM(--(ABS(A1:A2+{0.2;0.1})=A3))"})
    book.recalculate()
    assert book["E1"] == 2


def test_dates_count_from_1904_where_the_workbook_does(book):
    book.write({"A1": 0, "A2": 366}, arrays={"E1:E1": "=SUM(YEAR(A1:A2))"}, options={"date_1904": True})
    book.recalculate()
    assert book["E1"] == 1904 + 1905


def test_many_elements_are_computed_in_several_workbooks(book, monkeypatch):
    monkeypatch.setattr(each_element, "_AT_ONCE", 7)
    book.write({f"A{row}": row % 25 for row in range(1, 101)}, arrays={"E1:E1": "=SUM(MOD(A1:A100,10))"})
    book.recalculate()
    assert book["E1"] == sum(row % 25 % 10 for row in range(1, 101))
