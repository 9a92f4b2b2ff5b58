"""The calendar: meetings of this and the next cycles, and who takes part."""

from __future__ import annotations

from sop_xl.pack.company import CompanyBook, Line
from sop_xl.pack.content.frame import assemble
from sop_xl.pack.content.pieces import Pick, count_of, number_lines, pick_table, with_word
from sop_xl.pack.formats import plural
from sop_xl.pack.model import (
    Column,
    Figure,
    Page,
    Row,
    Sentence,
    Table,
)

_CYCLE_HEADS = ("This cycle", "Next cycle")


def calendar(book: CompanyBook) -> Page:
    """Meetings of this and the next cycles, and who takes part."""
    return assemble(book, "Calendar", _calendar_headline, [[_dates], [_roles]])


def _meetings(book: CompanyBook) -> list[Line]:
    return number_lines(number_lines(book.extract("Pack_Calendar").lines, "Cycle in"), "Date")


def _calendar_headline(book: CompanyBook) -> Sentence:
    lines = _meetings(book)
    planned = sorted(with_word(lines, "Status", "planned"), key=lambda line: line.figure("Date").number)
    late = with_word(lines, "Status", "late")
    lateness: Sentence = (
        (count_of(late, "Status"), plural(len(late), " step is late", " steps are late"), "; ") if late else ()
    )
    if not planned:
        return (*lateness, "no meeting is planned.") if late else ("No meeting is planned.",)
    first, ahead = planned[0], [line for line in planned if line.figure("Cycle in").number == 1]
    last: Sentence = ()
    if ahead:
        last = (f"; the next cycle ends with {ahead[-1].figure('Step').word} on ", ahead[-1].figure("Date", "date"))
    return (
        *lateness,
        f"Next meeting: {first.figure('Step').word} on {first.figure('Weekday').word}, ",
        first.figure("Date", "date"),
        *last,
        ".",
    )


def _dates(book: CompanyBook) -> Table:
    """A row per step, a column per cycle."""
    lines = _meetings(book)
    cycles = sorted({line.figure("Cycle in").number for line in lines})
    steps = list(dict.fromkeys(line.figure("Step").word for line in lines))
    rows = []
    for step in steps:
        mine = {line.figure("Cycle in").number: line for line in lines if line.figure("Step").word == step}
        first = next(iter(mine.values()))
        dates = [mine[cycle].figure("Date", "date") if cycle in mine else Figure(None) for cycle in cycles]
        held = mine[cycles[0]].figure("Status") if cycles[0] in mine else Figure(None)
        rows.append(Row((Figure(step), first.figure("Owner"), dates[0], held, *dates[1:])))
    heads = [_CYCLE_HEADS[i] if i < len(_CYCLE_HEADS) else f"In {i} cycles" for i in range(len(cycles))]
    columns = (
        Column(Figure("Step"), "label"),
        Column(Figure("Owner"), "text"),
        Column(Figure(heads[0]), "date"),
        Column(Figure("Status"), "signal"),
        *(Column(Figure(head), "date") for head in heads[1:]),
    )
    return Table(title="Meetings by step", columns=columns, rows=tuple(rows), rest=f"in {book.name}")


def _roles(book: CompanyBook) -> Table:
    table = book.table("Roles")
    fixed = [Pick("Role"), Pick("Person"), Pick("Delegate")]
    steps = [Pick(head.word, "signal") for head in table.heads[len(fixed) :]]
    return pick_table(table, [*fixed, *steps], title="Who takes part: owner, required, informed")
