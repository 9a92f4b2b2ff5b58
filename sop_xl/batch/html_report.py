"""The report of a run as one HTML page: what failed first, nothing loaded from elsewhere, every text escaped.

States are told by word, mark and place; colour only repeats them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from sop_xl.batch.manifest import Failure, RunReport, Status, WorkbookReport

_ROWS = 200  # lines of a list; the manifest has them all
_MARKS = {
    Status.OK: "✔", Status.UNCHANGED: "=", Status.WARNED: "▲", Status.NEEDS_EXCEL: "◆", Status.FAILED: "✖",
    Status.LOCKED: "■", Status.TIMED_OUT: "◔", Status.SKIPPED: "–",
}  # fmt: skip
_ORDER = (
    Status.FAILED, Status.TIMED_OUT, Status.LOCKED, Status.SKIPPED, Status.NEEDS_EXCEL, Status.WARNED, Status.OK,
    Status.UNCHANGED,
)  # fmt: skip
_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 "Segoe UI", system-ui, "Liberation Sans", sans-serif; color: #1b1f24; margin: 0; background: #fff; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 24px 60px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 18px; margin: 34px 0 8px; } h3 { font-size: 15px; margin: 18px 0 4px; }
.facts { color: #57606a; margin: 4px 0 0; }
.verdict { display: inline-block; margin: 14px 0 0; padding: 5px 14px; border: 2px solid; border-radius: 4px; font-weight: 600; }
.good { color: #0b5394; border-color: #0b5394; } .bad { color: #8a3200; border-color: #8a3200; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0; padding: 0; list-style: none; }
.tiles li { border: 1px solid #d0d7de; border-radius: 6px; padding: 8px 16px; min-width: 84px; }
.tiles b { display: block; font-size: 22px; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; margin: 6px 0 0; } .todo table { width: auto; }
th { text-align: left; font-weight: 600; border-bottom: 2px solid #8c959f; padding: 5px 24px 5px 0; vertical-align: bottom; }
td { border-bottom: 1px solid #e2e6ea; padding: 5px 24px 5px 0; vertical-align: top; overflow-wrap: anywhere; }
.n, td.n, th.n { text-align: right; padding-right: 0; padding-left: 16px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.s { white-space: nowrap; font-weight: 600; } .s-bad { color: #8a3200; } .s-look { color: #6b5000; } .s-good { color: #0b5394; }
.todo { border-left: 4px solid #8a3200; padding: 2px 0 2px 14px; margin: 12px 0; }
.remedy { color: #57606a; } code { font: 13px/1.4 ui-monospace, "Liberation Mono", monospace; }
details { margin: 6px 0; } summary { cursor: pointer; }
@media print { details > * { display: block; } main { max-width: none; } }
"""


