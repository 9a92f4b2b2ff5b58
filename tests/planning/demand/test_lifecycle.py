"""New items, phase-in and -out, cannibalisation, supersession and vitality."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError, ZeroDenominatorError
from sop_xl.planning.demand.lifecycle import cannibalise, hand_over, like_item_forecast, ramp, supersede, vitality

units = st.integers(0, 300).map(float)


@given(st.integers(1, 30), st.integers(1, 20), st.integers(-10, 30))
def test_phase_out_mirrors_phase_in(periods, length, start):
    rise = ramp(periods, length, start)
    np.testing.assert_allclose(rise + ramp(periods, length, start, out=True), 1.0)
    assert (np.diff(rise) >= 0).all()
    assert ((rise >= 0) & (rise <= 1)).all()


def test_a_ramp_that_began_before_the_plan_goes_on():
    assert ramp(3, 4, -1).tolist() == [0.75, 1.0, 1.0]


def test_a_new_item_sells_its_share_of_similar_ones():
    assert like_item_forecast([[100, 80], [60, 40]]).tolist() == [80, 60]
    assert like_item_forecast([[100, np.nan]], [0.3]).tolist() == [30, 0]


@given(arrays(np.float64, (2, 3), elements=units), arrays(np.float64, (2, 3), elements=units), st.integers(0, 50))
def test_hand_over_lies_between_profile_and_own(profile, own, known):
    found = hand_over(profile, own, [known, known])
    assert (found >= np.minimum(profile, own) - 1e-9).all()
    assert (found <= np.maximum(profile, own) + 1e-9).all()
    if known == 0:
        np.testing.assert_array_equal(found, profile)


@given(
    arrays(np.float64, (3, 4), elements=units),
    arrays(np.float64, 4, elements=units),
    st.floats(0, 1),
    arrays(np.float64, 3, elements=st.sampled_from([0.0, 1.0])),
)
def test_what_is_taken_is_the_rate_of_the_new_units_as_far_as_there_is_any(forecast, new, rate, affected):
    left = cannibalise(forecast, new, rate, affected)
    exposed = (forecast * affected[:, np.newaxis]).sum(axis=0)
    np.testing.assert_allclose((forecast - left).sum(axis=0), np.minimum(rate * new, exposed), atol=1e-9)
    np.testing.assert_array_equal(left[affected == 0], forecast[affected == 0])
    assert (left >= -1e-9).all()


def test_history_moves_along_the_chain():
    moved = supersede([[1, 2], [3, np.nan], [np.nan, 5], [7, 8]], ["a", "b", "c", "x"], ["b", "c", "", ""])
    np.testing.assert_array_equal(moved, [[np.nan] * 2, [np.nan] * 2, [4, 7], [7, 8]])


def test_vitality_counts_an_unknown_age_as_old():
    assert vitality([30, 50, 20], [1, 5, np.nan]) == pytest.approx(0.3)


def test_refusals():
    with pytest.raises(DomainError, match="length"):
        ramp(3, 0)
    with pytest.raises(ShapeError, match="weights"):
        like_item_forecast([[1], [2]], [1])
    with pytest.raises(ShapeError, match="phase_in"):
        like_item_forecast([[1, 2]], None, [1])
    with pytest.raises(ShapeError, match="own"):
        hand_over([[1, 2]], [[1]], [1])
    with pytest.raises(ShapeError, match="known"):
        hand_over([[1]], [[1]], [1, 2])
    with pytest.raises(DomainError, match="known"):
        hand_over([[1]], [[1]], [-1])
    with pytest.raises(DomainError, match="handover"):
        hand_over([[1]], [[1]], [1], 0)
    with pytest.raises(ShapeError, match="new_units"):
        cannibalise([[1, 2]], [1], 0.5)
    with pytest.raises(ShapeError, match="affected"):
        cannibalise([[1]], [1], 0.5, [1, 1])
    with pytest.raises(DomainError, match="rate"):
        cannibalise([[1]], [1], 1.5)
    with pytest.raises(DomainError, match="forecast"):
        cannibalise([[-1]], [1], 0.5)
    with pytest.raises(DomainError, match="circle"):
        supersede([[1], [2]], ["a", "b"], ["b", "a"])
    with pytest.raises(DomainError, match="not among"):
        supersede([[1]], ["a"], ["z"])
    with pytest.raises(ZeroDenominatorError, match="revenue"):
        vitality([0], [1])
    with pytest.raises(ShapeError, match="age"):
        vitality([1, 2], [1])
