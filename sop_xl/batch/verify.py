"""A second opinion: the native formulas of a recalculated workbook, calculated by LibreOffice too.

SOP functions, kept cells and what TODAY and NOW gave are handed over as constants, so that the two engines answer the
same question. What LibreOffice does not know (``#NAME?``) is counted as not compared, never as equal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

from sop_xl.batch.acceptance import Acceptance
from sop_xl.batch.manifest import Difference, Verification
from sop_xl.book.calculation_copy import with_constants
from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.package import Package
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, CellAddress, a1
from sop_xl.cells.formula import Formula, FormulaList, function_names
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError, CellValue
from sop_xl.engine.libreoffice import LibreOfficeEngine, read_values
from sop_xl.functions.registry import Registry

_RELATIVE = 1e-9
_ABSOLUTE = 1e-9  # sums of large numbers that cancel out
_ALL = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
_CLOCK = frozenset({"TODAY", "NOW"})


def verify(
    data: bytes,
    label: str,
    kept: Set[CellAddress],
    registry: Registry,
    accepted: Sequence[Acceptance],
    *,
    with_values: bool,
) -> Verification:
    """Compare the values in a recalculated workbook with those that LibreOffice calculates.

    Raises
    ------
    CalculationError
        LibreOffice is not there, or cannot open the workbook.
    """
    workbook = Workbook(Package(data, label))
    sheets = {
        name: SheetXml(workbook.package.read(sheet.part), book=label, part=sheet.part)
        for name, sheet in workbook.sheets.items()
    }
    compared: dict[str, FormulaList] = {}
    constants: dict[str, set[tuple[int, int]]] = {}
    for name, xml in sheets.items():
        compared[name] = FormulaList()
        constants[name] = set()
        for formula in FormulaCells(xml):
            if CellAddress(name, formula.row, formula.column) in kept or not _is_native(formula, registry):
                constants[name].add((formula.row, formula.column))
            else:
                compared[name].append(formula)
    theirs = read_values(LibreOfficeEngine().converted(with_constants(workbook, sheets, {}, constants)), compared)
    return _compared(BookReader(workbook), label, compared, theirs, accepted, with_values=with_values)


def _is_native(formula: Formula, registry: Registry) -> bool:
    if formula.text is None:
        return False
    called = function_names(formula.text)
    return not called & _CLOCK and not any(name in registry for name in called)


def _compared(
    reader: BookReader,
    label: str,
    formulas: Mapping[str, FormulaList],
    theirs: Mapping[str, Sequence[Sequence[CellValue]]],
    accepted: Sequence[Acceptance],
    *,
    with_values: bool,
) -> Verification:
    result = Verification()
    for sheet, cells in formulas.items():
        if not cells:
            continue
        ours = {(row, column): value for row, column, value in reader.cells(sheet, _ALL)}
        for formula in cells:
            a, b = ours.get((formula.row, formula.column)), _at(theirs.get(sheet, ()), formula.row, formula.column)
            if b is CellError.NAME and a is not CellError.NAME:
                result.not_compared += 1
                continue
            result.compared += 1
            difference = _difference(a, b)
            if difference is None:
                continue
            if with_values:
                difference += f": {a!s}, LibreOffice {b!s}"
            functions = function_names(formula.text or "")
            reason = next(
                (one.reason for one in accepted if one.covers(label, sheet, formula.row, formula.column, functions)),
                None,
            )
            result.differences.append(Difference(sheet, a1(formula.row, formula.column), difference, reason))
    return result


def _at(rows: Sequence[Sequence[CellValue]], row: int, column: int) -> CellValue:
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def _difference(ours: CellValue, theirs: CellValue) -> str | None:
    """How two values differ, or None. LibreOffice saves truth values as numbers and knows fewer errors."""
    if isinstance(ours, CellError) or isinstance(theirs, CellError):
        both = isinstance(ours, CellError) and isinstance(theirs, CellError)
        return None if both else "an error in one of the two"
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        a, b = float(ours), float(theirs)
        if math.isclose(a, b, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE):
            return None
        return f"numbers that differ by {abs(a - b) / max(abs(a), abs(b)):.1e} of their size"
    if (ours or "") == (theirs or ""):
        return None
    return "different texts" if isinstance(ours, str) and isinstance(theirs, str) else "values of different kinds"