def html_report(report: RunReport) -> str:
    """The page."""
    worst_first = sorted(report.workbooks, key=_urgency)
    body = [_head(report), *_pack(report)]
    looks = [block for workbook in worst_first for block in _needs_a_look(workbook)]
    body.append("<h2>Needs a look</h2>")
    body += looks or ["<p>Nothing: every formula was calculated, no cell holds an error, every check is OK.</p>"]
    body += [_workbooks(worst_first), *_accepted(worst_first), *_details(worst_first)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>S&amp;OP run {escape(report.run_id)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>\n"
    )


def _urgency(workbook: WorkbookReport) -> tuple[bool, bool, int, str]:
    """Failed workbooks first, then those with failed checks, then by status."""
    fails = any(check.status == "FAIL" for check in workbook.checks)
    return workbook.failure is None, not fails, _ORDER.index(workbook.shown_status), workbook.path


def _head(report: RunReport) -> str:
    counts = Counter(workbook.status for workbook in report.workbooks)
    tiles = "".join(
        f"<li><b>{counts[status]}</b>{_MARKS[status]} {status.value}</li>" for status in _ORDER if counts[status]
    )
    native = sum(w.native_formulas for w in report.workbooks)
    sop = sum(w.sop_formulas for w in report.workbooks)
    verdict = ("good", "✔ Complete") if report.is_complete else ("bad", "✖ Not complete")
    return (
        "<h1>S&amp;OP run</h1>"
        f'<p class="facts">Planning date {escape(report.as_of)} · engine {escape(report.engine)} · '
        f"version {escape(report.version)} · run {escape(report.run_id)} · "
        f"{native:,} native and {sop:,} SOP formulas</p>"
        f'<p class="verdict {verdict[0]}">{verdict[1]}</p><ul class="tiles">{tiles}</ul>'
    )


def _pack(report: RunReport) -> Iterable[str]:
    if report.pack_failure is not None:
        yield f'<div class="todo"><b>The executive pack could not be made</b>{_reason(report.pack_failure)}</div>'
    if report.pack:
        yield f"<p>Executive pack: {', '.join(f'<code>{escape(name)}</code>' for name in report.pack)}</p>"


def _needs_a_look(workbook: WorkbookReport) -> list[str]:
    """What somebody should do about a workbook, most urgent first."""
    lines: list[str] = []
    if workbook.failure is not None:
        lines.append(_reason(workbook.failure, workbook.reason))
    checks = sorted(workbook.open_checks, key=lambda check: check.status != "FAIL")
    if checks:
        rows = [(f"{_check_mark(check.status)} {check.status}", check.name, check.detail) for check in checks]
        heads = ("State", "Check", "Detail" if any(check.detail for check in checks) else "")
        lines.append(_table(heads, rows))
    roots = [error for error in workbook.error_cells if error.origin is None]
    if workbook.error_cells:
        rows = [(error.error, f"{error.sheet}!{error.cell}", error.hint) for error in roots]
        follow = len(workbook.error_cells) - len(roots)
        lines.append(_table(("Error", "Cell", "Why"), rows, _more(follow, "error cell", "from these")))
    if workbook.not_calculated:
        kept = workbook.kept_by_reason
        rows = [
            ("kept", f"{cell.sheet}!{cell.cell}" + (f" and {count - 1:,} more" if count > 1 else ""), cell.reason)
            for cell, count in kept
        ]
        follow = len(workbook.not_calculated) - sum(count for _, count in kept)
        lines.append(_table(("As saved", "Cell", "Why"), rows, _more(follow, "formula", "because of these")))
    if workbook.verification is not None and workbook.verification.open_differences:
        rows = [
            ("▲ differs", f"{one.sheet}!{one.cell}", one.difference) for one in workbook.verification.open_differences
        ]
        lines.append(_table(("LibreOffice", "Cell", "How"), rows))
    if not lines:
        return []
    return [f'<div class="todo"><h3>{_status(workbook)} · {escape(workbook.path)}</h3>{"".join(lines)}</div>']


def _more(count: int, thing: str, why: str) -> str:
    return f"and {count:,} more {thing}{'s' * (count != 1)} {why}" if count else ""


def _check_mark(status: str) -> str:
    return "▲" if status == "WARN" else "✖"


def _reason(failure: Failure, message: str = "") -> str:
    remedy = f'<br><span class="remedy">→ {escape(failure.hint)}</span>' if failure.hint else ""
    return f"<p>{escape(message or failure.message)} <code>{escape(failure.code)}</code>{remedy}</p>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], more: str = "") -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows[:_ROWS])
    left = f"<p>and {len(rows) - _ROWS:,} more in run.json</p>" if len(rows) > _ROWS else ""
    note = f"<p>{escape(more)}</p>" if more else ""
    return f"<table><tr>{head}</tr>{body}</table>{left}{note}"


def _status(workbook: WorkbookReport) -> str:
    shown = workbook.shown_status
    kind = "good" if shown is Status.OK else "look" if shown in (Status.WARNED, Status.NEEDS_EXCEL) else "bad"
    word = shown.value if shown is workbook.status else f"{workbook.status.value}, {shown.value} before"
    return f'<span class="s s-{kind}">{_MARKS[shown]} {escape(word)}</span>'


def _workbooks(workbooks: Sequence[WorkbookReport]) -> str:
    is_verified = any(w.verification is not None for w in workbooks)
    rows = "".join(
        f"<tr><td>{_status(w)}</td><td>{escape(w.path)}</td><td class=n>{w.native_formulas:,}</td>"
        f"<td class=n>{w.sop_formulas:,}</td><td class=n>{_checks(w)}</td><td class=n>{len(w.error_cells):,}</td>"
        f"<td class=n>{len(w.not_calculated):,}</td>{f'<td class=n>{_verified(w)}</td>' if is_verified else ''}</tr>"
        for w in workbooks
    )
    heads = ["Native formulas", "SOP formulas", "Checks OK", "Error cells", "Kept as saved"]
    heads += ["Same in LibreOffice"] if is_verified else []
    head = "<th>Status</th><th>Workbook</th>" + "".join(f"<th class=n>{text}</th>" for text in heads)
    return f"<h2>Workbooks</h2><table><tr>{head}</tr>{rows}</table>"


def _checks(workbook: WorkbookReport) -> str:
    good = len(workbook.checks) - len(workbook.open_checks)
    return f"{good} of {len(workbook.checks)}" if workbook.checks else "–"


def _verified(workbook: WorkbookReport) -> str:
    """How many of the formulas that LibreOffice could calculate it agrees on."""
    said = workbook.verification
    return "–" if said is None else f"{said.compared - len(said.differences):,} of {said.compared:,}"


def _accepted(workbooks: Sequence[WorkbookReport]) -> Iterable[str]:
    """Differences that the policy accepts, with its reasons."""
    found = [
        (workbook.path, f"{one.sheet}!{one.cell}", one.difference, one.accepted)
        for workbook in workbooks
        if workbook.verification is not None
        for one in workbook.verification.differences
        if one.accepted is not None
    ]
    if found:
        yield "<h2>Accepted differences</h2>" + _table(("Workbook", "Cell", "How", "Reason"), found)


def _details(workbooks: Sequence[WorkbookReport]) -> Iterable[str]:
    yield "<h2>Provenance</h2>"
    for workbook in workbooks:
        facts = [("Input SHA-256", workbook.input_sha256), ("Output", workbook.output)]
        facts += [("Output SHA-256", workbook.output_sha256), ("Links to", ", ".join(workbook.links))]
        facts += [("Unsupported functions", ", ".join(workbook.unsupported_functions))]
        said = workbook.verification
        if said is not None and said.not_compared:
            facts.append(("Not known to LibreOffice", f"{said.not_compared:,} formulas"))
        rows = "".join(f"<tr><td>{name}</td><td><code>{escape(text)}</code></td></tr>" for name, text in facts if text)
        yield f"<details><summary>{escape(workbook.path)}</summary><table>{rows}</table></details>"
