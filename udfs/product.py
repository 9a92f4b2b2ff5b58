"""Worksheet functions for the product review: new items, phase-in and -out, cannibalisation, supersession."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.demand import lifecycle
from udfs.blanks import with_blanks

_CATEGORY = "Product review"
_KAHN = "Kahn (2006), New Product Forecasting: An Applied Approach"


@worksheet_function(
    "SOP_RAMP",
    category=_CATEGORY,
    source=_KAHN,
    examples=[
        Example.of("=SOP_RAMP(5,4,2)", (0, 0.25, 0.5, 0.75, 1)),
        Example.of('=SOP_RAMP(5,4,2,"out")', (1, 0.75, 0.5, 0.25, 0)),
    ],
)
def ramp(
    periods: Annotated[int, Arg("Length of the plan", "periods", "[1,520]")],
    length: Annotated[int, Arg("Periods until the full level is reached; 1 = at once", "periods", "[1,520]")],
    start: Annotated[
        int, Arg("First period of the ramp; 0 or less lies before the plan", "period number", "[-520,520]")
    ] = 1,
    direction: Annotated[Literal["in", "out"], Arg("in = from 0 up to 1, out = from 1 down to 0")] = "in",
) -> Annotated[Block, Result("Share of the full level in each period", "fraction", "one row")]:
    """Straight-line phase-in or phase-out of an item over the plan."""
    return lifecycle.ramp(periods, length, start, out=direction == "out")[np.newaxis]


@worksheet_function(
    "SOP_NEW_ITEM",
    category=_CATEGORY,
    source=_KAHN,
    examples=[Example.of("=SOP_NEW_ITEM({100,100;40,60},{0.5;0.25},{0.5,1})", (30, 65))],
)
def new_item(
    reference: Annotated[Block, Arg("Forecast or launch history of similar items", "units/period", blank="zero")],
    weights: Annotated[Series | None, Arg("Share of each similar item; default their mean", "fraction", ">=0")] = None,
    phase_in: Annotated[Series | None, Arg("Share of the full level in each period, SOP_RAMP", "fraction")] = None,
) -> Annotated[Block, Result("Forecast of the new item", "units/period", "one row")]:
    """Forecast of a new item from similar ones: Σ weight × reference, times the phase-in."""
    shares = None if weights is None else weights.tolist()
    return lifecycle.like_item_forecast(reference, shares, phase_in)[np.newaxis]


@worksheet_function(
    "SOP_HAND_OVER",
    category=_CATEGORY,
    source=_KAHN,
    examples=[Example.of('=SOP_HAND_OVER({100,100},{60,""},6)', (80, 100))],
)
def hand_over(
    profile: Annotated[Block, Arg("Forecast from similar items", "units/period", blank="error")],
    own: Annotated[Block, Arg("Forecast from the item's own history; blank where there is none", "units/period")],
    known: Annotated[Series, Arg("Periods of own history of each item", "periods", ">=0", blank="error")],
    handover: Annotated[float, Arg("History at which both count the same", "periods", ">0")] = 6.0,
) -> Annotated[Block, Result("Forecast between profile and own history", "units/period", "items × periods")]:
    """From the like-item profile to the item's own forecast as its history grows: weight n ÷ (n + k)."""
    return lifecycle.hand_over(profile, own, known, handover)


@worksheet_function(
    "SOP_CANNIBALISE",
    category=_CATEGORY,
    source=_KAHN,
    examples=[Example.of("=SOP_CANNIBALISE({60,60;20,20;50,50},{40,0},0.5,{1;1;0})", (45, 60), (15, 20), (50, 50))],
)
def cannibalise(
    forecast: Annotated[Block, Arg("Forecast of the existing items", "units/period", ">=0", "zero")],
    new_units: Annotated[Series, Arg("Forecast of the new item", "units/period", blank="zero")],
    rate: Annotated[float, Arg("Share of the new units that the affected items would have sold", "fraction", "[0,1]")],
    affected: Annotated[Series | None, Arg("1 for each affected item; default all", "flag", blank="zero")] = None,
) -> Annotated[Block, Result("Forecast of the existing items after the launch", "units/period", "items × periods")]:
    """Forecast of existing items less what a new item takes from them, in proportion to their forecast."""
    return lifecycle.cannibalise(forecast, new_units, rate, affected)


@worksheet_function(
    "SOP_SUPERSEDE",
    category=_CATEGORY,
    source="Crum & Palmatier (2003), Demand Management Best Practices",
    examples=[Example.of('=SOP_SUPERSEDE({5,6,0;0,1,7},{"old";"new"},{"new";""})', ("", "", ""), (5, 7, 7))],
)
def supersede(
    history: Annotated[Block, Arg("Demand, items × periods", "units/period")],
    items: Annotated[Labels, Arg("Name of each item")],
    successors: Annotated[Labels, Arg("Item that replaces it; blank = none")],
) -> Annotated[object, Result("History moved to the last item of each chain", "units/period", "items × periods")]:
    """Demand history moved along chains of succession: each replaced item is blank, its last successor has the sum."""
    return with_blanks(lifecycle.supersede(history, items, successors))


@worksheet_function(
    "SOP_VITALITY",
    category=_CATEGORY,
    source="Cooper, Winning at New Products",
    examples=[Example.of("=SOP_VITALITY({30;50;20},{1;5;2})", 0.5)],
)
def vitality(
    revenue: Annotated[Series, Arg("Revenue of each item", "currency", blank="zero")],
    age: Annotated[Series, Arg("Age of each item; blank counts as old", "years")],
    young: Annotated[float, Arg("Age below which an item is new", "years", ">0")] = 3.0,
) -> Annotated[float, Result("Share of revenue from new items", "fraction")]:
    """Vitality index: share of revenue from items younger than so many years."""
    return lifecycle.vitality(revenue, age, young)
