"""Safety stock in all its forms: by cycle service level, by fill rate, by forecast error, by cover.

The cycle service level (α, no stock-out in a replenishment cycle) and the fill rate (β, share of demand met from
stock) are different promises; each has its own function and they never share an argument.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_flow
from sop_xl.planning.supply.domains import fraction, non_negative, positive
from sop_xl.planning.supply.service import safety_factor_for_fill_rate, std_over_lead_time


def safety_stock(
    service_level: ArrayLike,
    demand_std: ArrayLike,
    lead_time: ArrayLike = 1.0,
    demand_mean: ArrayLike = np.nan,
    lead_time_std: ArrayLike = 0.0,
    review_period: ArrayLike = 0.0,
) -> FloatArray:
    """Safety stock that keeps a replenishment cycle free of stock-outs with a given probability.

    ``z·√((LT + R)·σ_D² + D̄²·σ_LT²)`` with ``z = Φ⁻¹(α)``; all arguments are laid over each other.

    Parameters
    ----------
    service_level : fraction
        Cycle service level, the probability of no stock-out per cycle [α].
    demand_std : units/period
        Standard deviation of demand, or root mean squared forecast error, per period [σ_D].
    lead_time : periods
        Replenishment lead time [LT].
    demand_mean : units/period, optional
        Mean demand [D̄]; needed where the lead time varies.
    lead_time_std : periods, optional
        Standard deviation of the lead time [σ_LT].
    review_period : periods, optional
        Time between two reviews [R]; 0 for continuous review.

    Returns
    -------
    units
        Safety stock [SS]; negative below a service level of 0.5.

    Raises
    ------
    DomainError
        A service level of 0 or 1 or beyond, a negative time or deviation (``#NUM!``).
    InsufficientDataError
        A gap, or a lead time that varies without a mean demand (``#N/A``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6.

    Examples
    --------
    >>> safety_stock(0.95, [10, 20], lead_time=4).round(2)
    array([32.9 , 65.79])
    """
    from scipy.special import ndtri

    sigma = std_over_lead_time(demand_std, lead_time, demand_mean, lead_time_std, review_period)
    return np.asarray(ndtri(fraction(service_level, "service_level")) * sigma)


def safety_stock_for_fill_rate(
    fill_rate: ArrayLike,
    order_quantity: ArrayLike,
    demand_std: ArrayLike,
    lead_time: ArrayLike = 1.0,
    demand_mean: ArrayLike = np.nan,
    lead_time_std: ArrayLike = 0.0,
    review_period: ArrayLike = 0.0,
) -> FloatArray:
    """Safety stock that meets a given share of demand from stock.

    Solves ``β = 1 − σ_L·G(k)/Q`` for k; the safety stock is ``k·σ_L``.

    Parameters
    ----------
    fill_rate : fraction
        Share of demand met from stock [β].
    order_quantity : units
        Replenishment quantity per cycle [Q].
    demand_std, lead_time, demand_mean, lead_time_std, review_period
        As in ``safety_stock``.

    Returns
    -------
    units
        Safety stock [SS]; negative where the order quantity alone already serves more than the fill rate.

    Raises
    ------
    DomainError
        A fill rate of 0 or 1 or beyond, an order quantity that is not positive (``#NUM!``).
    InsufficientDataError
        A gap, or a lead time that varies without a mean demand (``#N/A``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6 (P₂).

    Examples
    --------
    >>> safety_stock_for_fill_rate([0.95, 0.98], 200, 25, lead_time=4).round(2)
    array([24.64, 51.06])
    """
    sigma = std_over_lead_time(demand_std, lead_time, demand_mean, lead_time_std, review_period)
    short = (1.0 - fraction(fill_rate, "fill_rate")) * positive(order_quantity, "order_quantity")
    steady = sigma == 0
    factor = safety_factor_for_fill_rate(np.where(steady, 1.0, short / np.where(steady, 1.0, sigma)))
    # Without any variation the stock may fall short by exactly the units that the fill rate forgives.
    return np.where(steady, -short, factor * sigma)


def safety_stock_from_forecast_error(
    actual: ArrayLike,
    forecast: ArrayLike,
    service_level: ArrayLike,
    lead_time: ArrayLike = 1.0,
    review_period: ArrayLike = 0.0,
) -> FloatArray:
    """Safety stock from the errors that the forecast made: ``z·RMSE·√(LT + R)``.

    Parameters
    ----------
    actual, forecast : (items, periods) units/period
        What happened and the forecast of the same periods [A, F]; a pair with a gap is left out.
    service_level, lead_time, review_period : (items,)
        As in ``safety_stock``, one for all items or one per item.

    Returns
    -------
    (items,) units
        Safety stock [SS].

    Raises
    ------
    InsufficientDataError
        An item with fewer than two pairs (``#N/A``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 6.

    Examples
    --------
    >>> safety_stock_from_forecast_error([[10, 14, 8]], [[12, 12, 10]], 0.95).round(2)
    array([3.29])
    """
    actuals = as_block(actual, "actual")
    errors = actuals - as_flow(forecast, actuals, "forecast")
    pairs = (~np.isnan(errors)).sum(axis=1)
    if (pairs < 2).any():
        raise InsufficientDataError(
            "too few periods with both an actual and a forecast", got=int(pairs.min()), expected="2 or more"
        )
    rmse = np.sqrt(np.nansum(errors**2, axis=1) / pairs)
    items = len(actuals)
    return safety_stock(
        as_column(service_level, items, "service_level"),
        rmse,
        as_column(lead_time, items, "lead_time"),
        review_period=as_column(review_period, items, "review_period"),
    )


def safety_stock_by_cover(demand: ArrayLike, cover: ArrayLike) -> FloatArray:
    """Safety stock at the end of each period that covers the demand of the following periods.

    The inverse of ``periods_of_cover``: the last period counts by its fraction, and beyond the last known period the
    average of the known demand goes on.

    Parameters
    ----------
    demand : (items, periods) units/period
        Demand [D_t]; a gap or negative demand counts as none.
    cover : (items,) periods
        Periods of demand to be covered.

    Returns
    -------
    (items, periods) units
        Safety stock at the end of each period [SS_t].

    Raises
    ------
    DomainError
        A negative cover (``#NUM!``).

    Notes
    -----
    Source: time-phased safety stock as in Silver, Pyke & Thomas, *Inventory and Production Management in Supply
    Chains*, 4e, ch. 6.

    Examples
    --------
    >>> safety_stock_by_cover([[10, 10, 40]], 1.5)
    array([[30., 50., 30.]])
    """
    block = np.clip(np.nan_to_num(as_block(demand, "demand")), 0.0, None)
    items, periods = block.shape
    wanted = as_column(non_negative(cover, "cover"), items, "cover")
    cumulative = np.column_stack([np.zeros(items), np.cumsum(block, axis=1)])
    average = cumulative[:, -1] / periods
    end = np.arange(1, periods + 1) + wanted[:, np.newaxis]  # the time up to which each period's stock shall last
    whole = np.minimum(np.floor(end), periods).astype(np.intp)
    rate = np.column_stack([block, average])
    rows = np.arange(items)[:, np.newaxis]
    until: FloatArray = cumulative[rows, whole] + (end - whole) * rate[rows, whole]
    return until - cumulative[:, 1:]
