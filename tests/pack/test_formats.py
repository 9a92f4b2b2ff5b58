"""How figures read."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.pack.formats import (
    NUMBER_FORMATS,
    brief,
    brief_delta,
    figure_text,
    listing,
    number_text,
    scale_of,
    sentence_text,
    signed,
)
from sop_xl.pack.model import Figure, Kind, Source

SOURCE = Source("company.xlsx", "KPI", ("E6",))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1234567.0, "units", "1,234,567"),
        (-1234.4, "money", "−1,234"),
        (1347500.0, "thousands", "1,348k"),
        (52714101.33, "millions", "52.71M"),
        (0.1165, "pct", "11.7%"),
        (-0.071, "pct_delta", "−7.1%"),
        (0.071, "pct_delta", "+7.1%"),
        (14676.5, "units", "14,677"),
        (0.5, "delta", "+1"),
        (-0.5, "delta", "−1"),
        (-0.4, "delta", "0"),
        (-0.0004, "pct", "0.0%"),
        (-278.0, "thousands_delta", "0k"),
        (109.4, "days", "109 d"),
        (3.055, "months", "3.1"),
        (44012.0, "date", "30 Jun 2020"),
        (44013.0, "month", "Jul 20"),
        (-2.5, "text", "−2.5"),
        (-5.0, "date", "-5"),
    ],
)
def test_numbers_read_as_an_executive_expects(value, kind, text):
    assert figure_text(Figure(value, kind, SOURCE)) == text


def test_texts_errors_and_blanks_read_as_in_the_cell():
    assert figure_text(Figure("near")) == "near"
    assert figure_text(Figure(None)) == ""
    assert figure_text(Figure(True)) == "TRUE"
    assert figure_text(Figure(CellError.NA, "money", SOURCE)) == "#N/A"


@given(st.floats(-1e12, 1e12), st.sampled_from(sorted(NUMBER_FORMATS)))
def test_the_text_of_a_number_is_the_number_rounded_half_away_from_zero(value, kind):
    shown = NUMBER_FORMATS[kind]
    text = number_text(value, shown)
    digits = re.sub(r"[^0-9.]", "", text.removesuffix(shown.suffix))
    size = Decimal(f"{abs(value) / shown.divisor:.15g}")
    assert Decimal(digits) == size.quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP)
    is_zero = Decimal(digits) == 0
    assert text.startswith("−") == (value < 0 and not is_zero)
    assert text.startswith("+") == (shown.signed and value > 0 and not is_zero)


def test_every_kind_has_a_format():
    assert {kind for kind in get_args(Kind) if kind not in ("text", "date", "month")} == set(NUMBER_FORMATS)


@pytest.mark.parametrize(
    ("largest", "kind"), [(99_999.0, "money"), (1e5, "thousands"), (-5e7, "thousands"), (1e9, "millions")]
)
def test_amounts_of_a_table_share_one_scale(largest, kind):
    assert scale_of([Figure(1.0, "money", SOURCE), Figure(largest, "money", SOURCE), Figure("none")]) == kind


def test_a_table_without_numbers_has_a_scale_too():
    assert scale_of([Figure(None)]) == "money"


@pytest.mark.parametrize(
    ("value", "text", "delta"),
    [(940.0, "940", "+940"), (-71348.0, "−71k", "−71k"), (2.64e6, "2.64M", "+2.64M"), (0.0, "0", "0")],
)
def test_amounts_in_sentences_are_brief(value, text, delta):
    figure = Figure(value, "money", SOURCE)
    assert figure_text(brief(figure)) == text
    assert figure_text(brief_delta(figure)) == delta


def test_signs_belong_to_differences():
    assert [signed(kind) for kind in ("money", "thousands", "millions", "pct", "delta", "date")] == [
        "delta", "thousands_delta", "millions_delta", "pct_delta", "delta", "date",
    ]  # fmt: skip


def test_lists_read_as_sentences():
    assert sentence_text(listing([("a",), ("b", Figure(2.0, "units", SOURCE)), ("c",)])) == "a, b2 and c"
    assert sentence_text(listing([("a",)])) == "a"
    assert listing([]) == ()
