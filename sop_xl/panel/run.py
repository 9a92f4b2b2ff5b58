"""Forecast of a panel: take in, compute chunk by chunk, publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from sop_xl import __version__
from sop_xl.book.publish import refuse_if_open
from sop_xl.errors import DomainError, PublishError, SopError, UsageError
from sop_xl.panel.checkpoint import Checkpoint, fingerprint
from sop_xl.panel.chunk import COLUMNS, LEVEL_COLUMNS, Result, Task, Terms, compute, needs_quotes
from sop_xl.panel.intake import Panel, take_in
from sop_xl.panel.output import format_of, put_together
from sop_xl.panel.store import CHUNK_SERIES, Store
from sop_xl.panel.workers import here, in_processes, on_cluster
from sop_xl.planning.demand.forecast import check_terms

# Starting a process costs as much as computing so many chunks.
_CHUNKS_WORTH_A_PROCESS = 2


@dataclass(frozen=True)
class PanelRequest:
    """What to forecast, how, and where to.

    Attributes
    ----------
    source, output : Path
        History and forecast, CSV or Parquet by their names.
    terms : Terms
        Horizon, season, method and so on.
    levels : Path, optional
        Where to write order-up-to levels.
    jobs : int
        Processes at a time.
    scheduler : str, optional
        Address of a Dask cluster to use instead.
    resume : bool
        Go on with what an interrupted run has left.
    """

    source: Path
    output: Path
    terms: Terms
    levels: Path | None = None
    jobs: int = 1
    scheduler: str | None = None
    resume: bool = False


@dataclass
class PanelReport:
    """What was forecast: number of series and rows, the rhythm of the periods, and what could not be forecast."""

    series: int = 0
    rows: int = 0
    periods: str = ""
    resumed: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


class PanelListener:
    """Told how a run goes on; does nothing."""

    def reading(self, path: Path) -> None:
        """The input is being read."""

    def planned(self, report: PanelReport) -> None:
        """The input is read and checked."""

    def advanced(self, series: int) -> None:
        """So many series more are done."""


def forecast_panel(request: PanelRequest, listener: PanelListener) -> PanelReport:
    """Forecast every series of a history file and publish the result in one step.

    Series are computed in chunks that depend on nothing but the input, so that the output is the same, byte for
    byte, however many processes or machines take part and however often a run was interrupted and resumed.

    Returns
    -------
    PanelReport
        No series where the file has no rows; nothing is written then.

    Raises
    ------
    UsageError
        A horizon, season, level or method that does not exist, files that cannot be, or another run to be resumed.
    HistoryError
        Whatever is wrong with the input.
    PublishError, LockedFileError
        An output that cannot be written.
    ClusterError
        Workers that cannot do the work.
    """
    _check(request)
    checkpoint = Checkpoint(request.output)
    listener.reading(request.source)
    state = _state(request)
    checkpoint.open(state, resume=request.resume)
    report = PanelReport()
    try:
        panel = take_in(request.source, Store(checkpoint.rows))
        if panel is not None:
            report = PanelReport(len(panel.ids), panel.rows, str(panel.calendar))
            _compute(request, panel, checkpoint, report, listener)
            _publish(request, checkpoint, range(panel.chunks))
    except OSError as error:
        hint = "Free some space, then go on with --resume."
        raise PublishError(f"cannot be written: {error}", argument=str(checkpoint.folder), hint=hint) from error
    except SopError:
        if not checkpoint.is_worth_resuming:
            checkpoint.remove()
        raise
    checkpoint.remove()
    return report


def _check(request: PanelRequest) -> None:
    terms = request.terms
    try:
        check_terms(terms.horizon, terms.season_length, terms.method, terms.level, terms.missing)
    except DomainError as error:
        option = f"--{(error.argument or '').removesuffix('_length')}"
        raise UsageError(error.message, argument=option, got=error.got, expected=error.expected) from error
    files = [path.resolve() for path in (request.source, request.output, request.levels) if path is not None]
    if len(set(files)) < len(files):
        raise UsageError("two of the files are one", got=", ".join(map(str, files)), hint="Give the output its own.")
    for target in (request.output, request.levels):
        if target is None:
            continue
        if target.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".gz"):
            raise UsageError("no format to write", argument=str(target), expected=".csv or .parquet")
        refuse_if_open(target)


def _state(request: PanelRequest) -> dict[str, object]:
    return {
        "input": fingerprint(request.source),
        "options": {**asdict(request.terms), "levels": request.levels and format_of(request.levels)},
        "format": format_of(request.output),
        "version": f"sop-xl {__version__}, numpy {np.__version__}",
    }


def _compute(
    request: PanelRequest, panel: Panel, checkpoint: Checkpoint, report: PanelReport, listener: PanelListener
) -> None:
    summaries = {chunk: found for chunk in range(panel.chunks) if (found := checkpoint.summary(chunk)) is not None}
    report.resumed = sum(series for series, _ in summaries.values())
    listener.planned(report)
    open_chunks = [chunk for chunk in range(panel.chunks) if chunk not in summaries]
    for task, result in _results(request, _tasks(request, panel, open_chunks), len(open_chunks)):
        checkpoint.save(task.number, result)
        summaries[task.number] = result.series, result.problems
        listener.advanced(result.series)
    report.problems = [problem for chunk in sorted(summaries) for problem in summaries[chunk][1]]


def _tasks(request: PanelRequest, panel: Panel, chunks: Sequence[int]) -> Iterator[Task]:
    is_quoted = needs_quotes(panel.ids)
    for chunk in chunks:
        rows = panel.store.chunk(chunk)
        yield Task(
            number=chunk,
            ids=panel.ids[chunk * CHUNK_SERIES : (chunk + 1) * CHUNK_SERIES],
            rows=rows,
            calendar=panel.calendar,
            terms=request.terms,
            output=format_of(request.output),
            levels=format_of(request.levels) if request.levels else None,
            is_quoted=is_quoted,
        )


def _results(request: PanelRequest, tasks: Iterator[Task], count: int) -> Iterator[tuple[Task, Result]]:
    if request.scheduler is not None:
        return on_cluster(tasks, request.scheduler)
    jobs = min(request.jobs, count // _CHUNKS_WORTH_A_PROCESS)
    return in_processes(tasks, jobs, compute) if jobs > 1 else here(tasks)


def _publish(request: PanelRequest, checkpoint: Checkpoint, chunks: range) -> None:
    if request.levels is not None:
        parts = [checkpoint.levels(chunk) for chunk in chunks]
        put_together(parts, request.levels, LEVEL_COLUMNS, request.source)
    put_together([checkpoint.output(chunk) for chunk in chunks], request.output, COLUMNS, request.source)
