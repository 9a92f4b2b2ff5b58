"""Order promising: what may be promised from the schedule (ATP) and from free capacity on top of it (CTP)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_flow, own_column
from sop_xl.planning.supply.domains import known, non_negative, whole


def discrete_atp(on_hand: ArrayLike, mps: ArrayLike, orders: ArrayLike) -> FloatArray:
    """Available to promise of each scheduled receipt, each on its own.

    The first period has ``on hand + MPS − orders before the next MPS``; every later period with a receipt has
    ``MPS − orders before the next MPS``.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start [I_0].
    mps : (items, periods) units/period
        Master schedule receipts; a gap counts as none.
    orders : (items, periods) units/period
        Customer orders promised so far; a gap counts as none.

    Returns
    -------
    (items, periods) units
        ATP in the first period and in periods with a receipt, otherwise 0; negative = promised too much.

    Raises
    ------
    DomainError
        Negative schedule or orders (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, ch. 6 (available-to-promise).

    Examples
    --------
    >>> discrete_atp([15], [[40, 0, 40, 0]], [[18, 15, 27, 22]])
    array([[22.,  0., -9.,  0.]])
    """
    supply, booked = _supply_and_orders(on_hand, mps, orders)
    starts = supply != 0
    starts[:, 0] = True
    # Orders are added up over each run of periods that begins with a receipt.
    flat_starts = np.flatnonzero(starts.ravel())
    atp = np.zeros(supply.size)
    atp[flat_starts] = np.add.reduceat((supply - booked).ravel(), flat_starts)
    return atp.reshape(supply.shape)


def cumulative_atp(on_hand: ArrayLike, mps: ArrayLike, orders: ArrayLike) -> FloatArray:
    """Available to promise up to each period, with look-ahead: no later order may be broken by it.

    ``ATP_t = min over s ≥ t of (on hand + Σ_(u≤s) MPS_u − Σ_(u≤s) orders_u)``.

    Parameters
    ----------
    on_hand, mps, orders
        As in ``discrete_atp``.

    Returns
    -------
    (items, periods) units
        Units that one more order may take by the end of the period; never falls over time; negative = promised too
        much.

    Raises
    ------
    DomainError
        Negative schedule or orders (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, ch. 6 (cumulative ATP with
    look-ahead).

    Examples
    --------
    >>> cumulative_atp([15], [[40, 0, 40, 0]], [[18, 15, 27, 22]])
    array([[13., 13., 13., 13.]])
    """
    supply, booked = _supply_and_orders(on_hand, mps, orders)
    uncommitted = np.cumsum(supply - booked, axis=1)
    return np.minimum.accumulate(uncommitted[:, ::-1], axis=1)[:, ::-1]


def capable_to_promise(
    atp: ArrayLike,
    free_hours: ArrayLike,
    hours_per_unit: ArrayLike,
    lead_time: ArrayLike = 0,
    component_atp: ArrayLike | None = None,
    quantity_per: ArrayLike | None = None,
) -> FloatArray:
    """Units that may be promised up to each period when free capacity and free components make more of the item.

    ``CTP_t = ATP_t + min over r of Σ_(u ≤ t−LT) free hours_(r,u) ÷ hours_(i,r)``, and over the components c of
    ``ATP_(c,t−LT) ÷ quantity_(i,c)``. Each item is looked at as if it alone had what is free.

    Parameters
    ----------
    atp : (items, periods) units
        Cumulative available to promise.
    free_hours : (resources, periods) hours
        Gap of each resource, available − load; an overload of earlier periods takes up later free hours.
    hours_per_unit : (items, resources) hours/unit
        Time that a unit takes; 0 where it does not use the resource.
    lead_time : (items,) periods
        Whole periods from the work to the finished unit [LT].
    component_atp : (components, periods) units, optional
        Cumulative available to promise of each component.
    quantity_per : (items, components) units/unit, optional
        Units of the component in a unit of the item; 0 where it is not in it.

    Returns
    -------
    (items, periods) units
        Capable to promise; equals the ATP for an item that uses no resource and no component.

    Raises
    ------
    ShapeError
        Hours or components that do not match items, resources or periods (``#VALUE!``).
    DomainError
        Negative hours or quantities per unit, a broken lead time (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e
    (capable-to-promise as ATP extended by available capacity).

    Examples
    --------
    >>> capable_to_promise([[13, 13, 13]], [[8, -4, 20]], [[0.5]])
    array([[21., 21., 61.]])
    """
    promised = as_block(atp, "atp")
    items, periods = promised.shape
    hours, free = _per_unit(hours_per_unit, free_hours, promised.shape, "hours_per_unit", "free_hours")
    needs, usable = [hours], [_free_up_to(np.cumsum(free, axis=1))]
    if component_atp is not None and quantity_per is not None:
        parts, stock = _per_unit(quantity_per, component_atp, promised.shape, "quantity_per", "component_atp")
        needs.append(parts)
        usable.append(_free_up_to(stock))
    time = as_column(whole(lead_time, "lead_time"), items, "lead_time").astype(np.intp)
    until = np.maximum(np.arange(1, periods + 1) - time[:, np.newaxis], 0)
    extra = np.full((items, periods), np.inf)
    for need, left in zip(np.hstack(needs).T, np.vstack(usable), strict=True):
        used = need > 0
        extra[used] = np.minimum(extra[used], left[until[used]] / need[used, np.newaxis])
    return promised + np.where(np.isinf(extra), 0.0, extra)


def _per_unit(
    need: ArrayLike, supply: ArrayLike, shape: tuple[int, int], need_name: str, supply_name: str
) -> tuple[FloatArray, FloatArray]:
    """What a unit of each item needs of each source, and what the sources have by period."""
    items, periods = shape
    has = np.nan_to_num(as_block(supply, supply_name))
    needs = non_negative(np.nan_to_num(as_block(need, need_name)), need_name)
    if has.shape[1] != periods or needs.shape != (items, len(has)):
        raise ShapeError(
            f"{supply_name} of sources × periods and {need_name} of items × sources",
            argument=need_name,
            got=f"{has.shape} and {needs.shape}",
            expected=f"{periods} periods, {items} items",
        )
    return needs, has


def _free_up_to(cumulative: FloatArray) -> FloatArray:
    """What is free up to the start and the end of each period, after what later periods take of it."""
    left = np.minimum.accumulate(cumulative[:, ::-1], axis=1)[:, ::-1]
    return np.column_stack([np.zeros(len(left)), np.maximum(left, 0.0)])


def promise_period(available: ArrayLike, quantity: ArrayLike) -> FloatArray:
    """First period by whose end a quantity can be promised, counted from 1.

    Parameters
    ----------
    available : (items, periods) units
        Cumulative ATP or CTP.
    quantity : (items,) units
        Requested quantity.

    Returns
    -------
    (items,) periods
        Period number; infinite where the horizon does not hold enough.

    Raises
    ------
    DomainError
        A negative quantity (``#NUM!``).

    Examples
    --------
    >>> promise_period([[13, 13, 35]], 20)
    array([3.])
    """
    block = known(as_block(available, "available"), "available")
    wanted = as_column(non_negative(quantity, "quantity"), len(block), "quantity")
    enough = block >= wanted[:, np.newaxis]
    return np.where(enough.any(axis=1), np.argmax(enough, axis=1) + 1.0, np.inf)


def _supply_and_orders(on_hand: ArrayLike, mps: ArrayLike, orders: ArrayLike) -> tuple[FloatArray, FloatArray]:
    supply = non_negative(np.nan_to_num(as_block(mps, "mps")), "mps")
    booked = non_negative(np.nan_to_num(as_flow(orders, supply, "orders")), "orders")
    supply[:, 0] += known(own_column(on_hand, len(supply), "on_hand"), "on_hand")
    return supply, booked
