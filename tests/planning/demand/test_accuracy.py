"""Accuracy measures against hand-computed figures, published definitions and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.demand import accuracy
from sop_xl.planning.demand.accuracy import MEASURES, accuracy_table

units = st.integers(0, 10**7).map(lambda n: n / 10)
blocks = arrays(np.float64, (3, 5), elements=units)


def test_every_measure_of_a_range_worked_out_by_hand():
    actual, forecast = [[100, 0, 50], [20, 40, 10]], [[90, 10, 60], [20, 30, 20]]
    history = [[10, 20, 40], [5, 10, 5]]  # mean |difference| 15 and 5; mean squared difference 250 and 25
    table = accuracy_table(actual, forecast, history)
    expected = {
        "wape": 50 / 220,
        "accuracy": 170 / 220,
        "bias": 10 / 220,
        "tracking_signal": -10 / (50 / 6),
        "mape": (10 / 100 + 10 / 50 + 0 + 10 / 40 + 10 / 10) / 5,
        "mape_skipped": 1,
        "smape": (20 / 190 + 2 + 20 / 110 + 0 + 20 / 70 + 20 / 30) / 6,
        "mae": 50 / 6,
        "rmse": np.sqrt(500 / 6),
        "mase": ((30 / 3) / 15 + (20 / 3) / 5) / 2,
        "rmsse": (np.sqrt(100 / 250) + np.sqrt((200 / 3) / 25)) / 2,
        "trigg_signal": (0.64 * 10 + 0 - 20) / (0.64 * 10 + 0 + 20),
    }
    assert tuple(table) == MEASURES
    assert table == pytest.approx(expected, rel=1e-12)


def test_smape_and_mase_by_the_published_loops_of_the_m4_competition():
    rng = np.random.default_rng(4)
    history, actual, forecast = rng.uniform(1, 9, (1, 36)), rng.uniform(1, 9, (1, 18)), rng.uniform(1, 9, (1, 18))
    smape = np.mean([200 * abs(a - f) / (abs(a) + abs(f)) for a, f in zip(actual[0], forecast[0])])
    scale = np.mean([abs(history[0, t] - history[0, t - 12]) for t in range(12, 36)])
    mase = np.mean([abs(a - f) for a, f in zip(actual[0], forecast[0])]) / scale
    assert accuracy.smape(actual, forecast)[0] * 100 == pytest.approx(smape, rel=1e-12)
    assert accuracy.mase(actual, forecast, history, 12)[0] == pytest.approx(mase, rel=1e-12)


def test_a_period_without_actual_or_forecast_is_left_out():
    gap = np.nan
    with_gaps = accuracy.wape([[100, gap, 50, 70]], [[90, 40, 60, gap]])
    assert with_gaps.tolist() == accuracy.wape([[100, 50]], [[90, 60]]).tolist()


@given(blocks, blocks)
def test_bias_is_the_forecast_total_over_the_actual_total_less_one(actual, forecast):
    actual = actual + 1
    expected = forecast.sum(axis=1) / actual.sum(axis=1) - 1
    np.testing.assert_allclose(accuracy.bias(actual, forecast), expected, rtol=1e-9, atol=1e-9)


@given(blocks, blocks, st.floats(0.01, 100))
def test_relative_measures_do_not_depend_on_the_unit(actual, forecast, factor):
    for measure in (accuracy.wape, accuracy.bias, accuracy.smape, accuracy.mape, accuracy.tracking_signal):
        np.testing.assert_allclose(
            measure(actual * factor, forecast * factor), measure(actual, forecast), rtol=1e-9, atol=1e-9
        )


@given(blocks, blocks)
def test_smape_lies_between_0_and_2_and_bias_within_wape(actual, forecast):
    smape = accuracy.smape(actual, forecast)
    assert ((smape >= 0) & (smape <= 2)).all()
    wape, bias = accuracy.wape(actual, forecast), accuracy.bias(actual, forecast)
    assert (np.isnan(wape) | (np.abs(bias) <= wape * (1 + 1e-12))).all()


@given(blocks)
def test_the_naive_forecast_of_the_history_itself_has_a_mase_of_1(history):
    history[:, 1] = history[:, 0] + 1  # some movement in every row
    np.testing.assert_allclose(accuracy.mase(history[:, 1:], history[:, :-1], history), 1.0, rtol=1e-9)
    np.testing.assert_allclose(accuracy.rmsse(history[:, 1:], history[:, :-1], history), 1.0, rtol=1e-9)


def test_what_cannot_be_computed_says_why():
    table = accuracy_table([[0, 0]], [[1, 1]])
    assert isinstance(table["wape"], ZeroDenominatorError)
    assert isinstance(table["mape"], ZeroDenominatorError)
    assert isinstance(table["mase"], InsufficientDataError)
    assert table["mae"] == 1.0
    with pytest.raises(InsufficientDataError, match="no period"):
        accuracy_table([[1, np.nan]], [[np.nan, 2]])
    with pytest.raises(ShapeError, match="forecast"):
        accuracy_table([[1, 2, 3]], [[1, 2]])


def test_triggs_signal_is_the_ratio_of_two_smoothed_errors():
    actual = np.array([[10.0, 12, 9, np.nan, 14, 11, 8, 15]])
    said = np.array([[11.0, 10, 9, 12, 11, 12, 10, 10]])
    error, size = 0.0, 0.0
    for a, f in zip(actual[0], said[0]):
        if not np.isnan(a):
            error, size = error + 0.2 * ((a - f) - error), size + 0.2 * (abs(a - f) - size)
    assert accuracy.trigg_signal(actual, said)[0] == pytest.approx(error / size, rel=1e-12)
    assert accuracy.trigg_signal([[5, 6]], [[5, 6]]) == [0]
    assert accuracy.trigg_signal([[5, 6, 7]], [[9, 9, 9]]) == [-1]
    assert np.isnan(accuracy.trigg_signal([[np.nan]], [[1]]))


def test_triggs_signal_of_a_range_is_that_of_its_total():
    table = accuracy.accuracy_table([[10, 12, 9], [5, np.nan, 7]], [[11, 10, 9], [9, 1, 4]])
    assert table["trigg_signal"] == pytest.approx(accuracy.trigg_signal([[15, 12, 16]], [[20, 10, 13]])[0])
