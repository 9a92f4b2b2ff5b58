"""Effective-dated prices and costs: against a plain search of the list, and what missing values do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.effective import effective_values, plan_value
from sop_xl.planning.finance.profit import plan_profit
from udfs import REGISTRY

days = st.integers(1, 12).map(float)
entries = st.lists(
    st.tuples(st.sampled_from("ABC"), st.one_of(days, st.just(np.nan)), st.one_of(days, st.just(np.nan))), min_size=1
)


def search(item, date, listed):
    """Value in effect by reading the whole list, as a clerk would."""
    best = None
    for value, (name, begin, end) in enumerate(listed):
        begun = np.isnan(begin) or begin <= date
        if name == item and begun and not (not np.isnan(end) and end < date):
            start = -np.inf if np.isnan(begin) else begin
            if best is None or start > best[0]:
                best = (start, float(value))
    return np.nan if best is None else best[1]


@given(entries, st.lists(days, min_size=1, max_size=5))
def test_the_value_in_effect_is_the_one_a_clerk_finds(listed, dates):
    starts = [(name, begin) for name, begin, _ in listed if begin == begin] + [
        (name, None) for name, begin, _ in listed if begin != begin
    ]
    names, begins, ends = zip(*listed, strict=True)
    values = np.arange(len(listed), dtype=float)
    found = effective_values(["C", "A", "D", "B"], dates, names, begins, values, ends)
    for row, item in enumerate(["C", "A", "D", "B"]):
        own = [start for start in starts if start[0] == item]
        if len(set(own)) < len(own):
            assert isinstance(found.problems[row], DomainError)
            continue
        expected = [search(item, date, listed) for date in dates]
        np.testing.assert_array_equal(found.values[row], expected)
        assert (found.problems[row] is not None) == bool(np.isnan(expected).any())


def test_adventureworks_standard_cost_of_a_helmet_by_fiscal_year():
    """Product 707: 12.0278 in fiscal 2018, 13.8782 in fiscal 2019; nothing before."""
    found = effective_values(
        ["Helmet"], [42917, 42918, 43282, 43283], [" helmet "] * 2, [42917, 43282], [12.0278, 13.8782], [43281, 43646]
    )
    assert found.values.tolist() == [[12.0278, 12.0278, 13.8782, 13.8782]]
    before = effective_values(["Helmet"], [42916], ["Helmet"], [42917], [12.0278])
    assert isinstance(before.problems[0], InsufficientDataError)


def test_a_promotion_goes_before_the_list_price_and_gives_it_back():
    found = effective_values(["A"], [1, 5, 9], ["A", "A"], [np.nan, 4], [10.0, 8.0], [np.nan, 6])
    assert found.values.tolist() == [[10, 8, 10]]


def test_blank_rows_under_a_list_are_no_items():
    found = effective_values(["A", ""], [1], ["A", "", ""], [np.nan] * 3, [10.0, np.nan, np.nan])
    assert found.values[0, 0] == 10
    assert "item not found" in str(found.problems[1])
    with pytest.raises(InsufficientDataError):
        effective_values(["A"], [1], [""], [np.nan], [np.nan])


def test_no_units_need_no_price():
    price = effective_values(["A", "B"], [1, 2], ["A"], [2], [3.0])
    worth = plan_value([[0, 5], [np.nan, 0]], price)
    assert worth.values.tolist() == [[0, 15], [0, 0]]
    assert worth.problems == (None, None)
    assert plan_value([[1, 5], [0, 0]], price).problems[0] is not None
    with pytest.raises(ShapeError):
        plan_value([[1, 5]], price)


def test_cells_of_a_row_without_a_price_are_na_with_the_item_in_the_reason():
    listed = ([["A"], ["B"]], [[1], [2]], [[5], [6]])
    outcome = call(REGISTRY["SOP_PLAN_VALUE"], [[["A"], ["B"], ["C"]], [[1, 1]] * 3, [[1, 2]], *listed])
    assert outcome.grid == [[5, 5], [CellError.NA, 6], [CellError.NA, CellError.NA]]
    assert outcome.reasons[2, 0].got == "C"
    value = call(REGISTRY["SOP_INVENTORY_VALUE"], [[["A"], ["B"]], [[3, -4], [0, 2]], [[1, 2]], *listed])
    assert value.grid == [[15, 0], [0, 12]]


def test_profit_of_a_plan_by_period():
    plan = plan_profit([[10, 20, 0], [5, 0, 0]], [[10, 11, 12], [4, 4, 4]], [[6], [3]])
    assert plan.revenue.tolist() == [120, 220, 0]
    assert plan.cogs.tolist() == [75, 120, 0]
    assert plan.gross_margin.tolist() == [45, 100, 0]
    assert plan.margin_share[:2] == pytest.approx([0.375, 100 / 220], rel=1e-12)
    grid = call(REGISTRY["SOP_PLAN_PROFIT"], [[[10, 0]], [[10]], [[6]]]).grid
    assert grid == [
        ["Revenue", 100, 0],
        ["COGS", 60, 0],
        ["Gross margin", 40, 0],
        ["Gross margin %", 0.4, CellError.DIV0],
    ]


def test_units_without_a_cost_are_named():
    with pytest.raises(InsufficientDataError, match="row 2, period 1"):
        plan_profit([[1], [1]], [[1], [1]], [[1], [np.nan]])


def test_the_day_counts_and_not_the_hour():
    found = effective_values(["A"], [10.7, 11.2], ["A", "A"], [1, 11.9], [5, 6], [10, np.nan])
    assert found.values.tolist() == [[5, 6]]
