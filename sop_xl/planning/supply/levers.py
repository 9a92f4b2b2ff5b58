"""Capacity levers: overtime, extra shifts, subcontracting and pre-building, the cheapest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_same_block
from sop_xl.planning.supply.domains import non_negative


@dataclass(frozen=True)
class LeverPlan:
    """Hours by which the load of each resource is met.

    Attributes
    ----------
    regular : (resources, periods) hours
        Available hours worked, by the period in which they are worked.
    levers : (resources, levers, periods) hours
        Extra hours of each lever, by the period in which they are worked.
    prebuilt : (resources, periods) hours
        The part of all these hours that serves the load of later periods.
    unmet : (resources, periods) hours
        Load that no hours are left for.
    cost : (resources, periods) currency
        Cost of the extra hours and of carrying what they pre-build, by the period of the work.
    """

    regular: FloatArray
    levers: FloatArray
    prebuilt: FloatArray
    unmet: FloatArray
    cost: FloatArray


def pull_levers(
    load: ArrayLike,
    available: ArrayLike,
    lever_hours: NDArray[np.float64],
    lever_cost: ArrayLike,
    carrying_cost: ArrayLike = 0.0,
) -> LeverPlan:
    """Meet the load at the least extra cost: hours of the period itself or of earlier ones, the cheapest first.

    Periods are served in their order, each from the cheapest hours that are left. Work is never done late, so this
    plan is the cheapest of all that meet the load.

    Parameters
    ----------
    load, available : (resources, periods) hours
        Load, and the regular hours, which cost nothing extra; a gap counts as none.
    lever_hours : (resources, levers, periods) hours
        Most extra hours that each lever gives in each period.
    lever_cost : (resources, levers) currency/hour
        Extra cost of an hour.
    carrying_cost : (resources,) currency/(hour·period)
        Cost of having the work of one hour done a period early.

    Returns
    -------
    LeverPlan
        regular + levers = load − unmet over the horizon.

    Raises
    ------
    ShapeError
        Levers that do not match resources or periods (``#VALUE!``).
    DomainError
        Negative hours or costs (``#NUM!``).

    Notes
    -----
    Source: Bowman (1956), *Production scheduling by the transportation method*, Operations Research 4; the order of
    service that makes it exact is due to Johnson (1957), Management Science 3, 435–437.

    Examples
    --------
    >>> plan = pull_levers([[80, 130]], [[100, 100]], np.array([[[20.0, 20.0]]]), [[30]], carrying_cost=5)
    >>> plan.regular, plan.levers[:, 0], plan.cost
    (array([[100., 100.]]), array([[ 0., 10.]]), array([[100., 300.]]))
    """
    needed = non_negative(np.nan_to_num(as_block(load, "load")), "load")
    resources, periods = needed.shape
    regular = non_negative(np.nan_to_num(as_same_block(available, needed, "available")), "available")
    extra = non_negative(np.nan_to_num(np.asarray(lever_hours, dtype=np.float64)), "lever_hours")
    price = non_negative(as_block(lever_cost, "lever_cost"), "lever_cost")
    if extra.ndim != 3 or extra.shape != (resources, price.shape[1], periods) or len(price) != resources:
        raise ShapeError(
            "one row of hours and one cost per lever",
            argument="lever_hours",
            got=f"{extra.shape} hours and {price.shape} costs",
            expected=f"{resources} resources, {periods} periods",
        )
    carrying = as_column(non_negative(carrying_cost, "carrying_cost"), resources, "carrying_cost")

    # Sources of hours: the periods back from the one that is served, and in each the regular hours and the levers.
    left = np.concatenate([regular[:, np.newaxis], extra], axis=1).transpose(0, 2, 1)  # resources × periods × sources
    price = np.column_stack([np.zeros(resources), price])
    used = np.zeros_like(left)
    prebuilt, unmet, cost = (np.zeros_like(needed) for _ in range(3))
    for t in range(periods):
        back = np.arange(t, -1, -1)
        hours = left[:, back].reshape(resources, -1)
        each = (price[:, np.newaxis] + carrying[:, np.newaxis, np.newaxis] * (t - back)[:, np.newaxis]).reshape(
            resources, -1
        )
        order = np.argsort(each, axis=1, kind="stable")  # at one price the latest work comes first
        ready = np.take_along_axis(hours, order, axis=1)
        before = np.cumsum(ready, axis=1) - ready
        taken = np.empty_like(ready)
        np.put_along_axis(taken, order, np.clip(needed[:, [t]] - before, 0.0, ready), axis=1)
        unmet[:, t] = np.maximum(0.0, needed[:, t] - taken.sum(axis=1))
        cost[:, back] += (taken * each).reshape(resources, len(back), -1).sum(axis=2)
        taken = taken.reshape(resources, len(back), -1)
        left[:, back] -= taken
        used[:, back] += taken
        prebuilt[:, :t] += taken[:, 1:].sum(axis=2)[:, ::-1]
    return LeverPlan(used[:, :, 0], used[:, :, 1:].transpose(0, 2, 1), prebuilt, unmet, cost)
