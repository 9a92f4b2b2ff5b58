"""Intermittent demand: rates and levels against SciPy's distributions and against a simulated stock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import gamma, nbinom

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.demand.intermittent import demand_quantile, demand_rate, order_up_to_level

sparse = arrays(
    np.float64, st.tuples(st.integers(1, 3), st.integers(3, 40)), elements=st.sampled_from([0.0] * 4 + [1, 3])
)


@given(sparse, st.floats(0.01, 100))
def test_the_rate_lies_within_the_demand_seen_and_scales_with_its_unit(series, factor):
    rate = demand_rate(series)
    assert ((rate >= 0) & (rate <= series.max(axis=1))).all()
    np.testing.assert_allclose(demand_rate(series * factor), rate * factor, rtol=1e-9)


def test_a_steady_rhythm_has_its_mean_as_rate():
    assert demand_rate(np.tile([0.0, 0.0, 6.0], 20)[np.newaxis])[0] == pytest.approx(2.0, rel=0.05)


def test_an_item_that_dies_out_loses_its_rate_and_a_new_one_is_not_diluted_by_the_time_before():
    alive = np.tile([0.0, 4.0], 12)
    steady, dying = demand_rate(np.array([np.r_[alive, alive], np.r_[alive, np.zeros(24)]]))
    assert dying < 0.6 * steady
    new = demand_rate(np.r_[np.zeros(36), np.tile([0.0, 4.0], 6)][np.newaxis])[0]
    assert new == pytest.approx(2.0, rel=0.1)


def moments(row, periods):
    """Mean and variance-to-mean ratio that the level is computed with, for a row that is alive all along."""
    ratio = row.var(ddof=1) / row.mean() * (1 + periods / row.size)
    return periods * demand_rate(row[np.newaxis])[0], ratio


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("periods", [1, 3, 6])
def test_levels_of_whole_units_are_quantiles_of_scipys_negative_binomial(probability, periods):
    row = np.array([2.0, 0, 0, 5, 0, 1, 0, 0, 9, 0, 0, 3, 0, 2])
    mean, ratio = moments(row, periods)
    expected = nbinom.ppf(probability, mean / (ratio - 1), 1 / ratio)
    assert demand_quantile(row[np.newaxis], probability, periods)[0] == expected


def test_levels_of_divisible_units_are_quantiles_of_scipys_gamma():
    row = np.array([2.5, 0, 0, 5, 0, 1.1, 0, 0, 9, 0, 0, 3, 0, 2])
    mean, ratio = moments(row, 2)
    expected = gamma.ppf(0.9, mean / ratio, scale=ratio)
    assert demand_quantile(row[np.newaxis], 0.9, 2)[0] == pytest.approx(expected, rel=1e-9)


def test_the_level_serves_as_often_as_it_says():
    rng = np.random.default_rng(6)
    demand = rng.negative_binomial(0.3, 0.2, (600, 63)).astype(float)
    levels, problems = order_up_to_level(demand[:, :60], 3, 0.95)
    assert not any(problems)
    served = (demand[:, 60:].sum(axis=1) <= levels).mean()
    assert served == pytest.approx(0.95, abs=0.03)


@given(sparse, st.integers(1, 6), st.floats(0.5, 0.98))
def test_more_service_and_more_time_take_no_less_stock(series, lead_time, service):
    levels, _ = order_up_to_level(series, lead_time, service)
    better, _ = order_up_to_level(series, lead_time, service + 0.01)
    longer, _ = order_up_to_level(series, lead_time + 1, service)
    assert (better >= levels).all()
    assert (longer >= levels - 1e-9).all()


def test_items_without_a_level_say_why():
    levels, problems = order_up_to_level([[0, 0, 0, 0], [np.nan, np.nan, 1, 2], [1, -1, 0, 2], [0, 2, 0, 1]], 2)
    assert levels[0] == 0
    assert [type(problem) for problem in problems] == [type(None), InsufficientDataError, DomainError, type(None)]
    assert np.isnan(levels[[1, 2]]).all()
    with pytest.raises(DomainError, match="service_level"):
        order_up_to_level([[1, 2, 3]], 2, 1.0)
    with pytest.raises(DomainError, match="lead_time"):
        order_up_to_level([[1, 2, 3]], 0)


@pytest.mark.parametrize("largest", [1e9, 1e13, 1e17, 1e100])
def test_units_beyond_counting_end_and_agree_with_units_of_thousands(largest):
    """Where whole numbers stand further apart than one, a search for the smallest of them had no end."""
    history = np.array([[0, 1, 0, 0, 3, 0, 1]]) * largest
    (level,), (problem,) = order_up_to_level(history, 2, 0.95)
    (reference,), _ = order_up_to_level(np.array([[0, 1, 0, 0, 3, 0, 1]]) * 1e6, 2, 0.95)
    assert problem is None
    assert level / largest == pytest.approx(reference / 1e6, rel=1e-3)
