"""``sop-xl doctor``: is this machine set up?"""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sop_xl.batch.doctor import Finding

_MARKS = {"ok": ("ok  ", "green"), "note": ("note", "yellow"), "fail": ("FAIL", "red")}


def _macros_of(book: Path) -> tuple[str | None, str | None]:
    """Versions of sop_xl and xlwings that the macros of a workbook name; None where there are none."""
    from sop_xl.errors import WorkbookError
    from sop_xl.excel.build.refresh import macro_versions

    try:
        return macro_versions(book)
    except WorkbookError:
        return None, None


@click.command(epilog="Exit codes: 0 nothing fails, 1 something needs to be done.")
@click.argument("books", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(books: tuple[Path, ...], as_json: bool) -> int:
    """Check interpreter, packages, engines, folders, and what Excel needs; a line per check with its remedy.

    \b
    sop-xl doctor
    sop-xl doctor north.xlsm company.xlsm
    """
    from sop_xl.book.workbook import Workbook
    from sop_xl.setup.doctor import WorkbookFacts, diagnose

    facts = [
        WorkbookFacts(str(book.resolve()), tuple(Workbook.open(book).sheets), *_macros_of(book)) for book in books
    ]  # fmt: skip
    findings = diagnose(workbooks=facts)
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for line in _lines(findings):
            click.echo(line)
    return 1 if any(finding.state == "fail" for finding in findings) else 0


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Findings in two columns as wide as the terminal; what is for other systems in one line."""
    from sop_xl.setup.doctor import ELSEWHERE

    width = max(len(finding.what) for finding in findings)
    room = max(shutil.get_terminal_size().columns - width - 8, 40)
    for finding in findings:
        if finding.found == ELSEWHERE:
            continue
        mark, colour = _MARKS[finding.state]
        first, *more = textwrap.wrap(finding.found, room, break_on_hyphens=False, break_long_words=False) or [""]
        yield f"{click.style(mark, fg=colour)}  {finding.what:<{width}}  {first}"
        if finding.remedy and finding.state != "ok":
            more += textwrap.wrap(f"→ {finding.remedy}", room, subsequent_indent="  ", break_on_hyphens=False)
        yield from (f"      {'':<{width}}  {line}" for line in more)
    elsewhere = [finding.what for finding in findings if finding.found == ELSEWHERE]
    if elsewhere:
        told = textwrap.wrap(f"Not for this system: {', '.join(elsewhere)}", room)
        yield from (f"      {'':<{width}}  {line}" for line in told)
