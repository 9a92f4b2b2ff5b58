"""Sheets under the names that the engine gave them when it loaded the workbook.

It has a sheet called Sheet1 from the start and takes a ``SHEET1`` of the workbook for another one, so that the copy
that it reads spells such a name its way. Whoever asks for the calculation goes on with the names of the file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from sop_xl.cells.address import Area, CellAddress
from sop_xl.engine.port import Calculated, CalculationRequest
from sop_xl.engine.values import Rows, Values

Names = Mapping[str, str]


def spelled_otherwise(sheets: Iterable[str], loaded: Iterable[str]) -> Names:
    """Names of the file, and those of the engine, where the two differ in nothing but case."""
    known = set(loaded)
    by_letters = {name.casefold(): name for name in known}
    return {name: by_letters[name.casefold()] for name in sheets if name not in known and name.casefold() in by_letters}


def asked(request: CalculationRequest, names: Names) -> CalculationRequest:
    """A request with the engine's names."""
    if not names:
        return request
    return dataclasses.replace(
        request,
        formulas={names.get(sheet, sheet): formulas for sheet, formulas in request.formulas.items()},
        kept={_renamed(address, names): reason for address, reason in request.kept.items()},
        narrowed={_renamed(address, names) for address in request.narrowed},
        error_cells={names.get(sheet, sheet): cells for sheet, cells in request.error_cells.items()},
        obstacles={names.get(sheet, sheet): areas for sheet, areas in request.obstacles.items()},
    )


def given(calculated: Calculated, request: CalculationRequest, names: Names) -> Calculated:
    """What came out, with the names of the request."""
    if not names:
        return calculated
    back = {theirs: ours for ours, theirs in names.items()}
    return dataclasses.replace(
        calculated,
        values=_Renamed(calculated.values, names),
        formulas=request.formulas,
        spills={_renamed(address, back): area for address, area in calculated.spills.items()},
        reasons={_renamed(address, back): reason for address, reason in calculated.reasons.items()},
        origins={_renamed(a, back): _renamed(origin, back) for a, origin in calculated.origins.items()},
        not_calculated={_renamed(a, back): reason for a, reason in calculated.not_calculated.items()},
    )


def _renamed(address: CellAddress, names: Names) -> CellAddress:
    return address._replace(sheet=names.get(address.sheet, address.sheet))


class _Renamed:
    """Values asked for with other names of the sheets."""

    def __init__(self, values: Values, names: Names) -> None:
        self._values, self._names = values, names

    def rows(self, sheet: str, area: Area) -> Rows:
        """Values of an area, row by row; blank where there is nothing."""
        return self._values.rows(self._names.get(sheet, sheet), area)
