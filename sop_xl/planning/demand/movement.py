"""Movement of classes since the last cycle."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.errors import ShapeError

SAME, NEW, GONE = "same", "new", "gone"


def class_movement(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """What has become of the class of each item: ``same``, ``new``, ``gone``, or ``AX → BX``.

    Raises
    ------
    ShapeError
        Lists of different length (``#VALUE!``).

    Examples
    --------
    >>> class_movement(["AX", "BX", "", "CZ"], ["AX", "AX", "BY", ""])
    ['same', 'BX → AX', 'new', 'gone']
    """
    if len(before) != len(now):
        raise ShapeError("one class per item", argument="now", got=len(now), expected=len(before))
    return [_movement(old, new) for old, new in zip(before, now)]


def _movement(old: str, new: str) -> str:
    if old == new:
        return SAME
    if not old:
        return NEW
    return f"{old} → {new}" if new else GONE
