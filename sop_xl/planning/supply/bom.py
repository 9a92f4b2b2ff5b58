"""Bill of materials: low-level codes, indented explosion and gross requirements over all levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block, as_column
from sop_xl.planning.names import distinct, positions
from sop_xl.planning.supply.domains import non_negative, survival

_SHEET_ROWS = 1_048_576
_LONGEST_NAMED = 12  # items of a circle that a message has room for


@dataclass(frozen=True)
class BillOfMaterial:
    """Who is made of what: one line per parent and component.

    Attributes
    ----------
    items : names
        Every item that any line names.
    parent, component : (lines,) row numbers of ``items``
    quantity : (lines,) units of the component to be supplied per good unit of the parent, loss included
    """

    items: tuple[str, ...]
    parent: NDArray[np.intp]
    component: NDArray[np.intp]
    quantity: FloatArray

    @classmethod
    def of(
        cls,
        parents: Sequence[str],
        components: Sequence[str],
        quantity_per: ArrayLike,
        component_yield: ArrayLike = 1.0,
    ) -> BillOfMaterial:
        """Bill of material from the columns of a table.

        Parameters
        ----------
        parents, components : (lines,) names
            A line without a parent only says that its component is a finished item; it is passed over.
        quantity_per : (lines,) units per unit
            Quantity in one good unit of the parent.
        component_yield : (lines,) fraction, optional
            Share of the component that survives its use in the parent, above 0 up to 1.

        Raises
        ------
        ShapeError
            Columns of different lengths (``#VALUE!``).
        DomainError
            A negative quantity, a yield outside (0, 1], or an item that contains itself (``#NUM!``).
        InsufficientDataError
            A line without a component or a quantity (``#N/A``).
        """
        lines = len(parents)
        if len(components) != lines:
            raise ShapeError("one component per parent", argument="components", got=len(components), expected=lines)
        quantity = as_column(quantity_per, lines, "quantity_per")
        survives = survival(as_column(component_yield, lines, "component_yield"), "component_yield")
        real = [line for line in range(lines) if parents[line]]
        if not all(components[line] for line in real):
            raise InsufficientDataError("a line without a component", argument="components")
        parents, components = [parents[n] for n in real], [components[n] for n in real]
        items, place = distinct([*parents, *components])
        bill = cls(
            items,
            place[: len(real)],
            place[len(real) :],
            non_negative(quantity[real], "quantity_per") / survives[real],
        )
        bill.low_level_codes  # noqa: B018  # a circle is found here, before anything is computed with it
        return bill

    @cached_property
    def low_level_codes(self) -> NDArray[np.intp]:
        """Deepest level at which each item occurs; 0 for what is in nothing else.

        Raises
        ------
        DomainError
            An item that contains itself; the circle is named (``#NUM!``).

        Notes
        -----
        Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*,
        6e, chapter on material requirements planning.

        Examples
        --------
        >>> bill = BillOfMaterial.of(["Bike", "Bike", "Wheel"], ["Wheel", "Screw", "Screw"], [2, 4, 8])
        >>> dict(zip(bill.items, bill.low_level_codes.tolist()))
        {'Bike': 0, 'Wheel': 1, 'Screw': 2}
        """
        codes = np.zeros(len(self.items), dtype=np.intp)
        # Push components below their parents until nothing moves; a tree of n items is at most n − 1 deep.
        for _ in range(len(self.items)):
            pushed = codes.copy()
            np.maximum.at(pushed, self.component, codes[self.parent] + 1)
            if (pushed == codes).all():
                return codes
            codes = pushed
        circle = self._circle()
        raise DomainError(
            "an item contains itself",
            argument="components",
            got=" → ".join(
                circle if len(circle) <= _LONGEST_NAMED else [*circle[: _LONGEST_NAMED - 1], "…", circle[-1]]
            ),
            hint="Break the circle in the bill of material.",
        )

    def lines_at(self, level: int) -> NDArray[np.intp]:
        """Lines whose parent has a given low-level code."""
        return np.flatnonzero(self.low_level_codes[self.parent] == level)

    def _circle(self) -> list[str]:
        """Names along one circle, from an item back to itself; there is one."""
        parents_of: dict[int, list[int]] = {}
        for parent, component in zip(self.parent.tolist(), self.component.tolist(), strict=True):
            parents_of.setdefault(component, []).append(parent)
        # Items that are in nothing that is left cannot be on a circle; what remains has a parent that remains.
        remaining = set(parents_of)
        while outside := {item for item in remaining if not remaining.intersection(parents_of[item])}:
            remaining -= outside
        path = [min(remaining)]
        while path[-1] not in path[:-1]:
            path.append(next(parent for parent in parents_of[path[-1]] if parent in remaining))
        return [self.items[item] for item in reversed(path[path.index(path[-1]) :])]


@dataclass(frozen=True)
class ExplosionLine:
    """One line of an indented bill: level below the item, component, quantity per parent and per item."""

    level: int
    component: str
    per_parent: float
    per_item: float


def explode(bill: BillOfMaterial, item: str) -> list[ExplosionLine]:
    """Indented explosion: everything that goes into one unit of an item, level by level, depth first.

    Parameters
    ----------
    bill : BillOfMaterial
        The bill.
    item : str
        The item to take apart.

    Returns
    -------
    list of ExplosionLine
        In the order in which an indented bill is read; a component used twice has two lines.

    Raises
    ------
    InsufficientDataError
        The item has no components (``#N/A``).
    DomainError
        More lines than a sheet has rows (``#NUM!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on material requirements planning (indented bill of materials).

    Examples
    --------
    >>> bill = BillOfMaterial.of(["Bike", "Bike", "Wheel"], ["Wheel", "Screw", "Screw"], [2, 4, 8])
    >>> [(line.level, line.component, line.per_item) for line in explode(bill, "Bike")]
    [(1, 'Wheel', 2.0), (2, 'Screw', 16.0), (1, 'Screw', 4.0)]
    """
    parts: dict[int, list[tuple[int, float]]] = {}
    for parent, component, quantity in zip(
        bill.parent.tolist(), bill.component.tolist(), bill.quantity.tolist(), strict=True
    ):
        parts.setdefault(parent, []).append((component, quantity))
    root = int(positions([item], bill.items, "item")[0])
    if root not in parts:
        raise InsufficientDataError("has no components", argument="item", got=item)
    lines = []
    open_parts = [(1, part, per, per) for part, per in reversed(parts[root])]
    while open_parts:
        level, part, per_parent, per_item = open_parts.pop()
        lines.append(ExplosionLine(level, bill.items[part], per_parent, per_item))
        if len(lines) > _SHEET_ROWS:
            raise DomainError(
                "the explosion has more lines than a sheet has rows",
                argument="item",
                got=item,
                hint="Take its components apart one by one, or ask for gross requirements.",
            )
        open_parts += [(level + 1, child, per, per_item * per) for child, per in reversed(parts.get(part, []))]
    return lines


def lines_in_effect(start: ArrayLike, end: ArrayLike, as_of: float) -> NDArray[np.intp]:
    """Lines of a bill that are in effect on a date.

    Parameters
    ----------
    start, end : (lines,) dates as serial numbers
        First and last day of each line; a gap has no limit.
    as_of : date as a serial number

    Examples
    --------
    >>> lines_in_effect([1, 1, 50], [np.nan, 49, np.nan], 50)
    array([0, 2])
    """
    first, last = np.floor(np.asarray(start, dtype=np.float64)), np.floor(np.asarray(end, dtype=np.float64))
    day = np.floor(as_of)  # hours do not count
    return np.flatnonzero((np.isnan(first) | (first <= day)) & (np.isnan(last) | (day <= last)))


def gross_requirements(
    bill: BillOfMaterial, items: Sequence[str], plan: ArrayLike, wanted: Sequence[str]
) -> FloatArray:
    """Gross requirements of any items for a plan of others: all levels, without stocks and lead times.

    Parameters
    ----------
    bill : BillOfMaterial
        The bill.
    items : (items,) names
        Rows of the plan.
    plan : (items, periods) units/period
        Units to be made or supplied; a gap counts as none.
    wanted : (wanted,) names
        Rows of the result.

    Returns
    -------
    (wanted, periods) units/period
        What all levels ask of each wanted item, its own plan included.

    Raises
    ------
    InsufficientDataError
        A wanted item that is neither in the bill nor in the plan (``#N/A``).
    ShapeError
        Names that do not match the rows of the plan (``#VALUE!``).

    Notes
    -----
    Source: Jacobs, Berry, Whybark & Vollmann, *Manufacturing Planning and Control for Supply Chain Management*, 6e,
    chapter on material requirements planning (explosion).

    Examples
    --------
    >>> bill = BillOfMaterial.of(["Bike", "Bike", "Wheel"], ["Wheel", "Screw", "Screw"], [2, 4, 8])
    >>> gross_requirements(bill, ["Bike"], [[1, 10]], ["Screw", "Wheel"])
    array([[ 20., 200.],
           [  2.,  20.]])
    """
    block = non_negative(np.nan_to_num(as_block(plan, "plan")), "plan")
    if len(items) != len(block):
        raise ShapeError("one name per row of the plan", argument="items", got=len(items), expected=len(block))
    positions([], items, "items")  # refuses an item that is planned twice
    everything, place = distinct([*bill.items, *items])  # the items of the bill keep their numbers
    required = np.zeros((len(everything), block.shape[1]))
    required[place[len(bill.items) :]] = block
    for level in range(int(bill.low_level_codes.max(initial=0)) + 1):
        lines = bill.lines_at(level)
        np.add.at(required, bill.component[lines], bill.quantity[lines, np.newaxis] * required[bill.parent[lines]])
    return required[positions(wanted, everything, "wanted")]
