"""Whatever reads a cell that was not calculated is not calculated either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, parse_address
from sop_xl.cells.formula import Formulas
from sop_xl.engine.port import FOREIGN
from sop_xl.engine.sop_text import mentions

_ALL = 2**31 - 1  # no budget: a truncated list of dependents would hide stale cells
_ON_FOREIGN = "depends on foreign"


class Dependents:
    """The formulas of one calculated workbook by what they read; ``spills`` are the areas that arrays fill."""

    def __init__(
        self, workbook: fz.Workbook, formulas: Mapping[str, Formulas], spills: Mapping[CellAddress, Area]
    ) -> None:
        self._workbook, self._formulas, self._spills = workbook, formulas, spills
        self._saved_areas = {
            CellAddress(sheet, formula.row, formula.column): formula.area
            for sheet, cells in formulas.items()
            for formula in cells.arrays
            if formula.area is not None
        }

    def mark(self, not_calculated: MutableMapping[CellAddress, str]) -> None:
        """Add all that depend on some cells to them, with the reason."""
        if not_calculated:
            self._mark_far_readers(not_calculated)
        waiting = sorted(not_calculated)
        while waiting:
            source = waiting.pop()
            for address in list(self._readers(source)):
                if address in not_calculated:
                    self._forget(address)
                    continue
                is_foreign = not_calculated[source].startswith((FOREIGN, _ON_FOREIGN))
                not_calculated[address] = f"{_ON_FOREIGN if is_foreign else 'depends on'} {source}"
                waiting.append(address)

    def _forget(self, address: CellAddress) -> None:
        """Empty a cell that was found twice: many that read one list would be found as often as that has cells."""
        if self._spills.get(address, address.area) == address.area and address not in self._saved_areas:
            self._workbook.set_value(*address, None)

    def _readers(self, home: CellAddress) -> Iterator[CellAddress]:
        """Formulas that read a cell, or one that its array fills now or filled when the workbook was saved."""
        for area in {self._spills.get(home, home.area), self._saved_areas.get(home, home.area)}:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    cell = str(CellAddress(home.sheet, row, column))
                    report = self._workbook.dependents(cell, max_results=_ALL, max_work=_ALL)
                    yield from (parse_address(dependent.cell) for dependent in report.dependents)

    def _mark_far_readers(self, not_calculated: MutableMapping[CellAddress, str]) -> None:
        """INDIRECT and OFFSET read cells that the engine does not know beforehand; it might be one of those."""
        for sheet, formulas in self._formulas.items():
            for formula in formulas.select(lambda text, _: mentions(text, ("INDIRECT", "OFFSET"))):
                address = CellAddress(sheet, formula.row, formula.column)
                not_calculated.setdefault(address, "INDIRECT or OFFSET beside cells that were not calculated")
