"""Many single forecasts as few tables: the answers are those of the single calls, and equal calls cost nothing."""

import time
from itertools import chain

import numpy as np
import pytest

import sop_xl.functions.call as calling
import sop_xl.planning.demand.gathered as gathered
from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError
from sop_xl.functions.call import call, call_many
from sop_xl.planning.demand.forecast import METHODS, forecast
from sop_xl.planning.demand.gathered import Request, forecast_gathered
from udfs import REGISTRY

FORECAST = REGISTRY["SOP_FORECAST"]


def histories(count: int, seed: int = 3) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        periods = int(random.integers(3, 61))
        level = 50 * (1 + 0.3 * np.sin(2 * np.pi * np.arange(periods) / 12))
        demand = random.poisson(level if number % 3 else 0.6, periods).astype(float)
        if number % 5 == 0 and periods > 8:
            demand[[0, 4, -1]] = np.nan
        made.append(demand)
    return made


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_gathered_answers_are_those_of_single_calls(method):
    requests = [Request(h, 6 if i % 2 else 3, 12, method, 0.9) for i, h in enumerate(histories(12))]
    for request, answer in zip(requests, forecast_gathered(requests)):
        alone = forecast(request.history, request.horizon, 12, method, 0.9)
        np.testing.assert_allclose(answer.mean, alone.mean, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(answer.lower, alone.lower, rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(answer.upper, alone.upper, rtol=1e-11, atol=1e-11)
        assert (answer.method, list(map(str, answer.problems))) == (alone.method, list(map(str, alone.problems)))


def test_the_forecast_of_a_request_does_not_depend_on_the_others():
    requests = [Request(h, 4) for h in histories(60)]
    whole = forecast_gathered(requests)
    for part in (requests[10:13], requests[::7], requests[::-1]):
        for request, answer in zip(part, forecast_gathered(part)):
            reference = whole[next(i for i, r in enumerate(requests) if r is request)]
            np.testing.assert_allclose(answer.mean, reference.mean, rtol=1e-12, atol=1e-12)


def test_equal_histories_are_computed_once(monkeypatch):
    seen = []

    def counting(table, *terms):
        seen.append(len(table))
        return forecast(table, *terms)

    monkeypatch.setattr(gathered, "forecast", counting)
    history = histories(1)[0]
    answers = forecast_gathered([Request(history.copy(), 4) for _ in range(50)])
    assert seen == [1]
    assert len({answer.mean.tobytes() for answer in answers}) == 1


def test_a_bad_request_costs_the_others_nothing():
    good = histories(1)[0]
    found = forecast_gathered([Request(good, 2), Request(good, 0), Request(np.zeros((1, 1, 3)), 2), Request([1.0], 2)])
    assert found[0].problems == (None,)
    assert isinstance(found[1], DomainError)
    assert found[2].code == "shape"
    assert found[3].problems[0].code == "too-little-data"
    assert forecast_gathered([]) == []


def test_cells_get_the_same_grid_gathered_or_one_by_one():
    calls = [
        [[h.tolist()], 3 + i % 2, 12, "auto", ("mean", "lower", "upper", "all")[i % 4]]
        for i, h in enumerate(histories(24))
    ]
    calls[3][0] = [[value] for value in calls[3][0][0]]  # upright
    calls += [[[[1.0, 2.0]], 3], [[["a", 2.0, 3.0]], 3], [], [[[CellError.DIV0, 1.0, 2.0]], 2], [[[1.0, 2, 3]], 0]]
    calls = [[_without_nan(argument) for argument in one] for one in calls]
    for one, many in zip([call(FORECAST, c) for c in calls], call_many(FORECAST, calls), strict=True):
        assert [len(row) for row in one.grid] == [len(row) for row in many.grid]
        assert {k: str(v) for k, v in one.reasons.items()} == {k: str(v) for k, v in many.reasons.items()}
        for left, right in zip(chain.from_iterable(one.grid), chain.from_iterable(many.grid)):
            assert left == (pytest.approx(right, rel=1e-11, abs=1e-11) if isinstance(right, float) else right)


def _without_nan(argument):
    if not isinstance(argument, list):
        return argument
    return [[None if value != value else value for value in row] for row in argument]


def test_a_bug_in_gathering_falls_back_to_single_calls(monkeypatch):
    calls = [[[[1.0, 2.0, 3.0]], 1, 1, "naive"]] * 3

    def broken(_):
        raise RuntimeError("broken")

    logged = []
    monkeypatch.setattr(calling._LOG, "error", lambda *a: logged.append(a))
    monkeypatch.setattr("udfs.demand.forecast_gathered", broken)
    assert [outcome.grid for outcome in call_many(FORECAST, calls)] == [[[3.0]]] * 3
    assert logged


def test_a_thousand_gathered_calls_are_several_times_faster():
    rows = np.random.default_rng(1).poisson(80, (600, 48)).astype(float)
    calls = [[[row.tolist()], 6] for row in rows]
    call_many(FORECAST, calls[:40])
    start = time.process_time()
    for one in calls[:60]:
        call(FORECAST, one)
    single = (time.process_time() - start) / 60
    start = time.process_time()
    call_many(FORECAST, calls)
    assert (time.process_time() - start) / len(calls) < single / 2
