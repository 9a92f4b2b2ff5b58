"""INDIRECT to a name or a table, ``SUM(INDIRECT("Orders[Units]"))``, which the engine does not find by itself.

Where such a formula comes out as an error, the text that INDIRECT is given goes through a call of ours that makes plain
cells of names and tables. Being calculated once more also helps those that the engine reached before what they read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, quote_sheet
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Formulas
from sop_xl.engine.engine_errors import given_back
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.own_functions import register
from sop_xl.engine.references import area_of
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.sop_text import mentions

_PLACE = "SOP_XL_PLACE"
_CALL = re.compile(r"(?<![\w.])(INDIRECT)\(", re.IGNORECASE)
_OF_THE_ROW = re.compile(r"@|#this row", re.IGNORECASE)  # a text does not tell of which
_LOST = "an INDIRECT to what the engine does not find"


class IndirectReferences:
    """The formulas of one workbook that call INDIRECT."""

    def __init__(
        self, workbook: fz.Workbook, formulas: Mapping[str, Formulas], plain: Callable[[str, str], str]
    ) -> None:
        """``plain`` gives a formula on a sheet with its names and tables as the cells that they stand for."""
        self._workbook, self._formulas, self._plain = workbook, formulas, plain
        self._mended: set[CellAddress] = set()
        self._names: dict[str, dict[str, tuple[str, Area]]] = {}
        register(workbook, _PLACE, self._place, (2, 2))

    def mend(self, errors: Collection[CellAddress], evaluate: Callable[[], None]) -> bool:
        """Write anew those that came out as errors, each once; tell whether there was one."""
        due = [address for address in self._among(errors) if address not in self._mended]
        if not due:
            return False
        self._mended.update(due)
        for sheet in {address.sheet for address in due} - self._names.keys():  # in a call of ours it is too late to ask
            self._names[sheet] = named_areas(self._workbook, sheet)
        texts = {address: (self._workbook.get_formula(*address) or "").removeprefix("=") for address in due}
        write_formulas(self._workbook, {at: self._placed(text, at.sheet) for at, text in texts.items() if text})
        evaluate()
        return True

    def lost(self, errors: Collection[CellAddress]) -> dict[CellAddress, str]:
        """Those that are errors in the end, with the reason to keep them."""
        return dict.fromkeys(self._among(errors), _LOST)

    def _among(self, errors: Collection[CellAddress]) -> Iterator[CellAddress]:
        for sheet, formulas in self._formulas.items() if errors else ():
            for formula in formulas.select(lambda text, _: mentions(text, ("INDIRECT",))):
                address = CellAddress(sheet, formula.row, formula.column)
                if address in errors:
                    yield address

    def _placed(self, text: str, sheet: str) -> str:
        def replaced(name: str, arguments: Sequence[str]) -> str:
            quoted = sheet.replace('"', '""')
            return f'{name}({_PLACE}("{quoted}",{arguments[0]}))'

        return replace_calls(text, _CALL, replaced)

    def _place(self, sheet: str, text: Any) -> Any:  # noqa: ANN401  # a cell of any kind
        if not isinstance(text, str) or area_of(text, sheet) is not None or _OF_THE_ROW.search(text):
            return given_back(text)
        named = self._names[sheet].get(text.strip().lower())
        if named is not None:
            return f"{quote_sheet(named[0])}!{named[1]}"
        plain = self._plain(text.strip(), sheet)
        return text if area_of(plain, sheet) is None else plain
