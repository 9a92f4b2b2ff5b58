"""``sop-xl watch``: run again whenever a folder of workbooks changes."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import click

from sop_xl.cli.options import DATE, WORK, allowance, cores


@click.command(epilog="Ends with Ctrl-C (exit code 130); what was published is whole.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="Folder of the results.")  # fmt: skip
@click.option("--as-of", type=DATE, required=True, help="Planning date; what TODAY and NOW give.")
@click.option("--every", type=click.FloatRange(0.1), default=2, show_default=True, help="Seconds between two looks.")
@click.option("--links", type=click.Choice(["strict", "keep"]), default="strict", show_default=True,
              help="A link out of the folder: refuse the workbook, or keep the saved values.")  # fmt: skip
@click.option("--pack/--no-pack", default=True, help="Make the executive pack of a company workbook.")
@WORK
def command(
    folder: Path,
    output: Path,
    as_of: dt.date,
    every: float,
    links: str,
    pack: bool,
    jobs: int | None,
    timeout: float,
    memory: float,
    temp_space: float,
) -> None:
    """Recalculate the workbooks of FOLDER now, and again whenever one of them was saved.

    A file that is still being written is left alone until it has settled. Only what has changed, and what links to
    it, is calculated.

    \b
    sop-xl watch plans -o out --as-of 2020-06-30
    """
    from sop_xl.batch.manifest import RunReport, Status
    from sop_xl.batch.run import RunRequest
    from sop_xl.batch.watch import watch
    from sop_xl.cli.progress import Progress
    from sop_xl.cli.report import summary

    if output.resolve() == folder.resolve():
        raise click.UsageError("The results need a folder of their own: the inputs would be overwritten.")
    request = RunRequest(
        paths=[folder],
        output=output,
        as_of=as_of,
        jobs=cores(jobs),
        allowance=allowance(timeout, memory, temp_space),
        keep_stale_links=links == "keep",
        pack=pack,
    )

    is_there = True

    def told(report: RunReport) -> None:
        unchanged = sum(workbook.status is Status.UNCHANGED for workbook in report.workbooks)
        if unchanged < len(report.workbooks):
            click.echo(summary(report, output))
        known = f"{unchanged:,} of {len(report.workbooks):,} workbooks unchanged; " if unchanged else ""
        say(f"{known}watching {folder}")

    def pause() -> None:
        nonlocal is_there
        if folder.is_dir() is not is_there:
            is_there = not is_there
            say(f"{folder} is there again" if is_there else f"{folder} is gone; waiting for it to come back")
        time.sleep(every)

    say(f"watching {folder}; Ctrl-C ends")
    watch(request, Progress(quiet=False, unchanged=False), pause, told)


def say(what: str) -> None:
    """A line with the time, beside what the runs tell."""
    click.echo(f"{time.strftime('%H:%M:%S')}  {what}", err=True)
