"""Service of a stock: cycle service level (α), fill rate (β) and the shortage behind them, for normal demand."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError
from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.supply.domains import known, non_negative, positive

# Newton on log G converges in far fewer steps; the bound keeps a bug from looping.
_MAX_STEPS = 100
_LARGEST_FACTOR = 37.0  # beyond it the normal density underflows


def std_over_lead_time(
    demand_std: ArrayLike,
    lead_time: ArrayLike,
    demand_mean: ArrayLike = np.nan,
    lead_time_std: ArrayLike = 0.0,
    review_period: ArrayLike = 0.0,
) -> FloatArray:
    """Standard deviation of demand over the time that the stock must bridge.

    ``σ_L = √((LT + R)·σ_D² + D̄²·σ_LT²)``; the arguments are laid over each other.

    Parameters
    ----------
    demand_std : units/period
        Standard deviation of demand per period [σ_D].
    lead_time, review_period, lead_time_std : periods
        Lead time, time between reviews, standard deviation of the lead time [LT, R, σ_LT].
    demand_mean : units/period
        Mean demand [D̄]; needed where the lead time varies.

    Returns
    -------
    units
        Standard deviation [σ_L].

    Raises
    ------
    DomainError
        A negative argument (``#NUM!``).
    InsufficientDataError
        A gap, or a lead time that varies without a mean demand (``#N/A``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6.

    Examples
    --------
    >>> std_over_lead_time([3.0], 4, demand_mean=4, lead_time_std=2)
    array([10.])
    """
    spread = non_negative(lead_time_std, "lead_time_std")
    mean = np.asarray(demand_mean, dtype=np.float64)
    if (np.isnan(mean) & (spread > 0)).any():
        raise InsufficientDataError("needed where the lead time varies", argument="demand_mean")
    mean = non_negative(np.where(np.isnan(mean), 0.0, mean), "demand_mean")
    time = non_negative(lead_time, "lead_time") + non_negative(review_period, "review_period")
    return np.sqrt(time * non_negative(demand_std, "demand_std") ** 2 + (mean * spread) ** 2)


def standard_loss(factor: ArrayLike) -> FloatArray:
    """Standard normal loss: the expected excess of a standard normal variable over k.

    ``G(k) = φ(k) − k·(1 − Φ(k))``.

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, appendix on the
    normal distribution, G_u(k).

    Examples
    --------
    >>> standard_loss([0, 1]).round(4)
    array([0.3989, 0.0833])
    """
    from scipy.special import ndtr

    k = np.asarray(factor, dtype=np.float64)
    return np.asarray(np.exp(-(k**2) / 2) / np.sqrt(2 * np.pi) - k * ndtr(-k))


def safety_factor_for_fill_rate(loss: ArrayLike) -> FloatArray:
    """Safety factor k whose standard loss G(k) is given.

    Parameters
    ----------
    loss : dimensionless
        Standard loss [G(k)], positive.

    Raises
    ------
    DomainError
        A loss that is not positive (``#NUM!``).

    Examples
    --------
    >>> safety_factor_for_fill_rate(standard_loss([-2.0, 1.5])).round(9)
    array([-2. ,  1.5])
    """
    from scipy.special import ndtr

    target = positive(loss, "loss")
    # log G is concave and falls, so Newton comes down to the root from the right after its first step.
    k = np.asarray(-target)
    for _ in range(_MAX_STEPS):
        current = standard_loss(k)
        step = np.log(current / target) * current / ndtr(-k)
        k = np.minimum(k + step, _LARGEST_FACTOR)
        if np.all(np.abs(step) <= 1e-12 * np.maximum(1.0, np.abs(k))):
            break
    return k


def cycle_service_level(stock: ArrayLike, sigma: ArrayLike) -> FloatArray:
    """Cycle service level that a safety stock gives: the probability of no stock-out per cycle, ``Φ(SS/σ_L)``.

    Parameters
    ----------
    stock : units
        Safety stock [SS].
    sigma : units
        Standard deviation of demand over the lead time [σ_L], from ``std_over_lead_time``.

    Returns
    -------
    fraction
        Cycle service level [α]; without variation 1 for a stock of zero or more, otherwise 0.

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6 (P₁).

    Examples
    --------
    >>> cycle_service_level([32.9], 20).round(3)
    array([0.95])
    """
    from scipy.special import ndtr

    safety, spread = np.broadcast_arrays(known(stock, "safety_stock"), non_negative(sigma, "sigma"))
    steady = spread == 0
    return np.where(steady, safety >= 0, ndtr(safety / np.where(steady, 1.0, spread))).astype(np.float64)


def expected_shortage(stock: ArrayLike, sigma: ArrayLike) -> FloatArray:
    """Units expected to be short in a replenishment cycle, ``σ_L·G(SS/σ_L)``.

    Parameters
    ----------
    stock, sigma : units
        As in ``cycle_service_level``.

    Returns
    -------
    units per cycle
        Expected shortage [ESC].

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6 (ESPRC).

    Examples
    --------
    >>> expected_shortage([20.0], 20).round(3)
    array([1.666])
    """
    safety, spread = np.broadcast_arrays(known(stock, "safety_stock"), non_negative(sigma, "sigma"))
    steady = spread == 0
    loss = np.where(steady, 1.0, spread) * standard_loss(safety / np.where(steady, 1.0, spread))
    return np.where(steady, np.maximum(0.0, -safety), loss)


def fill_rate(stock: ArrayLike, order_quantity: ArrayLike, sigma: ArrayLike) -> FloatArray:
    """Fill rate that a safety stock gives: the share of demand met from stock, ``1 − σ_L·G(SS/σ_L)/Q``.

    Parameters
    ----------
    stock, sigma : units
        As in ``cycle_service_level``.
    order_quantity : units
        Replenishment quantity per cycle [Q].

    Returns
    -------
    fraction
        Fill rate [β]; never below 0, because a cycle cannot lose more than it brings.

    Raises
    ------
    DomainError
        An order quantity that is not positive (``#NUM!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6 (P₂).

    Examples
    --------
    >>> fill_rate([20.0, 60.0], 200, 50).round(3)
    array([0.942, 0.986])
    """
    return np.maximum(0.0, 1.0 - expected_shortage(stock, sigma) / positive(order_quantity, "order_quantity"))
