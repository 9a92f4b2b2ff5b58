"""Blocks that several pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from sop_xl.cells.values import is_blank
from sop_xl.errors import WorkbookError
from sop_xl.pack.company import Extract, Line
from sop_xl.pack.formats import listing, scale_of, signed
from sop_xl.pack.model import Column, Figure, Kind, Role, Row, Rule, Sentence, Series, Table, Tone, Waterfall, derived

_MANY_SERIES = 7  # as many as there are colours
_SHOWN_SERIES = _MANY_SERIES - 1
_MANY_STEPS = 10
_MANY_NAMES = 3


class Pick(NamedTuple):
    """A column of a table: head in the workbook, format, head in the pack, and which of several heads of that name.

    The kinds ``amount`` and ``amount_delta`` take the scale in which the amounts of the table read best together;
    ``signal`` is a word that judges.
    """

    head: str
    kind: Kind | Literal["amount", "amount_delta", "signal"] = "text"
    shown: str | Figure = ""
    nth: int = 1
    past: bool = False


class Compared(NamedTuple):
    """A column of an extract as a series of a chart: name, head, tone, which of several heads of that name."""

    name: str
    head: str
    tone: Tone = "main"
    nth: int = 1


class Step(NamedTuple):
    """A step of a bridge."""

    label: str
    amount: Figure


def pick_table(
    extract: Extract,
    picks: Sequence[Pick],
    *,
    lines: Sequence[Line] | None = None,
    total: bool = False,
    **rest: Any,  # noqa: ANN401  # the other fields of Table
) -> Table:
    """Columns of an extract as a table; the last line is its total where it has one."""
    chosen = extract.lines if lines is None else lines
    raw = [[line.figure(pick.head, nth=pick.nth) for pick in picks] for line in chosen]
    amounts = [
        figure
        for row in raw
        for pick, figure in zip(picks, row, strict=True)
        if pick.kind in ("amount", "amount_delta")
    ]
    scale = scale_of(amounts)
    kinds = [_kind(pick, scale) for pick in picks]
    rows = [
        Row(
            tuple(figure.shown_as(kind) for figure, kind in zip(row, kinds, strict=True)),
            total=total and position == len(raw) - 1,
        )
        for position, row in enumerate(raw)
    ]
    columns = [_column(position, pick, kind) for position, (pick, kind) in enumerate(zip(picks, kinds, strict=True))]
    return Table(columns=tuple(columns), rows=tuple(rows), rest=f"in {extract.workbook}", **rest)


def _kind(pick: Pick, scale: Kind) -> Kind:
    if pick.kind == "amount":
        return scale
    if pick.kind == "amount_delta":
        return signed(scale)
    return "text" if pick.kind == "signal" else pick.kind


def _column(position: int, pick: Pick, kind: Kind) -> Column:
    head = pick.shown if isinstance(pick.shown, Figure) else Figure(pick.shown or pick.head)
    if position == 0:
        return Column(head, "label")
    if pick.kind == "signal":
        return Column(head, "signal")
    if kind == "text":
        return Column(head, "text")
    return Column(head, "date" if kind in ("date", "month") else "number", pick.past)


def month_picks(extract: Extract, kind: Kind | Literal["amount"]) -> list[Pick]:
    """The columns of an extract whose heads are months."""
    return [Pick(head.word, kind, head) for head in extract.months]


def bridge(start: Step, changes: Sequence[Step], end: Step, kind: Kind | None = None, **rest: Any) -> Waterfall:  # noqa: ANN401  # fields of Waterfall
    """From one total to another; beyond a readable number of steps the smaller ones are added up.

    Amounts take the scale in which they read best together unless a kind is given.
    """
    if len(changes) > _MANY_STEPS:
        by_size = sorted(changes, key=lambda step: -abs(step.amount.number))
        kept = [step for step in changes if step in by_size[: _MANY_STEPS - 1]]
        others = [step for step in changes if step not in kept]
        changes = [*kept, Step(f"{len(others)} others", derived(Rule.SUM, [o.amount for o in others], "money"))]
    steps = [start, *changes, end]
    scale = kind or scale_of(step.amount for step in steps)
    ends = frozenset({0, len(steps) - 1})
    return Waterfall(
        kind=scale,
        categories=tuple(Figure(step.label) for step in steps),
        steps=tuple(
            step.amount.shown_as(scale if position in ends else signed(scale)) for position, step in enumerate(steps)
        ),
        totals=ends,
        **rest,
    )


def compared_series(lines: Sequence[Line], kind: Kind, columns: Sequence[Compared]) -> tuple[Series, ...]:
    """Columns of some lines as series, the lines as their categories."""
    return tuple(
        Series(column.name, tuple(line.figure(column.head, kind, column.nth) for line in lines), column.tone)
        for column in columns
    )


def labels(lines: Iterable[Line]) -> tuple[Figure, ...]:
    """Lines as the categories of a chart."""
    return tuple(Figure(line.label) for line in lines)


def gap_tones(gaps: Iterable[Figure]) -> tuple[Tone, ...]:
    """Tones of differences that are better when larger."""
    return tuple("good" if gap.number >= 0 else "bad" for gap in gaps)


def headed(*columns: tuple[str, Role]) -> tuple[Column, ...]:
    """Columns of a table that is put together here."""
    return tuple(Column(Figure(head), role) for head, role in columns)


def number_lines(lines: Iterable[Line], head: str, nth: int = 1) -> list[Line]:
    """Lines that hold a number under a head."""
    return [line for line in lines if line.figure(head, nth=nth).is_number]


def largest(lines: Iterable[Line], head: str, *, by_size: bool = False, nth: int = 1) -> Line:
    """Line with the largest number under a head; ``by_size`` leaves the sign aside.

    Raises
    ------
    WorkbookError
        No line holds a number there.
    """
    usable = number_lines(lines, head, nth)
    if not usable:
        raise WorkbookError(f"no number in the column {head!r}", hint="Recalculate the workbook.")
    return max(usable, key=lambda line: abs(line.figure(head).number) if by_size else line.figure(head, nth=nth).number)


def with_word(lines: Iterable[Line], head: str, *words: str) -> list[Line]:
    """Lines with one of some words under a head."""
    return [line for line in lines if line.figure(head).word.strip().lower() in words]


def names_of(lines: Sequence[Line]) -> Sentence:
    """Labels of lines in a sentence; of many only the first ones."""
    names = [(line.label,) for line in lines[:_MANY_NAMES]]
    return listing(names) if len(lines) <= _MANY_NAMES else listing([*names, ("others",)])


def count_of(lines: Sequence[Line], head: str) -> Figure:
    """Number of lines, traced to their cells under a head."""
    return derived(Rule.COUNT, [line.figure(head) for line in lines], "units")


def series_by_line(lines: Sequence[Line], positions: tuple[int, ...], kind: Kind) -> tuple[Series, ...]:
    """One series per line; beyond the number of colours the smaller ones are added up."""
    spans = [(line.label, line.span(positions, kind)) for line in lines]
    if len(spans) <= _MANY_SERIES:
        return tuple(Series(label, values, "plain") for label, values in spans)
    size = {label: sum(abs(f.number) for f in values if f.is_number) for label, values in spans}
    shown = sorted(size, key=lambda label: -size[label])[:_SHOWN_SERIES]
    others = [values for label, values in spans if label not in shown]
    summed = tuple(
        next((f for f in column if f.is_error), None) or derived(Rule.SUM, _present(column), kind)
        for column in zip(*others, strict=True)
    )
    kept = [Series(label, values, "plain") for label, values in spans if label in shown]
    return (*kept, Series(f"{len(others)} others", summed, "plain"))


def _present(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if not is_blank(figure.value)]
