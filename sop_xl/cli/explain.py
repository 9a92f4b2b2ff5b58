"""``sop-xl explain``: why a cell shows what it shows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sop_xl.cli.options import DATE, EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("book", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("address")
@click.option("--as-of", type=DATE, default=None, help="Planning date [default: the one the workbook names].")
def command(book: Path, address: str, as_of: dt.date | None) -> int:
    """Explain a cell: its formula, its value, what it reads, and the reason and remedy of an error.

    \b
    sop-xl explain europe.xlsx "'Demand plan'!AW8"
    """
    from sop_xl.batch.explain import explain

    found = explain(book, address, as_of)
    lines = [
        click.style(str(found.address), bold=True),
        f"  value    {found.value if found.value is not None else 'blank'}",
        f"  formula  {'=' + found.formula if found.formula else 'none: a typed value'}",
    ]
    lines += [f"  reads    {i.text}{'' if i.where == i.text else f' = {i.where}'}: {i.contents}" for i in found.inputs]
    for definition in found.functions:
        lines += ["", f"  {definition.signature}", f"  {definition.summary} {definition.source}."]
    if found.origin is not None:
        lines += ["", f"  The error comes from {found.origin}."]
    lines += ["", f"  {found.reason}"]
    click.echo("\n".join(lines))
    return 0
