"""Pieces that several review sheets are made of: family tables, ranked lists, item panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateSheet
from workbooks.template.style import Style

REVIEW_TAB = st.BLUE
MONTHS_SHOWN = 18
MONTH_WIDTH = 10.4
REVIEW_WIDTHS = [2, 27, *[MONTH_WIDTH] * MONTHS_SHOWN, 2]
FIRST_NUMBER = 3  # column C
TILE_ROW = 5
FIRST_SECTION = 9


@dataclass(frozen=True)
class Figure:
    """A column of a table by family: head, number format, formula, formula of the total (None = the sum).

    The formula is a text, or made from the name of the family; ``{r}`` stands for the row. An empty text leaves the
    cell to an array formula.
    """

    head: str
    number: str
    formula: str | Callable[[str], str]
    total: str | None = None


def tiles(sheet: TemplateSheet, specs: Sequence[tuple[str, str, str, str]]) -> None:
    """A line of figures: label, formula, number format, remark."""
    for row, height in ((TILE_ROW, 16), (TILE_ROW + 1, 24), (TILE_ROW + 2, 16)):
        sheet.writer.set_row(row - 1, height)
    column, width = 2, 1  # the first column is as wide as three others
    for label, formula, kind, note in specs:
        sheet.tile(TILE_ROW, column, width, label, formula, kind, note)
        column, width = column + width, 3


def family_table(
    sheet: TemplateSheet, row: int, families: Sequence[str], figures: Sequence[Figure], *, head: str = "Family"
) -> Area:
    """A table with one row per family and a total; returns the area with its heads."""
    sheet.put(row, 2, head, st.HEAD_LEFT)
    sheet.heads(row, FIRST_NUMBER, [figure.head for figure in figures])
    bottom = row + len(families)
    for offset, family in enumerate(families, start=1):
        at = row + offset
        sheet.put(at, 2, family, Style(bold=True))
        for column, figure in enumerate(figures, start=FIRST_NUMBER):
            text = figure.formula if isinstance(figure.formula, str) else figure.formula(family)
            shown = Style(number=figure.number, align="center" if figure.number == "text" else None)
            sheet.put(at, column, Formula(text.format(r=at)) if text else None, shown)
    sheet.put(bottom + 1, 2, "Total", Style(bold=True, fill=st.PALE, top_line=True))
    for column, figure in enumerate(figures, start=FIRST_NUMBER):
        letters = column_letters(column)
        text = f"=SUM({letters}{row + 1}:{letters}{bottom})" if figure.total is None else figure.total
        centred = "center" if figure.number == "text" else None
        shown = Style(number=figure.number, bold=True, fill=st.PALE, top_line=True, align=centred)
        sheet.put(bottom + 1, column, Formula(text.format(r=bottom + 1)) if text else None, shown)
    return Area(row, 2, bottom + 1, FIRST_NUMBER + len(figures) - 1)


@dataclass(frozen=True)
class Listed:
    """A column of a ranked list: head, formula (``{i}`` = position of the item), number format, width in columns."""

    head: str
    formula: str
    number: str = "text"
    span: int = 1


def ranked(sheet: TemplateSheet, row: int, count: int, score: str, items: str, columns: Sequence[Listed]) -> Area:
    """A list of the items with the highest score."""
    sheet.writer.set_row(row - 1, 28)
    sheet.put(row, 2, "Item", st.HEAD_LEFT)
    placed = [(Listed("Item", f"=INDEX({items},{{i}})"), 2)]
    at = FIRST_NUMBER
    for listed in columns:
        placed.append((listed, at))
        for extra in range(listed.span):
            head = st.HEAD_LEFT if listed.number == "text" else st.HEAD
            sheet.put(row, at + extra, listed.head if extra == 0 else None, head)
        at += listed.span
    for rank in range(1, count + 1):
        index = f"MATCH(LARGE({score},{rank}),{score},0)"
        for listed, column in placed:
            shown = Style(number=listed.number, bold=column == 2, indent=int(listed.number == "text" and column > 2))
            text = listed.formula.format(i=index, r=row + rank).removeprefix("=")
            sheet.put(row + rank, column, Formula(f'=IF(ROWS({items})<{rank},"",{text})'), shown)
            for extra in range(1, listed.span):
                sheet.put(row + rank, column + extra, None)
    return Area(row, 2, row + count, at - 1)


def panel(
    sheet: TemplateSheet,
    row: int,
    first_offset: int,
    lines: Sequence[tuple[str, str, str, int, int]],
) -> Area:
    """Key figures by month: label, formula per month, number format, first and last offset it is there for.

    In the formulas ``{c}`` is the column, ``{o}`` the month counted from the first plan month and ``{n}`` that plus 1.
    """
    sheet.put(row, 2, "Key figure", st.HEAD_LEFT)
    sheet.writer.set_row(row - 1, 18)
    history = max(-first_offset, 0)
    sheet.months(row, FIRST_NUMBER, first_offset, history, history=True)
    sheet.months(row, FIRST_NUMBER + history, first_offset + history, MONTHS_SHOWN - history)
    for i, (label, formula, kind, first, last) in enumerate(lines, start=1):
        sheet.put(row + i, 2, label, Style(bold=True))
        for k in range(MONTHS_SHOWN):
            offset = first_offset + k
            shown = Style(number=kind, role="history" if offset < 0 else "calculation")
            if first <= offset <= last:
                letters = column_letters(FIRST_NUMBER + k)
                text = formula.format(c=letters, o=offset, n=offset + 1, left=column_letters(FIRST_NUMBER + k - 1))
                sheet.put(row + i, FIRST_NUMBER + k, Formula(text), shown)
            else:
                sheet.put(row + i, FIRST_NUMBER + k, None, shown)
    return Area(row, 2, row + len(lines), FIRST_NUMBER + MONTHS_SHOWN - 1)


def chart_series(sheet: TemplateSheet, area: Area, lines: Sequence[tuple[int, str, str]]) -> list[dict[str, object]]:
    """Series of a panel: (line of the panel, colour, dash type of a line or nothing for columns)."""
    first, last = column_letters(area.left + 1), column_letters(area.right)
    quoted = f"='{sheet.name}'!"
    found: list[dict[str, object]] = []
    for line, colour, dash in lines:
        at = area.top + line
        look = (
            {"line": {"color": colour, "width": 2, "dash_type": dash}}
            if dash
            else {"fill": {"color": colour}, "gap": 60}
        )
        found.append(
            {
                "name": f"{quoted}$B${at}",
                "categories": f"{quoted}${first}${area.top}:${last}${area.top}",
                "values": f"{quoted}${first}${at}:${last}${at}",
                **look,
            }
        )
    return found


@dataclass(frozen=True)
class Parameter:
    """A cell in which users type: label, value or formula, number format, remark, name in formulas."""

    label: str
    value: object
    number: str
    note: str = ""
    name: str = ""
    choices: Sequence[str] | str | None = None


def parameters(sheet: TemplateSheet, row: int, lines: Sequence[Parameter], column: int = 2) -> int:
    """Labels with the cells to type in beside them; formulas are shown as calculated. Returns the next free row."""
    for at, line in enumerate(lines, start=row):
        is_input = not isinstance(line.value, Formula)
        sheet.put(at, column, line.label, Style(bold=True))
        shown = Style(number=line.number, role="input" if is_input else "calculation", align="right")
        sheet.put(at, column + 1, line.value, shown)
        if line.note:
            sheet.put(at, column + 2, line.note, st.NOTE)
        if line.name:
            sheet.book.define(line.name, sheet.name, Area(at, column + 1, at, column + 1))
        if line.choices is not None:
            sheet.choices(Area(at, column + 1, at, column + 1), line.choices)
    return row + len(lines)


def free_table(sheet: TemplateSheet, area: Area, kinds: Sequence[str], *, bold_first: bool = True) -> None:
    """Format cells that an array formula of unknown length may fill."""
    for row in range(area.top, area.bottom + 1):
        for offset, kind in enumerate(kinds):
            shown = Style(number=kind, bold=bold_first and offset == 0)
            sheet.put(row, area.left + offset, None, shown)
