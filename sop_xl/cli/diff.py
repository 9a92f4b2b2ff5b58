"""``sop-xl diff``: what changed between two workbooks or two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sop_xl.batch.diff import BookDiff, Diff, Total

_ITEMS = 5  # of a key figure, the largest changes
_FIGURES = 25  # of a workbook
_FORMULAS = 5
_TEXT_WIDTH = 34


@click.command(epilog="Exit codes: 0 the same, 1 something differs, 2 wrong call, 4 a bug.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--tolerance", type=click.FloatRange(0), default=1e-9, show_default=True,
              help="Relative difference up to which numbers count as the same.")  # fmt: skip
@click.option("--items", type=click.IntRange(0), default=_ITEMS, show_default=True, help="Items shown per key figure.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(old: Path, new: Path, tolerance: float, items: int, style: str) -> int:
    """Compare the saved values of two workbooks, or of two folders as two runs left them.

    Changed cells are summed up by sheet and key figure, and within it by item, the largest change first. Formulas,
    sheets and workbooks that came or went are named.

    \b
    sop-xl diff out/june out/july
    sop-xl diff june/europe.xlsx july/europe.xlsx --format json
    """
    from sop_xl.batch.diff import as_json, diff

    found = diff(old, new, tolerance=tolerance)
    if style == "json":
        click.echo(json.dumps(as_json(found), indent=2))
    else:
        click.echo("\n".join(_lines(found, items)))
    return 0 if found.is_same else 1


def _lines(found: Diff, items: int) -> list[str]:
    from sop_xl.cli.progress import plain

    lines = [f"only in the old: {plain(name)}" for name in found.removed]
    lines += [f"only in the new: {plain(name)}" for name in found.added]
    for book in found.books:
        if not book.is_same:
            lines += ["", click.style(plain(book.path), bold=True), *_about(book, items)]
    same = sum(book.is_same for book in found.books)
    alone = len(found.removed) + len(found.added)
    lines += ["", f"{len(found.books) - same} of {len(found.books)} workbooks differ"]
    lines[-1] += f", {alone} more {'is' if alone == 1 else 'are'} on one side only" if alone else ""
    return lines if lines[0] else lines[1:]


def _about(book: BookDiff, items: int) -> list[str]:
    from sop_xl.cli.progress import plain

    if book.failure is not None:
        return [f"  cannot be compared: {plain(book.failure)}"]
    lines = [f"  sheet removed: {plain(name)}" for name in book.sheets_removed]
    lines += [f"  sheet added: {plain(name)}" for name in book.sheets_added]
    if book.formulas:
        named = ", ".join(plain(f"{sheet}!{cell}") for sheet, cell in book.formulas[:_FORMULAS])
        more = " …" if len(book.formulas) > _FORMULAS else ""
        lines.append(f"  {len(book.formulas):,} formulas differ: {named}{more}")
    totals = sorted(book.by_figure().items(), key=lambda pair: (pair[0][0], -abs(pair[1].delta), pair[0][1]))
    if totals:
        lines.append(_row("sheet", "key figure, item", "cells", "old", "new", "change"))
    for (sheet, figure), total in totals[:_FIGURES]:
        lines.append(_numbers(sheet, figure, total))
        shown = book.by_item(sheet, figure)
        lines += [_numbers("", f"  {item}", part) for item, part in shown[:items]]
        if len(shown) > items > 0:
            lines.append(_row("", f"  and {len(shown) - items:,} more items", "", "", "", ""))
    if len(totals) > _FIGURES:
        lines.append(f"  and {len(totals) - _FIGURES:,} more key figures (--format json has them all)")
    return lines


def _numbers(sheet: str, label: str, total: Total) -> str:
    if total.texts == total.cells:
        return _row(sheet, label, f"{total.cells:,}", "", "", "text")
    change = f"{total.delta:+,.6g}" if abs(total.delta) < 1 else f"{total.delta:+,.2f}"
    return _row(sheet, label, f"{total.cells:,}", f"{total.old:,.2f}", f"{total.new:,.2f}", change)


def _row(sheet: str, label: str, *numbers: str) -> str:
    from sop_xl.cli.columns import padded
    from sop_xl.cli.progress import plain

    texts = f"  {padded(plain(sheet), 18)}  {padded(plain(label), _TEXT_WIDTH)}"
    widths = (7, 16, 16, 16)
    cells = "".join(f"{number:>{width}}" for number, width in zip(numbers, widths, strict=True))
    return f"{texts}{cells}".rstrip()
