"""Actual against budget: the variance, its share of the budget, its effect on profit and whether it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block
from sop_xl.planning.finance.rows import one_per_row
from sop_xl.planning.names import key

# What one more unit of currency on an account does to profit.
INCOME, NEUTRAL, COST = 1.0, 0.0, -1.0

_WORDS = {
    INCOME: "revenue revenues sales income margin profit gain",
    COST: "cost costs cogs expense expenses expenditure expenditures tax taxes loss",
    NEUTRAL: "asset assets liability liabilities equity balance balances flow statistical",
}
ACCOUNT_TYPES: Mapping[str, float] = MappingProxyType(
    {word: sign for sign, words in _WORDS.items() for word in words.split()} | {"cost of sales": COST}
)

# Below this share of the larger amount a difference is the rounding of binary fractions, not money.
_ROUNDING_NOISE = 1e-12


@dataclass(frozen=True)
class Variance:
    """Variances of accounts × periods.

    Attributes
    ----------
    amount : (rows, periods) currency
        actual − budget; NaN where one of them is missing.
    fraction : (rows, periods) fraction
        amount ÷ absolute budget; NaN where the budget is zero.
    effect : (rows, periods) currency
        Effect of the variance on profit: positive = favourable; NaN in rows whose account type is not known.
    problems : one per row
        Why a row has no effect, or None.
    """

    amount: FloatArray
    fraction: FloatArray
    effect: FloatArray
    problems: tuple[SopError | None, ...]


def variance(actual: ArrayLike, budget: ArrayLike, account_types: Sequence[str]) -> Variance:
    """Variance of actual against budget by account.

    ``variance = actual − budget``. Whether it is favourable follows from the account type: more is better on an
    income account, worse on a cost account, and neither on a balance-sheet or statistical account. Costs are
    positive numbers; a ledger that keeps them negative calls them income.

    Parameters
    ----------
    actual, budget : (rows, periods) currency
        Booked and budgeted amounts; NaN = missing.
    account_types : one word, or one per row
        A word of ``ACCOUNT_TYPES``, in any case of letters.

    Raises
    ------
    ShapeError
        A budget of another shape, or neither one account type nor one per row (``#VALUE!``).

    Notes
    -----
    Source: Horngren, Datar & Rajan, *Cost Accounting*, 15e, ch. 7 (favourable and unfavourable variances).

    Examples
    --------
    >>> found = variance([[105.0], [52.0]], [[100.0], [50.0]], ["revenue", "expense"])
    >>> found.amount.ravel().tolist(), found.effect.ravel().tolist()
    ([5.0, 2.0], [5.0, -2.0])
    """
    booked = as_block(actual, "actual")
    planned = as_block(budget, "budget")
    if planned.shape != booked.shape:
        raise ShapeError("must have the shape of actual", argument="budget", got=planned.shape, expected=booked.shape)
    signs, problems = account_signs(account_types, len(booked))
    amount = booked - planned
    amount[np.abs(amount) <= _ROUNDING_NOISE * np.maximum(np.abs(booked), np.abs(planned))] = 0.0
    fraction = np.divide(amount, np.abs(planned), out=np.full_like(amount, np.nan), where=planned != 0)
    return Variance(amount, fraction, amount * signs[:, np.newaxis], problems)


def account_signs(account_types: Sequence[str], rows: int) -> tuple[FloatArray, tuple[SopError | None, ...]]:
    """Effect of one more unit on profit per row (+1, −1, 0; NaN where the type is unknown), and the problems.

    Examples
    --------
    >>> signs, problems = account_signs(["Revenue", "COGS", "goodwil"], 3)
    >>> signs.tolist()
    [1.0, -1.0, nan]
    >>> problems[2].cell
    '#N/A'
    """
    words = [key(word) for word in one_per_row(account_types, rows, "account_type")]
    signs = np.array([ACCOUNT_TYPES.get(word, np.nan) for word in words])
    problems = tuple(None if word in ACCOUNT_TYPES else _unmapped(word) for word in words)
    return signs, problems


def _unmapped(word: str) -> SopError:
    return InsufficientDataError(
        "an account without a known type",
        argument="account_type",
        got=word,
        expected="a word such as revenue, income, cost, expense, asset or statistical",
    )


def is_material(
    amount: ArrayLike, fraction: ArrayLike, amount_threshold: float = 0.0, fraction_threshold: float = 0.0
) -> BoolArray:
    """Tell which variances reach both thresholds; a variance of nothing never does.

    Parameters
    ----------
    amount : (rows, periods) currency
        Variances; NaN is not material.
    fraction : (rows, periods) fraction
        Variances as a share of the budget; where there is none (NaN) the amount alone decides.
    amount_threshold : currency, optional
        Smallest absolute amount that matters.
    fraction_threshold : fraction, optional
        Smallest absolute share that matters.

    Notes
    -----
    Source: the usual two-sided policy of management reporting ("more than 5 % and 10 000"): the share keeps out
    small deviations on large accounts, the amount large deviations on small ones.

    Examples
    --------
    >>> is_material([[600, 600, 90]], [[0.2, 0.01, 0.9]], 100, 0.05)
    array([[ True, False, False]])
    """
    size, share = np.abs(as_block(amount, "amount")), np.abs(as_block(fraction, "fraction"))
    return (size > 0) & (size >= amount_threshold) & (np.isnan(share) | (share >= fraction_threshold))
