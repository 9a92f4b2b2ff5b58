"""What can be set right only when a sheet is complete: heads stand as their columns do, text keeps off numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_xl.cells.address import Area
from workbooks.template.style import Style

_LETTERS = 1.08  # bold letters of a head in the width of one digit of a cell, the unit of column widths
_DEEPEST = 2  # rows below a head in which its column begins


@dataclass(frozen=True)
class Written:
    """What a cell was given; a fixed one belongs to an array formula and is left as it is."""

    style: Style
    value: object
    is_fixed: bool = False


def head_lines(label: object, width: float) -> int:
    """Lines that the head of a column takes."""
    return len(textwrap.wrap(str(label or ""), max(1, int(width * _LETTERS)), break_long_words=False))


Cells = Mapping[tuple[int, int], Written]


def finished(written: Cells, filtered: Sequence[Area]) -> dict[tuple[int, int], Style]:
    """New styles of the cells that need one."""
    changed = {cell: shown for cell, it in written.items() if (shown := _apart(written, cell, it)) != it.style}
    for cell, it in written.items():
        if it.style.is_head and not it.is_fixed and not any(_holds(area, cell) for area in filtered):
            shown = _as_below(written, changed, cell, it.style)
            if shown != it.style:
                changed[cell] = shown
    return changed


def _apart(written: Cells, cell: tuple[int, int], it: Written) -> Style:
    """Text beside a number begins a little further in: the number stands at the very edge."""
    left = written.get((cell[0], cell[1] - 1))
    beside_number = left is not None and not left.style.is_head and left.style.side == "right"
    is_text = it.style.side == "left" and not (it.style.align or it.style.indent or it.style.is_head or it.is_fixed)
    return it.style.but(indent=1) if beside_number and is_text else it.style


def _as_below(written: Cells, changed: Mapping[tuple[int, int], Style], cell: tuple[int, int], head: Style) -> Style:
    row, column = cell
    for below in ((row + step, column) for step in range(1, _DEEPEST + 1)):
        if below in written and not written[below].style.is_head:
            shown = changed.get(below, written[below].style)
            return head.but(align=shown.side, indent=shown.indent if shown.side == "left" else 0)
    return head


def _holds(area: Area, cell: tuple[int, int]) -> bool:
    """Whether a head carries the button of a filter, which would hide what stands at its right edge."""
    return cell[0] == area.top and area.left <= cell[1] <= area.right
