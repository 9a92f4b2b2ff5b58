"""A refused row keeps its refusal to itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_xl.errors import DomainError, ShapeError, SopError
from sop_xl.planning.isolate import by_element, by_row
from sop_xl.planning.supply.domains import non_negative
from sop_xl.planning.supply.lot_sizing import LotRule, plan_orders


def root(values):
    return np.sqrt(non_negative(values, "values"))


@given(st.lists(st.integers(-3, 9), min_size=1, max_size=40))
def test_every_element_is_either_computed_or_refused(values):
    results = by_element(root, np.array([values], dtype=float))
    assert results.shape == (1, len(values))
    for value, result in zip(values, results[0], strict=True):
        if value < 0:
            assert isinstance(result, DomainError)
            assert result.got == value
        else:
            assert result == pytest.approx(np.sqrt(value))


def test_a_block_without_refusal_is_computed_in_one_call():
    calls = []

    def compute(rows):
        calls.append(len(rows))
        return np.ones((len(rows), 2))

    assert by_row(compute, 1000, 2).dtype == np.float64
    assert calls == [1000]


def test_a_column_and_a_row_make_a_table():
    table = by_element(np.multiply, [[1.0], [2.0]], [[3.0, 4.0, -1.0]])
    assert table.tolist() == [[3, 4, -1], [6, 8, -2]]


def test_ranges_that_do_not_lie_over_each_other_are_refused_as_a_whole():
    with pytest.raises(ShapeError, match="do not lie over each other"):
        by_element(np.add, np.ones((2, 1)), np.ones((3, 1)))


def test_bad_rows_do_not_cost_a_call_each():
    calls = []

    def compute(rows):
        calls.append(len(rows))
        return root(np.where(rows % 3 == 0, -1.0, 4.0)[:, np.newaxis] * np.ones((1, 2)))

    block = by_row(compute, 3000, 2)
    assert calls == [3000, 2000]
    assert block[1].tolist() == [2, 2]
    assert [str(cell) for cell in block[3]] == ["values: outside its domain (got -1.0, expected 0 or more)."] * 2


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_a_block_gives_every_row_what_it_gets_alone(seed):
    """Orders of rows with gaps, broken times, impossible lots and yields: values, kinds and words of refusals agree."""
    random = np.random.default_rng(seed)
    rows = int(random.integers(1, 9))
    odd = random.random((5, rows)) < 0.2
    stock = np.where(odd[0], np.nan, 10.0)
    time = np.where(odd[1], random.choice([-1.0, 0.5], rows), 1.0)
    rate = np.where(odd[2], random.choice([0.0, 1.5, np.nan], rows), random.choice([1.0, 0.9], rows))
    rule = LotRule(maximum=np.where(odd[3], 3.0, 50.0), multiple=np.where(odd[4], -5.0, 5.0))
    demand = random.integers(0, 20, (rows, 4)).astype(float)

    def compute(numbers):
        return plan_orders(
            stock[numbers], demand[numbers], lot=rule.rows(numbers), lead_time=time[numbers],
            process_yield=rate[numbers],
        ).releases  # fmt: skip

    def alone(row):
        try:
            return compute(np.array([row]))[0].tolist()
        except SopError as refusal:
            return [str(refusal)] * 4

    block = by_row(compute, rows, 4)
    for row in range(rows):
        assert [str(cell) if isinstance(cell, SopError) else cell for cell in block[row]] == alone(row)


def test_one_bad_value_for_all_rows_is_said_in_every_row_at_once():
    calls = []

    def compute(rows):
        calls.append(len(rows))
        return np.ones((len(rows), 2)) * non_negative([-3.0], "time")

    block = by_row(compute, 500, 2)
    assert calls == [500]
    assert {str(cell) for cell in block.ravel()} == {"time: outside its domain (got -3.0, expected 0 or more)."}


def test_columns_are_never_taken_for_rows():
    """Resources as columns of a square table: the bad value is in row 0, column 1, and only resource 1 is refused."""
    hours = np.array([[1.0, -2.0], [3.0, 4.0]])
    block = by_row(lambda r: non_negative(hours[:, r], "hours").T, 2, 2, sliced=False)
    assert block[0].tolist() == [1, 3]
    assert all(isinstance(cell, DomainError) for cell in block[1])
