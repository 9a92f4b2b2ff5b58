"""Overrides of a plan: replace, ± units, ± %, each with its reason, owner, assumption and expiry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block

REPLACE, UNITS, PERCENT = "replace", "units", "percent"
KINDS = (REPLACE, UNITS, PERCENT)

ACTIVE, EXPIRED, NOT_IN_PLAN = "active", "expired", "not in plan"


@dataclass(frozen=True)
class Override:
    """One decision to change the plan of an item.

    ``first`` and ``last`` are the first and last period it holds for, ``expiry`` the last day it counts (all as serial
    dates or period numbers); ``value`` is units for ``replace`` and ``units``, a fraction for ``percent``.
    """

    item: str
    first: float
    last: float
    kind: str
    value: float
    reason: str
    owner: str
    assumption: str
    expiry: float | None = None


@dataclass(frozen=True)
class Overridden:
    """Plan with its active overrides, and for each override its state and the units that it changes the plan by."""

    plan: FloatArray
    states: tuple[str, ...]
    effects: tuple[float, ...]


def apply_overrides(
    plan: ArrayLike,
    items: Sequence[str],
    periods: ArrayLike,
    overrides: Sequence[Override],
    as_of: float,
) -> Overridden:
    """Plan after all overrides that have not expired, applied in the order of the list.

    Parameters
    ----------
    plan : (items, periods) units/period
        Baseline or consensus.
    items : sequence of str
        Name of each row.
    periods : (periods,)
        Start of each period, as serial date or number, ascending.
    overrides : sequence of Override
        The list; a later one works on what the earlier ones have made. The plan never falls below zero.
    as_of : float
        Planning date: an override with an expiry before it drops out and is reported.

    Returns
    -------
    Overridden
        The new plan, and the state (``active``, ``expired``, ``not in plan``) and effect of each override.

    Raises
    ------
    ShapeError
        Names or periods that do not match the plan (``#VALUE!``).
    DomainError
        An unknown kind, a last period before the first, or a missing reason, owner or assumption (``#NUM!``).

    Notes
    -----
    Source: the discipline of recorded assumptions in Crum & Palmatier, *Demand Management Best Practices* (2003).

    Examples
    --------
    >>> promo = Override("A", 2, 2, "percent", 0.5, "promotion", "Ann", "as last year", expiry=5)
    >>> found = apply_overrides([[100, 100]], ["A"], [1, 2], [promo], as_of=3)
    >>> found.plan.tolist(), found.states, found.effects
    ([[100.0, 150.0]], ('active',), (50.0,))
    """
    block = as_block(plan, "plan").copy()
    states, effects = [], []
    for change in walk(block, items, periods, overrides, as_of):
        states.append(change.state)
        effects.append(float(np.nansum(change.after) - np.nansum(change.before)))
    return Overridden(block, tuple(states), tuple(effects))


class Change(NamedTuple):
    """What an override does: its state, the cells of its row, and their plan before and after."""

    override: Override
    state: str
    row: int
    columns: BoolArray
    before: FloatArray
    after: FloatArray


def walk(
    block: FloatArray, items: Sequence[str], periods: ArrayLike, overrides: Sequence[Override], as_of: float
) -> Iterator[Change]:
    """Change a plan by one override after the other, in place, and tell what each did; arguments as above."""
    starts = np.asarray(periods, dtype=np.float64).ravel()
    if len(items) != len(block) or starts.size != block.shape[1]:
        got = (len(items), starts.size)
        raise ShapeError("one name per row and one start per column", argument="items", got=got, expected=block.shape)
    place = {name: row for row, name in enumerate(items)}
    nothing = np.empty(0)
    for number, override in enumerate(overrides, start=1):
        _check(override, number)
        columns = (override.first <= starts) & (starts <= override.last)
        row = place.get(override.item)
        if override.expiry is not None and override.expiry < as_of:
            yield Change(override, EXPIRED, -1, columns, nothing, nothing)
        elif row is None or not columns.any():
            yield Change(override, NOT_IN_PLAN, -1, columns, nothing, nothing)
        else:
            before = block[row, columns]
            block[row, columns] = after = _changed(before, override)
            yield Change(override, ACTIVE, row, columns, before, after)


def _check(override: Override, number: int) -> None:
    name = f"override {number}"
    if override.kind not in KINDS:
        raise DomainError("unknown kind", argument=name, got=override.kind, expected=" | ".join(KINDS))
    if override.last < override.first:
        raise DomainError("its last period is before its first", argument=name, got=(override.first, override.last))
    missing = [field for field in ("reason", "owner", "assumption") if not getattr(override, field)]
    if missing:
        hint = "An override without them cannot be reviewed."
        raise DomainError(f"has no {' and no '.join(missing)}", argument=name, hint=hint)


def _changed(before: FloatArray, override: Override) -> FloatArray:
    match override.kind:
        case "replace":
            after = np.full(before.shape, override.value)
        case "units":
            after = np.nan_to_num(before) + override.value
        case _:
            after = before * (1 + override.value)
    floored: FloatArray = np.maximum(after, 0.0)
    return floored
