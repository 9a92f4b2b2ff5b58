"""Variances: sign, flag by account type, noise, materiality and what a cell shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.variance import ACCOUNT_TYPES, is_material, variance
from udfs import REGISTRY

amounts = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
pairs = arrays(np.float64, (2, 3, 4), elements=amounts)


def cells(*arguments):
    return call(REGISTRY["SOP_VARIANCE"], arguments)


def test_webb_company_static_budget_in_horngren_ch_7():
    """Revenue and variable costs of the jacket maker: static-budget variances with their flags."""
    actual = [[1_250_000], [621_600], [198_000], [130_500], [285_000]]
    budget = [[1_440_000], [720_000], [192_000], [144_000], [276_000]]
    found = variance(actual, budget, ["revenue", "cost", "cost", "cost", "cost"])
    assert found.amount.ravel().tolist() == [-190_000, -98_400, 6_000, -13_500, 9_000]
    assert np.sign(found.effect).ravel().tolist() == [-1, 1, -1, 1, -1]
    assert found.effect.sum() == -93_100  # operating income 14 900 against a budget of 108 000


@given(pairs)
def test_effects_add_up_to_the_variance_of_profit(pair):
    actual, budget = pair
    found = variance(actual, budget, ["revenue", "cost", "asset"])
    profit = (actual[0] - actual[1]) - (budget[0] - budget[1])
    np.testing.assert_allclose(found.effect.sum(axis=0), profit, rtol=1e-9, atol=1e-5)


@given(pairs)
def test_budget_and_share_give_the_actual_back(pair):
    actual, budget = pair
    found = variance(actual, budget, ["revenue"])
    some = budget != 0
    np.testing.assert_allclose((budget + found.fraction * np.abs(budget))[some], actual[some], rtol=1e-9, atol=1e-6)
    assert np.isnan(found.fraction[~some]).all()


def test_the_rounding_of_binary_fractions_is_no_variance():
    found = variance([[0.1 + 0.2]], [[0.3]], ["revenue"])
    assert found.amount.item() == 0
    assert variance([[1_000_000.01]], [[1_000_000.00]], ["revenue"]).amount.item() == pytest.approx(0.01, abs=1e-9)


def test_an_unmapped_account_is_a_problem_of_its_row_only():
    found = variance([[1.0], [2.0]], [[0.0], [1.0]], ["turnofer", " Cost  of Sales "])
    assert found.amount.ravel().tolist() == [1, 1]
    assert np.isnan(found.effect[0, 0])
    assert found.effect[1, 0] == -1
    assert isinstance(found.problems[0], InsufficientDataError)
    assert "turnofer" in str(found.problems[0])
    assert found.problems[1] is None


@pytest.mark.parametrize(("budget", "types"), [([[1.0, 2.0]], ["cost"]), ([[1.0], [2.0]], ["cost"] * 3)])
def test_shapes_that_do_not_go_together_are_refused(budget, types):
    with pytest.raises(ShapeError):
        variance([[1.0], [2.0]], budget, types)


def test_every_account_word_is_lower_case_and_has_a_sign():
    assert all(word == word.lower() for word in ACCOUNT_TYPES)
    assert set(ACCOUNT_TYPES.values()) == {1.0, 0.0, -1.0}


def test_material_means_both_limits_and_never_nothing():
    amount, fraction = [[500, 500, 20, 0, 500]], [[0.2, 0.01, 0.5, 0.0, np.nan]]
    assert is_material(amount, fraction, 100, 0.05).tolist() == [[True, False, False, False, True]]
    assert is_material([[100]], [[0.05]], 100, 0.05).tolist() == [[True]]
    assert is_material(amount, fraction).tolist() == [[True, True, True, False, True]]


def test_a_zero_budget_spoils_only_its_own_share():
    grid = cells([[5, 6], [7, 8]], [[0, 3], [7, 4]], "revenue", "percent").grid
    assert grid == [[CellError.DIV0, 1.0], [0.0, 1.0]]


def test_a_table_keeps_its_headings_and_flags_what_is_missing():
    actual, budget = [[105], [52], [None], [3], [5], [7]], [[100], [50], [None], [3], [None], [9]]
    outcome = cells(actual, budget, [["revenue"], ["expense"], [None], ["cost"], ["cost"], ["?"]], "all")
    assert outcome.grid == [
        [5.0, pytest.approx(0.05, rel=1e-12), "F"],
        [2.0, pytest.approx(0.04, rel=1e-12), "U"],
        ["", "", ""],
        [0.0, 0.0, ""],
        [CellError.NA] * 3,
        [-2.0, pytest.approx(-2 / 9, rel=1e-12), CellError.NA],
    ]
    assert outcome.reasons[4, 0].argument == "budget"
    assert outcome.reasons[5, 2].argument == "account_type"


def test_all_takes_one_column_of_accounts():
    assert cells([[1, 2]], [[1, 2]], "cost", "all").grid == [[CellError.VALUE]]


def test_flags_and_materiality_as_cells():
    actual, budget = [[110], [101]], [[100], [100]]
    assert cells(actual, budget, "cost", "favourable").grid == [["U"], ["U"]]
    assert cells(actual, budget, "cost", "material", 5, 0.05).grid == [[True], [False]]
    assert cells(actual, budget, "cost", "effect").grid == [[-10.0], [-1.0]]
