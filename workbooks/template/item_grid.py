"""A sheet with one row per planned item: attributes on the left, then blocks of months; most of it array formulas.

Formulas name the columns of their own sheet: ``<key>`` is a column or block over all items, ``<key#2>`` its second
column or month, ``<key@>`` the cells of the same row, ``<key^>`` the cell of the same row and month.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.plans import FIRST_ROW, MONTH_ROW, TITLE_ROW, TOTAL_ROW, Block, DemandPlan
from workbooks.template.style import Style, number

_NAMED = re.compile(r"<([a-z_0-9]+)(?:#(\d+))?([@^]?)>")
_FIRST_COLUMN = 2
_OWN_COLUMNS = ((13.0, "Item"), (30.0, "Name"), (15.0, "Family"), (8.0, "Class"))


@dataclass(frozen=True)
class Attribute:
    """One or more columns beside the item: heads, number format, formula; an array formula fills them all."""

    key: str
    heads: tuple[str, ...]
    number: str
    formula: str
    is_array: bool = True
    width: float = 10.0
    total: bool | str = False  # whether to add it up, or the formula of the total
    role: str = "calculation"
    check: str | None = None
    numbers: tuple[str, ...] = ()  # where the columns have formats of their own


@dataclass(frozen=True)
class Months:
    """A block of months: title, remark, first month counted from the first plan month, formula."""

    key: str
    title: str
    note: str
    months: int
    formula: str | Callable[[int], str]  # one for all months, or made from the offset of each
    number: str = "units"
    first_offset: int = 0
    is_array: bool = True
    total: bool = True
    role: str = "calculation"
    check: str | None = None


@dataclass
class ItemGrid:
    """Where the columns and blocks of such a sheet stand."""

    sheet: TemplateSheet
    bottom: int
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)

    def ref(self, key: str, position: int = 1) -> str:
        """Reference to a column, or to a block of months, from any sheet."""
        if key in self.blocks:
            return self.blocks[key].ref()
        left = column_letters(self.columns[key][0] + position - 1)
        return f"'{self.sheet.name}'!${left}${FIRST_ROW}:${left}${self.bottom}"

    def area(self, key: str) -> Area:
        """Cells of an attribute over all items."""
        left, count = self.columns[key]
        return Area(FIRST_ROW, left, self.bottom, left + count - 1)


def item_grid(
    book: TemplateBook,
    name: str,
    title: str,
    demand: DemandPlan,
    attributes: Sequence[Attribute],
    blocks: Sequence[Months],
    *,
    note: str,
) -> ItemGrid:
    """Write the sheet; its rows are those of the demand plan."""
    bottom = FIRST_ROW + demand.rows - 1
    widths: list[float] = [2, *(width for width, _ in _OWN_COLUMNS)]
    columns: dict[str, tuple[int, int]] = {}
    for attribute in attributes:
        columns[attribute.key] = (len(widths) + 1, len(attribute.heads))
        widths.extend([attribute.width] * len(attribute.heads))
    placed: dict[str, Block] = {}
    for months in blocks:
        widths.append(2)
        placed[months.key] = Block(name, len(widths) + 1, months.months, months.first_offset, FIRST_ROW, bottom)
        widths.extend([8.5] * months.months)
    sheet = book.sheet(name, tab=st.SKY, widths=widths, title=title)
    grid = ItemGrid(sheet, bottom, columns, placed)
    sheet.put(4, 2, note, st.NOTE)
    _own_columns(sheet, bottom)
    for attribute in attributes:
        _attribute(grid, attribute)
    for months in blocks:
        _months(grid, months)
    sheet.freeze(FIRST_ROW, 4)
    last = _FIRST_COLUMN - 1 + len(_OWN_COLUMNS) + sum(len(a.heads) for a in attributes)
    sheet.filtered(Area(MONTH_ROW, _FIRST_COLUMN, bottom, last))
    sheet.print_area(bottom, repeat=MONTH_ROW)
    sheet.protect()
    return grid


def _own_columns(sheet: TemplateSheet, bottom: int) -> None:
    sheet.heads(MONTH_ROW, _FIRST_COLUMN, [head for _, head in _OWN_COLUMNS], st.HEAD_LEFT, 42)
    sheet.put(TOTAL_ROW, 2, "Total", Style(bold=True, fill=st.PALE))
    for column in range(3, _FIRST_COLUMN + len(_OWN_COLUMNS)):
        sheet.put(TOTAL_ROW, column, None, Style(fill=st.PALE))
    for row in range(FIRST_ROW, bottom + 1):
        for offset in range(len(_OWN_COLUMNS)):
            letters = column_letters(_FIRST_COLUMN + offset)
            shown = Style(bold=offset in (0, 3), align="center" if offset == 3 else None)
            sheet.put(row, _FIRST_COLUMN + offset, Formula(f"='Demand plan'!{letters}{row}"), shown)


def _attribute(grid: ItemGrid, attribute: Attribute) -> None:
    sheet, (left, count) = grid.sheet, grid.columns[attribute.key]
    is_text = attribute.number == "text"
    sheet.row(MONTH_ROW, left, attribute.heads, st.HEAD_LEFT.but(wrap=True) if is_text else st.HEAD)
    area = Area(FIRST_ROW, left, grid.bottom, left + count - 1)
    shown = Style(number=attribute.number, role=attribute.role, indent=int(is_text))
    formula = _resolved(attribute.formula, grid, 0)
    if attribute.is_array:
        sheet.spill(area, formula, shown, check=attribute.check)
    else:
        sheet.fill(area, shown, formula)
    for column, kind in enumerate(attribute.numbers or (attribute.number,) * count, start=left):
        letters = column_letters(column)
        for row in range(FIRST_ROW, grid.bottom + 1) if attribute.numbers else ():
            if (row, column) != (FIRST_ROW, left):
                sheet.put(row, column, None, shown.but(number=kind, indent=int(kind == "text")))
        text = f"=SUM({letters}{FIRST_ROW}:{letters}{grid.bottom})" if attribute.total else ""
        if isinstance(attribute.total, str):
            text = _resolved(attribute.total, grid, 0)
        sheet.put(TOTAL_ROW, column, Formula(text) if text else None, Style(number=kind, bold=True, fill=st.PALE))


def _months(grid: ItemGrid, months: Months) -> None:
    sheet, block = grid.sheet, grid.blocks[months.key]
    sheet.put(TITLE_ROW, block.left, months.title, st.SECTION)
    sheet.put(TITLE_ROW, block.left + 3, months.note, st.NOTE)
    sheet.months(MONTH_ROW, block.left, block.first_offset, block.months, history=block.first_offset < 0)
    shown = number(months.number, role=months.role)
    if months.is_array and isinstance(months.formula, str):
        sheet.spill(block.area(), _resolved(months.formula, grid, 0), shown, check=months.check)
    else:
        for k in range(months.months):
            offset = block.first_offset + k
            text = months.formula if isinstance(months.formula, str) else months.formula(offset)
            sheet.fill(block.area(offset, 1), shown, _resolved(text, grid, k))
    if months.total:
        area = Area(TOTAL_ROW, block.left, TOTAL_ROW, block.left + block.months - 1)
        total = Style(number=months.number, bold=True, fill=st.PALE)
        sheet.fill(area, total, f"=SUM({{c}}{FIRST_ROW}:{{c}}{grid.bottom})")


def _resolved(formula: str, grid: ItemGrid, k: int) -> str:
    """The formula with its named columns as references; ``k`` counts the months of the block it stands in."""

    def reference(match: re.Match[str]) -> str:
        key, position, mark = match[1], int(match[2] or 1), match[3]
        if key in grid.columns:
            left = column_letters(grid.columns[key][0] + position - 1)
            return f"${left}{{r}}" if mark else f"${left}${FIRST_ROW}:${left}${grid.bottom}"
        block = grid.blocks[key]
        if mark == "^":
            return f"{column_letters(block.left + k)}{{r}}"
        if match[2]:
            left = column_letters(block.left + position - 1)
            return f"${left}${FIRST_ROW}:${left}${grid.bottom}"
        left, right = column_letters(block.left), column_letters(block.left + block.months - 1)
        return f"${left}{{r}}:${right}{{r}}" if mark else f"${left}${FIRST_ROW}:${right}${grid.bottom}"

    return _NAMED.sub(reference, formula)
