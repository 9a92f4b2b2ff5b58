"""``sop-xl new``: a template to start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sop_xl.cli.options import DATE, EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--company", default=None, help="Name on every sheet [default: Your company].")
@click.option("--unit", "units", multiple=True, help="A planning unit (region, plant, division); may be repeated.")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Folder of your data (docs/data-folder.md) instead of the sample items.")  # fmt: skip
@click.option(
    "--as-of", type=DATE, default=None, help="Planning date, last day of a month [default: last month's end]."
)
@click.option("--plain", is_flag=True, help="Workbooks without macros (.xlsx), for headless use only; no add-in.")
@click.option("--force", is_flag=True, help="Replace workbooks that are already there.")
def command(
    folder: Path,
    company: str | None,
    units: tuple[str, ...],
    source: Path | None,
    as_of: dt.date | None,
    plain: bool,
    force: bool,
) -> int:
    """Make the template: one planning workbook per unit, a company workbook that links to them, and the add-in.

    The workbooks bring their functions and the ribbon tab S&OP along (.xlsm). Without --from they open with six
    sample items, so that every formula shows a number.

    \b
    sop-xl new plans --company "Acme" --unit North --unit South
    sop-xl new plans --from mydata --as-of 2020-06-30
    """
    from sop_xl.book.publish import publish
    from sop_xl.cli.report import Progress, exit_code, summary
    from sop_xl.errors import UsageError
    from sop_xl.excel.build import addin, package
    from workbooks.make import PLAIN, FileForm, make_template

    if source is not None and (company is not None or units):
        given = "--company" if company is not None else "--unit"
        raise UsageError(
            f"{given} and --from exclude each other",
            hint="Company and units of your own data stand in company.toml of the folder.",
        )
    date = as_of or dt.date.today().replace(day=1) - dt.timedelta(days=1)  # noqa: DTZ011  # the user's own calendar
    form = PLAIN if plain else FileForm(".xlsm", package.macro_enabled)
    listener = Progress(quiet=False)
    report = make_template(
        folder, company or "Your company", units or ("Plan",), source, date, force=force, listener=listener, form=form
    )
    click.echo(summary(report, None))
    click.echo(f"Template: {folder}. Open first: {folder / f'company{form.ending}'}")
    if not plain:
        publish(addin.addin(), folder / addin.FILE)
        click.echo(
            f"Add-in for workbooks of your own: {folder / addin.FILE} (sop-xl install puts it where Excel looks)"
        )
    return exit_code(report)
