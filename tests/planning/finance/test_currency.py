"""Currencies at plan, actual and constant rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.currency import convert, fx_effect
from udfs import REGISTRY

amounts = arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6, allow_subnormal=False))
rates = arrays(np.float64, (2, 4), elements=st.floats(0.01, 200))


@given(amounts, rates)
def test_each_row_is_multiplied_with_the_rates_of_its_currency(block, table):
    found = convert(block, ["eur", "USD ", "EUR"], ["USD", "EUR"], table)
    np.testing.assert_allclose(found.values, block * table[[1, 0, 1]], rtol=1e-12)
    assert found.problems == (None, None, None)


@given(amounts, rates, rates)
def test_constant_currency_and_fx_effect_add_up_to_the_reported_amount(block, plan, actual):
    words = (["EUR", "USD", "EUR"], ["USD", "EUR"])
    constant, reported = convert(block, *words, plan[:, :1]), convert(block, *words, actual)
    effect = fx_effect(block, *words, plan[:, :1], actual)
    np.testing.assert_allclose(constant.values + effect.values, reported.values, rtol=1e-9, atol=1e-4)


def test_a_currency_without_a_rate_is_named_and_costs_only_its_row():
    found = convert([[1, 2], [3, 4]], ["JPY", "EUR"], ["EUR"], [[2.0]])
    assert np.isnan(found.values[0]).all()
    assert found.values[1].tolist() == [6, 8]
    assert found.problems[0].got == "JPY"


def test_a_month_without_a_rate_costs_only_its_money():
    found = convert([[1, 0], [1, 5]], ["EUR", "EUR"], ["EUR"], [[2.0, np.nan]])
    assert found.values[0].tolist() == [2, 0]
    assert found.problems[0] is None
    assert found.values[1, 0] == 2
    assert np.isnan(found.values[1, 1])
    assert found.problems[1].got == "EUR"


def test_a_rate_of_zero_is_no_rate():
    found = convert([[1.0]], ["EUR"], ["EUR"], [[0.0]])
    assert np.isnan(found.values[0, 0])
    assert found.problems[0].got == "EUR"


def test_rates_that_contradict_or_do_not_fit_are_refused():
    with pytest.raises(DomainError, match="eur"):
        convert([[1]], ["EUR"], ["EUR", "eur"], [[1], [2]])
    with pytest.raises(ShapeError):
        convert([[1, 2, 3]], ["EUR"], ["EUR"], [[1, 2]])
    with pytest.raises(ShapeError):
        convert([[1], [2], [3]], ["EUR", "USD"], ["EUR", "USD"], [[1], [2]])


def test_cells_name_the_currency():
    outcome = call(REGISTRY["SOP_CONVERT_CURRENCY"], [[[1], [2]], [["EUR"], ["GBP"]], "EUR", 1.5])
    assert outcome.grid == [[1.5], [CellError.NA]]
    assert outcome.reasons[1, 0].got == "GBP"
    assert call(REGISTRY["SOP_CONVERT_CURRENCY"], [1, "EUR", "EUR", 0]).grid == [[CellError.NUM]]
