"""Lock-step smoothing against statsmodels, against brute-force linear algebra and against simulation."""

from itertools import product

import numpy as np
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from sop_xl.planning.demand.smoothing import Grid, one_step_errors, smooth, variance_growth

NAMES = ("smoothing_level", "smoothing_trend", "smoothing_seasonal", "damping_trend")


def grid(m, *, priors=(0.5, 20.0), trend_prior=7.0):
    return Grid((0.1, 0.5), (0.0, 0.3), (0.05, 0.4), (0.9, 1.0), priors, trend_prior, m)


def noise(periods, rows=2):
    return np.random.default_rng(periods).normal(0, 1, (rows, periods)).cumsum(axis=1)


def walk(series, alpha, beta, gamma, phi, m, states):
    """Errors and forecasts of one set from given states, as the textbook writes the recursion."""
    level, trend, *season = states
    errors = []
    for y in series:
        s = season.pop(0) if m > 1 else 0.0
        e = y - level - phi * trend - s
        level, trend = level + phi * trend + alpha * e, phi * trend + alpha * beta * e
        if m > 1:
            season.append(s + gamma * (1 - alpha) * e)
        errors.append(e)
    paths = []
    for h in range(15):
        trend = phi * trend
        level = level + trend
        paths.append(level + (season[h % m] if m > 1 else 0.0))
    return np.array(errors), np.array(paths)


@pytest.mark.parametrize("m", [1, 4])
def test_forecast_and_variance_are_those_of_penalised_least_squares_for_the_initial_states(m):
    series, constants = noise(14), grid(m)
    fits = smooth(series, constants, 15)
    states = 2 + constants.seasons
    sets = product(constants.alphas, constants.betas, constants.gammas if m > 1 else (0.0,), constants.phis)
    for g, (alpha, beta, gamma, phi) in enumerate(sets):
        for p, prior in enumerate(constants.priors):
            weight = np.sqrt([1e-10, constants.trend_prior] + [prior] * constants.seasons)
            for r, row in enumerate(series):
                zero, _ = walk(row, alpha, beta, gamma, phi, m, np.zeros(states))
                unit = np.array([walk(row, alpha, beta, gamma, phi, m, e)[0] - zero for e in np.eye(states)]).T
                design, target = np.vstack([unit, np.diag(weight)]), np.r_[-zero, np.zeros(states)]
                start, *_ = np.linalg.lstsq(design, target, rcond=None)
                _, paths = walk(row, alpha, beta, gamma, phi, m, start)
                sse = ((design @ start - target) ** 2).sum()
                place = g * len(constants.priors) + p
                np.testing.assert_allclose(fits.forecast[place, :, r], paths, rtol=1e-6, atol=1e-6)
                assert fits.sigma2[place, r] * 13 == pytest.approx(sse, rel=1e-6)


def test_evidence_is_the_marginal_likelihood_of_the_data():
    """The prior precision of the level is so small that only differences between sets can be compared."""
    series, constants, periods = noise(9, rows=1), grid(4), 9
    fits = smooth(series, constants, 1)
    sets = list(product(constants.alphas, constants.betas, constants.gammas, constants.phis, constants.priors))
    expected = []
    for alpha, beta, gamma, phi, prior in sets:
        impulse = np.array([walk(e, alpha, beta, gamma, phi, 4, np.zeros(6))[0] for e in np.eye(periods)]).T
        unit = np.array([walk(np.zeros(periods), alpha, beta, gamma, phi, 4, e)[0] for e in np.eye(6)]).T
        inverse = np.linalg.inv(impulse)  # data = inverse (errors − unit · states)
        spread = np.diag(1 / np.array([1e-10, constants.trend_prior, *[prior] * 4]))
        covariance = inverse @ (np.eye(periods) + unit @ spread @ unit.T) @ inverse.T
        # σ² integrated out under 1/σ leaves the quadratic form to the power −n/2; the level takes one degree.
        quadratic = series[0] @ np.linalg.solve(covariance, series[0])
        log_determinant = np.linalg.slogdet(covariance)[1]
        expected.append(-0.5 * (periods - 1) * np.log(quadratic) - 0.5 * log_determinant)
    np.testing.assert_allclose(
        fits.log_evidence[:, 0] - fits.log_evidence[0, 0], np.array(expected) - expected[0], atol=1e-3
    )


def test_constants_fitted_by_statsmodels_give_its_forecast_and_no_larger_errors(air_passengers):
    series = np.log(air_passengers)
    reference = ETSModel(series[0], error="add", trend="add", damped_trend=True, seasonal="add", seasonal_periods=12)
    fitted = reference.fit(disp=False, maxiter=2000)
    alpha, beta, gamma, phi = (fitted.params[list(reference.param_names).index(name)] for name in NAMES)
    constants = Grid((alpha,), (beta / alpha,), (gamma / (1 - alpha),), (phi,), (1e-4,), 1e-4, 12)
    fits = smooth(series - series.mean(), constants, 24)
    assert fits.sigma2[0, 0] * 143 <= fitted.sse * (1 + 1e-3)
    assert fits.sigma2[0, 0] * 143 >= fitted.sse * 0.8
    np.testing.assert_allclose(fits.forecast[0, :, 0] + series.mean(), fitted.forecast(24), atol=0.03)


def test_variance_grows_as_in_a_simulation_of_the_model():
    constants = Grid((0.3,), (0.2,), (0.5,), (0.9,), (1.0,), 1.0, 3)
    rng = np.random.default_rng(0)
    shocks = rng.normal(size=(40_000, 8))
    level = trend = np.zeros(40_000)
    season = [np.zeros(40_000)] * 3
    values = []
    for e in shocks.T:
        s = season.pop(0)
        values.append(level + 0.9 * trend + s + e)
        level, trend = level + 0.9 * trend + 0.3 * e, 0.9 * trend + 0.06 * e
        season.append(s + 0.35 * e)
    np.testing.assert_allclose(variance_growth(constants, 8)[0], np.var(values, axis=1), rtol=0.03)


def test_one_step_errors_are_those_of_the_set_with_the_highest_evidence():
    series, constants = noise(20, rows=3), grid(4)
    errors = one_step_errors(series, constants)
    fits = smooth(series, constants, 1)
    best = fits.log_evidence.argmax(axis=0)
    # Without the prior's share the squared errors stay just below the penalised sum of squares.
    ratio = (errors**2).sum(axis=1) / (fits.sigma2[best, np.arange(3)] * 19)
    assert (ratio <= 1 + 1e-9).all()
    assert (ratio > 0.5).all()


def test_history_length_does_not_change_what_was_cached_for_another():
    constants = grid(4)
    short, long = noise(10), noise(80)
    before = smooth(short, constants, 3).forecast
    smooth(long, constants, 3)
    np.testing.assert_array_equal(smooth(short, constants, 3).forecast, before)
