"""A refused row keeps its refusal to itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.isolate import by_element, by_row
from sop_xl.planning.supply.domains import non_negative


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
