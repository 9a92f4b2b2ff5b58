"""``sop-xl check``: look at saved workbooks without recalculating them."""

from __future__ import annotations

from pathlib import Path

import click

from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(paths: tuple[Path, ...], style: str) -> int:
    """Check workbooks as they were saved: readable, links, error cells, the Checks sheet. Nothing is written.

    \b
    sop-xl check plans
    sop-xl check out/company.xlsx --format json
    """
    from sop_xl.batch.check import check
    from sop_xl.cli.report import exit_code, summary

    report = check(paths)
    click.echo(report.to_json() if style == "json" else summary(report, None), nl=style == "text")
    return exit_code(report)
