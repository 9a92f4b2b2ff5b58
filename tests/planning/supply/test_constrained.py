"""What ships and what is late: identities, planr's demo items and a plain restatement by single units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError
from sop_xl.planning.supply.allocation import allocate
from sop_xl.planning.supply.constrained import backlog, constrain_demand
from sop_xl.planning.supply.projection import projected_available_balance

from .planr_data import blocks

units = arrays(np.float64, (3, 6), elements=st.integers(0, 40).map(float))
openings = arrays(np.float64, (3,), elements=st.integers(0, 60).map(float))


@given(arrays(np.float64, (3,), elements=st.integers(-50, 60).map(float)), units, units)
def test_stock_less_backlog_is_the_projected_available_balance(on_hand, demand, receipts):
    plan = constrain_demand(on_hand, demand, receipts)
    np.testing.assert_allclose(plan.stock - plan.unmet, projected_available_balance(on_hand, demand, receipts))
    assert (np.minimum(plan.stock, plan.unmet) == 0).all()


@given(openings, units, units)
def test_every_unit_of_lost_demand_is_either_shipped_on_time_or_lost(on_hand, demand, receipts):
    plan = constrain_demand(on_hand, demand, receipts, lost_sales=True)
    np.testing.assert_allclose(plan.on_time + plan.unmet, demand)
    np.testing.assert_allclose(plan.stock[:, -1], on_hand + receipts.sum(axis=1) - plan.shipped.sum(axis=1))
    assert not plan.late.any()


@given(openings, units, units)
def test_backlog_ships_unit_by_unit_in_the_order_of_demand(on_hand, demand, receipts):
    plan = constrain_demand(on_hand, demand, receipts)
    for i in range(3):
        stock, queue = int(on_hand[i]), []
        for t in range(6):
            stock += int(receipts[i, t])
            queue += [t] * int(demand[i, t])
            leaving = [queue.pop(0) for _ in range(min(stock, len(queue)))]
            stock -= len(leaving)
            assert plan.shipped[i, t] == len(leaving)
            assert plan.on_time[i, t] == leaving.count(t)
            assert plan.unmet[i, t] == len(queue)


def test_constrained_demand_of_planr_product_a():
    items, demand, opening, supply = blocks("demo_const_dmd", "Demand", "Opening", "Supply")
    plan = constrain_demand(opening.sum(axis=1), demand, supply)
    a = items.index("Product A")
    # Walked by hand: 8 000 in stock against 9 240, then 6 600 more; 9 330 arrive in the third week, 21 780 in the next.
    assert plan.shipped[a, :5].tolist() == [8000, 0, 7840, 22440, 830]
    assert plan.unmet[a, :5].tolist() == [1240, 7840, 0, 0, 490]
    assert plan.stock[a, :5].tolist() == [0, 0, 1490, 830, 0]


def test_an_opening_backlog_ships_first_and_cannot_be_lost():
    plan = constrain_demand([-5], [[10]], [[8]])
    assert (plan.late[0, 0], plan.on_time[0, 0], plan.unmet[0, 0]) == (5, 3, 7)
    with pytest.raises(DomainError, match="on_hand"):
        constrain_demand([-5], [[10]], [[8]], lost_sales=True)


def test_negative_demand_and_receipts_are_refused():
    with pytest.raises(DomainError, match="demand"):
        constrain_demand([5], [[-1]])
    with pytest.raises(DomainError, match="receipts"):
        constrain_demand([5], [[1]], [[-1]])


def test_backlog_rolls_bookings_less_shipments():
    assert backlog([100], [[50, 60, 0]], [[70, 40, 100]]).tolist() == [[80, 100, 0]]
    assert backlog([0.3], [[0.0]], [[0.1 + 0.2]]).tolist() == [[0.0]]


def test_shipments_without_orders_are_refused():
    with pytest.raises(DomainError, match="shipments"):
        backlog([10], [[0]], [[11]])


def test_the_rounding_of_binary_fractions_is_no_shortage():
    """0.3 − 0.1 − 0.1 is a little less than 0.1 in binary."""
    for lost in (False, True):
        plan = constrain_demand([0.3], [[0.1, 0.1, 0.1]], lost_sales=lost)
        assert plan.unmet.tolist() == [[0, 0, 0]]
    shares = allocate(["A"], [0.3], 0.0, ["A", "A"], [[0.1, 0.1], [0.05, 0.05]])
    assert shares.unmet.tolist() == [[0, 0], [0, 0]]
