"""Spans of the fiscal year, latest estimate, and the four views of performance."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.months import Months, month_name, span_months
from sop_xl.planning.finance.performance import latest_estimate, performance, span_total
from udfs import REGISTRY

THREE_YEARS = [dt.date(year, month, 15) for year in (2018, 2019, 2020) for month in range(1, 13)]
days = st.dates(dt.date(2019, 12, 1), dt.date(2020, 12, 31))
starts = st.integers(1, 12)


@pytest.mark.parametrize(
    ("span", "start", "back", "first", "last"),
    [
        ("month", 7, 0, "2020-03", "2020-03"),
        ("ytd", 7, 0, "2019-07", "2020-03"),
        ("ytd", 3, 0, "2020-03", "2020-03"),
        ("ytd", 4, 0, "2019-04", "2020-03"),
        ("ytd", 1, 1, "2019-01", "2019-03"),
        ("full_year", 7, 0, "2019-07", "2020-06"),
        ("full_year", 1, 0, "2020-01", "2020-12"),
        ("rolling_12", 7, 0, "2019-04", "2020-03"),
        ("rolling_12", 1, 1, "2018-04", "2019-03"),
    ],
)
def test_spans_by_the_calendar(span, start, back, first, last):
    found = span_months(span, dt.date(2020, 3, 31), start, back)
    assert [month_name(number) for number in found] == [first, last]


@given(days, starts)
def test_a_full_year_is_the_year_to_date_of_its_last_month(as_of, start):
    first, last = span_months("full_year", as_of, start)
    end = dt.date(last // 12, last % 12 + 1, 1)
    assert span_months("ytd", end, start) == (first, last)
    assert last - first == 11
    assert first % 12 == start - 1


@given(st.dates(dt.date(2019, 12, 1), dt.date(2020, 11, 30)), starts)
def test_year_to_date_and_to_go_make_the_full_year_of_the_latest_estimate(as_of, start):
    if as_of >= dt.date(2020, 12, 1) or span_months("full_year", as_of, start)[1] > 2020 * 12 + 11:
        return
    months = Months(THREE_YEARS)
    actual, plan = np.arange(36.0)[np.newaxis], 1000 + np.arange(36.0)[np.newaxis]
    found = performance(actual, plan, plan, months, as_of, "full_year", start)
    first, last = (n - 2018 * 12 for n in span_months("full_year", as_of, start))
    now = (as_of.year - 2018) * 12 + as_of.month - 1
    assert found.actual.values.item() == actual[0, first : now + 1].sum()
    assert found.latest_estimate.values.item() == actual[0, first : now + 1].sum() + plan[0, now + 1 : last + 1].sum()
    assert found.prior_year.values.item() == actual[0, first - 12 : last - 11].sum()
    assert found.budget.values.item() == plan[0, first : last + 1].sum()


def test_order_of_the_months_does_not_matter():
    months = Months([dt.date(2020, 2, 1), dt.date(2020, 1, 1), dt.date(2020, 3, 1)])
    assert span_total([[20, 10, 40]], months, dt.date(2020, 2, 1)).values.item() == 30


def test_a_month_that_is_missing_blank_or_there_twice_never_shrinks_a_total():
    months = Months([dt.date(2020, 2, 1), dt.date(2020, 3, 1)])
    with pytest.raises(InsufficientDataError, match="2020-01"):
        span_total([[1, 2]], months, dt.date(2020, 3, 1), "ytd")
    with pytest.raises(DomainError, match="2020-02"):
        Months([dt.date(2020, 2, 1), dt.date(2020, 2, 28)])
    found = span_total([[1, np.nan], [1, 2]], months, dt.date(2020, 3, 1), "ytd", fiscal_year_start=2)
    assert found.problems[0].got == "2020-03"
    assert found.values[1, 0] == 3
    assert found.problems[1] is None


def test_shapes_that_do_not_go_together_are_refused():
    months = Months([dt.date(2020, 1, 1), dt.date(2020, 2, 1)])
    with pytest.raises(ShapeError, match="months"):
        span_total([[1, 2, 3]], months, dt.date(2020, 1, 1))
    with pytest.raises(ShapeError, match="plan"):
        latest_estimate([[1, 2]], [[1, 2], [3, 4]], months, dt.date(2020, 1, 1))


HEADS = [[to_serial(date) for date in (dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 3, 1))]]
FEBRUARY = to_serial(dt.date(2020, 2, 29))


def test_latest_estimate_as_cells():
    actual = [[10, 20, None], [10, None, None], [None, None, None]]
    plan = [[None, None, 30], [0, 0, 30], [None, None, None]]
    grid = call(REGISTRY["SOP_LATEST_ESTIMATE"], [actual, plan, HEADS, FEBRUARY]).grid
    assert grid == [[10, 20, 30], [10, CellError.NA, 30], ["", "", ""]]


def test_views_of_performance_as_cells():
    block = [[10, 20, 40], [None, None, None]]
    grid = call(REGISTRY["SOP_PERFORMANCE"], [block, block, block, HEADS, FEBRUARY, "ytd"]).grid
    assert grid == [[30, 30, 30, CellError.NA], ["", "", "", ""]]
    grid = call(REGISTRY["SOP_PERIOD_TOTAL"], [block, HEADS, FEBRUARY, "month"]).grid
    assert grid == [[20], [""]]
    assert call(REGISTRY["SOP_PERIOD_TOTAL"], [block, HEADS, FEBRUARY, "rolling_12"]).grid == [[CellError.NA]]
    assert call(REGISTRY["SOP_PERIOD_TOTAL"], [block, [[-1, 5, 40]], FEBRUARY]).grid == [[CellError.NUM]]
