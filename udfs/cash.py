"""Worksheet functions for cash and currency: working capital, payments, conversion and the effect of rates."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.errors import ShapeError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column
from sop_xl.planning.finance import currency, working_capital
from sop_xl.planning.isolate import by_element, by_row
from udfs.rows import mark_rows

_CATEGORY = "Finance"
_ROSS = "Ross, Westerfield & Jaffe, Corporate Finance, ch. 26"


@worksheet_function(
    "SOP_CASH_CONVERSION",
    by_item=("inventory", "receivables", "payables", "revenue", "cogs"),
    category=_CATEGORY,
    source=_ROSS,
    examples=[
        Example.of("=SOP_CASH_CONVERSION(100,80,60,730,365)", 80),
        Example.of('=SOP_CASH_CONVERSION(100,80,60,730,365,365,"dso")', 40),
    ],
)
def cash_conversion(
    inventory: Annotated[Block, Arg("Stock value, best the average over the time", "currency")],
    receivables: Annotated[Block, Arg("Trade receivables, best the average", "currency")],
    payables: Annotated[Block, Arg("Trade payables, best the average", "currency")],
    revenue: Annotated[Block, Arg("Revenue of the time", "currency")],
    cogs: Annotated[Block, Arg("Cost of goods sold of the time", "currency")],
    days: Annotated[float, Arg("Length of the time", "days", ">0")] = working_capital.DAYS_PER_YEAR,
    output: Annotated[Literal["ccc", "dio", "dso", "dpo"], Arg("Cash cycle, or days of one balance")] = "ccc",
) -> Annotated[object, Result("Days", "days", "as the arguments")]:
    """Cash conversion cycle: days of inventory (DIO) plus days of sales (DSO) minus days of payables (DPO).

    DIO and DPO are measured on cost of goods sold, DSO on revenue; element by element, all as positive numbers. No
    revenue or cost is #DIV/0!.
    """
    match output:
        case "dio":
            return by_element(working_capital.days_outstanding, inventory, cogs, days)
        case "dso":
            return by_element(working_capital.days_outstanding, receivables, revenue, days)
        case "dpo":
            return by_element(working_capital.days_outstanding, payables, cogs, days)
    balances_and_flows = (inventory, receivables, payables, revenue, cogs)
    return by_element(working_capital.cash_conversion_cycle, *balances_and_flows, days)


@worksheet_function(
    "SOP_PURCHASE_CASH",
    by_item=("purchases", "payment_days", "open_payables"),
    category=_CATEGORY,
    source=_ROSS,
    examples=[
        Example.of("=SOP_PURCHASE_CASH({100,200,0},45)", (0, 50, 150)),
        Example.of('=SOP_PURCHASE_CASH({100,200,0},45,30,,"payables")', (100, 250, 100)),
    ],
)
def purchase_cash(
    purchases: Annotated[Block, Arg("Value of planned receipts, suppliers × periods", "currency", blank="zero")],
    payment_days: Annotated[Series, Arg("Days from receipt to payment, 0 or more, one or one per row", "days")],
    days_per_period: Annotated[float, Arg("Length of a period", "days", ">0")] = 30.0,
    open_payables: Annotated[
        Block | None, Arg("Invoices open at the start, by the period in which they fall due", "currency", blank="zero")
    ] = None,
    output: Annotated[
        Literal["payments", "payables"], Arg("Payments of each period, or what is open at its end")
    ] = "payments",
) -> Annotated[Block, Result("Payments to suppliers, or closing payables", "currency", "suppliers × periods")]:
    """Purchase cash plan: when planned receipts are paid.

    Receipts come evenly over a period, so 45 days with periods of 30 are paid half in the next period and half in the
    one after. What falls due beyond the last period stays in the payables.
    """
    terms = as_column(payment_days, len(purchases), "payment_days")
    due = np.zeros_like(purchases) if open_payables is None else open_payables
    if due.shape != purchases.shape:
        raise ShapeError(
            "must have the shape of purchases", argument="open_payables", got=due.shape, expected=purchases.shape
        )

    def line(rows: IndexArray) -> FloatArray:
        plan = working_capital.purchase_cash_plan(purchases[rows], terms[rows], days_per_period, due[rows])
        return plan.payments if output == "payments" else plan.payables

    return by_row(line, *purchases.shape)


Amounts = Annotated[Block, Arg("Amounts in local currency, rows × periods", "local currency", blank="zero")]
Currencies = Annotated[Labels, Arg("Currency of the amounts, such as EUR: one, or one per row")]
RateCurrencies = Annotated[Labels, Arg("Currencies of the rates; the reporting currency has rate 1")]


@worksheet_function(
    "SOP_CONVERT_CURRENCY",
    by_item=("amounts", "currencies"),
    category=_CATEGORY,
    source="Definition; average rates for flows as in IAS 21",
    examples=[
        Example.of(
            '=SOP_CONVERT_CURRENCY({100,100;10,10},{"EUR";"USD"},{"USD";"EUR"},{1,1;1.1,1.2})', (110, 120), (10, 10)
        )
    ],
)
def convert_currency(
    amounts: Amounts,
    currencies: Currencies,
    rate_currencies: RateCurrencies,
    rates: Annotated[
        Block, Arg("Rates, currencies × periods or one column; plan, actual or constant", "reporting/local", ">0")
    ],
) -> Annotated[object, Result("Amounts in the reporting currency", "reporting currency", "rows × periods")]:
    """Amounts in the reporting currency at the given rates: plan, actual, or one column of constant rates.

    A row whose currency has no rate is #N/A.
    """
    found = currency.convert(amounts, currencies, rate_currencies, rates)
    return mark_rows(found.values, found.problems)


@worksheet_function(
    "SOP_FX_EFFECT",
    by_item=("amounts", "currencies"),
    category=_CATEGORY,
    source="Definition: amounts at the compared rates less the same amounts at base rates",
    examples=[Example.of('=SOP_FX_EFFECT({100,200},"EUR","EUR",2,{2,3})', (0, 200))],
)
def fx_effect(
    amounts: Amounts,
    currencies: Currencies,
    rate_currencies: RateCurrencies,
    rates_0: Annotated[
        Block, Arg("Base rates (plan, prior year), currencies × periods or one column", "reporting/local", ">0")
    ],
    rates_1: Annotated[
        Block, Arg("Rates compared with them, currencies × periods or one column", "reporting/local", ">0")
    ],
) -> Annotated[object, Result("Effect of the rates; positive = worth more", "reporting currency", "rows × periods")]:
    """Effect of exchange rates on amounts in local currency: local × (compared − base rate).

    A row whose currency has no rate is #N/A.
    """
    found = currency.fx_effect(amounts, currencies, rate_currencies, rates_0, rates_1)
    return mark_rows(found.values, found.problems)
