"""Sheets that both kinds of workbook have: Home, Checks and Functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sop_xl.cells.address import Area
from udfs import REGISTRY
from workbooks.template import style as st
from workbooks.template.kit import Column, Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style


@dataclass(frozen=True)
class Page:
    """A line of the navigation: sheet, what it is for, group."""

    sheet: str
    purpose: str
    group: str


@dataclass(frozen=True)
class CheckLine:
    """A line of the table Checks: what is checked, formula of OK/WARN/FAIL, formula or text of the detail."""

    name: str
    status: str
    detail: str


_LEGEND = (
    ("Input: type here", Style(role="input")),
    ("Calculated: locked", Style()),
    ("Closed month: locked", Style(role="history")),
    ("Linked from another workbook", Style(role="link")),
    ("Changed by an input or override", Style(fill=st.WATCH_FILL, bold=True)),
    ("Act: backlog, late or off target", Style(fill=st.BAD_FILL, bold=True)),
)


_HOW = (
    "Yellow cells are yours; all else is calculated and locked.",
    "A function that cannot answer shows an Excel error;",
    "=SOP_WHY(cell) says why and what to do.",
    "Colleagues without the add-in read every number as saved.",
)
_SAMPLE = (
    "All items and figures here are samples. For your own, type over the yellow cells",
    "of the data sheets, or make the workbooks anew: sop-xl new FOLDER --from DATA",
)


@dataclass(frozen=True)
class Start:
    """What Home says first: next steps (sheet, what to do there) and the cycle (label, formula, format)."""

    steps: Sequence[tuple[str, str]]
    status: Sequence[tuple[str, str, str]]
    is_sample: bool


def home(book: TemplateBook, title: str, pages: Sequence[Page], start: Start) -> None:
    """Where one starts: what to do next, status of the cycle, navigation, legend. Must be the first sheet."""
    sheet = book.sheet("Home", tab=st.NAVY, widths=[2, 22, 52, 4, 30, 22, 28, 2], title=title)
    sheet.section(5, 2, "Where to go")
    row, group = 6, ""
    for page in pages:
        if page.group != group:
            group = page.group
            sheet.put(row, 2, group, Style(bold=True, ink=st.MUTED, size=9, border=False))
            row += 1
        sheet.go_to(row, 2, page.sheet, page.sheet, Style(bold=True, ink=st.BLUE, indent=1))
        sheet.put(row, 3, page.purpose, Style(ink=st.MUTED))
        row += 1
    plain = Style(border=False, ink=st.MUTED)
    at = _part(sheet, 5, "This cycle")  # the company workbook reads the state of the checks here
    for label, formula, kind in start.status:
        sheet.put(at, 5, label, Style(bold=True))
        sheet.put(at, 6, Formula(formula), Style(number=kind, align="left"))
        at += 1
    at = _part(sheet, at + 1, "What to do next")
    for step, (name, what) in enumerate(start.steps, start=1):
        sheet.go_to(at, 5, name, f"{step}   {name}", Style(bold=True, ink=st.BLUE))
        sheet.put(at, 6, what, Style(ink=st.MUTED))
        sheet.put(at, 7, None)
        at += 1
    for line in _SAMPLE if start.is_sample else ():
        sheet.put(at, 5, line, Style(border=False, bold=True, ink=st.VERMILION))
        at += 1
    at = _part(sheet, at + 1, "Colours and their meaning")
    for label, shown in _LEGEND:
        sheet.put(at, 5, label, shown)
        at += 1
    at = _part(sheet, at + 1, "How to work here")
    for line in _HOW:
        sheet.put(at, 5, line, plain)
        at += 1
    sheet.print_area(max(row, at))
    sheet.protect()


def _part(sheet: TemplateSheet, row: int, title: str) -> int:
    """A heading in the right half, which must not stretch the rows of the left one. Returns the next row."""
    sheet.put(row, 5, title, st.SECTION)
    return row + 1


def rows_in_rows_out(book: TemplateBook) -> list[CheckLine]:
    """One line for each array block: every row that goes in comes out, as a number or a word and not as an error."""
    lines = []
    for block in book.blocks:
        cells = block.rows * block.columns
        found = f'COUNTIF({block.reference},"?*")' if block.is_text else f"COUNT({block.reference})"
        lines.append(
            CheckLine(
                f"Rows in = rows out: {block.name}",
                f'=IF({found}={cells},"OK","FAIL")',
                f'={found}&" of {cells} cells ({block.rows} rows × {block.columns})"',
            )
        )
    return lines


def checks(book: TemplateBook, lines: Sequence[CheckLine]) -> None:
    """The tests that a run reads: each line says OK, WARN or FAIL."""
    sheet = book.sheet("Checks", tab=st.GREEN, widths=[2, 58, 11, 90])
    sheet.put(
        4,
        2,
        "Every line must say OK before the pack goes out; WARN needs a look, FAIL makes the pack INCOMPLETE.",
        st.NOTE,
    )
    data = pd.DataFrame({"Check": [line.name for line in lines]})
    columns = [
        Column("Check", "text", is_input=False, width=58),
        Column("Status", "text", is_input=False, width=11),
        Column("Detail", "text", is_input=False, width=90),
    ]
    area = sheet.table("Checks", 5, 2, data, columns)
    for row, line in enumerate(lines, start=6):
        sheet.put(row, 3, Formula(line.status), Style(bold=True, align="center"))
        sheet.put(row, 4, Formula(line.detail) if line.detail.startswith("=") else line.detail)
    sheet.status_colours(Area(6, 3, area.bottom, 3), good="OK", watch="WARN", bad="FAIL")
    sheet.freeze(6, 1)
    sheet.print_area(area.bottom)


def functions(book: TemplateBook) -> None:
    """What can be typed in a cell, from the registry."""
    sheet = book.sheet(
        "Functions", tab=st.GREEN, widths=[2, 62, 60, 52, 14, 44], title="Functions: what you can type in a cell"
    )
    sheet.heads(5, 2, ["Function", "What it does", "Result", "Group", "Source"], st.HEAD_LEFT, 18)
    wrapped = Style(wrap=True, vertical="top")
    for row, definition in enumerate(REGISTRY, start=6):
        unit = f" ({definition.result.unit})" if definition.result.unit else ""
        sheet.put(row, 2, f"={definition.signature}", wrapped.but(bold=True))
        sheet.put(row, 3, definition.summary, wrapped)
        sheet.put(row, 4, f"{definition.result.text}{unit}; {definition.result.shape}", wrapped)
        sheet.put(row, 5, definition.category, wrapped)
        sheet.put(row, 6, definition.source, wrapped.but(ink=st.MUTED))
    sheet.freeze(6, 3)
    sheet.print_area(5 + len(REGISTRY), repeat=5)
    sheet.protect()
