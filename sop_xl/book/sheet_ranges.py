"""References through several sheets, ``SUM(Jan:Dec!B5)``, as a reference to each: ``SUM(Jan!B5,Feb!B5,…)``.

Excel takes the sheets by the order of their tabs, hidden ones included. Functions that make one value of all that they
are given do not tell the two apart; only their arguments are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_xl.cells.address import quote_sheet
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.values import LONGEST_FORMULA

_FUNCTIONS = """AVEDEV AVERAGE AVERAGEA COUNT COUNTA DEVSQ GEOMEAN HARMEAN HSTACK KURT MAX MAXA MEDIAN MIN MINA PRODUCT
SKEW STDEV STDEVA STDEVP STDEVPA STDEV.P STDEV.S SUM SUMSQ VAR VARA VARP VARPA VAR.P VAR.S VSTACK""".split()
_CALL = re.compile(rf"(?<![\w.])((?:_XLFN\.)?(?:{'|'.join(map(re.escape, _FUNCTIONS))}))\(", re.IGNORECASE)
_ADDRESS = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
_QUOTED, _BARE = r"(?:[^':\[\]]|'')+", r"[^\W\d][\w.]*"
_THROUGH = re.compile(
    rf"\(*(?:'(?P<first>{_QUOTED}):(?P<last>{_QUOTED})'|(?P<one>{_BARE}):(?P<other>{_BARE}))!(?P<at>{_ADDRESS})\)*",
    re.IGNORECASE,
)
_PERHAPS = re.compile(rf"(?:[^:\[\]]:{_QUOTED}'|(?<![\w.!$]){_BARE}:{_BARE})!")
_MOST_SHEETS = 255  # as many arguments as a call may have
_LONGEST = 8 * LONGEST_FORMULA


class SheetRanges:
    """The sheets of a workbook, in the order of their tabs."""

    def __init__(self, sheets: Sequence[str]) -> None:
        self._sheets = list(sheets)
        self._places = {name.casefold(): at for at, name in enumerate(self._sheets)}

    def mentioned(self, formula: str) -> bool:
        """Tell whether a formula may refer through several sheets."""
        return "!" in formula and _PERHAPS.search(formula) is not None

    def resolve(self, formula: str) -> str:
        """The formula with such references replaced as far as the functions that take them allow it."""
        if not self.mentioned(formula):
            return formula
        new = replace_calls(formula, _CALL, self._replaced)
        return new if len(new) <= _LONGEST else formula

    def _replaced(self, name: str, arguments: Sequence[str]) -> str | None:
        new = [one for argument in arguments for one in self._each(argument)]
        return None if new == list(arguments) or len(new) > _MOST_SHEETS else f"{name}({','.join(new)})"

    def _each(self, argument: str) -> list[str]:
        match = _THROUGH.fullmatch(argument)
        if match is None:
            return [argument]
        ends = [
            self._places.get((match[quoted] or match[bare]).replace("''", "'").casefold())
            for quoted, bare in (("first", "one"), ("last", "other"))
        ]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return [argument]
        return [f"{quote_sheet(name)}!{match['at']}" for name in self._sheets[min(known) : max(known) + 1]]
