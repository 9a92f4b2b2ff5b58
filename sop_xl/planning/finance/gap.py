"""The gap between the latest estimate and the annual operating plan, and what closers are expected to bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, own_column


@dataclass(frozen=True)
class Gap:
    """Gap by period; all (periods,) currency, negative = short of the plan.

    Attributes
    ----------
    gap : latest estimate − AOP
    closers : expected value of all closers
    remaining : gap + closers
    """

    gap: FloatArray
    closers: FloatArray
    remaining: FloatArray


def gap_to_aop(
    latest_estimate: ArrayLike, aop: ArrayLike, closer_values: ArrayLike, closer_probabilities: ArrayLike
) -> Gap:
    """Gap to the annual operating plan before and after the closers, each weighted with its probability.

    Parameters
    ----------
    latest_estimate, aop : (periods,) currency
        Latest estimate and annual operating plan.
    closer_values : (closers, periods) currency
        What each closer brings if it comes; NaN = nothing.
    closer_probabilities : (closers,) or one, fraction
        Probability that it comes.

    Returns
    -------
    Gap
        By period.

    Raises
    ------
    DomainError
        A probability outside 0 to 1, or none (``#NUM!``).
    ShapeError
        Closers with another number of periods (``#VALUE!``).

    Notes
    -----
    Source: expected value; gap closing as in Wallace & Stahl, *Sales & Operations Planning: The How-To Handbook*.

    Examples
    --------
    >>> found = gap_to_aop([900], [1000], [[80], [50]], [0.5, 0.2])
    >>> found.gap.item(), found.closers.item(), found.remaining.item()
    (-100.0, 50.0, -50.0)
    """
    estimate = np.asarray(latest_estimate, dtype=np.float64).ravel()
    gap = estimate - own_column(aop, len(estimate), "aop")
    values = np.nan_to_num(as_block(closer_values, "closer_values"))
    if values.shape[1] != len(estimate):
        raise ShapeError(
            "one column per period",
            argument="closer_values",
            got=values.shape,
            expected=f"{len(estimate)} columns",
        )
    probabilities = as_column(closer_probabilities, len(values), "closer_probabilities")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise DomainError("a probability outside 0 to 1, or blank", argument="closer_probabilities", expected="[0,1]")
    closers = probabilities @ values
    return Gap(gap, closers, gap + closers)
