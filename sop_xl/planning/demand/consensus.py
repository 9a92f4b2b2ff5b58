"""From several opinions to one number: consensus by weights or by priority."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_same_block


def weighted_consensus(inputs: Sequence[ArrayLike], weights: Sequence[float] | None = None) -> FloatArray:
    """Weighted mean of the inputs that have a number, cell by cell: Σ wᵢFᵢ ÷ Σ wᵢ.

    Parameters
    ----------
    inputs : sequence of (items, periods) units/period
        Statistical, sales, marketing, customer … [F_i]; a blank has no vote in its cell.
    weights : sequence of float, optional
        Weight of each input, 0 or more [w_i]; equal by default.

    Returns
    -------
    (items, periods) units/period
        NaN where no input with a weight has a number.

    Raises
    ------
    ShapeError
        Inputs of different shapes, or not one weight per input (``#VALUE!``).
    DomainError
        A negative weight, or none above 0 (``#NUM!``).

    Notes
    -----
    Source: Armstrong (ed.), *Principles of Forecasting* (2001), on combining forecasts.

    Examples
    --------
    >>> weighted_consensus([[[100, 100]], [[120, np.nan]]], [3, 1])
    array([[105., 100.]])
    """
    stack = _stack(inputs)
    votes = np.ones(len(stack)) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    if votes.size != len(stack):
        raise ShapeError("one weight per input", argument="weights", got=votes.size, expected=len(stack))
    if not ((votes >= 0).all() and votes.any()):
        raise DomainError("weights must be 0 or more, one of them above 0", argument="weights", got=votes.tolist())
    weight = np.where(np.isnan(stack), 0.0, votes[:, np.newaxis, np.newaxis])
    total = weight.sum(axis=0)
    mean: FloatArray = (weight * np.nan_to_num(stack)).sum(axis=0) / np.where(total == 0, np.nan, total)
    return mean


def priority_consensus(inputs: Sequence[ArrayLike]) -> FloatArray:
    """Last input that has a number, cell by cell: later inputs go before earlier ones.

    Examples
    --------
    >>> priority_consensus([[[100, 100]], [[120, np.nan]]])
    array([[120., 100.]])
    """
    stack = _stack(inputs)
    chosen: FloatArray = stack[0]
    for later in stack[1:]:
        chosen = np.where(np.isnan(later), chosen, later)
    return chosen


def _stack(inputs: Sequence[ArrayLike]) -> FloatArray:
    first = as_block(inputs[0], "input 1")
    return np.array([as_same_block(block, first, f"input {number}") for number, block in enumerate(inputs, start=1)])
