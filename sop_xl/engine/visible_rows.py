"""SUBTOTAL and AGGREGATE over rows that are hidden, of which the engine knows nothing.

Where they leave such rows out, their ranges are written as the stretches of rows that show. SUBTOTAL of the kinds up to
11 leaves out what a filter hides, and takes what is hidden by hand; the file does not tell the two apart within a list
that a filter shows a part of, but there Excel leaves out both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import formualizer as fz

from sop_xl.book.hidden_rows import HiddenRows
from sop_xl.cells.address import Area, CellAddress, quote_sheet
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Formulas
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.native_functions import FIRST_RANKED
from sop_xl.engine.references import area_of
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.sop_text import mentions

_NAMES = ("SUBTOTAL", "AGGREGATE")
_CALL = re.compile(rf"(?<![\w.])(?:_XLFN\.)?({'|'.join(_NAMES)})\(", re.IGNORECASE)
_TOLD = "a subtotal that leaves out hidden rows, in a way that is not to be told"
_WITH_HIDDEN = range(1, 12)  # kinds of SUBTOTAL that take what is hidden by hand
_WITHOUT_HIDDEN = range(101, 112)
_TAKING_ALL = ("0", "2", "4", "6")  # options of AGGREGATE
_LEAVING_OUT = ("1", "3", "5", "7")
_LONGEST = 60_000  # characters of a formula that the engine reads
_ROOM = 10_000_000  # characters of all that are written anew

_Names = Mapping[str, tuple[str, Area]]


class _CannotTellError(Exception):
    """Which rows a call leaves out is not to be told, or would take too many ranges."""


class VisibleRows:
    """The subtotals of one workbook over sheets that do not show all rows."""

    def __init__(self, workbook: fz.Workbook, hidden: Mapping[str, HiddenRows]) -> None:
        self._workbook = workbook
        self._hidden = {name.casefold(): rows for name, rows in hidden.items()}
        self.has_written = False

    def write(self, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]) -> dict[CellAddress, str]:
        """Write the formulas anew that leave out hidden rows, and give those that cannot be, with the reason."""
        new, kept, room = dict[CellAddress, str](), dict[CellAddress, str](), _ROOM
        for sheet, cells in formulas.items() if self._hidden else ():
            names = named_areas(self._workbook, sheet)
            for formula in cells.select(lambda text, _: mentions(text, _NAMES)):
                address = CellAddress(sheet, formula.row, formula.column)
                text = (self._workbook.get_formula(*address) or "").removeprefix("=")
                if not text or address in left_out:
                    continue
                try:
                    written = self._written(text, sheet, names)
                except _CannotTellError:
                    kept[address] = _TOLD
                    continue
                if written != text:
                    room -= len(written)
                    if room < 0 or len(written) > _LONGEST:
                        kept[address] = _TOLD
                    else:
                        new[address] = written
        write_formulas(self._workbook, new)
        self.has_written = bool(new)
        return kept

    def _written(self, text: str, sheet: str, names: _Names) -> str:
        def replaced(name: str, arguments: Sequence[str]) -> str | None:
            if name == "AGGREGATE" and arguments[1:2] and arguments[1] in _TAKING_ALL:
                return None
            fixed = 1 if name == "SUBTOTAL" else 2
            ranges = list(arguments[fixed:])
            shown = [one for argument in ranges for one in self._shown(name, arguments, argument, sheet, names)]
            return None if shown == ranges else f"{name}({','.join([*arguments[:fixed], *shown])})"

        return replace_calls(text, _CALL, replaced)

    def _shown(self, name: str, arguments: Sequence[str], argument: str, sheet: str, names: _Names) -> Iterator[str]:
        """An argument as the ranges of it that count."""
        where = area_of(argument, sheet) or names.get(argument.lower())
        if where is None:
            if any(one in (argument if "!" in argument else sheet).casefold() for one in self._hidden):
                raise _CannotTellError
            yield argument
            return
        hidden = self._hidden.get(where[0].casefold())
        stretches = [] if hidden is None else _left_out(name, arguments, where[1], hidden)
        if not stretches:
            yield argument
            return
        pieces = list(_between(where[1], stretches))
        if not pieces:
            raise _CannotTellError
        yield from (f"{quote_sheet(where[0])}!{_absolute(piece)}" for piece in pieces)


def _left_out(name: str, arguments: Sequence[str], area: Area, hidden: HiddenRows) -> list[range]:
    """Stretches of rows that a call leaves out of an area."""
    if hidden.rows is None:
        raise _CannotTellError
    here = [rows for rows in hidden.rows if rows.start <= area.bottom and rows.stop > area.top]
    if not here:
        return []
    by_filter = [any(rows.start in list_ and rows[-1] in list_ for list_ in hidden.filtered) for rows in here]
    kind = int(arguments[0]) if arguments[0].isdigit() else 0
    if name == "AGGREGATE" and 0 < kind < FIRST_RANKED and arguments[1] in _LEAVING_OUT:
        return here
    if name == "SUBTOTAL" and kind in _WITHOUT_HIDDEN:
        return here
    if name == "SUBTOTAL" and kind in _WITH_HIDDEN and (not hidden.filtered or all(by_filter)):
        return here if hidden.filtered else []
    raise _CannotTellError


def _between(area: Area, left_out: Sequence[range]) -> Iterator[Area]:
    top = area.top
    for rows in left_out:
        if rows.start > top:
            yield area._replace(top=top, bottom=rows.start - 1)
        top = max(top, rows.stop)
    if top <= area.bottom:
        yield area._replace(top=top)


def _absolute(area: Area) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", str(area))
