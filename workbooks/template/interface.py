"""The sheet of a planning workbook that the company workbook links to: every key figure by family and month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sop_xl.cells.address import column_letters, quote_sheet
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.item_grid import ItemGrid
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.plans import ACCURACY_MONTHS, Block, DemandPlan, SupplyPlan
from workbooks.template.style import Style

SHEET = "Interface"
HISTORY = 24
_FIRST_ROW, _FIRST_COLUMN, _MONTH_ROW = 6, 4, 5


@dataclass(frozen=True)
class Measure:
    """A key figure: its name, its format, the first month (offset) it is there for, and the last."""

    name: str
    number: str
    first: int
    last: int


UNITS = Measure("Units", "units", -HISTORY, PLAN_MONTHS - 1)
INTERNET = Measure("Internet units", "units", -ACCURACY_MONTHS - 1, -1)
BASELINE = Measure("Baseline units", "units", 0, PLAN_MONTHS - 1)
REVENUE = Measure("Revenue", "money", -HISTORY, PLAN_MONTHS - 1)
COGS = Measure("COGS", "money", -HISTORY, PLAN_MONTHS - 1)
STOCK = Measure("Stock units", "units", -ACCURACY_MONTHS - 1, PLAN_MONTHS - 1)
STOCK_VALUE = Measure("Stock value", "money", -ACCURACY_MONTHS - 1, PLAN_MONTHS - 1)
BACKLOG = Measure("Backlog units", "units", 0, PLAN_MONTHS - 1)
RECEIPTS = Measure("Receipts", "units", -ACCURACY_MONTHS, PLAN_MONTHS - 1)
AOP_UNITS = Measure("AOP Units", "units", -12, 11)
AOP_REVENUE = Measure("AOP Revenue", "money", -12, 11)
AOP_COGS = Measure("AOP COGS", "money", -12, 11)
LAG_1 = Measure("Forecast lag 1", "units", -ACCURACY_MONTHS, -1)
JUDGED = Measure("Actual with a forecast", "units", -ACCURACY_MONTHS, -1)
ABSOLUTE_ERROR = Measure("Absolute error lag 1", "units", -ACCURACY_MONTHS, -1)
LAST_PLAN = Measure("Last plan", "units", -1, PLAN_MONTHS - 1)
EXCESS_VALUE = Measure("Excess value", "money", -1, -1)
SAFETY_STOCK = Measure("Safety stock", "units", 0, 0)
ITEMS_SHORT = Measure("Items short in 3 months", "units", 0, 0)

MEASURES = (
    UNITS, INTERNET, BASELINE, REVENUE, COGS, STOCK, STOCK_VALUE, BACKLOG, RECEIPTS, AOP_UNITS, AOP_REVENUE, AOP_COGS,
    LAG_1, JUDGED, ABSOLUTE_ERROR, LAST_PLAN, EXCESS_VALUE, SAFETY_STOCK, ITEMS_SHORT,
)  # fmt: skip

_IN_MONEY = {REVENUE: "revenue", COGS: "cogs", STOCK_VALUE: "stock"}


@dataclass(frozen=True)
class InterfaceLayout:
    """Where a measure of a family stands."""

    families: tuple[str, ...]
    sheet: str = SHEET

    def row(self, measure: Measure, family: str) -> int:
        """Row of a measure and family."""
        return _FIRST_ROW + MEASURES.index(measure) * len(self.families) + self.families.index(family)

    def column(self, offset: int) -> int:
        """Column of a month, counted from the first plan month."""
        return _FIRST_COLUMN + HISTORY + offset

    @property
    def quoted(self) -> str:
        """Name of the sheet as formulas write it."""
        return quote_sheet(self.sheet)

    @property
    def bottom(self) -> int:
        """Last row."""
        return _FIRST_ROW + len(MEASURES) * len(self.families) - 1

    def span(self, measure: Measure, family: str, first: int, last: int) -> str:
        """Reference to some months of a measure."""
        row = self.row(measure, family)
        left, right = column_letters(self.column(first)), column_letters(self.column(last))
        return f"{self.quoted}!${left}${row}" + ("" if first == last else f":${right}${row}")

    def months(self, first: int, last: int) -> str:
        """Reference to the heads of some months."""
        left, right = column_letters(self.column(first)), column_letters(self.column(last))
        return f"{self.quoted}!${left}${_MONTH_ROW}:${right}${_MONTH_ROW}"

    def picked(self, family: str, measure: str, offset: int) -> str:
        """Formula for a measure of the family whose name a cell holds, in one month."""
        letters = column_letters(self.column(offset))

        def column(of: str) -> str:
            return f"{self.quoted}!${of}${_FIRST_ROW}:${of}${self.bottom}"

        return f'SUMIFS({column(letters)},{column("B")},"{measure}",{column("C")},{family})'

    def total(self, measure: Measure, first: int, last: int, families: int | None = None) -> str:
        """Reference to all families (or the first ones) of a measure over some months."""
        top = self.row(measure, self.families[0])
        left, right = column_letters(self.column(first)), column_letters(self.column(last))
        return f"{self.quoted}!${left}${top}:${right}${top + (families or len(self.families)) - 1}"


def interface(
    book: TemplateBook, families: tuple[str, ...], demand: DemandPlan, supply: SupplyPlan, money: ItemGrid
) -> InterfaceLayout:
    """Write the interface sheet of a planning workbook."""
    layout = InterfaceLayout(families)
    write_interface(
        book,
        layout,
        title="Interface: what the company workbook reads",
        note="One row per key figure and family. Do not move cells here: other workbooks link to them.",
        formula=lambda measure, family, offset: _formula(measure, offset, layout, family, demand, supply, money),
    )
    return layout


def write_interface(
    book: TemplateBook,
    layout: InterfaceLayout,
    *,
    title: str,
    note: str,
    formula: Callable[[Measure, str, int], str],
    role: str = "calculation",
) -> None:
    """Write every key figure by family and month; ``{r}`` and ``{c}`` in a formula are its row and column."""
    widths = [2, 24, 16, *[10] * (HISTORY + PLAN_MONTHS)]
    sheet = book.sheet(layout.sheet, tab=st.GREEN, widths=widths, title=title)
    sheet.put(4, 2, note, st.NOTE)
    sheet.heads(_MONTH_ROW, 2, ["Key figure", "Family"], st.HEAD_LEFT, 18)
    sheet.months(_MONTH_ROW, layout.column(-HISTORY), -HISTORY, HISTORY, history=True)
    sheet.months(_MONTH_ROW, layout.column(0), 0, PLAN_MONTHS)
    for measure in MEASURES:
        for family in layout.families:
            row = layout.row(measure, family)
            sheet.put(row, 2, measure.name)
            sheet.put(row, 3, family)
            for offset in range(measure.first, measure.last + 1):
                column = layout.column(offset)
                text = formula(measure, family, offset).format(r=row, c=column_letters(column))
                fill = st.HISTORY_FILL if offset < 0 else None
                sheet.put(row, column, Formula(text), Style(number=measure.number, role=role, fill=fill))
    sheet.freeze(_FIRST_ROW, _FIRST_COLUMN)
    sheet.print_area(layout.bottom, repeat=_MONTH_ROW)
    sheet.protect()


def _formula(
    measure: Measure,
    offset: int,
    layout: InterfaceLayout,
    family: str,
    demand: DemandPlan,
    supply: SupplyPlan,
    money: ItemGrid,
) -> str:
    """Formula of a cell; ``{c}`` is its column and ``{r}`` its row."""
    month = f"{{c}}${_MONTH_ROW}"
    if measure in (UNITS, REVENUE, COGS, INTERNET) and offset < 0:
        column = {UNITS: "Units", REVENUE: "Revenue", COGS: "COGS", INTERNET: "Units"}[measure]
        channel = ',Sales[Channel],"Internet"' if measure is INTERNET else ""
        return f"=SUMIFS(Sales[{column}],Sales[Family],$C{{r}},Sales[Month],{month}{channel})"
    if measure in (STOCK, STOCK_VALUE) and offset < 0:
        return f"=SUMIFS(Stock[{'Units' if measure is STOCK else 'Value'}],Stock[Family],$C{{r}},Stock[Month],{month})"
    if measure is RECEIPTS and offset < 0:
        stock, units = layout.row(STOCK, family), layout.row(UNITS, family)
        before = column_letters(layout.column(offset - 1))
        return f"={{c}}{stock}-{before}{stock}+{{c}}{units}"
    if measure in (AOP_UNITS, AOP_REVENUE, AOP_COGS):
        return f"=SUMIFS(AOP[{measure.name.removeprefix('AOP ')}],AOP[Family],$C{{r}},AOP[Month],{month})"
    if measure is LAST_PLAN:
        return f"=SUMIFS(Snapshots[Last plan],Snapshots[Family],$C{{r}},Snapshots[Month],{month})"
    if measure is EXCESS_VALUE:
        return f"=SUMIFS({supply.excess},{demand.families},$C{{r}})"
    if measure is SAFETY_STOCK:
        return f"=SUMIFS({supply.safety_stock},{demand.families},$C{{r}})"
    if measure is ITEMS_SHORT:
        months = "+".join(f"({supply.balance.month(ahead)}<-0.5)" for ahead in range(3))
        return f"=SUMPRODUCT(({demand.families}=$C{{r}})*(({months})>0))"
    if measure is JUDGED:
        errors = f"SUMIFS({demand.error.month(offset)},{demand.families},$C{{r}})"
        return f"=SUMIFS({demand.lag_1.month(offset)},{demand.families},$C{{r}})+{errors}"
    if measure is ABSOLUTE_ERROR:
        error = demand.error.month(offset)
        over, under = (f'SUMIFS({error},{demand.families},$C{{r}},{error},"{sign}0")' for sign in "><")
        return f"={over}-{under}"
    if measure in _IN_MONEY:
        return f"=SUMIFS({money.blocks[_IN_MONEY[measure]].month(offset)},{demand.families},$C{{r}})"
    if measure in (STOCK, BACKLOG):
        balance = supply.balance.month(offset)
        sign = ">0" if measure is STOCK else "<0"
        total = f'SUMIFS({balance},{demand.families},$C{{r}},{balance},"{sign}")'
        return f"={total}" if measure is STOCK else f"=-{total}"
    if measure is RECEIPTS:
        parts = (f"SUMIFS({b.month(offset)},{demand.families},$C{{r}})" for b in (supply.open_orders, supply.receipts))
        return "=" + "+".join(parts)
    block: Block = {UNITS: demand.consensus, BASELINE: demand.baseline, LAG_1: demand.lag_1}[measure]
    return f"=SUMIFS({block.month(offset)},{demand.families},$C{{r}})"
