"""Multi-level MRP: a hand-worked case, the level-by-level identity, and the AdventureWorks bill."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.bom import BillOfMaterial, gross_requirements
from sop_xl.planning.supply.lot_sizing import LotRule
from sop_xl.planning.supply.requirements import ItemPolicies, plan_requirements

ITEMS = ["Bike", "Wheel", "Spoke", "Bell"]
BILL = BillOfMaterial.of(["Bike", "Wheel", "Bike"], ["Wheel", "Spoke", "Spoke"], [2, 32, 1])


def test_three_levels_worked_by_hand():
    demand = np.zeros((4, 4))
    demand[0] = [0, 0, 10, 20]
    demand[1, 2] = 5  # wheels are also sold as spare parts
    policies = ItemPolicies(on_hand=[4, 12, 100, 0], lead_time=[1, 1, 0, 0], lot=LotRule(multiple=[0, 10, 0, 0]))
    plan = plan_requirements(ITEMS, demand, policies, BILL)
    # Bikes: net 6 and 20, released a period earlier. Wheels: 12 and 40 + 5, in lots of 10, released a period earlier.
    assert plan.orders.releases[0].tolist() == [0, 6, 20, 0]
    assert plan.gross[1].tolist() == [0, 12, 45, 0]
    assert plan.orders.receipts[1].tolist() == [0, 0, 50, 0]
    assert plan.orders.releases[1].tolist() == [0, 50, 0, 0]
    assert plan.gross[2].tolist() == [0, 6 + 1600, 20, 0]
    assert plan.orders.releases[2].tolist() == [0, 1506, 20, 0]
    assert not plan.gross[3].any()


@given(arrays(np.float64, (4, 5), elements=st.integers(0, 30).map(float)), st.integers(0, 2), st.floats(0.5, 1.0))
def test_gross_is_independent_demand_plus_what_the_parents_release(demand, lead_time, rate):
    plan = plan_requirements(ITEMS, demand, ItemPolicies(5, 3, lead_time, rate), BILL)
    expected = demand.copy()
    np.add.at(expected, BILL.component, BILL.quantity[:, np.newaxis] * plan.orders.releases[BILL.parent])
    np.testing.assert_allclose(plan.gross, expected)
    assert (plan.orders.balance >= 3 - 1e-6).all()


@given(arrays(np.float64, (4, 5), elements=st.integers(0, 30).map(float)))
def test_without_stocks_and_times_the_plan_is_the_plain_explosion(demand):
    plan = plan_requirements(ITEMS, demand, ItemPolicies(), BILL)
    np.testing.assert_allclose(plan.gross, gross_requirements(BILL, ITEMS, demand, ITEMS))
    np.testing.assert_allclose(plan.orders.releases, plan.gross)


def test_a_component_that_is_not_planned_is_named():
    with pytest.raises(InsufficientDataError, match="'Spoke'"):
        plan_requirements(["Bike", "Wheel"], [[1], [0]], ItemPolicies(), BILL)


def test_lines_of_items_that_are_not_planned_do_not_matter():
    plan = plan_requirements(["Wheel", "Spoke"], [[1], [0]], ItemPolicies(), BILL)
    assert plan.gross.tolist() == [[1], [32]]


def test_names_must_match_the_rows():
    with pytest.raises(ShapeError, match="items"):
        plan_requirements(["Bike"], [[1], [2]], ItemPolicies(), BILL)


def test_an_item_that_cannot_be_planned_takes_only_its_own_components_along():
    demand = np.zeros((5, 3))
    demand[[0, 4], 2] = [10, 7]
    policies = ItemPolicies(lead_time=[0, -1, 0, 0, 0])
    plan = plan_requirements([*ITEMS, "Pump"], demand, policies, BILL)
    bike, wheel, spoke, bell, pump = plan.problems
    assert isinstance(wheel, DomainError)
    assert isinstance(spoke, InsufficientDataError)
    assert spoke.got == "Wheel"
    assert bike is bell is pump is None
    assert np.isnan(plan.orders.releases[[1, 2]]).all()
    assert np.isnan(plan.gross[[1, 2]]).all()
    assert plan.orders.releases[[0, 4], 2].tolist() == [10, 7]


def test_net_requirements_of_the_whole_adventureworks_bill_equal_planning_item_by_item():
    """All 2 480 lines in effect, with stocks, lead times, yields and lots drawn at random: a plain loop agrees."""
    with (Path(__file__).parent / "data" / "adventureworks_bom.csv").open(newline="") as file:
        lines = [row for row in csv.DictReader(file) if not row["end"]]
    random = np.random.default_rng(20200630)
    survives = random.choice([1.0, 0.95, 0.9], len(lines))
    bill = BillOfMaterial.of(
        [row["parent"] for row in lines],
        [row["component"] for row in lines],
        [float(row["quantity"]) for row in lines],
        survives,
    )
    items, periods = list(bill.items), 8
    count = len(items)
    demand = np.zeros((count, periods))
    finished = np.flatnonzero(bill.low_level_codes == 0)
    demand[finished] = random.integers(0, 40, (len(finished), periods))
    stock, safety = random.integers(0, 300, count).astype(float), random.integers(0, 20, count).astype(float)
    time, rate = random.integers(0, 3, count).astype(float), random.choice([1.0, 0.98], count)
    least, multiple = random.choice([0.0, 25.0], count), random.choice([0.0, 10.0], count)
    open_orders = np.where(random.random((count, periods)) < 0.1, 50.0, 0.0)
    policies = ItemPolicies(stock, safety, time, rate, LotRule(least, multiple))
    plan = plan_requirements(items, demand, policies, bill, open_orders)
    assert not any(plan.problems)

    parts = [[] for _ in items]
    for parent, component, quantity in zip(bill.parent, bill.component, bill.quantity, strict=True):
        parts[parent].append((component, quantity))
    gross = demand.tolist()
    for item in sorted(range(count), key=lambda i: bill.low_level_codes[i]):
        available, releases = stock[item], [0.0] * periods
        for t in range(periods):
            available += open_orders[item, t] - gross[item][t]
            if available < safety[item] - 1e-6:
                order = max(safety[item] - available, least[item])
                if multiple[item]:
                    order = math.ceil(order / multiple[item] - 1e-9) * multiple[item]
                available += order
                releases[max(t - int(time[item]), 0)] += order / rate[item]
        np.testing.assert_allclose(plan.orders.releases[item], releases, rtol=1e-9, atol=1e-6, err_msg=items[item])
        for component, quantity in parts[item]:
            for t in range(periods):
                gross[component][t] += quantity * releases[t]
    np.testing.assert_allclose(plan.gross, gross, rtol=1e-9, atol=1e-6)
    # Nothing is lost on the way: stock + open orders + planned receipts − gross = closing balance.
    closing = stock + (open_orders + plan.orders.receipts - plan.gross).sum(axis=1)
    np.testing.assert_allclose(plan.orders.balance[:, -1], closing, rtol=1e-9, atol=1e-6)
    assert plan.gross.sum() > 10 * demand.sum()  # the components are most of it
