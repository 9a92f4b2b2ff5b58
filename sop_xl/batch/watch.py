"""Running again whenever a folder of workbooks changes, once the files have settled.

The folder is looked at every so often: that works on network shares, which tell of no changes. A file counts as
settled when size and time of change were the same at two looks in a row; both are only compared with themselves, so
that a clock that runs ahead or behind does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sop_xl.batch.manifest import RunReport
from sop_xl.batch.plan import find_workbooks
from sop_xl.batch.request import RunRequest
from sop_xl.batch.run import Listener, run

State = Mapping[str, tuple[int, int]]


class Watch:
    """Looks at the paths of a request and runs it when something has changed and come to rest."""

    def __init__(self, request: RunRequest, listener: Listener) -> None:
        self._request, self._listener = request, listener
        self._last: State | None = None  # as at the last look
        self._done: State | None = None  # as at the last run

    def look(self) -> RunReport | None:
        """One look; the report of a run, if one was due."""
        now = _state(self._request)
        settled, self._last = now == self._last, now
        if not settled or now == self._done or not now:
            return None
        self._done = now  # before the run: what changes while it goes on makes another one due
        return run(self._request, self._listener)


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
