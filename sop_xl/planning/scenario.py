"""Scenarios as sparse deltas on a base plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, IndexArray, as_block
from sop_xl.planning.names import MISSING, find, key

Change = Literal["replace", "add", "percent", "delay"]
Driver = Literal["demand", "supply", "on_hand", "price", "cost", "fx", "lead_time", "capacity"]

BASE = "Base"
FLOWS = ("demand", "supply", "capacity")
PLAN_DRIVERS = ("demand", "supply", "on_hand", "price", "cost", "fx", "lead_time")  # of a plan without resources
DRIVERS: tuple[Driver, ...] = get_args(Driver)

_LARGEST_SHARE = 4.0  # five times the base; beyond it 10 was typed for 10 %


@dataclass(frozen=True)
class Delta:
    """One change that a scenario makes to one driver of the plan.

    Parameters
    ----------
    scenario, driver : str
        Name of the scenario; what it changes, a word of ``DRIVERS``.
    item : str
        The item or resource, or the empty text for all.
    first, last : number
        First and last period that it touches, in the numbers of the plan's period heads (dates).
    change : "replace", "add", "percent" or "delay"
        Set the value; add it; add it as a fraction (0.1 = +10 %); move the amounts that many periods later.
    value : number
        By how much.

    Raises
    ------
    DomainError
        No name of its own, an unknown driver or change, an end before its start; a delay of what is no flow, or not
        by a whole number; a share that takes more than all or is surely meant in percent (``#NUM!``).
    """

    scenario: str
    driver: str
    item: str
    first: float
    last: float
    change: Change
    value: float

    def __post_init__(self) -> None:
        """Refuse what would be applied to nothing."""
        if key(self.scenario) in ("", key(BASE)):
            raise DomainError("a delta needs the name of a scenario", argument="deltas", got=self.scenario)
        if self.driver not in DRIVERS:
            raise DomainError("unknown driver", argument="deltas", got=self.driver, expected=" | ".join(DRIVERS))
        if self.change not in get_args(Change):
            raise DomainError(
                "unknown change", argument="deltas", got=self.change, expected=" | ".join(get_args(Change))
            )
        if self.last < self.first:
            raise DomainError("ends before it starts", argument="deltas", got=self.scenario)
        if self.change == "delay":
            self._check_delay()
        if self.change == "percent" and not -1.0 <= self.value <= _LARGEST_SHARE:
            raise DomainError(
                "not a share of the base",
                argument="deltas",
                got=self.value,
                expected=f"a fraction from -1 to {_LARGEST_SHARE:g}",
                hint="Type 10% or 0.1 for ten percent more; replace sets any value.",
            )

    def _check_delay(self) -> None:
        if self.driver not in FLOWS:
            raise DomainError(
                "only what flows can be late", argument="deltas", got=self.driver, expected=" | ".join(FLOWS)
            )
        if not (self.value >= 0 and float(self.value).is_integer()):
            raise DomainError(
                "not a number of periods", argument="deltas", got=self.value, expected="a whole number, 0 or more"
            )


def scenario_names(deltas: Sequence[Delta]) -> list[str]:
    """Names of all scenarios, in the order of their first delta."""
    names: dict[str, str] = {}
    for delta in deltas:
        names.setdefault(key(delta.scenario), delta.scenario)
    return list(names.values())


def apply_scenario(
    base: ArrayLike,
    items: Sequence[str],
    periods: ArrayLike,
    deltas: Sequence[Delta],
    scenario: str,
    driver: str,
) -> FloatArray:
    """One driver of the plan as a scenario has it.

    The deltas of the scenario are laid over the base in their order; what they do not touch stays.

    Parameters
    ----------
    base : (items, periods)
        The driver in the base plan, in its own unit.
    items : (items,)
        Names of the rows, compared without regard to capitals and surplus spaces.
    periods : (periods,)
        Number (date) of each column; dates of deltas that lie outside change nothing.
    deltas : Delta
        Of all scenarios and drivers.
    scenario : str
        Name of the scenario; ``Base`` is the base plan itself.
    driver : str
        Which driver the base is.

    Returns
    -------
    (items, periods)
        A new block; the base is left alone.

    Raises
    ------
    InsufficientDataError
        A scenario without any delta, or a delta for an item that is not there (``#N/A``).
    ShapeError
        Items or periods that do not go with the base (``#VALUE!``).

    Notes
    -----
    Source: what-if scenarios of the pre-S&OP step, Wallace & Stahl, *Sales & Operations Planning: The How-To
    Handbook*.

    Examples
    --------
    >>> boost = Delta("Promotion", "demand", "A", 2, 2, "percent", 0.5)
    >>> apply_scenario([[10, 10], [10, 10]], ["A", "B"], [1, 2], [boost], "promotion", "demand")
    array([[10., 15.],
           [10., 10.]])
    """
    block = as_block(base, "base").copy()
    when = np.asarray(periods, dtype=np.float64).ravel()
    if block.shape != (len(items), len(when)):
        raise ShapeError(
            "one row per item and one column per period",
            argument="base",
            got=block.shape,
            expected=(len(items), len(when)),
        )
    own = [delta for delta in deltas if key(delta.scenario) == key(scenario)]
    if not own and key(scenario) != key(BASE):
        raise InsufficientDataError("no such scenario", argument="scenario", got=scenario)
    for delta in own:
        if delta.driver == driver:
            rows = np.arange(len(items)) if not delta.item else find([delta.item], items, "items")
            if MISSING in rows:
                raise InsufficientDataError(
                    f"the scenario {delta.scenario!r} changes an item that is not in the plan",
                    argument="deltas",
                    got=delta.item,
                )
            columns = np.flatnonzero((when >= delta.first) & (when <= delta.last))
            block[rows] = _changed(block[rows], columns, delta)
    return block


def _changed(block: FloatArray, columns: IndexArray, delta: Delta) -> FloatArray:
    result = block.copy()
    match delta.change:
        case "replace":
            result[:, columns] = delta.value
        case "add":
            result[:, columns] += delta.value
        case "percent":
            result[:, columns] *= 1 + delta.value
        case "delay":
            result[:, columns] = 0.0
            later = columns + int(delta.value)
            inside = later < block.shape[1]
            result[:, later[inside]] += block[:, columns[inside]]
    return result
