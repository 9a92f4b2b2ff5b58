"""Actual, latest estimate, budget and prior year over a month, the year to date, a full year or twelve months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block
from sop_xl.planning.finance.months import MONTHS_PER_YEAR, Months, Span, month_name, month_number, span_months
from sop_xl.planning.finance.rows import RowValues


def span_total(
    values: ArrayLike,
    months: Months,
    as_of: dt.date,
    span: Span = "ytd",
    fiscal_year_start: int = 1,
    years_back: int = 0,
) -> RowValues:
    """Total of every account over the month, year to date, full year or rolling twelve months.

    Parameters
    ----------
    values : (rows, periods) currency
        Amounts by month; NaN = missing.
    months : (periods,)
        Month of each column, in any order.
    as_of : date
        Any day of the month that the span is looked at from, usually the last closed one.
    span : "month", "ytd", "full_year" or "rolling_12", optional
        What to add up.
    fiscal_year_start : month number, optional
        1 = January … 12 = December.
    years_back : int, optional
        1 = the same span a year before.

    Returns
    -------
    RowValues
        (rows, 1) currency; a row in which a month is missing has a problem that names the month.

    Raises
    ------
    InsufficientDataError
        A month of the span is not in the range (``#N/A``).
    ShapeError
        Not one month per column (``#VALUE!``).

    Notes
    -----
    Source: definition.

    Examples
    --------
    >>> months = Months([dt.date(2020, month, 1) for month in (1, 2, 3)])
    >>> span_total([[10, 20, 40]], months, dt.date(2020, 2, 29), "ytd").values
    array([[30.]])
    """
    block = _headed(values, months, "values")
    columns = months.columns(*span_months(span, as_of, fiscal_year_start, years_back))
    return _total(block[:, columns], months.numbers[columns], "values")


def latest_estimate(actual: ArrayLike, plan: ArrayLike, months: Months, as_of: dt.date) -> FloatArray:
    """Latest estimate: actuals up to the month of ``as_of``, the plan from there on.

    Parameters
    ----------
    actual, plan : (rows, periods) currency
        Booked amounts and plan to go; what stands in the other part of the year is not looked at.
    months : (periods,)
        Month of each column.
    as_of : date
        Any day of the last month with actuals.

    Returns
    -------
    (rows, periods) currency
        NaN where the actual or the plan that is needed is missing.

    Raises
    ------
    ShapeError
        Blocks of different shapes, or not one month per column (``#VALUE!``).

    Notes
    -----
    Source: definition.

    Examples
    --------
    >>> months = Months([dt.date(2020, month, 1) for month in (1, 2, 3)])
    >>> latest_estimate([[10, 20, 0]], [[11, 19, 30]], months, dt.date(2020, 2, 29))
    array([[10., 20., 30.]])
    """
    booked, planned = _headed(actual, months, "actual"), _headed(plan, months, "plan")
    _same_accounts(planned, booked, "plan")
    return np.where(months.numbers <= month_number(as_of), booked, planned)


@dataclass(frozen=True)
class Performance:
    """Four views of one span, each (rows, 1): what is booked so far, what is expected, planned, and was last year."""

    actual: RowValues
    latest_estimate: RowValues
    budget: RowValues
    prior_year: RowValues


def performance(
    actual: ArrayLike,
    budget: ArrayLike,
    plan: ArrayLike,
    months: Months,
    as_of: dt.date,
    span: Span = "ytd",
    fiscal_year_start: int = 1,
) -> Performance:
    """Actual to date, latest estimate, budget and prior year of one span.

    Up to the month of ``as_of`` the latest estimate is the actual; only the full year also holds plan to go.

    Parameters
    ----------
    actual, budget, plan : (rows, periods) currency
        Booked, budgeted and newly planned amounts under the same months; the prior year is taken from actual.
    months : (periods,)
        Month of each column; from the start of the prior year's span.
    as_of : date
        Any day of the last month with actuals.
    span : "month", "ytd", "full_year" or "rolling_12", optional
        What to add up.
    fiscal_year_start : month number, optional
        1 = January … 12 = December.

    Returns
    -------
    Performance
        A view that lacks a month has a problem in its rows and leaves the other views alone.

    Raises
    ------
    ShapeError
        Blocks of different shapes, or not one month per column (``#VALUE!``).

    Notes
    -----
    Source: definition.

    Examples
    --------
    >>> months = Months([dt.date(year, month, 1) for year in (2019, 2020) for month in range(1, 13)])
    >>> year = performance([[1] * 24], [[3] * 24], [[2] * 24], months, dt.date(2020, 4, 30), "full_year")
    >>> [view.values.item() for view in (year.actual, year.latest_estimate, year.budget, year.prior_year)]
    [4.0, 20.0, 36.0, 12.0]
    """
    estimate = latest_estimate(actual, plan, months, as_of)
    _same_accounts(as_block(budget, "budget"), estimate, "budget")
    first, last = span_months(span, as_of, fiscal_year_start)

    def view(values: ArrayLike, name: str, start: int, end: int) -> RowValues:
        block = _headed(values, months, name)
        try:
            columns = months.columns(start, end)
        except InsufficientDataError as problem:
            return RowValues(np.full((len(block), 1), np.nan), (problem,) * len(block))
        return _total(block[:, columns], months.numbers[columns], name)

    return Performance(
        actual=view(actual, "actual", first, min(last, month_number(as_of))),
        latest_estimate=view(estimate, "actual, plan", first, last),
        budget=view(budget, "budget", first, last),
        prior_year=view(actual, "actual", first - MONTHS_PER_YEAR, last - MONTHS_PER_YEAR),
    )


def _headed(values: ArrayLike, months: Months, name: str) -> FloatArray:
    block = as_block(values, name)
    if block.shape[1] != len(months.dates):
        raise ShapeError(
            "one month per column", argument="months", got=len(months.dates), expected=f"{block.shape[1]} columns"
        )
    return block


def _same_accounts(block: FloatArray, actual: FloatArray, name: str) -> None:
    if block.shape != actual.shape:
        raise ShapeError("must have the shape of actual", argument=name, got=block.shape, expected=actual.shape)


def _total(block: FloatArray, numbers: IndexArray, name: str) -> RowValues:
    def problem(row: FloatArray) -> SopError | None:
        blank = np.isnan(row)
        if not blank.any():
            return None
        return InsufficientDataError(
            "a month of the span is blank",
            argument=name,
            got=month_name(int(numbers[blank].min())),
            hint="Type 0 if nothing was booked.",
        )

    return RowValues(block.sum(axis=1, keepdims=True), tuple(problem(row) for row in block))
