"""Names as people type them: an item, a resource or a currency is found whatever its capitals and spaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.arrays import BoolArray, IndexArray

MISSING = -1


def key(name: str) -> str:
    """Name without regard to capitals and surplus spaces, as Excel's own look-ups compare.

    Examples
    --------
    >>> key("  Road  BIKE ")
    'road bike'
    """
    return " ".join(name.split()).casefold()


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], IndexArray]:
    """Distinct names in their first spelling and order, and where each given name stands among them.

    Examples
    --------
    >>> distinct(["Wheel", "Hub", "WHEEL "])
    (('Wheel', 'Hub'), array([0, 1, 0]))
    """
    place: dict[str, int] = {}
    spelling: list[str] = []
    for name in names:
        if place.setdefault(key(name), len(spelling)) == len(spelling):
            spelling.append(name)
    return tuple(spelling), np.array([place[key(name)] for name in names], dtype=np.intp)


def find(names: Sequence[str], among: Sequence[str], argument: str) -> IndexArray:
    """Where each name stands in a list of distinct names, counted from 0; ``MISSING`` where it does not.

    Blank cells of the list are no names.

    Raises
    ------
    DomainError
        A name that is listed twice (``#NUM!``).

    Examples
    --------
    >>> find(["eur", "CHF"], ["USD", "EUR"], "rate_currencies").tolist()
    [1, -1]
    """
    place: dict[str, int] = {}
    for index, name in enumerate(among):
        if key(name) and place.setdefault(key(name), index) != index:
            raise DomainError("listed twice", argument=argument, got=name, hint="List each name once.")
    return np.array([place.get(key(name), MISSING) for name in names], dtype=np.intp)


def positions(names: Sequence[str], among: Sequence[str], argument: str) -> IndexArray:
    """Where each name stands in a list of distinct names, counted from 0; every name must be there.

    Raises
    ------
    DomainError
        A name that is listed twice (``#NUM!``).
    InsufficientDataError
        A name that is not in the list (``#N/A``).

    Examples
    --------
    >>> positions(["paint", "Weld"], ["Weld", "Paint"], "resource")
    array([1, 0])
    """
    found = find(names, among, argument)
    absent = np.flatnonzero(found == MISSING)
    if absent.size:
        raise InsufficientDataError(
            "not found", argument=argument, got=names[absent[0]], hint="Add it to the list of names."
        )
    return found


def listed(names: Sequence[str], among: Sequence[str]) -> BoolArray:
    """Tell which names are in a list.

    Examples
    --------
    >>> listed(["paint", "Saw"], ["Weld", "Paint"])
    array([ True, False])
    """
    keys = {key(name) for name in among}
    return np.array([key(name) in keys for name in names], dtype=np.bool_)
