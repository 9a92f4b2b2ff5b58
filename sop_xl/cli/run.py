"""``sop-xl run``: recalculate workbooks without Excel, check, publish, make the pack."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sop_xl.cli.options import DATE, STATUSES_AND_CODES, STYLE, WORK, allowance, cores


@click.command(epilog=STATUSES_AND_CODES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder of the results.")
@click.option("--as-of", type=DATE, required=True, help="Planning date; what TODAY and NOW give.")
@click.option("--select", multiple=True, metavar="PATTERN",
              help="Only workbooks whose path or name matches, and those they link to; repeatable.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted, as if it had not been.")
@click.option("--force", is_flag=True, help="Recalculate unchanged workbooks too.")
@click.option("--fail-fast", is_flag=True, help="Start nothing more once a workbook has failed.")
@click.option("--engine", type=click.Choice(["embedded", "libreoffice"]), default="embedded", show_default=True)
@click.option("--links", type=click.Choice(["strict", "keep"]), default="strict", show_default=True,
              help="A link out of the run: refuse the workbook, or keep the saved values and report them.")  # fmt: skip
@click.option("--in-place", is_flag=True, help="Write the workbooks back where they are.")
@click.option("--pack/--no-pack", default=True, help="Make the executive pack of a company workbook.")
@click.option("--dry-run", is_flag=True, help="Calculate and check, write nothing.")
@click.option(
    "--with-values", is_flag=True, help="Let report and run.json quote cells: details of checks, refused values."
)
@click.option("--verify", is_flag=True, help="Have LibreOffice calculate the native formulas too; list what differs.")
@click.option("--accept", "policy", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="CSV or TOML file of differences that are accepted, with reasons; goes with --verify.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Dask cluster that does the work, as tcp://host:8786.")
@WORK
@STYLE
def command(
    paths: tuple[Path, ...],
    output: Path | None,
    as_of: dt.date,
    select: tuple[str, ...],
    resume: bool,
    force: bool,
    fail_fast: bool,
    engine: str,
    links: str,
    in_place: bool,
    pack: bool,
    dry_run: bool,
    with_values: bool,
    verify: bool,
    policy: Path | None,
    scheduler: str | None,
    jobs: int | None,
    timeout: float,
    memory: float,
    temp_space: float,
    style: str,
) -> int:
    """Recalculate workbooks, native formulas and SOP functions alike, and publish them.

    PATHS are workbooks or folders of workbooks. A workbook is run after those that it links to, with their fresh
    values; one that is unchanged since the last run into the same folder is skipped. The inputs are not touched
    unless --in-place is given.

    \b
    sop-xl run plans -o out --as-of 2020-06-30
    sop-xl run plans -o out --as-of 2020-06-30 --select 'europe*' --links keep
    sop-xl run plans --dry-run --as-of 2020-06-30 --format json
    """
    from sop_xl.batch.prestart import start_fork_server

    start_fork_server(is_for_many=len(paths) > 1 or not paths[0].suffix)  # without one it is a folder
    from sop_xl.batch.run import RunRequest
    from sop_xl.cli.running import run_and_tell

    if output is None and not in_place and not dry_run:
        raise click.UsageError("Say where the results go with -o FOLDER, or give --in-place or --dry-run.")
    if output is not None and in_place:
        raise click.UsageError("Give -o FOLDER or --in-place, not both.")
    if policy is not None and not verify:
        raise click.UsageError("--accept goes with --verify.")
    request = RunRequest(
        paths=paths,
        output=output,
        as_of=as_of,
        in_place=in_place,
        engine=engine,
        jobs=cores(jobs),
        allowance=allowance(timeout, memory, temp_space),
        dry_run=dry_run,
        keep_stale_links=links == "keep",
        pack=pack,
        select=select,
        force=force,
        resume=resume,
        fail_fast=fail_fast,
        with_values=with_values,
        scheduler=scheduler,
        verify=verify,
        policy=policy,
    )
    return run_and_tell(request, style)
