"""A run: many workbooks in the order of their links, each in a worker process, and one manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.hashing import file_sha256
from sop_xl.batch.manifest import RunReport, Status, WorkbookReport
from sop_xl.batch.pack_step import add_pack
from sop_xl.batch.plan import Job, find_workbooks, in_order, link_jobs
from sop_xl.batch.recalculate import Task
from sop_xl.batch.worker import Order, Workers, failed
from sop_xl.book.publish import publish
from sop_xl.errors import MissingLinkError

MANIFEST = "run.json"


@dataclass(frozen=True)
class RunRequest:
    """What is to be run.

    ``output`` is the folder of the results, manifest and pack. In place, workbooks are written back where they came
    from, and a folder is only needed for manifest and pack. A dry run calculates and judges, and writes nothing.
    """

    paths: Sequence[Path]
    output: Path | None
    as_of: dt.date
    in_place: bool = False
    engine: str = "embedded"
    jobs: int = 1
    allowance: Allowance = field(default_factory=Allowance)
    dry_run: bool = False
    keep_stale_links: bool = False
    pack: bool = True


class Listener:
    """What is told while a run goes on; the default keeps quiet."""

    def planned(self, count: int) -> None:
        """The number of workbooks is known."""

    def started(self, label: str) -> None:
        """A workbook is being recalculated."""

    def finished(self, report: WorkbookReport) -> None:
        """A workbook is done."""

    def tick(self) -> None:
        """Time goes by."""


def run(request: RunRequest, listener: Listener) -> RunReport:
    """Recalculate, check and publish every workbook; failures of one do not stop the others.

    Raises
    ------
    UsageError
        A path that does not exist, or two workbooks with the same output.
    KeyboardInterrupt
        Handed on after every worker has ended; what was published stays whole.
    """
    jobs = find_workbooks(request.paths)
    report = RunReport(as_of=request.as_of.isoformat(), engine=request.engine)
    if not jobs:
        return report
    listener.planned(len(jobs))
    link_jobs(jobs)
    reports = _Schedule(request, in_order(jobs), listener).work()
    report.workbooks = [reports[job] for job in sorted(jobs, key=lambda job: job.label)]
    if request.output is not None and not request.dry_run:
        if request.pack:
            published = [job.source if request.in_place else request.output / job.label for job in jobs]
            there = [path for job, path in zip(jobs, published, strict=True) if reports[job].is_published]
            add_pack(report, there, request.output)
        publish(report.to_json().encode(), request.output / MANIFEST)
    return report


class _Schedule:
    """Starts each job as soon as the workbooks that it links to are done."""

    def __init__(self, request: RunRequest, jobs: Sequence[Job], listener: Listener) -> None:
        self._request, self._listener = request, listener
        self._waiting = list(jobs)
        self._reports: dict[Job, WorkbookReport] = {}
        self._started: dict[str, Job] = {}

    def work(self) -> dict[Job, WorkbookReport]:
        workers = Workers(self._request.jobs, self._request.allowance)
        try:
            while self._waiting or workers.is_busy:
                while workers.has_room and (job := self._next_ready()) is not None:
                    self._start(job, workers)
                if workers.is_busy:
                    order, report = workers.next_report(self._listener.tick)
                    self._done(self._started[order.task.label], report, order.target)
        finally:
            workers.stop()
        return self._reports

    def _next_ready(self) -> Job | None:
        for job in self._waiting:
            if all(linked in self._reports for linked in job.links.values()) or job.error is not None:
                self._waiting.remove(job)
                return job
        return None

    def _start(self, job: Job, workers: Workers) -> None:
        stale = [linked for linked in job.links.values() if job.error is None and not self._is_fresh(linked)]
        if job.error is not None:
            report = failed(job.label, job.error)
            report.input_sha256 = file_sha256(job.source)
            self._done(job, report, None)
        elif stale:
            error = MissingLinkError(
                f"links to {stale[0].label}, which failed in this run",
                argument=job.label,
                hint="Mend that workbook and run again.",
            )
            self._done(job, WorkbookReport(job.label).fail(error, Status.SKIPPED), None)
        else:
            self._listener.started(job.label)
            self._started[job.label] = job
            workers.start(self._order(job))

    def _is_fresh(self, job: Job) -> bool:
        return self._reports[job].is_published

    def _order(self, job: Job) -> Order:
        request = self._request
        linked = {target: self._current(other) for target, other in job.links.items()}
        task = Task(job.source, job.label, request.as_of, linked, request.keep_stale_links)
        return Order(task, request.engine, None if request.dry_run else self._target(job))

    def _target(self, job: Job) -> Path:
        output = self._request.output
        return job.source if self._request.in_place or output is None else output / job.label

    def _current(self, job: Job) -> Path:
        """Where the fresh values of a linked workbook are to be read."""
        return job.source if self._request.dry_run else self._target(job)

    def _done(self, job: Job, report: WorkbookReport, target: Path | None) -> None:
        if target is not None and report.is_published:
            report.output = job.label
        self._reports[job] = report
        self._listener.finished(report)
