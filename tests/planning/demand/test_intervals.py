"""Prediction intervals against SciPy's t distribution and the known spread of a random walk."""

import numpy as np
import pytest
from scipy.stats import t

from sop_xl.planning.demand.intervals import around, student_quantile
from sop_xl.planning.demand.simple import naive


@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975])
@pytest.mark.parametrize("degrees", [3, 5, 11, 200])
def test_student_quantile_is_that_of_scipy(probability, degrees):
    assert student_quantile(probability, degrees) == pytest.approx(t.ppf(probability, degrees), rel=0.01)
    assert student_quantile(1 - probability, degrees) == pytest.approx(-student_quantile(probability, degrees))


def test_naive_bounds_of_a_random_walk_grow_with_the_root_of_the_horizon():
    walks = np.random.default_rng(2).normal(size=(400, 60)).cumsum(axis=1)
    paths = around(naive, walks, 9, 1, 0.8)
    width = np.sqrt(((paths.upper - paths.lower) ** 2).mean(axis=0))
    expected = 2 * t.ppf(0.9, 4) * np.sqrt(np.arange(1, 10))
    np.testing.assert_allclose(width, expected, rtol=0.15)


def test_bounds_cover_as_often_as_they_say():
    walks = np.random.default_rng(4).normal(size=(400, 72)).cumsum(axis=1)
    paths = around(naive, walks[:, :60], 12, 1, 0.8)
    future = walks[:, 60:]
    assert ((paths.lower <= future) & (future <= paths.upper)).mean() == pytest.approx(0.8, abs=0.05)


def test_three_points_still_give_bounds():
    paths = around(naive, np.array([[1.0, 2.0, 3.0]]), 2, 1, 0.8)
    assert (paths.lower < paths.mean).all()
    assert (paths.mean < paths.upper).all()
