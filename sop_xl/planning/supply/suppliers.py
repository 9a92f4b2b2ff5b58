"""Supplier performance from purchase order lines: on time, in full, lead time and price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_column
from sop_xl.planning.names import distinct
from sop_xl.planning.supply.domains import known, positive


@dataclass(frozen=True)
class SupplierPerformance:
    """Figures of each supplier, in the order of ``suppliers``; a figure without any line behind it is NaN.

    Attributes
    ----------
    suppliers : names, in order of first appearance
    lines : number of order lines that count: received, or due and not received
    on_time, in_full, otif : fraction of these lines
        Received by the due date; received in the ordered quantity or more; both.
    lead_time_mean, lead_time_std : days from order to receipt, of the received lines
    """

    suppliers: tuple[str, ...]
    lines: FloatArray
    on_time: FloatArray
    in_full: FloatArray
    otif: FloatArray
    lead_time_mean: FloatArray
    lead_time_std: FloatArray


def supplier_performance(
    supplier: Sequence[str],
    due: ArrayLike,
    received: ArrayLike,
    ordered_quantity: ArrayLike,
    received_quantity: ArrayLike,
    ordered: ArrayLike = np.nan,
    as_of: float = -np.inf,
) -> SupplierPerformance:
    """Judge each supplier by its order lines; all columns are (lines,).

    Parameters
    ----------
    supplier : names
        Supplier of each line.
    due, received, ordered : dates as serial numbers
        Promised date, day of receipt (a gap while it is open), day of the order; hours do not count.
    ordered_quantity, received_quantity : units
        Quantity of the line, positive, and what came; a gap in what came is none.
    as_of : date as a serial number
        An open line that was due before counts as late and not in full; other open lines do not count.

    Returns
    -------
    SupplierPerformance
        One set of figures per supplier.

    Raises
    ------
    ShapeError
        Columns of different lengths, or a line without a supplier (``#VALUE!``).
    InsufficientDataError
        A line without a due date or an ordered quantity (``#N/A``).
    DomainError
        An ordered quantity that is not positive, a receipt before the order (``#NUM!``).

    Notes
    -----
    Source: on time in full as perfect order fulfilment of the SCOR model, lines on time and in full ÷ lines.

    Examples
    --------
    >>> figures = supplier_performance(["Ito", "Ito"], [10, 20], [9, 22], [5, 5], [5, 5], [1, 12])
    >>> figures.otif, figures.lead_time_mean
    (array([0.5]), array([9.]))
    """
    names, of = _groups(supplier)
    promised, came, placed, wanted, got = (
        as_column(values, len(supplier), name)
        for name, values in (
            ("due", due),
            ("received", received),
            ("ordered", ordered),
            ("ordered_quantity", ordered_quantity),
            ("received_quantity", received_quantity),
        )
    )
    # A receipt at noon of the promised day is on time: what counts is the day, not the hour.
    promised, came, placed = np.floor(promised), np.floor(came), np.floor(placed)
    known(promised, "due")
    positive(wanted, "ordered_quantity")
    if (came < placed).any():
        raise DomainError("received before it was ordered", argument="received", got=float(came[came < placed][0]))

    is_open = np.isnan(came)
    counted = ~is_open | (promised < as_of)
    on_time = came <= promised  # false for an open line
    in_full = ~is_open & (np.nan_to_num(got) >= wanted)
    lines = _sums(of, counted, len(names))
    days = came - placed
    timed = ~np.isnan(days)
    received_lines = _sums(of, timed, len(names))
    mean = _ratio(_sums(of, np.where(timed, days, 0.0), len(names)), received_lines)
    deviations = np.where(timed, (days - mean[of]) ** 2, 0.0)
    return SupplierPerformance(
        names,
        lines,
        _ratio(_sums(of, counted & on_time, len(names)), lines),
        _ratio(_sums(of, counted & in_full, len(names)), lines),
        _ratio(_sums(of, counted & on_time & in_full, len(names)), lines),
        mean,
        np.sqrt(_ratio(_sums(of, deviations, len(names)), received_lines - 1.0)),
    )


@dataclass(frozen=True)
class SupplierPrices:
    """Purchase price variance of each supplier, in the order of ``suppliers``.

    Attributes
    ----------
    suppliers : names, in order of first appearance
    variance : currency
        Σ (price paid − standard price)·quantity; positive = paid more than standard (unfavourable).
    share : fraction of the value at standard price; NaN where that is zero
    """

    suppliers: tuple[str, ...]
    variance: FloatArray
    share: FloatArray


def purchase_price_variance(
    supplier: Sequence[str], price_paid: ArrayLike, standard_price: ArrayLike, quantity: ArrayLike
) -> SupplierPrices:
    """Purchase price variance by supplier: ``Σ (AP − SP)·AQ`` over the receipt lines.

    Parameters
    ----------
    supplier : (lines,) names
        Supplier of each line.
    price_paid, standard_price : (lines,) currency/unit
        Actual and standard price [AP, SP].
    quantity : (lines,) units
        Quantity received [AQ].

    Returns
    -------
    SupplierPrices
        Variance and its share.

    Raises
    ------
    InsufficientDataError
        A gap (``#N/A``).
    ShapeError
        Columns of different lengths, or a line without a supplier (``#VALUE!``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 7.

    Examples
    --------
    >>> purchase_price_variance(["Ito", "Ito"], [10.5, 9.0], [10.0, 10.0], [100, 20]).variance
    array([30.])
    """
    names, of = _groups(supplier)
    paid, standard, units = (
        known(as_column(values, len(supplier), name), name)
        for name, values in (("price_paid", price_paid), ("standard_price", standard_price), ("quantity", quantity))
    )
    variance = _sums(of, (paid - standard) * units, len(names))
    return SupplierPrices(names, variance, _ratio(variance, _sums(of, standard * units, len(names))))


def _groups(supplier: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    if "" in supplier:
        raise ShapeError("a line without a supplier", argument="supplier")
    return distinct(supplier)


def _sums(group: NDArray[np.intp], values: ArrayLike, groups: int) -> FloatArray:
    return np.bincount(group, weights=np.asarray(values, dtype=np.float64), minlength=groups).astype(np.float64)


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    some = denominator > 0
    return np.where(some, numerator / np.where(some, denominator, 1.0), np.nan)
