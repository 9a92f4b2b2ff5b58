"""One process per workbook: what a hostile or huge file does to its process, it does to nothing else."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sop_xl.batch.manifest import Status, WorkbookReport
from sop_xl.batch.recalculate import Task
from sop_xl.errors import CalculationError, InternalError, LockedFileError, SopError

_TICK = 0.2  # seconds between two looks at the clock
_PRELOAD = ["sop_xl.batch.work"]


@dataclass(frozen=True)
class Order:
    """What a worker process is asked to do: recalculate and publish one workbook."""

    task: Task
    engine: str
    target: Path | None  # None: calculate and judge, but write nothing


@dataclass
class _Running:
    process: BaseProcess
    order: Order
    connection: Connection
    deadline: float
    temporary: tempfile.TemporaryDirectory[str]


class Workers:
    """Up to ``count`` worker processes; each serves one order and ends."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        # A fork server starts workers in milliseconds on systems that have one; elsewhere each loads afresh.
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(_PRELOAD)
        self._running: list[_Running] = []

    @property
    def has_room(self) -> bool:
        """Whether another order can be started."""
        return len(self._running) < self._count

    @property
    def is_busy(self) -> bool:
        """Whether an order is under way."""
        return bool(self._running)

    def start(self, order: Order) -> None:
        """Hand an order to a new process."""
        receiver, sender = self._context.Pipe(duplex=False)
        temporary = tempfile.TemporaryDirectory(prefix="sop_xl_", ignore_cleanup_errors=True)
        process = self._context.Process(target=_serve, args=(order, sender, temporary.name), daemon=True)
        process.start()
        sender.close()
        self._running.append(_Running(process, order, receiver, time.monotonic() + self._seconds, temporary))

    def next_report(self, tick: Callable[[], None]) -> tuple[Order, WorkbookReport]:
        """Wait for the next report; calls ``tick`` now and then meanwhile."""
        while True:
            first_deadline = min(running.deadline for running in self._running)
            patience = max(0.0, min(_TICK, first_deadline - time.monotonic()))
            ready = wait([running.connection for running in self._running], timeout=patience)
            for running in list(self._running):
                if running.connection in ready:
                    return running.order, self._finish(running, _received(running))
                if time.monotonic() >= running.deadline:
                    running.process.kill()
                    return running.order, self._finish(running, self._timed_out(running))
            tick()

    def stop(self) -> None:
        """End every process and remove what it left."""
        for running in list(self._running):
            running.process.kill()
            self._finish(running, WorkbookReport(running.order.task.label))

    def _timed_out(self, running: _Running) -> WorkbookReport:
        label = running.order.task.label
        error = CalculationError(
            f"took longer than {self._seconds:.0f} s", argument=label, hint="Raise the limit with --timeout."
        )
        return WorkbookReport(label).fail(error, Status.TIMED_OUT)

    def _finish(self, running: _Running, report: WorkbookReport) -> WorkbookReport:
        running.process.join()
        running.connection.close()
        running.temporary.cleanup()
        self._running.remove(running)
        return report


def _received(running: _Running) -> WorkbookReport:
    try:
        report: WorkbookReport = running.connection.recv()
    except EOFError:
        running.process.join()
        label = running.order.task.label
        error = InternalError(
            f"the worker process died (exit code {running.process.exitcode})",
            argument=label,
            hint="The workbook may need more memory than the machine has.",
        )
        return WorkbookReport(label).fail(error)
    return report


def _serve(order: Order, sender: Connection, temporary: str) -> None:
    """Body of a worker process."""
    from sop_xl.batch.work import perform

    os.environ["TMPDIR"] = temporary
    tempfile.tempdir = temporary
    sender.send(perform(order))
    sender.close()


def failed(label: str, error: SopError) -> WorkbookReport:
    """The report of a workbook that an error stopped."""
    status = Status.LOCKED if isinstance(error, LockedFileError) else Status.FAILED
    return WorkbookReport(label).fail(error, status)
