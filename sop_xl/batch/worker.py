"""One process per workbook: what a hostile or huge file does to its process, it does to nothing else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sop_xl.batch.confinement import (
    Allowance,
    confine,
    folder_name,
    kill_group,
    remove_folder,
    settle,
    size_of,
    sweep_folders,
)
from sop_xl.batch.manifest import Status, WorkbookReport
from sop_xl.batch.prestart import start_fork_server, start_method
from sop_xl.batch.task import Task
from sop_xl.errors import CalculationError, LockedFileError, ResourceError, SopError

_STARVED = ("SIGKILL", "SIGABRT", "SIGSEGV", "SIGBUS")  # no memory, or a stack that cannot grow
_TICK = 0.2  # seconds between two looks at the clock


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
    lifeline: Connection  # the worker ends when this closes, also when this process is killed
    deadline: float
    temporary: Path


class Workers:
    """Up to ``count`` worker processes; each serves one order and ends."""

    def __init__(self, count: int, allowance: Allowance) -> None:
        self._count = count
        self._allowance = allowance
        self._context: Any = multiprocessing.get_context(start_method())
        start_fork_server()
        self._running: list[_Running] = []
        sweep_folders()

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
        watched, lifeline = self._context.Pipe(duplex=False)
        temporary = folder_name()  # the worker makes it, so that it is never there without somebody who removes it
        words = (order, self._allowance, sender, watched, temporary, Path(tempfile.gettempdir()))
        process = self._context.Process(target=_serve, args=words, daemon=True)
        try:
            process.start()
            sender.close()
            watched.close()
            deadline = time.monotonic() + self._allowance.seconds
            self._running.append(_Running(process, order, receiver, lifeline, deadline, temporary))
        except BaseException:  # an interruption at this moment; the worker ends with its lifeline
            lifeline.close()
            raise

    def next_report(self, tick: Callable[[], None]) -> tuple[Order, WorkbookReport]:
        """Wait for the next report; calls ``tick`` now and then meanwhile."""
        while True:
            first_deadline = min(running.deadline for running in self._running)
            patience = max(0.0, min(_TICK, first_deadline - time.monotonic()))
            ready = wait([running.connection for running in self._running], timeout=patience)
            for running in list(self._running):
                if running.connection in ready:
                    return running.order, self._finish(running, _received(running))
                if error := self._trespass(running):
                    return running.order, self._finish(running, error)
            tick()

    def stop(self) -> None:
        """End every process and remove what it left."""
        for running in list(self._running):
            self._finish(running, WorkbookReport(running.order.task.label))

    def _trespass(self, running: _Running) -> WorkbookReport | None:
        """The report of a worker that takes too much time or temporary space."""
        label = running.order.task.label
        if time.monotonic() >= running.deadline:
            return late(label, self._allowance)
        if size_of(running.temporary) > self._allowance.temporary:
            return WorkbookReport(label).fail(ResourceError("filled its temporary space", argument=label))
        return None

    def _finish(self, running: _Running, report: WorkbookReport) -> WorkbookReport:
        if running.process.pid is not None:
            kill_group(running.process.pid)
        running.process.kill()
        running.process.join()
        running.connection.close()
        running.lifeline.close()
        remove_folder(running.temporary)
        self._running.remove(running)
        return report


def _received(running: _Running) -> WorkbookReport:
    try:
        report: WorkbookReport = running.connection.recv()
    except (EOFError, ConnectionError):
        running.process.join()
        return died(running.order.task.label, running.process.exitcode or 0)
    return report


def late(label: str, allowance: Allowance) -> WorkbookReport:
    """The report of a workbook that took too long."""
    reason = f"took longer than {allowance.seconds:.0f} s"
    error = CalculationError(reason, argument=label, hint="Raise the limit with --timeout.")
    return WorkbookReport(label).fail(error, Status.TIMED_OUT)


def died(label: str, code: int) -> WorkbookReport:
    """The report of a worker that ended without one: what it could not get, or what its engine could not bear."""
    how = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
    error: SopError = CalculationError(f"crashed its worker process ({how})", argument=label)
    if how in _STARVED:
        reason = f"ended its worker process ({how}): too much memory, or too deep a formula"
        error = ResourceError(reason, argument=label)
    return WorkbookReport(label).fail(error)


def _serve(
    order: Order, allowance: Allowance, sender: Connection, watched: Connection, temporary: Path, logs: Path
) -> None:
    """Body of a worker process."""
    from sop_xl.batch.work import perform

    settle(watched, temporary)
    confine(allowance, temporary)
    try:
        report = perform(order, logs)
        remove_folder(temporary)  # now: once this process ends there may be no parent that could
        sender.send(report)
        sender.close()
    except MemoryError:  # not even enough to say so
        os.abort()


def failed(label: str, error: SopError) -> WorkbookReport:
    """The report of a workbook that an error stopped."""
    status = Status.LOCKED if isinstance(error, LockedFileError) else Status.FAILED
    return WorkbookReport(label).fail(error, status)
