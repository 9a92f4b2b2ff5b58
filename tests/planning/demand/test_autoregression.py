"""Ridge autoregression against an ordinary least-squares solver and a forecast by hand."""

import numpy as np
import pytest

from sop_xl.planning.demand.autoregression import RIDGE, autoregress, lags


def test_coefficients_and_forecast_equal_augmented_least_squares():
    series = np.random.default_rng(3).normal(size=(2, 60)).cumsum(axis=1)
    found = autoregress(series, 3, 5)
    for r, row in enumerate(series):
        change = np.diff(row)
        design = np.array([change[t - 3 : t] for t in range(3, change.size)])
        penalty = RIDGE * (design**2).sum() / 3
        augmented = np.vstack([design, np.sqrt(penalty) * np.eye(3)])
        coefficients, *_ = np.linalg.lstsq(augmented, np.r_[change[3:], np.zeros(3)], rcond=None)
        known = list(change)
        for _ in range(5):
            known.append(np.dot(coefficients, known[-3:]))
        np.testing.assert_allclose(found.forecast[r], row[-1] + np.cumsum(known[-5:]), rtol=1e-9)


def test_a_rhythm_that_repeats_exactly_is_found_without_its_length():
    wave = np.tile([0.0, 3, 1, 5, 2, 8, 4], 30)[np.newaxis]
    found = autoregress(wave, lags(wave.shape[1], 1), 14)
    np.testing.assert_allclose(found.forecast[0], np.tile(wave[0, :7], 2), atol=0.05)


def test_noise_has_a_higher_evidence_variance_than_rhythm():
    rng = np.random.default_rng(5)
    rhythm = np.tile(rng.normal(size=7), 30) + 0.05 * rng.normal(size=210)
    noise = rng.permutation(rhythm)
    found = autoregress(np.array([rhythm, noise]), 20, 1)
    assert found.evidence_variance[0] < 0.2 * found.evidence_variance[1]


def test_a_constant_history_stays_constant():
    np.testing.assert_array_equal(autoregress(np.full((1, 60), 4.0), 5, 3).forecast, [[4.0, 4.0, 4.0]])


@pytest.mark.parametrize(
    ("periods", "season_length", "expected"),
    [(51, 12, 0), (52, 12, 13), (300, 12, 13), (51, 1, 0), (60, 1, 15), (2000, 1, 105), (104, 52, 0), (212, 52, 53)],
)
def test_lags_that_a_history_supports(periods, season_length, expected):
    assert lags(periods, season_length) == expected
