"""The pack as a workbook: contents, a sheet per page, and the sources of every number; values only, no formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import xlsxwriter

from sop_xl.cells.address import quote_sheet
from sop_xl.pack.formats import figure_text, sentence_text
from sop_xl.pack.look import BAD_FILL, BLUE, GOOD_FILL, GREY, MUTED, NAVY, VERMILION
from sop_xl.pack.model import Block, Chart, HeatMap, Pack, Page, Rule, Table, Text, Tiles
from sop_xl.pack.trace import located_figures
from sop_xl.pack.xlsx.blocks import NOTE, SECTION, write_heat_map, write_table, write_text, write_tiles
from sop_xl.pack.xlsx.canvas import CELL_PIXELS, FIRST, LABEL_PIXELS, ROW_PIXELS, SheetCanvas, columns_of
from sop_xl.pack.xlsx.charts import native_chart
from sop_xl.pack.xlsx.formats import CellStyle, Formats

CONTENTS, SOURCES = "Contents", "Sources"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_CHART_ROWS = 15
_BAND_PIXELS = LABEL_PIXELS + 14 * CELL_PIXELS
_GAP_PIXELS = 12


def write_xlsx(pack: Pack) -> bytes:
    """The pack as an .xlsx file."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(stream, options)
    day = pack.planning_date or dt.date(2000, 1, 1)  # the same pack gives the same bytes on any day
    workbook.set_properties(
        {
            "title": f"{pack.company}: {pack.title}, {pack.cycle}",
            "company": pack.company,
            "author": "sop_xl",
            "subject": f"Run {pack.run_id}",
            "created": dt.datetime.combine(day, dt.time()),  # without a zone, as the file format has none
        }
    )
    workbook.set_size(2400, 1500)
    _PackBook(workbook, pack).write()
    workbook.close()
    return stream.getvalue()


