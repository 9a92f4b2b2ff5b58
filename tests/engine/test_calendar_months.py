"""EDATE and EOMONTH: the calendar's own months inside of Excel's calendar, #NUM! outside."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.engine.native.calendar_months import months_later

EPOCH = dt.date(1899, 12, 30)
AFTER_THE_LEAP_DAY = dt.date(1900, 3, 1)


def serial(date: dt.date) -> float:
    return float((date - EPOCH).days)


@given(st.dates(AFTER_THE_LEAP_DAY, dt.date(2200, 1, 1)), st.integers(-300, 300), st.sampled_from([0, 1462]))
def test_agrees_with_another_calendar(start, months, offset):
    later = pd.Timestamp(start) + pd.DateOffset(months=months)
    end = later + pd.offsets.MonthEnd(0)
    counted = serial(start) - offset
    for to_end, expected in ((False, later.date()), (True, end.date())):
        found = months_later(counted, months, offset, to_end=to_end)
        if counted < 0 or serial(expected) < offset or expected.year < 1900:
            assert found is None
        elif expected >= AFTER_THE_LEAP_DAY:
            assert found == serial(expected) - offset


@pytest.mark.parametrize(
    ("start", "months", "day", "end"),
    [(1, 1, 32, 60), (31, 1, 60, 60), (60, 0, 60, 60), (61, -1, 32, 60), (0, 0, 0, 31), (40574.9, 1.9, 40602, 40602)],
)
def test_excel_s_1900_has_a_29_february(start, months, day, end):
    assert months_later(start, months, 0, to_end=False) == day
    assert months_later(start, months, 0, to_end=True) == end


@pytest.mark.parametrize(
    "formula", ["=EDATE(A9,-1)", "=EOMONTH(A9,-1)", "=EDATE(-1,2)", "=EDATE(2958465,1)", "=EOMONTH(45000,1E6)"]
)
def test_outside_of_the_calendar_is_an_error(book, formula):
    book.write({"A1": formula})
    book.recalculate()
    assert book["A1"] is CellError.NUM


@pytest.mark.parametrize(
    "formula", ["=SINH(1000)", "=PRODUCT(1E200,1E200)", "=FV(1E200,100,1)", "=STDEV(1E200,-1E200)", "=1E400"]
)
def test_what_is_no_number_is_never_written_nor_calculated_with(book, formula):
    """Excel shows #NUM!; the engine goes on with infinity, and a file that holds it is damaged to Excel."""
    book.write({"A1": formula, "B1": "=IF(A1>5,1,2)"})
    book.recalculate()
    assert book.kept == {"A1": "a number beyond what Excel holds", "B1": "depends on S!A1"}
