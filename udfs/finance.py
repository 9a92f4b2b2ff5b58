"""Worksheet functions for finance: variances with their commentary, and bridges."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.cells.encode import mark
from sop_xl.errors import InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.finance import bridge as bridges
from sop_xl.planning.finance import commentary as drafts
from sop_xl.planning.finance import margin as margins
from sop_xl.planning.finance import variance as variances
from udfs.rows import mark_rows

_CATEGORY = "Finance"
_HORNGREN_7 = "Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 7"
_HORNGREN_14 = "Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 14"

_BridgeOutput = Literal["rows", "total", "bridge"]
_BRIDGE_OUTPUT = Arg("rows = one row per row; total = one row of sums; bridge = labelled steps from base to actual")
_DECIMALS = Arg("Round all parts to so many decimals so that rows and columns still add up", domain="[0,6]")
_AccountType = Annotated[
    Labels, Arg("revenue, income, cost, expense, …; asset or liability for no flag; one word, or one per row")
]

# What all bridges ask for in the same words.
BaseQuantity = Annotated[Series, Arg("Quantity of the base period, one per row, in one unit of measure", "units")]
ActualQuantity = Annotated[Series, Arg("Quantity of the actual period", "units")]
BaseRate = Annotated[Series, Arg("Exchange rate of the base period", "reporting/local currency", ">0")]
ActualRate = Annotated[Series, Arg("Exchange rate of the actual period", "reporting/local currency", ">0")]


@worksheet_function(
    "SOP_VARIANCE",
    by_item=("actual", "budget", "account_type"),
    category=_CATEGORY,
    source=_HORNGREN_7,
    examples=[
        Example.of('=SOP_VARIANCE({105;52},{100;50},{"revenue";"expense"})', 5, 2),
        Example.of('=SOP_VARIANCE({105;52},{100;50},{"revenue";"expense"},"all")', (5, 0.05, "F"), (2, 0.04, "U")),
        Example.of('=SOP_VARIANCE({105,90},{100,120},"cost","effect")', (-5, 30)),
    ],
)
def variance(
    actual: Annotated[Block, Arg("Actual amounts, accounts × periods; costs as positive numbers", "currency")],
    budget: Annotated[Block, Arg("Budget, plan or prior year of the same accounts and periods", "currency")],
    account_type: _AccountType,
    output: Annotated[
        Literal["variance", "percent", "effect", "favourable", "material", "all"],
        Arg("What to show; effect = effect on profit; all = variance, percent and flag side by side"),
    ] = "variance",
    material_amount: Annotated[float, Arg("Smallest variance that is material", "currency", ">=0")] = 0.0,
    material_percent: Annotated[
        float, Arg("Smallest share of the budget that is material; both limits must be reached", "fraction", ">=0")
    ] = 0.0,
) -> Annotated[object, Result("Variance, share of budget, effect on profit or flag", "currency", "as actual")]:
    """Variance of actual against budget, its share of the budget, and whether it is favourable.

    Actual minus budget, cell by cell. The share is on the absolute budget (#DIV/0! where that is zero). F is
    favourable, U unfavourable by account type. A cell blank on both sides stays blank, on one side it is #N/A.
    """
    found = variances.variance(actual, budget, account_type)
    no_share = ZeroDenominatorError("a budget of zero has no share", argument="budget", hint="Show the amount instead.")
    share = mark(found.fraction, budget == 0, no_share)
    flags = np.select([found.effect > 0, found.effect < 0], ["F", "U"], "")
    flags = mark_rows(found.effect, found.problems, flags)
    match output:
        case "variance":
            result: np.ndarray = found.amount
        case "percent":
            result = share
        case "effect":
            result = mark_rows(found.effect, found.problems)
        case "favourable":
            result = flags
        case "material":
            result = variances.is_material(found.amount, found.fraction, material_amount, material_percent)
        case "all":
            if actual.shape[1] > 1:
                raise ShapeError("more than one column", argument="actual", expected='one column of accounts for "all"')
            result = np.hstack([found.amount.astype(object), share, flags])
    return _with_blanks(result, np.isnan(actual), np.isnan(budget))


def _with_blanks(cells: np.ndarray, no_actual: np.ndarray, no_budget: np.ndarray) -> np.ndarray:
    """Cells that are blank where both inputs are, and #N/A where one is."""
    if not (no_actual | no_budget).any():
        return cells
    cells = cells.astype(object)
    for name, blank in (("actual", no_actual), ("budget", no_budget)):
        missing = InsufficientDataError("a blank", argument=name, hint="Type 0 if nothing is meant.")
        cells[np.broadcast_to(blank, cells.shape)] = missing
    cells[np.broadcast_to(no_actual & no_budget, cells.shape)] = None
    return cells


@worksheet_function(
    "SOP_COMMENTARY",
    category=_CATEGORY,
    source="The convention of management reports: size, share, direction, cause; from the numbers only",
    examples=[
        Example.of(
            '=SOP_COMMENTARY("Bikes",5250000,5000000,"revenue",{300000,-50000},{"volume","price"})',
            "Bikes: 5.25 M against a budget of 5.00 M, 250.0 k (5.0%) above, favourable; mainly volume +300.0 k, "
            "partly offset by price -50.0 k.",
        ),
    ],
)
def commentary(
    names: Annotated[Labels, Arg("What each row is about")],
    actual: Annotated[Series, Arg("Actual amounts, one per row; costs as positive numbers", "currency")],
    budget: Annotated[Series, Arg("Budget, plan or prior year", "currency")],
    account_type: _AccountType,
    parts: Annotated[Block | None, Arg("Contribution of each cause to the variance, rows × causes", "currency")] = None,
    part_names: Annotated[Labels | None, Arg("Names of the causes, one per column of parts")] = None,
    currency: Annotated[str, Arg("Currency to write before the actual amount, such as EUR")] = "",
) -> Annotated[object, Result("Drafted sentence", None, "rows × 1")]:
    """Drafted sentence on each variance: its size, share and flag, and the causes that the parts show.

    The parts may be the columns of SOP_PVM. What they leave open is said to be unexplained. A blank row stays blank.
    """
    drafted = drafts.commentary(names, actual, budget, account_type, parts, part_names or (), currency)
    return [problem or sentence for sentence, problem in zip(drafted.sentences, drafted.problems)]


@worksheet_function(
    "SOP_PVM",
    category=_CATEGORY,
    source=_HORNGREN_14,
    examples=[
        Example.of(
            "=SOP_PVM({600;400},{6000;8000},{500;550},{5250;10450})",
            (300, -1300, 250, 0, 0, -750),
            (400, 2600, -550, 0, 0, 2450),
        ),
        Example.of(
            '=SOP_PVM({600;400},{6000;8000},{500;550},{5250;10450},"total")',
            (700, 1300, -300, 0, 0, 1700),
        ),
    ],
)
def price_volume_mix(
    quantity_0: BaseQuantity,
    revenue_0: Annotated[Series, Arg("Revenue of the base period", "currency")],
    quantity_1: ActualQuantity,
    revenue_1: Annotated[Series, Arg("Revenue of the actual period", "currency")],
    output: Annotated[_BridgeOutput, _BRIDGE_OUTPUT] = "rows",
    decimals: Annotated[int | None, _DECIMALS] = None,
) -> Annotated[object, Result("Volume, mix, price, new, lost and total", "currency", "rows × 6")]:
    """Price-volume-mix: why revenue changed, row by row, in parts that add up to the change exactly.

    Columns: volume, mix, price, new, lost, total. A SUM over the total is the change of revenue, over any column its
    step. Rows without base quantity are new, without actual quantity lost. Mix depends on the level of the rows.
    """
    found = bridges.price_volume_mix(quantity_0, revenue_0, quantity_1, revenue_1, decimals=decimals)
    return _bridge_table(found, output)


@worksheet_function(
    "SOP_PVM_FX",
    category=_CATEGORY,
    source=_HORNGREN_14,
    examples=[
        Example.of("=SOP_PVM_FX(100,1000,1.1,110,1100,1.2)", (110, 110, 0, 0, 0, 0, 220)),
    ],
)
def price_volume_mix_fx(
    quantity_0: BaseQuantity,
    revenue_0: Annotated[Series, Arg("Revenue of the base period", "local currency")],
    rate_0: BaseRate,
    quantity_1: ActualQuantity,
    revenue_1: Annotated[Series, Arg("Revenue of the actual period", "local currency")],
    rate_1: ActualRate,
    output: Annotated[_BridgeOutput, _BRIDGE_OUTPUT] = "rows",
    decimals: Annotated[int | None, _DECIMALS] = None,
) -> Annotated[object, Result("FX, volume, mix, price, new, lost and total", "reporting currency", "rows × 7")]:
    """Price-volume-mix of revenue in local currencies, with the effect of exchange rates in front.

    Columns: FX, volume, mix, price, new, lost, total. FX is the actual local revenue at the actual instead of the
    base rate; all other parts are at base rates. A row without a rate is #N/A.
    """
    found = bridges.price_volume_mix_fx(quantity_0, revenue_0, rate_0, quantity_1, revenue_1, rate_1, decimals=decimals)
    return _bridge_table(found, output)


@worksheet_function(
    "SOP_MARGIN_BRIDGE",
    category=_CATEGORY,
    source=_HORNGREN_14,
    examples=[
        Example.of(
            "=SOP_MARGIN_BRIDGE(100,1000,600,110,1210,693)",
            (40, 0, 110, 0, 0, -33, 0, 0, 117),
        ),
    ],
)
def margin_bridge(
    quantity_0: BaseQuantity,
    revenue_0: Annotated[Series, Arg("Revenue of the base period", "currency")],
    cost_0: Annotated[Series, Arg("Cost of goods sold of the base period", "currency")],
    quantity_1: ActualQuantity,
    revenue_1: Annotated[Series, Arg("Revenue of the actual period", "currency")],
    cost_1: Annotated[Series, Arg("Cost of goods sold of the actual period", "currency")],
    output: Annotated[_BridgeOutput, _BRIDGE_OUTPUT] = "rows",
    purchase_price: Annotated[
        Series | None, Arg("Purchase price variance per row, positive = unfavourable", "currency", blank="zero")
    ] = None,
    usage: Annotated[
        Series | None, Arg("Usage variance per row, positive = unfavourable", "currency", blank="zero")
    ] = None,
    decimals: Annotated[int | None, _DECIMALS] = None,
) -> Annotated[
    object,
    Result("Volume, mix, price, purchase price, usage, other cost, new, lost and total", "currency", "rows × 9"),
]:
    """Gross-margin bridge: why the margin changed, row by row, in parts that add up to the change exactly.

    Columns: volume, mix, price, purchase price, usage, other cost, new, lost, total; positive = more margin. Volume
    and mix are on the unit margin. Other cost is the change of unit cost that the two variances leave unexplained.
    """
    found = margins.margin_bridge(
        quantity_0,
        revenue_0,
        cost_0,
        quantity_1,
        revenue_1,
        cost_1,
        purchase_price=0.0 if purchase_price is None else purchase_price,
        usage=0.0 if usage is None else usage,
        decimals=decimals,
    )
    return _bridge_table(found, output)


@worksheet_function(
    "SOP_MARGIN_BRIDGE_FX",
    category=_CATEGORY,
    source=_HORNGREN_14,
    examples=[
        Example.of(
            "=SOP_MARGIN_BRIDGE_FX(100,1000,600,1,110,1210,693,1.5)",
            (258.5, 40, 0, 110, 0, 0, -33, 0, 0, 375.5),
        ),
    ],
)
def margin_bridge_fx(
    quantity_0: BaseQuantity,
    revenue_0: Annotated[Series, Arg("Revenue of the base period", "local currency")],
    cost_0: Annotated[Series, Arg("Cost of goods sold of the base period", "local currency")],
    rate_0: BaseRate,
    quantity_1: ActualQuantity,
    revenue_1: Annotated[Series, Arg("Revenue of the actual period", "local currency")],
    cost_1: Annotated[Series, Arg("Cost of goods sold of the actual period", "local currency")],
    rate_1: ActualRate,
    output: Annotated[_BridgeOutput, _BRIDGE_OUTPUT] = "rows",
    cost_variances: Annotated[
        Block | None,
        Arg("Purchase price and usage variance, rows × 2, positive = unfavourable", "local currency", blank="zero"),
    ] = None,
) -> Annotated[
    object,
    Result(
        "FX, volume, mix, price, purchase price, usage, other cost, new, lost and total",
        "reporting currency",
        "rows × 10",
    ),
]:
    """Gross-margin bridge of amounts in local currencies, with the effect of exchange rates in front.

    Columns as in SOP_MARGIN_BRIDGE behind FX, the actual local margin at the actual instead of the base rate; all
    other parts are at base rates. A row without a rate is #N/A.
    """
    variances_of_cost = np.zeros((len(quantity_0), 2)) if cost_variances is None else cost_variances
    if variances_of_cost.shape != (len(quantity_0), 2):
        raise ShapeError(
            "two columns, one row per row",
            argument="cost_variances",
            got=variances_of_cost.shape,
            expected=(len(quantity_0), 2),
        )
    found = margins.margin_bridge_fx(
        quantity_0,
        revenue_0,
        cost_0,
        rate_0,
        quantity_1,
        revenue_1,
        cost_1,
        rate_1,
        purchase_price=variances_of_cost[:, 0],
        usage=variances_of_cost[:, 1],
    )
    return _bridge_table(found, output)


def _bridge_table(found: bridges.Bridge, output: _BridgeOutput) -> object:
    if output == "rows":
        table = np.column_stack([found.parts, found.change])
        return mark_rows(table, found.problems)
    steps = found.totals()
    start, end = float(found.base.sum()), float(found.actual.sum())
    if output == "total":
        return [[*steps.values(), end - start]]
    labelled = {name[0].upper() + name[1:] if name != "fx" else "FX": value for name, value in steps.items()}
    return [[name, value] for name, value in {"Base": start, **labelled, "Actual": end}.items()]
