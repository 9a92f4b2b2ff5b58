"""The new file: the workbook's package with the calculated values in it, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from sop_xl.book.calc_chain import without_cells
from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.package import Contents, Deflated, deflated, joined
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.side_by_side import side_by_side
from sop_xl.book.splice import Splicer
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.values import CellError
from sop_xl.engine.port import Calculated

_CALC_PROPERTIES = re.compile(rb"<((?:[\w.-]+:)?)calcPr\b([^>]*?)(/?)>")
# What a workbook part may hold before its calculation settings; the sheets are always there.
_BEFORE_CALC_PROPERTIES = re.compile(rb"</((?:[\w.-]+:)?)(?:sheets|functionGroups|externalReferences|definedNames)\s*>")

Errors = list[tuple[CellAddress, CellError]]
_Error = tuple[int, int, CellError]


class _Stretch(NamedTuple):
    """A part of a sheet's XML."""

    sheet: str
    start: int
    end: int


def write_back(
    workbook: Workbook,
    sheets: Mapping[str, SheetXml],
    formulas: Mapping[str, FormulaCells],
    calculated: Calculated,
    link_parts: Mapping[str, bytes],
    processes: int = 1,
) -> tuple[bytes, Errors]:
    """Bytes of the new file, and the error cells in it, sheet by sheet in reading order."""
    changes: dict[str, Contents] = dict(link_parts)
    errors = {name: list(sheet.errors()) for name, sheet in sheets.items() if not len(formulas[name])}
    untouched = by_sheet(calculated.not_calculated)
    spills: dict[str, dict[tuple[int, int], Area]] = {}
    for address, area in calculated.spills.items():
        spills.setdefault(address.sheet, {})[address.row, address.column] = area

    splicers = {
        name: Splicer(
            sheets[name],
            partial(calculated.rows, name),
            cells.arrays,
            spills.get(name),
            untouched.get(name, frozenset()),
        )
        for name, cells in formulas.items()
        if len(cells)
    }
    stretches = [_Stretch(name, *at) for name, splicer in splicers.items() for at in splicer.stretches()]

    def spliced(stretch: _Stretch) -> tuple[Deflated, list[_Error]]:
        sheet, found = sheets[stretch.sheet], list[_Error]()

        def blocks() -> Iterator[bytes]:
            for block in splicers[stretch.sheet].blocks(stretch.start, stretch.end):
                found.extend(sheet.errors_in(block))
                yield block

        return deflated(blocks(), is_last=stretch.end == len(sheet.data)), found

    weights = [(s.end - s.start) * (2 if splicers[s.sheet].fills else 1) for s in stretches]
    made: dict[str, list[Deflated]] = {name: [] for name in splicers}
    for stretch, (contents, found_errors) in zip(
        stretches, side_by_side(spliced, stretches, weights, processes), strict=True
    ):
        made[stretch.sheet].append(contents)
        errors.setdefault(stretch.sheet, []).extend(found_errors)
    changes.update((workbook.sheets[name].part, joined(contents)) for name, contents in made.items())
    chain = workbook.calc_chain_part
    gone = _vanished(workbook, formulas, calculated) if chain else set()
    if chain and gone:
        changes[chain] = without_cells(workbook.package.read(chain), gone)
    if calculated.not_calculated:
        changes[workbook.part] = _with_full_calculation(workbook.package.read(workbook.part))
    data = workbook.package.with_parts(changes)
    found = [(CellAddress(name, row, column), error) for name in sheets for row, column, error in errors[name]]
    return data, found


def by_sheet(addresses: Iterable[CellAddress]) -> dict[str, frozenset[tuple[int, int]]]:
    """Positions of cells by sheet."""
    found: dict[str, set[tuple[int, int]]] = {}
    for address in addresses:
        found.setdefault(address.sheet, set()).add((address.row, address.column))
    return {sheet: frozenset(cells) for sheet, cells in found.items()}


def _vanished(
    workbook: Workbook, formulas: Mapping[str, FormulaCells], calculated: Calculated
) -> set[tuple[str, int, int]]:
    """Cells that an array filled and no longer fills, as the calculation chain names them."""
    gone = set()
    for name, cells in formulas.items():
        for formula in cells.arrays:
            anchor = CellAddress(name, formula.row, formula.column)
            if formula.area is None or anchor in calculated.not_calculated:
                continue
            now = calculated.spills.get(anchor, anchor.area)
            for row in range(formula.area.top, formula.area.bottom + 1):
                for column in range(formula.area.left, formula.area.right + 1):
                    if not now.contains(row, column):
                        gone.add((workbook.sheets[name].id, row, column))
    return gone


def _with_full_calculation(workbook_xml: bytes) -> bytes:
    """Ask Excel to calculate on opening, because some cells could not be calculated here."""

    def changed(match: re.Match[bytes]) -> bytes:
        kept = re.sub(rb"\sfullCalcOnLoad\s*=\s*[\"'][^\"']*[\"']", b"", match[2])
        return b'<%bcalcPr%b fullCalcOnLoad="1"%b>' % (match[1], kept, match[3])

    if _CALC_PROPERTIES.search(workbook_xml):
        return _CALC_PROPERTIES.sub(changed, workbook_xml, count=1)
    before = list(_BEFORE_CALC_PROPERTIES.finditer(workbook_xml))[-1]
    made = b'<%bcalcPr fullCalcOnLoad="1"/>' % before[1]
    return workbook_xml[: before.end()] + made + workbook_xml[before.end() :]
