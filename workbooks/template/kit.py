"""A thin layer over the writer library: one-based cells, described styles, and the pieces every sheet is made of.

Text and formulas are different types here: only a ``Formula`` ever becomes one, so that text from data cannot.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sop_xl.cells.address import Area, a1, column_letters, quote_sheet
from workbooks.template import style as st
from workbooks.template.finish import Written, finished, head_lines
from workbooks.template.style import Style

_EXCEL_CALC_ID = 191029  # Excel does not recalculate on opening what an engine of its own generation calculated
HEADER_ROWS = 3
_HEAD_LINE = 13  # points
_NARROWEST, _PAGE = 95, 260  # characters: what the header line needs, and what a landscape page holds legibly


class Formula(str):
    """A formula, with its equals sign."""

    __slots__ = ()


def literal(text: str) -> str:
    """A text from the data inside of a formula that ``TemplateSheet.fill`` writes: it cannot end there."""
    return '"' + text.replace('"', '""').replace("{", "{{").replace("}", "}}") + '"'


@dataclass(frozen=True)
class CheckedBlock:
    """An array formula that must give a value in every cell: its name, where it stands, its size, texts or numbers."""

    name: str
    reference: str
    rows: int
    columns: int
    is_text: bool


@dataclass(frozen=True)
class Column:
    """A column of an Excel table: header, number format, whether users type in it, its formula, its choices."""

    header: str
    number: str = "general"
    is_input: bool = True
    formula: str | None = None
    choices: Sequence[str] | str | None = None
    width: float | None = None
    wrap: bool = False


class _PlainFormulas(Worksheet):  # type: ignore[misc]  # the writer library has no types
    """A worksheet that takes formulas as written.

    The writer library looks in every formula for forty functions that are newer than the file format; the template
    uses none of them, and the search is nine tenths of the time of writing it.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002
        return formula.removeprefix("=")


class TemplateBook:
    """A workbook in the making."""

    def __init__(self, *, title: str, company: str, created: dt.date) -> None:
        self._stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "use_future_functions": True,
        }
        self.writer = xlsxwriter.Workbook(self._stream, options)
        self.writer.calc_on_load = False
        self.writer.calc_id = _EXCEL_CALC_ID
        midnight = dt.datetime.combine(created, dt.time())  # naive on purpose: the file format has no zone here
        self.writer.set_properties({"title": title, "company": company, "author": "sop_xl", "created": midnight})
        self.writer.set_size(2400, 1500)
        self.company = company
        self._formats: dict[Style, Any] = {}
        self.sheets: dict[str, TemplateSheet] = {}
        self.blocks: list[CheckedBlock] = []

    def format(self, style: Style) -> Any:  # noqa: ANN401  # the writer has no types
        """Cell format of a style, made once."""
        if style not in self._formats:
            self._formats[style] = self.writer.add_format(style.properties())
        return self._formats[style]

    def sheet(self, name: str, *, tab: str, widths: Sequence[float], title: str | None = None) -> TemplateSheet:
        """Add a sheet with its header band, column widths and print set-up."""
        made = TemplateSheet(self, name, self.writer.add_worksheet(name, _PlainFormulas), tab, widths, title or name)
        self.sheets[name] = made
        return made

    def define(self, name: str, sheet: str, area: Area) -> None:
        """Give an area a name."""
        first, last = f"${column_letters(area.left)}${area.top}", f"${column_letters(area.right)}${area.bottom}"
        where = first if first == last else f"{first}:{last}"
        self.writer.define_name(name, f"={quote_sheet(sheet)}!{where}")

    def order(self, names: Sequence[str]) -> None:
        """Put the tabs in order; the first one is open when the workbook is."""
        self.writer.worksheets_objs.sort(key=lambda worksheet: names.index(worksheet.get_name()))
        for index, worksheet in enumerate(self.writer.worksheets_objs):
            worksheet.index = index
        self.sheets[names[0]].writer.activate()

    def close(self) -> bytes:
        """The finished file."""
        for sheet in self.sheets.values():
            sheet.finish()
        self.writer.close()
        return self._stream.getvalue()


