"""Constrained demand: what the stock and the receipts allow to ship, and what is late or lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError
from sop_xl.planning.arrays import FloatArray, as_block, as_flow, own_column
from sop_xl.planning.supply.domains import known, non_negative

# What is missing of less than this share of the goods that move is the rounding of binary fractions, no shortage.
ROUNDING_NOISE = 1e-12


@dataclass(frozen=True)
class ConstrainedDemand:
    """What happens to demand under a given supply; every field is items × periods, in units.

    Attributes
    ----------
    shipped : units/period
        All that leaves in the period, for demand of the period and for backlog.
    on_time : units/period
        The part that serves demand of the same period.
    late : units/period
        The part that serves backlog of earlier periods.
    unmet : units
        Backlog at the end of the period, or the demand that the period lost.
    stock : units
        Stock at the end of the period, never negative.
    """

    shipped: FloatArray
    on_time: FloatArray
    late: FloatArray
    unmet: FloatArray
    stock: FloatArray


def constrain_demand(
    on_hand: ArrayLike, demand: ArrayLike, receipts: ArrayLike = 0.0, *, lost_sales: bool = False
) -> ConstrainedDemand:
    """Ship what the supply allows, the oldest demand first.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start [I_0]; negative = backlog at the start.
    demand : (items, periods) units/period
        Unconstrained demand [D_t]; a gap counts as none.
    receipts : (items, periods) units/period
        Supply by period of receipt [S_t]; a gap counts as none.
    lost_sales : bool
        Unmet demand is lost; otherwise it waits as backlog and ships before newer demand.

    Returns
    -------
    ConstrainedDemand
        With backlog, ``stock − unmet`` is the projected available balance.

    Raises
    ------
    DomainError
        Negative demand or receipts; an opening backlog where unmet demand is lost (``#NUM!``).

    Notes
    -----
    Source: backorders and lost sales as in Silver, Pyke & Thomas, *Inventory and Production Management in Supply
    Chains*, 4e, ch. 6.

    Examples
    --------
    >>> plan = constrain_demand([5], [[10, 10, 10]], [[0, 20, 10]])
    >>> plan.shipped, plan.unmet
    (array([[ 5., 15., 10.]]), array([[5., 0., 0.]]))
    """
    wanted = non_negative(np.nan_to_num(as_block(demand, "demand")), "demand")
    supply = non_negative(np.nan_to_num(as_flow(receipts, wanted, "receipts")), "receipts")
    opening = known(own_column(on_hand, len(wanted), "on_hand"), "on_hand")
    if lost_sales and (opening < 0).any():
        raise DomainError("a backlog cannot stand where unmet demand is lost", argument="on_hand", got=opening.min())

    stock, backlog = np.maximum(opening, 0.0), np.maximum(-opening, 0.0)
    noise = ROUNDING_NOISE * (np.abs(opening) + wanted.sum(axis=1) + supply.sum(axis=1))
    on_time, late, unmet, ending = (np.empty_like(wanted) for _ in range(4))
    for t in range(wanted.shape[1]):
        stock = stock + supply[:, t]
        late[:, t] = np.minimum(stock, backlog)
        stock = stock - late[:, t]
        on_time[:, t] = np.minimum(stock, wanted[:, t])
        stock = stock - on_time[:, t]
        short = wanted[:, t] - on_time[:, t] + (0.0 if lost_sales else backlog - late[:, t])
        backlog = np.where(short > noise, short, 0.0)
        unmet[:, t] = backlog
        if lost_sales:
            backlog = np.zeros_like(backlog)
        ending[:, t] = stock
    return ConstrainedDemand(on_time + late, on_time, late, unmet, ending)


def backlog(opening: ArrayLike, bookings: ArrayLike, shipments: ArrayLike) -> FloatArray:
    """Order backlog at the end of each period: ``Backlog_t = Backlog_(t−1) + bookings_t − shipments_t``.

    Parameters
    ----------
    opening : (items,) units or currency
        Backlog at the start.
    bookings, shipments : (items, periods) per period
        Orders taken and goods shipped; a gap counts as none.

    Returns
    -------
    (items, periods)
        Backlog.

    Raises
    ------
    DomainError
        More shipped than was ever ordered (``#NUM!``).

    Notes
    -----
    Source: Wallace & Stahl, *Sales & Operations Planning: The How-To Handbook*, 3e (make-to-order spreadsheet).

    Examples
    --------
    >>> backlog([100], [[50, 60]], [[70, 40]])
    array([[ 80., 100.]])
    """
    flow = np.nan_to_num(as_block(bookings, "bookings"))
    flow = flow - np.nan_to_num(as_flow(shipments, flow, "shipments"))
    flow[:, 0] += known(own_column(opening, len(flow), "opening"), "opening")
    level = np.cumsum(flow, axis=1)
    # A sum of decimals may miss zero by a rounding error; that is no shipment without an order.
    if (level < -1e-9 * np.maximum(1.0, np.abs(flow).sum(axis=1, keepdims=True))).any():
        raise DomainError(
            "more is shipped than was ever ordered",
            argument="shipments",
            got=float(level.min()),
            expected="a backlog of 0 or more",
            hint="Check the opening backlog.",
        )
    return np.maximum(level, 0.0)
