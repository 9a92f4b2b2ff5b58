"""Native functions of ours that tell for themselves where nobody but Excel knows what they give.

A function that is in doubt says so, and what it gives then may be swallowed by IFERROR, COUNT or a comparison. So each
formula that calls one of them is calculated once more by itself, and kept where the doubt comes up again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

import formualizer as fz

from sop_xl.cells.address import CellAddress
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value
from sop_xl.engine.laid_arrays import unwrapped
from sop_xl.engine.native import capital, chances, matrices, number_bases
from sop_xl.engine.native.calendar_months import BEFORE_1904
from sop_xl.engine.native.native_call import IN_DOUBT, NativeCall
from sop_xl.engine.native.securities import securities
from sop_xl.engine.native_functions import OF_OURS
from sop_xl.engine.own_functions import register
from sop_xl.engine.questions import Questions
from sop_xl.engine.sop_text import mentions

_TOLD = "a result that hangs on roundings, or on what Excel does not document"


def functions_of_ours(*, date1904: bool) -> dict[str, NativeCall]:
    """All of them; dates that securities are given count from 1900 or from 1904."""
    families = (matrices.FUNCTIONS, number_bases.FUNCTIONS, capital.FUNCTIONS, chances.FUNCTIONS)
    undated = {name: call for family in families for name, call in family.items()}
    return undated | securities(BEFORE_1904 if date1904 else 0)


class UncertainCalls:
    """Those functions in one workbook, where its formulas call any."""

    def __init__(self, workbook: fz.Workbook, formulas: Iterable[Formulas], *, date1904: bool) -> None:
        self._workbook = workbook
        self._came_up = False
        if not any(mentions(kind.text, OF_OURS) for cells in formulas for kind in cells.kinds()):
            return
        for name, function in functions_of_ours(date1904=date1904).items():
            call = partial(self._value, function.computed)
            for full in (name, f"_XLFN.{name}"):
                register(workbook, full, call, (function.fewest, function.most), replaces=True)

    def to_keep_for(
        self, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress], asking: Questions
    ) -> dict[CellAddress, str]:
        """Formulas that came upon such a doubt, with the reason."""
        if not self._came_up:
            return {}
        found = {}
        for sheet, cells in formulas.items():
            for formula in cells.select(_may_call):
                address = CellAddress(sheet, formula.row, formula.column)
                if address not in left_out and self._is_in_doubt(address, asking):
                    found[address] = _TOLD
        return found

    def _is_in_doubt(self, address: CellAddress, asking: Questions) -> bool:
        text = unwrapped(self._workbook.get_formula(*address) or "")
        self._came_up = False
        if mentions(text, OF_OURS):
            asking.value(address, f"=COUNT({text})")  # which spills over nothing
        return self._came_up

    def _value(self, computed: Callable[..., Any], *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
        result = computed(*parts)
        if result is IN_DOUBT:
            self._came_up = True
            return error_value(CellError.NUM)
        return error_value(result) if isinstance(result, CellError) else result


def _may_call(text: str | None, _: Spread) -> bool:
    return mentions(text, OF_OURS)
