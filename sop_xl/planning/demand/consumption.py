"""Forecast consumption: customer orders use up the forecast they were part of."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError
from sop_xl.planning.arrays import FloatArray, as_block, as_same_block


def consume_forecast(forecast: ArrayLike, orders: ArrayLike, backward: int = 0, forward: int = 0) -> FloatArray:
    """Forecast that is left after customer orders have consumed it; net forecast plus orders is total demand.

    Periods are taken in order of time. The orders of a period consume its own forecast first, then that of the
    periods before, nearest first, then that of the periods after, nearest first. What finds no forecast is demand on
    top.

    Parameters
    ----------
    forecast, orders : (items, periods) units/period
        Gross forecast and customer orders, 0 or more; a blank counts as 0.
    backward, forward : int
        Periods that an order may reach back and ahead [b, f].

    Returns
    -------
    (items, periods) units/period
        Net forecast, never negative.

    Raises
    ------
    ShapeError
        Orders that do not match the forecast (``#VALUE!``).
    DomainError
        Negative forecast, orders or reach (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control*, 6e, on forecast consumption in
    master production scheduling.

    Examples
    --------
    >>> consume_forecast([[10, 10, 10]], [[4, 13, 0]], backward=1).tolist()
    [[3.0, 0.0, 10.0]]
    """
    gross = np.nan_to_num(as_block(forecast, "forecast"))
    ordered = np.nan_to_num(as_same_block(orders, gross, "orders"))
    for name, block in (("forecast", gross), ("orders", ordered)):
        if (block < 0).any():
            raise DomainError("a negative quantity", argument=name, got=float(block.min()), expected=">=0")
    for name, reach in (("backward", backward), ("forward", forward)):
        if reach < 0:
            raise DomainError("outside its domain", argument=name, got=reach, expected=">=0")
    net = gross.copy()
    periods = gross.shape[1]
    for t in range(periods):
        open_orders = ordered[:, t].copy()
        before = range(t - 1, max(t - backward, 0) - 1, -1)
        after = range(t + 1, min(t + forward, periods - 1) + 1)
        for place in (t, *before, *after):
            used = np.minimum(open_orders, net[:, place])
            net[:, place] -= used
            open_orders -= used
    return net
