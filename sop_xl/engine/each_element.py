"""Functions of single values that are given ranges: ``SUMPRODUCT(LEN(A1:A3))``, ``FILTER(A1:B9,YEAR(A1:A9)=2024)``.

Excel computes every element; the engine takes the first one only. Once it has calculated, and tells its formulas, such
calls are written anew as calls of ours. Those have the engine itself compute the elements, each different one once, as
formulas of single cells in a workbook of their own; so an element comes out as it would in a cell. Searches for several
values go the same way in, and out as many calls (see ``spread_calls``); so does AGGREGATE of a computed array.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, column_letters
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.cells.values import CellError
from sop_xl.engine.coverage import Coverage
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.engine_errors import error_of, error_value, given_back
from sop_xl.engine.engine_values import engine_rows, rows_of
from sop_xl.engine.named_areas import names_in
from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES
from sop_xl.engine.own_functions import evaluate_all, register
from sop_xl.engine.ranked_aggregates import is_ranked, register_ranked
from sop_xl.engine.references import area_of
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.sop_text import EACH
from sop_xl.engine.spread_calls import SEARCHES, SPREAD, TooManyCallsError, register_spread, spread

_RANKED = "AGGREGATE"
_NAMES = OF_SINGLE_VALUES | OF_PLACES | SEARCHES.keys() | {_RANKED}
_CALL = re.compile(rf"(?<![\w.])(?:_XLFN\.)?({'|'.join(map(re.escape, sorted(_NAMES)))})\(", re.IGNORECASE)
_OF_TABLE = re.compile(r"[\w.]*\[(?:[^\[\]]|\[[^\]]*\])*\]")
_SINGLE = re.compile(r"-?[\d.]+(?:E[-+]?\d+)?|\"[^\"]*\"|TRUE|FALSE|(?:[\w.]+!)?\$?[A-Z]{1,3}\$?\d+", re.IGNORECASE)
_SHEET = "s"
_UNREAD = "a function of single values over a range, in a formula that the engine does not read back"
_TOO_MANY = "searches for more values at once than can be told one by one"
_ROOM = 10_000_000  # characters of formulas that one call makes many in
_AT_ONCE = 20_000  # elements that are computed in one workbook

_Element = tuple[type, Any]
_Key = tuple[_Element, ...]


class EachElement:
    """The calls of one workbook that are computed element by element."""

    def __init__(self, workbook: fz.Workbook, new_workbook: Callable[[], fz.Workbook]) -> None:
        """``new_workbook`` makes an empty one that calculates in the same way."""
        self._workbook, self._new_workbook = workbook, new_workbook
        self._known: dict[str, dict[_Key, Any]] = {}
        self.has_written = False

    def write(
        self,
        formulas: Mapping[str, Formulas],
        left_out: Collection[CellAddress],
        coverage: Coverage,
        ranges: frozenset[str],
    ) -> dict[CellAddress, str]:
        """Write the formulas anew that have such calls, and give those that cannot be, with the reason.

        ``ranges`` are the names that stand for more than one cell.
        """

        def may_have(text: str | None, _: Spread) -> bool:
            if text is None or not _CALL.search(text):
                return False
            # What other names stand for only the engine's text tells.
            return coverage.computes_elements(text, ranges) or bool(names_in(_OF_TABLE.sub("", text)))

        new: dict[CellAddress, str] = {}
        unread: dict[CellAddress, str] = {}
        too_many: dict[CellAddress, str] = {}
        room = _ROOM
        for sheet, cells in formulas.items():
            positions = [at for copies in cells.copies(may_have) for at in copies.positions]
            fit = {at for at in positions if CellAddress(sheet, *at) not in left_out}
            unread |= dict.fromkeys((CellAddress(sheet, *at) for at in fit), _UNREAD)
            for copies in engine_copies(self._workbook, sheet, sorted(fit)):
                for position in copies.positions:
                    del unread[CellAddress(sheet, *position)]
                if coverage.computes_elements(copies.example, ranges):
                    for position, text in zip(copies.positions, copies.texts or (), strict=True):
                        address, written = CellAddress(sheet, *position), self._written_anew(text)
                        room -= len(written) if SPREAD in written else 0
                        if written and (room >= 0 or SPREAD not in written):
                            new[address] = written
                        else:
                            too_many[address] = _TOO_MANY
        unread = {address: why for address, why in unread.items() if self._workbook.get_formula(*address)}
        if new:
            register_spread(self._workbook)
            register_ranked(self._workbook, f"{EACH}{_RANKED}")
            write_formulas(self._workbook, new)
        self.has_written = bool(new)
        return unread | too_many

    def _written_anew(self, text: str) -> str:
        """A formula with our calls; nothing where they would be too many."""
        try:
            return replace_calls(text, _CALL, self._replaced)
        except TooManyCallsError:
            return ""

    def _replaced(self, name: str, arguments: Sequence[str]) -> str | None:
        if name in SEARCHES:
            return spread(name, arguments)
        if name == _RANKED:
            return f"{EACH}{name}({','.join(arguments)})" if is_ranked(arguments) else None
        if all(map(_SINGLE.fullmatch, arguments)) or "" in arguments:
            return None
        if name in OF_PLACES:
            where = area_of(arguments[0], _SHEET) if arguments else None
            sheets = {_SHEET, *map(str.casefold, self._workbook.sheet_names)}
            if where is None or where[0].casefold() not in sheets or where[1].rows * where[1].columns == 1:
                return None
            arguments = [str(end) for end in (where[1][::2] if name == "ROW" else where[1][1::2])]
        if name not in self._known:
            self._known[name] = {}
            computed = {"ROW": _down, "COLUMN": _across}.get(name, partial(self._compute, name))
            register(self._workbook, f"{EACH}{name}", computed, (1, 255))
        return f"{EACH}{name}({','.join(arguments)})"

    def _compute(self, name: str, *arguments: Any) -> Any:  # noqa: ANN401  # cells of any kind, and ranges of them
        known = self._known[name]
        rows = [rows_of(argument) for argument in arguments]
        height, width = max(map(len, rows)), max(len(one[0]) for one in rows)
        keys = [[tuple(_element(one, row, column) for one in rows) for column in range(width)] for row in range(height)]
        self._learn(name, known, (key for line in keys for key in line if key not in known))
        found = [[known[key] for key in line] for line in keys]
        return found if any(isinstance(argument, list) for argument in arguments) else found[0][0]

    def _learn(self, name: str, known: dict[_Key, Any], unknown: Iterable[_Key]) -> None:
        """Compute what is not known yet, each different call once."""
        different = iter(dict.fromkeys(unknown))
        while batch := list(islice(different, _AT_ONCE)):
            known.update(zip(batch, self._computed(name, batch), strict=True))

    def _computed(self, name: str, keys: Sequence[_Key]) -> list[Any]:
        """Results of calls with single values."""
        workbook, width = self._new_workbook(), len(keys[0])
        workbook.add_sheet(_SHEET)
        workbook.set_values_batch(_SHEET, 1, 1, [[_held(*element) for element in key] for key in keys])
        columns = [column_letters(column) for column in range(1, width + 1)]
        calls = [[f"={name}({','.join(f'{column}{row}' for column in columns)})"] for row in range(1, len(keys) + 1)]
        workbook.set_formulas_batch(_SHEET, 1, width + 1, calls)
        evaluate_all(workbook)
        area = Area(1, width + 1, len(keys), width + 1)
        return [given_back(row[0]) for row in engine_rows(workbook, _SHEET, area)]


def _down(first: float, last: float) -> list[list[float]]:
    return [[float(row)] for row in range(int(first), int(last) + 1)]


def _across(first: float, last: float) -> list[list[float]]:
    return [[float(column) for column in range(int(first), int(last) + 1)]]


def _element(rows: Sequence[Sequence[Any]], row: int, column: int) -> _Element:
    """An element by kind and contents; a single row or column stands for all, and beyond others there is #N/A."""
    row, column = (0 if len(rows) == 1 else row), (0 if len(rows[0]) == 1 else column)
    if row >= len(rows) or column >= len(rows[row]):
        return dict, CellError.NA
    value = rows[row][column]
    if value.__class__ is dict:
        return dict, error_of(value) or CellError.VALUE
    return value.__class__, value


def _held(kind: type, value: Any) -> Any:  # noqa: ANN401  # a cell of any kind
    return error_value(value) if kind is dict else value
