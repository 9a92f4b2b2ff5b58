"""The demand grid of a unit: history, baseline, inputs, consensus and error of every planned item."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.plans import (
    ACCURACY_MONTHS,
    CALC_TAB,
    FIRST_ROW,
    MONTH_ROW,
    TOTAL_ROW,
    Block,
    DemandPlan,
    block_head,
    block_totals,
    item_column,
)
from workbooks.template.style import Style, number

HIDDEN_HISTORY = 24  # older months are there for the forecast, not for the eye


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
    sales, marketing, customer, agreed, consensus = (block(PLAN_MONTHS, 0) for _ in range(5))
    lag_1 = block(ACCURACY_MONTHS, -ACCURACY_MONTHS)
    error = block(ACCURACY_MONTHS, -ACCURACY_MONTHS)
    sheet = book.sheet(name, tab=CALC_TAB, widths=widths, title="Demand plan by item")
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
    block_head(sheet, history, "History", "units sold; grey = closed months, locked")
    block_head(sheet, baseline, "Baseline", "SOP_FORECAST over the whole block of histories")
    for shown, source in ((sales, "Sales"), (marketing, "Marketing"), (customer, "Customer")):
        block_head(sheet, shown, f"{source} input", "from the sheet Sales inputs, blank = none")
    block_head(sheet, agreed, "Before overrides", "SOP_CONSENSUS: baseline and inputs by weight or priority (Settings)")
    block_head(sheet, consensus, "Consensus", "SOP_OVERRIDE: with the active overrides; coloured where it differs")
    block_head(sheet, lag_1, "Forecast, lag 1", "as it stood one month before")
    block_head(sheet, error, "Error", "actual − forecast of lag 1")
    for column in range(3, len(attributes) + 1):
        sheet.put(TOTAL_ROW, column, None, Style(fill=st.PALE))
    _items(sheet, items, history)
    _history(sheet, history)
    _planned(sheet, baseline, (sales, marketing, customer), agreed, consensus, history)
    _accuracy(sheet, history, lag_1, error)
    for shown in (history, lag_1):
        block_totals(sheet, shown, role="history")
    for shown in (baseline, sales, marketing, customer, agreed, consensus, error):
        block_totals(sheet, shown)
    sheet.writer.set_column(history_left - 1, history_left + HIDDEN_HISTORY - 2, 8.5, None, {"hidden": True})
    sheet.freeze(FIRST_ROW, 6)
    sheet.filtered(Area(MONTH_ROW, 2, bottom, len(attributes)))
    sheet.print_area(bottom, repeat=MONTH_ROW)
    sheet.protect()
    book.define("ItemList", name, Area(FIRST_ROW, 2, bottom, 2))
    book.define("History", name, history.area())
    book.define("Baseline", name, baseline.area())
    book.define("Consensus", name, consensus.area())
    book.define("AgreedPlan", name, agreed.area())
    book.define("PlanMonths", name, Area(MONTH_ROW, consensus.left, MONTH_ROW, consensus.left + PLAN_MONTHS - 1))
    return DemandPlan(
        items=item_column(name, 2, bottom),
        families=item_column(name, 4, bottom),
        classes=item_column(name, 5, bottom),
        ledger_units=item_column(name, 12, bottom),
        price=item_column(name, 7, bottom),
        cost=item_column(name, 8, bottom),
        revenue=item_column(name, 9, bottom),
        score=item_column(name, 10, bottom),
        miss=item_column(name, 11, bottom),
        rank=item_column(name, 13, bottom),
        rows=len(items),
        first_item=str(items["item"].iloc[0]),
        history=history,
        baseline=baseline,
        sales=sales,
        marketing=marketing,
        customer=customer,
        agreed=agreed,
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
        sheet.put(
            row, 6, Formula(f'=IF(INDEX(Items[Launch],{lookup})="","",INDEX(Items[Launch],{lookup}))'), number("date")
        )
        dates = f"(Prices[Item]=$B{row})*(Prices[Valid from]<=AsOf)*Prices[Valid from]"
        latest = f"SUMPRODUCT(MAX({dates}))"
        price = (
            f'=IFERROR(SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&EDATE(FirstPlanMonth,-3))'
            f'/SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],">="&EDATE(FirstPlanMonth,-3)),'
            f'IFERROR(SUMIFS(Sales[Revenue],Sales[Item],$B{row},Sales[Month],">="&YearStart)'
            f'/SUMIFS(Sales[Units],Sales[Item],$B{row},Sales[Month],">="&YearStart),'
            # Nothing was sold: the list says what it would bring.
            f"SUMIFS(Prices[List price],Prices[Item],$B{row},Prices[Valid from],{latest})))"
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
    # Without demand in two months an item has no class; it is planned as the least regular of the least sold.
    segment = f"SOP_SEGMENT($I${FIRST_ROW}:$I${bottom},${first}${FIRST_ROW}:${last}${bottom})"
    classes = f'=_xlfn.IFNA({segment},"CZ")'
    sheet.spill(
        Area(FIRST_ROW, 5, bottom, 5),
        classes,
        Style(number="text", align="center", bold=True),
        check="Demand plan, class",
    )


def _history(sheet: TemplateSheet, history: Block) -> None:
    sheet.fill(
        history.area(),
        Style(number="units", role="history"),
        f'=IF({{c}}${MONTH_ROW}<N($F{{r}}),"",SUMIFS(Sales[Units],Sales[Item],$B{{r}},Sales[Month],{{c}}${MONTH_ROW}))',
    )


def _planned(
    sheet: TemplateSheet,
    baseline: Block,
    inputs: tuple[Block, Block, Block],
    agreed: Block,
    consensus: Block,
    history: Block,
) -> None:
    """Baseline, what people expect, and the consensus of both before and after overrides."""

    def own(block: Block) -> str:
        return block.ref().split("!")[1]

    sheet.spill(
        baseline.area(),
        f"=SOP_FORECAST({own(history)},{PLAN_MONTHS},SeasonLength,ForecastMethod)",
        number("units1"),
    )
    for shown, source in zip(inputs, ("Sales", "Marketing", "Customer"), strict=True):
        chosen = f'SalesInputs[Item],$B{{r}},SalesInputs[Month],{{c}}${MONTH_ROW},SalesInputs[Source],"{source}"'
        text = f'=IF(COUNTIFS({chosen})=0,"",AVERAGEIFS(SalesInputs[Units],{chosen}))'
        sheet.fill(shown.area(), number("units"), text)
    said = ",".join(own(block) for block in (baseline, *inputs))
    text = f"=SOP_CONSENSUS({said},ConsensusWeights,ConsensusRule)"
    sheet.spill(agreed.area(), text, number("units1"))
    # What cannot be forecast goes in blank: an override may replace it, and what stays blank is an error, not 0.
    text = f'=SOP_OVERRIDE(IFERROR({own(agreed)},""),ItemList,PlanMonths,OverridesReady,AsOf)+0'
    sheet.spill(consensus.area(), text, number("units1"), check="Demand plan, consensus")
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
