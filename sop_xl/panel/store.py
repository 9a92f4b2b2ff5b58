"""The rows of a panel by chunks of series, in bounded memory.

A chunk is a fixed number of series in the order of their first rows. Rows may come in any order: they are kept as
three numbers each and go to a file per chunk whenever there are too many of them to hold.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHUNK_SERIES = 1000
ROWS_IN_MEMORY = 2_000_000
_ROW = np.dtype([("series", "<i4"), ("period", "<i8"), ("demand", "<f8")])

Rows = NDArray[np.void]
IntArray = NDArray[np.int64]


class Store:
    """Rows in, chunks out.

    Parameters
    ----------
    folder : Path
        Where chunk files go; made when it is first needed.
    rows_in_memory : int
        How many rows are held before they are written to their chunk files.
    """

    def __init__(self, folder: Path, rows_in_memory: int = ROWS_IN_MEMORY) -> None:
        self._folder = folder
        self._limit = rows_in_memory
        self._held: list[Rows] = []
        self._count = 0
        self._is_spilled = False
        self._sorted: Rows | None = None
        self._periods: tuple[IntArray, IntArray] | None = None

    def add(self, series: NDArray[np.int32], period: NDArray[np.int64], demand: NDArray[np.float64]) -> None:
        """Take in rows: number of the series, ordinal of the period, demand."""
        rows = np.empty(len(series), dtype=_ROW)
        rows["series"], rows["period"], rows["demand"] = series, period, demand
        self._held.append(rows)
        self._count += len(rows)
        if self._count > self._limit:
            self._spill()

    def close(self) -> None:
        """All rows are in: get ready to hand out chunks."""
        if self._is_spilled:
            self._spill()
        else:
            self._sorted = _by_series_and_period(self._together())

    def translate(self, before: IntArray, after: IntArray) -> None:
        """Count periods anew: hand out ``after`` for ``before``, both ascending."""
        self._periods = before, after

    def chunk(self, number: int) -> Rows:
        """Rows of a chunk, sorted by series and period."""
        rows = self._chunk(number)
        if self._periods is not None:
            before, after = self._periods
            rows = rows.copy()
            rows["period"] = after[np.searchsorted(before, rows["period"])]
        return rows

    def _chunk(self, number: int) -> Rows:
        if self._sorted is None:
            return _by_series_and_period(np.fromfile(self._file(number), dtype=_ROW))
        low, high = np.searchsorted(self._sorted["series"], [number * CHUNK_SERIES, (number + 1) * CHUNK_SERIES])
        return self._sorted[low:high]

    def _together(self) -> Rows:
        rows = np.concatenate(self._held) if self._held else np.empty(0, dtype=_ROW)
        self._held.clear()
        self._count = 0
        return rows

    def _spill(self) -> None:
        """Append the rows held to the files of their chunks."""
        self._is_spilled = True
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = self._together()
        chunk = rows["series"] // CHUNK_SERIES
        order = np.argsort(chunk, kind="stable")
        rows, chunk = rows[order], chunk[order]
        starts = np.flatnonzero(np.diff(chunk, prepend=-1))
        for start, part in zip(starts, np.split(rows, starts[1:])):
            with self._file(int(chunk[start])).open("ab") as file:
                part.tofile(file)

    def _file(self, chunk: int) -> Path:
        return self._folder / f"{chunk:06d}.rows"


def _by_series_and_period(rows: Rows) -> Rows:
    series, period = rows["series"], rows["period"]
    later = (np.diff(series) > 0) | ((np.diff(series) == 0) & (np.diff(period) >= 0))
    return rows if later.all() else rows[np.lexsort((period, series))]
