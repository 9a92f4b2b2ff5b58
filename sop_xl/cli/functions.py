"""``sop-xl functions``: what can be typed in a cell."""

from __future__ import annotations

import textwrap

import click

from sop_xl.cli.options import EXIT_CODES

_WIDTH = 100


@click.command(epilog=EXIT_CODES)
@click.argument("name", required=False)
@click.option(
    "--native", is_flag=True, help="Excel's own functions, by what recalculation without Excel does with them."
)
def command(name: str | None, native: bool) -> int:
    """List the worksheet functions, or tell everything about one.

    \b
    sop-xl functions
    sop-xl functions SOP_FORECAST
    sop-xl functions --native
    sop-xl functions --native TEXT
    """
    if native:
        click.echo(_native_card(name.upper()) if name else _native_index())
        return 0
    import udfs
    from sop_xl.functions.emit.text import card, index

    click.echo(card(udfs.REGISTRY[name]) if name else index(udfs.REGISTRY))
    return 0


def _native_index() -> str:
    from sop_xl.engine.native_functions import CONDITIONS, KEPT, PROVEN, UNPROVEN

    shown = [f"{name}*" if name in CONDITIONS else name for name in sorted(PROVEN)]
    lines = [click.style(f"Supported ({len(PROVEN)}): recalculated as Excel does", bold=True), _block(shown)]
    lines.append("  * not in every use; see sop-xl functions --native NAME")
    lines.append("")
    lines.append(click.style("Reported: the cell and what depends on it keep the saved values", bold=True))
    by_reason: dict[str, list[str]] = {}
    for function, reason in KEPT.items():
        by_reason.setdefault(reason, []).append(function)
    by_reason["not known to the engine, or not proven"] = sorted(UNPROVEN - set(KEPT))
    for reason, functions in by_reason.items():
        lines += [f"  {reason} ({len(functions)})", _block(sorted(functions), indent=4)]
    lines.append("")
    lines.append("Any other function is foreign: of an add-in or a macro; kept and reported in the same way.")
    return "\n".join(lines)


def _block(names: list[str], indent: int = 2) -> str:
    margin = " " * indent
    text = " ".join(names)
    return textwrap.fill(
        text, _WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False
    )


def _native_card(name: str) -> str:
    from sop_xl.engine.native_functions import CONDITIONS, is_foreign, reason_to_keep

    if is_foreign(name):
        return f"{name}: no function of Excel; its cells keep their saved values and are reported."
    reason = reason_to_keep(name)
    if reason is not None:
        return f"{name}: reported; {reason}. Its cells and what depends on them keep their saved values."
    condition = CONDITIONS.get(name)
    if condition is None:
        return f"{name}: supported, recalculated as Excel does."
    limit = (condition.__doc__ or "").strip()
    return f"{name}: supported, but {limit[:1].lower()}{limit[1:]} Such cells keep their saved values and are reported."
