"""Time fences: what of a plan may still change, and what has changed where it should not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block, as_column, as_flow
from sop_xl.planning.supply.domains import non_negative, whole


@dataclass(frozen=True)
class FenceCheck:
    """Changes of a plan against the one before, by zone; every field is items × periods.

    Attributes
    ----------
    change : units/period
        New plan − previous plan; 0 where they differ by no more than the tolerance.
    frozen : flag
        Changed before the demand time fence, where the plan is fixed.
    slushy : flag
        Changed between the demand and the planning time fence, where a planner must agree.
    """

    change: FloatArray
    frozen: BoolArray
    slushy: BoolArray


def check_fences(
    plan: ArrayLike,
    previous: ArrayLike,
    demand_fence: ArrayLike,
    planning_fence: ArrayLike,
    tolerance: ArrayLike = 0.0,
) -> FenceCheck:
    """Find the changes of a plan inside its time fences.

    Parameters
    ----------
    plan, previous : (items, periods) units/period
        The new plan and the one before, for the same items and the same periods; a gap counts as none.
    demand_fence, planning_fence : (items,) periods
        Number of first periods that are frozen, and up to which changes need consent.
    tolerance : (items,) units, optional
        Change that does not matter.

    Returns
    -------
    FenceCheck
        Changes and the zones that they lie in.

    Raises
    ------
    DomainError
        Fences that are not whole numbers of periods, or a planning fence before the demand fence (``#NUM!``).
    ShapeError
        Plans of different shapes (``#VALUE!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on master production scheduling (time fencing: frozen, slushy, liquid).

    Examples
    --------
    >>> check = check_fences([[40, 50, 60, 70]], [[40, 40, 40, 40]], 1, 3)
    >>> check.frozen, check.slushy
    (array([[False, False, False, False]]), array([[False,  True,  True, False]]))
    """
    new = np.nan_to_num(as_block(plan, "plan"))
    items, periods = new.shape
    first = as_column(whole(demand_fence, "demand_fence"), items, "demand_fence")
    last = as_column(whole(planning_fence, "planning_fence"), items, "planning_fence")
    if (last < first).any():
        raise DomainError(
            "before the demand time fence",
            argument="planning_fence",
            got=float(last[last < first][0]),
            expected=f"{first[last < first][0]:g} or more",
        )
    allowed = as_column(non_negative(tolerance, "tolerance"), items, "tolerance")[:, np.newaxis]
    change = new - np.nan_to_num(as_flow(previous, new, "previous"))
    change[np.abs(change) <= allowed] = 0.0
    period = np.arange(periods)
    frozen = (change != 0) & (period < first[:, np.newaxis])
    return FenceCheck(change, frozen, (change != 0) & (period < last[:, np.newaxis]) & ~frozen)
