"""Order promising against the textbook schedule and a plain restatement of what a promise means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.supply.lot_sizing import LotRule
from sop_xl.planning.supply.master_schedule import master_schedule
from sop_xl.planning.supply.projection import projected_available_balance
from sop_xl.planning.supply.promise import capable_to_promise, cumulative_atp, discrete_atp, promise_period

MPS = [[40, 0, 40, 0, 40, 0, 40, 0]]
ORDERS = [[18, 15, 27, 22, 10, 8, 6, 5]]


def test_discrete_atp_in_jacobs_berry_whybark_vollmann():
    assert discrete_atp([15], MPS, ORDERS).tolist() == [[22, 0, -9, 0, 22, 0, 29, 0]]


def test_cumulative_atp_looks_ahead_to_the_promise_that_is_too_large():
    # The 9 units promised too much in periods 3 and 4 are taken from the first receipt: 13, 13 + 22, 35 + 29.
    assert cumulative_atp([15], MPS, ORDERS).tolist() == [[13, 13, 13, 13, 35, 35, 64, 64]]


def test_master_schedule_in_jacobs_berry_whybark_vollmann():
    plan = master_schedule([15], [[20] * 8], ORDERS, lot=LotRule(40, 40), demand_fence=2)
    assert plan.mps.tolist() == MPS
    assert plan.balance.tolist() == [[37, 22, 35, 13, 33, 13, 33, 13]]
    assert plan.atp.tolist() == [[22, 0, -9, 0, 22, 0, 29, 0]]


def test_firm_receipts_stand_and_nothing_is_added_inside_the_planning_fence():
    plan = master_schedule([0], [[10] * 4], [[0] * 4], [[0, 5, 0, 0]], planning_fence=2)
    assert plan.mps.tolist() == [[0, 5, 25, 10]]
    assert plan.balance.tolist() == [[-10, -15, 0, 0]]


units = arrays(np.float64, (2, 6), elements=st.integers(0, 40).map(float))
openings = arrays(np.float64, (2,), elements=st.integers(0, 40).map(float))


@given(openings, units, units)
def test_discrete_atp_adds_up_to_all_that_is_not_promised(on_hand, mps, orders):
    total = on_hand + mps.sum(axis=1) - orders.sum(axis=1)
    np.testing.assert_allclose(discrete_atp(on_hand, mps, orders).sum(axis=1), total)


@given(openings, units, units, st.integers(0, 5))
def test_one_more_order_of_the_cumulative_atp_breaks_no_promise_and_one_unit_more_does(on_hand, mps, orders, period):
    atp = cumulative_atp(on_hand, mps, orders)
    assert (np.diff(atp, axis=1) >= 0).all()
    order = np.zeros_like(orders)
    order[:, period] = atp[:, period]
    later = projected_available_balance(on_hand, orders + order, mps)[:, period:]
    np.testing.assert_allclose(later.min(axis=1), 0, atol=1e-9)


def test_capable_to_promise_adds_the_scarcest_resource_after_the_lead_time():
    free = [[8, 8, 8], [3, 0, 30]]
    ctp = capable_to_promise([[13, 13, 13], [7, 7, 7], [1, 2, 3]], free, [[1, 0.5], [0, 0], [2, 0]], [0, 0, 1])
    assert ctp.tolist() == [[13 + 6, 13 + 6, 13 + 24], [7, 7, 7], [1, 2 + 4, 3 + 8]]


def test_hours_that_a_later_overload_needs_are_not_promised():
    assert capable_to_promise([[0, 0, 0]], [[10, -6, 1]], [[1]]).tolist() == [[4, 4, 5]]
    assert capable_to_promise([[0, 0]], [[-3, 2]], [[1]]).tolist() == [[0, 0]]


@given(units, arrays(np.float64, (2,), elements=st.integers(0, 80).map(float)))
def test_promise_period_is_the_first_with_enough(available, quantity):
    available = np.maximum.accumulate(available, axis=1)
    for row, wanted, period in zip(available, quantity, promise_period(available, quantity), strict=True):
        if np.isinf(period):
            assert row[-1] < wanted
        else:
            assert row[int(period) - 1] >= wanted
            assert period == 1 or row[int(period) - 2] < wanted


def test_what_makes_no_sense_is_refused():
    with pytest.raises(DomainError, match="orders"):
        discrete_atp([1], [[1]], [[-1]])
    with pytest.raises(DomainError, match="mps"):
        cumulative_atp([1], [[-1]], [[1]])
    with pytest.raises(ShapeError, match="hours_per_unit"):
        capable_to_promise([[1, 1]], [[1, 1]], [[1], [1]])
    with pytest.raises(DomainError, match="quantity"):
        promise_period([[1]], -1)


def test_components_limit_what_can_be_made_as_resources_do():
    """By hand: free hours make 16, 16 and 56 more; components for 15, 15 and 40; half a period's lead time is none."""
    found = capable_to_promise([[13, 13, 13]], [[8, -4, 20]], [[0.5]], 0, [[30, 30, 80]], [[2]])
    assert found.tolist() == [[13 + 8, 13 + 8, 13 + 40]]
    assert capable_to_promise([[0, 0]], [[9, 9]], [[0]], 0, [[12, 30]], [[4]]).tolist() == [[3, 7.5]]
    # A component that is promised away later is not free now, and work takes a period.
    assert capable_to_promise([[0, 0, 0]], [[9, 9, 9]], [[0]], 1, [[12, 8, 30]], [[4]]).tolist() == [[0, 2, 2]]
    # An item that uses neither is not limited by them.
    assert capable_to_promise([[5, 6]], [[0, 0]], [[0]], 0, [[0, 0]], [[0]]).tolist() == [[5, 6]]


@given(
    arrays(np.float64, (2, 4), elements=st.integers(0, 40).map(float)),
    arrays(np.float64, (3, 4), elements=st.integers(-9, 40).map(float)),
    arrays(np.float64, (2, 3), elements=st.integers(0, 3).map(float)),
    st.integers(0, 3),
)
def test_capable_is_never_less_than_available_and_more_of_anything_never_takes_away(atp, parts, needs, lead_time):
    hours, none = np.full((1, 4), 50.0), np.zeros((2, 1))
    found = capable_to_promise(atp, hours, none, lead_time, parts, needs)
    assert (found >= atp).all()
    assert (capable_to_promise(atp, hours, none, lead_time, parts + 1, needs) >= found - 1e-9).all()
    made = found[:, -1] - atp[:, -1]  # what one item makes on top can be built from what is free in the end
    assert (made[:, np.newaxis] * needs <= np.maximum(parts[:, -1], 0) + 1e-9).all()
