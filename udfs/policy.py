"""Worksheet functions for inventory policy: order quantities, reorder points, policy by class."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from sop_xl.errors import ShapeError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, IndexArray, as_column
from sop_xl.planning.isolate import by_element, by_item, by_row
from sop_xl.planning.supply import newsvendor as season
from sop_xl.planning.supply import order_quantity as quantities
from sop_xl.planning.supply import policy_rules, reorder_policy
from udfs.rows import mark_rows

_CATEGORY = "Inventory"
_SILVER = "Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. "
_SNYDER = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2e, "

# Rates are per one and the same unit of time, usually a year; ranges are laid over each other, element by element.
Demand = Annotated[Block, Arg("Demand per unit of time, 0 or more", "units/time")]
OrderCost = Annotated[Block, Arg("Fixed cost of one order or set-up, 0 or more", "currency/order")]
HoldingCost = Annotated[Block, Arg("Cost of holding one unit for one unit of time, above 0", "currency/(unit·time)")]
DemandMean = Annotated[Block, Arg("Mean demand, above 0", "units/time")]
DemandStd = Annotated[Block, Arg("Standard deviation of demand, above 0", "units/time")]


@worksheet_function(
    "SOP_REORDER_POINT",
    by_item=("demand_mean", "lead_time", "safety_stock"),
    category=_CATEGORY,
    source=_SILVER + "6",
    examples=[Example.of("=SOP_REORDER_POINT({50;10},4,{33;5})", 233, 45)],
)
def reorder_point(
    demand_mean: Annotated[Block, Arg("Mean demand per period, 0 or more", "units/period")],
    lead_time: Annotated[Block, Arg("Replenishment lead time, 0 or more", "periods")],
    safety_stock: Annotated[Block, Arg("Safety stock, from SOP_SAFETY_STOCK", "units")],
) -> Annotated[Block, Result("Reorder point", "units", "as the arguments")]:
    """Reorder point: mean demand over the lead time plus safety stock.

    Compared with the stock position: on hand plus on order minus backlog.
    """
    return by_element(reorder_policy.reorder_point, demand_mean, lead_time, safety_stock)


@worksheet_function(
    "SOP_EOQ",
    by_item=("demand", "order_cost", "holding_cost"),
    category=_CATEGORY,
    source=_SILVER + "4",
    examples=[Example.of("=SOP_EOQ(1300,8,0.225)", 304.046780026)],
)
def eoq(
    demand: Demand, order_cost: OrderCost, holding_cost: HoldingCost
) -> Annotated[Block, Result("Order quantity", "units", "as the arguments")]:
    """Economic order quantity: balances ordering and holding, √(2KD/h)."""
    return by_element(quantities.economic_order_quantity, demand, order_cost, holding_cost)


@worksheet_function(
    "SOP_EPQ",
    by_item=("demand", "order_cost", "holding_cost", "production_rate"),
    category=_CATEGORY,
    source=_SILVER + "4",
    examples=[Example.of("=SOP_EPQ(10000,100,2,20000)", 1414.213562373)],
)
def epq(
    demand: Demand,
    order_cost: OrderCost,
    holding_cost: HoldingCost,
    production_rate: Annotated[Block, Arg("Rate of production, above the demand", "units/time")],
) -> Annotated[Block, Result("Lot size", "units", "as the arguments")]:
    """Economic production quantity: the lot of an item that is made at a finite rate, √(2KD/(h·(1 − D/P)))."""
    return by_element(quantities.economic_production_quantity, demand, order_cost, holding_cost, production_rate)


@worksheet_function(
    "SOP_EOQ_BACKORDERS",
    by_item=("demand", "order_cost", "holding_cost", "backorder_cost"),
    category=_CATEGORY,
    source=_SNYDER + "eqs. 3.27, 3.28",
    examples=[Example.of("=SOP_EOQ_BACKORDERS(1300,8,0.225,5)", (310.812555159, 13.384272))],
)
def eoq_backorders(
    demand: Demand,
    order_cost: OrderCost,
    holding_cost: HoldingCost,
    backorder_cost: Annotated[
        Block, Arg("Cost of one unit of demand waiting for one unit of time, above 0", "currency/unit/time")
    ],
) -> Annotated[Block, Result("Order quantity, largest backlog", "units", "items × 2")]:
    """Economic order quantity where customers wait, with the backlog just before an order arrives.

    Arguments are one value, or one per item.
    """
    return by_item(
        quantities.economic_order_quantity_with_backorders,
        2,
        demand=demand,
        order_cost=order_cost,
        holding_cost=holding_cost,
        backorder_cost=backorder_cost,
    )


@worksheet_function(
    "SOP_EOQ_DISCOUNT",
    by_item=("demand", "order_cost", "holding_rate", "break_quantity", "price"),
    category=_CATEGORY,
    source=_SNYDER + "eqs. 3.18, 3.19",
    examples=[Example.of("=SOP_EOQ_DISCOUNT(1300,8,0.3,{0,400,800},{0.75,0.72,0.68})", (800, 0.68, 978.6))],
)
def eoq_discount(
    demand: Annotated[Block, Arg("Demand per unit of time, one or per item", "units/time")],
    order_cost: Annotated[Block, Arg("Fixed cost of one order, one or per item", "currency/order")],
    holding_rate: Annotated[Block, Arg("Cost of holding stock as a share of its value, one or per item", "1/time")],
    break_quantity: Annotated[
        Block, Arg("Smallest quantity of each price level, rising; one row or one per item", "units")
    ],
    price: Annotated[Block, Arg("Unit price of each level; one row or one per item", "currency/unit")],
) -> Annotated[Block, Result("Order quantity, unit price, cost per unit of time", None, "items × 3")]:
    """Best order quantity under all-units discounts, its price and its total cost.

    The cheapest of the feasible price levels; the cost is purchase, ordering and holding per unit of time. An item
    with fewer price levels leaves the last cells of its row blank.
    """
    items = max(demand.size, len(break_quantity), len(price))
    rate, fixed, holding = (
        as_column(values, items, name)
        for name, values in (("demand", demand), ("order_cost", order_cost), ("holding_rate", holding_rate))
    )
    breaks, prices = _price_list(break_quantity, items, "break_quantity"), _price_list(price, items, "price")

    def best(rows: IndexArray) -> FloatArray:
        order = quantities.economic_order_quantity_with_discounts(
            rate[rows], fixed[rows], holding[rows], breaks[rows], prices[rows]
        )
        return np.column_stack([order.quantity, order.price, order.cost])

    return by_row(best, items, 3)


def _price_list(values: FloatArray, items: int, name: str) -> FloatArray:
    if len(values) not in (1, items):
        raise ShapeError("one row, or one per item", argument=name, got=values.shape, expected=f"{items} rows")
    return np.broadcast_to(values, (items, values.shape[1]))


@worksheet_function(
    "SOP_POQ",
    by_item=("demand_per_period", "order_cost", "holding_cost"),
    category=_CATEGORY,
    source=_SILVER + "5",
    examples=[Example.of("=SOP_POQ(100,50,0.2)", 2)],
)
def poq(
    demand_per_period: Annotated[Block, Arg("Mean demand per period, above 0", "units/period")],
    order_cost: OrderCost,
    holding_cost: Annotated[Block, Arg("Cost of holding one unit for one period, above 0", "currency/(unit·period)")],
) -> Annotated[Block, Result("Number of periods that one order covers", "periods", "as the arguments")]:
    """Period order quantity: the whole number of periods that an economic order covers, at least one."""
    return by_element(quantities.period_order_quantity, demand_per_period, order_cost, holding_cost)


@worksheet_function(
    "SOP_RQ_POLICY",
    by_item=("demand_mean", "demand_std", "lead_time", "order_cost", "holding_cost", "shortage_cost"),
    category=_CATEGORY,
    source="Hadley & Whitin, Analysis of Inventory Systems, ch. 4; " + _SNYDER + "eqs. 5.17, 5.18",
    examples=[Example.of("=SOP_RQ_POLICY(1300,150,1/12,8,0.225,7.5)", (213.970442136, 318.590181077))],
)
def rq_policy(
    demand_mean: DemandMean,
    demand_std: DemandStd,
    lead_time: Annotated[Block, Arg("Replenishment lead time, above 0", "time")],
    order_cost: OrderCost,
    holding_cost: HoldingCost,
    shortage_cost: Annotated[Block, Arg("Cost of every unit short, above 0", "currency/unit")],
) -> Annotated[Block, Result("Reorder point R, order quantity Q", "units", "items × 2")]:
    """Reorder point and order quantity of least expected cost, found together: the (R,Q) policy.

    Continuous review, normal demand over the lead time. Arguments are one value, or one per item.
    """

    def levels(*arguments: FloatArray) -> tuple[FloatArray, FloatArray]:
        policy = reorder_policy.reorder_point_and_quantity(*arguments)
        return policy.reorder_point, policy.order_quantity

    return by_item(
        levels,
        2,
        demand_mean=demand_mean,
        demand_std=demand_std,
        lead_time=lead_time,
        order_cost=order_cost,
        holding_cost=holding_cost,
        shortage_cost=shortage_cost,
    )


@worksheet_function(
    "SOP_MIN_MAX_POLICY",
    by_item=("demand_mean", "demand_std", "lead_time", "order_cost", "holding_cost", "shortage_cost"),
    category=_CATEGORY,
    source="Ehrhardt & Mosier (1984), A revision of the power approximation, Management Science 30",
    examples=[Example.of("=SOP_MIN_MAX_POLICY(50,8,0,2.5,0.18,0.7)", (40.194616956, 56.603955927))],
)
def min_max_policy(
    demand_mean: Annotated[Block, Arg("Mean demand per review period, above 0", "units/period")],
    demand_std: Annotated[Block, Arg("Standard deviation of demand per review period, above 0", "units/period")],
    lead_time: Annotated[Block, Arg("Lead time after the review, 0 or more", "periods")],
    order_cost: OrderCost,
    holding_cost: Annotated[Block, Arg("Cost of holding one unit for one period, above 0", "currency/(unit·period)")],
    shortage_cost: Annotated[
        Block, Arg("Cost of one unit of backlog for one period, above 0", "currency/(unit·period)")
    ],
) -> Annotated[Block, Result("Reorder point s (min), order-up-to level S (max)", "units", "items × 2")]:
    """Min and max of a stock reviewed every period: the (s,S) policy by the power approximation.

    When the stock position is at or below s, order up to S. Arguments are one value, or one per item.
    """

    def levels(*arguments: FloatArray) -> tuple[FloatArray, FloatArray]:
        policy = reorder_policy.min_max_levels(*arguments)
        return policy.reorder_point, policy.order_up_to

    return by_item(
        levels,
        2,
        demand_mean=demand_mean,
        demand_std=demand_std,
        lead_time=lead_time,
        order_cost=order_cost,
        holding_cost=holding_cost,
        shortage_cost=shortage_cost,
    )


@worksheet_function(
    "SOP_NEWSVENDOR",
    by_item=("underage_cost", "overage_cost", "demand_mean", "demand_std"),
    category=_CATEGORY,
    source=_SNYDER + "§4.3",
    examples=[Example.of("=SOP_NEWSVENDOR(0.7,0.18,50,8)", (56.603955927, 0.795454545, 1.997605193))],
)
def newsvendor(
    underage_cost: Annotated[Block, Arg("Cost of one unit short, usually price − cost; above 0", "currency/unit")],
    overage_cost: Annotated[Block, Arg("Cost of one unit left over, cost − salvage value; above 0", "currency/unit")],
    demand_mean: Annotated[Block, Arg("Mean demand of the season, 0 or more", "units")],
    demand_std: Annotated[Block, Arg("Standard deviation of demand of the season, 0 or more", "units")],
) -> Annotated[Block, Result("Order quantity, critical ratio, expected cost", None, "items × 3")]:
    """Newsvendor: the one order for a season that balances shortage and leftovers.

    μ + σ·Φ⁻¹(cu/(cu + co)) for normal demand. Arguments are one value, or one per item.
    """

    def order(*arguments: FloatArray) -> tuple[FloatArray, ...]:
        best = season.newsvendor(*arguments)
        return best.quantity, best.critical_ratio, best.cost

    return by_item(
        order, 3, underage_cost=underage_cost, overage_cost=overage_cost, demand_mean=demand_mean, demand_std=demand_std
    )


@worksheet_function(
    "SOP_POLICY_BY_CLASS",
    by_item=("abc", "xyz"),
    category=_CATEGORY,
    source=_SILVER + "2",
    examples=[
        Example.of('=SOP_POLICY_BY_CLASS({"A";"B"},{"X";"Z"},{"A";"*"},{"X";"*"},{0.98,1;0.9,2})', (0.98, 1), (0.9, 2))
    ],
)
def policy_by_class(
    abc: Annotated[Labels, Arg("ABC class of each item")],
    xyz: Annotated[Labels, Arg("XYZ class of each item")],
    rule_abc: Annotated[Labels, Arg("Rules: ABC class, * or blank for any")],
    rule_xyz: Annotated[Labels, Arg("Rules: XYZ class, * or blank for any")],
    rule_values: Annotated[
        Block,
        Arg("Rules: parameters, rules × parameters, e.g. service level, review period", "as named", blank="error"),
    ],
) -> Annotated[Block, Result("Parameters of each item", None, "items × parameters")]:
    """Policy parameters of each item from a table of rules by ABC-XYZ class.

    The first rule that fits decides; an item that no rule fits is #N/A. Put the general rules last.
    """
    policy = policy_rules.policy_by_class(abc, xyz, rule_abc, rule_xyz, rule_values)
    return mark_rows(policy.values, policy.problems)
