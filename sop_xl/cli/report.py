"""What a run tells a person: progress while it goes on, and what needs a look when it is done."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from sop_xl.batch.manifest import RunReport, Status, WorkbookReport
from sop_xl.batch.run import Listener

_SHOWN = 12  # lines of a list; the manifest has them all
_COLOURS = {Status.OK: "green", Status.WARNED: "yellow", Status.NEEDS_EXCEL: "yellow"}
NOTHING_MATCHED = 3


class Progress(Listener):
    """A line per finished workbook, and on a terminal a moving line of what is under way."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._is_terminal = sys.stderr.isatty() and not quiet
        self._count = self._finished = 0
        self._under_way: dict[str, float] = {}
        self._width = 0

    def planned(self, count: int) -> None:
        """Remember how many there are."""
        self._count = count
        self._width = len(str(count))

    def started(self, label: str) -> None:
        """Note when a workbook began."""
        self._under_way[label] = time.monotonic()
        self.tick()

    def finished(self, report: WorkbookReport) -> None:
        """Print the line of a workbook."""
        began = self._under_way.pop(report.path, None)
        self._finished += 1
        if self._quiet:
            return
        self._clear()
        seconds = f"{time.monotonic() - began:5.1f} s" if began is not None else "       "
        place = f"[{self._finished:>{self._width}}/{self._count}]"
        status = click.style(f"{report.status.value:<11}", fg=_COLOURS.get(report.status, "red"))
        click.echo(f"{place} {status} {seconds}  {report.path}  {_counts(report)}", err=True)

    def tick(self) -> None:
        """Redraw the moving line."""
        if self._is_terminal and self._under_way:
            now = time.monotonic()
            names = ", ".join(f"{label} {now - began:.0f} s" for label, began in self._under_way.items())
            line = f"{self._finished} of {self._count} done; {names}"
            click.echo(f"\r\x1b[K{line[: _columns() - 1]}", nl=False, err=True)

    def _clear(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", nl=False, err=True)


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _counts(report: WorkbookReport) -> str:
    if report.failure is not None:
        return report.failure.message
    said = f"{report.native_formulas:,} native + {report.sop_formulas} SOP formulas"
    if report.links:
        said += f", {len(report.links)} links"
    if report.checks:
        good = sum(check.status == "OK" for check in report.checks)
        said += f", checks {good} of {len(report.checks)} OK"
    return said


def exit_code(report: RunReport) -> int:
    """0 all good, 1 something failed, 3 nothing to do."""
    if not report.workbooks:
        return NOTHING_MATCHED
    return 0 if report.is_complete and report.pack_failure is None else 1


def summary(report: RunReport, output: Path | None) -> str:
    """What needs a look, where the results lie, and what to open first."""
    if not report.workbooks:
        return "No workbook (.xlsx, .xlsm) found."
    lines: list[str] = []
    for workbook in report.workbooks:
        lines += _about(workbook)
    state = "COMPLETE" if report.is_complete else "INCOMPLETE"
    count = len(report.workbooks)
    native = sum(w.native_formulas for w in report.workbooks)
    sop = sum(w.sop_formulas for w in report.workbooks)
    lines.append("")
    lines.append(
        f"{state}: {count} workbook{'s' * (count != 1)}, {native:,} native and {sop} SOP formulas, "
        f"planning date {report.as_of}, run {report.run_id}"
    )
    if report.pack_failure is not None:
        lines.append(f"The pack could not be made: {report.pack_failure.message} {report.pack_failure.hint or ''}")
    if output is not None and any(w.output for w in report.workbooks):
        lines.append(f"Results and run.json: {output}")
        if report.pack:
            lines.append(f"Open first: {output / report.pack[0]}")
    return "\n".join(lines).lstrip("\n")


def _about(workbook: WorkbookReport) -> list[str]:
    lines: list[str] = []
    if workbook.failure is not None:
        lines.append(f"  {workbook.failure.message}")
        if workbook.failure.hint:
            lines.append(f"    → {workbook.failure.hint}")
    lines += [f"  {check.status:<4}  {check.name}: {check.detail}" for check in workbook.open_checks]
    roots = [error for error in workbook.error_cells if error.origin is None]
    lines += [f"  {error.error}  {error.sheet}!{error.cell}: {error.hint}" for error in roots[:_SHOWN]]
    follow = len(workbook.error_cells) - len(roots[:_SHOWN])
    if follow:
        lines.append(f"  and {follow} more error cells (see run.json)")
    causes = [cell for cell in workbook.not_calculated if not cell.reason.startswith("depends on")]
    lines += [f"  kept  {cell.sheet}!{cell.cell}: {cell.reason}" for cell in causes[:_SHOWN]]
    rest = len(workbook.not_calculated) - len(causes[:_SHOWN])
    if rest:
        lines.append(f"  and {rest} more formulas kept as saved (see run.json)")
    return ["", click.style(workbook.path, bold=True), *lines] if lines else []
