"""Supplier figures against a plain restatement line by line."""

import statistics
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.suppliers import purchase_price_variance, supplier_performance

AS_OF = 60
DATA = Path(__file__).parent / "data"
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


@pytest.mark.parametrize(
    ("changed", "error", "argument"),
    [
        ({"received": 4}, DomainError, "received"),
        ({"ordered_quantity": 0}, DomainError, "ordered_quantity"),
        ({"ordered_quantity": np.nan}, DomainError, "ordered_quantity"),
        ({"due": np.nan}, InsufficientDataError, "due"),
    ],
)
def test_a_line_that_makes_no_sense_is_named_and_costs_only_its_supplier(changed, error, argument):
    good = {"due": 9, "received": 8, "ordered_quantity": 1, "received_quantity": 1, "ordered": 5}
    columns = {name: [value, changed.get(name, value), value] for name, value in good.items()}
    figures = supplier_performance(["Ito", "Ruiz", "Ito"], **columns)
    assert isinstance(figures.problems[1], error)
    assert figures.problems[1].argument == argument
    assert figures.problems[1].message.startswith("line 2: ")
    assert np.isnan([figures.otif[1], figures.lines[1], figures.lead_time_mean[1]]).all()
    assert (figures.problems[0], figures.lines[0], figures.otif[0]) == (None, 2, 1)


def test_a_blank_price_costs_only_its_supplier():
    prices = purchase_price_variance(["Ito", "Ruiz"], [1, 2], [np.nan, 1], [1, 5])
    assert prices.problems[0].argument == "standard_price"
    assert np.isnan(prices.variance[0])
    assert (prices.variance[1], prices.share[1], prices.problems[1]) == (5, 1, None)


def test_a_line_without_a_supplier_is_refused():
    with pytest.raises(ShapeError, match="supplier"):
        supplier_performance([""], [9], [8], [1], [1])


def test_the_day_counts_and_not_the_hour():
    """Due on day 10: noon of that day is on time, the first minute of the next is not."""
    figures = supplier_performance(["A"] * 3, [10, 10, 10.25], [10.5, 11.01, 10.75], [1] * 3, [1] * 3, [9.9, 8, 10.1])
    assert figures.on_time.item() == pytest.approx(2 / 3)
    assert figures.lead_time_mean.item() == pytest.approx((1 + 3 + 0) / 3)


def serials(dates):
    return (pd.to_datetime(dates) - pd.Timestamp("1899-12-30")).dt.days.to_numpy(dtype=float)


def test_scms_deliveries_agree_with_pandas():
    """10 324 deliveries of the USAID supply chain, 88.5 % of them on time."""
    table = pd.read_csv(DATA / "scms_deliveries.csv.gz")
    due, came, placed = (serials(table[name]) for name in ("scheduled", "delivered", "ordered"))
    figures = supplier_performance(table["vendor"], due, came, table["quantity"], table["quantity"], placed)
    assert len(table) == 10_324
    bad = [name for name, problem in zip(figures.suppliers, figures.problems, strict=True) if problem]
    table["on_time"], table["days"] = came <= due, came - placed
    assert set(bad) == set(table["vendor"][table["days"] < 0])
    assert 0 < len(bad) < 5
    by_vendor = table.groupby("vendor", sort=False)
    expected = by_vendor.agg(
        lines=("on_time", "size"), on_time=("on_time", "mean"), mean=("days", "mean"), std=("days", "std")
    )
    assert list(expected.index) == list(figures.suppliers)
    good = ~expected.index.isin(bad)
    found = np.column_stack([figures.lines, figures.on_time, figures.lead_time_mean, figures.lead_time_std])
    np.testing.assert_allclose(found[good], expected.to_numpy()[good], rtol=1e-9, atol=1e-9)
    assert np.isnan(found[~good]).all()
    assert table["on_time"].mean() == pytest.approx(0.8851, abs=5e-5)


def test_adventureworks_purchase_orders_agree_with_pandas():
    """8 845 order lines of 86 vendors: in full, purchase price variance, and their sums over all vendors."""
    table = pd.read_csv(DATA / "adventureworks_purchase_orders.csv.gz")
    due, came, placed = (serials(table[name]) for name in ("due", "shipped", "ordered"))
    vendors = table["vendor"].astype(str)
    figures = supplier_performance(vendors, due, came, table["ordered_quantity"], table["received_quantity"], placed)
    assert not any(figures.problems)
    assert (len(figures.suppliers), figures.lines.sum()) == (86, 8845)
    table["in_full"] = table["received_quantity"] >= table["ordered_quantity"]
    table["otif"] = table["in_full"] & (came <= due)
    table["ppv"] = (table["price"] - table["standard_price"]) * table["received_quantity"]
    table["standard"] = table["standard_price"] * table["received_quantity"]
    expected = table.groupby(vendors, sort=False)[["in_full", "otif"]].mean()
    np.testing.assert_allclose(np.column_stack([figures.in_full, figures.otif]), expected, rtol=1e-12)
    assert (figures.in_full * figures.lines).sum() / 8845 == pytest.approx(0.957038, abs=1e-6)
    prices = purchase_price_variance(vendors, table["price"], table["standard_price"], table["received_quantity"])
    sums = table.groupby(vendors, sort=False)[["ppv", "standard"]].sum()
    np.testing.assert_allclose(prices.variance, sums["ppv"], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(prices.share, sums["ppv"] / sums["standard"], rtol=1e-9, atol=1e-9)
