"""One page per family: bookings, shipments, backlog, supply and inventory, back and ahead."""

from __future__ import annotations

from functools import partial

from sop_xl.cells.values import is_blank
from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook, Extract, Line
from sop_xl.pack.content.frame import assemble
from sop_xl.pack.formats import listing, scale_of
from sop_xl.pack.model import Column, Columns, Figure, Kind, Page, Row, Sentence, Series, Table

_NOTHING = Figure(None)


def family_pages(book: CompanyBook) -> list[Page]:
    """A page for every five-section range of the workbook; one that says what is missing where there is none."""
    ranges = book.family_ranges()
    if not ranges:
        return [assemble(book, "Families", partial(_headline, name="Pack_Family1", family=""), [])]
    return [
        assemble(
            book,
            family,
            partial(_headline, name=name, family=family),
            [[partial(_bookings, name=name), partial(_inventory, name=name)], [partial(_sections, name=name)]],
        )
        for name, family in ranges.items()
    ]


def _headline(book: CompanyBook, name: str, family: str) -> Sentence:
    sections = book.extract(name)
    plan = book.extract("Pack_Demand").line(family)
    booked, missed = sections.line("Bookings, actual"), sections.line("Bookings, difference")
    last = [i for i in sections.month_positions if booked.cells[i].is_number]
    if not last:
        raise WorkbookError(f"{name} has no actual bookings", argument=book.name)
    parts = (
        (plan.figure("Since last cycle", "delta"), " since last cycle"),
        (plan.figure("Gap to AOP", "delta"), " on AOP"),
    )
    compared = listing([part for part in parts if not part[0].is_unknown])
    return (
        "Next twelve months ",
        plan.figure("Consensus, next 12", "units"),
        " units",
        *((", ", *compared) if compared else ()),
        "; ",
        sections.heads[last[-1]].shown_as("month"),
        " booked ",
        booked.cells[last[-1]].shown_as("units"),
        ", ",
        missed.cells[last[-1]].shown_as("delta"),
        " on plan.",
    )


def _back_and_ahead(sections: Extract, what: str) -> tuple[tuple[Figure, ...], tuple[Figure, ...], tuple[Figure, ...]]:
    """Actual back, plan ahead, plan back of a section; blank elsewhere."""
    actual = sections.line(f"{what}, actual").span(sections.month_positions, "units")
    plan = sections.line(f"{what}, plan").span(sections.month_positions, "units")
    ahead = tuple(_NOTHING if a.is_number else p for a, p in zip(actual, plan, strict=True))
    back = tuple(p if a.is_number else _NOTHING for a, p in zip(actual, plan, strict=True))
    return actual, ahead, back


def _bookings(book: CompanyBook, name: str) -> Columns:
    sections = book.extract(name)
    actual, ahead, back = _back_and_ahead(sections, "Bookings")
    supplied, to_supply, _ = _back_and_ahead(sections, "Supply")
    supply = tuple(a if a.is_number else p for a, p in zip(supplied, to_supply, strict=True))
    return Columns(
        title="Bookings and supply, units",
        kind="units",
        categories=sections.months,
        columns=(Series("Bookings, actual", actual), Series("Bookings, plan ahead", ahead, "ahead")),
        lines=(Series("Plan at the time", back, "target"), Series("Supply: actual, then plan", supply, "second")),
    )


def _inventory(book: CompanyBook, name: str) -> Columns:
    sections = book.extract(name)
    actual, ahead, _ = _back_and_ahead(sections, "Inventory")
    backlog = sections.line("Backlog, end of month").span(sections.month_positions, "units")
    return Columns(
        title="Inventory and backlog at the end of the month, units",
        kind="units",
        categories=sections.months,
        columns=(Series("Inventory, actual", actual), Series("Inventory, plan ahead", ahead, "ahead")),
        lines=(Series("Backlog", backlog, "bad"),),
    )


def _sections(book: CompanyBook, name: str) -> Table:
    sections = book.extract(name)
    amounts = [line for line in sections.lines if "revenue" in line.label.lower()]
    scale = scale_of(figure for line in amounts for figure in line.cells[1:])
    actual = sections.line("Bookings, actual")
    rows: list[Row] = []
    unplanned: list[Sentence] = []
    before = ""
    for line in sections.lines:
        section = line.label.split(",")[0]
        figures = line.span(sections.month_positions, _kind(line, scale if line in amounts else "units"))
        if line.label.endswith("difference") and all(is_blank(figure.value) for figure in figures):
            unplanned.append((section.lower(),))
            continue
        rows.append(Row((line.cells[0], *figures), section=section != before))
        before = section
    heads = [
        Column(head, past=actual.cells[position].is_number)
        for position, head in zip(sections.month_positions, sections.months, strict=True)
    ]
    return Table(
        title="Plan, actual and difference back; rolling twelve months ahead",
        columns=(Column(sections.heads[0], "label"), *heads),
        rows=tuple(rows),
        note=("For the months back no plan of ", *listing(unplanned), " was kept.") if unplanned else (),
        rest=f"in {sections.workbook}",
    )


def _kind(line: Line, kind: Kind) -> Kind:
    return "delta" if line.label.endswith("difference") else kind
