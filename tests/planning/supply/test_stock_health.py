"""Excess, slow-moving, obsolete, age and shelf life: parts that add up, and walks by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.supply.projection import periods_of_cover
from sop_xl.planning.supply.shelf_life import project_shelf_life
from sop_xl.planning.supply.stock_health import stock_by_age, stock_health

from .planr_data import blocks

units = arrays(np.float64, (3, 5), elements=st.integers(0, 40).map(float))
stocks = arrays(np.float64, (3,), elements=st.integers(-10, 300).map(float))


@given(stocks, units, units, st.floats(0, 4), st.floats(0, 8))
def test_parts_of_the_stock_add_up_to_it(on_hand, past, future, target, more):
    parts = stock_health(on_hand, past, future, target, target + more, 3)
    total = parts.active + parts.excess + parts.slow_moving + parts.obsolete
    np.testing.assert_allclose(total, np.maximum(on_hand, 0), atol=1e-9)
    assert min(part.min() for part in (parts.active, parts.excess, parts.slow_moving, parts.obsolete)) >= 0


def test_excess_is_stock_beyond_the_demand_of_the_target_cover():
    parts = stock_health([100, 100, 100], np.ones((3, 6)), [[20] * 4, [20] * 4, [0, 0, 0, 5]], [2, 2.5, 2], 6, 6)
    assert parts.active.tolist() == [40, 50, 0]
    assert parts.excess.tolist() == [60, 50, 5 + 2 * 1.25]
    np.testing.assert_allclose(parts.slow_moving, [0, 0, 92.5])


def test_obsolete_needs_silence_in_the_past_and_in_the_plan():
    past = [[9, 0, 0, 0], [9, 1, 0, 0], [9, 0, 0, 0]]
    parts = stock_health([7, 7, 7], past, [[0], [0], [3]], 1, 2, 3)
    assert parts.obsolete.tolist() == [7, 0, 0]
    assert parts.slow_moving.tolist() == [0, 7, 1]


def test_health_refuses_what_makes_no_sense():
    with pytest.raises(DomainError, match="slow_cover"):
        stock_health([1], [[1]], [[1]], 3, 2, 1)
    with pytest.raises(ShapeError, match="past_demand"):
        stock_health([1], [[1]], [[1]], 1, 2, 2)
    with pytest.raises(ShapeError, match="past_demand"):
        stock_health([1], [[1], [1]], [[1]], 1, 2, 1)


@given(stocks, arrays(np.float64, (3, 6), elements=st.integers(0, 50).map(float)))
def test_age_classes_are_filled_from_the_latest_receipts(on_hand, receipts):
    classes = stock_by_age(on_hand, receipts, [1, 2, 4])
    for i in range(3):
        left, expected = max(0.0, on_hand[i]), [0.0, 0.0, 0.0, 0.0]
        for age, quantity in enumerate(receipts[i, ::-1]):
            part = min(left, quantity)
            expected[(age >= 1) + (age >= 2) + (age >= 4)] += part
            left -= part
        expected[3] += left
        assert classes[i].tolist() == expected


def test_bounds_of_ages_must_rise():
    with pytest.raises(DomainError, match="bounds"):
        stock_by_age([1], [[1]], [3, 3])
    with pytest.raises(DomainError, match="bounds"):
        stock_by_age([1], [[1]], [0])


def test_short_shelf_life_of_planr():
    # Lots of 1 000 that expire in the third, seventh and tenth month against 200 a month, walked by hand:
    # 600 leave of the first, 800 of the second, 600 of the third.
    items, demand, lots = blocks("slob", "Demand", "Opening")
    plan = project_shelf_life(lots, demand)
    first = plan.expired[items.index("Item 1")]
    assert {t + 1: first[t] for t in np.flatnonzero(first)} == {3: 400, 7: 200, 10: 400}
    assert plan.short[items.index("Item 1"), 10:].tolist() == [200] * 12
    # Item 2: 500 are gone before they expire; the second lot of 2 000 then serves 100 + 800 up to the seventh month.
    second = plan.expired[items.index("Item 2")]
    assert second[2] == 0
    assert second[6] == 2000 - 100 - 800


@given(
    arrays(np.float64, (2, 6), elements=st.integers(0, 30).map(float)),
    arrays(np.float64, (2, 5), elements=st.integers(0, 30).map(float)),
    arrays(np.float64, (2, 5), elements=st.integers(0, 30).map(float)),
    st.integers(1, 7),
)
def test_first_expired_goes_out_first_unit_by_unit(opening, demand, receipts, life):
    plan = project_shelf_life(opening, demand, receipts, life)
    for i in range(2):
        lots = {last: int(opening[i, last]) for last in range(6)}
        for t in range(5):
            last = min(t + life - 1, 5)
            lots[last] += int(receipts[i, t])
            wanted = int(demand[i, t])
            for expiry in sorted(lots):
                part = min(wanted, lots[expiry])
                lots[expiry] -= part
                wanted -= part
            assert plan.short[i, t] == wanted
            assert plan.expired[i, t] == lots[t]
            lots[t] = 0
            assert plan.stock[i, t] == sum(lots.values())


def test_a_life_longer_than_the_horizon_is_the_plain_projection():
    plan = project_shelf_life([[0, 0, 50]], [[10, 10]], [[0, 5]], 9)
    assert plan.stock.tolist() == [[40, 35]]
    assert not plan.expired.any()
    assert periods_of_cover(plan.stock, [[10, 10]]).tolist() == [[4, 3.5]]


def test_shelf_life_refuses_what_makes_no_sense():
    with pytest.raises(ShapeError, match="stock_by_last_period"):
        project_shelf_life([[1, 2, 3]], [[1]])
    with pytest.raises(DomainError, match="shelf_life"):
        project_shelf_life([[1]], [[1]], shelf_life=0)
