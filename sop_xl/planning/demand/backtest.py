"""Rolling-origin backtest: how each method would have forecast this history, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, SopError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.demand import accuracy
from sop_xl.planning.demand.forecast import AUTO, forecast
from sop_xl.planning.demand.history import MIN_POINTS

NAIVE = "naive"
DEFAULT_METHODS = (AUTO, NAIVE, "seasonal_naive", "ses", "damped", "holt_winters", "theta", "airline", "croston")


@dataclass(frozen=True)
class Backtest:
    """Errors of several methods over several origins.

    Attributes
    ----------
    methods : tuple of str
        The methods tried.
    wape, bias, mase : (items, methods)
        Accuracy of each method for each item over all origins and steps; NaN where it does not exist.
    actual : (items, origins·horizon) units/period
        What was to be forecast, origin by origin.
    forecasts : (methods, items, origins·horizon) units/period
        What each method said.
    problems : tuple of SopError or None
        Why an item could not be tested.
    """

    methods: tuple[str, ...]
    wape: FloatArray
    bias: FloatArray
    mase: FloatArray
    actual: FloatArray
    forecasts: FloatArray
    problems: tuple[SopError | None, ...]


@dataclass(frozen=True)
class Standing:
    """Line of the league table: one method over some items."""

    segment: str
    method: str
    items: int
    wape: float
    bias: float
    mase: float
    won: int


def backtest(
    history: ArrayLike,
    horizon: int = 3,
    origins: int = 6,
    season_length: int = 12,
    methods: Sequence[str] = DEFAULT_METHODS,
) -> Backtest:
    """Forecast the end of each history from several earlier origins with several methods.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand so far.
    horizon : int
        Steps forecast from each origin [h].
    origins : int
        Number of origins; the last one is so placed that its forecast ends with the history, the others a period
        earlier each.
    season_length : int
        Periods of a season [m].
    methods : sequence of str
        Names as in ``forecast``.

    Raises
    ------
    DomainError
        Fewer than one origin or an unknown method (``#NUM!``).
    InsufficientDataError
        A table too short for so many origins (``#N/A``).

    Notes
    -----
    Source: Tashman (2000), *Out-of-sample tests of forecasting accuracy*, Int. J. of Forecasting 16.
    The item's MASE is scaled by the history before the first origin.

    Examples
    --------
    >>> found = backtest([[5, 7, 6, 8, 5, 7, 6, 8, 5, 7, 6, 8]], 1, 4, 4, ["naive", "seasonal_naive"])
    >>> found.wape.round(3).tolist()
    [[0.308, 0.0]]
    """
    block = as_block(history, "history")
    if origins < 1:
        raise DomainError("outside its domain", argument="origins", got=origins, expected=">=1")
    first = block.shape[1] - horizon - origins + 1
    if first < MIN_POINTS:
        raise InsufficientDataError(
            "too short for so many origins",
            argument="history",
            got=f"{block.shape[1]} periods",
            expected=f"at least {horizon + origins - 1 + MIN_POINTS}",
            hint="Test fewer origins or a shorter horizon.",
        )
    ends = range(first, first + origins)
    actual = np.concatenate([block[:, end : end + horizon] for end in ends], axis=1)
    runs = {name: [forecast(block[:, :end], horizon, season_length, name) for end in ends] for name in methods}
    said = np.array([np.concatenate([run.mean for run in of_method], axis=1) for of_method in runs.values()])
    problems = next(iter(runs.values()))[-1].problems  # of the longest history; a shorter one is just not compared
    measured = [
        (accuracy.wape(actual, one), accuracy.bias(actual, one), accuracy.mase(actual, one, block[:, :first]))
        for one in said
    ]
    wape, bias, mase = (np.array(columns).T for columns in zip(*measured))
    return Backtest(tuple(methods), wape, bias, mase, actual, said, problems)


def league_table(found: Backtest, segments: Sequence[str] | None = None) -> list[Standing]:
    """Methods by their pooled WAPE, best first, for all items or for each segment.

    The pooled WAPE weighs items by their volume; ``won`` counts the items for which a method was best, and MASE is
    the mean over the items.

    Examples
    --------
    >>> found = backtest([[5, 7, 6, 8, 5, 7, 6, 8, 5, 7, 6, 8]], 1, 4, 4, ["naive", "seasonal_naive"])
    >>> [(line.method, line.won) for line in league_table(found)]
    [('seasonal_naive', 1), ('naive', 0)]
    """
    labels = np.array(["all"] * len(found.actual) if segments is None else list(segments))
    tested = np.array([not np.isnan(row).all() for row in found.wape])
    winner = np.where(tested, np.nanargmin(np.where(tested[:, np.newaxis], found.wape, 0.0), axis=1), -1)
    table: list[Standing] = []
    for segment in dict.fromkeys(labels.tolist()):
        rows = tested & (labels == segment)
        if not rows.any():
            continue
        lines = []
        for number, method in enumerate(found.methods):
            actual, said = found.actual[rows].reshape(1, -1), found.forecasts[number, rows].reshape(1, -1)
            lines.append(
                Standing(
                    segment=segment,
                    method=method,
                    items=int(rows.sum()),
                    wape=float(accuracy.wape(actual, said)[0]),
                    bias=float(accuracy.bias(actual, said)[0]),
                    mase=_mean(found.mase[rows, number]),
                    won=int((winner[rows] == number).sum()),
                )
            )
        table += sorted(lines, key=lambda line: line.wape)
    return table


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan
