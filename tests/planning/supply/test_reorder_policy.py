"""Reorder policies and the newsvendor against stockpyl and the examples of Snyder & Shen."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stockpyl.newsvendor import newsvendor_normal
from stockpyl.rq import r_q_eil_approximation
from stockpyl.ss import s_s_power_approximation

from sop_xl.errors import DomainError
from sop_xl.planning.supply.newsvendor import newsvendor
from sop_xl.planning.supply.reorder_policy import min_max_levels, reorder_point, reorder_point_and_quantity

costs = st.floats(0.1, 50)


def test_reorder_point_is_demand_over_the_lead_time_plus_safety_stock():
    assert reorder_point([[50], [10]], 4, [[33], [-5]]).tolist() == [[233], [35]]


def test_reorder_point_and_quantity_snyder_shen_example_5_2():
    policy = reorder_point_and_quantity(1300, 150, 1 / 12, 8, 0.225, 7.5)
    assert policy.reorder_point == pytest.approx(213.97044213580244, rel=1e-6)
    assert policy.order_quantity == pytest.approx(318.5901810768729, rel=1e-6)


@given(st.floats(100, 1e4), st.floats(0.05, 0.5), st.floats(0.1, 2), costs, st.floats(0.1, 5), st.floats(20, 200))
def test_reorder_point_and_quantity_agree_with_stockpyl(mean, cv, time, order, holding, shortage):
    assume(np.sqrt(2 * order * mean / holding) * holding < 0.5 * shortage * mean)
    expected = r_q_eil_approximation(holding, shortage, order, mean, cv * mean, time, tol=1e-9)
    policy = reorder_point_and_quantity(mean, cv * mean, time, order, holding, shortage)
    assert (policy.reorder_point, policy.order_quantity) == pytest.approx(expected[:2], rel=1e-6)


def test_a_shortage_that_costs_next_to_nothing_is_refused():
    with pytest.raises(DomainError, match="shortage_cost"):
        reorder_point_and_quantity(10, 3, 1, 100, 5, 0.01)


@given(st.floats(10, 1e3), st.floats(0.05, 0.5), st.floats(50, 500), st.floats(0.1, 1), st.floats(2, 20))
def test_min_max_levels_agree_with_stockpyl_where_orders_are_large(mean, cv, order, holding, shortage):
    expected = s_s_power_approximation(holding, shortage, order, mean, cv * mean)
    assume(expected[1] - expected[0] > 1.5 * mean)
    policy = min_max_levels(mean, cv * mean, 0, order, holding, shortage)
    assert (policy.reorder_point, policy.order_up_to) == pytest.approx(expected, rel=1e-9)


def test_small_orders_never_exceed_the_base_stock_level():
    policy = min_max_levels(50, 8, 0, 2.5, 0.18, 0.70)
    assert policy.order_up_to == pytest.approx(newsvendor_normal(0.18, 0.70, 50, 8)[0], rel=1e-9)
    assert policy.reorder_point == pytest.approx(40.19461695647407, rel=1e-9)


def test_newsvendor_snyder_shen_example_4_3():
    order = newsvendor(0.70, 0.18, 50, 8)
    assert order.quantity == pytest.approx(56.60395592743389, rel=1e-12)
    assert order.cost == pytest.approx(1.9976051931766445, rel=1e-9)


@given(costs, costs, st.floats(10, 1e3), st.floats(0.01, 0.3))
def test_newsvendor_agrees_with_stockpyl(under, over, mean, cv):
    quantity, cost = newsvendor_normal(over, under, mean, cv * mean)
    order = newsvendor(under, over, mean, cv * mean)
    assume(quantity > 0)
    assert (order.quantity, order.cost) == pytest.approx((quantity, cost), rel=1e-6)


def test_a_newsvendor_never_orders_less_than_nothing():
    assert newsvendor(0.01, 10, 5, 10).quantity == 0
    assert newsvendor(1, 1, 5, 0).cost == 0


def test_free_shortage_is_refused():
    with pytest.raises(DomainError, match="underage_cost"):
        newsvendor(0, 1, 5, 1)
