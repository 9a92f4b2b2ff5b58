"""What ``sop-xl action`` prints: the list of actions, reports as tables, the change list."""

from __future__ import annotations

import itertools
import json

import click

from sop_xl.actions.definition import GROUPS, Report
from sop_xl.actions.files import ActionDone
from sop_xl.actions.journal import RowsChanged, SheetAdded, shown
from sop_xl.actions.perform import Performed
from sop_xl.actions.registry import actions
from sop_xl.cells.dates import from_serial
from sop_xl.cells.values import CellValue

_ROWS = 30  # of a report on the terminal; the sheet has them all
_WIDEST = 46


def listing() -> str:
    """Every action by group."""
    width = max(len(action.name) for action in actions())
    lines: list[str] = []
    for group in GROUPS:
        lines += ["", click.style(group, bold=True)] if lines else [click.style(group, bold=True)]
        lines += [f"  {a.name:<{width}}  {a.screentip}" for a in actions() if a.group == group]
    return "\n".join([*lines, "", "About one of them: sop-xl action NAME --help"])


def as_text(done: ActionDone, most: int) -> str:
    """Summary, reports and changes of each workbook, and what was written."""
    lines: list[str] = []
    for book, performed in done.performed.items():
        if len(done.performed) > 1:
            lines += [*([""] if lines else []), click.style(f"── {book}", fg="cyan", bold=True)]
        lines += _of_book(performed, most if len(done.performed) == 1 else 0)
    lines.append("")
    if done.written:
        lines += [f"Written: {path}" for path in done.written]
    if not done.request.writes:
        books = "The workbook was" if len(done.performed) == 1 else "The workbooks were"
        what = f"{books} not written" if done.written else "Nothing was written"
        lines.append(
            f"{what}: dry run." if done.request.dry_run else f"{what}. Give -o or --in-place to keep the result."
        )
    return "\n".join(lines)


def _of_book(performed: Performed, most: int) -> list[str]:
    outcome, journal = performed.outcome, performed.journal
    lines = [click.style(outcome.summary, bold=True)]
    for report in outcome.reports:
        lines += ["", *_table(report)]
    changes = list(itertools.islice(journal.cells(), most))
    count = sum(1 for _ in journal.cells())
    if journal.steps:
        lines += ["", f"Changes: {count:,} cells" + ("" if most else ", all in the undo file")]
        lines += [f"  {sheet}!{cell}  {shown(old)} → {shown(new)}" for sheet, cell, old, new in changes]
        lines += [f"  … and {count - most:,} more, all in the undo file"] if 0 < most < count else []
        for step in journal.steps:
            if isinstance(step, RowsChanged):
                lines.append(f"  table {step.table}: {step.before:,} → {step.after:,} rows")
            elif isinstance(step, SheetAdded):
                lines.append(f"  new sheet {step.name}")
    return lines


def _table(report: Report) -> list[str]:
    rows = [[_shown(v, f) for v, f in zip(row, report.formats, strict=True)] for row in report.rows[:_ROWS]]
    widths = [
        min(_WIDEST, max([len(head), *(len(row[i]) for row in rows)])) for i, head in enumerate(report.heads)
    ]  # fmt: skip
    right = [f not in ("text", "date", "month") for f in report.formats]

    def line(cells: list[str]) -> str:
        fitted = [c if len(c) <= w else c[: w - 1] + "…" for c, w in zip(cells, widths, strict=True)]
        return (
            "  "
            + "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(fitted, widths, right, strict=True)).rstrip()
        )

    more = len(report.rows) - len(rows)
    lines = [click.style(report.title, underline=True), click.style(line(list(report.heads)), dim=True)]
    lines += [line(row) for row in rows] or ["  none"]
    return lines + (
        [f"  … {more:,} more rows" + (f" on the sheet {report.sheet}" if report.sheet else "")] if more else []
    )


def _shown(value: CellValue, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(float(value), kind)
    return " ".join(str(value).split())


def _number(value: float, kind: str) -> str:
    if kind in ("date", "month"):
        date = from_serial(value)
        return "" if date is None else (date.isoformat() if kind == "date" else date.isoformat()[:7])
    value = round(value, 6) + 0.0
    if kind == "share":
        return f"{value:.1%}"
    if kind == "units1":
        return f"{value:,.1f}"
    if kind == "number":
        return f"{value:.3f}"
    return f"{round(value) + 0:,}" if kind in ("units", "money") else f"{value:.10g}"


def to_json(done: ActionDone) -> str:
    """The same for programs: one workbook's result, or those of several under ``books``."""
    found = {book: _as_record(performed) for book, performed in done.performed.items()}
    told: dict[str, object] = {"books": found} if len(found) > 1 else next(iter(found.values()))
    record = {"action": done.request.name, **told, "written": [str(path) for path in done.written]}
    return json.dumps(record, indent=2, ensure_ascii=False)


def _as_record(performed: Performed) -> dict[str, object]:
    outcome, journal = performed.outcome, performed.journal
    return {
        "summary": outcome.summary,
        "attention": outcome.attention,
        "reports": [
            {"title": r.title, "heads": r.heads, "rows": [[_plain(v) for v in row] for row in r.rows]}
            for r in outcome.reports
        ],
        "changes": [
            {"sheet": sheet, "cell": cell, "old": shown(old), "new": shown(new)}
            for sheet, cell, old, new in journal.cells()
        ],
    }


def _plain(value: CellValue) -> object:
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
