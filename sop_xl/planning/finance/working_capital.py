"""Working capital: days of inventory, sales and payables, the cash conversion cycle and the purchase cash plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.planning.arrays import FloatArray, as_block, as_column

DAYS_PER_YEAR = 365.0


def days_outstanding(balance: ArrayLike, flow: ArrayLike, days: ArrayLike = DAYS_PER_YEAR) -> FloatArray:
    """Days of the flow that a balance stands for: ``balance ÷ flow × days``.

    Parameters
    ----------
    balance : currency
        Inventory for DIO, receivables for DSO, payables for DPO; best the average over the time of the flow.
    flow : currency
        What went through in the time: COGS for DIO and DPO, revenue for DSO.
    days : days, optional
        Length of the time of the flow.

    Returns
    -------
    days, of the shape of the arguments

    Raises
    ------
    ZeroDenominatorError
        No flow (``#DIV/0!``).
    DomainError
        A balance or flow below zero, as a ledger keeps its credits (``#NUM!``).
    InsufficientDataError
        A blank (``#N/A``).

    Notes
    -----
    Source: Ross, Westerfield & Jaffe, *Corporate Finance*, ch. 26 (short-term finance and planning).

    Examples
    --------
    >>> days_outstanding([250_000], [820_000]).round(1)
    array([111.3])
    """
    level, through = np.asarray(balance, dtype=np.float64), np.asarray(flow, dtype=np.float64)
    if np.isnan(level).any() or np.isnan(through).any():
        raise InsufficientDataError("a blank balance or flow", hint="Type 0 if nothing is meant.")
    for name, amounts in (("balance", level), ("flow", through)):
        if (amounts < 0).any():
            raise DomainError(
                "below zero",
                argument=name,
                got=float(amounts[amounts < 0].flat[0]),
                hint="Give balances and flows as positive numbers, payables and revenue too.",
            )
    if (through == 0).any():
        raise ZeroDenominatorError("no sales or cost to divide the balance by", argument="flow")
    return level / through * np.asarray(days, dtype=np.float64)


def cash_conversion_cycle(
    inventory: ArrayLike,
    receivables: ArrayLike,
    payables: ArrayLike,
    revenue: ArrayLike,
    cogs: ArrayLike,
    days: ArrayLike = DAYS_PER_YEAR,
) -> FloatArray:
    """Days from paying suppliers to being paid by customers: ``CCC = DIO + DSO − DPO``.

    Parameters
    ----------
    inventory, receivables, payables : currency
        Balances, best the averages over the time of the flows.
    revenue, cogs : currency
        Flows of the time; payables are measured on COGS, too.
    days : days, optional
        Length of that time.

    Returns
    -------
    days, of the shape of the arguments

    Raises
    ------
    ZeroDenominatorError, DomainError, InsufficientDataError
        As for ``days_outstanding``.

    Notes
    -----
    Source: Ross, Westerfield & Jaffe, *Corporate Finance*, ch. 26 (the cash cycle).

    Examples
    --------
    >>> cash_conversion_cycle([250_000], [180_000], [87_500], [1_150_000], [820_000]).round(1)
    array([129.5])
    """
    dio, dso = days_outstanding(inventory, cogs, days), days_outstanding(receivables, revenue, days)
    return dio + dso - days_outstanding(payables, cogs, days)


@dataclass(frozen=True)
class CashPlan:
    """Payments of every period, and what is still open at its end; both (rows, periods) currency."""

    payments: FloatArray
    payables: FloatArray


def purchase_cash_plan(
    purchases: ArrayLike,
    payment_days: ArrayLike,
    days_per_period: float = 30.0,
    open_payables: ArrayLike | None = None,
) -> CashPlan:
    """When planned purchases are paid.

    Purchases are received evenly over their period, so ``payment_days`` later their payments fall into two
    neighbouring periods: 45 days with periods of 30 pay one half one and one half two periods later.
    ``payables_t = payables_(t−1) + purchases_t − payments_t`` always holds.

    Parameters
    ----------
    purchases : (rows, periods) currency
        Value of the receipts by supplier or item; NaN = none.
    payment_days : (rows,) or one, days
        Time from receipt to payment.
    days_per_period : days, optional
        Length of a period.
    open_payables : (rows, periods) currency, optional
        Invoices that are open at the start, by the period in which they fall due.

    Returns
    -------
    CashPlan
        Payments and closing payables. What falls due beyond the last period stays in the payables.

    Raises
    ------
    DomainError
        Negative payment days (``#NUM!``).
    ShapeError
        Open payables of another shape (``#VALUE!``).

    Notes
    -----
    Source: Ross, Westerfield & Jaffe, *Corporate Finance*, ch. 26 (the cash budget: payables period in the timing of
    payments).

    Examples
    --------
    >>> plan = purchase_cash_plan([[100, 200, 0]], 45)
    >>> plan.payments
    array([[  0.,  50., 150.]])
    >>> plan.payables
    array([[100., 250., 100.]])
    """
    received = np.nan_to_num(as_block(purchases, "purchases"))
    due = np.zeros_like(received) if open_payables is None else np.nan_to_num(as_block(open_payables, "open_payables"))
    if due.shape != received.shape:
        raise ShapeError(
            "must have the shape of purchases", argument="open_payables", got=due.shape, expected=received.shape
        )
    lag = as_column(payment_days, len(received), "payment_days") / days_per_period
    if not (lag >= 0).all():
        raise DomainError("payment days below zero or blank", argument="payment_days", expected="0 or more days")
    whole = np.floor(lag)[:, np.newaxis]
    late = lag[:, np.newaxis] - whole
    payments = due + (1 - late) * _shifted(received, whole) + late * _shifted(received, whole + 1)
    opening = due.sum(axis=1, keepdims=True)
    return CashPlan(payments, opening + np.cumsum(received - payments, axis=1))


def _shifted(block: FloatArray, periods: FloatArray) -> FloatArray:
    """Block moved to the right by its own number of periods in every row."""
    source = np.arange(block.shape[1]) - periods.astype(np.intp)
    return np.where(source >= 0, np.take_along_axis(block, np.maximum(source, 0), axis=1), 0.0)
