"""The open workbooks of a cycle: a company workbook and the planning workbooks that it links to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.actions.links import linked_books
from sop_xl.actions.planning_dates import planning_date
from sop_xl.excel.live.workbook import LiveWorkbook

_REGIONS = "Pack_Regions"  # the company's lines of its units: every one of their cells links to a unit
_PLANNING_DATE = "AsOf"


@dataclass(frozen=True)
class Cycle:
    """Open workbooks of the active one's cycle, a workbook after those that it links to.

    ``closed`` names linked workbooks that are not open, ``apart`` open ones that plan at another date.
    """

    books: list[LiveWorkbook]
    closed: list[str]
    apart: list[str]


def cycle_of(active: LiveWorkbook, every: Sequence[LiveWorkbook]) -> Cycle:
    """Workbooks that belong with the active one: a company links to it, or it is a company that links to them."""
    links = {book.file_name: _linked(book) for book in every if book.place(_PLANNING_DATE) is not None}
    name = active.file_name
    companies = [company for company, units in links.items() if units and name in (company, *units)]
    units = list(dict.fromkeys(unit for company in companies for unit in links[company]))
    members = [*units, *companies] if companies else [name]
    by_name = {book.file_name.lower(): book for book in every}
    found = [active if member == name else by_name[member.lower()] for member in members if member.lower() in by_name]
    date = planning_date(active)
    return Cycle(
        [book for book in found if book is active or planning_date(book) == date],
        [member for member in members if member.lower() not in by_name],
        [book.file_name for book in found if book is not active and planning_date(book) != date],
    )


def _linked(book: LiveWorkbook) -> list[str]:
    """File names of the workbooks that a company workbook reads its units from; none in a planning workbook."""
    place = book.place(_REGIONS)
    if place is None:
        return []
    formulas = [text for row in book.formulas(place) for text in row if text is not None and "[" in text]
    return list(dict.fromkeys(Path(name.replace("\\", "/")).name for text in formulas for name in linked_books(text)))


def undone_with(active: LiveWorkbook, every: Sequence[LiveWorkbook]) -> list[LiveWorkbook]:
    """The active workbook and the open ones in which its last action was done at the same time."""
    stack = active.undo_stack()
    together = {name.lower() for name in stack[-1].together} if stack else set()
    others = [book for book in every if book.file_name.lower() in together and book.file_name != active.file_name]
    return sorted([active, *others], key=lambda book: bool(book.place(_REGIONS)))


def hint(cycle: Cycle, label: str) -> str:
    """What the planner must know of workbooks that were not taken in."""
    lines = []
    if cycle.closed:
        lines.append(
            f"Not open and so not done: {', '.join(cycle.closed)}. Open them and press {label} there, or close all and "
            "run it on their folder with sop-xl action."
        )
    if cycle.apart:
        lines.append(f"Left alone, at another planning date: {', '.join(cycle.apart)}.")
    if len(cycle.books) == 1 and not (cycle.closed or cycle.apart):
        lines.append("Only this workbook: no other workbook of its cycle is open.")
    return "\n".join(lines)
