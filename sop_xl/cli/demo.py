"""``sop-xl demo``: the worked example on real data, from source to executive pack."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="out/demo")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Workbooks at a time [default: number of cores].")
@click.option("--engine", type=click.Choice(["embedded", "libreoffice"]), default="embedded", show_default=True)
def command(folder: Path, jobs: int | None, engine: str) -> int:
    """Build AdventureWorks' S&OP workbooks from data and run the cycle's main job on them.

    Three regional planning workbooks and one linked company workbook are built, recalculated without Excel, checked
    and published, and the executive pack is made. FOLDER is out/demo unless given.
    """
    from sop_xl.cli.report import Progress, exit_code, summary
    from workbooks.make import run_example

    report, published = run_example(folder, Progress(quiet=False), jobs=jobs or os.cpu_count() or 1, engine=engine)
    click.echo(summary(report, published))
    click.echo(f"Then: {published / 'company.xlsx'} and the planning workbooks beside it")
    return exit_code(report)
