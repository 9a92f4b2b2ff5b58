"""Running a request and telling about it, for every command that does."""

from __future__ import annotations

import click

from sop_xl.batch.run import RunRequest, run
from sop_xl.cli.progress import JsonLines, Progress
from sop_xl.cli.report import exit_code, summary


def run_and_tell(request: RunRequest, style: str) -> int:
    """Run with progress in a style (text, json, jsonl), say how it came out, and give the exit code."""
    if style == "jsonl":
        listener = JsonLines()
        report = run(request, listener)
        listener.done(report)
        return exit_code(report)
    report = run(request, Progress(quiet=style == "json"))
    text = report.to_json() if style == "json" else summary(report, request.output, request.select)
    click.echo(text, nl=style == "text")
    return exit_code(report)
