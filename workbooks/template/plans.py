"""The two planning grids of a unit, demand and supply: one row per item, one block of months per key figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style, number

_CALC_TAB = st.SKY
TITLE_ROW, MONTH_ROW, TOTAL_ROW, FIRST_ROW = 5, 6, 7, 8
ACCURACY_MONTHS = 12
HIDDEN_HISTORY = 24  # older months are there for the forecast, not for the eye


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
    sales_input: Block
    consensus: Block
    lag_1: Block
    error: Block


@dataclass(frozen=True)
class SupplyPlan:
    """Where the key figures of the supply grid stand."""

    on_hand: str
    safety_stock: str
    excess: str
    below: str
    score: str
    open_orders: Block
    receipts: Block
    balance: Block
    cover: Block


def _column(sheet: str, column: int, bottom: int) -> str:
    letters = column_letters(column)
    return f"'{sheet}'!${letters}${FIRST_ROW}:${letters}${bottom}"


def _block_head(sheet: TemplateSheet, block: Block, title: str, note: str) -> None:
    sheet.put(TITLE_ROW, block.left, title, st.SECTION)
    sheet.put(TITLE_ROW, block.left + 3, note, st.NOTE)
    sheet.months(MONTH_ROW, block.left, block.first_offset, block.months, history=block.first_offset < 0)


def _totals(sheet: TemplateSheet, block: Block, *, role: str = "calculation") -> None:
    total = Style(number="units", bold=True, role=role, fill=None if role == "history" else st.PALE)
    area = Area(TOTAL_ROW, block.left, TOTAL_ROW, block.left + block.months - 1)
    sheet.fill(area, total, f"=SUM({{c}}{block.top}:{{c}}{block.bottom})")


def demand_plan(book: TemplateBook, items: pd.DataFrame) -> DemandPlan:
    """History, baseline, sales inputs, consensus and error of every item of a unit."""
    name = "Demand plan"
    bottom = FIRST_ROW + len(items) - 1
    attributes = [2, 13, 30, 15, 8, 11, 11, 11, 12, 11, 11, 11, 7]
    history_left = len(attributes) + 1
    widths: list[float] = list(attributes)

    def block(months: int, first_offset: int) -> Block:
        made = Block(name, len(widths) + 1, months, first_offset, FIRST_ROW, bottom)
        widths.extend([8.5] * months + [2])
        return made

    history = block(HISTORY_MONTHS, -HISTORY_MONTHS)
    baseline = block(PLAN_MONTHS, 0)
    sales_input = block(PLAN_MONTHS, 0)
    consensus = block(PLAN_MONTHS, 0)
    lag_1 = block(ACCURACY_MONTHS, -ACCURACY_MONTHS)
    error = block(ACCURACY_MONTHS, -ACCURACY_MONTHS)
    sheet = book.sheet(name, tab=_CALC_TAB, widths=widths, title="Demand plan by item")
    heads = [
        "Item",
        "Name",
        "Family",
        "Class",
        "Launch",
        "Plan price",
        "Unit cost",
        "Revenue 12 m",
        "Error value 3 m",
        "Error value 1 m",
    ]
    sheet.heads(MONTH_ROW, 2, heads, st.HEAD_LEFT, 20)
    sheet.put(TOTAL_ROW, 2, "Total", Style(bold=True, fill=st.PALE))
    _block_head(sheet, history, "History", "units sold; grey = closed months, locked")
    _block_head(sheet, baseline, "Baseline", "SOP_FORECAST over the whole block of histories")
    _block_head(sheet, sales_input, "Sales inputs", "from the sheet Sales inputs, blank = none")
    _block_head(
        sheet, consensus, "Consensus", "baseline, weighed with inputs, then active overrides; coloured where it differs"
    )
    _block_head(sheet, lag_1, "Forecast, lag 1", "as it stood one month before")
    _block_head(sheet, error, "Error", "actual − forecast of lag 1")
    for column in range(3, len(attributes) + 1):
        sheet.put(TOTAL_ROW, column, None, Style(fill=st.PALE))
    _items(sheet, items, history)
    _history(sheet, history)
    _planned(sheet, baseline, sales_input, consensus, history)
    _accuracy(sheet, history, lag_1, error)
    for shown, role in ((history, "history"), (baseline, ""), (sales_input, ""), (consensus, ""), (lag_1, "history")):
        _totals(sheet, shown, role=role or "calculation")
    _totals(sheet, error)
    sheet.writer.set_column(history_left - 1, history_left + HIDDEN_HISTORY - 2, 8.5, None, {"hidden": True})
    sheet.freeze(FIRST_ROW, 6)
    sheet.writer.autofilter(MONTH_ROW - 1, 1, bottom - 1, len(attributes) - 1)
    sheet.print_area(bottom, repeat=MONTH_ROW)
    sheet.protect()
    book.define("ItemList", name, Area(FIRST_ROW, 2, bottom, 2))
    book.define("History", name, history.area())
    book.define("Baseline", name, baseline.area())
    book.define("Consensus", name, consensus.area())
    return DemandPlan(
        items=_column(name, 2, bottom),
        families=_column(name, 4, bottom),
        classes=_column(name, 5, bottom),
        ledger_units=_column(name, 12, bottom),
        price=_column(name, 7, bottom),
        cost=_column(name, 8, bottom),
        revenue=_column(name, 9, bottom),
        score=_column(name, 10, bottom),
        miss=_column(name, 11, bottom),
        rank=_column(name, 13, bottom),
        rows=len(items),
        first_item=str(items["item"].iloc[0]),
        history=history,
        baseline=baseline,
        sales_input=sales_input,
        consensus=consensus,
        lag_1=lag_1,
        error=error,
    )


def _items(sheet: TemplateSheet, items: pd.DataFrame, history: Block) -> None:
    recent = history.area(-12, 12)
    bottom = FIRST_ROW + len(items) - 1
    first, last = column_letters(recent.left), column_letters(recent.right)
    for row, item in enumerate(items["item"], start=FIRST_ROW):
        lookup = f"MATCH($B{row},Items[Item],0)"
        sheet.put(row, 2, item, Style(bold=True))
        sheet.put(row, 3, Formula(f"=INDEX(Items[Name],{lookup})"))
        sheet.put(row, 4, Formula(f"=INDEX(Items[Family],{lookup})"))
        sheet.put(row, 6, Formula(f"=INDEX(Items[Launch],{lookup})"), number("date"))
        price = (
            f'=IFERROR(SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&EDATE(FirstPlanMonth,-3))'
            f'/SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],">="&EDATE(FirstPlanMonth,-3)),'
            f'SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&YearStart)'
            f'/SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],">="&YearStart))'
        )
        sheet.put(row, 7, Formula(price), number("money2"))
        sheet.put(row, 8, Formula(f"=INDEX(Items[Unit cost],{lookup})"), number("money2"))
        revenue = f'=ROUND(SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&YearStart),2)'
        sheet.put(row, 9, Formula(revenue), number("money"))
        ledger = (
            f'=SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],">="&${column_letters(history.left)}${MONTH_ROW})'
        )
        sheet.put(row, 12, Formula(ledger), number("units"))
        span = f"I${FIRST_ROW}:I${bottom}"  # equal revenues are ranked by their position
        sheet.put(row, 13, Formula(f"=RANK(I{row},{span})+COUNTIF(I${FIRST_ROW}:I{row},I{row})-1"), number("units"))
    classes = f"=SOP_SEGMENT($I${FIRST_ROW}:$I${bottom},${first}${FIRST_ROW}:${last}${bottom})"
    sheet.spill(Area(FIRST_ROW, 5, bottom, 5), classes, Style(align="center", bold=True))


def _history(sheet: TemplateSheet, history: Block) -> None:
    sheet.fill(
        history.area(),
        Style(number="units", role="history"),
        f'=IF({{c}}${MONTH_ROW}<$F{{r}},"",SUMIFS(Sales[Units],Sales[Item],$B{{r}},Sales[Month],{{c}}${MONTH_ROW}))',
    )


def _planned(sheet: TemplateSheet, baseline: Block, sales_input: Block, consensus: Block, history: Block) -> None:
    units = number("units")
    sheet.spill(
        baseline.area(),
        f"=SOP_FORECAST({history.ref().split('!')[1]},{PLAN_MONTHS},SeasonLength,ForecastMethod)",
        number("units1"),
    )
    sheet.fill(
        sales_input.area(),
        units,
        f"=IF(COUNTIFS(SalesInputs[Item],$B{{r}},SalesInputs[Month],{{c}}${MONTH_ROW})=0,"
        f'"",AVERAGEIFS(SalesInputs[Units],SalesInputs[Item],$B{{r}},SalesInputs[Month],{{c}}${MONTH_ROW}))',
    )
    for offset in range(PLAN_MONTHS):
        area = consensus.area(offset, 1)
        base, typed, month = (
            baseline.column(offset),
            sales_input.column(offset),
            f"{consensus.column(offset)}${MONTH_ROW}",
        )
        chosen = (
            f'Overrides[Item],$B{{r}},Overrides[State],"active",Overrides[First month],"<="&{month},'
            f'Overrides[Last month],">="&{month},Overrides[Kind]'
        )
        blended = f'IF({typed}{{r}}="",{base}{{r}},(1-SalesWeight)*{base}{{r}}+SalesWeight*{typed}{{r}})'
        text = (
            f'=ROUND(MAX(0,IF(COUNTIFS({chosen},"replace")>0,SUMIFS(Overrides[Value],{chosen},"replace"),'
            f'{blended}*(1+SUMIFS(Overrides[Value],{chosen},"percent"))+SUMIFS(Overrides[Value],{chosen},"units"))),1)'
        )
        sheet.fill(area, units, text)
    first = column_letters(consensus.left)
    same = f"ABS({first}{FIRST_ROW}-{column_letters(baseline.left)}{FIRST_ROW})>0.5"
    touched = Style(fill=st.WATCH_FILL, bold=True)
    sheet.highlight(consensus.area(), {"type": "formula", "criteria": f"={same}", "format": touched})


def _accuracy(sheet: TemplateSheet, history: Block, lag_1: Block, error: Block) -> None:
    sheet.fill(
        lag_1.area(),
        Style(number="units", role="history"),
        f'=IF(COUNTIFS(Snapshots[Item],$B{{r}},Snapshots[Month],{{c}}${MONTH_ROW},Snapshots[Lag 1],">=0")=0,'
        f'"",SUMIFS(Snapshots[Lag 1],Snapshots[Item],$B{{r}},Snapshots[Month],{{c}}${MONTH_ROW}))',
    )
    for offset in range(-ACCURACY_MONTHS, 0):
        actual, said = history.column(offset), lag_1.column(offset)
        text = f'=IF(OR({actual}{{r}}="",{said}{{r}}=""),0,{actual}{{r}}-{said}{{r}})'
        sheet.fill(error.area(offset, 1), number("delta"), text)
    last = [error.column(offset) for offset in (-3, -1)]
    # A millionth of the row number tells equal scores apart for the ranked lists of the reviews.
    three = f"{last[0]}{{r}}:{last[1]}{{r}}"
    three_months = f'=(SUMIF({three},">0")-SUMIF({three},"<0"))*$G{{r}}+ROW()/1000000'
    one_month = f"=ABS({last[1]}{{r}})*$G{{r}}+ROW()/1000000"
    sheet.fill(Area(error.top, 10, error.bottom, 10), number("money"), three_months)
    sheet.fill(Area(error.top, 11, error.bottom, 11), number("money"), one_month)


def supply_plan(book: TemplateBook, items: pd.DataFrame, demand: DemandPlan) -> SupplyPlan:
    """Safety stock, open orders, planned receipts, balance and cover of every item of a unit."""
    name = "Supply plan"
    bottom = FIRST_ROW + len(items) - 1
    attributes = [2, 13, 30, 15, 8, 9, 10, 8, 9, 9, 9, 9, 9, 9, 11, 11]
    widths: list[float] = list(attributes)

    def block() -> Block:
        made = Block(name, len(widths) + 1, PLAN_MONTHS, 0, FIRST_ROW, bottom)
        widths.extend([8.5] * PLAN_MONTHS + [2])
        return made

    open_orders, receipts, balance, cover = block(), block(), block(), block()
    sheet = book.sheet(name, tab=_CALC_TAB, widths=widths, title="Supply plan by item")
    heads = ["Item", "Name", "Family", "Class", "Source", "Lead time, months", "Lot size", "On hand", "σ of demand"]
    heads += ["Service level", "Safety stock", "Months below", "Excess units", "Excess value", "Revenue at risk"]
    sheet.heads(MONTH_ROW, 2, heads, st.HEAD_LEFT, 30)
    _block_head(sheet, open_orders, "Open orders", "scheduled receipts, from the ERP")
    _block_head(
        sheet, receipts, "Planned receipts", "what keeps the balance at safety stock, in lots, after the lead time"
    )
    _block_head(
        sheet, balance, "Projected balance", "SOP_PROJECT_INVENTORY; negative = backlog, below safety stock coloured"
    )
    _block_head(sheet, cover, "Days of cover", "SOP_DAYS_OF_COVER, at the end of each month")
    sheet.put(TOTAL_ROW, 2, "Total", Style(bold=True, fill=st.PALE))
    for column in range(3, len(attributes) + 1):
        sheet.put(TOTAL_ROW, column, None, Style(fill=st.PALE))
    for column in (9, 12, 13, 14, 15):
        text = f"=SUM({column_letters(column)}{FIRST_ROW}:{column_letters(column)}{bottom})"
        sheet.put(TOTAL_ROW, column, Formula(text), Style(number="units", bold=True, fill=st.PALE))
    for shown in (open_orders, receipts, balance):
        _totals(sheet, shown)
    _stock_attributes(sheet, demand, balance, bottom)
    _receipts(sheet, demand, open_orders, receipts)
    wanted = demand.consensus.ref()
    sheet.spill(
        balance.area(),
        f"=SOP_PROJECT_INVENTORY($I${FIRST_ROW}:$I${bottom},{wanted},{_own(open_orders)},{_own(receipts)})",
        number("units"),
    )
    sheet.spill(
        cover.area(), f"=SOP_DAYS_OF_COVER({_own(balance)},{wanted},DaysPerMonth,LongestCover)", number("units")
    )
    first = f"{column_letters(balance.left)}{FIRST_ROW}"
    sheet.highlight(
        balance.area(),
        {"type": "formula", "criteria": f"={first}<0", "format": Style(fill=st.BAD_FILL, bold=True)},
    )
    sheet.highlight(
        balance.area(),
        {"type": "formula", "criteria": f"={first}<$L{FIRST_ROW}-0.5", "format": Style(fill=st.WATCH_FILL)},
    )
    sheet.freeze(FIRST_ROW, 6)
    sheet.writer.autofilter(MONTH_ROW - 1, 1, bottom - 1, len(attributes) - 1)
    sheet.print_area(bottom, repeat=MONTH_ROW)
    sheet.protect()
    book.define("Balance", name, balance.area())
    return SupplyPlan(
        on_hand=_column(name, 9, bottom),
        safety_stock=_column(name, 12, bottom),
        excess=_column(name, 15, bottom),
        below=_column(name, 13, bottom),
        score=_column(name, 16, bottom),
        open_orders=open_orders,
        receipts=receipts,
        balance=balance,
        cover=cover,
    )


def _own(block: Block) -> str:
    """Reference to a block from its own sheet."""
    return block.ref().split("!")[1]


def _stock_attributes(sheet: TemplateSheet, demand: DemandPlan, balance: Block, bottom: int) -> None:
    recent = demand.history.area(-12, 12)
    first, last = column_letters(recent.left), column_letters(recent.right)
    ahead = [demand.consensus.column(offset) for offset in (0, 11)]
    balances = [column_letters(column) for column in (balance.left, balance.left + 11)]
    for row in range(FIRST_ROW, bottom + 1):
        lookup = f"MATCH($B{row},Items[Item],0)"
        cells: Sequence[tuple[int, str, Style]] = (
            (2, f"='Demand plan'!B{row}", Style(bold=True)),
            (3, f"='Demand plan'!C{row}", st.TEXT),
            (4, f"='Demand plan'!D{row}", st.TEXT),
            (5, f"='Demand plan'!E{row}", Style(align="center", bold=True)),
            (6, f"=INDEX(Items[Source],{lookup})", st.TEXT),
            (7, f"=(INDEX(Items[Lead time],{lookup})+TransferDays)/DaysPerMonth", number("units1")),
            (8, f"=INDEX(Items[Lot size],{lookup})", number("units")),
            (9, f"=SUMIFS(Stock[Units],Stock[Item],$B{row},Stock[Month],EDATE(FirstPlanMonth,-1))", number("units")),
            (10, f"=STDEV('Demand plan'!{first}{row}:{last}{row})", number("units1")),
            (11, f'=IF(LEFT($E{row},1)="A",ServiceA,IF(LEFT($E{row},1)="B",ServiceB,ServiceC))', number("pct")),
            (13, f'=COUNTIF({balances[0]}{row}:{balances[1]}{row},"<"&($L{row}-0.5))', number("units")),
            (
                14,
                f"=MAX(0,$I{row}-TargetCoverMonths*SUM('Demand plan'!{ahead[0]}{row}:{ahead[1]}{row})/12)",
                number("units"),
            ),
            (15, f"=$N{row}*'Demand plan'!$H{row}", number("money")),
            (16, f"=$M{row}/12*'Demand plan'!$I{row}+ROW()/1000000", number("money")),
        )
        for column, text, cell_style in cells:
            sheet.put(row, column, Formula(text), cell_style)
    columns = {letters: f"${letters}${FIRST_ROW}:${letters}${bottom}" for letters in "KJG"}
    safety = f"=SOP_SAFETY_STOCK({columns['K']},{columns['J']},{columns['G']},,,ReviewMonths)"
    sheet.spill(Area(FIRST_ROW, 12, bottom, 12), safety, number("units"))


def _receipts(sheet: TemplateSheet, demand: DemandPlan, open_orders: Block, receipts: Block) -> None:
    sheet.fill(
        open_orders.area(),
        number("units"),
        f"=SUMIFS(OpenOrders[Units],OpenOrders[Item],$B{{r}},OpenOrders[Month],{{c}}${MONTH_ROW})",
    )
    first_demand, first_open = demand.consensus.column(0), open_orders.column(0)
    before = column_letters(receipts.left - 1)  # the empty column before the block, so that the first sum is 0
    for offset in range(PLAN_MONTHS):
        needed = (
            f"SUM('Demand plan'!${first_demand}{{r}}:{demand.consensus.column(offset)}{{r}})+$L{{r}}-$I{{r}}"
            f"-SUM(${first_open}{{r}}:{open_orders.column(offset)}{{r}})-SUM(${before}{{r}}:{{left}}{{r}})"
        )
        text = f"=IF({offset + 1}<=$G{{r}},0,CEILING(MAX(0,{needed}),$H{{r}}))"
        sheet.fill(receipts.area(offset, 1), number("units"), text)
