"""The way in: shapes, gaps, short rows and refusals, whatever the method."""

import numpy as np
import pytest

from sop_xl.errors import DomainError, InsufficientDataError, NotFiniteError
from sop_xl.planning.demand.forecast import METHODS, forecast

GAP = np.nan


def monthly(rows=3, periods=48):
    rng = np.random.default_rng(1)
    season = 1 + 0.3 * np.sin(np.arange(periods) * 2 * np.pi / 12)
    return 100 * season * rng.uniform(0.9, 1.1, (rows, periods))


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_rows_in_are_rows_out_and_the_interval_holds_the_mean(method):
    found = forecast(monthly(), 18, method=method)
    assert found.mean.shape == found.lower.shape == found.upper.shape == (3, 18)
    assert (found.lower <= found.mean).all()
    assert (found.mean <= found.upper).all()
    assert found.problems == (None, None, None)


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_a_row_is_forecast_alike_alone_and_in_a_table(method):
    table = monthly(4)
    table[1, :20] = GAP
    table[2, 30] = GAP
    table[3, :47] = GAP
    together = forecast(table, 6, method=method)
    assert isinstance(together.problems[3], InsufficientDataError)
    for i in range(3):
        alone = forecast(table[i], 6, method=method)
        np.testing.assert_allclose(alone.mean[0], together.mean[i], rtol=1e-12)
        np.testing.assert_allclose(alone.upper[0], together.upper[i], rtol=1e-12)


def test_a_row_that_cannot_be_forecast_keeps_its_place():
    found = forecast([[1, 2, 3], [GAP, GAP, GAP], [GAP, 4, 5], [1, np.inf, 2]], 2, method="naive")
    kinds = [type(problem) for problem in found.problems]
    assert kinds == [type(None), InsufficientDataError, InsufficientDataError, NotFiniteError]
    assert found.mean[0].tolist() == [3, 3]
    assert np.isnan(found.mean[1:]).all()
    assert found.method == ("naive", "", "", "")


def test_the_forecast_starts_after_the_table_also_where_the_last_value_is_missing():
    found = forecast([[1, 2, 3, 4, 5, GAP]], 3, season_length=4, method="seasonal_naive")
    assert found.mean[0].tolist() == [3, 4, 5]


@pytest.mark.parametrize(
    ("argument", "arguments"),
    [
        ("horizon", {"horizon": 0}),
        ("season_length", {"season_length": 0}),
        ("season_length", {"season_length": 61}),
        ("missing", {"missing": "perhaps"}),
        ("level", {"level": 1.0}),
        ("method", {"method": "crystal_ball"}),
    ],
)
def test_arguments_outside_their_domain_are_refused(argument, arguments):
    with pytest.raises(DomainError, match=argument):
        forecast(**{"history": monthly(), "horizon": 3, **arguments})


def test_gaps_are_estimated_or_count_as_no_demand():
    history = [GAP, 8, 8, GAP, 8, 8, GAP]
    assert forecast(history, 1, 1).mean[0, 0] == pytest.approx(8)
    as_zero = forecast(history, 1, 1, missing="zero").mean[0, 0]
    expected = forecast([8, 8, 0, 8, 8, 0], 1, 1).mean[0, 0]
    assert as_zero == expected < 7