class _PackBook:
    """Writes the sheets of a pack."""

    def __init__(self, workbook: Any, pack: Pack) -> None:  # noqa: ANN401  # the library has no types
        self._workbook, self._pack = workbook, pack
        self._formats = Formats(workbook)
        self._names = _sheet_names([page.title for page in pack.pages])
        self._identity = "   ·   ".join(
            (
                pack.company,
                f"cycle {pack.cycle}",
                f"planning date {figure_text(pack.as_of)}",
                f"run {pack.run_id}",
                f"amounts in {pack.currency}",
                _state(pack),
            )
        )

    def write(self) -> None:
        self._contents()
        for name, page in zip(self._names, self._pack.pages, strict=True):
            self._page(name, page)
        self._sources()

    def _canvas(self, name: str, title: str, tab: str) -> SheetCanvas:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_tab_color(tab)
        return SheetCanvas(sheet, self._formats, title, self._identity)

    # ---- contents -----------------------------------------------------------------------------------------

    def _contents(self) -> None:
        pack = self._pack
        canvas = self._canvas(CONTENTS, f"{pack.company}: {pack.title}", NAVY)
        fill, ink = (GOOD_FILL, NAVY) if pack.complete else (BAD_FILL, VERMILION)
        canvas.line(_state(pack), CellStyle(bold=True, size=14, ink=ink, fill=fill), 24)
        for reason in pack.reasons:
            canvas.line(f"• {reason}", CellStyle())
        canvas.row += 1
        canvas.line("Contents", SECTION, 21)
        link = self._formats(CellStyle(bold=True, ink=BLUE))
        for number, (name, page) in enumerate(zip(self._names, pack.pages, strict=True), start=2):
            target = f"internal:{quote_sheet(name)}!A1"
            canvas.sheet.write_url(canvas.row, FIRST, target, link, string=f"{number}  {page.title}")
            canvas.text(canvas.row, FIRST + 1, sentence_text(page.headline), CellStyle(ink=MUTED))
            canvas.height(canvas.row, 1)
            canvas.row += 1
        canvas.row += 1
        for band in pack.cover:
            for block in band:
                self._block(canvas, block)
        canvas.last_column = FIRST + 14
        canvas.finish(self._identity, last_row=canvas.row)

    # ---- pages --------------------------------------------------------------------------------------------

    def _page(self, name: str, page: Page) -> None:
        canvas = self._canvas(name, page.title, BLUE)
        canvas.line(sentence_text(page.headline), CellStyle(bold=True, size=14, ink=NAVY), 24)
        for problem in page.problems:
            canvas.line(f"INCOMPLETE: {problem}", CellStyle(bold=True, ink=VERMILION, fill=BAD_FILL))
        canvas.row += 1
        pending: list[tuple[Chart, int, int, int]] = []
        for band in page.bands:
            charts = [block for block in band if isinstance(block, Chart) and not isinstance(block, HeatMap)]
            left, room = 0, _BAND_PIXELS - _GAP_PIXELS * (len(charts) - 1)
            for chart in charts:
                width = int(room * chart.width / sum(other.width for other in charts))
                pending.append((chart, canvas.row, left, width))
                left += width + _GAP_PIXELS
            if charts:
                canvas.last_column = max(canvas.last_column, FIRST - 1 + columns_of(_BAND_PIXELS))
                canvas.row += _CHART_ROWS + 1
            for block in band:
                if block not in charts:
                    self._block(canvas, block)
        last_row = canvas.row - 1
        if pending:
            canvas.line("Figures of the charts", SECTION, 21)
        for chart, row, left, width in pending:
            made = native_chart(self._workbook, canvas, name, chart)
            made.set_size({"width": width, "height": _CHART_ROWS * ROW_PIXELS})
            canvas.sheet.insert_chart(row, FIRST, made, {"x_offset": left, "object_position": 1})
        canvas.finish(self._identity, last_row=last_row)

    @staticmethod
    def _block(canvas: SheetCanvas, block: Block) -> None:
        if isinstance(block, Tiles):
            write_tiles(canvas, block)
        elif isinstance(block, Table):
            write_table(canvas, block)
        elif isinstance(block, HeatMap):
            write_heat_map(canvas, block)
        elif isinstance(block, Text):
            write_text(canvas, block)

    # ---- sources ------------------------------------------------------------------------------------------

    def _sources(self) -> None:
        """Each number with its cells, in reading order."""
        canvas = self._canvas(SOURCES, "Sources: where every number comes from", GREY)
        canvas.line(
            "A sum, count or share names all the cells that it is made of; share = all but the last ÷ the last.", NOTE
        )
        heads = ("Label", "Page", "Title", "Block", "Value", "Shown as", "Rule", "Workbook", "Sheet", "Cell")
        widths = (46, 7, 26, 40, 14, 14, 8, 18, 18, 40)
        head_row = canvas.row
        for i, (head, width) in enumerate(zip(heads, widths, strict=True)):
            canvas.sheet.set_column(FIRST + i, FIRST + i, width)
            canvas.text(head_row, FIRST + i, head, CellStyle(bold=True, size=9, line=True))
        canvas.row += 1
        titles = {number: page.title for number, page in enumerate(self._pack.pages, start=2)} | {1: "Cover"}
        plain = CellStyle(line=True)
        for located in located_figures(self._pack):
            figure, source = located.figure, located.figure.source
            if source is None or not (figure.is_number or figure.is_error):
                continue
            row = canvas.row
            canvas.text(row, FIRST, located.label, plain)
            canvas.sheet.write_number(row, FIRST + 1, located.page, self._formats(plain))
            canvas.text(row, FIRST + 2, titles[located.page], plain)
            canvas.text(row, FIRST + 3, located.block, plain)
            canvas.figure(row, FIRST + 4, figure, CellStyle(line=True))
            canvas.text(row, FIRST + 5, figure_text(figure), CellStyle(line=True, align="right"))
            canvas.text(row, FIRST + 6, "" if source.rule is Rule.VALUE else str(source.rule), plain)
            for i, text in enumerate((source.workbook, source.sheet, ", ".join(source.cells)), start=7):
                canvas.text(row, FIRST + i, text, plain)
            canvas.row += 1
        canvas.sheet.autofilter(head_row, FIRST, canvas.row - 1, FIRST + len(heads) - 1)
        canvas.sheet.freeze_panes(head_row + 1, FIRST + 1)
        canvas.sheet.repeat_rows(head_row)
        canvas.finish(self._identity)


def _state(pack: Pack) -> str:
    return "COMPLETE" if pack.complete else "INCOMPLETE"


def _sheet_names(titles: list[str]) -> list[str]:
    """Names of the sheets by the titles of the pages: allowed, short enough, and each only once."""
    taken = {CONTENTS.lower(), SOURCES.lower(), "history"}  # Excel keeps the last one for itself
    names = []
    for title in titles:
        base = _FORBIDDEN.sub(" ", title).strip().strip("'") or "Page"
        name, number = base[:_LONGEST_NAME].rstrip(), 1
        while name.lower() in taken:
            number += 1
            suffix = f" {number}"
            name = base[: _LONGEST_NAME - len(suffix)].rstrip() + suffix
        taken.add(name.lower())
        names.append(name)
    return names
