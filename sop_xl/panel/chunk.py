"""The forecasts of one chunk of series, from its rows to the lines of the output file.

A chunk knows nothing of the others and takes all it needs with it, so that it gives the same bytes in this process,
in another one or on another machine of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sop_xl import __version__
from sop_xl.errors import ClusterError, SopError
from sop_xl.panel.arrow import floats, integers, words
from sop_xl.panel.calendar import Calendar
from sop_xl.panel.store import Rows
from sop_xl.planning.arrays import FloatArray
from sop_xl.planning.demand.forecast import AUTO, GAP, ZERO, forecast
from sop_xl.planning.demand.history import with_zeros
from sop_xl.planning.demand.intermittent import order_up_to_level

# Histories are laid out as a table of so many cells at most, so that one very long one costs no memory in all rows.
_TABLE_CELLS = 2_000_000
_SPECIAL = frozenset(',"\r\n')


Format = Literal["csv", "parquet"]
COLUMNS = ("unique_id", "ds", "step", "mean", "lo", "hi", "method")
LEVEL_COLUMNS = ("unique_id", "window", "S")


@dataclass(frozen=True)
class Terms:
    """How a panel is forecast; ``service_level`` and ``lead_time`` are those of its order-up-to levels."""

    horizon: int
    season_length: int
    method: str = AUTO
    level: float = 0.8
    missing: str = GAP
    service_level: float = 0.95
    lead_time: int = 3


@dataclass(frozen=True)
class Task:
    """A chunk and how to forecast it."""

    number: int
    ids: list[str]
    rows: Rows
    calendar: Calendar
    terms: Terms
    output: Format
    levels: Format | None
    is_quoted: bool
    version: str = __version__


@dataclass(frozen=True)
class Result:
    """Lines of the output, as CSV text or as an Arrow stream, and the series that could not be forecast."""

    output: bytes
    levels: bytes
    series: int
    problems: list[tuple[str, str]] = field(default_factory=list)


def needs_quotes(ids: list[str]) -> bool:
    """Whether any id would be taken apart by a reader of CSV."""
    return any(not _SPECIAL.isdisjoint(name) for name in ids)


def compute(task: Task) -> Result:
    """Forecast a chunk.

    Raises
    ------
    ClusterError
        This process runs another version of the program than the one that made the task.
    """
    if task.version != __version__:
        raise ClusterError(
            "a worker runs another version of sop-xl", got=__version__, expected=task.version, hint="Install the same."
        )
    count, terms = len(task.ids), task.terms
    last = np.empty(count, dtype=np.int64)
    mean, lower, upper = (np.empty((count, terms.horizon)) for _ in range(3))
    methods: list[str] = [""] * count
    levels = np.full(count, np.nan)
    problems: dict[int, SopError] = {}
    for places, ends, table in _tables(task):
        if terms.missing == ZERO:
            table = with_zeros(table)
        found = forecast(table, terms.horizon, terms.season_length, terms.method, terms.level, terms.missing)
        mean[places], lower[places], upper[places], last[places] = found.mean, found.lower, found.upper, ends
        for place, method, problem in zip(places.tolist(), found.method, found.problems):
            methods[place] = f"none: {problem.message}" if problem else method
            if problem:
                problems[place] = problem
        if task.levels:
            levels[places], _ = order_up_to_level(table, terms.lead_time, terms.service_level)
    return Result(
        output=_encoded(_forecast_table(task, last, (mean, lower, upper), methods), task.output, task.is_quoted),
        levels=_encoded(_level_table(task, levels), task.levels, task.is_quoted) if task.levels else b"",
        series=count,
        problems=[(task.ids[place], str(problems[place])) for place in sorted(problems)],
    )


def _tables(task: Task) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int64], FloatArray]]:
    """Tables of histories that end in one column: places of their series, their last positions, and the demand."""
    rows, step = task.rows, task.calendar.step
    position = task.calendar.positions(rows["period"])
    starts = np.flatnonzero(np.diff(rows["series"], prepend=-1))
    ends = np.append(starts[1:], len(rows)) - 1
    series = np.repeat(np.arange(len(starts)), ends - starts + 1)
    back = (position[ends][series] - position) // step
    width = back[starts] + 1
    order = np.argsort(width, kind="stable")
    most = max(_TABLE_CELLS // int(width.max()), 1)
    for places in np.split(order, range(most, len(order), most)):
        columns = int(width[places].max())
        line = np.full(len(starts), -1)
        line[places] = np.arange(len(places))
        here = line[series] >= 0
        table = np.full((len(places), columns), np.nan)
        table[line[series][here], columns - 1 - back[here]] = rows["demand"][here]
        yield places, position[ends[places]], table


def _forecast_table(
    task: Task, last: NDArray[np.int64], numbers: tuple[FloatArray, FloatArray, FloatArray], methods: list[str]
) -> pa.Table:
    horizon = task.terms.horizon
    ahead = last[:, np.newaxis] + task.calendar.step * np.arange(1, horizon + 1)
    future, label_of_row = np.unique(ahead, return_inverse=True)
    series = np.repeat(np.arange(len(task.ids)), horizon)
    columns = [
        words(series, task.ids),
        words(label_of_row.ravel(), [task.calendar.label(place) for place in future.tolist()]),
        integers(np.tile(np.arange(1, horizon + 1), len(task.ids))),
        *(floats(values.ravel()) for values in numbers),
        words(series, methods),
    ]
    return pa.table(columns, names=list(COLUMNS))


def _level_table(task: Task, levels: FloatArray) -> pa.Table:
    """One level for each window of a lead time within the horizon, the same in all of them."""
    windows = max(task.terms.horizon // task.terms.lead_time, 1)
    columns = [
        words(np.repeat(np.arange(len(task.ids)), windows), task.ids),
        integers(np.tile(np.arange(1, windows + 1), len(task.ids))),
        floats(np.repeat(levels, windows)),
    ]
    return pa.table(columns, names=list(LEVEL_COLUMNS))


def _encoded(table: pa.Table, form: Format, is_quoted: bool) -> bytes:  # noqa: FBT001
    stream = BytesIO()
    if form == "csv":
        from pyarrow import csv as arrow_csv

        style = "needed" if is_quoted else "none"
        arrow_csv.write_csv(table, stream, arrow_csv.WriteOptions(include_header=False, quoting_style=style))
    else:
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table)
    return stream.getvalue()
