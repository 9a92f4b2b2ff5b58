"""Worksheet functions for the stock on hand: its health, age, shelf life, turns and value against service."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.errors import ShapeError
from sop_xl.functions.definition import Arg, Block, Example, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column, as_flow, as_same_block, own_column
from sop_xl.planning.isolate import by_row
from sop_xl.planning.supply.shelf_life import project_shelf_life
from sop_xl.planning.supply.stock_health import stock_by_age, stock_health
from sop_xl.planning.supply.stock_value import PERIODS_PER_YEAR, stock_turns
from sop_xl.planning.supply.stock_value import trade_off as exchange_curve

_CATEGORY = "Inventory"


@worksheet_function(
    "SOP_STOCK_HEALTH",
    by_item=("on_hand", "past_demand", "future_demand", "target_cover", "slow_cover"),
    category=_CATEGORY,
    source="sop_xl: excess is beyond the demand of the target cover, obsolete is without demand in N periods",
    examples=[Example.of("=SOP_STOCK_HEALTH({90;40},{5,5;0,0},{10,10;0,0},3,6,2)", (30, 30, 30, 0), (0, 0, 0, 40))],
)
def health(
    on_hand: Annotated[Series, Arg("Stock, one per item", "units")],
    past_demand: Annotated[Block, Arg("Demand up to now, items × periods, latest last", "units/period", blank="zero")],
    future_demand: Annotated[Block, Arg("Expected demand, items × periods", "units/period", blank="zero")],
    target_cover: Annotated[Series, Arg("Cover that is wanted, one or per item", "periods")],
    slow_cover: Annotated[Series, Arg("Cover beyond which stock moves slowly, one or per item", "periods")],
    obsolete_after: Annotated[int, Arg("Latest periods without demand that make an item obsolete", "periods", ">=1")],
) -> Annotated[Block, Result("Active, excess, slow-moving and obsolete stock", "units", "items × 4")]:
    """Stock by how soon it is used: active, excess, slow-moving, obsolete; the parts add up to the stock.

    Active is needed within the target cover; slow-moving lies beyond the slow cover; obsolete is all stock of an item
    without recent and without expected demand.
    """
    items = len(future_demand)
    if len(past_demand) != items:
        raise ShapeError("one row per item", argument="past_demand", got=past_demand.shape, expected=f"{items} rows")
    stock = own_column(on_hand, items, "on_hand")
    target = as_column(target_cover, items, "target_cover")
    slow = as_column(slow_cover, items, "slow_cover")

    def parts(rows: IndexArray) -> FloatArray:
        split = stock_health(
            stock[rows], past_demand[rows], future_demand[rows], target[rows], slow[rows], obsolete_after
        )
        return np.column_stack([split.active, split.excess, split.slow_moving, split.obsolete])

    return by_row(parts, items, 4)


@worksheet_function(
    "SOP_STOCK_AGEING",
    by_item=("on_hand", "receipts"),
    category=_CATEGORY,
    source="First-in first-out layers; Horngren, Datar & Rajan, Cost Accounting",
    examples=[Example.of("=SOP_STOCK_AGEING(25,{40,10,5,5},{1,3})", (5, 15, 5))],
)
def ageing(
    on_hand: Annotated[Series, Arg("Stock now, one per item", "units")],
    receipts: Annotated[Block, Arg("Receipts up to now, items × periods, latest last", "units/period", blank="zero")],
    bounds: Annotated[Series, Arg("Rising ages that part the classes, e.g. 3, 6, 12", "periods", ">=1", "error")],
) -> Annotated[Block, Result("Stock by age class, youngest first", "units", "items × classes")]:
    """Age of the stock: what is on hand came with the latest receipts (first in, first out).

    Bounds 3 and 6 give three classes: younger than 3 periods, 3 to under 6, 6 or older. What no receipt explains is in
    the oldest class.
    """
    stock = own_column(on_hand, len(receipts), "on_hand")
    return by_row(lambda rows: stock_by_age(stock[rows], receipts[rows], bounds), len(receipts), bounds.size + 1)


@worksheet_function(
    "SOP_SHELF_LIFE",
    by_item=("stock_by_last_period", "demand", "receipts", "shelf_life"),
    category=_CATEGORY,
    source="Nahmias, Perishable Inventory Systems, Springer 2011",
    examples=[
        Example.of("=SOP_SHELF_LIFE({0,0,1000,0},{200,200,200,200})", (0, 0, 400, 0)),
        Example.of('=SOP_SHELF_LIFE({0,0,1000,0},{200,200,200,200},{0,0,0,300},2,"stock")', (800, 600, 0, 100)),
    ],
)
def shelf_life_projection(
    stock_by_last_period: Annotated[
        Block,
        Arg("Stock by the last period of its life, items × periods; one more column for longer", "units", blank="zero"),
    ],
    demand: Annotated[Block, Arg("Demand, items × periods, 0 or more", "units/period", blank="zero")],
    receipts: Annotated[Block | None, Arg("Fresh supply by period of receipt", "units/period", blank="zero")] = None,
    shelf_life: Annotated[
        Series | None, Arg("Periods of use of a receipt, its own included; 1 if omitted", "periods")
    ] = None,
    output: Annotated[
        Literal["expired", "stock", "short"], Arg("Written off, usable stock at the end, or demand not met")
    ] = "expired",
) -> Annotated[Block, Result("What expires, or stock and shortage", "units", "items × periods")]:
    """Projection of stock with a shelf life: first expired, first out, and what must be written off.

    Opening stock + receipts − expired − demand + short = stock.
    """
    items = len(demand)
    if len(stock_by_last_period) != items:
        raise ShapeError("one row per item", argument="stock_by_last_period", got=stock_by_last_period.shape)
    supply = as_flow(0.0 if receipts is None else receipts, demand, "receipts")
    life = as_column(1.0 if shelf_life is None else shelf_life, items, "shelf_life")

    def line(rows: IndexArray) -> FloatArray:
        plan = project_shelf_life(stock_by_last_period[rows], demand[rows], supply[rows], life[rows])
        found: FloatArray = getattr(plan, output)
        return found

    return by_row(line, *demand.shape)


@worksheet_function(
    "SOP_STOCK_TURNS",
    by_item=("cost_of_goods", "stock_value"),
    category=_CATEGORY,
    source="Jacobs & Chase, Operations and Supply Chain Management",
    examples=[Example.of("=SOP_STOCK_TURNS({100,140},{200,280})", 6)],
)
def turns(
    cost_of_goods: Annotated[Block, Arg("Cost of goods sold, items × periods", "currency/period")],
    stock_value: Annotated[Block, Arg("Value of the stock at the end of the same periods", "currency")],
    periods_per_year: Annotated[float, Arg("12 for months, 52 for weeks", "periods", ">0")] = PERIODS_PER_YEAR,
) -> Annotated[Block, Result("Stock turns per year", "1/year", "items × 1")]:
    """Stock turns: annual cost of goods sold ÷ average stock value. Days of inventory are 365 ÷ turns.

    An item without stock on average is #DIV/0!.
    """
    worth = as_same_block(stock_value, cost_of_goods, "stock_value")
    return by_row(
        lambda rows: stock_turns(cost_of_goods[rows], worth[rows], periods_per_year)[:, np.newaxis],
        len(cost_of_goods),
        1,
    )


@worksheet_function(
    "SOP_TRADE_OFF",
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. 6",
    examples=[
        Example.of(
            "=SOP_TRADE_OFF({0.9;0.98},{100;40},{20;15},4,{200;80},{3;8})",
            (0.9, 461.358563, 1081.358563, 0.986255207),
            (0.98, 739.349727, 1359.349727, 0.997868116),
        )
    ],
)
def trade_off(
    service_levels: Annotated[Series, Arg("Cycle service levels to compare", "fraction", "(0,1)", "error")],
    demand_mean: Annotated[Series, Arg("Mean demand of each item", "units/period", ">=0", "error")],
    demand_std: Annotated[Series, Arg("Standard deviation of demand of each item", "units/period", ">=0", "error")],
    lead_time: Annotated[Series, Arg("Replenishment lead time, one or per item", "periods", ">=0", "error")],
    order_quantity: Annotated[Series, Arg("Replenishment quantity, one or per item", "units", ">0", "error")],
    unit_cost: Annotated[Series, Arg("Standard cost, one or per item", "currency/unit", ">=0", "error")],
) -> Annotated[
    Block, Result("Service level, value of safety stock, value of average stock, fill rate", None, "levels × 4")
]:
    """Trade-off curve: what stock of all items together costs at each service level, and what it serves.

    The average stock is safety stock plus half an order. The fill rate is that of the demand value of all items.
    """
    curve = exchange_curve(service_levels, demand_mean, demand_std, lead_time, order_quantity, unit_cost)
    return np.column_stack([curve.service_level, curve.safety_stock_value, curve.average_stock_value, curve.fill_rate])
