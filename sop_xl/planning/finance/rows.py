"""Columns and blocks in which every row stands for itself: its own amount, and its own problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sop_xl.errors import ShapeError, SopError
from sop_xl.planning.arrays import FloatArray


@dataclass(frozen=True)
class RowValues:
    """A block of rows × periods in which some rows may have a problem.

    Attributes
    ----------
    values : (rows, periods)
        NaN where there is no value.
    problems : one per row
        Why a row lacks a value, or None.
    """

    values: FloatArray
    problems: tuple[SopError | None, ...]


def has_gap(values: FloatArray) -> list[bool]:
    """Tell which rows lack a value (NaN) somewhere."""
    gaps: list[bool] = (np.isnan(values).sum(axis=1) > 0).tolist()
    return gaps


def one_per_row(words: Sequence[str], rows: int, name: str) -> list[str]:
    """One word per row; a single word is repeated.

    Raises
    ------
    ShapeError
        Neither one word nor one per row (``#VALUE!``).
    """
    if len(words) not in (1, rows):
        raise ShapeError("one word, or one per row", argument=name, got=len(words), expected=f"{rows} rows")
    return list(words) * (rows if len(words) == 1 else 1)
