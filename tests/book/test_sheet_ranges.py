"""References through several sheets are one to each, where a function takes them all as one."""

from __future__ import annotations

import pytest

from sop_xl.book.sheet_ranges import SheetRanges

SHEETS = SheetRanges(["Start", "Jan", "Q1", "O'Brien", "Nord Ost", "Mär", "Total"])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Jan:Mär!B5)", "SUM(Jan!B5,'Q1'!B5,'O''Brien'!B5,'Nord Ost'!B5,Mär!B5)"),
        ("sum('Q1:O''Brien'!$B$5:C9,7)*2", "SUM('Q1'!$B$5:C9,'O''Brien'!$B$5:C9,7)*2"),
        ("MAX('nord ost:Q1'!A:A)", "MAX('Q1'!A:A,'O''Brien'!A:A,'Nord Ost'!A:A)"),
        ("IF(A1,COUNT(Start:Jan!1:3),0)", "IF(A1,COUNT(Start!1:3,Jan!1:3),0)"),
        ("_xlfn.VSTACK((Start:Jan!A1:B2))", "_XLFN.VSTACK(Start!A1:B2,Jan!A1:B2)"),
        ("SUM(Jan:Jan!A1)", "SUM(Jan!A1)"),
    ],
)
def test_each_sheet_by_the_order_of_the_tabs(formula, expected):
    assert SHEETS.mentioned(formula)
    assert SHEETS.resolve(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(Jan:Dec!B5)", "LARGE(Jan:Mär!B5,1)", "Jan:Mär!B5*2", "SUM(Jan:Mär!B5*2)", "SUM([1]Jan:Mär!B5)",
        "SUM('[1]Jan:Mär'!B5)", "SUM(Jan:Mär!Rate)", 'SUM("Jan:Mär!B5")', "SUM(Jan!B5:C9)", "SUM(Jan!A:A,Mär!A:A)",
        "SUM(B5:Jan!B9)",
    ],
)  # fmt: skip
def test_what_is_no_such_reference_or_not_to_be_told_stays(formula):
    assert SHEETS.resolve(formula) == formula


def test_more_sheets_than_a_call_takes_stay_one_reference():
    many = SheetRanges([f"S{number}" for number in range(256)])
    assert many.resolve("SUM('S0:S255'!A1)") == "SUM('S0:S255'!A1)"
    assert many.resolve("SUM('S0:S254'!A1)").count("!A1") == 255
