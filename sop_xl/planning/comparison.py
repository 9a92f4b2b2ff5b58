"""Plans compared: the KPIs of scenarios side by side, and the tornado of what matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, SopError
from sop_xl.planning.arrays import FloatArray, IndexArray, own_column
from sop_xl.planning.plan import Kpis, Plan
from sop_xl.planning.scenario import BASE, Delta, scenario_names


@dataclass(frozen=True)
class Comparison:
    """KPIs of the base and of every scenario, or why a scenario has none."""

    scenarios: tuple[str, ...]
    kpis: tuple[Kpis | SopError, ...]


def compare_scenarios(plan: Plan, deltas: Sequence[Delta]) -> Comparison:
    """KPIs of the base plan and of all scenarios, in the order of the deltas.

    Parameters
    ----------
    plan : Plan
        The base.
    deltas : Delta
        Of all scenarios.

    Returns
    -------
    Comparison
        The base first. A scenario that cannot be computed holds its error and leaves the others alone.

    Raises
    ------
    DomainError, InsufficientDataError
        A base plan that cannot be computed.

    Notes
    -----
    Source: as for ``apply_scenario``.

    Examples
    --------
    >>> boost = Delta("Up", "demand", "", 1, 2, "percent", 0.5)
    >>> found = compare_scenarios(Plan.of(["A"], [1, 2], [30], [[10, 10]], 0.0, 3.0, 2.0), [boost])
    >>> found.scenarios, [kpis["Revenue"] for kpis in found.kpis]
    (('Base', 'Up'), [60.0, 90.0])
    """
    names = scenario_names(deltas)
    found: list[Kpis | SopError] = [plan.kpis()]
    for name in names:
        try:
            found.append(plan.under(deltas, name).kpis())
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
