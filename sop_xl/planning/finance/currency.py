"""Amounts in local currencies at plan, actual or constant rates, and the effect of the rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.finance.rows import RowValues, has_gap, one_per_row
from sop_xl.planning.names import MISSING, find


def convert(
    amounts: ArrayLike, currencies: Sequence[str], rate_currencies: Sequence[str], rates: ArrayLike
) -> RowValues:
    """Amounts in the reporting currency.

    Which rates are given decides what comes out: budget rates give the plan view, actual rates the reported view,
    one column of rates (say last year's) constant currency.

    Parameters
    ----------
    amounts : (rows, periods) local currency
        NaN = nothing.
    currencies : one, or one per row
        Currency of the amounts, such as EUR, in any capitals.
    rate_currencies : (currencies,)
        Currencies of the rates, the reporting currency included with rate 1.
    rates : (currencies, periods) or (currencies, 1), reporting per local currency
        Exchange rates above zero; NaN = not known.

    Returns
    -------
    RowValues
        (rows, periods) reporting currency. A row whose currency has no rate has a problem that names it.

    Raises
    ------
    ShapeError
        Currencies or rates that do not go with the amounts (``#VALUE!``).
    DomainError
        A currency that is listed twice (``#NUM!``).

    Notes
    -----
    Source: definition; average rates for flows as in IAS 21.

    Examples
    --------
    >>> found = convert([[100, 100], [10, 10]], ["EUR", "JPY"], ["USD", "EUR"], [[1, 1], [1.1, 1.2]])
    >>> found.values
    array([[110., 120.],
           [ nan,  nan]])
    >>> str(found.problems[1])
    "currencies: no exchange rate (got 'JPY'). Add the currency to the rates; the reporting currency has rate 1."
    """
    block = np.nan_to_num(as_block(amounts, "amounts"))
    table = _rates(rates, len(rate_currencies), block.shape[1])
    currencies = one_per_row(currencies, len(block), "currencies")
    place = find(currencies, rate_currencies, "rate_currencies")
    rate = np.where((place != MISSING)[:, np.newaxis], table[place], np.nan)
    values = np.where((block == 0) & (place != MISSING)[:, np.newaxis], 0.0, block * rate)
    problems = (_no_rate(name) if gap else None for name, gap in zip(currencies, has_gap(values), strict=True))
    return RowValues(values, tuple(problems))


def fx_effect(
    amounts: ArrayLike,
    currencies: Sequence[str],
    rate_currencies: Sequence[str],
    rates_0: ArrayLike,
    rates_1: ArrayLike,
) -> RowValues:
    """What other exchange rates do to amounts in local currency: ``local·(fx₁ − fx₀)``.

    Parameters
    ----------
    amounts, currencies, rate_currencies
        As for ``convert``.
    rates_0, rates_1 : (currencies, periods) or (currencies, 1), reporting per local currency
        Base rates (plan, prior year) and the rates compared with them [fx₀, fx₁].

    Returns
    -------
    RowValues
        (rows, periods) reporting currency; positive = worth more at ``rates_1``.

    Raises
    ------
    ShapeError, DomainError
        As for ``convert``.

    Notes
    -----
    Source: definition; amounts at ``rates_1`` less the same amounts in constant currency.

    Examples
    --------
    >>> fx_effect([[100, 200]], ["EUR"], ["EUR"], [[1.1]], [[1.1, 1.2]]).values.round(6)
    array([[ 0., 20.]])
    """
    base = convert(amounts, currencies, rate_currencies, rates_0)
    compared = convert(amounts, currencies, rate_currencies, rates_1)
    problems = (first or second for first, second in zip(base.problems, compared.problems, strict=True))
    return RowValues(compared.values - base.values, tuple(problems))


def _rates(rates: ArrayLike, currencies: int, periods: int) -> FloatArray:
    table = np.asarray(rates, dtype=np.float64)
    if table.shape == (currencies,):
        table = table[:, np.newaxis]
    if table.shape not in ((currencies, periods), (currencies, 1)):
        raise ShapeError(
            "one row per currency; one column, or one per period",
            argument="rates",
            got=table.shape,
            expected=(currencies, periods),
        )
    return np.where(table > 0, table, np.nan)


def _no_rate(currency: str) -> SopError:
    return InsufficientDataError(
        "no exchange rate",
        argument="currencies",
        got=currency,
        hint="Add the currency to the rates; the reporting currency has rate 1.",
    )
