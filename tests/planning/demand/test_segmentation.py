"""Segmentation against hand-ranked lists, the published cut-offs and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.demand.segmentation import (
    abc_class,
    average_demand_interval,
    demand_class,
    segment,
    squared_size_variation,
    xyz_class,
)


def test_the_item_that_crosses_the_line_belongs_to_the_better_class():
    classes, share = abc_class([5, 50, 10, 35])
    assert classes.tolist() == ["C", "A", "B", "A"]  # before: 0.95, 0, 0.85, 0.5
    np.testing.assert_allclose(share, [1.0, 0.5, 0.95, 0.85], rtol=1e-12)


@given(arrays(np.float64, 12, elements=st.integers(0, 1000).map(float)).filter(np.any))
def test_classes_follow_the_ranking_and_the_shares_end_at_one(value):
    classes, share = abc_class(value)
    by_rank = classes[np.argsort(-value, kind="stable")]
    assert "".join(by_rank) == "".join(sorted(by_rank))
    assert by_rank[0] == "A"
    assert share.max() == pytest.approx(1.0, rel=1e-12)


def test_xyz_limits_belong_to_the_steadier_class():
    steady, variable, erratic = [10, 20, 30], [0, 10, 20], [0, 0, 10]  # CV 0.5, 1 and √3
    assert xyz_class([steady, variable, erratic]).tolist() == ["X", "Y", "Z"]
    assert xyz_class([steady, variable], x_cut=0.49, y_cut=0.99).tolist() == ["Y", "Z"]


def test_demand_classes_at_the_cut_offs_of_syntetos_boylan_and_croston():
    often, rarely = [[1.0] * 100 + [0.0] * 31], [[1.0] * 100 + [0.0] * 32]  # ADI 1.31 and 1.32
    assert [demand_class(rows)[0] for rows in (often, rarely)] == ["smooth", "intermittent"]
    spread = np.sqrt(2 * 0.49 / 4)  # two sizes 1 ± d have CV² = 2d²
    assert squared_size_variation([[1 - spread, 1 + spread]])[0] == pytest.approx(0.49, rel=1e-12)
    assert demand_class([[1 - 1.01 * spread, 1 + 1.01 * spread]])[0] == "erratic"
    assert demand_class([[1 - 0.99 * spread, 1 + 0.99 * spread]])[0] == "smooth"


@given(arrays(np.float64, (2, 12), elements=st.integers(0, 3).map(float)), st.floats(0.01, 100))
def test_classes_do_not_depend_on_the_unit_of_demand(demand, factor):
    assert demand_class(demand * factor).tolist() == demand_class(demand).tolist()
    np.testing.assert_allclose(average_demand_interval(demand * factor), average_demand_interval(demand))


def test_an_item_without_demand_keeps_its_row_and_says_why():
    found = segment([10, 20], [[0, 0, 0], [1, 2, 3]])
    assert isinstance(found.problems[0], InsufficientDataError)
    assert found.problems[1] is None
    assert (found.abc[1], found.xyz[1], found.demand_class[1]) == ("A", "X", "smooth")


def test_refusals():
    with pytest.raises(ShapeError, match="value"):
        segment([1, 2], [[1, 2, 3]])
    with pytest.raises(DomainError, match="a_cut"):
        abc_class([1, 2], a_cut=0.96)
    with pytest.raises(DomainError, match="x_cut"):
        xyz_class([[1, 2]], x_cut=0)
    with pytest.raises(ZeroDenominatorError, match="value"):
        abc_class([0, -5])
