"""Stock projection and cover against textbook vectors, identities and a plain restatement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.planning.supply.projection import fenced_demand, periods_of_cover, projected_available_balance

quantities = st.floats(0, 1e6, allow_subnormal=False)
blocks = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 8)), elements=quantities)


def test_pab_of_the_master_schedule_in_jacobs_berry_whybark_vollmann():
    demand = fenced_demand([[20] * 8], [[18, 15, 27, 22, 10, 8, 6, 5]], 2)
    pab = projected_available_balance([15], demand, planned_receipts=[[40, 0, 40, 0, 40, 0, 40, 0]])
    assert pab.tolist() == [[37, 22, 35, 13, 33, 13, 33, 13]]


@given(blocks, blocks)
def test_closing_stock_is_opening_plus_receipts_minus_demand(demand, receipts):
    receipts = np.resize(receipts, demand.shape)
    pab = projected_available_balance(np.zeros(len(demand)), demand, receipts)
    opening = np.column_stack([np.zeros(len(demand)), pab[:, :-1]])
    np.testing.assert_allclose(pab, opening + receipts - demand, rtol=1e-9, atol=1e-3)


def walk(stock, future, average):
    """Cover by walking demand period by period, as a planner would on paper."""
    periods = 0.0
    for size in future:
        if stock < size:
            return periods + stock / size
        stock -= size
        periods += 1
    if stock == 0:
        return periods
    return periods + stock / average if average else np.inf


@given(
    arrays(np.float64, (3, 6), elements=st.integers(0, 50).map(float)),
    arrays(np.float64, (3, 6), elements=st.integers(-20, 200).map(float)),
)
def test_cover_equals_walking_the_demand_by_hand(demand, stock):
    cover = periods_of_cover(stock, demand)
    for i in range(3):
        for t in range(6):
            expected = walk(stock[i, t], demand[i, t + 1 :], demand[i].mean()) if stock[i, t] > 0 else 0.0
            assert cover[i, t] == pytest.approx(expected, rel=1e-9)


def test_receipts_of_another_shape_are_refused():
    with pytest.raises(ShapeError, match="scheduled_receipts"):
        projected_available_balance([1, 2], np.ones((2, 3)), np.ones((2, 4)))


@given(blocks, blocks, st.integers(0, 9))
def test_inside_the_fence_only_orders_count(forecast, orders, fence):
    orders = np.resize(orders, forecast.shape)
    demand = fenced_demand(forecast, orders, fence)
    assert (demand[:, :fence] == orders[:, :fence]).all()
    assert (demand[:, fence:] == np.maximum(forecast, orders)[:, fence:]).all()


def test_stock_that_is_not_known_is_missing_data():
    with pytest.raises(InsufficientDataError, match="on_hand"):
        projected_available_balance([1, np.nan], [[1], [1]])
