"""Master production schedule: fenced demand, planned receipts, balance and what may be promised, in one record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import FloatArray, as_flow
from sop_xl.planning.supply.lot_sizing import LOT_FOR_LOT, LotRule, plan_orders
from sop_xl.planning.supply.projection import fenced_demand
from sop_xl.planning.supply.promise import cumulative_atp, discrete_atp


@dataclass(frozen=True)
class MasterSchedule:
    """The time-phased record of each item; every field is items × periods, in units.

    Attributes
    ----------
    demand : units/period
        Orders inside the demand time fence, the larger of forecast and orders outside.
    mps : units/period
        Firm and planned receipts.
    balance : units
        Projected available balance.
    atp, atp_cumulative : units
        Available to promise per receipt, and up to each period with look-ahead.
    """

    demand: FloatArray
    mps: FloatArray
    balance: FloatArray
    atp: FloatArray
    atp_cumulative: FloatArray


def master_schedule(
    on_hand: ArrayLike,
    forecast: ArrayLike,
    orders: ArrayLike,
    firm_receipts: ArrayLike = 0.0,
    safety_stock: ArrayLike = 0.0,
    lot: LotRule = LOT_FOR_LOT,
    demand_fence: ArrayLike = 0,
    planning_fence: ArrayLike = 0,
) -> MasterSchedule:
    """Schedule receipts so that the balance keeps its safety stock.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start.
    forecast, orders : (items, periods) units/period
        Forecast and customer orders; a gap counts as none.
    firm_receipts : (items, periods) units/period
        Receipts that are fixed; a gap counts as none.
    safety_stock, lot, planning_fence
        As in ``plan_orders``: inside the planning time fence nothing is added to the firm receipts.
    demand_fence : (items,) periods
        As in ``fenced_demand``.

    Returns
    -------
    MasterSchedule
        The record.

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, ch. 6.

    Examples
    --------
    >>> plan = master_schedule([15], [[20, 20, 20]], [[18, 15, 27]], lot=LotRule(40, 40), demand_fence=2)
    >>> plan.mps, plan.balance
    (array([[40.,  0., 40.]]), array([[37., 22., 35.]]))
    """
    demand = fenced_demand(forecast, orders, demand_fence)
    firm = np.nan_to_num(as_flow(firm_receipts, demand, "firm_receipts"))
    plan = plan_orders(on_hand, demand, firm, safety_stock, lot, planning_fence=planning_fence)
    mps = firm + plan.receipts
    return MasterSchedule(
        demand, mps, plan.balance, discrete_atp(on_hand, mps, orders), cumulative_atp(on_hand, mps, orders)
    )
