"""Names to row numbers: items, resources and suppliers are told apart by their names, arrays by their rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sop_xl.errors import InsufficientDataError, ShapeError


def positions(names: Sequence[str], among: Sequence[str], argument: str) -> NDArray[np.intp]:
    """Where each name stands in a list of distinct names, counted from 0.

    Raises
    ------
    ShapeError
        A list that holds a name twice (``#VALUE!``).
    InsufficientDataError
        A name that is not in the list (``#N/A``).

    Examples
    --------
    >>> positions(["Paint", "Weld"], ["Weld", "Paint"], "resource")
    array([1, 0])
    """
    place = {name: index for index, name in enumerate(among)}
    if len(place) < len(among):
        twice = next(name for index, name in enumerate(among) if place[name] != index)
        raise ShapeError("listed twice", argument=argument, got=twice, hint="List each name once.")
    missing = next((name for name in names if name not in place), None)
    if missing is not None:
        raise InsufficientDataError("not found", argument=argument, got=missing, hint="Add it to the list of names.")
    return np.array([place[name] for name in names], dtype=np.intp)
