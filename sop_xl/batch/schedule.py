"""Which workbook is worked on when: each as soon as those that it links to are done."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sop_xl.batch.hashing import file_sha256
from sop_xl.batch.history import History, fingerprint, versions
from sop_xl.batch.manifest import Status, WorkbookReport
from sop_xl.batch.plan import Job
from sop_xl.batch.request import RunRequest
from sop_xl.batch.task import Task
from sop_xl.batch.worker import Order, failed
from sop_xl.errors import MissingLinkError, NotRunError, SopError

_FAILURES = (Status.FAILED, Status.LOCKED, Status.TIMED_OUT)


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


class Crew(Protocol):
    """Who does the work: processes of this machine, or a cluster."""

    @property
    def has_room(self) -> bool:
        """Whether another order can be started."""
        ...

    @property
    def is_busy(self) -> bool:
        """Whether an order is under way."""
        ...

    def start(self, order: Order) -> None:
        """Hand an order over."""
        ...

    def next_report(self, tick: Callable[[], None]) -> tuple[Order, WorkbookReport]:
        """Wait for the next report."""
        ...

    def stop(self) -> None:
        """End all work."""
        ...


class Schedule:
    """Takes the jobs of a run to their end."""

    def __init__(self, request: RunRequest, jobs: Sequence[Job], listener: Listener, history: History | None) -> None:
        self._request, self._listener, self._history = request, listener, history
        self._waiting = list(jobs)
        self._reports: dict[Job, WorkbookReport] = {}
        self._started: dict[str, Job] = {}
        self._settings = (*versions(request.engine), *request.settings)
        self._stopped = False

    def work(self, crew: Crew) -> dict[Job, WorkbookReport]:
        """Every job's report."""
        try:
            while self._waiting or crew.is_busy:
                while crew.has_room and (job := self._next_ready()) is not None:
                    self._start(job, crew)
                if crew.is_busy:
                    order, report = crew.next_report(self._listener.tick)
                    self._done(self._started[order.task.label], report, order.target)
        finally:
            crew.stop()
        return self._reports

    def _next_ready(self) -> Job | None:
        for job in self._waiting:
            if self._stopped or job.error is not None or all(other in self._reports for other in job.links.values()):
                self._waiting.remove(job)
                return job
        return None

    def _start(self, job: Job, crew: Crew) -> None:
        if self._stopped:
            self._skip(job, NotRunError("not run: the run ended at the first failure", argument=job.label))
        elif job.error is not None:
            report = failed(job.label, job.error)
            report.input_sha256 = file_sha256(job.source)
            self._done(job, report, None)
        elif stale := [linked for linked in job.links.values() if not self._reports[linked].is_published]:
            reason = f"links to {stale[0].label}, which failed in this run"
            self._skip(job, MissingLinkError(reason, argument=job.label, hint="Mend that workbook and run again."))
        elif known := self._known(job):
            self._reports[job] = known
            self._listener.finished(known)
        else:
            self._listener.started(job.label)
            self._started[job.label] = job
            crew.start(self._order(job))

    def _skip(self, job: Job, error: SopError) -> None:
        self._done(job, WorkbookReport(job.label).fail(error, Status.SKIPPED), None)

    def _known(self, job: Job) -> WorkbookReport | None:
        """The report of a workbook whose result an earlier run has published."""
        if self._history is None or self._request.force or job.label not in self._history:
            return None
        mark = self._fingerprint(job, file_sha256(job.source))
        record = self._history.published(job.label, mark, self._target(job))
        if record is None or self._request.resume:
            return record
        return dataclasses.replace(record, status=Status.UNCHANGED, outcome=record.shown_status)

    def _fingerprint(self, job: Job, source: str | None) -> str:
        linked = {target: self._reports[other].output_sha256 for target, other in job.links.items()}
        return fingerprint(self._settings, source, linked)

    def _order(self, job: Job) -> Order:
        request = self._request
        linked = {target: self._current(other) for target, other in job.links.items()}
        task = Task(
            job.source,
            job.label,
            request.as_of,
            linked,
            keep_stale_links=request.keep_stale_links,
            with_values=request.with_values,
            verify=request.verify,
            accepted=request.accepted,
            processes=self._processes(),
        )
        return Order(task, request.engine, None if request.dry_run else self._target(job))

    def _processes(self) -> int:
        """How many processes may work on one workbook: more than one where there are fewer workbooks than jobs."""
        request = self._request
        under_way = len(self._waiting) + sum(job not in self._reports for job in self._started.values())
        return 1 if request.scheduler is not None else max(1, request.jobs // max(1, under_way))

    def _target(self, job: Job) -> Path:
        output = self._request.output
        # A link stays a link: what it points to is replaced.
        return job.source.resolve() if self._request.in_place or output is None else output / job.label

    def _current(self, job: Job) -> Path:
        """Where the fresh values of a linked workbook are to be read."""
        return job.source if self._request.dry_run else self._target(job)

    def _done(self, job: Job, report: WorkbookReport, target: Path | None) -> None:
        if target is not None and report.is_published:
            report.output = job.label
            report.fingerprint = self._fingerprint(job, report.input_sha256)
            if self._history is not None:
                self._history.note(report)
        self._reports[job] = report
        self._stopped |= self._request.fail_fast and report.status in _FAILURES
        self._listener.finished(report)
