"""What a run tells a person when it is done: what needs a look, and where the results lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from sop_xl.batch.manifest import RunReport, Status, Verification, WorkbookReport
from sop_xl.batch.run import PAGE
from sop_xl.cli.progress import Progress, plain

__all__ = ["NOTHING_MATCHED", "Progress", "exit_code", "summary"]

_SHOWN = 12  # lines of a list; the manifest has them all
NOTHING_MATCHED = 3


def exit_code(report: RunReport) -> int:
    """0 all good, 1 something failed, 3 nothing to do."""
    if not report.workbooks:
        return NOTHING_MATCHED
    good = report.is_complete and report.pack_failure is None and report.manifest_failure is None
    return 0 if good else 1


def summary(report: RunReport, output: Path | None, select: Sequence[str] = ()) -> str:
    """What needs a look, where the results lie, and what to open first."""
    if not report.workbooks:
        return f"No workbook matches {' or '.join(select)}." if select else "No workbook (.xlsx, .xlsm) found."
    lines: list[str] = []
    alike = Counter((w.reason, w.failure.hint) for w in report.workbooks if w.status is Status.SKIPPED and w.failure)
    for workbook in report.workbooks:
        if workbook.status is Status.SKIPPED and workbook.failure:  # of those with one reason the first stands for all
            lines += _about(workbook, more=alike.pop((workbook.reason, workbook.failure.hint), 0) - 1)
        else:
            lines += _about(workbook)
    state = "COMPLETE" if report.is_complete else "INCOMPLETE"
    count = len(report.workbooks)
    native = sum(w.native_formulas for w in report.workbooks)
    sop = sum(w.sop_formulas for w in report.workbooks)
    unchanged = sum(w.status is Status.UNCHANGED for w in report.workbooks)
    lines.append("")
    lines.append(
        f"{state}: {count} workbook{'s' * (count != 1)}{f' ({unchanged} unchanged)' if unchanged else ''}, "
        f"{native:,} native and {sop} SOP formulas"
        + (f", planning date {report.as_of}, run {report.run_id}" if report.as_of else "")
    )
    if report.pack_failure is not None:
        lines.append(f"The pack could not be made: {report.pack_failure.message} {report.pack_failure.hint or ''}")
    if report.manifest_failure is not None:
        lines.append(f"run.json is missing: {report.manifest_failure.message} {report.manifest_failure.hint or ''}")
    elif output is not None and any(w.output for w in report.workbooks):
        lines.append(f"Results: {output}; report: {output / PAGE}")
        if report.pack:
            lines.append(f"Open first: {output / report.pack[0]}")
    return "\n".join(lines).lstrip("\n")


def _about(workbook: WorkbookReport, more: int = 0) -> list[str]:
    if more < 0:
        return []
    lines: list[str] = []
    if workbook.failure is not None:
        lines.append(f"  {workbook.reason}")
        if workbook.failure.hint:
            lines.append(f"    → {workbook.failure.hint}")
    said = ((check, f": {check.detail}" if check.detail else "") for check in workbook.open_checks)
    lines += [f"  {check.status:<4}  {check.name}{detail}" for check, detail in said]
    roots = [error for error in workbook.error_cells if error.origin is None]
    lines += [f"  {error.error}  {error.sheet}!{error.cell}: {error.hint}" for error in roots[:_SHOWN]]
    follow = len(workbook.error_cells) - len(roots[:_SHOWN])
    if follow:
        lines.append(f"  and {follow} more error cells (see run.json)")
    shown = workbook.kept_by_reason[:_SHOWN]
    for cell, count in shown:
        others = f" and {count - 1:,} more" if count > 1 else ""
        lines.append(f"  kept  {cell.sheet}!{cell.cell}{others}: {cell.reason}")
    rest = len(workbook.not_calculated) - sum(count for _, count in shown)
    if rest:
        lines.append(f"  and {rest:,} more formulas kept as saved, most because of these (see run.json)")
    if workbook.verification is not None:
        lines += _verified(workbook.verification)
    name = plain(workbook.path) + (f" and {more:,} more" if more else "")
    return ["", click.style(name, bold=True), *map(plain, lines)] if lines else []


def _verified(verification: Verification) -> list[str]:
    """What LibreOffice said: open differences first, then the count."""
    found = verification.open_differences
    lines = [f"  differs  {one.sheet}!{one.cell}: {one.difference}" for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"  and {len(found) - _SHOWN} more differences (see run.json)")
    said = f"  LibreOffice agrees on {verification.compared - len(verification.differences):,}"
    said += f" of {verification.compared:,} native formulas"
    accepted = len(verification.differences) - len(found)
    said += f", {accepted} differences are accepted" if accepted else ""
    said += f"; {verification.not_compared:,} it does not know" if verification.not_compared else ""
    return [*lines, said]
