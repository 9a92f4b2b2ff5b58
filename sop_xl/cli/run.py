"""``sop-xl run``: recalculate workbooks without Excel, check, publish, make the pack."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from sop_xl.cli.options import DATE, EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder of the results.")
@click.option("--as-of", type=DATE, required=True, help="Planning date; what TODAY and NOW give.")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Workbooks at a time [default: number of cores].")
@click.option("--engine", type=click.Choice(["embedded", "libreoffice"]), default="embedded", show_default=True)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--links", type=click.Choice(["strict", "keep"]), default="strict", show_default=True,
              help="A link out of the run: refuse the workbook, or keep the saved values and report them.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(1), default=900, show_default=True, help="Seconds per workbook.")
@click.option("--memory", type=click.FloatRange(0.25), default=4, show_default=True, help="GiB per workbook.")
@click.option("--temp-space", type=click.FloatRange(0.01), default=4, show_default=True, help="GiB per workbook.")
@click.option("--in-place", is_flag=True, help="Write the workbooks back where they are.")
@click.option("--pack/--no-pack", default=True, help="Make the executive pack of a company workbook.")
@click.option("--dry-run", is_flag=True, help="Calculate and check, write nothing.")
def command(
    paths: tuple[Path, ...],
    output: Path | None,
    as_of: dt.date,
    jobs: int | None,
    engine: str,
    style: str,
    links: str,
    timeout: float,
    memory: float,
    temp_space: float,
    in_place: bool,
    pack: bool,
    dry_run: bool,
) -> int:
    """Recalculate workbooks, native formulas and SOP functions alike, and publish them.

    PATHS are workbooks or folders of workbooks. A workbook is run after those that it links to, with their fresh
    values. The inputs are not touched unless --in-place is given.

    \b
    sop-xl run plans -o out --as-of 2020-06-30
    sop-xl run plans/europe.xlsx -o out --as-of 2020-06-30 --links keep
    sop-xl run plans --dry-run --as-of 2020-06-30 --format json
    """
    from sop_xl.batch.confinement import Allowance
    from sop_xl.batch.run import RunRequest, run
    from sop_xl.cli.report import Progress, exit_code, summary

    if output is None and not in_place and not dry_run:
        raise click.UsageError("Say where the results go with -o FOLDER, or give --in-place or --dry-run.")
    request = RunRequest(
        paths=paths,
        output=output,
        as_of=as_of,
        in_place=in_place,
        engine=engine,
        jobs=jobs or os.cpu_count() or 1,
        allowance=Allowance(timeout, int(memory * 2**30), int(temp_space * 2**30)),
        dry_run=dry_run,
        keep_stale_links=links == "keep",
        pack=pack,
    )
    report = run(request, Progress(quiet=style == "json"))
    click.echo(report.to_json() if style == "json" else summary(report, output), nl=style == "text")
    return exit_code(report)
