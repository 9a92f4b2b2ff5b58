"""Searches for several values at once, written as one call for each."""

from __future__ import annotations

import pytest

from sop_xl.engine import each_element, spread_calls
from sop_xl.engine.spread_calls import spread

DATA = {
    "A1": "x", "A2": "y", "A3": "z", "A4": "x", "A5": "y", "B1": 1, "B2": 2, "B3": 3, "B4": 4, "B5": 5, "C1": "x", "C2": "z",
    "D1": ">2", "D2": "<2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=SUM(SUMIFS(B1:B5,A1:A5,{"x","y"}))', 12), ('=SUM(SUMIFS(B:B,A:A,{"x","y"}))', 12), ("=SUMPRODUCT(1/COUNTIF(A1:A5,A1:A5))", 3),
        ("=SUM(LARGE(B1:B5,{1,2,3}))", 12), ("=SUMPRODUCT(--(COUNTIF(C1:C2,A1:A5)>0),B1:B5)", 8), ("=SUMPRODUCT(COUNTIF(B1:B5,D1:D2))", 4),
        ("=SUMPRODUCT(ISNUMBER(MATCH(A1:A5,C1:C2,0))*B1:B5)", 8), ("=COUNTIF(A1:A5,A1)", 2), ("=SUMPRODUCT(SUMIFS(T[size],T[name],C1:C2))", 5),
        ('=SUM(SUMIFS(B1:B5,A1:A5,{"x","y"},B1:B5,{">1";">4"}))', 16), ("=SUMPRODUCT(SUMIF('My 1'!A1:A2,S!C1:C2,'My 1'!B1:B2))", 30),
        ('=SUM(COUNTIF(A1:A5,{"x",";,{"}))', 2),
    ],
)  # fmt: skip
def test_each_value_has_its_result(book, formula, expected):
    def arrange(workbook, sheet):
        rows = [["x", 4], ["y", 2], ["z", 1]]
        sheet.add_table("J1:K4", {"name": "T", "columns": [{"header": "name"}, {"header": "size"}], "data": rows})
        other = workbook.add_worksheet("My 1")
        other.write_column("A1", ["x", "z"])
        other.write_column("B1", [10, 20])

    book.write({**DATA, "E1": formula, "E2": "=E1"}, arrange=arrange)
    book.recalculate()
    assert book.kept == {}
    assert book["E1"] == book["E2"] == expected


def test_lookups_of_several_values_spill(book):
    book.write(DATA, spills={"E1": "=XLOOKUP(C1:C2,A1:A5,B1:B5)", "F1": '=VLOOKUP("y",A1:B5,{2,1},0)'})
    book.recalculate()
    assert [book["E1"], book["E2"], book["F1"], book["G1"]] == [1, 3, 2, "y"]


@pytest.mark.parametrize(
    ("cells", "formula"),
    [
        ({}, "=SUM(XLOOKUP(C1:C2,A1:A5,A1:B5))"), ({}, "=SUM(COUNTIF(A1:A5,UNIQUE(A1:A5)))"), ({}, '=SUM(COUNTIFS(A:A,{"","x"}))'),
        ({"A2": "00123"}, '=SUM(COUNTIF(A1:A5,{"123","5"}))'), ({"A2": "coop"}, '=SUM(COUNTIF(A1:A5,{">co-op","<b"}))'),
        ({}, "=SUM(MATCH({2,3},B1:B5,-1))"), ({"D1": ">co-op", "A1": "coop"}, "=SUM(COUNTIF(A1:A5,D1:D2))"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_kept(book, cells, formula):
    book.write({**DATA, **cells}, arrays={"E1:E1": formula})
    book.recalculate()
    assert set(book.kept) == {"E1"}


def test_an_error_in_a_sum_is_the_result(book):
    book.write(
        {**DATA, "B2": "=1/0"},
        arrays={"E1:E1": '=SUM(SUMIFS(B1:B5,A1:A5,{"x","z"}))', "E2:E2": '=SUM(SUMIFS(B1:B5,A1:A5,{"x","y"}))'},
    )
    book.recalculate()
    assert book["E1"] == 8
    assert book["E2"].value == "#DIV/0!"


def test_more_values_than_a_formula_holds_are_kept(book, monkeypatch):
    monkeypatch.setattr(spread_calls, "_MOST", 4)
    book.write({**DATA, "E1": "=SUMPRODUCT(1/COUNTIF(A1:A5,A1:A5))", "E2": "=SUMPRODUCT(1/COUNTIF(A1:A5,A1:A4))"})
    book.recalculate()
    assert book.kept == {"E1": "searches for more values at once than can be told one by one"}


def test_formulas_are_written_anew_as_far_as_there_is_room(book, monkeypatch):
    monkeypatch.setattr(each_element, "_ROOM", 150)
    book.write({**DATA, **{f"E{row}": "=SUMPRODUCT(1/COUNTIF(A1:A5,A1:A5))" for row in (1, 2)}})
    book.recalculate()
    assert book["E1"] == 3
    assert set(book.kept) == {"E2"}


def test_values_beyond_those_of_another_argument_are_missing():
    assert spread("SUMIFS", ["C:C", "A:A", "{1;2}", "B:B", "X1:X3"]) == (
        "SOP_XL_SPREAD(1,SUMIFS(C:C,A:A,1,B:B,X1),SUMIFS(C:C,A:A,2,B:B,X2),SUMIFS(C:C,A:A,NA(),B:B,X3))"
    )
    assert spread("COUNTIF", ["A1:A9", "X1"]) is None
