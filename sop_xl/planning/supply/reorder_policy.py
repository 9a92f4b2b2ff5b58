"""Parameters of stock policies: reorder point, (R,Q) and (s,S), one set per item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, NotFiniteError
from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.supply.domains import known, non_negative, positive
from sop_xl.planning.supply.order_quantity import economic_order_quantity
from sop_xl.planning.supply.service import standard_loss

_MAX_STEPS = 1_000
_SMALL_ORDER = 1.5  # periods of demand; below it the regression behind the power approximation does not hold


@dataclass(frozen=True)
class ReorderPolicy:
    """A reorder policy: order when the inventory position falls to ``reorder_point``.

    Attributes
    ----------
    reorder_point : units
        [R or s].
    order_quantity : units
        [Q or S − s].
    """

    reorder_point: FloatArray
    order_quantity: FloatArray

    @property
    def order_up_to(self) -> FloatArray:
        """Order-up-to level [S = s + Q]."""
        return self.reorder_point + self.order_quantity


def reorder_point(demand_mean: ArrayLike, lead_time: ArrayLike, safety_stock: ArrayLike) -> FloatArray:
    """Stock position at which to order: ``D̄·LT + SS``; the arguments are laid over each other.

    Raises
    ------
    DomainError
        Negative demand or lead time (``#NUM!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6.

    Examples
    --------
    >>> reorder_point([50], 4, 33)
    array([233.])
    """
    during = non_negative(demand_mean, "demand_mean") * non_negative(lead_time, "lead_time")
    return np.asarray(during + known(safety_stock, "safety_stock"))


def reorder_point_and_quantity(
    demand_mean: ArrayLike,
    demand_std: ArrayLike,
    lead_time: ArrayLike,
    order_cost: ArrayLike,
    holding_cost: ArrayLike,
    shortage_cost: ArrayLike,
) -> ReorderPolicy:
    """Reorder point and order quantity of least expected cost, found together.

    Iterates ``1 − F(R) = Qh/(bD)`` and ``Q = √(2D(K + b·n(R))/h)`` for normal demand over the lead time, where
    n(R) is the expected shortage per cycle.

    Parameters
    ----------
    demand_mean, demand_std : units/time
        Mean and standard deviation of demand per unit of time [D, σ_D].
    lead_time : time
        Replenishment lead time [LT].
    order_cost : currency/order
        Fixed cost per order [K].
    holding_cost : currency/(unit·time)
        Cost of holding one unit [h].
    shortage_cost : currency/unit
        Cost of every unit short [b].

    Returns
    -------
    ReorderPolicy
        Reorder point and order quantity, laid over each other as the arguments.

    Raises
    ------
    DomainError
        An argument outside its domain, or a shortage so cheap that no stock is worth keeping (``#NUM!``).

    Notes
    -----
    Source: Hadley & Whitin, *Analysis of Inventory Systems*, ch. 4; Snyder & Shen, *Fundamentals of Supply Chain
    Theory*, 2e, eqs. 5.17 and 5.18 (EIL approximation).

    Examples
    --------
    >>> policy = reorder_point_and_quantity([1300], 150, 1 / 12, 8, 0.225, 7.5)
    >>> policy.reorder_point.round(2), policy.order_quantity.round(2)
    (array([213.97]), array([318.59]))
    """
    from scipy.special import ndtri

    rate, time = positive(demand_mean, "demand_mean"), positive(lead_time, "lead_time")
    sigma = positive(demand_std, "demand_std") * np.sqrt(time)
    fixed, holding = positive(order_cost, "order_cost"), positive(holding_cost, "holding_cost")
    penalty = positive(shortage_cost, "shortage_cost")

    quantity = economic_order_quantity(rate, fixed, holding)
    for _ in range(_MAX_STEPS):
        risk = quantity * holding / (penalty * rate)
        if (risk >= 1.0).any():
            raise DomainError(
                "a shortage costs too little for any stock to be worth keeping",
                argument="shortage_cost",
                got=float(np.broadcast_to(penalty, risk.shape)[risk >= 1.0].flat[0]),
            )
        factor = -ndtri(risk)
        better = np.sqrt(2.0 * rate * (fixed + penalty * sigma * standard_loss(factor)) / holding)
        settled = np.all(np.abs(better - quantity) <= 1e-10 * better)
        quantity = better
        if settled:
            return ReorderPolicy(np.asarray(rate * time + factor * sigma), np.asarray(quantity))
    raise NotFiniteError("reorder point and order quantity do not settle", argument="shortage_cost")


def min_max_levels(
    demand_mean: ArrayLike,
    demand_std: ArrayLike,
    lead_time: ArrayLike,
    order_cost: ArrayLike,
    holding_cost: ArrayLike,
    shortage_cost: ArrayLike,
) -> ReorderPolicy:
    """Reorder point s and order-up-to level S under review at the end of every period: the power approximation.

    Parameters
    ----------
    demand_mean, demand_std : units/period
        Mean and standard deviation of demand per review period [μ, σ].
    lead_time : periods
        Replenishment lead time after the review [L]; the stock must last L + 1 periods.
    order_cost : currency/order
        Fixed cost per order [K].
    holding_cost, shortage_cost : currency/(unit·period)
        Cost of holding one unit, and of one unit of backlog, for a period [h, p].

    Returns
    -------
    ReorderPolicy
        ``reorder_point`` is s, ``order_up_to`` is S.

    Raises
    ------
    DomainError
        An argument outside its domain (``#NUM!``).

    Notes
    -----
    Source: Ehrhardt & Mosier (1984), *A revision of the power approximation for computing (s,S) policies*,
    Management Science 30, 618–622; for small Q both levels are capped at the level of the policy without order cost.

    Examples
    --------
    >>> policy = min_max_levels([50], 8, 0, 2.5, 0.18, 0.70)
    >>> policy.reorder_point.round(2), policy.order_up_to.round(2)
    (array([40.19]), array([56.6]))
    """
    from scipy.special import ndtri

    mean, bridged = positive(demand_mean, "demand_mean"), non_negative(lead_time, "lead_time") + 1.0
    sigma = positive(demand_std, "demand_std") * np.sqrt(bridged)
    fixed, holding = positive(order_cost, "order_cost"), positive(holding_cost, "holding_cost")
    penalty = positive(shortage_cost, "shortage_cost")

    quantity = 1.30 * mean**0.494 * (fixed / holding) ** 0.506 * (1.0 + (sigma / mean) ** 2) ** 0.116
    z = np.sqrt(quantity * holding / (sigma * penalty))
    low = 0.973 * mean * bridged + sigma * (0.183 / z + 1.063 - 2.192 * z)
    cap = mean * bridged + ndtri(penalty / (penalty + holding)) * sigma
    small = quantity / mean <= _SMALL_ORDER
    reorder = np.where(small, np.minimum(low, cap), low)
    up_to = np.where(small, np.minimum(low + quantity, cap), low + quantity)
    return ReorderPolicy(reorder, up_to - reorder)
