"""Allocation by priority and fair share against the sums of planr's items and the constrained demand of the total."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.allocation import allocate
from sop_xl.planning.supply.constrained import constrain_demand

from .planr_data import blocks

units = arrays(np.float64, (4, 5), elements=st.integers(0, 40).map(float))
supplies = arrays(np.float64, (2, 5), elements=st.integers(0, 80).map(float))
ranks = st.lists(st.integers(1, 3), min_size=4, max_size=4)


@given(units, supplies, ranks, st.booleans())
def test_lines_of_an_item_get_together_what_the_item_can_ship(demand, receipts, rank, lost):
    shares = allocate(["A", "B"], [10, 0], receipts, ["A", "B", "A", "A"], demand, rank, lost_sales=lost)
    for item, lines in enumerate(([0, 2, 3], [1])):
        total = constrain_demand([[10], [0]][item], [demand[lines].sum(axis=0)], receipts[[item]], lost_sales=lost)
        np.testing.assert_allclose(shares.allocated[lines].sum(axis=0), total.shipped[0], atol=1e-9)
        np.testing.assert_allclose(shares.unmet[lines].sum(axis=0), total.unmet[0], atol=1e-9)
    assert shares.unmet.min() >= -1e-9


@given(units, supplies, ranks)
def test_nobody_gets_anything_while_somebody_more_important_waits(demand, receipts, rank):
    shares = allocate(["A"], [0], receipts[:1], ["A"] * 4, demand, rank)
    for first in range(4):
        for second in range(4):
            if rank[first] < rank[second]:
                waits = shares.unmet[first] > 1e-9
                assert (shares.allocated[second, waits] <= 1e-9).all()


def test_equals_are_short_by_the_same_share():
    shares = allocate(["A"], [0], [[30]], ["A", "A"], [[40], [20]])
    assert shares.allocated.ravel().tolist() == [20, 10]


def test_planr_items_serve_all_demand_they_can():
    items, opening, supply, *demands = blocks(
        "alloc_data", "Opening", "Supply", "Dist1", "Dist2", "Dist3", "Dist4", "Dist5"
    )
    lines = [item for _ in demands for item in items]
    stock = opening.sum(axis=1)
    shares = allocate(items, stock, supply, lines, np.vstack(demands))
    total = constrain_demand(stock, np.sum(demands, axis=0), supply)
    split = shares.allocated.reshape(len(demands), *supply.shape).sum(axis=0)
    np.testing.assert_allclose(split, total.shipped, atol=1e-6)
    assert total.unmet.any()


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"line_items": ["A", "B", "C", "A"]}, InsufficientDataError, "line_items: no row of supply .got 'C'"),
        ({"priority": [1, 1, np.nan, 1]}, InsufficientDataError, "priority: line 3 has none"),
        ({"on_hand": [10, -1]}, DomainError, "on_hand: outside its domain .got -1.0"),
        ({"on_hand": [10, np.nan]}, InsufficientDataError, "on_hand: a value is missing"),
        ({"receipts": [[1, 1], [1, -2]]}, DomainError, "receipts: outside its domain .got -2.0"),
        ({"demand": [[4, 4], [2, 2], [2, -3], [4, 4]]}, DomainError, "demand: line 3: outside its domain .got -3.0"),
    ],
)
def test_what_makes_no_sense_costs_only_the_lines_of_its_item(changed, error, words):
    good = {
        "items": ["A", "B"], "on_hand": [10, 5], "receipts": [[1, 1], [1, 1]], "line_items": ["A", "B", "B", "A"],
        "demand": [[4, 4], [2, 2], [2, 2], [4, 4]], "priority": [1, 1, 1, 1],
    }  # fmt: skip
    expected, found = allocate(**good), allocate(**{**good, **changed})
    only_line = "line_items" in changed
    for line in (0, 3):
        assert found.allocated[line].tolist() == expected.allocated[line].tolist()
        assert found.problems[line] is None
    for line in (2,) if only_line else (1, 2):
        assert isinstance(found.problems[line], error)
        assert re.match(words, str(found.problems[line]))
        assert np.isnan([found.allocated[line], found.unmet[line]]).all()


def test_other_shapes_are_refused():
    with pytest.raises(ShapeError, match="line_items"):
        allocate(["A"], [1], [[1]], ["A", "A"], [[1]])
    with pytest.raises(DomainError, match="listed twice"):
        allocate(["A", "a"], [1, 1], [[1], [1]], ["A"], [[1]])


@given(units, supplies, st.lists(st.integers(-2, 2), min_size=4, max_size=4))
def test_items_do_not_see_each_other(demand, receipts, rank):
    """Ranks count within an item: each item alone gets what it gets beside another."""
    names = ["A", "B", "A", "B"]
    both = allocate(["A", "B"], [3, 7], receipts, names, demand, rank)
    for n, lines in enumerate(([0, 2], [1, 3])):
        alone = allocate([names[n]], [[3], [7]][n], receipts[[n]], [names[n]] * 2, demand[lines], np.array(rank)[lines])
        np.testing.assert_allclose(both.allocated[lines], alone.allocated, atol=1e-9)
        np.testing.assert_allclose(both.unmet[lines], alone.unmet, atol=1e-9)
