"""What ``auto`` makes of the histories that planners really have."""

import numpy as np
import pytest

from sop_xl.planning.demand.automatic import INTERMITTENT, REGULAR
from sop_xl.planning.demand.forecast import forecast

GAP = np.nan
SEASON = np.tile([1.0, 1.2, 1.4, 1.5, 1.4, 1.1, 0.9, 0.7, 0.6, 0.6, 0.7, 0.9], 4)


def noisy(level, periods=48):
    return np.random.default_rng(9).uniform(0.9 * level, 1.1 * level, periods)


HISTORIES = {
    "steady": (noisy(100), REGULAR, (95, 105)),
    "seasonal": (100 * SEASON, REGULAR, (85, 115)),
    "constant": (np.full(48, 7.0), REGULAR, (7, 7)),
    "no demand": (np.zeros(48), REGULAR, (0, 0)),
    "three points": (np.r_[[GAP] * 45, 5, 7, 6], REGULAR, (5, 7)),
    "gaps": (np.where(np.arange(48) % 7 == 3, GAP, 100 * SEASON), REGULAR, (85, 115)),
    "launched after zeros": (np.r_[np.zeros(30), noisy(100, 18)], REGULAR, (90, 110)),
    "stopped a year ago": (np.r_[noisy(100, 36), np.zeros(12)], REGULAR, (0, 5)),
    "with returns": (noisy(0.0) + np.resize([5.0, -1, 3], 48), REGULAR, (1, 4)),
    "only at Christmas": (np.tile([0.0] * 9 + [5, 20, 30], 4), REGULAR, (3, 6)),
    "now and then": (np.resize([0.0, 0, 4, 0, 2, 0, 0], 48), INTERMITTENT, (0.5, 1.2)),
    "once": (np.r_[np.zeros(40), 8, np.zeros(7)], INTERMITTENT, (0.2, 3)),
    "tiny units": (1e-6 * noisy(100), REGULAR, (0.95e-4, 1.05e-4)),
    "huge units": (1e9 * noisy(100), REGULAR, (0.95e11, 1.05e11)),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_each_kind_of_history_has_a_sensible_answer(name):
    history, method, (low, high) = HISTORIES[name]
    found = forecast(history, 12)
    assert found.problems == (None,)
    assert found.method == (method,)
    assert low <= found.mean.mean() <= high * (1 + 1e-12)
    assert np.isfinite(found.mean).all()
    assert (found.lower <= found.mean).all()
    assert (found.mean <= found.upper).all()


def test_demand_only_at_christmas_is_forecast_for_christmas():
    found = forecast(np.tile([0.0] * 9 + [5, 20, 30], 4), 12)
    assert found.mean[0, :9].max() < 1
    np.testing.assert_allclose(found.mean[0, 9:], [5, 20, 30], rtol=0.15)


def test_no_forecast_of_demand_without_returns_is_negative():
    falling = np.maximum(100 - 2.5 * np.arange(48), 0) + np.resize([0.0, 3, 1], 48)
    found = forecast(falling, 24, level=0.99)
    assert (found.lower >= 0).all()
    assert (found.mean >= 0).all()


def test_what_returns_are_in_the_history_may_be_in_the_forecast():
    assert (forecast(-noisy(100), 3).mean < 0).all()
