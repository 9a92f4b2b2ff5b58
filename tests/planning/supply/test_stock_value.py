"""Turns and the trade-off curve against plain sums item by item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sop_xl.errors import DomainError, InsufficientDataError, ZeroDenominatorError
from sop_xl.planning.supply.stock_value import stock_turns, trade_off


def test_turns_of_a_year_are_its_cost_over_its_average_stock():
    cost, value = np.full((1, 12), 100.0), np.linspace(150, 250, 12)[np.newaxis]
    assert stock_turns(cost, value) == pytest.approx([1200 / 200])
    assert stock_turns(cost[:, :6], np.full((1, 6), 300.0)) == pytest.approx([4.0])
    assert stock_turns([[10.0]], [[52.0]], 52) == pytest.approx([10.0])


def test_turns_need_stock_and_data():
    with pytest.raises(ZeroDenominatorError, match="stock_value"):
        stock_turns([[1, 1]], [[0, 0]])
    with pytest.raises(InsufficientDataError, match="cost_of_goods"):
        stock_turns([[1, np.nan]], [[1, 1]])


@given(st.lists(st.floats(0.05, 0.995), min_size=1, max_size=4))
def test_trade_off_adds_up_the_items(levels):
    mean, std, time, lot, cost = [100, 40], [20, 15], [4, 1], [200, 80], [3, 8]
    curve = trade_off(levels, mean, std, time, lot, cost)
    for n, level in enumerate(levels):
        sigma = [s * np.sqrt(t) for s, t in zip(std, time)]
        stock = [norm.ppf(level) * s for s in sigma]
        short = [s * (norm.pdf(x / s) - x / s * norm.sf(x / s)) for x, s in zip(stock, sigma)]
        beta = [max(0, 1 - e / q) for e, q in zip(short, lot)]
        assert curve.safety_stock_value[n] == pytest.approx(sum(x * c for x, c in zip(stock, cost)), rel=1e-9, abs=1e-9)
        assert curve.fill_rate[n] == pytest.approx((beta[0] * 300 + beta[1] * 320) / 620, rel=1e-9)
    np.testing.assert_allclose(curve.average_stock_value - curve.safety_stock_value, 300 + 320)


def test_more_service_costs_more_stock_and_fills_more():
    curve = trade_off(np.linspace(0.5, 0.99, 20), 100, 20, 4, 200, 3)
    assert (np.diff(curve.safety_stock_value) > 0).all()
    assert (np.diff(curve.fill_rate) > 0).all()


def test_trade_off_refuses_what_makes_no_sense():
    with pytest.raises(DomainError, match="service_level"):
        trade_off([1.0], 1, 1, 1, 1, 1)
    with pytest.raises(ZeroDenominatorError, match="demand_mean"):
        trade_off([0.9], 0, 1, 1, 1, 1)


def test_less_than_no_stock_turns_nothing():
    with pytest.raises(DomainError, match="stock_value"):
        stock_turns([[1, 1]], [[-3, 1]])
