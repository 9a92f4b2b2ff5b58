"""Aggregate planning against the Red Tomato case, its duals by differences, and infeasible data in words."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.aggregate import aggregate_plan
from sop_xl.planning.supply.aggregate_model import AggregateData

DEMAND = [1600, 3000, 3200, 3800, 2200, 2200]
RED_TOMATO = AggregateData(
    units_per_worker=20 * 8 / 4,
    hours_per_unit=4,
    opening_workforce=80,
    labour_cost=20 * 8 * 4,
    opening_stock=1000,
    closing_stock=500,
    overtime_cost=6,
    hiring_cost=300,
    layoff_cost=500,
    material_cost=10,
    subcontract_cost=30,
    holding_cost=2,
    backlog_cost=5,
    overtime_limit=10,
    subcontract_limit=1e6,
    backlog_maximum=1e6,
)


def test_red_tomato_in_chopra_meindl_costs_422_275():
    plan = aggregate_plan(DEMAND, RED_TOMATO)
    assert plan.total_cost == pytest.approx(422_275, abs=0.01)


def test_red_tomato_with_whole_workers_costs_422_660():
    plan = aggregate_plan(DEMAND, RED_TOMATO, whole_workers=True)
    assert plan.total_cost == pytest.approx(422_660, abs=0.01)
    np.testing.assert_allclose(plan.workforce, np.round(plan.workforce), atol=1e-9)


def test_red_tomato_chase_with_own_workers_costs_472_650():
    own = dataclasses.replace(RED_TOMATO, overtime_limit=0, subcontract_limit=0)
    plan = aggregate_plan(DEMAND, own, "chase")
    assert plan.total_cost == pytest.approx(472_650, abs=0.01)
    assert plan.stock.tolist() == [0, 0, 0, 0, 0, 500]


def test_red_tomato_level_keeps_one_workforce():
    plan = aggregate_plan(DEMAND, dataclasses.replace(RED_TOMATO, hiring_cost=0, layoff_cost=0), "level")
    np.testing.assert_allclose(plan.workforce, plan.workforce[0])
    mixed = aggregate_plan(DEMAND, dataclasses.replace(RED_TOMATO, hiring_cost=0, layoff_cost=0))
    assert plan.total_cost > mixed.total_cost + 1


demands = st.lists(st.integers(0, 500), min_size=2, max_size=5)
SMALL = AggregateData(
    units_per_worker=10,
    hours_per_unit=2,
    opening_workforce=20,
    opening_stock=50,
    opening_backlog=10,
    closing_stock=20,
    labour_cost=100,
    overtime_cost=8,
    hiring_cost=70,
    layoff_cost=90,
    material_cost=3,
    subcontract_cost=25,
    holding_cost=1,
    backlog_cost=4,
    overtime_limit=5,
    subcontract_limit=60,
    backlog_maximum=80,
)


@given(demands, st.sampled_from(["mixed", "level", "chase"]), st.booleans())
def test_every_plan_balances_and_keeps_its_limits(demand, strategy, whole):
    plan = aggregate_plan(demand, SMALL, strategy, whole_workers=whole)
    crew = 20 + np.cumsum(plan.hired - plan.laid_off)
    net = 40 + np.cumsum(plan.production + plan.subcontracted - demand)
    np.testing.assert_allclose(plan.workforce, crew, atol=1e-6)
    np.testing.assert_allclose(plan.stock - plan.backlog, net, atol=1e-6)
    assert (plan.production <= 10 * plan.workforce + plan.overtime / 2 + 1e-6).all()
    assert (plan.overtime <= 5 * plan.workforce + 1e-6).all()
    assert plan.stock[-1] >= 20 - 1e-6
    assert plan.backlog[-1] <= 1e-6
    assert plan.total_cost >= aggregate_plan(demand, SMALL).total_cost - 1e-6
    spent = 100 * plan.workforce + 8 * plan.overtime + 70 * plan.hired + 90 * plan.laid_off + 3 * plan.production
    spent = spent + 25 * plan.subcontracted + plan.stock + 4 * plan.backlog
    assert plan.total_cost == pytest.approx(spent.sum())


def test_value_of_demand_is_what_one_more_unit_costs():
    plan = aggregate_plan(DEMAND, RED_TOMATO)
    for t in range(6):
        more = np.array(DEMAND, dtype=float)
        more[t] += 0.01
        rise = (aggregate_plan(more, RED_TOMATO).total_cost - plan.total_cost) / 0.01
        assert plan.values["demand"][t] == pytest.approx(rise, abs=1e-3)


def test_value_of_a_limit_lies_between_what_a_unit_more_saves_and_a_unit_less_costs():
    tight = dataclasses.replace(SMALL, workforce_maximum=22.0, subcontract_limit=30.0)
    demand, step = [200, 330, 330, 335], 0.01
    plan = aggregate_plan(demand, tight)

    def cost_with(field, t, change):
        limit = np.full(4, float(getattr(tight, field)))
        limit[t] += change
        return aggregate_plan(demand, dataclasses.replace(tight, **{field: limit})).total_cost

    for field, name in (("subcontract_limit", "subcontracted"), ("workforce_maximum", "workforce")):
        assert plan.values[name].max() > 0.1
        for t in range(4):
            saved = (plan.total_cost - cost_with(field, t, step)) / step
            lost = (cost_with(field, t, -step) - plan.total_cost) / step
            assert saved - 1e-3 <= plan.values[name][t] <= lost + 1e-3


def test_too_little_capacity_is_explained_in_words():
    short = dataclasses.replace(SMALL, workforce_maximum=10, subcontract_limit=5, backlog_maximum=0)
    with pytest.raises(DomainError) as refusal:
        aggregate_plan([100, 300], short)
    # By hand: 40 + 2·(10·10 + 10·5/2 + 5) = 300 units against 400 + 20, so 120 short, in the second period.
    assert refusal.value.message == "no plan keeps all limits: 120 units short in period 2"
    assert refusal.value.argument == "demand"
    for limit in ("workforce maximum in periods 1, 2", "subcontract limit in periods 1, 2", "overtime limit"):
        assert limit in refusal.value.hint


def test_too_much_stock_is_explained_in_words():
    with pytest.raises(DomainError, match="30 units too many in period 1"):
        aggregate_plan([10, 10], dataclasses.replace(SMALL, opening_backlog=0, opening_stock=70, stock_maximum=30))


def test_a_workforce_between_two_whole_numbers_is_explained_in_words():
    with pytest.raises(DomainError, match="whole number of workers"):
        aggregate_plan(
            [10], dataclasses.replace(SMALL, workforce_minimum=20.2, workforce_maximum=20.8), whole_workers=True
        )


def test_data_may_change_from_period_to_period():
    holiday = dataclasses.replace(SMALL, units_per_worker=[10, 0.5, 10], overtime_limit=0, subcontract_limit=0)
    plan = aggregate_plan([100, 100, 100], holiday)
    assert plan.production[1] <= 0.5 * plan.workforce[1] + 1e-9


@pytest.mark.parametrize(
    ("change", "error", "named"),
    [
        ({"units_per_worker": 0}, DomainError, "units_per_worker"),
        ({"labour_cost": -1}, DomainError, "labour_cost"),
        ({"labour_cost": np.nan}, InsufficientDataError, "labour_cost"),
        ({"labour_cost": [1, 2, 3]}, ShapeError, "labour_cost"),
        ({"workforce_minimum": 9, "workforce_maximum": 8}, DomainError, "workforce_minimum"),
        ({"closing_stock": 9, "stock_maximum": 8}, DomainError, "closing_stock"),
    ],
)
def test_data_that_make_no_sense_are_refused_by_name(change, error, named):
    with pytest.raises(error) as refusal:
        aggregate_plan([1, 1], dataclasses.replace(SMALL, **change))
    assert refusal.value.argument == named


def test_a_gap_in_the_demand_is_refused():
    with pytest.raises(InsufficientDataError, match="demand"):
        aggregate_plan([1, np.nan], SMALL)
    with pytest.raises(InsufficientDataError, match="no periods"):
        aggregate_plan([], SMALL)


def test_limits_that_no_level_workforce_keeps_are_explained_in_words():
    data = dataclasses.replace(SMALL, workforce_minimum=[14, 4, 0], workforce_maximum=[30, 30, 12])
    with pytest.raises(DomainError, match="14 workers at least in period 1, 12 at most in period 3") as refusal:
        aggregate_plan([10, 10, 10], data, "level")
    assert refusal.value.argument == "workforce_minimum"
    assert aggregate_plan([10, 10, 10], data).workforce[2] <= 12 + 1e-9


@given(st.lists(st.integers(0, 400), min_size=4, max_size=4), st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_no_plan_drawn_at_random_is_cheaper(demand, seed):
    """Crews and outputs drawn at random, made feasible by subcontracting: none beats the program."""
    best = aggregate_plan(demand, dataclasses.replace(SMALL, subcontract_limit=1e6)).total_cost
    random = np.random.default_rng(seed)
    crew = random.integers(0, 60, (300, 4)).astype(float)
    made = crew * 10 * random.choice([0.0, 0.5, 0.9, 1.0], (300, 4))
    level = 40 + np.cumsum(made - np.array(demand), axis=1)
    floor = np.array([-80.0, -80.0, -80.0, 20.0])
    bought = np.diff(np.maximum.accumulate(np.maximum(floor - level, 0.0), axis=1), prepend=0.0, axis=1)
    net = level + np.cumsum(bought, axis=1)
    change = np.diff(np.column_stack([np.full(300, 20.0), crew]), axis=1)
    cost = 100 * crew + np.where(change > 0, 70 * change, -90 * change) + 3 * made + 25 * bought
    cost = cost + np.where(net > 0, net, -4 * net)
    assert (cost.sum(axis=1) >= best - 1e-6).all()


def test_a_plan_too_long_to_be_found_is_refused_beforehand():
    with pytest.raises(ShapeError, match="at most 104"):
        aggregate_plan([1] * 105, SMALL, whole_workers=True)
    with pytest.raises(ShapeError, match="at most 520"):
        aggregate_plan([1] * 521, SMALL)


def said(demand, strategy="mixed", **changes):
    with pytest.raises(DomainError) as refusal:
        aggregate_plan(demand, dataclasses.replace(SMALL, **changes), strategy)
    return refusal.value.hint


def test_only_limits_that_somebody_has_set_are_named():
    late = said([100, 900], workforce_maximum=10, closing_stock=0)
    assert "stock minimum" not in late
    assert "no backlog may be left after the last period" in late
    assert "backlog maximum" not in late
    early = said([900, 100], workforce_maximum=10, backlog_maximum=0)
    assert "backlog maximum in period 1" in early
    assert "after the last period" not in early
    assert "stock minimum or closing stock in period 1" in said([100, 100], stock_minimum=500, workforce_maximum=10)
    assert "nobody is hired in period 2" in said([900, 2000], "level", workforce_maximum=[20, 99], backlog_maximum=0)
