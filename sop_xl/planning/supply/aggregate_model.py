"""The linear program of an aggregate plan: its data, and the matrices made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.names import key
from sop_xl.planning.supply.domains import non_negative, positive

Strategy = Literal["mixed", "level", "chase"]

# The variables of each period, in the order of their columns: one block of periods after the other.
VARIABLES = ("workforce", "hired", "laid_off", "production", "overtime", "stock", "backlog", "subcontracted")
WHOLE_IF_ASKED = VARIABLES[:3]
_COST_OF = {
    "workforce": "labour_cost",
    "hired": "hiring_cost",
    "laid_off": "layoff_cost",
    "production": "material_cost",
    "overtime": "overtime_cost",
    "stock": "holding_cost",
    "backlog": "backlog_cost",
    "subcontracted": "subcontract_cost",
}
_NO_LIMIT = np.inf


@dataclass(frozen=True)
class AggregateData:
    """What an aggregate plan is made from; every field is one value, or one per period.

    Attributes
    ----------
    units_per_worker : units/(worker·period)
        Regular output of a worker [u].
    hours_per_unit : hours/unit
        Labour in a unit, for overtime [τ].
    opening_workforce, opening_stock, opening_backlog : workers, units, units
        Where the plan starts.
    closing_stock : units
        Least stock at the end of the last period.
    labour_cost, overtime_cost : currency/(worker·period), currency/hour
    hiring_cost, layoff_cost : currency/worker
    material_cost, subcontract_cost : currency/unit
        Material of a unit made in house; full price of a unit bought.
    holding_cost, backlog_cost : currency/(unit·period)
    overtime_limit : hours/(worker·period)
    subcontract_limit : units/period
    workforce_minimum, workforce_maximum : workers
    stock_minimum, stock_maximum, backlog_maximum : units at the end of a period
        No backlog is left at the end of the last period.
    """

    units_per_worker: ArrayLike
    hours_per_unit: ArrayLike
    opening_workforce: ArrayLike
    labour_cost: ArrayLike
    opening_stock: ArrayLike = 0.0
    opening_backlog: ArrayLike = 0.0
    closing_stock: ArrayLike = 0.0
    overtime_cost: ArrayLike = 0.0
    hiring_cost: ArrayLike = 0.0
    layoff_cost: ArrayLike = 0.0
    material_cost: ArrayLike = 0.0
    subcontract_cost: ArrayLike = 0.0
    holding_cost: ArrayLike = 0.0
    backlog_cost: ArrayLike = 0.0
    overtime_limit: ArrayLike = 0.0
    subcontract_limit: ArrayLike = 0.0
    workforce_minimum: ArrayLike = 0.0
    workforce_maximum: ArrayLike = _NO_LIMIT
    stock_minimum: ArrayLike = 0.0
    stock_maximum: ArrayLike = _NO_LIMIT
    backlog_maximum: ArrayLike = 0.0

    @classmethod
    def of_table(cls, names: Sequence[str], values: ArrayLike) -> AggregateData:
        """Data from a table of names and values, one value or one per period beside each name.

        Capitals do not matter, nor whether words are parted by spaces or underscores.

        Raises
        ------
        InsufficientDataError
            A name that is not known, or one that is needed and missing (``#N/A``).
        """
        table = as_block(values, "values")
        if len(table) != len(names):
            raise ShapeError("one row of values per name", argument="values", got=table.shape, expected=len(names))
        allowed = {field.name: field.default is MISSING for field in fields(cls)}
        found: dict[str, FloatArray] = {}
        for name, row in zip(names, table, strict=True):
            word = key(name.replace("_", " ")).replace(" ", "_")
            if word not in allowed:
                close = get_close_matches(word, allowed, n=1)
                hint = f"Did you mean {close[0].replace('_', ' ')}?" if close else f"Known are: {', '.join(allowed)}."
                raise InsufficientDataError("no such parameter", argument="parameters", got=name, hint=hint)
            given = row[~np.isnan(row)]
            found[word] = given if given.size == 1 else row
        missing = [word.replace("_", " ") for word, needed in allowed.items() if needed and word not in found]
        if missing:
            raise InsufficientDataError("a parameter is missing", argument="parameters", expected=", ".join(missing))
        return cls(**found)

    def by_period(self, periods: int) -> dict[str, FloatArray]:
        """Return every field as one checked value per period.

        Raises
        ------
        DomainError
            A negative value, no output per worker, a minimum above its maximum (``#NUM!``).
        ShapeError
            Neither one value nor one per period (``#VALUE!``).
        """
        values = {}
        for field in fields(self):
            check = positive if field.name in ("units_per_worker", "hours_per_unit") else non_negative
            value = check(getattr(self, field.name), field.name).ravel()
            if value.size not in (1, periods):
                raise ShapeError("one value, or one per period", argument=field.name, got=value.size, expected=periods)
            values[field.name] = np.broadcast_to(value, periods)
        for kind in ("workforce", "stock"):
            low, high = values[f"{kind}_minimum"], values[f"{kind}_maximum"]
            if (low > high).any():
                raise DomainError(
                    "the minimum is above the maximum",
                    argument=f"{kind}_minimum",
                    got=float(low[low > high][0]),
                    expected=f"at most {high[low > high][0]:g}",
                )
        if values["closing_stock"][-1] > values["stock_maximum"][-1]:
            raise DomainError(
                "above the largest stock", argument="closing_stock", got=float(values["closing_stock"][-1])
            )
        return values


@dataclass(frozen=True)
class AggregateModel:
    """The program: minimise cost·x with equal·x = equal_to, upper·x ≤ 0 and x within bounds.

    Attributes
    ----------
    periods : int
    cost : (variables·periods,)
    equal, equal_to : crew balance of each period, then stock balance of each period
    upper : capacity of each period, then overtime limit of each period; both at most 0
    bounds : (variables·periods, 2)
    """

    periods: int
    cost: FloatArray
    equal: FloatArray
    equal_to: FloatArray
    upper: FloatArray
    bounds: FloatArray

    @classmethod
    def of(cls, demand: FloatArray, data: AggregateData, strategy: Strategy) -> AggregateModel:
        """Program for a demand of one value per period."""
        periods = demand.size
        value = data.by_period(periods)
        if strategy == "level":
            _one_workforce(value["workforce_minimum"], value["workforce_maximum"])
        one, before = np.eye(periods), np.eye(periods, k=-1)
        first = np.zeros(periods)
        first[0] = 1.0
        opening_stock = (value["opening_stock"] - value["opening_backlog"])[0]

        crew = _row(periods, workforce=one - before, hired=-one, laid_off=one)
        balance = _row(periods, stock=before - one, backlog=one - before, production=one, subcontracted=one)
        capacity = _row(
            periods,
            production=one,
            workforce=-np.diag(value["units_per_worker"]),
            overtime=-np.diag(1.0 / value["hours_per_unit"]),
        )
        overtime = _row(periods, overtime=one, workforce=-np.diag(value["overtime_limit"]))
        return cls(
            periods,
            np.concatenate([value[_COST_OF[name]] for name in VARIABLES]),
            np.vstack([crew, balance]),
            np.concatenate([first * value["opening_workforce"], demand - first * opening_stock]),
            np.vstack([capacity, overtime]),
            _bounds(demand, value, opening_stock, strategy),
        )

    def columns(self, name: str) -> slice:
        """Columns of a variable."""
        start = VARIABLES.index(name) * self.periods
        return slice(start, start + self.periods)


def _one_workforce(least: FloatArray, most: FloatArray) -> None:
    """Refuse limits that no workforce keeps in all periods."""
    if least.max() > most.min():
        raise DomainError(
            f"no level workforce keeps all limits: {least.max():g} workers at least in period {np.argmax(least) + 1}, "
            f"{most.min():g} at most in period {np.argmin(most) + 1}",
            argument="workforce_minimum",
            hint="Widen the workforce limits, or let the workforce change (mixed).",
        )


def _row(periods: int, **blocks: FloatArray) -> FloatArray:
    """One constraint per period, from the blocks of the variables in it."""
    return np.hstack([blocks.get(name, np.zeros((periods, periods))) for name in VARIABLES])


def _bounds(demand: FloatArray, value: dict[str, FloatArray], opening_stock: float, strategy: Strategy) -> FloatArray:
    periods = demand.size
    low = {name: np.zeros(periods) for name in VARIABLES}
    high = {name: np.full(periods, _NO_LIMIT) for name in VARIABLES}
    low["workforce"], high["workforce"] = value["workforce_minimum"], value["workforce_maximum"]
    low["stock"], high["stock"] = value["stock_minimum"].copy(), value["stock_maximum"].copy()
    low["stock"][-1] = max(low["stock"][-1], value["closing_stock"][-1])
    high["backlog"] = value["backlog_maximum"].copy()
    high["backlog"][-1] = 0.0
    high["subcontracted"] = value["subcontract_limit"]
    if strategy == "level":
        high["hired"][1:] = high["laid_off"][1:] = 0.0
    elif strategy == "chase":
        leftover = opening_stock - np.cumsum(demand)  # an opening stock beyond the demand cannot be chased away
        low["stock"] = np.minimum(np.maximum(low["stock"], leftover), high["stock"])
        high["stock"] = low["stock"]
        high["backlog"] = np.zeros(periods)
    return np.column_stack([np.concatenate([low[n] for n in VARIABLES]), np.concatenate([high[n] for n in VARIABLES])])
