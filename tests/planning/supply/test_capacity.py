"""Rough-cut capacity against the textbook case and a plain restatement by loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.supply.capacity import (
    capacity_gap,
    load_by_bill_of_resources,
    load_by_resource_profile,
    utilisation,
)


def test_bill_of_capacity_in_jacobs_berry_whybark_vollmann():
    # Two end products over thirteen weeks and three work centres.
    plan = [
        [33, 33, 33, 40, 40, 40, 30, 30, 30, 37, 37, 37, 37],
        [17, 17, 17, 13, 13, 13, 25, 25, 25, 27, 27, 27, 27],
    ]
    load = load_by_bill_of_resources(plan, [[0.05, 0.70, 0.20], [1.30, 0.55, 0.00]])
    np.testing.assert_allclose(load[:, 0], [23.75, 32.45, 6.60])
    np.testing.assert_allclose(load[:, 3], [18.90, 35.15, 8.00])
    np.testing.assert_allclose(load.sum(axis=0), np.array([0.95, 1.85]) @ plan)


numbers = st.floats(0, 100)


@given(
    arrays(np.float64, (3, 5), elements=st.integers(0, 50).map(float)),
    arrays(np.float64, (3, 2), elements=numbers),
    arrays(np.float64, (3, 2), elements=numbers),
    arrays(np.float64, (3,), elements=st.sampled_from([0.0, 1.0, 7.0])),
    arrays(np.float64, (2,), elements=st.floats(0.5, 1.2)),
    arrays(np.float64, (3,), elements=st.floats(0, 0.5)),
    arrays(np.float64, (3, 2), elements=st.integers(0, 6).map(float)),
)
def test_load_equals_adding_up_order_by_order(plan, hours, setup, lot, efficiency, scrap, offset):
    expected = np.zeros((2, 5))
    for i in range(3):
        for u in range(5):
            started = plan[i, u] / (1 - scrap[i])
            lots = started / lot[i] if lot[i] else float(started > 0)
            for r in range(2):
                t = u - int(offset[i, r])
                if t >= 0:
                    expected[r, t] += (started * hours[i, r] + lots * setup[i, r]) / efficiency[r]
    load = load_by_bill_of_resources(plan, hours, setup, lot, efficiency, scrap, offset)
    np.testing.assert_allclose(load, expected, rtol=1e-9, atol=1e-9)


@given(
    arrays(np.float64, (3, 5), elements=st.integers(1, 50).map(float)),
    arrays(np.float64, (3, 2), elements=numbers),
    arrays(np.float64, (3, 2), elements=st.integers(0, 6).map(float)),
)
def test_a_profile_with_one_visit_each_is_the_bill_of_resources(plan, hours, offset):
    items, resources = ["A", "B", "C"], ["X", "Y"]
    profile = load_by_resource_profile(
        plan, items, resources, np.repeat(items, 2).tolist(), resources * 3, hours.ravel(), offset.ravel()
    )
    np.testing.assert_allclose(profile, load_by_bill_of_resources(plan, hours, offset=offset), rtol=1e-9)


def test_visits_of_one_resource_add_up_each_at_its_own_time():
    load = load_by_resource_profile(
        [[0, 10, 20]], ["Bike"], ["Paint"], ["Bike", "Bike"], ["Paint", "Paint"], [1, 0.5], [0, 1], [0, 2], [0, 5]
    )
    assert load.tolist() == [[5 + 4, 10 + 10 + 8, 20]]


def test_only_planned_items_need_operations_and_only_wanted_resources_count():
    routing = (["A", "Z"], ["X", "Y"], [1.0, 9.0])
    assert load_by_resource_profile([[3], [0]], ["A", "B"], ["X"], *routing).tolist() == [[3]]
    with pytest.raises(InsufficientDataError, match="'B'"):
        load_by_resource_profile([[3], [1]], ["A", "B"], ["X"], *routing)
    with pytest.raises(InsufficientDataError, match="'Q'"):
        load_by_resource_profile([[3], [0]], ["A", "B"], ["X", "Q"], *routing)


def test_utilisation_and_gap_of_the_same_hours():
    load, available = np.array([[120.0, 200.0]]), np.array([[160.0]])
    assert utilisation(load, available).tolist() == [[0.75, 1.25]]
    assert capacity_gap(load, available).tolist() == [[40, -40]]
    assert capacity_gap(load, available, 0.5).tolist() == [[80, -80]]


def test_a_resource_without_hours_has_no_utilisation():
    with pytest.raises(ZeroDenominatorError, match="available"):
        utilisation([[1.0]], [[0.0]])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"plan": [[-1]]}, "plan"),
        ({"hours_per_unit": [[-1]]}, "hours_per_unit"),
        ({"efficiency": 0}, "efficiency"),
        ({"scrap": 1}, "scrap"),
        ({"offset": 0.5}, "offset"),
        ({"lot_size": -1}, "lot_size"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(arguments, named):
    with pytest.raises(DomainError) as refusal:
        load_by_bill_of_resources(**{"plan": [[1]], "hours_per_unit": [[1]]} | arguments)
    assert refusal.value.argument == named


def test_hours_of_another_number_of_items_are_refused():
    with pytest.raises(ShapeError, match="hours_per_unit"):
        load_by_bill_of_resources([[1], [2]], [[1, 2]])


def test_a_profile_with_set_up_efficiency_and_scrap_by_hand():
    """90 good of 100 started: 50 hours to run, 4 lots of 25 with 0.5 hours each, at an efficiency of 0.8."""
    load = load_by_resource_profile(
        [[0, 90]], ["Bike"], ["Paint", "Weld"], ["Bike", "Bike"], ["Paint", "Weld"],
        [0.5, 1.0], [1, 0], [0.5, 0.0], [25, 0], [0.8, 1.0], [0.1, 0.0],
    )  # fmt: skip
    np.testing.assert_allclose(load, [[(50 + 2) / 0.8, 0], [0, 90]])
    with pytest.raises(DomainError, match="scrap"):
        load_by_resource_profile([[1]], ["A"], ["R"], ["A"], ["R"], [1], scrap=[1])
    with pytest.raises(DomainError, match="efficiency"):
        load_by_resource_profile([[1]], ["A"], ["R"], ["A"], ["R"], [1], efficiency=0)


@given(
    arrays(np.float64, (3, 5), elements=st.integers(0, 50).map(float)),
    arrays(np.float64, 3, elements=st.floats(0, 0.5)),
    arrays(np.float64, 2, elements=st.floats(0.5, 1.2)),
    arrays(np.float64, 3, elements=st.sampled_from([0.0, 5.0, 20.0])),
)
def test_profile_and_bill_agree_with_scrap_efficiency_and_lots(plan, scrap, efficiency, lot):
    hours, setup = np.array([[1.0, 2], [0.5, 3], [2, 0.25]]), np.array([[4.0, 1], [0, 2], [3, 3]])
    offset = np.array([[0, 1], [2, 0], [1, 1]])
    items, resources = ["A", "B", "C"], ["X", "Y"]
    by_bill = load_by_bill_of_resources(plan, hours, setup, lot, efficiency, scrap, offset)
    operations = [(i, r) for i in range(3) for r in range(2)]
    by_profile = load_by_resource_profile(
        plan, items, resources, [items[i] for i, _ in operations], [resources[r] for _, r in operations],
        hours.ravel(), offset.ravel(), setup.ravel(), np.repeat(lot, 2), efficiency, np.repeat(scrap, 2),
    )  # fmt: skip
    np.testing.assert_allclose(by_profile, by_bill)
