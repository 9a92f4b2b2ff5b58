"""Histories made ready for the methods: what counts as the start, what a gap becomes, which rows go together.

The methods work on dense blocks in lock-step, all rows of one length. A history in a table is not like that: items
start in different periods and have gaps. Rows are therefore sorted into groups of equal length, so that the answer
for a row never depends on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_xl.errors import InsufficientDataError, NotFiniteError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray

MIN_POINTS = 3
# Histories are worked on so many values at a time: small working arrays stay in cache.
GROUP_VALUES = 10_800
PATHS_PER_VALUE = 4  # forecast paths that are held at a time, per error path


@dataclass(frozen=True)
class Group:
    """Rows of a table whose histories have the same first and last known period.

    ``rows`` are their places in the table, ``series`` the (rows, length) block without gaps, and ``lag`` the number
    of periods between the last known one and the end of the table, which a forecast has to step over.
    """

    rows: NDArray[np.intp]
    series: FloatArray
    lag: int


def problems(block: FloatArray) -> tuple[SopError | None, ...]:
    """Return the reason why a row cannot be forecast, or None, for each row."""
    known = np.count_nonzero(~np.isnan(block), axis=1)
    infinite = np.count_nonzero(np.isinf(block), axis=1)
    return tuple(_problem(int(n), infinite=bool(bad)) for n, bad in zip(known, infinite))


def _problem(known: int, *, infinite: bool) -> SopError | None:
    if infinite:
        return NotFiniteError("infinity is not a demand", argument="history")
    if known < MIN_POINTS:
        return InsufficientDataError(
            "too little history",
            argument="history",
            got=f"{known} periods",
            expected=f"at least {MIN_POINTS}",
            hint="Forecast a new item from the profile of a similar one.",
        )
    return None


def with_zeros(block: FloatArray) -> FloatArray:
    """Table in which a gap after a row's first known period is a period without demand."""
    started = np.logical_or.accumulate(~np.isnan(block), axis=1)
    return np.where(started & np.isnan(block), 0.0, block)


def groups(block: FloatArray, usable: BoolArray, season_length: int, horizon: int = 1) -> Iterator[Group]:
    """Split the usable rows of a table into groups of equal first and last known period, gaps filled.

    A long horizon takes working arrays of its own: groups are smaller then.
    """
    known = ~np.isnan(block)
    width = block.shape[1]
    first = known.argmax(axis=1)
    last = width - 1 - known[:, ::-1].argmax(axis=1)
    spans = first * width + last
    for span in sorted(set(spans[usable].tolist())):  # np.unique would load a package for it
        start, end = divmod(span, width)
        every = np.flatnonzero(usable & (spans == span))
        most = max(GROUP_VALUES // max(end + 1 - start, PATHS_PER_VALUE * horizon), 1)
        for rows in np.split(every, range(most, every.size, most)):
            yield Group(rows, fill_gaps(block[rows, start : end + 1], season_length), width - 1 - end)


def fill_gaps(series: FloatArray, season_length: int) -> FloatArray:
    """Series with each gap estimated from its neighbours and, where there are seasons, from the same season.

    A gap becomes the straight line between its known neighbours; with at least two seasons of history the line is
    drawn through the series less its mean deviation by season, which is then put back.

    Parameters
    ----------
    series : (items, periods) units/period
        First and last period known.
    season_length : int
        Periods of a season [m].

    Returns
    -------
    (items, periods) units/period
        The known values unchanged.

    Examples
    --------
    >>> fill_gaps(np.array([[2.0, np.nan, 6.0]]), 1)
    array([[2., 4., 6.]])
    """
    gaps = np.isnan(series)
    if not gaps.any():
        return series
    filled = series.copy()
    for row in np.flatnonzero(gaps.any(axis=1)):
        filled[row] = _fill(series[row], season_length)
    return filled


def _fill(line: FloatArray, season_length: int) -> FloatArray:
    period = np.arange(line.size)
    known = ~np.isnan(line)
    straight = np.interp(period, period[known], line[known])
    if season_length == 1 or line.size < 2 * season_length:
        return straight
    season = period % season_length
    totals = np.bincount(season[known], (line - line[known].mean())[known], season_length)
    swing = (totals / np.maximum(np.bincount(season[known], minlength=season_length), 1))[season]
    return np.where(known, line, swing + np.interp(period, period[known], (line - swing)[known]))
