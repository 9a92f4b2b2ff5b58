"""Worksheet functions for safety stock and the service that it gives."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from sop_xl.functions.definition import Arg, Block, Example, Result
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.arrays import FloatArray, as_column, as_flow
from sop_xl.planning.isolate import by_element, by_row
from sop_xl.planning.supply import safety_stock as stock
from sop_xl.planning.supply import service

_CATEGORY = "Inventory"
_SILVER = "Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4e, ch. 6"

# What several functions ask for in the same words; ranges are laid over each other, element by element.
DemandStd = Annotated[
    Block, Arg("Standard deviation of demand (or RMSE of the forecast) per period, 0 or more", "units/period")
]
LeadTime = Annotated[Block, Arg("Replenishment lead time, 0 or more", "periods")]
DemandMean = Annotated[Block | None, Arg("Mean demand; needed where the lead time varies", "units/period")]
LeadTimeStd = Annotated[Block | None, Arg("Standard deviation of the lead time, 0 if omitted", "periods")]
ReviewPeriod = Annotated[Block | None, Arg("Time between two reviews; 0 (continuous) if omitted", "periods")]


def _or(values: FloatArray | None, default: float) -> FloatArray:
    return np.array([[default]]) if values is None else values


@worksheet_function(
    "SOP_SAFETY_STOCK",
    by_item=("service_level", "demand_std", "lead_time", "demand_mean", "lead_time_std", "review_period"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[
        Example.of("=SOP_SAFETY_STOCK(0.95,10,4)", 32.897072539),
        Example.of("=SOP_SAFETY_STOCK(0.95,{10;20},4,50,0.5)", 52.661010629, 77.587590408),
    ],
)
def safety_stock(
    service_level: Annotated[Block, Arg("Cycle service level (α), above 0 and below 1, e.g. 0.95", "fraction")],
    demand_std: DemandStd,
    lead_time: LeadTime,
    demand_mean: DemandMean = None,
    lead_time_std: LeadTimeStd = None,
    review_period: ReviewPeriod = None,
) -> Annotated[Block, Result("Safety stock", "units", "as the arguments")]:
    """Safety stock by cycle service level: the probability of no stock-out per cycle.

    z·√((LT + R)·σ_D² + D̄²·σ_LT²). One value, or columns of one value per item; a column and a row give a table.
    """
    return by_element(
        stock.safety_stock,
        service_level,
        demand_std,
        lead_time,
        _or(demand_mean, np.nan),
        _or(lead_time_std, 0.0),
        _or(review_period, 0.0),
    )


@worksheet_function(
    "SOP_SAFETY_STOCK_FILL_RATE",
    by_item=("fill_rate", "order_quantity", "demand_std", "lead_time", "demand_mean", "lead_time_std", "review_period"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_SAFETY_STOCK_FILL_RATE(0.98,200,25,4)", 51.061943877)],
)
def safety_stock_fill_rate(
    fill_rate: Annotated[Block, Arg("Fill rate (β), share of demand met from stock, above 0 and below 1", "fraction")],
    order_quantity: Annotated[Block, Arg("Replenishment quantity per cycle, above 0", "units")],
    demand_std: DemandStd,
    lead_time: LeadTime,
    demand_mean: DemandMean = None,
    lead_time_std: LeadTimeStd = None,
    review_period: ReviewPeriod = None,
) -> Annotated[
    Block, Result("Safety stock; negative if the order quantity alone serves more", "units", "as the arguments")
]:
    """Safety stock by fill rate: the share of demand that is met from stock.

    Solves β = 1 − σ_L·G(k)/Q for k; the safety stock is k·σ_L.
    """
    return by_element(
        stock.safety_stock_for_fill_rate,
        fill_rate,
        order_quantity,
        demand_std,
        lead_time,
        _or(demand_mean, np.nan),
        _or(lead_time_std, 0.0),
        _or(review_period, 0.0),
    )


@worksheet_function(
    "SOP_SAFETY_STOCK_FROM_ERROR",
    by_item=("actual", "forecast", "service_level", "lead_time", "review_period"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_SAFETY_STOCK_FROM_ERROR({10,14,8},{12,12,10},0.95,4)", 6.579414508)],
)
def safety_stock_from_error(
    actual: Annotated[Block, Arg("Actual demand, items × past periods", "units/period")],
    forecast: Annotated[Block, Arg("Forecast of the same periods", "units/period")],
    service_level: Annotated[Block, Arg("Cycle service level (α), above 0 and below 1; one or per item", "fraction")],
    lead_time: Annotated[Block, Arg("Replenishment lead time; one or per item", "periods")],
    review_period: Annotated[Block | None, Arg("Time between two reviews; 0 if omitted", "periods")] = None,
) -> Annotated[Block, Result("Safety stock per item", "units", "items × 1")]:
    """Safety stock from the errors that the forecast made: z·RMSE·√(LT + R).

    Periods without an actual or a forecast are left out; an item with fewer than two is #N/A.
    """
    items = len(actual)
    levels = as_column(service_level, items, "service_level")
    times = as_column(lead_time, items, "lead_time")
    reviews = as_column(_or(review_period, 0.0), items, "review_period")
    forecasts = as_flow(forecast, actual, "forecast")
    return by_row(
        lambda rows: stock.safety_stock_from_forecast_error(
            actual[rows], forecasts[rows], levels[rows], times[rows], reviews[rows]
        )[:, np.newaxis],
        items,
        1,
    )


@worksheet_function(
    "SOP_SAFETY_STOCK_COVER",
    by_item=("demand", "cover"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_SAFETY_STOCK_COVER({10,10,40},1.5)", (30, 50, 30))],
)
def safety_stock_cover(
    demand: Annotated[Block, Arg("Demand, items × periods", "units/period", blank="zero")],
    cover: Annotated[Block, Arg("Periods of demand to be covered, 0 or more; one or per item", "periods")],
) -> Annotated[Block, Result("Safety stock at the end of each period", "units", "items × periods")]:
    """Safety stock as periods of cover: the demand of the periods that follow each period.

    The inverse of SOP_DAYS_OF_COVER. Beyond the last known period the average of the known demand goes on.
    """
    covers = as_column(cover, len(demand), "cover")
    return by_row(lambda rows: stock.safety_stock_by_cover(demand[rows], covers[rows]), *demand.shape)


@worksheet_function(
    "SOP_CYCLE_SERVICE_LEVEL",
    by_item=("safety_stock", "demand_std", "lead_time", "demand_mean", "lead_time_std", "review_period"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_CYCLE_SERVICE_LEVEL(32.9,10,4)", 0.9500151)],
)
def cycle_service_level(
    safety_stock: Annotated[Block, Arg("Safety stock", "units")],
    demand_std: DemandStd,
    lead_time: LeadTime,
    demand_mean: DemandMean = None,
    lead_time_std: LeadTimeStd = None,
    review_period: ReviewPeriod = None,
) -> Annotated[Block, Result("Cycle service level (α)", "fraction", "as the arguments")]:
    """Cycle service level that a safety stock gives: the probability of no stock-out per cycle.

    Φ(SS/σ_L), the inverse of SOP_SAFETY_STOCK.
    """

    def level(units: FloatArray, *times: FloatArray) -> FloatArray:
        return service.cycle_service_level(units, service.std_over_lead_time(*times))

    return by_element(
        level,
        safety_stock,
        demand_std,
        lead_time,
        _or(demand_mean, np.nan),
        _or(lead_time_std, 0.0),
        _or(review_period, 0.0),
    )


@worksheet_function(
    "SOP_FILL_RATE",
    by_item=(
        "safety_stock",
        "order_quantity",
        "demand_std",
        "lead_time",
        "demand_mean",
        "lead_time_std",
        "review_period",
    ),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_FILL_RATE(20,200,25,4)", 0.942390291)],
)
def fill_rate(
    safety_stock: Annotated[Block, Arg("Safety stock", "units")],
    order_quantity: Annotated[Block, Arg("Replenishment quantity per cycle, above 0", "units")],
    demand_std: DemandStd,
    lead_time: LeadTime,
    demand_mean: DemandMean = None,
    lead_time_std: LeadTimeStd = None,
    review_period: ReviewPeriod = None,
) -> Annotated[Block, Result("Fill rate (β)", "fraction", "as the arguments")]:
    """Fill rate that a safety stock gives: the share of demand met from stock.

    1 − σ_L·G(SS/σ_L)/Q, the inverse of SOP_SAFETY_STOCK_FILL_RATE.
    """

    def rate(units: FloatArray, quantity: FloatArray, *times: FloatArray) -> FloatArray:
        return service.fill_rate(units, quantity, service.std_over_lead_time(*times))

    return by_element(
        rate,
        safety_stock,
        order_quantity,
        demand_std,
        lead_time,
        _or(demand_mean, np.nan),
        _or(lead_time_std, 0.0),
        _or(review_period, 0.0),
    )


@worksheet_function(
    "SOP_EXPECTED_SHORTAGE",
    by_item=("safety_stock", "demand_std", "lead_time", "demand_mean", "lead_time_std", "review_period"),
    category=_CATEGORY,
    source=_SILVER,
    examples=[Example.of("=SOP_EXPECTED_SHORTAGE(20,25,4)", 11.52194184)],
)
def expected_shortage(
    safety_stock: Annotated[Block, Arg("Safety stock", "units")],
    demand_std: DemandStd,
    lead_time: LeadTime,
    demand_mean: DemandMean = None,
    lead_time_std: LeadTimeStd = None,
    review_period: ReviewPeriod = None,
) -> Annotated[Block, Result("Expected units short per replenishment cycle", "units", "as the arguments")]:
    """Units expected to be short in a replenishment cycle: σ_L·G(SS/σ_L)."""

    def shortage(units: FloatArray, *times: FloatArray) -> FloatArray:
        return service.expected_shortage(units, service.std_over_lead_time(*times))

    return by_element(
        shortage,
        safety_stock,
        demand_std,
        lead_time,
        _or(demand_mean, np.nan),
        _or(lead_time_std, 0.0),
        _or(review_period, 0.0),
    )
