"""Worksheet functions for costing: effective prices, the plan in money and standard-cost variances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from sop_xl.cells.encode import mark
from sop_xl.errors import ZeroDenominatorError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column
from sop_xl.planning.finance import standard_cost
from sop_xl.planning.finance.effective import effective_values, plan_value
from sop_xl.planning.finance.profit import plan_profit
from sop_xl.planning.isolate import by_row
from udfs.rows import mark_rows

_CATEGORY = "Finance"
_HORNGREN_7 = "Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 7"

# The price or cost list, which several functions ask for in the same words.
Items = Annotated[Labels, Arg("Items, one per row")]
Dates = Annotated[Series, Arg("Date of each column, such as the first day of each period", "date", blank="error")]
ListedItems = Annotated[Labels, Arg("Items of the price or cost list, one row per item and start")]
ValidFrom = Annotated[Series, Arg("First day of validity; blank = since ever", "date")]
ListedValues = Annotated[Series, Arg("Price or standard cost of the list", "currency/unit")]
ValidTo = Annotated[Series | None, Arg("Last day of validity; blank = without end", "date")]


@worksheet_function(
    "SOP_EFFECTIVE_PRICE",
    by_item=("items",),
    category=_CATEGORY,
    source="Definition: of the list's rows in force on the date, the one that began last",
    examples=[
        Example.of('=SOP_EFFECTIVE_PRICE({"A";"B"},{10,20},{"A";"A";"B"},{1;15;1},{5;6;9})', (5, 6), (9, 9)),
    ],
)
def effective_price(
    items: Items,
    dates: Dates,
    listed_items: ListedItems,
    valid_from: ValidFrom,
    prices: ListedValues,
    valid_to: ValidTo = None,
) -> Annotated[object, Result("Price or cost in effect", "currency/unit", "items × dates")]:
    """Price or standard cost of each item that is in effect on each date.

    Of the rows of the list that have begun and not ended, the one that began last: a promotion goes before the
    open-ended price under it. #N/A where nothing is in effect.
    """
    found = effective_values(items, dates, listed_items, valid_from, prices, valid_to)
    return mark_rows(found.values, found.problems)


@worksheet_function(
    "SOP_PLAN_VALUE",
    by_item=("items", "units"),
    category=_CATEGORY,
    source="Definition: units × price or standard cost in effect",
    examples=[
        Example.of(
            '=SOP_PLAN_VALUE({"A";"B"},{10,20;10,20},{1,20},{"A";"A";"B"},{1;2;1},{5;6;9})', (50, 120), (90, 180)
        ),
    ],
)
def value_of_plan(
    items: Items,
    units: Annotated[Block, Arg("Plan in units, items × periods", "units", blank="zero")],
    dates: Dates,
    listed_items: ListedItems,
    valid_from: ValidFrom,
    prices: ListedValues,
    valid_to: ValidTo = None,
) -> Annotated[object, Result("Plan in money", "currency", "items × periods")]:
    """Plan in money: units times the price or standard cost in effect: revenue, COGS or purchases.

    Units without a price are #N/A; where there are no units none is needed.
    """
    return _worth(items, units, dates, listed_items, valid_from, prices, valid_to)


@worksheet_function(
    "SOP_INVENTORY_VALUE",
    by_item=("items", "stock"),
    category=_CATEGORY,
    source="Definition: stock × standard cost in effect; a backlog is no stock",
    examples=[Example.of('=SOP_INVENTORY_VALUE("A",{10,-5},{1,2},"A",1,2.5)', (25, 0))],
)
def inventory_value(
    items: Items,
    stock: Annotated[Block, Arg("Stock or projected balance, items × periods; negative = none", "units", blank="zero")],
    dates: Dates,
    listed_items: ListedItems,
    valid_from: ValidFrom,
    costs: ListedValues,
    valid_to: ValidTo = None,
) -> Annotated[object, Result("Stock value", "currency", "items × periods")]:
    """Value of stock at the standard cost in effect.

    A negative balance is backlog and worth nothing. Stock without a cost is #N/A.
    """
    return _worth(items, np.maximum(stock, 0.0), dates, listed_items, valid_from, costs, valid_to)


def _worth(
    items: list[str],
    units: FloatArray,
    dates: FloatArray,
    listed_items: list[str],
    valid_from: FloatArray,
    values: FloatArray,
    valid_to: FloatArray | None,
) -> object:
    per_unit = effective_values(items, dates, listed_items, valid_from, values, valid_to)
    found = plan_value(units, per_unit)
    return mark_rows(found.values, found.problems)


@worksheet_function(
    "SOP_PLAN_PROFIT",
    category=_CATEGORY,
    source="Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 2",
    examples=[
        Example.of(
            "=SOP_PLAN_PROFIT({10,20;5,0},{10;10},{6;6})",
            ("Revenue", 150, 200),
            ("COGS", 90, 120),
            ("Gross margin", 60, 80),
            ("Gross margin %", 0.4, 0.4),
        ),
    ],
)
def profit_of_plan(
    units: Annotated[Block, Arg("Sales plan, items × periods", "units", blank="zero")],
    prices: Annotated[Block, Arg("Net prices, items × periods, or one column", "currency/unit")],
    costs: Annotated[Block, Arg("Standard costs, items × periods, or one column", "currency/unit")],
) -> Annotated[object, Result("Revenue, COGS, margin and margin %, labelled", "currency", "4 × (1 + periods)")]:
    """Plan in money: revenue, cost of goods sold, gross margin and margin % by period, all items together.

    The first column holds the names. The margin % of a period without revenue is #DIV/0!.
    """
    plan = plan_profit(units, prices, costs)
    share = mark(
        plan.margin_share,
        plan.revenue == 0,
        ZeroDenominatorError("no revenue, so no margin %", argument="units"),
    )
    named = {"Revenue": plan.revenue, "COGS": plan.cogs, "Gross margin": plan.gross_margin, "Gross margin %": share}
    return [[name, *values.tolist()] for name, values in named.items()]


@worksheet_function(
    "SOP_MATERIAL_VARIANCES",
    by_item=("actual_quantity", "actual_price", "standard_quantity", "standard_price", "purchased_quantity"),
    category=_CATEGORY,
    source=_HORNGREN_7,
    examples=[Example.of("=SOP_MATERIAL_VARIANCES(22200,28,20000,30)", (-44400, 66000, 21600))],
)
def material_variances(
    actual_quantity: Annotated[Series, Arg("Quantity used, one per row", "units")],
    actual_price: Annotated[Series, Arg("Price paid", "currency/unit")],
    standard_quantity: Annotated[Series, Arg("Quantity the standard allows for the actual output", "units")],
    standard_price: Annotated[Series, Arg("Standard price", "currency/unit")],
    purchased_quantity: Annotated[
        Series | None, Arg("Quantity purchased, if it is not the quantity used", "units")
    ] = None,
) -> Annotated[object, Result("Purchase price, usage, total; positive = unfavourable", "currency", "rows × 3")]:
    """Standard-cost variances of material: purchase price variance (PPV), usage variance and their total.

    PPV = (actual − standard price) × quantity purchased; usage = (used − allowed quantity) × standard price. Positive
    is unfavourable. A row with a blank is #N/A.
    """
    columns = {
        "actual_quantity": actual_quantity,
        "actual_price": actual_price,
        "standard_quantity": standard_quantity,
        "standard_price": standard_price,
        "purchased_quantity": actual_quantity if purchased_quantity is None else purchased_quantity,
    }
    return _variances(standard_cost.material_variances, columns, len(standard_cost.MATERIAL))


@worksheet_function(
    "SOP_LABOUR_VARIANCES",
    by_item=("actual_hours", "actual_rate", "standard_hours", "standard_rate"),
    category=_CATEGORY,
    source=_HORNGREN_7,
    examples=[Example.of("=SOP_LABOUR_VARIANCES(9000,22,8000,20)", (18000, 20000, 38000))],
)
def labour_variances(
    actual_hours: Annotated[Series, Arg("Hours worked, one per row", "hours")],
    actual_rate: Annotated[Series, Arg("Rate paid", "currency/hour")],
    standard_hours: Annotated[Series, Arg("Hours the standard allows for the actual output", "hours")],
    standard_rate: Annotated[Series, Arg("Standard rate", "currency/hour")],
) -> Annotated[object, Result("Rate, efficiency, total; positive = unfavourable", "currency", "rows × 3")]:
    """Standard-cost variances of labour: rate, efficiency and their total.

    Rate = (actual − standard rate) × actual hours; efficiency = (actual − allowed hours) × standard rate. Positive is
    unfavourable. A row with a blank is #N/A.
    """
    columns = {
        "actual_hours": actual_hours,
        "actual_rate": actual_rate,
        "standard_hours": standard_hours,
        "standard_rate": standard_rate,
    }
    return _variances(standard_cost.labour_variances, columns, len(standard_cost.LABOUR))


@worksheet_function(
    "SOP_OVERHEAD_VARIANCES",
    by_item=(
        "actual_variable",
        "variable_rate",
        "actual_fixed",
        "budgeted_fixed",
        "fixed_rate",
        "actual_hours",
        "standard_hours",
    ),
    category=_CATEGORY,
    source="Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 8",
    examples=[
        Example.of(
            "=SOP_OVERHEAD_VARIANCES(130500,30,285000,276000,57.5,4500,4000)", (-4500, 15000, 9000, 46000, 65500)
        ),
    ],
)
def overhead_variances(
    actual_variable: Annotated[Series, Arg("Variable overhead incurred, one per row", "currency")],
    variable_rate: Annotated[Series, Arg("Standard rate of variable overhead", "currency/hour")],
    actual_fixed: Annotated[Series, Arg("Fixed overhead incurred", "currency")],
    budgeted_fixed: Annotated[Series, Arg("Fixed overhead budgeted", "currency")],
    fixed_rate: Annotated[Series, Arg("Standard rate of fixed overhead: budget ÷ budgeted hours", "currency/hour")],
    actual_hours: Annotated[Series, Arg("Hours of the allocation base used", "hours")],
    standard_hours: Annotated[Series, Arg("Hours the standard allows for the actual output", "hours")],
) -> Annotated[
    object,
    Result("Spending, efficiency, budget, volume, total; positive = unfavourable", "currency", "rows × 5"),
]:
    """Standard-cost variances of overhead: variable spending and efficiency, fixed budget and volume, total.

    Spending = variable − rate × actual hours; efficiency = (actual − allowed hours) × rate; budget = fixed − budgeted;
    volume = budgeted − fixed rate × allowed hours. Positive is unfavourable. A row with a blank is #N/A.
    """
    columns = {
        "actual_variable": actual_variable,
        "variable_rate": variable_rate,
        "actual_fixed": actual_fixed,
        "budgeted_fixed": budgeted_fixed,
        "fixed_rate": fixed_rate,
        "actual_hours": actual_hours,
        "standard_hours": standard_hours,
    }
    return _variances(standard_cost.overhead_variances, columns, len(standard_cost.OVERHEAD))


def _variances(formula: Callable[..., FloatArray], columns: dict[str, FloatArray], parts: int) -> np.ndarray:
    """Variances and their total by row; a row that is refused shows why."""
    rows = max(len(column) for column in columns.values())
    laid = {name: as_column(column, rows, name) for name, column in columns.items()}

    def with_total(numbers: IndexArray) -> FloatArray:
        found = formula(**{name: column[numbers] for name, column in laid.items()})
        return np.column_stack([found, found.sum(axis=1)])

    return by_row(with_total, rows, parts + 1)
