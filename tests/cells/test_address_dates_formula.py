"""Addresses, serial dates and the words of formulas."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.address import (
    Area,
    CellAddress,
    a1,
    column_letters,
    column_number,
    parse_address,
    parse_area,
    parse_cell,
    quote_sheet,
)
from sop_xl.cells.dates import from_serial, to_serial
from sop_xl.cells.formula import function_names, references
from sop_xl.errors import UsageError


@given(st.integers(1, 16_384))
def test_columns_there_and_back(column):
    assert column_number(column_letters(column)) == column


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_as_excel_names_them(column, letters):
    assert column_letters(column) == letters


@given(st.integers(1, 1_048_576), st.integers(1, 16_384), st.text("ab 'ü!", min_size=1, max_size=12))
def test_an_address_reads_back(row, column, sheet):
    address = CellAddress(sheet, row, column)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("text", ["", "A0", "XFE1", "A1048577", "1A", "A1:B2", "AAAA1"])
def test_what_is_no_cell(text):
    with pytest.raises(UsageError):
        parse_cell(text)


def test_areas():
    assert parse_area("$C$3:A1") == Area(1, 1, 3, 3)
    assert str(Area(1, 1, 1, 1)) == "A1"
    assert Area(2, 2, 3, 4).contains(3, 4)
    assert not Area(2, 2, 3, 4).contains(4, 4)
    assert a1(7, 2) == "B7"


@pytest.mark.parametrize(
    ("sheet", "quoted"),
    [("Sales", "Sales"), ("Demand plan", "'Demand plan'"), ("A1", "'A1'"), ("R1C1", "'R1C1'"), ("it's", "'it''s'"), ("2020", "'2020'")],
)  # fmt: skip
def test_sheet_names_are_quoted_where_excel_asks_for_it(sheet, quoted):
    assert quote_sheet(sheet) == quoted


@pytest.mark.parametrize(
    ("date", "serial"),
    [(dt.date(1900, 1, 1), 1), (dt.date(1900, 2, 28), 59), (dt.date(1900, 3, 1), 61), (dt.date(2020, 6, 30), 44012), (dt.date(9999, 12, 31), 2958465)],
)  # fmt: skip
def test_serial_dates_of_excel(date, serial):
    assert to_serial(date) == serial
    assert from_serial(serial) == date


def test_the_day_that_never_was_and_days_beyond_the_calendar():
    assert from_serial(60) is None
    assert from_serial(0) is None
    assert from_serial(2_958_466) is None
    assert from_serial(float("nan")) is None


@given(st.dates(dt.date(1904, 1, 2), dt.date(9999, 12, 31)), st.booleans())
def test_dates_there_and_back_in_both_systems(date, date1904):
    assert from_serial(to_serial(date, date1904=date1904), date1904=date1904) == date


def test_the_1904_system_is_1462_days_behind():
    assert to_serial(dt.date(2020, 6, 30)) - to_serial(dt.date(2020, 6, 30), date1904=True) == 1462


def test_function_names_leave_out_texts_and_prefixes():
    text = "IF(A1=\"SUM(\",_xlfn.XLOOKUP(1,'IF(x)'!A:A,B:B),_xlfn._xlws.SORT(sop_forecast(A1)))"
    assert function_names(text) == {"IF", "XLOOKUP", "SORT", "SOP_FORECAST"}


def test_references_in_reading_order_each_once():
    text = "SUM($A$1:B2)+'Demand plan'!C3*Rate+A5+LOG10(5)+\"Z9\"+Sheet2!D4:D9+Rate"
    expected = ["$A$1:B2", "'Demand plan'!C3", "Rate", "A5", "Sheet2!D4:D9"]
    assert references(text, frozenset({"RATE"})) == expected
