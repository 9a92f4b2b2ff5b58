"""What the review sheets of a unit refer to, and the cell in which users pick an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.item_grid import ItemGrid
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_NUMBER, REVIEW_TAB, REVIEW_WIDTHS
from workbooks.template.plans import DemandPlan, SupplyPlan
from workbooks.template.style import Style

WATCHED = 10  # lines of a watch list


@dataclass(frozen=True)
class UnitPlan:
    """The grids of a unit and its key figures by family."""

    demand: DemandPlan
    supply: SupplyPlan
    money: ItemGrid
    keys: KeyFigures


def review_sheet(book: TemplateBook, name: str, title: str | None = None, more: Sequence[float] = ()) -> TemplateSheet:
    """A sheet in the grid of columns that all reviews share, and more columns where one needs them."""
    return book.sheet(name, tab=REVIEW_TAB, widths=[*REVIEW_WIDTHS[:-1], *more, REVIEW_WIDTHS[-1]], title=title)


def choose_item(sheet: TemplateSheet, row: int, plan: UnitPlan, name: str) -> None:
    """A cell in which users pick an item, and its name beside it."""
    sheet.put(row, 2, "Pick an item:", Style(bold=True, border=False))
    sheet.writer.merge_range(row - 1, 2, row - 1, 4, "", sheet.book.format(Style(role="input", bold=True)))
    sheet.put(row, FIRST_NUMBER, plan.demand.first_item, Style(role="input", bold=True))
    sheet.choices(Area(row, FIRST_NUMBER, row, FIRST_NUMBER), "=ItemList")
    sheet.book.define(name, sheet.name, Area(row, FIRST_NUMBER, row, FIRST_NUMBER))
    shown = f'=INDEX(Items[Name],MATCH({name},Items[Item],0))&"   ·   class "&INDEX({plan.demand.classes},{name}Row)'
    sheet.put(row, 6, Formula(shown), Style(border=False))
    sheet.put(row, 20, Formula(f"=MATCH({name},ItemList,0)"), Style(ink=st.WHITE, border=False))
    sheet.book.define(f"{name}Row", sheet.name, Area(row, 20, row, 20))
