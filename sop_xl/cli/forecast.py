"""``sop-xl forecast``: forecasts of a file of histories."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sop_xl.cli import INTERRUPTED
from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("history", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="CSV or Parquet.")
@click.option("--horizon", type=click.IntRange(1, 10_000), required=True, help="Periods to forecast.")
@click.option("--season", type=click.IntRange(1), required=True, help="Periods of a season: 12, 52, 4, or 1 for none.")
@click.option("--method", default="auto", show_default=True, help="auto, or a method by name.")
@click.option("--level", type=click.FloatRange(0, 100, min_open=True, max_open=True), default=80, show_default=True,
              help="Percent of the demands between lo and hi.")  # fmt: skip
@click.option("--missing", type=click.Choice(["gap", "zero"]), default="gap", show_default=True,
              help="What a period without a row, or with an empty y, means.")  # fmt: skip
@click.option("--levels", type=click.Path(path_type=Path, dir_okay=False), help="Also write order-up-to levels here.")
@click.option("--service-level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95,
              show_default=True, help="Chance that a level covers the demand of its lead time.")  # fmt: skip
@click.option("--lead-time", type=click.IntRange(1), default=3, show_default=True, help="Periods that a level covers.")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Processes at a time [default: number of cores].")
@click.option("--scheduler", metavar="ADDRESS", help="Dask cluster to use, as tcp://host:8786.")
@click.option("--resume", is_flag=True, help="Go on with what an interrupted run has left.")
@click.option("--quiet", is_flag=True, help="No progress.")
def command(
    history: Path,
    output: Path,
    horizon: int,
    season: int,
    method: str,
    level: float,
    missing: str,
    levels: Path | None,
    service_level: float,
    lead_time: int,
    jobs: int | None,
    scheduler: str | None,
    resume: bool,
    quiet: bool,
) -> int:
    """Forecast every series of a CSV or Parquet file.

    HISTORY has the columns unique_id, ds and y; ds is a date (2020-06-30), a period (2020-06, 2020Q2, 2020W23) or a
    whole number. Rows may stand in any order, series may differ in length and have gaps. The output has the columns
    unique_id, ds, step, mean, lo, hi and method; a series that cannot be forecast is there with empty numbers and
    its reason.

    \b
    sop-xl forecast sales.csv -o forecast.csv --horizon 12 --season 12
    sop-xl forecast parts.parquet -o forecast.parquet --horizon 6 --season 12 --level 95 --levels stock.csv
    """
    from sop_xl.batch.one_thread import calculate_in_one_thread

    calculate_in_one_thread()
    from sop_xl.cli.panel_report import PanelProgress, panel_exit_code, panel_summary
    from sop_xl.panel.chunk import Terms
    from sop_xl.panel.run import PanelRequest, forecast_panel

    terms = Terms(horizon, season, method, level / 100, missing, service_level, lead_time)
    request = PanelRequest(history, output, terms, levels, jobs or os.cpu_count() or 1, scheduler, resume)
    progress = PanelProgress(quiet=quiet)
    try:
        report = forecast_panel(request, progress)
    except KeyboardInterrupt:
        progress.close()
        click.echo("Interrupted. To go on: the same command with --resume.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    progress.close()
    click.echo(panel_summary(report, request))
    return panel_exit_code(report)
