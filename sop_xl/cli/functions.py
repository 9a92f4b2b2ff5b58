"""``sop-xl functions``: what can be typed in a cell."""

from __future__ import annotations

import click

from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """List the worksheet functions, or tell everything about one.

    \b
    sop-xl functions
    sop-xl functions SOP_FORECAST
    """
    import udfs
    from sop_xl.functions.emit.text import card, index

    click.echo(card(udfs.REGISTRY[name]) if name else index(udfs.REGISTRY))
    return 0
