"""Progress of a run: lines and a moving line on a terminal, plain lines in a log, JSON lines for a program."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import time
from typing import Any

import click

from sop_xl.batch.manifest import RunReport, Status, WorkbookReport
from sop_xl.batch.schedule import Listener
from sop_xl.cli.columns import fitting

_COLOURS = {Status.OK: "green", Status.UNCHANGED: "cyan", Status.WARNED: "yellow", Status.NEEDS_EXCEL: "yellow"}
_LEAST_FOR_ESTIMATE = 2  # finished workbooks before a remaining time is told


class Progress(Listener):
    """A line per finished workbook, and on a terminal a moving line of what is under way and how long it may take."""

    def __init__(self, *, quiet: bool, unchanged: bool = True) -> None:
        self._quiet = quiet
        self._tells_unchanged = unchanged
        self._is_terminal = sys.stderr.isatty() and not quiet
        self._count = self._finished = self._calculated = 0
        self._began = time.monotonic()
        self._under_way: dict[str, float] = {}
        self._width = 0

    def planned(self, count: int) -> None:
        """A run begins: remember how many there are."""
        self._count = count
        self._finished = self._calculated = 0
        self._under_way.clear()
        self._width = len(str(count))
        self._began = time.monotonic()

    def started(self, label: str) -> None:
        """Note when a workbook began."""
        self._under_way[label] = time.monotonic()
        self.tick()

    def finished(self, report: WorkbookReport) -> None:
        """Print the line of a workbook."""
        began = self._under_way.pop(report.path, None)
        self._finished += 1
        self._calculated += began is not None
        if self._quiet or (report.status is Status.UNCHANGED and not self._tells_unchanged):
            return
        self._clear()
        seconds = f"{time.monotonic() - began:5.1f} s" if began is not None else "       "
        place = f"[{self._finished:>{self._width}}/{self._count}]"
        status = click.style(f"{report.status.value:<11}", fg=_COLOURS.get(report.status, "red"))
        click.echo(f"{place} {status} {seconds}  {plain(report.path)}  {plain(_counts(report))}", err=True)
        self.tick()

    def tick(self) -> None:
        """Redraw the moving line."""
        if self._is_terminal and self._under_way:
            now = time.monotonic()
            names = ", ".join(f"{plain(label)} {now - began:.0f} s" for label, began in self._under_way.items())
            line = f"{self._finished} of {self._count} done{self._remaining(now)}; {names}"
            click.echo(f"\r\x1b[K{fitting(line, shutil.get_terminal_size().columns - 1)}", nl=False, err=True)

    def _remaining(self, now: float) -> str:
        """How long the rest will take if it goes on like the workbooks calculated so far."""
        if self._calculated < _LEAST_FOR_ESTIMATE:
            return ""
        seconds = (now - self._began) / self._calculated * (self._count - self._finished)
        minutes, seconds = divmod(round(seconds), 60)
        return f", about {minutes} min {seconds:02d} s left" if minutes else f", about {seconds} s left"

    def _clear(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", nl=False, err=True)


class JsonLines(Listener):
    """One JSON object per event on standard output."""

    def planned(self, count: int) -> None:
        """The number of workbooks is known."""
        self._say("planned", workbooks=count)

    def started(self, label: str) -> None:
        """A workbook is being recalculated."""
        self._say("started", path=label)

    def finished(self, report: WorkbookReport) -> None:
        """A workbook is done."""
        self._say("finished", **dataclasses.asdict(report))

    def done(self, report: RunReport) -> None:
        """The run is done."""
        failure = report.pack_failure or report.manifest_failure
        self._say(
            "done",
            run_id=report.run_id,
            complete=report.is_complete,
            as_of=report.as_of,
            workbooks=len(report.workbooks),
            pack=report.pack,
            failure=dataclasses.asdict(failure) if failure else None,
        )

    def _say(self, event: str, **facts: Any) -> None:  # noqa: ANN401  # whatever JSON can hold
        click.echo(json.dumps({"event": event, **facts}))


def plain(text: str) -> str:
    """Text that cannot steer a terminal: file names may hold control characters and broken encodings."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _counts(report: WorkbookReport) -> str:
    if report.failure is not None:
        return report.reason
    said = f"{report.native_formulas:,} native + {report.sop_formulas} SOP formulas"
    if report.links:
        said += f", {len(report.links)} links"
    if report.checks:
        good = sum(check.status == "OK" for check in report.checks)
        said += f", checks {good} of {len(report.checks)} OK"
    return said
