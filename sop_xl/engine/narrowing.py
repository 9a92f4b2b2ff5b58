"""Plain formulas with the one cell that Excel takes of a range where a single value is meant (see ``intersection``).

``VLOOKUP(A:A,Prices,2,0)`` in row 5 looks up A5, and ``Price*Units`` multiplies what stands in its own row of the two
names. The engine is first given such formulas asleep, so that it does not compute whole columns, and then, when it
tells its formulas, each with its own cells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress, a1, quote_sheet
from sop_xl.cells.values import CellError
from sop_xl.engine.intersection import ALWAYS_NARROW, TAKE_ARRAYS, Intersections
from sop_xl.engine.long_numbers import function_of
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES
from sop_xl.engine.parsing import UnreadableFormulaError, composed, parse
from sop_xl.engine.references import area_of
from sop_xl.engine.rewriting import write_formulas
from sop_xl.engine.spread_calls import SEARCHES, is_range

_UNREAD = "a range where one cell is meant, in a formula that the engine does not read back"
_OF_RANGES = (":", ",", " ", "#", "@")
_GIVE_RANGES = ("INDEX", "INDIRECT", "OFFSET")
_TAKE_ONE_CELL = OF_SINGLE_VALUES | SEARCHES.keys() | {"INDEX", "OFFSET", "SUBTOTAL"}
_GUARDS = ("IFERROR", "IFNA")
_SIZE_OF_OFFSET = 3
ALL = "0+"  # of the arguments are ranges


class CannotNarrowError(Exception):
    """A range stands where one value is meant, and which cell of it is taken cannot be written down."""


class Narrowing:
    """Writes one cell for a range wherever Excel takes one."""

    def __init__(
        self,
        intersections: Intersections,
        one_cell: Callable[[str], str],
        ranges_of: Callable[[str], str | None],
    ) -> None:
        """Take what is to be known of ranges and functions.

        ``one_cell`` gives what is taken of a range, and ``ranges_of`` tells which arguments of a function are ranges
        (as in ``SEARCHES``), or None for one that gives arrays.
        """
        self._intersections, self._one_cell, self._ranges_of = intersections, one_cell, ranges_of

    def narrowed(self, text: str) -> str:
        """The formula with one cell for each range of which Excel takes one.

        Raises
        ------
        CannotNarrowError
        """
        return self._part(parse(text), wants_value=True)

    def _part(self, node: fz.ASTNode, *, wants_value: bool) -> str:
        kind, text = node.node_type(), node.to_formula().removeprefix("=")
        if kind == "Reference":
            return self._one_cell(text) if wants_value and self._intersections.is_range(text) else text
        if kind == "Array" and wants_value:
            raise CannotNarrowError
        name, children = function_of(node), node.children()
        if name in TAKE_ARRAYS and self._ranges_of(name) is not None:
            if self._intersections.anywhere_in(node.to_dict()):
                raise CannotNarrowError
            return text
        if kind == "Function":
            wanted = self._wanted_of_call(name, children, wants_value=wants_value)
        else:
            wanted = self._wanted_of_sides(node.get_operator(), len(children), wants_value=wants_value)
        parts = [self._part(child, wants_value=one) for child, one in zip(children, wanted, strict=True)]
        return composed(node, parts) if children else text

    def _wanted_of_sides(self, operator: str | None, count: int, *, wants_value: bool) -> Sequence[bool]:
        """Of which operands one value is wanted."""
        if operator not in _OF_RANGES:
            return [True] * count
        if wants_value:
            raise CannotNarrowError
        return [False] * count

    def _wanted_of_call(self, name: str, arguments: Sequence[fz.ASTNode], *, wants_value: bool) -> Sequence[bool]:
        """Of which arguments one value is wanted, by whether one is wanted of the call."""
        count, ranges = len(arguments), self._ranges_of(name)
        if name in ALWAYS_NARROW:
            if name in _GUARDS and not wants_value and any(map(self._is_of_cells, arguments)):
                raise CannotNarrowError  # nobody has told whether they give a range on
            return [True, *[wants_value] * (count - 1)][:count]
        if ranges is None or name in OF_PLACES:
            raise CannotNarrowError
        # SUM(A1:A9*2) is known to take one cell; what others make of a computed range is not to be told for each.
        if ranges != ALL and any(is_range(ranges, at) and self._computes(one) for at, one in enumerate(arguments)):
            raise CannotNarrowError
        # Nor is what others make of a range where they take one value: those of the Analysis ToolPak refuse it.
        values = [one for at, one in enumerate(arguments) if not is_range(ranges, at)]
        if name not in _TAKE_ONE_CELL and any(map(self._is_of_cells, values)):
            raise CannotNarrowError
        if wants_value and name == "OFFSET" and count > _SIZE_OF_OFFSET:
            raise CannotNarrowError
        if wants_value and name == "INDEX" and any(map(_is_nothing, arguments[1:])):
            raise CannotNarrowError
        return [not is_range(ranges, at) for at in range(count)]

    def _computes(self, node: fz.ASTNode) -> bool:
        """Tell whether a part of a formula is no range, but made of one."""
        is_plain = node.node_type() in ("Reference", "Array") or function_of(node) in _GIVE_RANGES
        return not is_plain and node.get_operator() != ":" and self._holds_range(node)

    def _is_of_cells(self, node: fz.ASTNode) -> bool:
        return node.node_type() == "Reference" and self._intersections.is_range(node.to_formula().removeprefix("="))

    def _holds_range(self, node: fz.ASTNode) -> bool:
        if self._is_of_cells(node):
            return True
        return any(map(self._holds_range, node.children()))


def _is_nothing(node: fz.ASTNode) -> bool:
    """Tell whether INDEX takes this for all rows or columns."""
    return node.node_type() == "Omitted" or (node.node_type() == "Literal" and node.get_literal_value() == 0)


def wake(
    workbook: fz.Workbook, addresses: Collection[CellAddress], narrowing: Callable[[Callable[[str], str]], Narrowing]
) -> dict[CellAddress, str]:
    """Write formulas that sleep, ``IF(FALSE,(…),0)``, as Excel calculates them.

    ``narrowing`` makes one of what gives the cell that is taken of a range. What cannot be written comes back with the
    reason.
    """
    names = {sheet: named_areas(workbook, sheet) for sheet in {address.sheet for address in addresses}}
    new, unread = {}, {}
    for address in sorted(addresses):
        text = workbook.get_formula(*address)
        try:
            sleeping = parse(text or "").children()[1].to_formula().removeprefix("=")
            new[address] = narrowing(partial(_one_cell, address, names[address.sheet])).narrowed(sleeping)
        except (CannotNarrowError, UnreadableFormulaError, IndexError):
            unread[address] = _UNREAD
    write_formulas(workbook, new)
    return unread


def _one_cell(address: CellAddress, names: Mapping[str, tuple[str, Area]], text: str) -> str:
    """What a formula in a cell takes of a range: the only cell, or the one in its own row or column."""
    where = area_of(text, address.sheet) or names.get(text.lower())
    if where is None:
        raise CannotNarrowError
    sheet, area = where
    if area.rows == area.columns == 1:
        return f"{quote_sheet(sheet)}!{a1(area.top, area.left)}"
    if area.left == area.right and area.top <= address.row <= area.bottom:
        return f"{quote_sheet(sheet)}!{a1(address.row, area.left)}"
    if area.top == area.bottom and area.left <= address.column <= area.right:
        return f"{quote_sheet(sheet)}!{a1(area.top, address.column)}"
    return CellError.VALUE.value
