"""Planned orders: textbook records, identities over all rules, planr's items, and the cheapest lots."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from stockpyl.wagner_whitin import wagner_whitin

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.supply.dynamic_lots import silver_meal_lots, wagner_whitin_lots
from sop_xl.planning.supply.lot_sizing import LotRule, plan_orders
from sop_xl.planning.supply.projection import projected_available_balance
from sop_xl.planning.supply.safety_stock import safety_stock_by_cover

from .planr_data import FOLDER, blocks

units = arrays(np.float64, (3, 6), elements=st.integers(0, 40).map(float))
openings = arrays(np.float64, (3,), elements=st.integers(-20, 60).map(float))
rules = st.builds(
    LotRule,
    minimum=st.sampled_from([0.0, 5.0, 30.0]),
    multiple=st.sampled_from([0.0, 4.0, 7.5]),
    maximum=st.sampled_from([np.inf, 60.0]),
    periods=st.integers(1, 4),
)


def test_mrp_record_in_jacobs_berry_whybark_vollmann():
    plan = plan_orders([4], [[0, 10, 0, 40, 10]], [[50, 0, 0, 0, 0]], lot=LotRule(50, 50), lead_time=1)
    assert plan.balance.tolist() == [[54, 44, 44, 4, 44]]
    assert plan.releases.tolist() == [[0, 0, 0, 50, 0]]
    assert plan.net_requirements.tolist() == [[0, 0, 0, 0, 6]]


@pytest.mark.parametrize(
    ("rule", "receipts"),
    [
        (LotRule(), [[35, 10, 40, 0, 20, 5]]),  # lot for lot
        (LotRule(minimum=50, multiple=50), [[50, 0, 50, 0, 50, 0]]),  # fixed
        (LotRule(minimum=20), [[35, 20, 30, 0, 20, 5 + 15]]),
        (LotRule(multiple=25), [[50, 0, 50, 0, 25, 0]]),
        (LotRule(maximum=30), [[30, 15, 30, 10, 20, 5]]),
        (LotRule(periods=2), [[45, 0, 40, 0, 25, 0]]),  # period order quantity
    ],
)
def test_one_need_under_every_lot_rule(rule, receipts):
    assert plan_orders([0], [[35, 10, 40, 0, 20, 5]], lot=rule).receipts.tolist() == receipts


@given(openings, units, units, rules, st.integers(0, 4), st.integers(0, 3), st.sampled_from([0.0, 10.0]))
def test_planning_identities(on_hand, demand, scheduled, rule, time, fence, safety):
    plan = plan_orders(on_hand, demand, scheduled, safety, rule, time, fence)
    balance = projected_available_balance(on_hand, demand, scheduled, plan.receipts)
    np.testing.assert_allclose(plan.balance, balance, atol=1e-9)
    np.testing.assert_allclose(plan.releases.sum(axis=1), plan.receipts.sum(axis=1))
    assert not plan.receipts[:, :fence].any()
    assert not plan.late[:, time:].any()
    ordered = plan.receipts[plan.receipts > 0]
    assert (ordered <= rule.maximum).all()
    if rule.multiple:
        np.testing.assert_allclose(np.round(ordered / rule.multiple), ordered / rule.multiple)
    if rule.maximum == np.inf:
        assert (plan.balance[:, fence:] >= safety - 1e-9).all()
        assert (ordered >= rule.minimum).all()


@given(openings, units)
def test_lot_for_lot_orders_exactly_the_need(on_hand, demand):
    plan = plan_orders(on_hand, demand)
    np.testing.assert_allclose(plan.receipts, plan.net_requirements)
    before = np.column_stack([on_hand, plan.balance[:, :-1]])
    np.testing.assert_allclose(plan.net_requirements, np.maximum(0, demand - before))


def test_planr_items_keep_their_safety_cover_after_the_frozen_horizon():
    _, demand, opening, supply, cover, periods, moq = blocks(
        "blueprint_drp", "Demand", "Opening", "Supply", "SSCov", "DRPCovDur", "MOQ"
    )
    text = (FOLDER / "blueprint_drp.csv").read_text().splitlines()[1:]
    frozen = np.array([line.split(",")[5] == "Frozen" for line in text]).reshape(demand.shape).sum(axis=1)
    safety = safety_stock_by_cover(demand, cover[:, 0])
    rule = LotRule(multiple=moq[:, 0], periods=periods[:, 0])
    plan = plan_orders(opening.sum(axis=1), demand, supply, safety, rule, planning_fence=frozen)
    free = np.arange(demand.shape[1]) >= frozen[:, np.newaxis]
    assert frozen.max() == 14
    assert plan.receipts.any()
    assert not plan.receipts[~free].any()
    assert (plan.balance[free] >= safety[free] - 1e-6).all()
    np.testing.assert_allclose(plan.receipts, np.round(plan.receipts))


def test_what_comes_too_late_for_its_lead_time_is_released_at_once_and_reported():
    plan = plan_orders([0], [[5, 7, 9, 0]], lead_time=2)
    assert plan.releases.tolist() == [[5 + 7 + 9, 0, 0, 0]]
    assert plan.late.tolist() == [[5, 7, 0, 0]]


def test_yield_raises_the_release_and_not_the_receipt():
    plan = plan_orders([0, 0], [[8], [8]], process_yield=[0.8, 1.0])
    assert plan.receipts.tolist() == [[8], [8]]
    np.testing.assert_allclose(plan.releases, [[10], [8]])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"lot": LotRule(maximum=5, minimum=6)}, "lot maximum"),
        ({"lot": LotRule(maximum=5, multiple=6)}, "lot maximum"),
        ({"lot": LotRule(multiple=-1)}, "lot multiple"),
        ({"lot": LotRule(periods=0)}, "lot periods"),
        ({"lead_time": -1}, "lead_time"),
        ({"lead_time": 0.5}, "lead_time"),
        ({"planning_fence": -1}, "planning_fence"),
        ({"process_yield": 0}, "process_yield"),
        ({"process_yield": 1.1}, "process_yield"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(arguments, named):
    with pytest.raises(DomainError) as refusal:
        plan_orders([0], [[1]], **arguments)
    assert refusal.value.argument == named


def test_unknown_stock_is_missing_data():
    with pytest.raises(InsufficientDataError, match="on_hand"):
        plan_orders([np.nan], [[1]])


SILVER_PYKE_THOMAS_DEMAND = [10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41]


@pytest.mark.parametrize("rule", [wagner_whitin_lots, silver_meal_lots])
def test_lots_of_the_example_in_silver_pyke_thomas_chapter_5_cost_501_20(rule):
    lots = rule([SILVER_PYKE_THOMAS_DEMAND], 54, 0.4)
    assert lots.tolist() == [[84, 0, 0, 130, 283, 0, 140, 0, 124, 160, 279, 0]]
    carried = np.cumsum(lots - SILVER_PYKE_THOMAS_DEMAND).sum()
    assert 54 * np.count_nonzero(lots) + 0.4 * carried == pytest.approx(501.20)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(1, 200), st.floats(0.1, 5))
def test_the_cheapest_lots_cost_what_stockpyl_finds(demand, order, holding):
    lots = wagner_whitin_lots([demand], order, holding)
    stock = np.cumsum(lots[0] - demand)
    assert stock.min() >= -1e-9
    cost = order * np.count_nonzero(lots) + holding * stock.sum()
    if all(demand):  # stockpyl charges an order for a period without demand
        assert cost == pytest.approx(wagner_whitin(len(demand), holding, order, demand)[1], rel=1e-9)
    heuristic = silver_meal_lots([demand], order, holding)
    assert heuristic.sum() == sum(demand)
    assert cost <= order * np.count_nonzero(heuristic) + holding * np.cumsum(heuristic[0] - demand).sum() + 1e-9


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_every_combination_of_rules_equals_planning_period_by_period(seed):
    """Minimum, multiple, maximum, periods of need, fence, lead time, yield and safety stock by period, in a plain loop."""
    random = np.random.default_rng(seed)
    items, periods = 6, 9
    demand = random.integers(0, 30, (items, periods)).astype(float)
    scheduled = np.where(random.random((items, periods)) < 0.2, 25.0, 0.0)
    stock, safety = (
        random.integers(-10, 60, items).astype(float),
        random.integers(0, 15, (items, periods)).astype(float),
    )
    multiple = random.choice([0.0, 5.0, 12.0], items)
    minimum, maximum = random.choice([0.0, 18.0], items), random.choice([24.0, 36.0, np.inf], items)
    cover, fence = random.integers(1, 5, items), random.integers(0, 4, items)
    time, rate = random.integers(0, 4, items), random.choice([1.0, 0.8], items)
    rule = LotRule(minimum, multiple, maximum, cover)
    plan = plan_orders(stock, demand, scheduled, safety, rule, time, fence, rate)
    for i in range(items):
        available, releases, late = stock[i], [0.0] * periods, [0.0] * periods
        for t in range(periods):
            available += scheduled[i, t] - demand[i, t]
            order, ahead, need = 0.0, available, safety[i, t] - available
            assert plan.net_requirements[i, t] == pytest.approx(max(0.0, need), abs=1e-6)
            if need > 1e-6 and t >= fence[i]:
                for s in range(t + 1, min(t + cover[i], periods)):
                    ahead += scheduled[i, s] - demand[i, s]
                    need = max(need, safety[i, s] - ahead)
                order = max(need, minimum[i])
                if multiple[i]:
                    order = math.ceil(order / multiple[i] - 1e-9) * multiple[i]
                    largest = math.floor(maximum[i] / multiple[i]) * multiple[i] if maximum[i] < np.inf else np.inf
                else:
                    largest = maximum[i]
                order = min(order, largest)
            available += order
            assert plan.receipts[i, t] == pytest.approx(order, abs=1e-6)
            assert plan.balance[i, t] == pytest.approx(available, abs=1e-6)
            releases[max(t - time[i], 0)] += order / rate[i]
            late[t] = order if t < time[i] else 0.0
        assert plan.releases[i] == pytest.approx(releases, abs=1e-6)
        assert plan.late[i] == pytest.approx(late, abs=1e-6)
