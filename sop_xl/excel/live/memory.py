"""What the functions of each cell refused last, so that ``SOP_WHY`` can tell it."""

from __future__ import annotations

from collections import OrderedDict

from sop_xl.cells.encode import Outcome
from sop_xl.cells.formula import function_names
from sop_xl.cells.values import CellError
from sop_xl.errors import SopError

_MOST_CELLS = 20_000


class RefusalMemory:
    """Outcomes of the latest calls by calling cell and function; only the reasons are kept, not the grids."""

    def __init__(self, most_cells: int = _MOST_CELLS) -> None:
        self._most = most_cells
        self._cells: OrderedDict[str, dict[str, dict[tuple[int, int], SopError]]] = OrderedDict()

    def note(self, caller: str, function: str, outcome: Outcome) -> None:
        """Remember what a function said when a cell called it, also when it refused nothing."""
        calls = self._cells.pop(caller, {})
        calls[function] = outcome.reasons
        self._cells[caller] = calls
        if len(self._cells) > self._most:
            self._cells.popitem(last=False)

    def knows(self, caller: str, formula: str) -> bool:
        """Tell whether every SOP function of a formula has been called by its cell."""
        called = {name for name in function_names(formula) if name.startswith("SOP_")}
        return called <= set(self._cells.get(caller, {}))

    def reason(self, caller: str, formula: str, error: CellError, at: tuple[int, int]) -> SopError | None:
        """The refusal behind an error: that of its own place in the spilled range, else the first of its kind."""
        calls = self._cells.get(caller, {})
        candidates = [calls[name] for name in sorted(function_names(formula)) if name in calls]
        for reasons in candidates:
            own = reasons.get(at)
            if own is not None and own.cell == error.value:
                return own
        for reasons in candidates:
            for place in sorted(reasons):
                if reasons[place].cell == error.value:
                    return reasons[place]
        return None
