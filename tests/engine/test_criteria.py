"""Criteria that are more than texts to Excel: right where the list leaves no doubt, kept where it does."""

from __future__ import annotations

import pytest

from sop_xl.engine.text_meanings import meanings, number


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("123", "00123", "123.0", "1.23E2", "$123", "+123", " 123 "), 123.0), (("5%", "0.05", "5.0%"), 0.05),
        (("(5)", "-5", "-$5"), -5.0), (("1,000", "1000", "1E3"), 1000.0), (("1 1/2", "1.5"), 1.5),
        (("2020-01", "Jan 2020", "1/2020", "January 2020", "2020-01-01", "1-Jan-2020", "1/1/2020"), 43831.0),
        (("12:30", "12:30 PM", "12:30:00"), 0.520833333333333), (("2020-01-01 12:00", "1/1/2020 12:00 PM"), 43831.5),
    ],
)  # fmt: skip
def test_texts_mean_numbers_and_days(texts, value):
    assert all(number(value) in meanings(text) for text in texts)


@pytest.mark.parametrize("text", ["A-10", "123-45", "12-345", "Q1 2020", "Janitor 5", "", "-", "May", "1-2-3-4", "x5%"])
def test_ordinary_texts_mean_nothing_else(text):
    assert not meanings(text)


LIST = {
    "A1": "Region",
    "A2": "00123",
    "A3": "abc",
    "A4": "2020-02",
    "B2": 1,
    "B3": 2,
    "B4": 3,
    "C2": 43831,
    "C3": 43862,
}


@pytest.mark.parametrize(
    ("formula", "cells", "expected"),
    [
        ("=SUMIFS(B2:B4,A2:A4,D1)", {"D1": "2020-02"}, 3), ('=COUNTIF(A2:A4,"00123")', {}, 1), ("=SUMIF(A:A,D1,B:B)",
        {"D1": "ABC"}, 2), ('=COUNTIFS(C2:C3,">="&D1)', {"D1": 43862}, 1), ('=COUNTIF(C2:C3,"2020-02-01")', {}, 1),
        ('=COUNTIF(A2:A4,"20*")', {}, 1), ("=COUNTIF(A2:A4,123)", {}, 1), ("=SUMIFS(B2:B4,A2:A4,D1)", {"D1": None}, 0),
        ("=COUNTIF(Codes,D1)", {"D1": "00123"}, 1), ('=COUNTIF(A2:A4,D1&"c")', {"D1": "ab"}, 1),
        ('=AVERAGEIFS(B2:B4,B2:B4,">1",A2:A4,"<>abc")', {}, 3), ('=COUNTIF(B2:B4,">=2")', {}, 2),
    ],
)  # fmt: skip
def test_without_doubt_they_are_calculated(book, formula, cells, expected):
    book.write({**LIST, **cells, "E1": formula}, arrange=name_codes)
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("=COUNTIF(A2:A4,D1)", {"D1": "123"}), ('=COUNTIF(A2:A4,"123")', {}), ("=SUMIFS(B2:B4,A2:A4,D1)", {"D1": "Feb 2020"}),
        ("=COUNTIF(A2:A4,D1)", {"D1": "1/15/2020", "A3": "1/15/2020"}), ("=COUNTIF(A2:A4,D1)", {"A3": "TRUE", "D1": "TRUE"}),
        ("=SUMIFS(B2:B3,C2:C3,D1)", {"D1": "2020-01"}), ('=COUNTIF(B2:B4,"$2")', {}), ('=COUNTIF(B2:B4,">$2")', {}),
        ("=COUNTIF(A2:A4,D1)", {"A3": "10%", "D1": 0.1}), ('=SUMIF(A:A,D1,B:B)', {"D1": "123"}), ("=COUNTIF(Codes,D1)",
        {"D1": "0123"}), ('=COUNTIF(A2:A4,"<>"&D1)', {"D1": "123.0"}), ('=COUNTIF(A2:A4,TEXT(C2,"mmm yyyy"))', {"A3":
        "Jan 2020"}), ('=SUM(1,COUNTIFS(B2:B4,">0",A2:A4,D1))', {"D1": "12345678901234567", "A3": "12345678901234568"}),
    ],
)  # fmt: skip
def test_in_doubt_they_are_kept(book, formula, cells):
    book.write({**LIST, **cells, "E1": formula, "E2": "=E1"}, arrange=name_codes)
    book.recalculate()
    assert "spelled otherwise" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


WORDS = {"A1": "A-10", "A2": "A1", "A3": "pear", "A4": "AB", "B1": "A-10", "B2": ">A1", "B3": "pear", "C1": 3, "C2": 5}


@pytest.mark.parametrize(
    "formula",
    [
        '=COUNTIF(A1:A4,">A1")', '=COUNTIF(A1:A4,">"&B1)', "=COUNTIF(A1:A4,B2)", '=SUMIFS(C1:C2,A1:A2,"<="&B1)',
        '=COUNTIF(A1:A4,">"&LEFT(B1,3))', '=COUNTIFS(C1:C2,">"&C1,A1:A2,"<A1")', '=MAXIFS(C1:C2,A1:A2,">"&UPPER(B1))',
    ],
)  # fmt: skip
def test_criteria_of_order_in_doubt_are_kept(book, formula):
    book.write({**WORDS, "E1": formula, "E2": "=E1"})
    book.recalculate()
    assert "sorts otherwise" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=COUNTIF(A2:A4,">A1")', 2), ('=COUNTIF(A1:A4,">"&C1)', 0), ('=COUNTIF(C1:C2,">"&C1)', 1), ('=COUNTIF(A2:A4,">"&B3)',
        0), ('=COUNTIFS(C1:C2,">="&C1,A1:A2,B1)', 1), ('=COUNTIF(A1:A4,">b")', 1), ('=COUNTIF(A:A,">"&DATE(2020,1,1))', 0),
        ('=COUNTIF(A1:A4,"<>"&B1)', 3), ('=SUMIF(C1:C2,">3")', 5), ('=COUNTIF(A2:A4,">="&LEFT(B3,2))', 1),
    ],
)  # fmt: skip
def test_criteria_of_order_without_doubt_are_calculated(book, formula, expected):
    book.write({**WORDS, "E1": formula})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected


def test_only_those_copies_are_kept_that_ask_for_it(book):
    codes = {f"A{row}": f"{row:05d}" for row in range(1, 31)}
    wanted = {f"D{row}": (f"{row:05d}" if row % 7 else str(row)) for row in range(1, 31)}
    book.write({**codes, **wanted, **{f"E{row}": f"=COUNTIF($A$1:$A$30,D{row})" for row in range(1, 31)}})
    book.share("E1:E30")
    book.recalculate()
    assert set(book.kept) == {"E7", "E14", "E21", "E28"}
    assert {book[f"E{row}"] for row in range(1, 31) if row % 7} == {1}


def name_codes(workbook, _):
    workbook.define_name("Codes", "=S!$A$2:$A$4")


def test_where_dates_count_from_1904_a_date_as_text_is_in_doubt(book):
    book.write({"A1": 42369, "E1": '=COUNTIF(A1:A2,">=2020-01-01")'}, options={"date_1904": True})
    book.recalculate()
    assert "spelled otherwise" in book.kept["E1"]
