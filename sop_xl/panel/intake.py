"""From a history file to a panel: everything that can be wrong with the file is found here, before any forecast."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sop_xl.errors import HistoryError
from sop_xl.panel.calendar import Calendar, calendar_of, uneven_distance
from sop_xl.panel.notation import Notation, Unit, compact_notation
from sop_xl.panel.rows import rows_where
from sop_xl.panel.source import DEMAND, ID, PERIOD, Batch, read
from sop_xl.panel.store import CHUNK_SERIES, Rows, Store

MAX_PERIODS = 100_000


@dataclass(frozen=True)
class Panel:
    """A history file taken in.

    Attributes
    ----------
    ids : list of str
        Series in the order of their first rows.
    calendar : Calendar
        Their periods.
    store : Store
        Their rows by chunk.
    rows : int
        Number of rows.
    """

    ids: list[str]
    calendar: Calendar
    store: Store
    rows: int

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-len(self.ids) // CHUNK_SERIES)


def take_in(path: Path, store: Store) -> Panel | None:
    """Read a history file into a store, check it and find its calendar; None where it has no rows.

    Raises
    ------
    HistoryError
        Whatever is wrong with the file, with the row and the remedy.
    """
    intake = _Intake(path, store)
    for batch in read(path):
        intake.add(batch)
    store.close()
    return intake.panel() if intake.rows else None


class _Intake:
    def __init__(self, path: Path, store: Store) -> None:
        self.rows = 0
        self._path, self._store = path, store
        self._numbers: dict[str, int] = {}
        self._ordinals: dict[str, int] = {}
        self._notation: Notation | None = None

    def add(self, batch: Batch) -> None:
        numbers, ordinals = self._numbers, self._ordinals
        for name in batch.ids:
            numbers.setdefault(name, len(numbers))
        for label in batch.periods:
            if label not in ordinals:
                ordinals[label] = self._ordinal(label)
        if np.isinf(batch.demand).any():
            where = rows_where(self._path, infinite=True)
            raise HistoryError("infinity is not a demand", argument=f"{self._path}, {where}, column {DEMAND}")
        self.rows += len(batch.demand)
        series = np.array([numbers[name] for name in batch.ids], dtype=np.int32)[batch.id_of_row]
        period = np.array([ordinals[label] for label in batch.periods], dtype=np.int64)[batch.period_of_row]
        self._store.add(series, period, batch.demand)

    def _ordinal(self, label: str) -> int:
        try:
            if self._notation is None:
                self._notation = Notation.of(label)
            return self._notation.ordinal(label)
        except HistoryError as error:
            error.argument = f"{self._path}, {rows_where(self._path, period=label)}, column {PERIOD}"
            raise

    def panel(self) -> Panel:
        """Check the rows series by series and find the calendar."""
        notation = self._notation
        assert notation is not None
        ids = list(self._numbers)
        known = np.unique(np.fromiter(self._ordinals.values(), dtype=np.int64))
        distances: Counter[int] = Counter()
        chunks = range(-(-len(ids) // CHUNK_SERIES))
        compact = compact_notation(known.tolist()) if notation.unit is Unit.NUMBER else None
        if compact is not None:
            counted = np.array([compact.ordinal(str(number)) for number in known.tolist()], dtype=np.int64)
            self._store.translate(known, counted)
            notation, known = compact, counted
        for chunk in chunks:
            distances += self._distances(self._store.chunk(chunk), notation, ids)
        if odd := uneven_distance(notation, known, distances):
            raise self._uneven(odd, ids, notation)
        calendar = calendar_of(notation, known, distances)
        span = int(np.ptp(calendar.positions(known))) // calendar.step + 1
        if span > MAX_PERIODS:
            raise HistoryError(
                "spans too many periods",
                argument=str(self._path),
                got=f"{notation.label(int(known[0]))} to {notation.label(int(known[-1]))}, {calendar}",
                expected=f"at most {MAX_PERIODS:,} periods",
                hint="Look for a mistyped period.",
            )
        return Panel(ids, calendar, self._store, self.rows)

    def _distances(self, rows: Rows, notation: Notation, ids: list[str]) -> Counter[int]:
        """How often periods that follow each other in a series are so far apart."""
        within = np.diff(rows["series"]) == 0
        distance = np.diff(rows["period"])[within]
        if (distance == 0).any():
            at = int(np.flatnonzero(within)[np.flatnonzero(distance == 0)[0]])
            series, period = ids[rows["series"][at]], notation.label(int(rows["period"][at]))
            where = rows_where(self._path, series=series, period=self._label(int(rows["period"][at]), notation))
            raise HistoryError(
                "two rows for one period of a series",
                argument=f"{self._path}, {where}",
                got=f"{ID} {series}, {PERIOD} {period}",
                hint="Add them up, or delete one.",
            )
        values, counts = np.unique(distance, return_counts=True)
        return Counter(dict(zip(values.tolist(), counts.tolist())))

    def _label(self, ordinal: int, notation: Notation) -> str:
        """A period as the file writes it."""
        written = {notation.ordinal(label): label for label in self._ordinals}
        return written[ordinal]

    def _uneven(self, odd: tuple[int, int], ids: list[str], notation: Notation) -> HistoryError:
        distance, usual = odd
        for chunk in range(-(-len(ids) // CHUNK_SERIES)):
            rows = self._store.chunk(chunk)
            found = np.flatnonzero((np.diff(rows["series"]) == 0) & (np.diff(rows["period"]) == distance))
            if found.size:
                break
        after = rows[found[0] + 1]
        series, period = ids[after["series"]], self._label(int(after["period"]), notation)
        return HistoryError(
            "dates at uneven distances",
            argument=f"{self._path}, {rows_where(self._path, series=series, period=period)}, column {PERIOD}",
            got=f"{period}, {distance} days after the date before it",
            expected=f"{usual} days, as between most dates",
            hint="Give the first or the last day of each period, or write periods such as 2020-06, 2020Q2 or 2020W23.",
        )
