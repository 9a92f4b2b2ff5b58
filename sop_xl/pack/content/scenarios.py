"""Scenarios side by side, and what moves the margin most."""

from __future__ import annotations

from sop_xl.cells.values import is_blank
from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook, Line
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import Compared, compared_series, labels, number_lines
from sop_xl.pack.formats import brief_delta, plural, scale_of
from sop_xl.pack.model import Bars, Column, Figure, Kind, Page, Row, Sentence, Table

SCENARIOS, TORNADO = "Pack_Scenarios", "Pack_Tornado"
_UNITS = ("demand", "shipped", "closing backlog", "periods with backlog")
_SHARES = ("fill rate", "gross margin %")


def scenarios(book: CompanyBook) -> Page:
    """KPIs of every scenario, and the bars of the tornado."""
    bands: Bands = [[_side_by_side], [_tornado, _swings]]
    return assemble(book, "Scenarios", _headline, bands)


def _headline(book: CompanyBook) -> Sentence:
    count = len(_columns(book)) - 1
    widest = number_lines(book.extract(TORNADO).lines, "Swing")
    if not widest:
        raise WorkbookError(f"{TORNADO} has no bar with a width", argument=book.name)
    return (
        f"{count} {plural(count, 'scenario', 'scenarios')} beside the base plan; gross margin depends most on "
        f"{_within_a_sentence(widest[0].label)}: ",
        brief_delta(widest[0].figure("Low − base")),
        " to ",
        brief_delta(widest[0].figure("High − base")),
        ".",
    )


def _within_a_sentence(label: str) -> str:
    """A label with a small first letter, unless it starts with an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _columns(book: CompanyBook) -> list[int]:
    """Positions of the base and of the scenarios: columns made ready for more are blank."""
    heads = book.extract(SCENARIOS).heads
    return [i for i, head in enumerate(heads) if i and not is_blank(head.value)]


def _side_by_side(book: CompanyBook) -> Table:
    table, positions = book.extract(SCENARIOS), _columns(book)
    money = [line.cells[i] for line in table.lines if _kind(line) == "money" for i in positions]
    scale = scale_of(money)
    rows = []
    for line in table.lines:
        kind = scale if _kind(line) == "money" else _kind(line)
        rows.append(Row((line.cells[0], *(line.cells[i].shown_as(kind) for i in positions))))
    columns = (Column(Figure("KPI"), "label"), *(Column(table.heads[i], "number") for i in positions))
    note = ("Over the whole plan; what ships is what supply allows.",)
    return Table(columns=columns, rows=tuple(rows), title="Scenarios side by side", note=note, rest=f"in {book.name}")


def _kind(line: Line) -> Kind:
    label = line.label.strip().lower()
    return "units" if label in _UNITS else "pct" if label in _SHARES else "money"


def _tornado(book: CompanyBook) -> Bars:
    lines = number_lines(book.extract(TORNADO).lines, "Swing")
    scale = scale_of(line.figure("Swing") for line in lines)
    ends = [Compared("Low end", "Low − base", "bad"), Compared("High end", "High − base", "good")]
    return Bars(
        title="Gross margin against the base, one driver moved at a time",
        kind=scale,
        categories=labels(lines),
        series=compared_series(lines, scale, ends),
        width=1.6,
    )


def _swings(book: CompanyBook) -> Table:
    lines = number_lines(book.extract(TORNADO).lines, "Swing")
    scale = scale_of(line.figure("Swing") for line in lines)
    rows = tuple(Row((line.cells[0], line.figure("Swing", scale))) for line in lines)
    columns = (Column(Figure("Driver"), "label"), Column(Figure("Swing of the margin"), "number"))
    return Table(
        columns=columns,
        rows=rows,
        title="How far each driver moves it",
        rest=f"in {book.name}",
    )
