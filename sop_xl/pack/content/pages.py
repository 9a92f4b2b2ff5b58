"""The pages of the pack in their order."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content import finance, opening, registers, supply
from sop_xl.pack.content.calendar import calendar
from sop_xl.pack.content.families import family_pages
from sop_xl.pack.content.frame import build_bands, error_cells
from sop_xl.pack.content.pieces import with_word
from sop_xl.pack.content.regions import regions
from sop_xl.pack.content.scenarios import SCENARIOS, scenarios
from sop_xl.pack.formats import plural
from sop_xl.pack.model import Figure, Kind, Pack
from sop_xl.pack.trace import block_figures

TITLE = "Executive S&OP pack"


def build_pack(book: CompanyBook, *, run_id: str, complete: bool, remarks: Sequence[str]) -> Pack:
    """Build every page.

    The pack is incomplete where the run was, where a page lacks something or shows an error cell, and where a check
    of the company workbook fails; ``reasons`` tell.
    """
    pages = (
        registers.decisions(book),
        opening.dashboard(book),
        opening.changes(book),
        finance.profit_and_loss(book),
        finance.price_volume_mix(book),
        finance.risks(book),
        *([scenarios(book)] if book.has(SCENARIOS) else []),
        *family_pages(book),
        supply.capacity(book),
        supply.inventory(book),
        regions(book),
        registers.launches(book),
        supply.service(book),
        registers.actions(book),
        calendar(book),
    )
    problems: list[str] = []
    company, cycle, currency = (
        _cover_value(book, name, "text", problems) for name in ("UnitName", "CycleMonth", "Currency")
    )
    as_of = _cover_value(book, "AsOf", "date", problems)
    cover = build_bands(book, [[opening.agenda], [opening.checks]], problems)
    problems += error_cells(figure for band in cover for block in band for _, figure in block_figures(block))
    problems += _failed_checks(book)
    problems += [f"{page.title}: {problem}" for page in pages for problem in page.problems]
    return Pack(
        company=company.word,
        title=TITLE,
        cycle=cycle.word,
        currency=currency.word,
        as_of=as_of,
        run_id=run_id,
        complete=complete and not problems,
        reasons=tuple(dict.fromkeys([*remarks, *problems])),
        cover=cover,
        pages=pages,
    )


def _cover_value(book: CompanyBook, name: str, kind: Kind, problems: list[str]) -> Figure:
    try:
        figure = book.value(name, kind)
    except WorkbookError as error:
        problems.append(str(error))
        return Figure(f"{name} is missing")
    problems += error_cells([figure])
    return figure


def _failed_checks(book: CompanyBook) -> list[str]:
    try:
        failed = with_word(book.table("Checks").lines, "Status", "fail")
    except WorkbookError:
        return []  # the cover says already that the table is missing
    if not failed:
        return []
    return [f"{len(failed)} {plural(len(failed), 'check fails', 'checks fail')} in {book.name}."]
