"""A plan of all items as what-if looks at it: demand, supply, prices and capacity, and the KPIs that come of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_flow, as_same_block, own_column
from sop_xl.planning.names import key
from sop_xl.planning.scenario import PLAN_DRIVERS, Delta, apply_scenario
from sop_xl.planning.supply.capacity import load_by_bill_of_resources
from sop_xl.planning.supply.constrained import constrain_demand
from sop_xl.planning.supply.domains import non_negative, whole

Kpis = Mapping[str, float]


@dataclass(frozen=True)
class Capacity:
    """Resources of a plan: what a unit asks of them and what they have.

    Attributes
    ----------
    resources : names
    hours_per_unit : (items, resources) hours/unit
    available : (resources, periods) hours
    """

    resources: tuple[str, ...]
    hours_per_unit: FloatArray
    available: FloatArray


@dataclass(frozen=True)
class Plan:
    """What a scenario may change, and what its KPIs are made of.

    Attributes
    ----------
    items : names, one per row
    periods : (periods,) number (date) of each column
    on_hand : (items,) units
    demand, supply : (items, periods) units/period
    price, cost : (items, periods) currency/unit
    capacity : Capacity, or None where the plan knows no resources
    """

    items: tuple[str, ...]
    periods: FloatArray
    on_hand: FloatArray
    demand: FloatArray
    supply: FloatArray
    price: FloatArray
    cost: FloatArray
    capacity: Capacity | None = None

    @classmethod
    def of(
        cls,
        items: Sequence[str],
        periods: ArrayLike,
        on_hand: ArrayLike,
        demand: ArrayLike,
        supply: ArrayLike,
        price: ArrayLike,
        cost: ArrayLike,
        capacity: Capacity | None = None,
    ) -> Plan:
        """Plan of checked shapes: price and cost may be one column, a supply of 0 is none.

        Raises
        ------
        ShapeError
            Ranges that do not go together (``#VALUE!``).
        """
        wanted = as_block(demand, "demand")
        when = np.asarray(periods, dtype=np.float64).ravel()
        if wanted.shape != (len(items), when.size):
            raise ShapeError(
                "one row per item and one column per period",
                argument="demand",
                got=wanted.shape,
                expected=(len(items), when.size),
            )
        flow = as_flow(supply, wanted, "supply")
        prices, costs = (as_same_block(values, wanted, name) for values, name in ((price, "price"), (cost, "cost")))
        opening = own_column(on_hand, len(wanted), "on_hand")
        if capacity is not None:
            _check_capacity(capacity, wanted)
        return cls(tuple(items), when, opening, wanted, flow, prices, costs, capacity)

    def under(self, deltas: Sequence[Delta], scenario: str) -> Plan:
        """Plan with the changes of a scenario laid over it.

        Deltas of ``fx`` change the price by the rate, those of ``lead_time`` add whole periods after which the supply
        due in their periods arrives, those of ``capacity`` name a resource.

        Raises
        ------
        DomainError
            A driver that this plan does not have, or a change that it cannot take (``#NUM!``).
        InsufficientDataError
            A scenario, an item or a resource that is not there (``#N/A``).
        """
        for delta in deltas:
            if key(delta.scenario) == key(scenario):
                self._check(delta)

        def changed(base: FloatArray, driver: str) -> FloatArray:
            return apply_scenario(base, self.items, self.periods, deltas, scenario, driver)

        stock = apply_scenario(self.on_hand[:, np.newaxis], self.items, self.periods[:1], deltas, scenario, "on_hand")[
            :, 0
        ]
        price = changed(self.price, "price") * changed(np.ones_like(self.price), "fx")
        supply = _later(changed(self.supply, "supply"), changed(np.zeros_like(self.supply), "lead_time"))
        capacity = self.capacity
        if capacity is not None:
            hours = apply_scenario(capacity.available, capacity.resources, self.periods, deltas, scenario, "capacity")
            capacity = replace(capacity, available=hours)
        return replace(
            self,
            on_hand=stock,
            demand=changed(self.demand, "demand"),
            supply=supply,
            price=price,
            cost=changed(self.cost, "cost"),
            capacity=capacity,
        )

    def kpis(self) -> Kpis:
        """KPIs of the plan: it ships what its supply allows and keeps the rest as backlog.

        A share without a denominator is NaN; cash is revenue less the value of receipts, before payment terms.

        Raises
        ------
        DomainError
            Negative demand, supply or capacity (``#NUM!``).
        InsufficientDataError
            A price or cost that is missing (``#N/A``).

        Notes
        -----
        Source: definitions; shipments as in ``constrain_demand``, load as in ``load_by_bill_of_resources``.

        Examples
        --------
        >>> kpis = Plan.of(["A"], [1, 2], [5], [[10, 10]], [[0, 20]], [[3]], [[2]]).kpis()
        >>> kpis["Revenue"], kpis["Fill rate"], kpis["Closing stock value"], kpis["Cash"]
        (60.0, 0.75, 10.0, 20.0)
        """
        for name, block in (("price", self.price), ("cost", self.cost)):
            if np.isnan(block).any():
                raise InsufficientDataError("a blank", argument=name, hint="Every item needs one in every period.")
        wanted, supply = np.nan_to_num(self.demand), np.nan_to_num(self.supply)
        shipments = constrain_demand(self.on_hand, wanted, supply)
        revenue, cogs, receipts = (
            float((flow * worth).sum())
            for flow, worth in ((shipments.shipped, self.price), (shipments.shipped, self.cost), (supply, self.cost))
        )
        stock_value = (shipments.stock * self.cost).sum(axis=0)
        return {
            "Demand": float(wanted.sum()),
            "Shipped": float(shipments.shipped.sum()),
            "Fill rate": _ratio(float(shipments.on_time.sum()), float(wanted.sum())),
            "Closing backlog": float(shipments.unmet[:, -1].sum()),
            "Periods with backlog": float((shipments.unmet > 0).sum()),
            "Revenue": revenue,
            "COGS": cogs,
            "Gross margin": revenue - cogs,
            "Gross margin %": _ratio(revenue - cogs, revenue),
            "Closing stock value": float(stock_value[-1]),
            "Average stock value": float(stock_value.mean()),
            "Value of receipts": receipts,
            "Cash": revenue - receipts,
            **self._capacity_kpis(supply),
        }

    def _capacity_kpis(self, supply: FloatArray) -> Kpis:
        if self.capacity is None:
            return {}
        available = non_negative(self.capacity.available, "capacity")
        load = load_by_bill_of_resources(supply, self.capacity.hours_per_unit)
        used = np.divide(load, available, out=np.full_like(load, np.nan), where=available > 0)
        idle = (available == 0) & (load == 0)
        return {
            "Peak utilisation": float(np.max(np.where(idle, 0.0, used))),  # NaN: load where there are no hours
            "Overload, hours": float(np.maximum(load - available, 0.0).sum()),
        }

    def _check(self, delta: Delta) -> None:
        """Refuse what this plan could not take and would pass over in silence."""
        drivers = PLAN_DRIVERS if self.capacity is None else (*PLAN_DRIVERS, "capacity")
        if delta.driver not in drivers:
            raise DomainError(
                f"{delta.scenario!r} changes a driver that this plan does not have",
                argument="deltas",
                got=delta.driver,
                expected=" | ".join(drivers),
                hint="Give resources with their hours, or state the change as one of supply.",
            )
        if delta.driver == "lead_time" and (delta.change != "add" or not float(delta.value).is_integer()):
            raise DomainError(
                "a plan knows its lead times only by when supply arrives",
                argument="deltas",
                got=f"{delta.change} {delta.value:g}",
                expected="add, with a whole number of periods",
            )
        if delta.driver == "on_hand" and not delta.first <= self.periods[0] <= delta.last:
            raise DomainError(
                "the stock at the start is of the first period",
                argument="deltas",
                got=delta.first,
                hint="Leave from and to blank.",
            )


def _check_capacity(capacity: Capacity, demand: FloatArray) -> None:
    items, periods = demand.shape
    resources = len(capacity.resources)
    if capacity.hours_per_unit.shape != (items, resources) or capacity.available.shape != (resources, periods):
        raise ShapeError(
            "times of items × resources and hours of resources × periods",
            argument="hours_per_unit",
            got=f"{capacity.hours_per_unit.shape} and {capacity.available.shape}",
            expected=f"{items} items, {resources} resources, {periods} periods",
        )


def _later(supply: FloatArray, added: FloatArray) -> FloatArray:
    """Supply that arrives so many periods later (earlier where negative); what leaves the horizon is gone."""
    shift = np.abs(whole(np.abs(added), "lead_time")) * np.sign(added)
    items, periods = supply.shape
    arrived = np.zeros((items, periods + 1))  # the last column takes what comes after the horizon
    when = np.clip(np.arange(periods) + shift, 0, periods).astype(np.intp)
    np.add.at(arrived, (np.arange(items)[:, np.newaxis], when), np.nan_to_num(supply))
    return arrived[:, :periods]


def _ratio(part: float, total: float) -> float:
    return part / total if total else math.nan
