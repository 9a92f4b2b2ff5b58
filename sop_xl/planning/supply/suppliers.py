"""Supplier performance from purchase order lines: on time, in full, lead time and price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column
from sop_xl.planning.names import distinct


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
    problems : one per supplier
        The line that keeps a supplier from being judged (all its figures are NaN), or None.
    """

    suppliers: tuple[str, ...]
    lines: FloatArray
    on_time: FloatArray
    in_full: FloatArray
    otif: FloatArray
    lead_time_mean: FloatArray
    lead_time_std: FloatArray
    problems: tuple[SopError | None, ...]


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
        One set of figures per supplier. A line without a due date or an ordered quantity, or with a receipt before the
        order, is a problem of its supplier and leaves the others alone.

    Raises
    ------
    ShapeError
        Columns of different lengths, or a line without a supplier (``#VALUE!``).

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
    problems = _problems(of, len(names), promised, came, placed, wanted)
    bad = np.array([problem is not None for problem in problems], dtype=np.bool_)

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

    def of_good(figure: FloatArray) -> FloatArray:
        return np.where(bad, np.nan, figure)

    return SupplierPerformance(
        names,
        of_good(lines),
        of_good(_ratio(_sums(of, counted & on_time, len(names)), lines)),
        of_good(_ratio(_sums(of, counted & in_full, len(names)), lines)),
        of_good(_ratio(_sums(of, counted & on_time & in_full, len(names)), lines)),
        of_good(mean),
        of_good(np.sqrt(_ratio(_sums(of, deviations, len(names)), received_lines - 1.0))),
        problems,
    )


def _problems(
    of: IndexArray, suppliers: int, due: FloatArray, received: FloatArray, ordered: FloatArray, quantity: FloatArray
) -> tuple[SopError | None, ...]:
    """Of each supplier the first line that makes no sense."""
    found: list[SopError | None] = [None] * suppliers
    no_due, no_quantity, early = np.isnan(due), ~(quantity > 0), received < ordered
    for line in np.flatnonzero(no_due | no_quantity | early).tolist():
        if found[of[line]] is not None:
            continue
        where = f"line {line + 1}: "
        if no_due[line]:
            found[of[line]] = InsufficientDataError(where + "no promised date", argument="due")
        elif no_quantity[line]:
            found[of[line]] = DomainError(
                where + "outside its domain", argument="ordered_quantity", got=float(quantity[line]), expected="above 0"
            )
        else:
            found[of[line]] = DomainError(
                where + "received before it was ordered", argument="received", got=float(received[line])
            )
    return tuple(found)


@dataclass(frozen=True)
class SupplierPrices:
    """Purchase price variance of each supplier, in the order of ``suppliers``.

    Attributes
    ----------
    suppliers : names, in order of first appearance
    variance : currency
        Σ (price paid − standard price)·quantity; positive = paid more than standard (unfavourable).
    share : fraction of the value at standard price; NaN where that is zero
    problems : one per supplier
        A line with a gap (both figures are NaN), or None.
    """

    suppliers: tuple[str, ...]
    variance: FloatArray
    share: FloatArray
    problems: tuple[SopError | None, ...]


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
        Variance and its share; a line with a gap is a problem of its supplier.

    Raises
    ------
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
    columns = {
        name: as_column(values, len(supplier), name)
        for name, values in (("price_paid", price_paid), ("standard_price", standard_price), ("quantity", quantity))
    }
    problems: list[SopError | None] = [None] * len(names)
    for name, column in reversed(columns.items()):
        for line in np.flatnonzero(np.isnan(column))[::-1].tolist():
            problems[of[line]] = InsufficientDataError(f"line {line + 1}: a blank", argument=name)
    paid, standard, units = columns.values()
    variance = _sums(of, (paid - standard) * units, len(names))
    return SupplierPrices(names, variance, _ratio(variance, _sums(of, standard * units, len(names))), tuple(problems))


def _groups(supplier: Sequence[str]) -> tuple[tuple[str, ...], IndexArray]:
    if "" in supplier:
        raise ShapeError("a line without a supplier", argument="supplier")
    return distinct(supplier)


def _sums(group: IndexArray, values: ArrayLike, groups: int) -> FloatArray:
    return np.bincount(group, weights=np.asarray(values, dtype=np.float64), minlength=groups).astype(np.float64)


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    some = denominator > 0
    return np.where(some, numerator / np.where(some, denominator, 1.0), np.nan)
