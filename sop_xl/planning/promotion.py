"""Scenarios that were decided on: the plan with what was promoted to it, and the record of what each decision did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, SopError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.names import key
from sop_xl.planning.plan import Kpis, Plan
from sop_xl.planning.scenario import BASE, Delta, apply_scenario


@dataclass(frozen=True)
class Decision:
    """One decision to make a scenario part of the plan.

    Parameters
    ----------
    scenario : str
        The scenario that is promoted.
    decided_on : date as a serial number
        From this day on it is part of the plan.
    decided_by, reason : str
        Who decided, and why.

    Raises
    ------
    DomainError
        A decision for the base itself (``#NUM!``).
    InsufficientDataError
        A decision without scenario or name (``#N/A``).
    """

    scenario: str
    decided_on: float
    decided_by: str
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a decision that nobody answers for."""
        if key(self.scenario) == key(BASE):
            raise DomainError("the base is the plan already", argument="decisions", got=self.scenario)
        for name, word in (("a scenario", self.scenario), ("a name", self.decided_by)):
            if not key(word):
                raise InsufficientDataError(f"a decision without {name}", argument="decisions", got=self.scenario)


def in_force(decisions: Sequence[Decision], as_of: float) -> list[Decision]:
    """Decisions up to a day, the oldest first; those of one day in their order.

    Raises
    ------
    DomainError
        A scenario that is decided twice, which would change the plan twice (``#NUM!``).

    Examples
    --------
    >>> decided = [Decision("Shift", 20, "Ito"), Decision("Promotion", 10, "Ito"), Decision("Loss", 40, "Ito")]
    >>> [decision.scenario for decision in in_force(decided, 30)]
    ['Promotion', 'Shift']
    """
    seen: set[str] = set()
    for decision in decisions:
        if key(decision.scenario) in seen:
            raise DomainError("decided twice", argument="decisions", got=decision.scenario, hint="Keep one of them.")
        seen.add(key(decision.scenario))
    return sorted((d for d in decisions if math.floor(d.decided_on) <= as_of), key=lambda decision: decision.decided_on)


def promoted(
    base: ArrayLike,
    items: Sequence[str],
    periods: ArrayLike,
    deltas: Sequence[Delta],
    decisions: Sequence[Decision],
    as_of: float,
    driver: str,
) -> FloatArray:
    """One driver of the plan with all scenarios that are decided on.

    The base stays as it is: what was decided is laid over it, decision by decision, so that a decision that is taken
    back takes its changes with it.

    Parameters
    ----------
    base, items, periods, deltas, driver
        As in ``apply_scenario``.
    decisions : Decision
        The decision record, in any order.
    as_of : date as a serial number
        Planning date; later decisions do not count yet.

    Returns
    -------
    (items, periods)
        A new block.

    Raises
    ------
    DomainError
        A scenario that is decided twice (``#NUM!``).
    InsufficientDataError
        A decision for a scenario that has no deltas (``#N/A``).

    Notes
    -----
    Source: decisions of the pre-S&OP and executive meetings, Wallace & Stahl, *Sales & Operations Planning: The How-To
    Handbook*.

    Examples
    --------
    >>> boost = Delta("Promotion", "demand", "", 2, 2, "percent", 0.5)
    >>> promoted([[10, 10]], ["A"], [1, 2], [boost], [Decision("promotion", 20, "Ito")], 30, "demand")
    array([[10., 15.]])
    """
    block = as_block(base, "base").copy()
    for decision in in_force(decisions, as_of):
        block = apply_scenario(block, items, periods, deltas, decision.scenario, driver)
    return block


@dataclass(frozen=True)
class Entry:
    """One line of the decision record: the decision, and the KPIs of the plan before and after it."""

    decision: Decision
    before: Kpis | SopError
    after: Kpis | SopError


def decision_record(plan: Plan, deltas: Sequence[Delta], decisions: Sequence[Decision], as_of: float) -> list[Entry]:
    """What each decision did to the plan, in the order of the decisions in force.

    Parameters
    ----------
    plan : Plan
        The base.
    deltas, decisions, as_of
        As in ``promoted``.

    Returns
    -------
    list of Entry
        The plan after one decision is the plan before the next. A decision that cannot be computed holds its error,
        and so does every later one.

    Raises
    ------
    DomainError, InsufficientDataError
        A base plan that cannot be computed.

    Notes
    -----
    Source: as for ``promoted``; KPIs as in ``Plan.kpis``.

    Examples
    --------
    >>> plan, boost = Plan.of(["A"], [1], [30], [[10]], 0.0, 3.0, 2.0), Delta("Up", "demand", "", 1, 1, "add", 5)
    >>> (entry,) = decision_record(plan, [boost], [Decision("Up", 20, "Ito", "new customer")], 30)
    >>> entry.before["Revenue"], entry.after["Revenue"]
    (30.0, 45.0)
    """
    entries: list[Entry] = []
    before: Kpis | SopError = plan.kpis()
    for decision in in_force(decisions, as_of):
        after = before
        if not isinstance(before, SopError):
            try:
                plan = plan.under(deltas, decision.scenario)
                after = plan.kpis()
            except SopError as problem:
                after = problem
        entries.append(Entry(decision, before, after))
        before = after
    return entries
