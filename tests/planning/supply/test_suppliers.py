"""Supplier figures against a plain restatement line by line."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.suppliers import purchase_price_variance, supplier_performance

AS_OF = 60
lines = st.lists(
    st.fixed_dictionaries(
        {
            "supplier": st.sampled_from(["Ito", "Ruiz", "Oy"]),
            "ordered": st.integers(1, 20),
            "days": st.none() | st.integers(0, 50),
            "due": st.integers(10, 70),
            "quantity": st.integers(1, 9),
            "got": st.integers(0, 10),
        }
    ),
    min_size=1,
    max_size=20,
)


@given(lines)
def test_figures_equal_counting_lines_by_hand(rows):
    came = [np.nan if r["days"] is None else r["ordered"] + r["days"] for r in rows]
    figures = supplier_performance(
        [r["supplier"] for r in rows],
        [r["due"] for r in rows],
        came,
        [r["quantity"] for r in rows],
        [r["got"] for r in rows],
        [r["ordered"] for r in rows],
        AS_OF,
    )
    assert set(figures.suppliers) == {r["supplier"] for r in rows}
    for n, name in enumerate(figures.suppliers):
        own = [r for r in rows if r["supplier"] == name and (r["days"] is not None or r["due"] < AS_OF)]
        assert figures.lines[n] == len(own)
        days = [r["days"] for r in own if r["days"] is not None]
        timely = [r["days"] is not None and r["ordered"] + r["days"] <= r["due"] for r in own]
        full = [r["days"] is not None and r["got"] >= r["quantity"] for r in own]
        if own:
            assert figures.on_time[n] == pytest.approx(sum(timely) / len(own))
            assert figures.in_full[n] == pytest.approx(sum(full) / len(own))
            assert figures.otif[n] == pytest.approx(sum(t and f for t, f in zip(timely, full)) / len(own))
        else:
            assert np.isnan(figures.otif[n])
        assert figures.lead_time_mean[n] == pytest.approx(statistics.mean(days) if days else np.nan, nan_ok=True)
        spread = statistics.stdev(days) if len(days) > 1 else np.nan
        assert figures.lead_time_std[n] == pytest.approx(spread, nan_ok=True, abs=1e-9)


def test_an_open_line_counts_only_once_it_is_overdue():
    columns = (["Ito", "Ito"], [10, 30], [9, np.nan], [5, 5], [5, 0])
    assert supplier_performance(*columns).lines.tolist() == [1]
    assert supplier_performance(*columns, as_of=30).lines.tolist() == [1]
    assert supplier_performance(*columns, as_of=31).otif.tolist() == [0.5]


def test_price_variance_of_each_supplier():
    prices = purchase_price_variance(["Ito", "Ruiz", "Ito"], [10.5, 7, 9.0], [10, 7, 10], [100, 3, 20])
    assert prices.variance.tolist() == [30, 0]
    assert prices.share.tolist() == [30 / 1200, 0]


def test_lines_that_make_no_sense_are_refused():
    with pytest.raises(DomainError, match="received"):
        supplier_performance(["Ito"], [9], [4], [1], [1], [5])
    with pytest.raises(DomainError, match="ordered_quantity"):
        supplier_performance(["Ito"], [9], [8], [0], [1])
    with pytest.raises(InsufficientDataError, match="due"):
        supplier_performance(["Ito"], [np.nan], [8], [1], [1])
    with pytest.raises(ShapeError, match="supplier"):
        supplier_performance([""], [9], [8], [1], [1])
    with pytest.raises(InsufficientDataError, match="standard_price"):
        purchase_price_variance(["Ito"], [1], [np.nan], [1])


def test_the_day_counts_and_not_the_hour():
    """Due on day 10: noon of that day is on time, the first minute of the next is not."""
    figures = supplier_performance(["A"] * 3, [10, 10, 10.25], [10.5, 11.01, 10.75], [1] * 3, [1] * 3, [9.9, 8, 10.1])
    assert figures.on_time.item() == pytest.approx(2 / 3)
    assert figures.lead_time_mean.item() == pytest.approx((1 + 3 + 0) / 3)
