"""Arrays of different sizes side by side: ``A1:A8*D1:D3``, ``SUMPRODUCT(2,D1:D3)``.

Joining them, Excel fills the smaller one up with #N/A, element by element; the engine gives one #VALUE! for all. In
SUMPRODUCT, which Excel refuses to do, the engine repeats a single value, row or column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from itertools import combinations

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.engine.coverage import AGGREGATES
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import function_of
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES
from sop_xl.engine.parsing import UnreadableFormulaError, parse
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import mentions
from sop_xl.engine.spread_calls import SEARCHES, SPREAD, is_range

_Size = tuple[int, int]  # rows and columns
_OF_CELLS = (":", ",", " ")  # operators between references
_CHOOSING = frozenset({"IF", "IFERROR", "IFNA"})
_PRODUCT = "SUMPRODUCT"
# Sizes by those of the first and the last argument.
_OF_MATRICES: Mapping[str, Callable[[_Size, _Size], _Size]] = {
    "MINVERSE": lambda size, _: size,
    "MMULT": lambda left, right: (left[0], right[1]),
    "TRANSPOSE": lambda size, _: size[::-1],
}
_TOLD = "SUMPRODUCT of arrays of different sizes, which Excel refuses"

_Names = Mapping[str, tuple[str, Area]]
_ONE: _Size = (1, 1)


def joins_arrays(text: str, names: _Names) -> bool:
    """Tell whether a formula joins arrays of more than one cell each.

    ``names`` are the areas that names, in small letters, stand for. Of what other functions give nothing is known.
    """
    return any(min(one, other) > _ONE for one, other in _Sizes(text, names).joined)


def joins_arrays_of_different_sizes(text: str, names: _Names) -> bool:
    """Tell whether a formula joins arrays neither of which is repeated along the other."""
    return any(
        ours != theirs and 1 not in (ours, theirs)
        for pair in _Sizes(text, names).joined
        for ours, theirs in zip(*pair, strict=True)
    )


def products_to_keep_for(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress]
) -> dict[CellAddress, str]:
    """Formulas that multiply arrays of different sizes, with the reason."""
    found: dict[CellAddress, str] = {}
    for sheet, cells in formulas.items():
        positions = [at for copies in cells.copies(_may_multiply) for at in copies.positions]
        names = named_areas(workbook, sheet) if positions else {}
        for copies in engine_copies(workbook, sheet, positions):
            for position, text in zip(copies.positions, copies.texts or (), strict=True):
                address = CellAddress(sheet, *position)
                if address not in left_out and _Sizes(text, names).multiplies_different_ones:
                    found[address] = _TOLD
    return found


def _may_multiply(text: str | None, _: Spread) -> bool:
    return mentions(text, (_PRODUCT,)) and bool(_Sizes(text or "", {}).products)


class _Sizes:
    """What is told of the sizes of arrays in a formula."""

    def __init__(self, text: str, names: _Names) -> None:
        self._names = names
        self.joined: list[tuple[_Size, _Size]] = []
        self.products: list[list[_Size | None]] = []  # what is multiplied, where that is more than one array
        with suppress(UnreadableFormulaError):
            self._size(parse(text))

    @property
    def multiplies_different_ones(self) -> bool:
        return any(len({size for size in sizes if size is not None}) > 1 for sizes in self.products)

    def _size(self, node: fz.ASTNode) -> _Size | None:
        """Size of what a part of a formula gives; None where that is not told."""
        kind, operator, plain = node.node_type(), node.get_operator(), node.to_formula().removeprefix("=")
        if kind == "Literal":
            return _ONE
        if kind == "Reference":
            where = area_of(plain, "S") or self._names.get(plain.lower())
            return (where[1].rows, where[1].columns) if where else None
        if kind == "Array":
            rows = plain.strip("{}").split(";")
            return None if '"' in plain else (len(rows), rows[0].count(",") + 1)
        sizes = [self._size(child) for child in node.children()]
        if kind == "Function" and function_of(node) not in _CHOOSING:
            return self._size_of_call(node, sizes)
        if kind not in ("BinaryOp", "UnaryOp", "Function") or operator in ("@", "#", *_OF_CELLS):
            return None
        told = [size for size in sizes if size is not None]
        self.joined += combinations(told, 2)
        return _largest(sizes)

    def _size_of_call(self, node: fz.ASTNode, sizes: list[_Size | None]) -> _Size | None:
        """Size of what a function gives; one that is computed element by element fills up as Excel does."""
        name, children = function_of(node), node.children()
        if name == _PRODUCT and len(sizes) > 1:
            self.products.append(sizes)
        if name in AGGREGATES:
            return _ONE
        if name in OF_PLACES:
            return _size_of_places(name, children, sizes)
        if name in _OF_MATRICES and None not in sizes:
            told = [size for size in sizes if size is not None]
            return _OF_MATRICES[name](told[0], told[-1]) if told else None
        if name == SPREAD:
            width = _number(children[0])
            return (len(children) - 1) // width, width
        if name in SEARCHES:
            sizes = [size for at, size in enumerate(sizes) if not is_range(SEARCHES[name], at)]
        elif name not in OF_SINGLE_VALUES:
            return None
        return _largest(sizes)


def _size_of_places(name: str, children: list[fz.ASTNode], sizes: list[_Size | None]) -> _Size | None:
    """Size of the numbers of rows or columns: of a range, or from a first one to a last one."""
    if not sizes or sizes[0] is None:
        return None if sizes else _ONE
    first, last = map(_number, children) if len(children) > 1 else (1, sizes[0][name == "COLUMN"])
    return (1, last - first + 1) if name == "COLUMN" else (last - first + 1, 1)


def _largest(sizes: list[_Size | None]) -> _Size | None:
    told = [_ONE, *(size for size in sizes if size is not None)]
    return None if None in sizes else (max(size[0] for size in told), max(size[1] for size in told))


def _number(node: fz.ASTNode) -> int:
    return int(node.get_literal_value() or 1)
