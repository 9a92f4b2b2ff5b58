"""Rough-cut capacity: the hours that a plan asks of each resource, and how far they go.

Load is in hours; utilisation = load ÷ available hours; gap = available − load (negative = overload).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_same_block
from sop_xl.planning.names import listed, positions
from sop_xl.planning.supply.domains import non_negative, positive, share, whole

LOT_FOR_LOT = 0.0  # the lot size that means: what a period plans is one lot


def load_by_bill_of_resources(
    plan: ArrayLike,
    hours_per_unit: ArrayLike,
    setup_hours: ArrayLike = 0.0,
    lot_size: ArrayLike = LOT_FOR_LOT,
    efficiency: ArrayLike = 1.0,
    scrap: ArrayLike = 0.0,
    offset: ArrayLike = 0,
) -> FloatArray:
    """Hours that a plan asks of each resource in each period.

    ``load_(r,t) = Σ_i (started_(i,t+o)·hours_(i,r) + lots_(i,t+o)·set-up_(i,r)) ÷ efficiency_r`` with
    ``started = plan ÷ (1 − scrap)`` and ``lots = started ÷ lot size``.

    Parameters
    ----------
    plan : (items, periods) units/period
        Good units to be finished [MPS_(i,t)]; a gap counts as none.
    hours_per_unit, setup_hours : (items, resources) hours/unit, hours/lot
        Run and set-up time; a gap counts as none.
    lot_size : (items,) units, optional
        Average lot; 0 makes one lot of what a period plans.
    efficiency : (resources,) fraction, optional
        Standard hours produced per hour worked.
    scrap : (items,) fraction, optional
        Share of the started units that is lost.
    offset : (items, resources) periods, optional
        Whole periods by which the work comes before the finished unit [o]. Work for the first periods that lay before
        the first one is done and no load any more; work for units beyond the last period is not known.

    Returns
    -------
    (resources, periods) hours
        Load.

    Raises
    ------
    ShapeError
        Hours that do not have one row per item (``#VALUE!``).
    DomainError
        Negative plan, hours, lot or offset, an efficiency of zero or less, a scrap of 1 or more (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on capacity planning (bill of capacity; resource profile where work comes earlier).

    Examples
    --------
    >>> load_by_bill_of_resources([[33], [17]], [[0.05, 0.70], [1.30, 0.55]])
    array([[23.75],
           [32.45]])
    """
    units = non_negative(np.nan_to_num(as_block(plan, "plan")), "plan")
    run = non_negative(np.nan_to_num(as_block(hours_per_unit, "hours_per_unit")), "hours_per_unit")
    if len(run) != len(units):
        raise ShapeError(
            "one row per item of the plan", argument="hours_per_unit", got=run.shape, expected=f"{len(units)} rows"
        )
    setup = non_negative(np.nan_to_num(as_same_block(setup_hours, run, "setup_hours")), "setup_hours")
    offsets = whole(np.nan_to_num(as_same_block(offset, run, "offset")), "offset")
    rate = positive(as_column(efficiency, run.shape[1], "efficiency"), "efficiency")

    started = units / (1.0 - as_column(share(scrap, "scrap"), len(units), "scrap")[:, np.newaxis])
    lots = _lots(started, as_column(non_negative(lot_size, "lot_size"), len(units), "lot_size"))
    load = np.zeros((run.shape[1], units.shape[1]))
    for o in np.unique(offsets).astype(int).tolist():
        used = offsets == o
        load += _earlier((run * used).T @ started + (setup * used).T @ lots, o)
    return load / rate[:, np.newaxis]


def load_by_resource_profile(
    plan: ArrayLike,
    items: Sequence[str],
    resources: Sequence[str],
    operation_item: Sequence[str],
    operation_resource: Sequence[str],
    hours_per_unit: ArrayLike,
    offset: ArrayLike = 0,
    setup_hours: ArrayLike = 0.0,
    lot_size: ArrayLike = LOT_FOR_LOT,
    efficiency: ArrayLike = 1.0,
    scrap: ArrayLike = 0.0,
) -> FloatArray:
    """Hours that a plan asks of each resource, from the list of operations that a routing has.

    ``load_(r,t) = Σ_k (started_(i,t+o)·hours_k + lots_(i,t+o)·set-up_k) ÷ efficiency_r`` over the operations k of r,
    with ``started = plan ÷ (1 − scrap_k)``, the units that the operation must start. An item may visit a resource
    several times, each time at its own offset. Operations of items that are not planned
    and of resources that are not asked for do not count.

    Parameters
    ----------
    plan : (items, periods) units/period
        Units to be finished [MPS_(i,t)]; a gap counts as none.
    items, resources : names
        Of the rows of the plan and of the rows of the result.
    operation_item, operation_resource : (operations,) names
        What each operation works on, and where.
    hours_per_unit, setup_hours, lot_size, offset, scrap : (operations,)
        As in ``load_by_bill_of_resources``, per operation; scrap is what is lost from the operation on.
    efficiency : (resources,) fraction
        As in ``load_by_bill_of_resources``.

    Returns
    -------
    (resources, periods) hours
        Load.

    Raises
    ------
    ShapeError
        Operations whose columns differ in length (``#VALUE!``).
    DomainError
        Negative hours, lots or offsets, an efficiency of zero or less, a scrap of 1 or more (``#NUM!``).
    InsufficientDataError
        A planned item or a resource without any operation (``#N/A``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on capacity planning (resource profiles).

    Examples
    --------
    >>> load_by_resource_profile([[0, 10, 20]], ["Bike"], ["Paint"], ["Bike"] * 2, ["Paint"] * 2, [1.0, 0.5], [0, 1])
    array([[ 5., 20., 20.]])
    """
    units = non_negative(np.nan_to_num(as_block(plan, "plan")), "plan")
    if len(items) != len(units) or len(operation_item) != len(operation_resource):
        raise ShapeError("one name per row, and operations of one length", argument="items", got=len(items))
    operations = len(operation_item)
    run = as_column(non_negative(hours_per_unit, "hours_per_unit"), operations, "hours_per_unit")
    setup = as_column(non_negative(setup_hours, "setup_hours"), operations, "setup_hours")
    lot = as_column(non_negative(lot_size, "lot_size"), operations, "lot_size")
    offsets = as_column(whole(offset, "offset"), operations, "offset")
    lost = as_column(share(scrap, "scrap"), operations, "scrap")
    rate = positive(as_column(efficiency, len(resources), "efficiency"), "efficiency")
    planned = [items[i] for i in np.flatnonzero(units.sum(axis=1)).tolist()]
    _require_operations(planned, operation_item, "items")
    _require_operations(resources, operation_resource, "resources")

    wanted = listed(operation_item, items) & listed(operation_resource, resources)
    chosen = np.flatnonzero(wanted).tolist()
    item = positions([operation_item[n] for n in chosen], items, "items")
    resource = positions([operation_resource[n] for n in chosen], resources, "resources")
    run, setup, lot, offsets = run[wanted], setup[wanted], lot[wanted], offsets[wanted]
    started = units[item] / (1.0 - lost[wanted, np.newaxis])
    hours = run[:, np.newaxis] * started + setup[:, np.newaxis] * _lots(started, lot)
    load = np.zeros((len(resources), units.shape[1]))
    for o in np.unique(offsets).astype(int).tolist():
        here = offsets == o
        np.add.at(load, resource[here], _earlier(hours[here], o))
    return load / rate[:, np.newaxis]


def _require_operations(names: Sequence[str], among: Sequence[str], argument: str) -> None:
    idle = [name for name, found in zip(names, listed(names, among).tolist(), strict=True) if not found]
    if idle:
        raise InsufficientDataError(
            "no operation in the routing",
            argument=argument,
            got=idle[0],
            hint="Add one; with 0 hours if none is needed.",
        )


def utilisation(load: ArrayLike, available: ArrayLike) -> FloatArray:
    """Share of the available hours that the load takes; the arguments are laid over each other.

    Raises
    ------
    ZeroDenominatorError
        A resource without available hours (``#DIV/0!``).
    DomainError
        Negative hours (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on capacity planning.

    Examples
    --------
    >>> utilisation([120, 200], 160)
    array([0.75, 1.25])
    """
    hours = non_negative(available, "available")
    if (hours == 0).any():
        raise ZeroDenominatorError("a resource without available hours", argument="available", got=0.0)
    return np.asarray(non_negative(load, "load") / hours)


def capacity_gap(load: ArrayLike, available: ArrayLike, hours_per_unit: ArrayLike = 1.0) -> FloatArray:
    """Available hours − load, in hours or in the units that they make; the arguments are laid over each other.

    Parameters
    ----------
    load, available : hours
        Load and available hours; a negative gap is an overload.
    hours_per_unit : hours/unit, optional
        Time that one unit takes, to show the gap in units.

    Raises
    ------
    DomainError
        Negative hours, or a time per unit that is not positive (``#NUM!``).

    Examples
    --------
    >>> capacity_gap([120, 200], 160)
    array([ 40., -40.])
    """
    gap = non_negative(available, "available") - non_negative(load, "load")
    return np.asarray(gap / positive(hours_per_unit, "hours_per_unit"))


def _lots(started: FloatArray, lot_size: FloatArray) -> FloatArray:
    lot = lot_size[:, np.newaxis]
    one_lot = lot == LOT_FOR_LOT
    return np.where(one_lot, started > 0, started / np.where(one_lot, 1.0, lot))


def _earlier(load: FloatArray, periods: int) -> FloatArray:
    """Load moved to earlier periods; what lies before the first period is past."""
    moved = np.zeros_like(load)
    if periods < load.shape[1]:
        moved[:, : load.shape[1] - periods] = load[:, periods:]
    return moved
