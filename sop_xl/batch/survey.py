"""What the sheets of a workbook hold: let pass by the guard, and looked through once, several at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sop_xl.book.contents_guard import admit_sheet
from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.side_by_side import side_by_side
from sop_xl.book.workbook import Sheet, Workbook

_SMALL = 2**22  # bytes of all sheets


@dataclass(frozen=True)
class Survey:
    """The sheets by name.

    Attributes
    ----------
    sheets, formulas : dict
        Their XML and their formula cells.
    error_cells : dict
        Positions of the cells that the file shows as errors.
    only_ascii : bool
        Whether no cell holds a letter beyond ASCII, spelled out or as a number.
    """

    sheets: dict[str, SheetXml]
    formulas: dict[str, FormulaCells]
    error_cells: dict[str, list[tuple[int, int]]]
    only_ascii: bool


class _Surveyed(NamedTuple):
    cells: FormulaCells
    errors: list[tuple[int, int]]
    is_ascii: bool


def survey(workbook: Workbook, processes: int) -> Survey:
    """Look through the sheets of a workbook whose other parts were let pass.

    Raises
    ------
    WorkbookError
        A sheet is not to be trusted.
    """
    # Names such as Rate1: then formulas that differ in digits only may need different treatment.
    is_exact = any(any(map(str.isdigit, name.name)) for name in workbook.names)

    def surveyed(sheet: Sheet) -> _Surveyed:
        xml = SheetXml(workbook.package.read(sheet.part), book=workbook.name, part=sheet.part)
        errors = [(row, column) for row, column, _ in xml.errors()]
        return _Surveyed(FormulaCells(xml, exact=is_exact, remembers=is_small), errors, _is_ascii(xml.data))

    found = list(workbook.sheets.values())
    weights = [workbook.package.parts[sheet.part].file_size for sheet in found]
    is_small = sum(weights) < _SMALL
    side_by_side(partial(admit_sheet, workbook), found, weights, processes)
    made = dict(zip(workbook.sheets, side_by_side(surveyed, found, weights, processes), strict=True))
    for name, one in made.items():
        one.cells.sheet = one.cells.sheet.with_data(workbook.package.read(workbook.sheets[name].part))
    part = workbook.shared_strings_part
    texts = [workbook.package.read(part)] if part is not None and part in workbook.package else []
    return Survey(
        {name: one.cells.sheet for name, one in made.items()},
        {name: one.cells for name, one in made.items()},
        {name: one.errors for name, one in made.items()},
        all(one.is_ascii for one in made.values()) and all(map(_is_ascii, texts)),
    )


def _is_ascii(data: bytes) -> bool:
    return data.isascii() and (b"#" not in data or b"&#" not in data)
