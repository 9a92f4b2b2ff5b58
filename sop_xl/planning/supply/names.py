"""Names to row numbers: items, resources and suppliers are told apart by their names, arrays by their rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.planning.arrays import BoolArray
from sop_xl.planning.finance.keys import key

RowNumbers = NDArray[np.intp]


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], RowNumbers]:
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


def positions(names: Sequence[str], among: Sequence[str], argument: str) -> RowNumbers:
    """Where each name stands in a list of distinct names, counted from 0; capitals and spaces do not matter.

    Raises
    ------
    ShapeError
        A list that holds a name twice (``#VALUE!``).
    InsufficientDataError
        A name that is not in the list (``#N/A``).

    Examples
    --------
    >>> positions(["paint", "Weld"], ["Weld", "Paint"], "resource")
    array([1, 0])
    """
    place = {key(name): index for index, name in enumerate(among)}
    if len(place) < len(among):
        twice = next(name for index, name in enumerate(among) if place[key(name)] != index)
        raise ShapeError("listed twice", argument=argument, got=twice, hint="List each name once.")
    missing = next((name for name in names if key(name) not in place), None)
    if missing is not None:
        raise InsufficientDataError("not found", argument=argument, got=missing, hint="Add it to the list of names.")
    return np.array([place[key(name)] for name in names], dtype=np.intp)


def listed(names: Sequence[str], among: Sequence[str]) -> BoolArray:
    """Tell which names are in a list.

    Examples
    --------
    >>> listed(["paint", "Saw"], ["Weld", "Paint"])
    array([ True, False])
    """
    keys = {key(name) for name in among}
    return np.array([key(name) in keys for name in names], dtype=np.bool_)
