"""Rolling-origin backtest against forecasts made one by one, and the league table worked out by hand."""

import numpy as np
import pytest

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.demand.accuracy import wape
from sop_xl.planning.demand.backtest import backtest, league_table
from sop_xl.planning.demand.forecast import forecast

METHODS = ("naive", "seasonal_naive", "auto")


def histories():
    rng = np.random.default_rng(7)
    return np.array([100 * np.tile([0.7, 1.0, 1.3, 1.0], 10), np.full(40, 50.0)]) * rng.uniform(0.95, 1.05, (2, 40))


def test_errors_are_those_of_forecasts_made_from_each_origin():
    block = histories()
    found = backtest(block, 3, 5, 4, METHODS)
    for number, method in enumerate(METHODS):
        said, true = [], []
        for end in range(33, 38):  # the last origin is 37: its three steps end with the history
            said.append(forecast(block[:, :end], 3, 4, method).mean)
            true.append(block[:, end : end + 3])
        expected = wape(np.concatenate(true, axis=1), np.concatenate(said, axis=1))
        np.testing.assert_allclose(found.wape[:, number], expected, rtol=1e-9)


def test_league_table_ranks_by_pooled_wape_and_counts_wins():
    found = backtest(histories(), 2, 6, 4, METHODS)
    table = league_table(found)
    assert [line.wape for line in table] == sorted(line.wape for line in table)
    assert sum(line.won for line in table) == 2
    naive = next(line for line in table if line.method == "naive")
    number = METHODS.index("naive")
    pooled = np.abs(found.actual - found.forecasts[number]).sum() / found.actual.sum()
    assert naive.wape == pytest.approx(pooled, rel=1e-12)
    assert naive.mase == pytest.approx(found.mase[:, number].mean(), rel=1e-12)


def test_segments_have_tables_of_their_own():
    found = backtest(histories(), 2, 6, 4, METHODS)
    table = league_table(found, ["seasonal", "flat"])
    best = {line.segment: line for line in reversed(table)}
    assert set(best) == {"seasonal", "flat"}
    assert best["seasonal"].method != "naive"
    assert all(line.items == 1 for line in table)


def test_a_short_item_is_not_tested_and_says_why():
    block = histories()
    block[1, :38] = np.nan
    found = backtest(block, 2, 6, 4, METHODS)
    assert isinstance(found.problems[1], InsufficientDataError)
    assert np.isnan(found.wape[1]).all()
    assert {line.items for line in league_table(found)} == {1}


def test_refusals():
    with pytest.raises(InsufficientDataError, match="too short"):
        backtest(histories()[:, :8], 3, 6)
    with pytest.raises(DomainError, match="origins"):
        backtest(histories(), 3, 0)
    with pytest.raises(DomainError, match="method"):
        backtest(histories(), 3, 6, 4, ["oracle"])
