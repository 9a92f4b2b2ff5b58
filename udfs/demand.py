"""Worksheet functions for demand: forecast, accuracy and segmentation."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from sop_xl.functions.definition import Arg, Block, Example, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.demand.accuracy import accuracy_table
from sop_xl.planning.demand.forecast import forecast
from sop_xl.planning.demand.segmentation import segment

_CATEGORY = "Demand"

Method = Literal[
    "auto",
    "naive",
    "seasonal_naive",
    "moving_average",
    "ses",
    "holt",
    "damped",
    "holt_winters",
    "holt_winters_mul",
    "ets",
    "theta",
    "optimised_theta",
    "airline",
    "croston",
    "sba",
    "tsb",
    "adida",
    "imapa",
]


@worksheet_function(
    "SOP_FORECAST",
    category=_CATEGORY,
    source="Hyndman et al., Forecasting with Exponential Smoothing; Hoeting et al. (1999), Statistical Science 14",
    examples=[
        Example.of("=SOP_FORECAST({6,6,6,6},2,1)", (6, 6)),
        Example.of('=SOP_FORECAST({3,5,7,3,5,7},3,3,"seasonal_naive")', (3, 5, 7)),
        Example.of('=SOP_FORECAST({6;6;6;6},2,1,"auto","all",0.8)', "combination", 6, 6, 6, 6, 6, 6),
    ],
)
def sop_forecast(
    history: Annotated[Block, Arg("Demand so far, items × periods, oldest first; a single column is one item")],
    horizon: Annotated[int, Arg("Number of periods to forecast", "periods", "[1,520]")],
    season_length: Annotated[int, Arg("Periods of a season: 12 months, 52 weeks, 4 quarters", "periods", ">=1")] = 12,
    method: Annotated[Method, Arg("auto, or one method by name")] = "auto",
    output: Annotated[
        Literal["mean", "lower", "upper", "all"], Arg("What to return; all = method, means, lower and upper bounds")
    ] = "mean",
    level: Annotated[float, Arg("Probability that the bounds hold; 0.8 gives P10 and P90", "fraction", "(0,1)")] = 0.8,
    missing: Annotated[Literal["gap", "zero"], Arg("What a blank after an item's first demand means")] = "gap",
) -> Annotated[object, Result("Forecast, one row per row of the history", "units/period", "items × horizon")]:
    """Forecast of each row of a table of histories, with its prediction interval.

    Blanks in a history are gaps and are estimated; leading blanks mean that the item did not exist yet. A row with
    fewer than three known periods is #N/A. A history in a single column gives its forecast in a column.
    """
    upright = history.shape[1] == 1
    found = forecast(history.T if upright else history, horizon, season_length, method, level, missing)
    parts = [found.mean, found.lower, found.upper] if output == "all" else [getattr(found, output)]
    rows: list[list[object]] = []
    for i, problem in enumerate(found.problems):
        numbers: list[object] = np.concatenate([part[i] for part in parts]).tolist()
        row = [found.method[i], *numbers] if output == "all" else numbers
        rows.append(row if problem is None else [problem] * len(row))
    return [list(column) for column in zip(*rows)] if upright else rows


@worksheet_function(
    "SOP_ACCURACY",
    category=_CATEGORY,
    source="Hyndman & Koehler (2006), Int. J. of Forecasting 22; Kolassa & Schütz (2007), Foresight 6",
    examples=[
        Example.of('=SOP_ACCURACY({100,200},{110,180},"wape")', 0.1),
        Example.of("=SOP_ACCURACY({100,200},{110,180})", ("wape", 0.1), ("accuracy", 0.9)),
    ],
)
def accuracy(
    actual: Annotated[Block, Arg("What was sold, items × periods", "units/period")],
    forecast: Annotated[Block, Arg("What was forecast for the same periods", "units/period")],
    metric: Annotated[
        Literal[
            "all",
            "wape",
            "accuracy",
            "bias",
            "tracking_signal",
            "mape",
            "mape_skipped",
            "smape",
            "mae",
            "rmse",
            "mase",
            "rmsse",
        ],
        Arg("One measure, or all of them as a table"),
    ] = "all",
    insample: Annotated[Block | None, Arg("History the forecast was made from, for MASE and RMSSE")] = None,
    season_length: Annotated[int, Arg("Periods of a season, for MASE and RMSSE", "periods", ">=1")] = 1,
) -> Annotated[object, Result("The measure, or a table of name and value", "fraction or units", "one cell or table")]:
    """Accuracy of a forecast over a range: WAPE, bias, tracking signal, MASE and others.

    Pooled over all items and periods in which both the actual and the forecast are known. Bias is forecast − actual:
    positive means over-forecast. Measures are fractions, not percent.
    """
    table = accuracy_table(actual, forecast, insample, season_length)
    return [list(line) for line in table.items()] if metric == "all" else table[metric]


@worksheet_function(
    "SOP_SEGMENT",
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, 4e, ch. 2; Syntetos, Boylan & Croston (2005), JORS 56",
    examples=[
        Example.of("=SOP_SEGMENT({90;10},{10,11,9;0,40,1})", "AX", "BZ"),
        Example.of('=SOP_SEGMENT({90;10},{10,11,9;0,40,1},"all")', ("AX", 0.9, 0.1, "smooth"), ("BZ", 1)),
    ],
)
def sop_segment(
    value: Annotated[Series, Arg("Revenue, margin or volume of each item", "currency or units")],
    demand: Annotated[Block, Arg("Demand history, items × periods", "units/period")],
    output: Annotated[
        Literal["class", "all"], Arg("class = AX … CZ; all = class, cumulative share, CV, demand class, ADI, CV²")
    ] = "class",
    a_cut: Annotated[float, Arg("Cumulative share where A ends", "fraction", "(0,1]")] = 0.8,
    b_cut: Annotated[float, Arg("Cumulative share where B ends", "fraction", "(0,1]")] = 0.95,
    x_cut: Annotated[float, Arg("Coefficient of variation where X ends", "ratio", ">0")] = 0.5,
    y_cut: Annotated[float, Arg("Coefficient of variation where Y ends", "ratio", ">0")] = 1.0,
) -> Annotated[object, Result("Classes, one row per item", None, "items × 1, or items × 6")]:
    """ABC-XYZ class of each item, with its demand class (Syntetos–Boylan) in the full table.

    A, B, C by the cumulative share of value before the item; X, Y, Z by the coefficient of variation of demand per
    period. An item without demand or with fewer than two known periods is #N/A.
    """
    found = segment(value, demand, a_cut, b_cut, x_cut, y_cut)
    rows: list[list[object]] = []
    for i, problem in enumerate(found.problems):
        row: list[object] = [found.abc[i] + found.xyz[i]]
        if output == "all":
            row += [found.cumulative_share[i], found.variation[i], str(found.demand_class[i])]
            row += [found.interval[i], found.size_variation[i]]
        rows.append(row if problem is None else [problem] * len(row))
    return rows
