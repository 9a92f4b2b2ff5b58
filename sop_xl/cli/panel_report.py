"""What the forecast of a panel tells a person: progress with the time left, and what could not be forecast."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from sop_xl.cli import NOTHING_MATCHED
from sop_xl.panel.run import PanelListener, PanelReport, PanelRequest

_SHOWN = 12
_REDRAW_SECONDS = 0.2
_LINE_SECONDS = 10.0


class PanelProgress(PanelListener):
    """A moving line on a terminal, elsewhere a line every ten seconds."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_quiet = quiet
        self._is_terminal = sys.stderr.isatty() and not quiet
        self._wait = _REDRAW_SECONDS if self._is_terminal else _LINE_SECONDS
        self._count = self._before = self._done = 0
        self._began = self._shown = time.monotonic()

    def reading(self, path: Path) -> None:
        """Say what is being read, where a moving line can be taken back."""
        if self._is_terminal:
            click.echo(f"reading {path} …", nl=False, err=True)

    def planned(self, report: PanelReport) -> None:
        """Say how much there is to do."""
        self._count, self._before = report.series, report.resumed
        if self._is_quiet:
            return
        resumed = f", {report.resumed:,} of them done before" if report.resumed else ""
        self._clear()
        click.echo(f"{report.series:,} series, {report.rows:,} rows, {report.periods}{resumed}", err=True)
        self._began = self._shown = time.monotonic()

    def advanced(self, series: int) -> None:
        """Show how far it is and how long it will take."""
        self._done += series
        now = time.monotonic()
        if self._is_quiet or now - self._shown < self._wait:
            return
        self._shown = now
        rate = self._done / (now - self._began)
        done = self._before + self._done
        line = f"{done:,} of {self._count:,} series, {rate:,.0f} a second, {_left((self._count - done) / rate)} left"
        self._clear()
        click.echo(line, nl=not self._is_terminal, err=True)

    def close(self) -> None:
        """Take the moving line back."""
        self._clear()

    def _clear(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", nl=False, err=True)


def _left(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def panel_exit_code(report: PanelReport) -> int:
    """0 all good, 1 a series could not be forecast, 3 no series at all."""
    if not report.series:
        return NOTHING_MATCHED
    return 1 if report.problems else 0


def panel_summary(report: PanelReport, request: PanelRequest) -> str:
    """What was written, and what could not be forecast."""
    if not report.series:
        return f"No rows in {request.source}; nothing was written."
    lines = []
    if report.problems:
        lines.append(
            f"{len(report.problems):,} of {report.series:,} series could not be forecast (rows without numbers):"
        )
        lines += [f"  {name}: {reason}" for name, reason in report.problems[:_SHOWN]]
        rest = len(report.problems) - _SHOWN
        if rest > 0:
            lines.append(f"  and {rest:,} more (column method)")
    lines.append(f"{report.series:,} series × {request.terms.horizon} periods: {request.output}")
    if request.levels is not None:
        lines.append(f"Order-up-to levels: {request.levels}")
    return "\n".join(lines)
