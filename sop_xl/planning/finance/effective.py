"""Prices and standard costs by effective date, and what a plan in units is worth with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray, IndexArray, as_block, as_column
from sop_xl.planning.finance.rows import RowValues, has_gap
from sop_xl.planning.names import MISSING, key


def effective_values(
    items: Sequence[str],
    dates: ArrayLike,
    listed_items: Sequence[str],
    valid_from: ArrayLike,
    listed_values: ArrayLike,
    valid_to: ArrayLike | None = None,
) -> RowValues:
    """Price or standard cost of every item that is in effect on every date.

    Of the rows of the list for the item that have begun and not ended, the one that began last is in effect: a
    promotion with an end goes before the open-ended price under it, which comes back afterwards.

    Parameters
    ----------
    items : (items,)
        Items to find, compared without regard to capitals and surplus spaces.
    dates : (periods,) days
        Dates, as ordinal or serial day numbers; hours do not count.
    listed_items : (listed,)
        Items of the price list, one row per item and validity.
    valid_from, valid_to : (listed,) days
        First and last day of validity; NaN = since ever, without end.
    listed_values : (listed,) currency/unit
        Price or cost; NaN = not known.

    Returns
    -------
    RowValues
        (items, periods) currency/unit.

    Raises
    ------
    InsufficientDataError
        A price list without any item (``#N/A``).
    ShapeError
        Columns of the price list of different lengths (``#VALUE!``).

    Notes
    -----
    Source: definition; condition records with validity periods as in common ERP price lists.

    Examples
    --------
    >>> found = effective_values(["A", "B"], [10, 20, 30], ["A", "A", "B"], [0, 20, 15], [5.0, 6.0, 9.0])
    >>> found.values
    array([[ 5.,  6.,  6.],
           [nan,  9.,  9.]])
    >>> str(found.problems[1])
    "price list: no value in effect on some of the dates (got 'B'). Add a row with an earlier start."
    """
    when = np.floor(np.asarray(dates, dtype=np.float64).ravel())
    count = len(listed_items)
    begin = np.nan_to_num(np.floor(as_column(valid_from, count, "valid_from")), nan=-np.inf)
    end = np.full(count, np.inf)
    if valid_to is not None:
        end = np.nan_to_num(np.floor(as_column(valid_to, count, "valid_to")), nan=np.inf)
    value = as_column(listed_values, count, "listed_values")
    named = [key(name) for name in listed_items]
    codes = {name: code for code, name in enumerate(dict.fromkeys(filter(None, named)))}
    code = np.array([codes.get(name, MISSING) for name in named], dtype=np.intp)
    order = np.lexsort((begin, code))[named.count("") :]  # rows without a name sort first and are no prices
    code, begin, end, value = code[order], begin[order], end[order], value[order]
    if not codes:
        raise InsufficientDataError("the price list is empty", argument="listed_items")
    wanted = np.array([codes.get(key(name), MISSING) for name in items], dtype=np.intp)

    in_effect = _last_begun(wanted, when, code, begin)
    while (ended := _is_of(in_effect, wanted, code) & (when > end[in_effect])).any():
        in_effect[ended] -= 1
    values = np.where(_is_of(in_effect, wanted, code), value[in_effect], np.nan)
    clashes = set(code[1:][_differ(code, begin, value)].tolist())
    values[np.isin(wanted, list(clashes))] = np.nan
    problems = tuple(
        _problem(name, listed=code != MISSING, clash=code in clashes) if gap else None
        for name, code, gap in zip(items, wanted.tolist(), has_gap(values), strict=True)
    )
    return RowValues(values, problems)


def _last_begun(wanted: IndexArray, when: FloatArray, code: IndexArray, begin: FloatArray) -> IndexArray:
    """Row of the sorted list that began last on or before each date, among the rows of the item or before them."""
    starts = np.unique(begin)
    width = len(starts) + 1
    listed = code * width + np.searchsorted(starts, begin) + 1
    asked = wanted[:, np.newaxis] * width + np.searchsorted(starts, when, side="right")
    return np.searchsorted(listed, asked, side="right") - 1


def _is_of(row: IndexArray, wanted: IndexArray, code: IndexArray) -> BoolArray:
    """Tell which rows of the sorted list belong to the item that asks."""
    own: BoolArray = code[row] == wanted[:, np.newaxis]
    return own & (row >= 0)


def _differ(code: IndexArray, begin: FloatArray, value: FloatArray) -> BoolArray:
    """Neighbours in the sorted list for one item and start that say different things."""
    same_start: BoolArray = (code[1:] == code[:-1]) & (begin[1:] == begin[:-1])
    differ: BoolArray = value[1:] != value[:-1]
    return same_start & differ


def _problem(item: str, *, listed: bool, clash: bool) -> SopError:
    if clash:
        return DomainError(
            "two values of one item from the same date", argument="price list", got=item, hint="Delete one of them."
        )
    if listed:
        return InsufficientDataError(
            "no value in effect on some of the dates",
            argument="price list",
            got=item,
            hint="Add a row with an earlier start.",
        )
    return InsufficientDataError("item not found", argument="price list", got=item, hint="Add the item to the list.")


def plan_value(units: ArrayLike, value_per_unit: RowValues) -> RowValues:
    """Worth of a plan in units: units × price or cost; no units need no price.

    Parameters
    ----------
    units : (items, periods) units
        Plan or stock; NaN = none.
    value_per_unit : RowValues
        (items, periods) currency/unit, as ``effective_values`` gives it.

    Returns
    -------
    RowValues
        (items, periods) currency.

    Raises
    ------
    ShapeError
        Units of another shape than the prices (``#VALUE!``).

    Notes
    -----
    Source: definition.

    Examples
    --------
    >>> price = effective_values(["A"], [10, 20], ["A"], [15], [2.5])
    >>> plan_value([[0, 4]], price).values
    array([[ 0., 10.]])
    """
    quantity = np.nan_to_num(as_block(units, "units"))
    if quantity.shape != value_per_unit.values.shape:
        raise ShapeError(
            "one row per item and one column per date",
            argument="units",
            got=quantity.shape,
            expected=value_per_unit.values.shape,
        )
    worth = np.where(quantity == 0, 0.0, quantity * value_per_unit.values)
    problems = zip(value_per_unit.problems, has_gap(worth), strict=True)
    return RowValues(worth, tuple(problem if gap else None for problem, gap in problems))
