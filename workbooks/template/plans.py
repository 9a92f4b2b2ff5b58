"""Where things stand in the two planning grids of a unit: one row per item, one block of months per key figure."""

from __future__ import annotations

from dataclasses import dataclass

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.kit import TemplateSheet
from workbooks.template.style import Style

CALC_TAB = st.SKY
TITLE_ROW, MONTH_ROW, TOTAL_ROW, FIRST_ROW = 5, 6, 7, 8
ACCURACY_MONTHS = 12


@dataclass(frozen=True)
class Block:
    """A key figure over months: where it stands on its sheet."""

    sheet: str
    left: int
    months: int
    first_offset: int
    top: int
    bottom: int

    def column(self, offset: int) -> str:
        """Letters of the column of a month, counted from the first plan month."""
        return column_letters(self.left + offset - self.first_offset)

    def area(self, first: int | None = None, count: int | None = None) -> Area:
        """Item rows of all months, or of some counted from an offset."""
        left = self.left if first is None else self.left + first - self.first_offset
        return Area(self.top, left, self.bottom, left + (count or self.months) - 1)

    def ref(self, first: int | None = None, count: int | None = None) -> str:
        """Absolute reference to ``area`` from any sheet."""
        area = self.area(first, count)
        left, right = column_letters(area.left), column_letters(area.right)
        return f"'{self.sheet}'!${left}${area.top}:${right}${area.bottom}"

    def cell(self, offset: int) -> str:
        """A month of the row that ``{r}`` stands for."""
        return f"'{self.sheet}'!{self.column(offset)}{{r}}"

    def month(self, offset: int, *, absolute_row: bool = True) -> str:
        """Item rows of one month, with a column that moves when copied."""
        letters = self.column(offset)
        mark = "$" if absolute_row else ""
        return f"'{self.sheet}'!{letters}{mark}{self.top}:{letters}{mark}{self.bottom}"


@dataclass(frozen=True)
class DemandPlan:
    """Where the key figures of the demand grid stand."""

    items: str
    families: str
    classes: str
    ledger_units: str
    price: str
    cost: str
    revenue: str
    score: str
    miss: str
    rank: str
    rows: int
    first_item: str
    history: Block
    baseline: Block
    sales: Block
    marketing: Block
    customer: Block
    agreed: Block
    consensus: Block
    lag_1: Block
    error: Block


@dataclass(frozen=True)
class SupplyPlan:
    """Where the key figures of the supply grid stand."""

    on_hand: str
    lead_time: str
    whole_lead_time: str
    deviation: str
    service: str
    review: str
    cover_wanted: str
    lot_rule: str
    safety_stock: str
    excess: str
    below: str
    score: str
    open_orders: Block
    receipts: Block
    releases: Block
    balance: Block
    cover: Block


def item_column(sheet: str, column: int, bottom: int) -> str:
    """Reference to a column of attributes over all items."""
    letters = column_letters(column)
    return f"'{sheet}'!${letters}${FIRST_ROW}:${letters}${bottom}"


def block_head(sheet: TemplateSheet, block: Block, title: str, note: str) -> None:
    """Title, remark and months above a block."""
    sheet.put(TITLE_ROW, block.left, title, st.SECTION)
    sheet.put(TITLE_ROW, block.left + 3, note, st.NOTE)
    sheet.months(MONTH_ROW, block.left, block.first_offset, block.months, history=block.first_offset < 0)


def block_totals(sheet: TemplateSheet, block: Block, *, role: str = "calculation") -> None:
    """Sums over all items above a block."""
    total = Style(number="units", bold=True, role=role, fill=None if role == "history" else st.PALE)
    area = Area(TOTAL_ROW, block.left, TOTAL_ROW, block.left + block.months - 1)
    sheet.fill(area, total, f"=SUM({{c}}{block.top}:{{c}}{block.bottom})")
