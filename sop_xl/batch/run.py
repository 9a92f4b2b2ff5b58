"""A run: many workbooks in the order of their links, each in a worker process, and one manifest."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from sop_xl.batch.history import MANIFEST, History
from sop_xl.batch.html_report import html_report
from sop_xl.batch.manifest import Failure, RunReport
from sop_xl.batch.pack_step import add_pack
from sop_xl.batch.plan import Job, find_workbooks, in_order, link_jobs
from sop_xl.batch.request import REQUEST, RunRequest, write_request
from sop_xl.batch.schedule import Crew, Listener, Schedule
from sop_xl.batch.worker import Workers
from sop_xl.book.publish import publish
from sop_xl.errors import SopError, UsageError

__all__ = ["MANIFEST", "PAGE", "Listener", "RunRequest", "run"]

PAGE = "report.html"


def run(request: RunRequest, listener: Listener) -> RunReport:
    """Recalculate, check and publish every workbook; failures of one do not stop the others.

    Raises
    ------
    UsageError
        A path that does not exist, two workbooks with the same output, or an output that would be an input.
    KeyboardInterrupt
        Handed on after every worker has ended; what was published stays whole.
    """
    jobs = find_workbooks(request.paths, request.output)
    _refuse_overwriting(request, jobs)
    report = RunReport(as_of=request.as_of.isoformat(), engine=request.engine)
    link_jobs(jobs)
    ordered = in_order(jobs)
    if request.select:
        ordered = _selected(ordered, request.select)
    if not ordered:
        return report
    listener.planned(len(ordered))
    history = None if request.dry_run or request.output is None else History(request.output)
    reports = Schedule(request, ordered, listener, history).work(_crew(request))
    done = sorted(ordered, key=lambda job: job.label)
    report.workbooks = [reports[job] for job in done]
    if history is not None:
        _add_pack(request, report, done)
        _publish_manifest(request, report)
        history.close()
    return report


def _refuse_overwriting(request: RunRequest, jobs: Sequence[Job]) -> None:
    if request.in_place or request.dry_run or request.output is None:
        return
    for job in jobs:
        if (request.output / job.label).resolve() == job.source.resolve():
            raise UsageError(
                "the results would overwrite the inputs",
                got=str(job.source),
                hint="Choose another folder for -o, or say --in-place if that is meant.",
            )


def _crew(request: RunRequest) -> Crew:
    if request.scheduler is not None:
        from sop_xl.batch.cluster import ClusterCrew

        return ClusterCrew(request.scheduler, request.allowance)
    return Workers(request.jobs, request.allowance)


def _selected(jobs: Sequence[Job], patterns: Sequence[str]) -> list[Job]:
    """Jobs whose path or name matches a pattern, and all that they link to."""
    wanted = [job for job in jobs if any(_matches(job.label, pattern) for pattern in patterns)]
    taken: set[Job] = set()
    while wanted:
        job = wanted.pop()
        if job not in taken:
            taken.add(job)
            wanted += job.links.values()
    return [job for job in jobs if job in taken]


def _matches(label: str, pattern: str) -> bool:
    return fnmatchcase(label, pattern) or fnmatchcase(PurePosixPath(label).name, pattern)


def _add_pack(request: RunRequest, report: RunReport, jobs: Sequence[Job]) -> None:
    assert request.output is not None
    if request.pack:
        published = [job.source if request.in_place else request.output / job.label for job in jobs]
        there = [path for path, w in zip(published, report.workbooks, strict=True) if w.is_published]
        add_pack(report, there, request.output)


def _publish_manifest(request: RunRequest, report: RunReport) -> None:
    """The manifest and the request beside the results; where that fails, the caller still gets the report."""
    assert request.output is not None
    files = {PAGE: html_report(report), REQUEST: write_request(request), MANIFEST: report.to_json()}
    try:
        for name, text in files.items():
            publish(text.encode(errors="backslashreplace"), Path(request.output) / name)
    except SopError as error:
        report.manifest_failure = Failure.of(error)
