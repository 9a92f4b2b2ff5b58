"""Forecast value added: whether each step of the forecasting process makes the forecast better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.demand import accuracy

ADDS, NEUTRAL, DESTROYS = "adds value", "no difference", "destroys value"


class Step(NamedTuple):
    """One step of the stair: its WAPE and bias, and the value added against the step before and the first step."""

    group: str
    step: str
    wape: float
    bias: float
    added: float | None
    added_to_first: float | None
    verdict: str


def forecast_value_added(
    actual: ArrayLike,
    steps: Sequence[ArrayLike],
    names: Sequence[str],
    dead_zone: float = 0.01,
    groups: Sequence[str] | None = None,
) -> list[Step]:
    """Stair of WAPE from step to step, over all items or for each group of them (a person, a region).

    ``FVA = WAPE(previous step) − WAPE(step)``; the first step, usually the naive forecast, has none.

    Parameters
    ----------
    actual : (items, periods) units/period
        What was sold [A].
    steps : sequence of (items, periods) units/period
        What each step said at one and the same lag, in the order of the process [F]. Only periods that every step
        knows are compared.
    names : sequence of str
        Names of the steps.
    dead_zone : float, fraction
        Differences in WAPE up to this count as none.
    groups : sequence of str, optional
        Who or what each item belongs to.

    Raises
    ------
    ShapeError
        Steps, names or groups that do not match (``#VALUE!``).
    DomainError
        A negative dead zone (``#NUM!``).
    ZeroDenominatorError
        Actuals that are all zero or unknown (``#DIV/0!``).

    Notes
    -----
    Source: Gilliland (2010), *The Business Forecasting Deal*, ch. 4 (stairstep report).

    Examples
    --------
    >>> stair = forecast_value_added([[100, 100]], [[[80, 80]], [[90, 90]], [[85, 95]]], ["naive", "model", "planner"])
    >>> [(step.step, round(step.wape, 3), step.verdict) for step in stair]
    [('naive', 0.2, ''), ('model', 0.1, 'adds value'), ('planner', 0.1, 'no difference')]
    """
    if dead_zone < 0:
        raise DomainError("outside its domain", argument="dead_zone", got=dead_zone, expected=">=0")
    if len(names) != len(steps):
        raise ShapeError("one name per step", argument="names", got=len(names), expected=len(steps))
    pairs = [accuracy.pair(actual, step) for step in steps]
    known = np.logical_and.reduce([~np.isnan(pair[0]) for pair in pairs])
    block = np.where(known, as_block(actual, "actual"), np.nan)
    labels = ["all"] * len(block) if groups is None else list(groups)
    if len(labels) != len(block):
        raise ShapeError("one group per item", argument="groups", got=len(labels), expected=len(block))
    members = np.array(labels)
    return [
        step
        for group in dict.fromkeys(labels)
        for step in _stair(
            group, block[members == group], [pair[1][members == group] for pair in pairs], names, dead_zone
        )
    ]


def _stair(
    group: str, actual: FloatArray, said: Sequence[FloatArray], names: Sequence[str], dead_zone: float
) -> list[Step]:
    stair: list[Step] = []
    for name, forecast in zip(names, said):
        wape = float(accuracy.wape(actual.reshape(1, -1), forecast.reshape(1, -1))[0])
        if np.isnan(wape):
            raise ZeroDenominatorError(f"no demand to compare with for {group}", argument="actual")
        bias = float(accuracy.bias(actual.reshape(1, -1), forecast.reshape(1, -1))[0])
        added = stair[-1].wape - wape if stair else None
        to_first = stair[0].wape - wape if stair else None
        stair.append(Step(group, name, wape, bias, added, to_first, verdict(added, dead_zone)))
    return stair


def verdict(added: float | None, dead_zone: float) -> str:
    """Word for a value added: none where there is nothing to compare with."""
    if added is None:
        return ""
    if abs(added) <= dead_zone:
        return NEUTRAL
    return ADDS if added > 0 else DESTROYS


def naive_at_lag(history: ArrayLike, lag: int = 1, season_length: int = 1) -> FloatArray:
    """What the naive forecast, or the seasonal naive, said of each period so many periods before.

    Parameters
    ----------
    history : (items, periods) units/period
        Demand [y].
    lag : int
        Periods between the forecast and its period [L]; 1 = made at the end of the period before.
    season_length : int
        1 for the last value known, else the value of the same season, the latest one known.

    Returns
    -------
    (items, periods) units/period
        NaN for the first periods, of which nothing could be said.

    Examples
    --------
    >>> naive_at_lag([[1, 2, 3, 4]], 2)
    array([[nan, nan,  1.,  2.]])
    """
    block = as_block(history, "history")
    for name, value in (("lag", lag), ("season_length", season_length)):
        if value < 1:
            raise DomainError("outside its domain", argument=name, got=value, expected=">=1")
    back = -(-lag // season_length) * season_length
    said = np.full(block.shape, np.nan)
    said[:, back:] = block[:, : max(block.shape[1] - back, 0)]
    return said
