"""Standard-cost variances of material, labour and overhead; positive = unfavourable."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError
from sop_xl.planning.arrays import FloatArray, as_column

MATERIAL = ("purchase price", "usage")
LABOUR = ("rate", "efficiency")
OVERHEAD = ("variable spending", "variable efficiency", "fixed budget", "fixed volume")


def material_variances(
    actual_quantity: ArrayLike,
    actual_price: ArrayLike,
    standard_quantity: ArrayLike,
    standard_price: ArrayLike,
    purchased_quantity: ArrayLike | None = None,
) -> FloatArray:
    """Purchase price and usage variance of material.

    ``PPV = (AP − SP)·AQ`` on the quantity purchased, ``usage = (AQ − SQ)·SP`` on the quantity used.

    Parameters
    ----------
    actual_quantity, standard_quantity : (rows,) units
        Quantity used, and allowed by the standard for the actual output [AQ, SQ].
    actual_price, standard_price : (rows,) currency/unit
        Price paid and standard price [AP, SP].
    purchased_quantity : (rows,) units, optional
        Quantity purchased where it is not the quantity used.

    Returns
    -------
    (rows, 2) currency
        Columns ``MATERIAL``.

    Raises
    ------
    InsufficientDataError
        A blank (``#N/A``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 7.

    Examples
    --------
    >>> material_variances([22_200], [28], [20_000], [30])
    array([[-44400.,  66000.]])
    """
    bought = actual_quantity if purchased_quantity is None else purchased_quantity
    aq, ap, sq, sp, pq = _columns(
        actual_quantity=actual_quantity,
        actual_price=actual_price,
        standard_quantity=standard_quantity,
        standard_price=standard_price,
        purchased_quantity=bought,
    )
    return np.column_stack([(ap - sp) * pq, (aq - sq) * sp])


def labour_variances(
    actual_hours: ArrayLike, actual_rate: ArrayLike, standard_hours: ArrayLike, standard_rate: ArrayLike
) -> FloatArray:
    """Rate and efficiency variance of labour.

    ``rate = (AR − SR)·AH``, ``efficiency = (AH − SH)·SR``.

    Parameters
    ----------
    actual_hours, standard_hours : (rows,) hours
        Hours worked, and allowed by the standard for the actual output [AH, SH].
    actual_rate, standard_rate : (rows,) currency/hour
        Rate paid and standard rate [AR, SR].

    Returns
    -------
    (rows, 2) currency
        Columns ``LABOUR``.

    Raises
    ------
    InsufficientDataError
        A blank (``#N/A``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 7.

    Examples
    --------
    >>> labour_variances([9_000], [22], [8_000], [20])
    array([[18000., 20000.]])
    """
    ah, ar, sh, sr = _columns(
        actual_hours=actual_hours, actual_rate=actual_rate, standard_hours=standard_hours, standard_rate=standard_rate
    )
    return np.column_stack([(ar - sr) * ah, (ah - sh) * sr])


def overhead_variances(
    actual_variable: ArrayLike,
    variable_rate: ArrayLike,
    actual_fixed: ArrayLike,
    budgeted_fixed: ArrayLike,
    fixed_rate: ArrayLike,
    actual_hours: ArrayLike,
    standard_hours: ArrayLike,
) -> FloatArray:
    """Spending, efficiency, budget and volume variance of overhead.

    Variable: ``spending = actual − VR·AH``, ``efficiency = (AH − SH)·VR``. Fixed: ``budget = actual − budgeted``,
    ``volume = budgeted − FR·SH``, the fixed cost that the output was too small to absorb.

    Parameters
    ----------
    actual_variable, actual_fixed, budgeted_fixed : (rows,) currency
        Overhead incurred, and fixed overhead budgeted.
    variable_rate, fixed_rate : (rows,) currency/hour
        Standard rates per hour of the allocation base [VR, FR].
    actual_hours, standard_hours : (rows,) hours
        Hours of the allocation base used, and allowed for the actual output [AH, SH].

    Returns
    -------
    (rows, 4) currency
        Columns ``OVERHEAD``.

    Raises
    ------
    InsufficientDataError
        A blank (``#N/A``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 8.

    Examples
    --------
    >>> overhead_variances([130_500], [30], [285_000], [276_000], [57.5], [4_500], [4_000])
    array([[-4500., 15000.,  9000., 46000.]])
    """
    av, vr, af, bf, fr, ah, sh = _columns(
        actual_variable=actual_variable,
        variable_rate=variable_rate,
        actual_fixed=actual_fixed,
        budgeted_fixed=budgeted_fixed,
        fixed_rate=fixed_rate,
        actual_hours=actual_hours,
        standard_hours=standard_hours,
    )
    return np.column_stack([av - vr * ah, (ah - sh) * vr, af - bf, bf - fr * sh])


def _columns(**values: ArrayLike) -> list[FloatArray]:
    """Columns of the length of the first; one value is repeated, a blank refused."""
    rows = np.size(next(iter(values.values())))
    columns = [as_column(column, rows, name) for name, column in values.items()]
    for name, column in zip(values, columns, strict=True):
        if np.isnan(column).any():
            raise InsufficientDataError("a blank", argument=name, hint="Type 0 if nothing is meant.")
    return columns
