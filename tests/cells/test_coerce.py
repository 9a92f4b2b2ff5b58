"""What hosts hand over, and what the planning maths gets."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells import coerce
from sop_xl.cells.encode import encode, mark, refusal
from sop_xl.cells.values import CellError
from sop_xl.errors import (
    DomainError,
    InputCellError,
    InsufficientDataError,
    InternalError,
    NotFiniteError,
    ShapeError,
    TypeMismatchError,
)


@pytest.mark.parametrize(
    ("raw", "grid"),
    [
        (5, [[5]]),
        (None, [[None]]),
        ([1, 2], [[1, 2]]),
        ([[1], [2]], [[1], [2]]),
        ([], [[None]]),
        ([[]], [[None]]),
        (((1, 2), (3, 4)), [[1, 2], [3, 4]]),
        (np.float64(2.5), [[2.5]]),
        (np.bool_(True), [[True]]),
        (dt.date(2020, 6, 30), [[44012.0]]),
        ([[dt.datetime(2020, 6, 30, 12)]], [[44012.5]]),
    ],
)
def test_normalise(raw, grid):
    assert coerce.normalise(raw) == grid


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ShapeError, match="different lengths"):
        coerce.normalise([[1, 2], [3]])


def test_an_object_that_no_cell_holds_is_refused():
    with pytest.raises(TypeMismatchError, match="not a value"):
        coerce.normalise({"a": 1})


def test_the_first_error_in_reading_order_is_handed_on():
    grids = {"a": [[1.0]], "b": [[1.0, CellError.NA], [CellError.REF, 2.0]], "c": [[CellError.DIV0]]}
    with pytest.raises(InputCellError) as caught:
        coerce.raise_input_errors(grids)
    assert caught.value.cell == "#N/A"
    assert caught.value.argument == "b"


@pytest.mark.parametrize("value", ["12", "abc", True, CellError.NA])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeMismatchError):
        coerce.number([[value]], "x")


def test_a_text_that_looks_like_a_number_gets_a_remedy():
    with pytest.raises(TypeMismatchError, match="Convert the text to a number"):
        coerce.block([[1.0], ["12"]], "x")


def test_the_refusal_names_the_cell_of_the_range():
    with pytest.raises(TypeMismatchError, match="row 2, column 2 of the range"):
        coerce.block([[1.0, 2.0], [3.0, "x"]], "x")


@pytest.mark.parametrize(("policy", "expected"), [("gap", math.nan), ("zero", 0.0)])
def test_blanks_by_policy(policy, expected):
    assert coerce.block([[1.0, None, ""]], "x", policy)[0, 1:].tolist() == pytest.approx([expected] * 2, nan_ok=True)


def test_a_blank_is_refused_where_the_policy_says_so():
    with pytest.raises(TypeMismatchError, match="row 2, column 1"):
        coerce.block([[1.0], [None]], "x", "error")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_numbers_that_are_not_finite_are_refused(value):
    with pytest.raises(NotFiniteError):
        coerce.block([[1.0, value]], "x")


def test_a_series_is_one_row_or_one_column():
    assert coerce.series([[1.0, 2.0]], "x").tolist() == [1, 2]
    assert coerce.series([[1.0], [2.0]], "x").tolist() == [1, 2]
    with pytest.raises(ShapeError, match="one row or one column"):
        coerce.series([[1.0, 2.0], [3.0, 4.0]], "x")


def test_labels_take_numbers_as_their_text():
    assert coerce.labels([["a"], [12.0], [1.5], [None], [True]], "x") == ["a", "12", "1.5", "", "TRUE"]


def test_integers_booleans_choices_and_dates():
    assert coerce.integer([[3.0]], "x") == 3
    assert coerce.boolean([[1.0]], "x") is True
    assert coerce.boolean([[False]], "x") is False
    assert coerce.choice([[" Mean "]], "x", ("mean", "all")) == "mean"
    assert coerce.date([[44012.0]], "x") == dt.date(2020, 6, 30)
    with pytest.raises(DomainError):
        coerce.integer([[3.5]], "x")
    with pytest.raises(TypeMismatchError):
        coerce.boolean([["yes"]], "x")
    with pytest.raises(DomainError, match=r"mean \| all"):
        coerce.choice([["median"]], "x", ("mean", "all"))
    with pytest.raises(DomainError):
        coerce.date([[-5.0]], "x")


@given(st.lists(st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_block_keeps_every_number_and_every_gap(rows):
    block = coerce.block(rows, "x")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            assert math.isnan(block[r, c]) if value is None else block[r, c] == value


def test_encode_makes_a_column_of_a_line():
    assert encode(np.array([1.0, 2.0])).grid == [[1.0], [2.0]]


def test_encode_turns_what_is_not_finite_into_num_with_a_reason():
    outcome = encode(np.array([[1.0, np.nan], [np.inf, 2.0]]))
    assert outcome.grid == [[1.0, CellError.NUM], [CellError.NUM, 2.0]]
    assert set(outcome.reasons) == {(0, 1), (1, 0)}


def test_encode_puts_a_refusal_in_its_row_alone():
    problem = InsufficientDataError("too short")
    outcome = encode([[problem, problem], [1.0, 2.0]])
    assert outcome.grid == [[CellError.NA, CellError.NA], [1.0, 2.0]]
    assert outcome.first_reason is problem


def test_encode_has_no_negative_zero_and_no_none():
    assert str(encode(np.array([-0.0])).grid[0][0]) == "0.0"
    assert encode([["a", None]]).grid == [["a", ""]]


@pytest.mark.parametrize("text", ["x" * 32_768, "\U0001f4c8" * 16_384])
def test_a_text_longer_than_a_cell_holds_is_an_error_with_its_reason(text):
    outcome = encode([["a", text], [text[:-1], "b"]])
    assert outcome.grid == [["a", CellError.VALUE], [text[:-1], "b"]]
    assert "longer than a cell holds" in str(outcome.reasons[0, 1])


@pytest.mark.parametrize("result", [[], [[1.0], [1.0, 2.0]], np.empty((0, 2)), object()])
def test_encode_refuses_a_result_that_is_none(result):
    with pytest.raises(InternalError):
        encode(result)


def test_mark_leaves_the_original_alone():
    values = np.array([1.0, 2.0])
    marked = mark(values, np.array([True, False]), InsufficientDataError("x"))
    assert values.tolist() == [1.0, 2.0]
    assert encode(marked).grid == [[CellError.NA], [2.0]]


def test_refusal_shows_the_error_of_its_class():
    assert refusal(DomainError("x")).grid == [[CellError.NUM]]
