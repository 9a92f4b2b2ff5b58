"""Newsvendor: the one order for a season, for normal demand; arguments are laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.supply.domains import non_negative, positive
from sop_xl.planning.supply.service import expected_shortage


@dataclass(frozen=True)
class NewsvendorOrder:
    """The best single order.

    Attributes
    ----------
    critical_ratio : fraction
        Probability of meeting all demand at the best quantity [cu/(cu + co)].
    quantity : units
        Best order quantity, never negative [Q*].
    cost : currency
        Expected cost of being over or under at that quantity.
    """

    critical_ratio: FloatArray
    quantity: FloatArray
    cost: FloatArray


def newsvendor(
    underage_cost: ArrayLike, overage_cost: ArrayLike, demand_mean: ArrayLike, demand_std: ArrayLike
) -> NewsvendorOrder:
    """Order quantity that balances the cost of a unit short and the cost of a unit left over.

    ``Q = μ + σ·Φ⁻¹(cu/(cu + co))``.

    Parameters
    ----------
    underage_cost : currency/unit
        Cost of one unit short, usually price − cost [cu].
    overage_cost : currency/unit
        Cost of one unit left over, usually cost − salvage value [co].
    demand_mean, demand_std : units
        Mean and standard deviation of demand in the season [μ, σ].

    Returns
    -------
    NewsvendorOrder
        Critical ratio, quantity and expected cost.

    Raises
    ------
    DomainError
        A cost that is not positive, a negative mean or deviation (``#NUM!``).

    Notes
    -----
    Source: Snyder & Shen, *Fundamentals of Supply Chain Theory*, 2e, §4.3.

    Examples
    --------
    >>> newsvendor([0.70], 0.18, 50, 8).quantity.round(2)
    array([56.6])
    """
    from scipy.special import ndtri

    under, over = positive(underage_cost, "underage_cost"), positive(overage_cost, "overage_cost")
    mean, sigma = non_negative(demand_mean, "demand_mean"), non_negative(demand_std, "demand_std")
    ratio = under / (under + over)
    quantity = np.maximum(0.0, mean + sigma * ndtri(ratio))
    excess = quantity - mean
    return NewsvendorOrder(
        np.asarray(ratio), quantity, over * excess + (under + over) * expected_shortage(excess, sigma)
    )
