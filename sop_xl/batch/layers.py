"""Two engines for one workbook: one that knows native formulas only, and the registry for SOP functions.

In rounds: the native engine calculates with the SOP results as constants, the SOP formulas are computed from its
values, until their results no longer change. A workbook without circles settles after as many rounds as SOP formulas
stand behind one another, plus one that confirms it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import partial

from sop_xl.book.calculation_copy import calculation_copy, with_constants
from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.linked_names import LinkedNames
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.splice import splice_values
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import CellAddress
from sop_xl.cells.dates import to_serial
from sop_xl.cells.formula import FormulaList, Formulas, function_names
from sop_xl.cells.values import CellError, CellValue
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.port import Calculated, CalculationRequest, Engine
from sop_xl.engine.values import PatchedValues
from sop_xl.errors import CalculationError
from sop_xl.functions.registry import Registry

_MOST_ROUNDS = 25

Sheets = Mapping[str, SheetXml]
Positions = Mapping[str, Set[tuple[int, int]]]


@dataclass(frozen=True)
class _Split:
    """The formulas of a workbook, native and SOP."""

    native: Mapping[str, FormulaList]
    sop: Mapping[str, FormulaList]

    @classmethod
    def of(cls, formulas: Mapping[str, Formulas], kept: Set[CellAddress], registry: Registry) -> _Split:
        native: dict[str, FormulaList] = {}
        sop: dict[str, FormulaList] = {}
        for sheet, cells in formulas.items():
            native[sheet], sop[sheet] = FormulaList(), FormulaList()
            for formula in cells:
                if CellAddress(sheet, formula.row, formula.column) not in kept:
                    is_sop = any(name in registry for name in function_names(formula.text or ""))
                    (sop if is_sop else native)[sheet].append(formula)
        return cls(native, sop)


def calculate_in_layers(
    native_engine: Engine,
    registry: Registry,
    workbook: Workbook,
    sheets: Sheets,
    formulas: Mapping[str, Formulas],
    link_parts: Mapping[str, bytes],
    kept: Mapping[CellAddress, str],
    as_of: dt.date,
    linked: LinkedNames,
) -> Calculated:
    """Calculate a workbook with an engine that knows no SOP function.

    Raises
    ------
    CalculationError
        The results do not settle: the formulas depend on each other in a circle.
    """
    split = _Split.of(formulas, set(kept), registry)
    sop_engine = EmbeddedEngine(registry)
    current, calls = dict(sheets), 0
    today = to_serial(as_of, date1904=workbook.calculation.date1904)
    for _ in range(_MOST_ROUNDS):
        copy = partial(with_constants, workbook, current, link_parts, _positions(split.sop, kept), today)
        native = native_engine.calculate(CalculationRequest(copy, split.native, as_of))
        unknown = _unknown(split.native, native)
        current = _filled(current, split.native, native, _positions(split.sop, {**kept, **unknown}))
        constants = _positions(split.native, kept)
        copy = partial(calculation_copy, workbook, current, _scanned(current), link_parts, constants, linked)
        sop = sop_engine.calculate(CalculationRequest(copy, split.sop, as_of, date1904=workbook.calculation.date1904))
        calls += sop.sop_calls
        settled = _filled(current, split.sop, sop, _positions(split.native, kept))
        if all(settled[name].data == current[name].data for name in current):
            return _joined(native, sop, formulas, {**kept, **unknown}, calls)
        current = settled
    raise CalculationError(
        f"the results did not settle in {_MOST_ROUNDS} rounds",
        argument=workbook.name,
        hint="Look for a circle between native formulas and SOP functions.",
    )


def _scanned(sheets: Sheets) -> dict[str, FormulaCells]:
    """Formula cells with the ranges that their arrays fill by now."""
    return {name: FormulaCells(sheet) for name, sheet in sheets.items()}


def _positions(formulas: Mapping[str, Formulas], kept: Mapping[CellAddress, str]) -> Positions:
    found = {sheet: {(f.row, f.column) for f in cells} for sheet, cells in formulas.items()}
    for address in kept:
        found.setdefault(address.sheet, set()).add((address.row, address.column))
    return found


def _unknown(formulas: Mapping[str, Formulas], native: Calculated) -> dict[CellAddress, str]:
    """Cells that the native engine could not name a function of: they keep their saved value."""
    return {
        CellAddress(sheet, f.row, f.column): "the native engine does not know a function or name of the formula"
        for sheet, cells in formulas.items()
        for f in cells
        if native.value(sheet, f.row, f.column) is CellError.NAME
    }


def _filled(
    sheets: Sheets, formulas: Mapping[str, Formulas], calculated: Calculated, others: Positions
) -> dict[str, SheetXml]:
    """The sheets with the values of some formulas put in."""
    filled = dict(sheets)
    scanned = _scanned(sheets)
    for name, cells in formulas.items():
        if len(cells):
            spills = {(a.row, a.column): area for a, area in calculated.spills.items() if a.sheet == name}
            keep = frozenset(others.get(name, ()))
            data = splice_values(sheets[name], partial(calculated.rows, name), scanned[name].arrays, spills, keep)
            filled[name] = sheets[name].with_data(data)
    return filled


def _joined(
    native: Calculated,
    sop: Calculated,
    formulas: Mapping[str, Formulas],
    kept: Mapping[CellAddress, str],
    calls: int,
) -> Calculated:
    """One result of both: every cell from the engine that owns it."""
    patches: dict[CellAddress, CellValue] = {}
    for sheet, cells in sop.formulas.items():
        for formula in cells:
            home = CellAddress(sheet, formula.row, formula.column)
            area = sop.spills.get(home, home.area)
            for row, line in enumerate(sop.rows(sheet, area), start=area.top):
                for column, value in enumerate(line, start=area.left):
                    patches[CellAddress(sheet, row, column)] = value
    values = PatchedValues(native.values, patches)
    spills = {**native.spills, **sop.spills}
    not_calculated = {**native.not_calculated, **sop.not_calculated, **kept}
    return Calculated(values, formulas, spills, calls, sop.reasons, sop.origins, not_calculated)
