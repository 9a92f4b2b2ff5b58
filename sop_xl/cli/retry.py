"""``sop-xl retry``: run again what failed, was locked or took too long in an earlier run."""

from __future__ import annotations

from pathlib import Path

import click

from sop_xl.cli.options import STATUSES_AND_CODES, STYLE, WORK, allowance, cores


@click.command(epilog=STATUSES_AND_CODES)
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path, file_okay=False))
@WORK
@STYLE
def command(folder: Path, jobs: int | None, timeout: float, memory: float, temp_space: float, style: str) -> int:
    """Run again the workbooks of a run that failed, were locked, timed out or were skipped.

    RUN is the output folder of an earlier ``sop-xl run``. What was published and has not changed since stays as it
    is; planning date, engine and paths are those of that run.

    \b
    sop-xl retry out
    sop-xl retry out --timeout 3600
    """
    from sop_xl.batch.request import read_request
    from sop_xl.cli.running import run_and_tell

    request = read_request(folder, jobs=cores(jobs), allowance=allowance(timeout, memory, temp_space))
    return run_and_tell(request, style)
