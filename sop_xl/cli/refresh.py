"""``sop-xl refresh``: the modules of a workbook, brought to the installed version."""

from __future__ import annotations

from pathlib import Path

import click

from sop_xl import __version__
from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("book", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="Write the refreshed workbook there and leave BOOK as it is.")  # fmt: skip
def command(book: Path, out: Path | None) -> int:
    """Bring the macros of a template or of the add-in to the installed version.

    Only modules of sop_xl and xlwings change, the ribbon tab that belongs to them, and the hidden sheet with the texts
    of the functions; your sheets, your own modules and all else keep their bytes. The file as it was is kept beside it,
    unless -o is given.

    \b
    sop-xl refresh plans/north.xlsm
    """
    from sop_xl.excel.build.refresh import refresh

    done, backup = refresh(book, out)
    target = out or book
    if done.changed:
        click.echo(f"{target}: modules of {done.before} brought to {__version__}")
    else:
        click.echo(f"{target}: the modules are of {__version__} already")
    for verb, names in (("replaced", done.replaced), ("added", done.added), ("left as they were", done.kept)):
        if names:
            click.echo(f"  {verb}: {', '.join(names)}")
    if done.ribbon:
        click.echo("  replaced: the ribbon tab")
    if done.texts:
        click.echo("  replaced: the texts of the functions (hidden sheet _IntelliSense_)")
    for note in done.notes:
        click.echo(f"  Note: {note}")
    if backup is not None:
        click.echo(f"  The workbook as it was: {backup}")
    return 0
