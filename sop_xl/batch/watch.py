"""Running again whenever a folder of workbooks changes, once the files have settled.

The folder is looked at every so often: that works on network shares, which tell of no changes. A file counts as
settled when size and time of change were the same at two looks in a row; both are only compared with themselves, so
that a clock that runs ahead or behind does no harm. A result that could not be written because somebody had it open
is written once it has been closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sop_xl.batch.manifest import RunReport, Status, WorkbookReport
from sop_xl.batch.plan import find_workbooks
from sop_xl.batch.request import RunRequest
from sop_xl.batch.run import Listener, run
from sop_xl.book.publish import refuse_if_open
from sop_xl.errors import LockedFileError, UsageError

State = Mapping[str, tuple[int, int]]


class Watch:
    """Looks at the paths of a request and runs it when something has changed and come to rest."""

    def __init__(self, request: RunRequest, listener: Listener) -> None:
        self._request, self._listener = request, listener
        self._last: State | None = None  # as at the last look
        self._done: State | None = None  # as at the last run
        self._open: list[Path] = []  # results that the last run found open in another program

    def look(self) -> RunReport | None:
        """One look; the report of a run, if one was due."""
        try:
            return self._look()
        except UsageError:
            if all(path.exists() for path in self._request.paths):
                raise
            self._last = self._done = None  # the folder is gone, as shares are at times; to be run when it is back
            return None

    def _look(self) -> RunReport | None:
        now = _state(self._request)
        settled, self._last = now == self._last, now
        is_due = now != self._done or not all(map(_is_open, self._open))
        if not settled or not is_due or not now:
            return None
        self._done = now  # before the run: what changes while it goes on makes another one due
        report = run(self._request, self._listener)
        self._open = [path for path in map(self._locked, report.workbooks) if path is not None and _is_open(path)]
        return report

    def _locked(self, workbook: WorkbookReport) -> Path | None:
        output = self._request.output
        return output / workbook.path if output is not None and workbook.status is Status.LOCKED else None


def watch(
    request: RunRequest, listener: Listener, pause: Callable[[], None], told: Callable[[RunReport], None]
) -> None:
    """Look, and pause, until ``pause`` raises; ``told`` gets the report of every run."""
    observer = Watch(request, listener)
    while True:
        report = observer.look()
        if report is not None:
            told(report)
        pause()


def _is_open(path: Path) -> bool:
    try:
        refuse_if_open(path)
    except LockedFileError:
        return True
    return False


def _state(request: RunRequest) -> State:
    """Size and time of change of every workbook; results that lie among the inputs do not count."""
    found = {}
    for job in find_workbooks(request.paths, request.output):
        try:
            status = job.source.stat()
        except OSError:  # gone between the listing and the look
            continue
        found[job.label] = (status.st_size, status.st_mtime_ns)
    return found
