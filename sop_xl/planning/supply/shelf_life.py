"""Stock with a shelf life: first expired, first out, and what expires unsold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column, as_flow
from sop_xl.planning.supply.domains import non_negative, whole


@dataclass(frozen=True)
class ShelfLifePlan:
    """Projection of a stock that expires; every field is items × periods, in units.

    Attributes
    ----------
    stock : units
        Usable stock at the end of the period.
    expired : units/period
        What is left at the end of its last usable period and must be written off.
    short : units/period
        Demand that no usable stock met; it is lost.
    """

    stock: FloatArray
    expired: FloatArray
    short: FloatArray


def project_shelf_life(
    stock_by_last_period: ArrayLike, demand: ArrayLike, receipts: ArrayLike = 0.0, shelf_life: ArrayLike = 1
) -> ShelfLifePlan:
    """Serve demand from the stock that expires first, and write off what is left at the end of its life.

    Parameters
    ----------
    stock_by_last_period : (items, periods or periods + 1) units
        Stock at the start by the last period in which it may be used; the extra column is what lasts longer.
    demand : (items, periods) units/period
        Demand; a gap counts as none.
    receipts : (items, periods) units/period
        Fresh supply by period of receipt; a gap counts as none.
    shelf_life : (items,) periods
        Number of periods in which a receipt may be used, that of its receipt included.

    Returns
    -------
    ShelfLifePlan
        Opening stock + receipts − expired − (demand − short) = stock in every period.

    Raises
    ------
    ShapeError
        Stock with another number of periods than the demand (``#VALUE!``).
    DomainError
        Negative quantities, a shelf life of less than one period (``#NUM!``).

    Notes
    -----
    Source: first-expired first-out issuing as in Nahmias, *Perishable Inventory Systems*, Springer 2011.

    Examples
    --------
    >>> plan = project_shelf_life([[0, 0, 1000, 0]], [[200, 200, 200, 200]])
    >>> plan.expired, plan.short
    (array([[  0.,   0., 400.,   0.]]), array([[  0.,   0.,   0., 200.]]))
    """
    wanted = non_negative(np.nan_to_num(as_block(demand, "demand")), "demand")
    items, periods = wanted.shape
    opening = non_negative(
        np.nan_to_num(as_block(stock_by_last_period, "stock_by_last_period")), "stock_by_last_period"
    )
    if opening.shape not in ((items, periods), (items, periods + 1)):
        raise ShapeError(
            "one column per period, and one more for what lasts longer",
            argument="stock_by_last_period",
            got=opening.shape,
            expected=(items, periods + 1),
        )
    supply = non_negative(np.nan_to_num(as_flow(receipts, wanted, "receipts")), "receipts")
    life = as_column(whole(shelf_life, "shelf_life", at_least=1), items, "shelf_life")

    usable = np.zeros((items, periods + 1))  # by last period of use; the last column outlives the horizon
    usable[:, : opening.shape[1]] = opening
    rows = np.arange(items)
    stock, expired, short = (np.empty_like(wanted) for _ in range(3))
    for t in range(periods):
        last = np.minimum(t + life - 1, periods).astype(np.intp)
        usable[rows, last] += supply[:, t]
        older = np.cumsum(usable, axis=1) - usable  # what goes out before each layer
        taken = np.clip(wanted[:, [t]] - older, 0.0, usable)
        usable = usable - taken
        short[:, t] = wanted[:, t] - taken.sum(axis=1)
        expired[:, t] = usable[:, t]
        usable[:, t] = 0.0
        stock[:, t] = usable.sum(axis=1)
    return ShelfLifePlan(stock, expired, np.where(short > 0, short, 0.0))
