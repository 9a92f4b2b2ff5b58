"""Names as people type them: an item or a currency is found whatever its capitals and spaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sop_xl.errors import DomainError

IndexArray = NDArray[np.intp]

MISSING = -1


def key(name: str) -> str:
    """Name without regard to capitals and surplus spaces, as Excel's own look-ups compare."""
    return " ".join(name.split()).casefold()


def positions(wanted: Sequence[str], listed: Sequence[str], argument: str) -> IndexArray:
    """Where each name stands in a list of distinct names, counted from 0; ``MISSING`` where it does not.

    Raises
    ------
    DomainError
        A name that is listed twice (``#NUM!``).

    Examples
    --------
    >>> positions(["eur", "CHF"], ["USD", "EUR"], "rate_currencies").tolist()
    [1, -1]
    """
    place: dict[str, int] = {}
    for index, name in enumerate(listed):
        if key(name) and place.setdefault(key(name), index) != index:
            raise DomainError("listed twice", argument=argument, got=name, hint="List each name once.")
    return np.array([place.get(key(name), MISSING) for name in wanted], dtype=np.intp)
