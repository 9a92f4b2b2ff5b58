"""Reconciliation against the closed form, published identities and simulated hierarchies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.demand.hierarchy import METHODS, Tree, reconcile, shrunk_covariance

NODES = ["total", "north", "south", "a", "b", "c", "d"]
PARENTS = ["", "total", "total", "north", "north", "south", "south"]
TREE = Tree.of(NODES, PARENTS)
forecasts = arrays(np.float64, (7, 3), elements=st.integers(1, 500).map(float))


def errors(periods=30):
    leaves = np.random.default_rng(1).normal(0, [[1.0], [2.0], [3.0], [4.0]], (4, periods))
    independent = np.random.default_rng(2).normal(0, 2.0, (7, periods))
    return TREE.summing_matrix() @ leaves + independent


def test_summing_matrix_of_two_regions_with_two_items_each():
    expected = np.vstack([np.ones((1, 4)), [[1, 1, 0, 0]], [[0, 0, 1, 1]], np.eye(4)])
    np.testing.assert_array_equal(TREE.summing_matrix(), expected)


@pytest.mark.parametrize("method", METHODS)
@given(forecasts)
def test_every_total_is_the_sum_of_its_parts(method, forecast):
    coherent = reconcile(forecast, TREE, method, errors())
    np.testing.assert_allclose(coherent[0], coherent[1] + coherent[2], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(coherent[1], coherent[3] + coherent[4], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(coherent[2], coherent[5] + coherent[6], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
@given(forecasts)
def test_forecasts_that_agree_already_stay_as_they_are(method, forecast):
    coherent = TREE.summing_matrix() @ forecast[3:]
    np.testing.assert_allclose(reconcile(coherent, TREE, method, errors()), coherent, rtol=1e-8, atol=1e-6)


@given(forecasts)
def test_each_method_keeps_its_level(forecast):
    np.testing.assert_array_equal(reconcile(forecast, TREE, "bottom_up")[3:], forecast[3:])
    np.testing.assert_allclose(reconcile(forecast, TREE, "top_down")[0], forecast[0], rtol=1e-9)
    np.testing.assert_allclose(reconcile(forecast, TREE, "middle_out", middle=1)[1:3], forecast[1:3], rtol=1e-9)


def test_mint_is_generalised_least_squares():
    forecast = np.random.default_rng(3).uniform(10, 100, (7, 2))
    summing, weight = TREE.summing_matrix(), np.linalg.inv(shrunk_covariance(errors()))
    root = np.linalg.cholesky(weight).T
    leaves, *_ = np.linalg.lstsq(root @ summing, root @ forecast, rcond=None)
    np.testing.assert_allclose(reconcile(forecast, TREE, "mint", errors()), summing @ leaves, rtol=1e-8)


def test_mint_gives_the_figures_of_hierarchicalforecast():
    node, period = np.arange(7.0)[:, np.newaxis], np.arange(20.0)
    past = (7 * node + 3 * period**2 + 11 * node * period) % 17
    past -= past.mean(axis=1, keepdims=True)  # that library centres the errors, this one does not
    forecast = np.array([[205.0], [90], [120], [40], [55], [70], [45]])
    expected = [207.33418696, 90.07650079, 117.25768617, 37.15120156, 52.92529923, 71.34815154, 45.90953463]
    found = reconcile(forecast, TREE, "mint", past)[:, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-8)  # hierarchicalforecast 1.5.3, mint_shrink


def test_mint_is_better_than_forecasts_on_their_own():
    rng = np.random.default_rng(4)
    truth = TREE.summing_matrix() @ rng.uniform(50, 100, (4, 400))
    past, noise = rng.normal(0, 8, (7, 60)), rng.normal(0, 8, (7, 400))
    coherent = reconcile(truth + noise, TREE, "mint", past)
    assert ((coherent - truth) ** 2).mean() < 0.75 * (noise**2).mean()


def test_covariance_is_shrunk_to_its_diagonal_by_noise_and_kept_by_a_strong_signal():
    rng = np.random.default_rng(5)
    noise = rng.normal(size=(6, 12))
    found = shrunk_covariance(noise)
    sample = noise @ noise.T / 12
    np.testing.assert_allclose(np.diag(found), np.diag(sample))
    off = ~np.eye(6, dtype=bool)
    assert np.abs(found[off]).sum() < 0.5 * np.abs(sample[off]).sum()
    common = rng.normal(size=(1, 200)) + 0.1 * rng.normal(size=(4, 200))
    np.testing.assert_allclose(shrunk_covariance(common), common @ common.T / 200, rtol=0.05)


def test_parts_without_a_forecast_share_equally():
    forecast = [[90], [60], [30], [0], [0], [10], [20]]
    assert reconcile(forecast, TREE, "top_down")[:, 0].tolist() == [90, 60, 30, 30, 30, 10, 20]


def test_refusals():
    with pytest.raises(DomainError, match="stands twice"):
        Tree.of(["a", "a"], ["", ""])
    with pytest.raises(DomainError, match="not a node"):
        Tree.of(["a"], ["b"])
    with pytest.raises(DomainError, match="circle"):
        Tree.of(["a", "b"], ["b", "a"])
    with pytest.raises(ShapeError, match="parents"):
        Tree.of(["a"], [])
    with pytest.raises(ShapeError, match="forecast"):
        reconcile([[1]], TREE)
    with pytest.raises(InsufficientDataError, match="errors"):
        reconcile(np.ones((7, 1)), TREE, "mint")
    with pytest.raises(InsufficientDataError, match="too few"):
        reconcile(np.ones((7, 1)), TREE, "mint", np.ones((7, 2)))
    with pytest.raises(DomainError, match="middle"):
        reconcile(np.ones((7, 1)), TREE, "middle_out", middle=3)
    with pytest.raises(DomainError, match="method"):
        reconcile(np.ones((7, 1)), TREE, "guess")
