"""Drafted commentary: it says what the numbers say, and nothing else."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.errors import ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.commentary import commentary, money
from udfs import REGISTRY


def sentence(actual, budget, account="revenue", parts=None, names=()):
    return commentary(["Bikes"], [actual], [budget], [account], None if parts is None else [parts], names).sentences[0]


def test_size_share_flag_and_causes():
    text = sentence(15_700, 14_000, parts=[700, 1300, -300], names=["volume", "mix", "price"])
    assert text == (
        "Bikes: 15.7 k against a budget of 14.0 k, 1,700 (12.1%) above, favourable; "
        "mainly mix +1,300 and volume +700, partly offset by price -300."
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((110, 100, "cost"), "Bikes: 110 against a budget of 100, 10 (10.0%) above, unfavourable."),
        ((90, 100, "cost"), "Bikes: 90 against a budget of 100, 10 (10.0%) below, favourable."),
        ((90, 100, "asset"), "Bikes: 90 against a budget of 100, 10 (10.0%) below."),
        ((90, 0, "cost"), "Bikes: 90 with nothing budgeted, unfavourable."),
        ((100, 100, "cost"), "Bikes: 100 against a budget of 100, on budget."),
        (
            (100, 100, "revenue", [30, -30], ["volume", "price"]),
            "Bikes: 100 against a budget of 100, on budget; volume +30, offset by price -30.",
        ),
        (
            (90, 100, "revenue", [5, -8], ["volume", "price"]),
            "Bikes: 90 against a budget of 100, 10 (10.0%) below, unfavourable; mainly price -8, "
            "partly offset by volume +5; -7 unexplained.",
        ),
        (
            (90, 100, "revenue", [5, 0], ["volume", "price"]),
            "Bikes: 90 against a budget of 100, 10 (10.0%) below, unfavourable; despite volume +5; -15 unexplained.",
        ),
        (
            (200, 100, "revenue", [90, 10], ["volume", "price"]),
            "Bikes: 200 against a budget of 100, 100 (100.0%) above, favourable; mainly volume +90.",
        ),
    ],
)
def test_sentences_by_case(arguments, text):
    assert sentence(*arguments) == text


amounts = st.integers(-(10**8), 10**8).map(lambda cents: cents / 100)


def read(text):
    """Amount as a reader takes it."""
    number, unit = re.fullmatch(r"([+-]?[\d,.]+)( [kM])?", text).groups()
    return float(number.replace(",", "")) * {None: 1, " k": 1e3, " M": 1e6}[unit]


@given(st.floats(-1e12, 1e12, allow_subnormal=False))
def test_amounts_are_read_as_they_are(amount):
    assert read(money(amount)) == pytest.approx(amount, rel=0.006, abs=0.006)


@given(amounts, amounts, st.lists(amounts, min_size=3, max_size=3))
def test_every_cause_is_named_with_its_own_sign_and_the_rest_is_owned_up_to(actual, budget, parts):
    names = ["volume", "mix", "price"]
    text = sentence(actual, budget, "revenue", parts, names)
    for name, said in re.findall(r"(volume|mix|price) ([+-]?[\d,.]+(?: [kM])?)(?=[,;. ])", text.replace(". ", " .")):
        assert read(said.rstrip(".")) == pytest.approx(parts[names.index(name)], rel=0.006, abs=0.006)
    rest = actual - budget - sum(parts)
    if abs(rest) > 0.01 * max(abs(actual - budget), *map(abs, parts)) + 0.01:
        assert "unexplained" in text
    assert ("above" in text) == (actual > budget != 0)


def test_a_blank_row_stays_blank_and_a_bad_row_says_why():
    names = [["A"], [None], ["B"], ["C"]]
    arguments = [names, [[1], [None], [2], [None]], [[1], [None], [1], [3]], [["cost"], [None], ["?"], ["cost"]]]
    outcome = call(REGISTRY["SOP_COMMENTARY"], arguments)
    assert outcome.grid == [["A: 1 against a budget of 1, on budget."], [""], [CellError.NA], [CellError.NA]]
    assert outcome.reasons[2, 0].argument == "account_type"
    assert outcome.reasons[3, 0].argument == "actual"


def test_causes_need_their_names():
    with pytest.raises(ShapeError, match="parts"):
        commentary(["A"], [1], [1], ["cost"], [[1, 2]], ["volume"])


def test_currency_goes_before_the_actual():
    drafted = commentary(["A"], [2], [1], ["cost"], currency="EUR")
    assert drafted.sentences[0].startswith("A: EUR 2 against")
    assert np.all([problem is None for problem in drafted.problems])
