"""Safety stock against the normal distribution, its own inverses and stockpyl's loss function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from stockpyl.loss_functions import standard_normal_loss

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.supply.projection import periods_of_cover
from sop_xl.planning.supply.safety_stock import (
    safety_stock,
    safety_stock_by_cover,
    safety_stock_for_fill_rate,
    safety_stock_from_forecast_error,
)
from sop_xl.planning.supply.service import (
    cycle_service_level,
    expected_shortage,
    fill_rate,
    safety_factor_for_fill_rate,
    standard_loss,
    std_over_lead_time,
)

levels = st.floats(0.01, 0.999)
sizes = st.floats(0.5, 1e4)
times = st.floats(0.1, 52)


def test_lead_time_and_demand_vary_as_in_silver_pyke_thomas():
    # Hand-computed: variance over the lead time 4·10² + 50²·0.5² = 1025, z(0.95) = 1.6448536.
    assert safety_stock(0.95, 10, 4, 50, 0.5) == pytest.approx(1.6448536 * np.sqrt(1025), rel=1e-7)


def test_review_period_lengthens_the_time_to_bridge():
    assert safety_stock(0.98, 7, 2, review_period=1) == pytest.approx(norm.ppf(0.98) * 7 * np.sqrt(3), rel=1e-12)


def test_fill_rate_of_a_hand_computed_case():
    # (1 − 0.98)·200 / 50 = 0.08 and the table of the standard loss gives G(1.02) = 0.0802, G(1.03) = 0.0787.
    k = safety_stock_for_fill_rate(0.98, 200, 25, 4) / 50
    assert 1.02 < k < 1.03


@given(st.floats(-5, 8))
def test_standard_loss_agrees_with_stockpyl(k):
    assert standard_loss(k) == pytest.approx(standard_normal_loss(k)[0], rel=1e-9, abs=1e-14)


@given(st.floats(-50, 8))
def test_safety_factor_is_the_inverse_of_the_loss(k):
    assert safety_factor_for_fill_rate(standard_loss(k)) == pytest.approx(k, rel=1e-9, abs=1e-9)


@given(levels, sizes, times, sizes, st.floats(0, 5), st.floats(0, 4))
def test_service_level_of_the_safety_stock_is_the_one_asked_for(level, std, time, mean, time_std, review):
    sigma = std_over_lead_time(std, time, mean, time_std, review)
    stock = safety_stock(level, std, time, mean, time_std, review)
    assert cycle_service_level(stock, sigma) == pytest.approx(level, rel=1e-9)


@given(st.floats(0.3, 0.9999), sizes, sizes, times)
def test_fill_rate_of_the_safety_stock_is_the_one_asked_for(rate, quantity, std, time):
    stock = safety_stock_for_fill_rate(rate, quantity, std, time)
    sigma = std_over_lead_time(std, time)
    assert fill_rate(stock, quantity, sigma) == pytest.approx(rate, abs=1e-9)
    assert expected_shortage(stock, sigma) == pytest.approx((1 - rate) * quantity, rel=1e-6)


def test_without_variation_no_stock_is_needed_for_the_service_level():
    assert safety_stock(0.99, 0, 4) == 0
    assert safety_stock_for_fill_rate(0.9, 100, 0, 4) == pytest.approx(-10)
    assert fill_rate(-10, 100, 0) == pytest.approx(0.9)
    assert [float(cycle_service_level(s, 0)) for s in (-1, 0)] == [0, 1]


def test_forecast_error_counts_only_pairs():
    actual = [[10, 14, np.nan, 8], [5, 5, 5, 5]]
    forecast = [[12, 12, 3, 10], [5, 6, 5, 4]]
    expected = norm.ppf(0.9) * np.sqrt([4.0, 0.5]) * np.sqrt(3)
    np.testing.assert_allclose(safety_stock_from_forecast_error(actual, forecast, 0.9, 2, 1), expected)


def test_too_few_errors_are_missing_data():
    with pytest.raises(InsufficientDataError, match="too few periods"):
        safety_stock_from_forecast_error([[1, np.nan]], [[1, 1]], 0.9)


@given(st.lists(st.lists(st.floats(0.1, 1e3), min_size=4, max_size=4), min_size=1, max_size=3), st.floats(0, 10))
def test_cover_of_the_stock_by_cover_is_the_cover_asked_for(demand, cover):
    stock = safety_stock_by_cover(demand, cover)
    np.testing.assert_allclose(periods_of_cover(stock, demand), cover, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("level", [0, 1, 2, -0.1])
def test_a_service_level_outside_zero_and_one_is_refused(level):
    with pytest.raises(DomainError, match="service_level"):
        safety_stock(level, 10, 4)
    with pytest.raises(DomainError, match="fill_rate"):
        safety_stock_for_fill_rate(level, 100, 10, 4)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"demand_std": -1}, "demand_std"),
        ({"lead_time": -1}, "lead_time"),
        ({"review_period": -1}, "review_period"),
        ({"demand_mean": -1, "lead_time_std": 1}, "demand_mean"),
        ({"lead_time_std": -1}, "lead_time_std"),
    ],
)
def test_negative_arguments_are_refused_by_name(arguments, named):
    with pytest.raises(DomainError) as refusal:
        safety_stock(0.95, **{"demand_std": 1, "lead_time": 1} | arguments)
    assert refusal.value.argument == named
    assert refusal.value.got == -1


def test_a_lead_time_that_varies_needs_the_mean_demand():
    with pytest.raises(InsufficientDataError, match="demand_mean"):
        safety_stock(0.95, 10, 4, lead_time_std=1)


def test_spread_over_a_lead_time_that_varies_is_that_of_the_exact_distribution():
    """Demand 0, 4 or 10 a period over 2, 3 or 5 periods: all outcomes and their probabilities, enumerated."""
    demand, chance = np.array([0.0, 4, 10]), np.array([0.3, 0.5, 0.2])
    time, weight = np.array([2, 3, 5]), np.array([0.25, 0.5, 0.25])
    outcomes: dict[float, float] = {}
    for periods, share in zip(time.tolist(), weight, strict=True):
        totals = {0.0: 1.0}
        for _ in range(periods):
            longer: dict[float, float] = {}
            for total, p in totals.items():
                for units, q in zip(demand, chance, strict=True):
                    longer[total + units] = longer.get(total + units, 0.0) + p * q
            totals = longer
        for total, p in totals.items():
            outcomes[total] = outcomes.get(total, 0.0) + share * p
    units, p = np.array(list(outcomes)), np.array(list(outcomes.values()))
    exact = np.sqrt((p * (units - (p * units).sum()) ** 2).sum())

    mean = (demand * chance).sum()
    std = np.sqrt((chance * (demand - mean) ** 2).sum())
    time_mean = (weight * time).sum()
    time_std = np.sqrt((weight * (time - time_mean) ** 2).sum())
    assert std_over_lead_time(std, time_mean, mean, time_std) == pytest.approx(exact, rel=1e-12)


def test_service_of_a_simulated_reorder_policy_is_what_the_formulas_say():
    """20 000 cycles of normal demand over lead time and review: cycles without stock-out, and units not short."""
    random = np.random.default_rng(17)
    mean, std, lead_time, review, quantity = 50.0, 12.0, 4, 2, 300.0
    bridged = random.normal(mean, std, (20_000, lead_time + review)).sum(axis=1)
    for level in (0.8, 0.95):
        stock = safety_stock(level, std, lead_time, review_period=review)
        short = np.maximum(0.0, bridged - (mean * (lead_time + review) + stock))
        assert (short == 0).mean() == pytest.approx(level, abs=0.01)
        sigma = std_over_lead_time(std, lead_time, review_period=review)
        assert short.mean() == pytest.approx(expected_shortage(stock, sigma).item(), rel=0.1)
        assert 1 - short.mean() / quantity == pytest.approx(fill_rate(stock, quantity, sigma).item(), abs=2e-3)
