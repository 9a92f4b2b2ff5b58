"""Arrays of different sizes side by side: ``A1:A8*D1:D3``.

Excel fills the smaller one up with #N/A, element by element; the engine gives one #VALUE! for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

import formualizer as fz

from sop_xl.cells.address import Area
from sop_xl.engine.long_numbers import function_of
from sop_xl.engine.native_functions import OF_PLACES, OF_SINGLE_VALUES
from sop_xl.engine.parsing import UnreadableFormulaError, parse
from sop_xl.engine.references import area_of
from sop_xl.engine.spread_calls import SEARCHES, SPREAD, is_range

_OF_CELLS = (":", ",", " ")  # operators between references
_CHOOSING = frozenset({"IF", "IFERROR", "IFNA"})

_Size = tuple[int, int]  # rows and columns
_Names = Mapping[str, tuple[str, Area]]
ONE: _Size = (1, 1)


def joins_arrays(text: str, names: _Names) -> bool:
    """Tell whether a formula joins arrays of more than one cell each."""
    return any(min(one, other) > ONE for one, other in _joined(text, names))


def joins_arrays_of_different_sizes(text: str, names: _Names) -> bool:
    """Tell whether a formula joins arrays neither of which is repeated along the other.

    ``names`` are the areas that names, in small letters, stand for. Of what functions give nothing is known.
    """
    return any(
        ours != theirs and 1 not in (ours, theirs)
        for one, other in _joined(text, names)
        for ours, theirs in zip(one, other, strict=True)
    )


def _joined(text: str, names: _Names) -> Iterator[tuple[_Size, _Size]]:
    found: list[tuple[_Size, _Size]] = []
    try:
        _size(parse(text), names, found)
    except UnreadableFormulaError:
        return iter(())
    return iter(found)


def _size(node: fz.ASTNode, names: _Names, found: list[tuple[_Size, _Size]]) -> _Size:
    """Size of what a part of a formula gives, as far as it is told; notes the sizes of what is joined."""
    kind, operator, plain = node.node_type(), node.get_operator(), node.to_formula().removeprefix("=")
    if kind == "Reference":
        where = area_of(plain, "S") or names.get(plain.lower())
        return (where[1].rows, where[1].columns) if where else ONE
    if kind == "Array":
        rows = plain.strip("{}").split(";")  # a sign within a text makes it larger, and in doubt
        return len(rows), max(row.count(",") + 1 for row in rows)
    sizes = [_size(child, names, found) for child in node.children()]
    if kind == "Function" and function_of(node) not in _CHOOSING:
        return _size_of_call(node, sizes)
    if operator in ("@", "#", *_OF_CELLS):
        return ONE
    whole = ONE
    for size in sizes:
        found.append((whole, size))
        whole = _larger(whole, size)
    return whole


def _size_of_call(node: fz.ASTNode, sizes: list[_Size]) -> _Size:
    """Size of what a function gives that is computed element by element, and so fills up as Excel does."""
    name, children = function_of(node), node.children()
    if name in OF_PLACES and sizes:
        constants = [_number(child) for child in children if child.node_type() == "Literal"]
        first, last = constants if len(constants) > 1 else (1, sizes[0][name == "COLUMN"])
        return (1, last - first + 1) if name == "COLUMN" else (last - first + 1, 1)
    if name == SPREAD:
        width = _number(children[0])
        return (len(children) - 1) // width, width
    if name in SEARCHES:
        sizes = [size for at, size in enumerate(sizes) if not is_range(SEARCHES[name], at)]
    elif name not in OF_SINGLE_VALUES:
        return ONE
    return reduce(_larger, sizes, ONE)


def _larger(one: _Size, other: _Size) -> _Size:
    return max(one[0], other[0]), max(one[1], other[1])


def _number(node: fz.ASTNode) -> int:
    return int(node.get_literal_value() or 1)
