"""Does what a sheet shows fit where it stands? Measured with the metrics of Carlito, which has the widths of Calibri.

An independent look at the finished file: column widths, row heights, fonts and number formats as stored in it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from sop_xl.pack.pdf.pen import register_fonts, text_width

_DIGIT, _DEFAULT_WIDTH = 7, 9.14  # pixels of the widest digit of Calibri 11; characters of a column without a width
_INDENT, _EDGE, _LINE = 9, 2, 1.22  # pixels per level; pixels that Excel leaves free; height of a line of text
_DEEPEST = 200  # rows that are looked at: further down all is as above
_HEADER = 3  # rows of the band, over which texts run on purpose


def misfits(path: Path) -> list[str]:
    """Each text that is cut and each number that shows #####, with its place."""
    register_fonts()
    return [f"{path.stem} · {sheet.title}!{where}" for sheet in _sheets(path) for where in _of_sheet(sheet)]


def beyond_the_page(path: Path) -> set[str]:
    """Sheets that have something right of what is printed."""
    found = set()
    for sheet in _sheets(path):
        last = openpyxl.utils.range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
        beyond = sheet.iter_rows(min_row=_HEADER + 1, min_col=last + 1, values_only=True)
        if any(value not in (None, "") for row in beyond for value in row):
            found.add(sheet.title)
    return found


def _sheets(path: Path) -> list[Any]:
    """The sheets that people see, without their last rows."""
    short = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(short, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                deep = next((m.start() for m in re.finditer(rb'<row r="(\d+)"', data) if int(m[1]) > _DEEPEST), None)
                data = data if deep is None else data[:deep] + data[data.index(b"</sheetData>") :]
            target.writestr(name, data)
    book = openpyxl.load_workbook(short, data_only=True)
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


def _of_sheet(sheet: Any) -> Iterator[str]:
    widths: dict[int, int] = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            widths[column] = 0 if dimension.hidden else round((dimension.width or _DEFAULT_WIDTH) * _DIGIT)
    merged = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}

    def width(column: int) -> int:
        return widths.get(column, round(_DEFAULT_WIDTH * _DIGIT))

    for row in sheet.iter_rows(min_row=_HEADER + 1):
        for cell in row:
            if cell.value in (None, "") or not width(cell.column):
                continue
            last = merged.get((cell.row, cell.column), cell.column)
            room = sum(width(column) for column in range(cell.column, last + 1))
            wrong = _wrong(sheet, cell, room, last, width)
            if wrong:
                yield f"{cell.coordinate} {wrong}: {cell.value!r}"


def _wrong(sheet: Any, cell: Any, room: int, last: int, width: Any) -> str:
    size, bold, alignment = cell.font.sz, bool(cell.font.b), cell.alignment

    def pixels(text: str) -> float:
        return text_width(text, size, bold=bold) * 96 / 72

    if isinstance(cell.value, int | float | dt.datetime) and not isinstance(cell.value, bool):
        shown = number_text(cell.value, cell.number_format)
        return "" if cell.number_format == "General" or pixels(shown) <= room - _EDGE else f"shows ##### for {shown}"
    text = str(cell.value)
    need = pixels(text) + (alignment.indent or 0) * _INDENT
    if alignment.wrap_text:
        if max(pixels(word) for word in re.split(r"[ -]", text)) > room - _EDGE:
            return "has a word that is too long"
        height = sheet.row_dimensions[cell.row].height
        lines = _lines(text, room - 2 * _EDGE, pixels)
        return f"needs {lines} lines" if height and lines * size * _LINE > height + 1 else ""
    step = {None: 1, "left": 1, "general": 1, "right": -1}.get(alignment.horizontal, 0)
    beside = last + 1 if step > 0 else cell.column - 1
    while step and need > room and beside >= 1 and sheet.cell(cell.row, beside).value in (None, ""):
        if beside > sheet.max_column + 5:
            break
        room, beside = room + width(beside), beside + step
    return f"is cut: {need:.0f} of {room} pixels" if need > room + 1 else ""


def _lines(text: str, room: float, pixels: Any) -> int:
    lines, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pixels(longer) > room:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines


def number_text(value: float | dt.datetime, code: str) -> str:
    """A number in one of the formats of the template, as wide as Excel shows it."""
    if isinstance(value, dt.datetime):
        return value.strftime("%d %b %Y" if "yyyy" in code else "%b %y")
    if code.startswith("["):  # by size: millions, thousands, or as it is
        parts = [(float(limit), part) for limit, part in re.findall(r"\[>=(\d+)\]([^;]*);", code)]
        code = next((part for limit, part in parts if value >= limit), code.split(";")[-1])
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    section = sections[2] if value == 0 and len(sections) > 2 else section
    if not re.search(r"[0#]", section):
        return section.strip('"')
    digits = re.sub(r'"[^"]*"', "", section)
    scaled = abs(value) * (100 if "%" in digits else 1) / 1000 ** len(re.search(r",*$", digits.rstrip("%"))[0])
    decimals = len(digits.rstrip(",%").partition(".")[2])
    number = f"{scaled:,.{decimals}f}" if "#," in digits else f"{scaled:.{decimals}f}"
    sign = "+" if digits.startswith("+") else "-" if value < 0 else ""
    words = "".join(re.findall(r'"([^"]*)"', section))
    return f"{sign}{number}{'%' if '%' in digits else ''}{words}"
