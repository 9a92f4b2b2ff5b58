"""Order quantities against the examples of Snyder & Shen, stockpyl, and a search over all quantities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stockpyl import eoq as oracle

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.supply.order_quantity import (
    economic_order_quantity,
    economic_order_quantity_with_backorders,
    economic_order_quantity_with_discounts,
    economic_production_quantity,
    period_order_quantity,
)

positive = st.floats(0.1, 1e4)


def test_eoq_snyder_shen_example_3_1():
    assert economic_order_quantity(1300, 8, 0.225) == pytest.approx(304.0467800264368, rel=1e-12)


def test_eoq_with_backorders_snyder_shen_example_3_8():
    quantity, backorders = economic_order_quantity_with_backorders(1300, 8, 0.225, 5)
    expected, fraction, _ = oracle.economic_order_quantity_with_backorders(8, 0.225, 5, 1300)
    assert quantity == pytest.approx(310.81255515896464, rel=1e-12) == expected
    assert backorders / quantity == pytest.approx(fraction, rel=1e-12)


@given(positive, positive, positive, st.floats(1.01, 100))
def test_production_quantity_agrees_with_stockpyl(demand, cost, holding, ratio):
    expected, _ = oracle.economic_production_quantity(cost, holding, demand, demand * ratio)
    assert economic_production_quantity(demand, cost, holding, demand * ratio) == pytest.approx(expected, rel=1e-9)


def test_all_units_discounts_agree_with_stockpyl():
    breaks, prices = [0, 400, 800], [0.75, 0.72, 0.68]
    expected, region, cost = oracle.economic_order_quantity_with_all_units_discounts(8, 0.3, 1300, breaks, prices)
    best = economic_order_quantity_with_discounts([1300], 8, 0.3, [breaks], [prices])
    assert best.quantity[0] == pytest.approx(expected) == 800
    assert best.price[0] == prices[region]
    assert best.cost[0] == pytest.approx(cost, rel=1e-12)


@given(
    positive, positive, st.floats(0.01, 1), st.lists(st.floats(1, 1000), min_size=2, max_size=2), st.floats(0.5, 0.99)
)
def test_no_quantity_is_cheaper_than_the_one_under_discounts(demand, order_cost, rate, steps, cut):
    breaks, prices = np.cumsum([0.0, *steps]), 10.0 * cut ** np.arange(3)
    best = economic_order_quantity_with_discounts([demand], order_cost, rate, [breaks], [prices])
    for quantity in np.concatenate([np.geomspace(0.01, 1e5, 500), breaks[1:]]):
        price = prices[np.searchsorted(breaks, quantity, side="right") - 1]
        cost = price * demand + order_cost * demand / quantity + rate * price * quantity / 2
        assert best.cost[0] <= cost * (1 + 1e-9)


def test_price_lists_of_different_length_stand_side_by_side():
    best = economic_order_quantity_with_discounts(
        [1300, 1300], 8, 0.3, [[0, 400, 800], [0, np.nan, np.nan]], [[0.75, 0.72, 0.68], [0.75, np.nan, np.nan]]
    )
    assert best.quantity == pytest.approx([800, np.sqrt(2 * 8 * 1300 / (0.3 * 0.75))])


def test_breaks_that_do_not_rise_and_items_without_price_are_refused():
    with pytest.raises(DomainError, match="break_quantity"):
        economic_order_quantity_with_discounts([1], 1, 0.1, [[0, 5, 5]], [[3, 2, 1]])
    with pytest.raises(InsufficientDataError, match="price"):
        economic_order_quantity_with_discounts([1], 1, 0.1, [[np.nan]], [[3]])


@given(positive, positive, positive)
def test_period_order_quantity_is_the_nearest_whole_number_of_periods(demand, cost, holding):
    periods = float(period_order_quantity(demand, cost, holding))
    exact = economic_order_quantity(demand, cost, holding) / demand
    assert periods == int(periods) >= 1
    assert abs(periods - max(1.0, exact)) <= 0.5 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("formula", "arguments", "named"),
    [
        (economic_order_quantity, (-1, 1, 1), "demand"),
        (economic_order_quantity, (1, -1, 1), "order_cost"),
        (economic_order_quantity, (1, 1, 0), "holding_cost"),
        (economic_production_quantity, (10, 1, 1, 10), "production_rate"),
        (economic_order_quantity_with_backorders, (1, 1, 1, 0), "backorder_cost"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(formula, arguments, named):
    with pytest.raises(DomainError) as refusal:
        formula(*arguments)
    assert refusal.value.argument == named


def test_without_demand_or_ordering_cost_no_discount_makes_a_lot():
    """By hand: no demand buys nothing; free orders are as small as can be unless the cheaper price saves more."""
    breaks, prices = [[0, 400, 800]], [[0.75, 0.72, 0.68]]
    none = economic_order_quantity_with_discounts([0], 8, 0.3, breaks, prices)
    assert (none.quantity.item(), none.cost.item()) == (0, 0)
    assert economic_order_quantity_with_discounts([0], 8, 0.3, [[100, 400]], [[3, 2]]).quantity.item() == 0
    free = economic_order_quantity_with_discounts([1300, 1300], 0, 0.3, breaks, [[0.75, 0.7499, 0.7498], prices[0]])
    assert free.quantity.tolist() == [0, 800]
    np.testing.assert_allclose(free.cost, [975, 0.68 * 1300 + 0.3 * 0.68 * 400])
