"""Snapshots, consensus, overrides, spreading and consumption by hand and by identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.demand.consensus import priority_consensus, weighted_consensus
from sop_xl.planning.demand.consumption import consume_forecast
from sop_xl.planning.demand.movement import class_movement
from sop_xl.planning.demand.overrides import ACTIVE, EXPIRED, NOT_IN_PLAN, Override, apply_overrides
from sop_xl.planning.demand.snapshots import cycle_changes, forecast_at_lag, waterfall
from sop_xl.planning.demand.spreading import spread

GAP = np.nan
SNAPSHOTS = [[10, 20, 30, 40], [GAP, 21, 31, 41], [GAP, GAP, 32, 42]]
whole = st.integers(0, 200).map(float)


def test_a_lag_reads_along_the_diagonal():
    np.testing.assert_array_equal(forecast_at_lag(SNAPSHOTS, 1), [10, 21, 32, GAP])
    np.testing.assert_array_equal(forecast_at_lag(SNAPSHOTS, 3), [GAP, GAP, 30, 41])
    with pytest.raises(DomainError, match="lag"):
        forecast_at_lag(SNAPSHOTS, 0)


def test_a_waterfall_is_actuals_then_plan():
    table = waterfall(SNAPSHOTS, [11, 22, GAP, GAP])
    np.testing.assert_array_equal(table, [[10, 20, 30, 40], [11, 21, 31, 41], [11, 22, 32, 42], [11, 22, GAP, GAP]])
    np.testing.assert_array_equal(cycle_changes(SNAPSHOTS)[2], [GAP, GAP, 1, 1])
    with pytest.raises(ShapeError, match="actual"):
        waterfall(SNAPSHOTS, [1, 2])


def test_consensus_of_those_who_said_something():
    inputs = [[[100, 100, 100]], [[130, GAP, GAP]], [[160, 160, GAP]]]
    np.testing.assert_allclose(weighted_consensus(inputs), [[130, 130, 100]])
    np.testing.assert_allclose(weighted_consensus(inputs, [2, 1, 1]), [[122.5, 120, 100]])
    np.testing.assert_allclose(weighted_consensus(inputs, [0, 1, 1])[0, :2], [145, 160])
    assert np.isnan(weighted_consensus(inputs, [0, 1, 1])[0, 2])
    np.testing.assert_array_equal(priority_consensus(inputs), [[160, 160, 100]])


@given(arrays(np.float64, (3, 2, 4), elements=whole), st.lists(st.integers(1, 9), min_size=3, max_size=3))
def test_consensus_lies_between_the_inputs(inputs, weights):
    mean = weighted_consensus(list(inputs), weights)
    assert (mean >= inputs.min(axis=0) - 1e-9).all()
    assert (mean <= inputs.max(axis=0) + 1e-9).all()


def test_consensus_refusals():
    with pytest.raises(ShapeError, match="weights"):
        weighted_consensus([[[1]], [[2]]], [1])
    with pytest.raises(ShapeError, match="input 2"):
        weighted_consensus([[[1, 2]], [[2, 3, 4]]])
    with pytest.raises(DomainError, match="weights"):
        weighted_consensus([[[1]], [[2]]], [0, 0])


def decision(**changed):
    given = {
        "item": "A",
        "first": 2,
        "last": 3,
        "kind": "units",
        "value": 10.0,
        "reason": "tender",
        "owner": "Ann",
        "assumption": "won",
        "expiry": None,
    }
    return Override(**(given | changed))


def test_overrides_work_in_the_order_of_the_list_and_expired_ones_are_reported():
    plan = [[100, 100, 100], [50, 50, 50]]
    decisions = [
        decision(kind="replace", value=80.0),
        decision(kind="percent", value=0.1, first=3),
        decision(value=-200.0, item="B", first=1, last=1),
        decision(expiry=9),
        decision(item="C"),
        decision(first=8, last=9),
    ]
    found = apply_overrides(plan, ["A", "B"], [1, 2, 3], decisions, as_of=10)
    np.testing.assert_allclose(found.plan, [[100, 80, 88], [0, 50, 50]])
    assert found.states == (ACTIVE, ACTIVE, ACTIVE, EXPIRED, NOT_IN_PLAN, NOT_IN_PLAN)
    assert found.effects == pytest.approx((-40, 8, -50, 0, 0, 0))
    assert plan == [[100, 100, 100], [50, 50, 50]]


def test_an_override_counts_up_to_and_including_its_expiry():
    for as_of, state in ((5, ACTIVE), (5.5, EXPIRED)):
        assert apply_overrides([[1, 1]], ["A"], [1, 2], [decision(expiry=5)], as_of).states == (state,)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": "double"}, "unknown kind"),
        ({"first": 4}, "last period"),
        ({"reason": ""}, "no reason"),
        ({"owner": "", "assumption": ""}, "no owner and no assumption"),
    ],
)
def test_an_override_that_cannot_be_reviewed_is_refused(changed, message):
    with pytest.raises(DomainError, match=message):
        apply_overrides([[1, 1, 1]], ["A"], [1, 2, 3], [decision(**changed)], as_of=1)


@given(
    arrays(np.float64, 5, elements=st.integers(-1000, 1000).map(float)),
    arrays(np.float64, (4, 5), elements=whole),
    st.integers(0, 3),
)
def test_spread_parts_add_up_to_the_total_and_stay_within_a_unit_of_their_share(total, weights, decimals):
    total = total / 7
    parts = spread(total, weights, decimals)
    np.testing.assert_allclose(parts.sum(axis=0), np.round(total * 10**decimals) / 10**decimals, atol=1e-9)
    weight = weights.sum(axis=0)
    share = np.where(weight > 0, weights / np.where(weight > 0, weight, 1), 0.25)
    assert (np.abs(parts - share * total) <= 1.51 / 10**decimals).all()


def test_spread_by_the_textbook_method_of_largest_remainders():
    # Seats by Hamilton's method: quotas 4.7, 1.6, 1.58, 1.2, 0.61, 0.31 (Balinski & Young's arithmetic).
    votes = [[47000], [16000], [15800], [12000], [6100], [3100]]
    assert spread([10], votes)[:, 0].tolist() == [5, 2, 1, 1, 1, 0]


def test_spread_refusals():
    with pytest.raises(ShapeError, match="total"):
        spread([1, 2], [[1, 2, 3]])
    with pytest.raises(DomainError, match="weights"):
        spread([1], [[-1]])
    with pytest.raises(DomainError, match="decimals"):
        spread([1], [[1]], 7)


def test_orders_use_their_own_period_then_back_then_ahead():
    net = consume_forecast([[10, 10, 10, 10]], [[0, 0, 35, 0]], backward=1, forward=1)
    assert net.tolist() == [[10, 0, 0, 0]]  # 10 of its own, 10 before, 10 after, 5 on top
    assert consume_forecast([[10, 10, 10]], [[0, 0, 25]], backward=2).tolist() == [[5, 0, 0]]
    assert consume_forecast([[10, 10, 10]], [[15, 0, 0]]).tolist() == [[0, 10, 10]]


@given(
    arrays(np.float64, (2, 6), elements=whole),
    arrays(np.float64, (2, 6), elements=whole),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_consumption_never_takes_more_than_forecast_or_orders(forecast, orders, backward, forward):
    net = consume_forecast(forecast, orders, backward, forward)
    assert ((net >= 0) & (net <= forecast)).all()
    used = (forecast - net).sum(axis=1)
    assert (used <= orders.sum(axis=1) + 1e-9).all()
    # Without a reach only the own period counts; with the longest one nothing that could be used is left.
    if backward == forward == 0:
        np.testing.assert_array_equal(net, np.maximum(forecast - orders, 0))
    if backward == forward == 6:
        np.testing.assert_allclose(used, np.minimum(forecast.sum(axis=1), orders.sum(axis=1)))


def test_consumption_refusals():
    with pytest.raises(DomainError, match="orders"):
        consume_forecast([[1]], [[-1]])
    with pytest.raises(DomainError, match="backward"):
        consume_forecast([[1]], [[1]], -1)


def test_movement_needs_one_class_per_item():
    with pytest.raises(ShapeError, match="now"):
        class_movement(["A"], ["A", "B"])
