"""Monte Carlo of the projection: against exact distributions, the plain projection, and its promise to repeat."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binom, norm

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.simulation import simulate_projection
from sop_xl.planning.supply.projection import projected_available_balance
from udfs import REGISTRY

quantities = arrays(np.float64, (2, 4), elements=st.integers(0, 100).map(float))
RUNS = 10_000


def test_chance_of_a_stock_out_is_that_of_coin_tosses():
    """Demand 10 ± 1 against 10 received and 1 on hand: short in period t if ups exceed downs by more than one."""
    found = simulate_projection([1], [[10] * 6], [[10] * 6], [[-1, 1, -1, 1]], seed=7, runs=RUNS)
    periods = np.arange(1, 7)
    exact = binom.sf((periods + 1) // 2, periods, 0.5)  # 2·ups − t > 1
    noise = np.sqrt(exact * (1 - exact) / RUNS)
    np.testing.assert_array_less(np.abs(found.stock_out[0] - exact), 4.5 * noise + 1e-12)
    assert found.stock_out[0, 0] == 0
    assert (found.stock_out[0, 1:] > 0.1).all()


def test_quantiles_of_normal_errors_widen_with_the_square_root_of_time():
    errors = norm.ppf((np.arange(500) + 0.5) / 500) * 20
    found = simulate_projection([100], [[200] * 4], [[200] * 4], [errors], seed=11, runs=RUNS)
    std = errors.std() * np.sqrt(np.arange(1, 5))
    for quantile, row in zip((0.1, 0.5, 0.9), found.stock[:, 0], strict=True):
        np.testing.assert_allclose(row, 100 + norm.ppf(quantile) * std, rtol=0, atol=0.06 * std.max())
    np.testing.assert_allclose(found.stock_out[0], norm.cdf(-100 / std), rtol=0, atol=0.01)


@given(arrays(np.float64, 2, elements=st.integers(-20, 200).map(float)), quantities, quantities)
@settings(max_examples=30)
def test_without_errors_it_is_the_plain_projection(on_hand, demand, receipts):
    found = simulate_projection(on_hand, demand, receipts, np.zeros((2, 3)), seed=1, runs=5)
    pab = projected_available_balance(on_hand, demand, receipts)
    for quantile in found.stock:
        np.testing.assert_allclose(quantile, pab, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found.stock_out, (pab < 0).astype(float))


def test_a_certain_delay_moves_every_receipt():
    plain = simulate_projection([5], [[1, 1, 1]], [[0, 9, 0]], np.zeros((1, 3)), seed=1, runs=5)
    assert plain.stock[1].tolist() == [[4, 12, 11]]
    late = simulate_projection([5], [[1, 1, 1]], [[0, 9, 0]], np.zeros((1, 3)), seed=1, runs=5, delays=[1])
    assert late.stock[1].tolist() == [[4, 3, 11]]
    early = simulate_projection([5], [[1, 1, 1]], [[0, 9, 0]], np.zeros((1, 3)), seed=1, runs=5, delays=[-4])
    assert early.stock[1].tolist() == [[13, 12, 11]]
    never = simulate_projection([5], [[1, 1, 1]], [[0, 9, 0]], np.zeros((1, 3)), seed=1, runs=5, delays=[9])
    assert never.stock[1].tolist() == [[4, 3, 2]]


def test_a_delay_in_one_of_four_hits_one_of_four():
    found = simulate_projection([0], [[0, 10]], [[10, 0]], np.zeros((1, 3)), seed=3, runs=RUNS, delays=[0, 0, 0, 2])
    assert found.stock_out[0, 1] == pytest.approx(0.25, abs=0.02)
    assert found.fill_rate[0].tolist() == [0, 1, 1]


def test_fill_rate_and_margin_by_hand():
    """Stock 15 for a demand of 10 and 10 without receipts: 5 of 20 are missed."""
    found = simulate_projection([15], [[10, 10]], [[0, 0]], np.zeros((1, 3)), seed=1, runs=5, unit_margin=[2])
    assert found.fill_rate.tolist() == [[0.75] * 3]
    assert found.margin.tolist() == [[30] * 3]
    assert found.total_margin.tolist() == [30] * 3


def test_demand_never_falls_below_zero():
    found = simulate_projection([10], [[1]], [[0]], [[-5, -5, -5]], seed=1, runs=5)
    assert found.stock[:, 0, 0].tolist() == [10, 10, 10]


def test_without_demand_none_is_missed():
    found = simulate_projection([0], [[0]], [[0]], np.zeros((1, 3)), seed=1, runs=5)
    assert found.fill_rate.tolist() == [[1] * 3]


def test_the_same_seed_repeats_and_another_does_not():
    plan = ([50, 20], np.full((2, 5), 10.0), np.full((2, 5), 9.0), np.arange(-6.0, 6.0).reshape(2, 6))
    one, same, other = (simulate_projection(*plan, seed=seed, runs=200) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.stock, same.stock)
    assert (one.stock != other.stock).any()


def test_an_item_does_not_depend_on_its_neighbours():
    errors = np.arange(-6.0, 6.0).reshape(2, 6)
    both = simulate_projection([50, 20], [[10] * 5] * 2, [[9] * 5] * 2, errors, seed=1, runs=200)
    alone = simulate_projection([20], [[10] * 5], [[9] * 5], errors[1:], seed=1, runs=200)
    np.testing.assert_array_equal(both.stock[:, 1], alone.stock[:, 0])


def test_many_items_in_several_portions_are_the_same_as_one_by_one():
    generator = np.random.default_rng(5)
    errors = generator.normal(0, 5, (130, 12))
    demand, receipts, on_hand = np.full((130, 20), 30.0), np.full((130, 20), 30.0), np.full(130, 10.0)
    found = simulate_projection(on_hand, demand, receipts, errors, seed=1, runs=1000)  # 2.6 million cells
    last = simulate_projection(on_hand[-1:], demand[-1:], receipts[-1:], errors[-1:], seed=1, runs=1000)
    np.testing.assert_array_equal(found.stock[:, -1], last.stock[:, 0])


def test_errors_of_the_same_past_period_hit_items_together():
    """Two items whose errors cancel: the margin of both together is certain, that of each is not."""
    errors = np.array([[5.0, -5, 3, -3], [-5, 5, -3, 3]])
    found = simulate_projection([99] * 2, [[20]] * 2, [[0]] * 2, errors, seed=1, runs=500, unit_margin=1)
    assert found.total_margin.tolist() == [40] * 3
    assert found.margin[0, 0] < 20 < found.margin[0, 2]


def test_gaps_in_the_errors_are_never_drawn():
    found = simulate_projection([100], [[10]], [[0]], [[np.nan, 2, np.nan, 2, 2]], seed=1, runs=500)
    assert found.stock[:, 0, 0].tolist() == [88] * 3


def test_a_bad_row_has_its_problem_and_leaves_the_others_alone():
    errors = [[1, np.nan, np.nan], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    found = simulate_projection([1, np.nan, 1, 1], [[1], [1], [-1], [1]], [[0]], errors, seed=1, runs=5)
    assert [type(problem) for problem in found.problems] == [
        InsufficientDataError,
        InsufficientDataError,
        DomainError,
        type(None),
    ]
    assert np.isnan(found.stock[:, :3]).all()
    assert found.stock[:, 3].tolist() == [[0]] * 3


def test_half_periods_of_delay_and_missing_rows_are_refused():
    with pytest.raises(DomainError, match="delays"):
        simulate_projection([1], [[1]], [[1]], [[0, 0, 0]], seed=1, delays=[0.5])
    with pytest.raises(ShapeError, match="residuals"):
        simulate_projection([1, 1], [[1], [1]], [[1], [1]], [[0, 0, 0]], seed=1)


def test_views_as_cells():
    arguments = [[[5], [5]], [[10, 10]] * 2, [[0, 20]] * 2, [[0, 0, 0], [0, None, 0]], 1]
    stock = REGISTRY["SOP_SIMULATE_STOCK"]
    for output in ("p10", "p50", "p90"):
        assert call(stock, [*arguments, output]).grid == [[-5, 5], [CellError.NA] * 2]
    assert call(stock, [*arguments, "stock_out"]).grid == [[1, 0], [CellError.NA] * 2]
    assert call(stock, [*arguments, "fill_rate"]).grid == [[0.75] * 3, [CellError.NA] * 3]
    margin = REGISTRY["SOP_SIMULATE_MARGIN"]
    by_item = call(margin, [*arguments[:4], [[2], [2]], 1])
    assert by_item.grid == [[40] * 3, [CellError.NA] * 3]
    assert by_item.reasons[1, 0].argument == "residuals"
    assert call(margin, [*arguments[:4], [[2], [2]], 1, "total"]).grid == [[CellError.NA]]
    assert call(margin, [*(a[:1] for a in arguments[:4]), 2, 1, "total"]).grid == [[40] * 3]
    assert call(stock, [*arguments, "p10", 1]).grid == [[CellError.NUM]]
