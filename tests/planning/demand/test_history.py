"""Histories made ready: gaps, starts and groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.planning.demand.history import GROUP_VALUES, fill_gaps, groups, with_zeros

GAP = np.nan


def test_a_gap_lies_on_the_line_between_its_neighbours():
    assert fill_gaps(np.array([[2.0, GAP, GAP, 8.0]]), 1).tolist() == [[2, 4, 6, 8]]


def test_a_gap_is_filled_with_its_season():
    season = np.tile([10.0, 20.0, 30.0, 60.0], 5)
    holed = season.copy()
    holed[[7, 10]] = GAP
    np.testing.assert_allclose(fill_gaps(holed[np.newaxis], 4)[0, [7, 10]], [60, 30], rtol=0.15)


@given(arrays(np.float64, (4, 12), elements=st.sampled_from([GAP, 0.0, 1.0, 5.0])))
def test_every_usable_row_is_in_one_group_and_its_known_values_stay(block):
    usable = (~np.isnan(block)).any(axis=1)
    seen = []
    for group in groups(block, usable, 4):
        seen += group.rows.tolist()
        assert not np.isnan(group.series).any()
        end = block.shape[1] - group.lag
        original = block[group.rows, end - group.series.shape[1] : end]
        assert np.array_equal(group.series[~np.isnan(original)], original[~np.isnan(original)])
    assert sorted(seen) == np.flatnonzero(usable).tolist()


def test_groups_stay_small():
    block = np.ones((1000, 36))
    sizes = [group.series.size for group in groups(block, np.ones(1000, dtype=bool), 12)]
    assert max(sizes) <= GROUP_VALUES
    assert sum(sizes) == block.size


@pytest.mark.parametrize(("row", "expected"), [([GAP, 1, GAP, 2, GAP], [GAP, 1, 0, 2, 0]), ([GAP, GAP], [GAP, GAP])])
def test_zeros_for_gaps_begin_with_the_first_known_period(row, expected):
    np.testing.assert_array_equal(with_zeros(np.array([row])), [expected])
