"""Plans compared: the KPIs of scenarios side by side, and the tornado of what matters most."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block, as_column, as_same_block
from sop_xl.planning.finance.rows import own_column
from sop_xl.planning.names import key
from sop_xl.planning.scenario import BASE, PLAN_DRIVERS, Delta, apply_scenario, scenario_names
from sop_xl.planning.supply.constrained import constrain_demand

Kpis = Mapping[str, float]


def plan_kpis(on_hand: ArrayLike, demand: ArrayLike, supply: ArrayLike, price: ArrayLike, cost: ArrayLike) -> Kpis:
    """KPIs of a plan that ships what its supply allows and keeps the rest as backlog.

    Parameters
    ----------
    on_hand : (items,) units
        Stock at the start [I_0].
    demand, supply : (items, periods) units/period
        Demand and receipts [D_t, S_t]; NaN = none.
    price, cost : (items, periods) or (items, 1), currency/unit
        Net price and standard cost.

    Returns
    -------
    dict
        KPI by name; a share without a denominator is NaN.

    Raises
    ------
    DomainError
        Negative demand or supply (``#NUM!``).
    InsufficientDataError
        A price or cost that is missing (``#N/A``).

    Notes
    -----
    Source: definitions; shipments as in ``constrain_demand``.

    Examples
    --------
    >>> kpis = plan_kpis([5], [[10, 10]], [[0, 20]], [[3]], [[2]])
    >>> kpis["Revenue"], kpis["Fill rate"], kpis["Closing stock value"]
    (60.0, 0.75, 10.0)
    """
    wanted = np.nan_to_num(as_block(demand, "demand"))
    prices, costs = as_same_block(price, wanted, "price"), as_same_block(cost, wanted, "cost")
    for name, block in (("price", prices), ("cost", costs)):
        if np.isnan(block).any():
            raise InsufficientDataError("a blank", argument=name, hint="Every item needs one in every period.")
    plan = constrain_demand(on_hand, wanted, supply)
    revenue, cogs = float((plan.shipped * prices).sum()), float((plan.shipped * costs).sum())
    stock_value = (plan.stock * costs).sum(axis=0)
    return {
        "Demand": float(wanted.sum()),
        "Shipped": float(plan.shipped.sum()),
        "Fill rate": _ratio(float(plan.on_time.sum()), float(wanted.sum())),
        "Closing backlog": float(plan.unmet[:, -1].sum()),
        "Periods with backlog": float((plan.unmet > 0).sum()),
        "Revenue": revenue,
        "COGS": cogs,
        "Gross margin": revenue - cogs,
        "Gross margin %": _ratio(revenue - cogs, revenue),
        "Closing stock value": float(stock_value[-1]),
        "Average stock value": float(stock_value.mean()),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


@dataclass(frozen=True)
class Comparison:
    """KPIs of the base and of every scenario, or why a scenario has none."""

    scenarios: tuple[str, ...]
    kpis: tuple[Kpis | SopError, ...]


def compare_scenarios(
    deltas: Sequence[Delta],
    items: Sequence[str],
    periods: ArrayLike,
    on_hand: ArrayLike,
    demand: ArrayLike,
    supply: ArrayLike,
    price: ArrayLike,
    cost: ArrayLike,
) -> Comparison:
    """KPIs of the base plan and of all scenarios, in the order of the deltas.

    Parameters
    ----------
    deltas : Delta
        Of all scenarios. Those of ``fx`` change the price of an item by the rate: their base is 1.
    items, periods
        As for ``apply_scenario``.
    on_hand, demand, supply, price, cost
        The base plan, as for ``plan_kpis``.

    Returns
    -------
    Comparison
        The base first. A scenario that cannot be computed, or changes a driver outside ``PLAN_DRIVERS``, holds its
        error and leaves the others alone.

    Raises
    ------
    ShapeError, DomainError, InsufficientDataError
        A base plan that cannot be computed.

    Notes
    -----
    Source: as for ``apply_scenario``.

    Examples
    --------
    >>> boost = Delta("Up", "demand", "", 1, 2, "percent", 0.5)
    >>> found = compare_scenarios([boost], ["A"], [1, 2], [30], [[10, 10]], 0.0, 3.0, 2.0)
    >>> found.scenarios, [kpis["Revenue"] for kpis in found.kpis]
    (('Base', 'Up'), [60.0, 90.0])
    """
    wanted = as_block(demand, "demand")
    when = np.asarray(periods, dtype=np.float64).ravel()
    flows = {"demand": wanted} | {
        name: as_same_block(values, wanted, name)
        for name, values in (("supply", supply), ("price", price), ("cost", cost), ("fx", 1.0))
    }
    opening = as_column(on_hand, len(wanted), "on_hand")[:, np.newaxis]

    def kpis(name: str) -> Kpis:
        for delta in deltas:
            if key(delta.scenario) == key(name) and delta.driver not in PLAN_DRIVERS:
                raise DomainError(
                    f"{name!r} changes a driver that this plan does not have",
                    argument="deltas",
                    got=delta.driver,
                    expected=" | ".join(PLAN_DRIVERS),
                    hint="Plan the supply under it, and state the change as one of supply.",
                )
        plan = {driver: apply_scenario(flow, items, when, deltas, name, driver) for driver, flow in flows.items()}
        stock = apply_scenario(opening, items, when[:1], deltas, name, "on_hand")[:, 0]
        return plan_kpis(stock, plan["demand"], plan["supply"], plan["price"] * plan["fx"], plan["cost"])

    names = scenario_names(deltas)
    found: list[Kpis | SopError] = [kpis(BASE)]
    for name in names:
        try:
            found.append(kpis(name))
        except SopError as problem:
            found.append(problem)
    return Comparison((BASE, *names), tuple(found))


@dataclass(frozen=True)
class Tornado:
    """Bars of a tornado chart, the widest first; all (bars,).

    Attributes
    ----------
    order : row of each bar in the input, counted from 0
    low, high : outcome − base at the low and the high end of the driver
    swing : distance between the two; NaN where one is missing
    problems : why a bar has no width, or None
    """

    order: IndexArray
    low: FloatArray
    high: FloatArray
    swing: FloatArray
    problems: tuple[SopError | None, ...]


def tornado(low: ArrayLike, high: ArrayLike, base: float) -> Tornado:
    """Sort what-if results by how far they move the outcome.

    Parameters
    ----------
    low, high : (bars,)
        Outcome with one driver at its low and at its high end, all others at their base; NaN = not known.
    base : number
        Outcome of the base plan.

    Returns
    -------
    Tornado
        Bars with a missing outcome last.

    Raises
    ------
    ShapeError
        Columns of different lengths (``#VALUE!``).

    Notes
    -----
    Source: Clemen & Reilly, *Making Hard Decisions*, ch. 5 (tornado diagrams).

    Examples
    --------
    >>> bars = tornado([95, 70], [104, 120], 100)
    >>> bars.order.tolist(), bars.low.tolist(), bars.high.tolist(), bars.swing.tolist()
    ([1, 0], [-30.0, -5.0], [20.0, 4.0], [50.0, 9.0])
    """
    rows = np.size(low)
    below, above = own_column(low, rows, "low") - base, own_column(high, rows, "high") - base
    swing = np.abs(above - below)
    order = np.argsort(-swing, kind="stable")  # NaN sorts last
    missing = InsufficientDataError("no outcome at one of the ends", argument="low, high")
    problems = tuple(missing if gap else None for gap in np.isnan(swing[order]))
    return Tornado(order, below[order], above[order], swing[order], problems)