class TemplateSheet:
    """A sheet in the making; rows and columns count from 1."""

    def __init__(
        self, book: TemplateBook, name: str, writer: Worksheet, tab: str, widths: Sequence[float], title: str
    ) -> None:
        self.book, self.name, self.writer = book, name, writer
        if sum(widths) < _NARROWEST:
            widths = [*widths, _NARROWEST - sum(widths)]
        self._widths, self._frozen = list(widths), 0
        self._written: dict[tuple[int, int], Written] = {}
        self._filtered: list[Area] = []
        writer.set_tab_color(tab)
        writer.hide_gridlines(2)
        writer.set_zoom(90)
        for column, width in enumerate(widths):
            writer.set_column(column, column, width)
        self.columns = self._printed = len(widths)
        self._header(title)
        writer.set_landscape()
        writer.set_paper(9)
        writer.set_margins(0.4, 0.4, 0.5, 0.6)
        writer.set_footer(f"&L&8{book.company}&C&8&A&R&8&P / &N")

    def _header(self, title: str) -> None:
        for row, height in ((1, 30), (2, 18), (3, 6)):
            self.writer.set_row(row - 1, height)
            for column in range(1, self.columns + 1):
                self.put(row, column, None, st.SUBTITLE)
        self.put(1, 2, title, st.TITLE)
        self.put(2, 2, Formula("=HeaderLine"), st.SUBTITLE)

    def put(self, row: int, column: int, value: object, style: Style = st.TEXT) -> None:
        """Write one cell."""
        cell = row - 1, column - 1
        made = self.book.format(style)
        self._written[row, column] = Written(style, value)
        if isinstance(value, Formula):
            self.writer.write_formula(*cell, value, made)
        elif value is None or value == "" or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT:
            self.writer.write_blank(*cell, None, made)
        elif isinstance(value, bool):
            self.writer.write_boolean(*cell, value, made)
        elif isinstance(value, dt.date):
            self.writer.write_datetime(*cell, dt.datetime.combine(value, dt.time()), made)
        elif isinstance(value, (int, float)):
            self.writer.write_number(*cell, value, made)
        else:
            self.writer.write_string(*cell, str(value), made)

    def row(self, row: int, column: int, values: Iterable[object], style: Style = st.TEXT) -> None:
        """Write cells side by side."""
        for offset, value in enumerate(values):
            self.put(row, column + offset, value, style)

    def fill(self, area: Area, style: Style, formula: str) -> None:
        """Write one formula per cell; ``{r}``, ``{c}`` and ``{up}``/``{left}`` stand for row, column and neighbours."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                text = formula.format(
                    r=row, c=column_letters(column), up=row - 1, left=column_letters(max(column - 1, 1))
                )
                self.put(row, column, Formula(text), style)

    def spill(self, area: Area, formula: str, style: Style, *, check: str | None = None) -> None:
        """Write a dynamic array formula that fills an area; a named check counts that no row of it got lost.

        Cells that have a format already keep it, so that columns and totals look as those of other tables do.
        """
        if check:
            self.book.blocks.append(
                CheckedBlock(check, self.ref(area), area.rows, area.columns, style.number == "text")
            )
        cells = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
        styles = [self._written[cell].style if self._is_prepared(cell) else style for cell in cells]
        self.writer.write_dynamic_array_formula(
            area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, formula, self.book.format(styles[0])
        )
        for (row, column), shown in zip(cells[1:], styles[1:], strict=True):
            self.put(row, column, None, shown)
        self._written[cells[0]] = Written(styles[0], None, is_fixed=True)

    def _is_prepared(self, cell: tuple[int, int]) -> bool:
        """Whether a cell was given a format, and nothing else, before the array formula came."""
        return cell in self._written and self._written[cell].value is None

    def section(self, row: int, column: int, title: str, note: str | None = None) -> None:
        """Write a section title with an optional remark beside it in the next row."""
        self.writer.set_row(row - 1, 18)
        self.put(row, column, title, st.SECTION)
        if note:
            self.put(row + 1, column, note, st.NOTE)

    def heads(
        self, row: int, column: int, labels: Sequence[object], style: Style = st.HEAD, height: float = 28
    ) -> None:
        """Write column heads; the row is at least as high as the longest of them needs."""
        lines = [
            head_lines(label, self._widths[at])
            for at, label in enumerate(labels, column - 1)
            if style.wrap and at < len(self._widths)
        ]
        self.writer.set_row(row - 1, max([height, *(_HEAD_LINE * count + 2 for count in lines if count > 1)]))
        self.row(row, column, labels, style)

    def months(self, row: int, column: int, first_offset: int, count: int, *, history: bool = False) -> None:
        """Write month heads as formulas, counted from the first month of the plan."""
        style = st.HEAD.but(number="month", fill=st.HISTORY_FILL if history else st.HEAD_FILL)
        for i in range(count):
            self.put(row, column + i, Formula(f"=EDATE(FirstPlanMonth,{first_offset + i})"), style)

    def tile(self, row: int, column: int, width: int, label: str, formula: str, kind: str, note: str) -> None:
        """Write a figure with its label above and a remark below, over a few merged columns."""
        for offset, (content, style) in enumerate(
            (
                (label, st.TILE_LABEL),
                (Formula(formula), st.TILE_VALUE.but(number=kind)),
                (Formula(note) if note.startswith("=") else note, st.TILE_NOTE),
            )
        ):
            if width > 1:
                at = row + offset - 1
                self.writer.merge_range(at, column - 1, at, column + width - 2, "", self.book.format(style))
            self.put(row + offset, column, content, style)

    def table(
        self, name: str, row: int, column: int, data: pd.DataFrame, columns: Sequence[Column], *, banded: bool = False
    ) -> Area:
        """Write an Excel table with its data, number formats and choices; returns its whole area."""
        count = max(len(data), 1)
        area = Area(row, column, row + count, column + len(columns) - 1)
        specs = []
        for spec in columns:
            head = st.HEAD_LEFT if spec.number == "text" else st.HEAD
            entry: dict[str, object] = {"header": spec.header, "header_format": self.book.format(head)}
            if spec.formula is not None:
                entry["formula"] = spec.formula
            specs.append(entry)
        self.writer.add_table(
            row - 1,
            column - 1,
            row - 1 + count,
            column + len(columns) - 2,
            {"name": name, "columns": specs, "style": "Table Style Light 1", "banded_rows": banded},
        )
        vertical = "top" if any(spec.wrap for spec in columns) else "vcenter"
        follows_number = False
        for offset, spec in enumerate(columns):
            is_text = spec.number == "text"
            cell_style = Style(
                number=spec.number,
                role="input" if spec.is_input else "calculation",
                wrap=spec.wrap,
                vertical=vertical,
                indent=int(is_text and follows_number),
            )
            follows_number = not is_text
            if spec.number in ("date", "month"):
                cell_style = cell_style.but(align="center")
            values = data[spec.header].tolist() if spec.header in data else [None] * count
            for i, value in enumerate(values or [None]):
                content = Formula(f"={spec.formula.lstrip('=')}") if spec.formula is not None else value
                self.put(row + 1 + i, column + offset, content, cell_style)
            if spec.choices is not None:
                self.choices(Area(row + 1, column + offset, row + count, column + offset), spec.choices)
            if spec.width:
                self.writer.set_column(column + offset - 1, column + offset - 1, spec.width)
        return area

    def choices(self, area: Area, choices: Sequence[str] | str) -> None:
        """Let users pick from a list (or from the range that a formula names)."""
        source = choices if isinstance(choices, str) else list(choices)
        self.writer.data_validation(
            area.top - 1,
            area.left - 1,
            area.bottom - 1,
            area.right - 1,
            {
                "validate": "list",
                "source": source,
                "error_title": "Not on the list",
                "error_message": "Pick one of the values from the list.",
            },
        )

    def highlight(self, area: Area, rule: Mapping[str, object]) -> None:
        """Add a conditional format; ``format`` may be a ``Style``."""
        made = dict(rule)
        if isinstance(made.get("format"), Style):
            fill_style: Style = made["format"]  # type: ignore[assignment]  # checked in the line above
            made["format"] = self.book.writer.add_format(
                {"bg_color": fill_style.fill, "font_color": fill_style.ink, "bold": fill_style.bold}
            )
        self.writer.conditional_format(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, made)

    def status_colours(self, area: Area, good: str, watch: str, bad: str) -> None:
        """Colour cells by the word in them."""
        first = a1(area.top, area.left)
        for word, fill in ((good, st.GOOD_FILL), (watch, st.WATCH_FILL), (bad, st.BAD_FILL)):
            self.highlight(
                area,
                {"type": "formula", "criteria": f'={first}="{word}"', "format": Style(fill=fill, bold=word == bad)},
            )

    def chart(self, kind: Mapping[str, object], row: int, column: int, width: int, height: int) -> Any:  # noqa: ANN401
        """Add a chart in the house style at a cell; series are added to what is returned."""
        made = self.book.writer.add_chart(dict(kind))
        made.set_size({"width": width, "height": height})
        self.writer.insert_chart(row - 1, column - 1, made, {"object_position": 1})
        return made

    def go_to(self, row: int, column: int, sheet: str, text: str, style: Style) -> None:
        """Write a link to a sheet of this workbook."""
        self.writer.write_url(
            row - 1, column - 1, f"internal:{quote_sheet(sheet)}!A1", self.book.format(style), string=text
        )

    def filtered(self, area: Area) -> None:
        """Let users filter the rows below the heads, which the first row of the area holds."""
        self.writer.autofilter(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
        self._filtered.append(area)

    def freeze(self, row: int, column: int) -> None:
        """Freeze everything above a row and left of a column."""
        self.writer.freeze_panes(row - 1, column - 1)
        self._frozen = column - 1

    def protect(self) -> None:
        """Lock all but input cells, without a password: against slips, not against people."""
        self.writer.protect(
            "", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "objects": True}
        )

    def print_area(self, bottom: int, *, repeat: int | None = None, right: int | None = None) -> None:
        """Print down to a row and over to a column (the last one), repeating the heads."""
        self._printed = right or self.columns
        self.writer.print_area(0, 0, bottom - 1, self._printed - 1)
        if repeat:
            self.writer.repeat_rows(0, repeat - 1)

    def finish(self) -> None:
        """Set right what shows only on the whole sheet: heads, distances, the header band, the size of the pages."""
        for (row, column), shown in finished(self._written, self._filtered).items():
            self.put(row, column, self._written[row, column].value, shown)
        for row in range(1, HEADER_ROWS + 1):
            for column in range(self.columns + 1, max(column for _, column in self._written) + 1):
                self.put(row, column, None, st.SUBTITLE)
        self._fit_pages()

    def _fit_pages(self) -> None:
        """Print as many pages side by side as keep the letters legible, each with the frozen columns."""
        pages = max(1, round(sum(self._widths[: self._printed]) / _PAGE))
        self.writer.fit_to_pages(pages, 0)
        if pages > 1 and self._frozen:
            self.writer.repeat_columns(0, self._frozen - 1)

    def ref(self, area: Area, *, absolute: bool = True) -> str:
        """Reference to an area from any sheet."""
        mark = "$" if absolute else ""
        first = f"{mark}{column_letters(area.left)}{mark}{area.top}"
        last = f"{mark}{column_letters(area.right)}{mark}{area.bottom}"
        return f"{quote_sheet(self.name)}!{first}" + ("" if first == last else f":{last}")
