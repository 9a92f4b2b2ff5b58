"""Worksheet functions for demand: forecast, order-up-to level, accuracy, backtest and segmentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError, SopError
from sop_xl.functions.definition import Arg, Block, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.demand.accuracy import accuracy_table
from sop_xl.planning.demand.backtest import DEFAULT_METHODS, backtest, league_table
from sop_xl.planning.demand.forecast import Forecast, forecast
from sop_xl.planning.demand.gathered import Request, forecast_gathered
from sop_xl.planning.demand.intermittent import order_up_to_level
from sop_xl.planning.demand.movement import class_movement
from sop_xl.planning.demand.regression import forecast_by_drivers
from sop_xl.planning.demand.segmentation import segment
from udfs.blanks import with_blanks
from udfs.rows import mark_rows

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
    "sarimax",
]
Measure = Literal[
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
    "trigg_signal",
]
History = Annotated[Block, Arg("Demand so far, items × periods, oldest first", "units/period")]
SeasonLength = Annotated[int, Arg("Periods of a season: 12 months, 52 weeks, 4 quarters, 1 none", "periods", "[1,60]")]


def _forecast_gathered(calls: Sequence[Mapping[str, Any]]) -> list[object]:
    """Answers of many calls of SOP_FORECAST, computed as few tables."""
    requests = [
        Request(
            one["history"].T if _is_upright(one["history"]) else one["history"],
            one["horizon"],
            one["season_length"],
            one["method"],
            one["level"],
            one["missing"],
        )
        for one in calls
    ]
    return [
        found
        if isinstance(found, SopError)
        else _forecast_cells(found, one["output"], upright=_is_upright(one["history"]))
        for one, found in zip(calls, forecast_gathered(requests))
    ]


def _is_upright(history: Block) -> bool:
    width: int = history.shape[1]
    return width == 1


def _forecast_cells(found: Forecast, output: str, *, upright: bool) -> object:
    if output != "all":
        numbers = mark_rows(getattr(found, output), found.problems)
        return numbers.T if upright else numbers
    marked = mark_rows(np.concatenate([found.mean, found.lower, found.upper], axis=1), found.problems)
    names: list[object] = [problem or name for problem, name in zip(found.problems, found.method)]
    rows = [[name, *row] for name, row in zip(names, marked.tolist())]
    return [[value] for value in rows[0]] if upright else rows


@worksheet_function(
    "SOP_FORECAST",
    by_item=("history",),
    category=_CATEGORY,
    gather=_forecast_gathered,
    source="Hyndman et al., Forecasting with Exponential Smoothing; Hoeting et al. (1999), Statistical Science 14",
    examples=[
        Example.of("=SOP_FORECAST({6,6,6,6},2,1)", (6, 6)),
        Example.of('=SOP_FORECAST({3,5,7,3,5,7},3,3,"seasonal_naive")', (3, 5, 7)),
        Example.of('=SOP_FORECAST({6;6;6;6},2,1,"auto","all",0.8)', "combination", 6, 6, 6, 6, 6, 6),
    ],
)
def sop_forecast(
    history: Annotated[
        Block, Arg("Demand so far, items × periods, oldest first; a single column is one item", "units/period")
    ],
    horizon: Annotated[int, Arg("Number of periods to forecast", "periods", "[1,520]")],
    season_length: SeasonLength = 12,
    method: Annotated[Method, Arg("auto, or one method by name")] = "auto",
    output: Annotated[
        Literal["mean", "lower", "upper", "all"],
        Arg("What to return; all = method, then means, lower and upper bounds in one row"),
    ] = "mean",
    level: Annotated[float, Arg("Probability that the bounds hold; 0.8 gives P10 and P90", "fraction", "(0,1)")] = 0.8,
    missing: Annotated[Literal["gap", "zero"], Arg("What a blank after an item's first demand means")] = "gap",
) -> Annotated[object, Result("Forecast, one row per row of the history", "units/period", "items × horizon")]:
    """Forecast of each row of a table of histories, with its prediction interval.

    Blanks in a history are gaps and are estimated; leading blanks mean that the item did not exist yet. A row with
    fewer than three known periods is #N/A. A history in a single column gives its forecast in a column.
    """
    upright = _is_upright(history)
    found = forecast(history.T if upright else history, horizon, season_length, method, level, missing)
    return _forecast_cells(found, output, upright=upright)


@worksheet_function(
    "SOP_FORECAST_DRIVERS",
    category=_CATEGORY,
    source="Montgomery, Peck & Vining, Introduction to Linear Regression Analysis, ch. 3",
    examples=[
        Example.of("=SOP_FORECAST_DRIVERS({13,17,21,25},{1,2,3,4},{5,6})", (29, 33)),
        Example.of('=SOP_FORECAST_DRIVERS({13,17,21,25},{1,2,3,4},{5,6},"effects")', (9, 4)),
    ],
)
def forecast_drivers(
    history: Annotated[Series, Arg("Demand of one item so far, oldest first", "units/period")],
    drivers: Annotated[Block, Arg("Drivers in the same periods, one row each: price, promotion", "of each driver")],
    future_drivers: Annotated[Block, Arg("The same drivers in the periods to come", "of each driver", blank="error")],
    output: Annotated[
        Literal["mean", "lower", "upper", "effects"], Arg("What to return; effects = intercept and effect per unit")
    ] = "mean",
    level: Annotated[float, Arg("Probability that the bounds hold", "fraction", "(0,1)")] = 0.8,
    errors: Annotated[
        Literal["independent", "airline"],
        Arg("What the drivers leave: independent from period to period, or with a changing level and season (SARIMAX)"),
    ] = "independent",
    season_length: SeasonLength = 12,
) -> Annotated[object, Result("Forecast, or the effects of the drivers", "units/period", "one row")]:
    """Forecast of one item by regression on drivers that are known for the past and for the future.

    Ordinary least squares; with airline errors a seasonal ARIMA model with regressors, which takes a second and has
    no intercept. Periods with a blank are left out.
    """
    paths, effects = forecast_by_drivers(history, drivers, future_drivers, level, errors, season_length)
    if output == "effects":
        return with_blanks(effects[np.newaxis])
    shown: Block = getattr(paths, output)
    return shown


@worksheet_function(
    "SOP_ORDER_UP_TO_LEVEL",
    by_item=("history",),
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, 4e, ch. 6; Boylan & Syntetos, Intermittent Demand Forecasting (2021)",
    examples=[Example.of("=SOP_ORDER_UP_TO_LEVEL({0,2,0,0,3,0,0,0,2,0,0,1},3,0.95)", 6)],
)
def order_up_to(
    history: History,
    lead_time: Annotated[int, Arg("Periods to cover: lead time plus review interval", "periods", ">=1")],
    service_level: Annotated[
        float, Arg("Probability that demand in that time stays within the level", "fraction", "(0,1)")
    ] = 0.95,
) -> Annotated[Block, Result("Order-up-to level", "units", "items × 1")]:
    """Stock level to order up to for intermittent demand, from its own distribution over the lead time.

    Negative binomial for whole units, gamma for divisible ones. For demand without trend and season.
    """
    levels, problems = order_up_to_level(history, lead_time, service_level)
    return mark_rows(levels[:, np.newaxis], problems)


@worksheet_function(
    "SOP_ACCURACY",
    category=_CATEGORY,
    source="Hyndman & Koehler (2006), Int. J. of Forecasting 22; Kolassa & Schütz (2007), Foresight 6",
    examples=[
        Example.of('=SOP_ACCURACY({100,200},{110,180},"wape")', 0.1),
        Example.of('=SOP_ACCURACY({5,5},{4,6},"mase",{1,3,5,7})', 0.5),
    ],
)
def accuracy(
    actual: Annotated[Block, Arg("What was sold, items × periods", "units/period")],
    forecast: Annotated[Block, Arg("What was forecast for the same periods", "units/period")],
    metric: Annotated[Measure, Arg("One measure, or all of them as a table")] = "all",
    insample: Annotated[
        Block | None, Arg("History the forecast was made from, for MASE and RMSSE", "units/period")
    ] = None,
    season_length: Annotated[int, Arg("Periods of a season, for MASE and RMSSE", "periods", ">=1")] = 1,
) -> Annotated[object, Result("The measure, or a table of name and value", "fraction or units", "one cell or table")]:
    """Accuracy of a forecast over a range: WAPE, bias, tracking signals, MASE and others.

    Pooled over all items and periods in which both the actual and the forecast are known. Bias is forecast − actual:
    positive means over-forecast. Measures are fractions, not percent.
    """
    table = accuracy_table(actual, forecast, insample, season_length)
    return [list(line) for line in table.items()] if metric == "all" else table[metric]


@worksheet_function(
    "SOP_BACKTEST",
    category=_CATEGORY,
    source="Tashman (2000), Out-of-sample tests of forecasting accuracy, Int. J. of Forecasting 16",
    examples=[
        Example.of(
            '=SOP_BACKTEST({5,7,6,8,5,7,6,8,5,7,6,8},1,4,4,{"naive","seasonal_naive"})',
            ("segment", "method", "items", "WAPE", "bias", "MASE", "items won"),
            ("all", "seasonal_naive", 1, 0, 0, 0, 1),
            ("all", "naive", 1, 4 / 13, 0, 14 / 13, 0),
        )
    ],
)
def sop_backtest(
    history: History,
    horizon: Annotated[int, Arg("Periods forecast from each origin", "periods", "[1,60]")] = 3,
    origins: Annotated[int, Arg("Number of earlier origins, a period apart", None, "[1,60]")] = 6,
    season_length: SeasonLength = 12,
    methods: Annotated[Labels | None, Arg("Methods to compare; by default nine common ones")] = None,
    segments: Annotated[Labels | None, Arg("Segment of each item, for a table per segment")] = None,
    output: Annotated[Literal["league", "items"], Arg("League table, or best method and WAPE per item")] = "league",
) -> Annotated[object, Result("League table by WAPE, or one row per item", "fractions", "table")]:
    """League table of forecasting methods: what each would have got wrong, forecasting from earlier origins.

    A combination seldom leads the table of one item but forecasts best on the whole: use the table to judge, and
    auto to forecast. An item that cannot be tested is #N/A in the table of items.
    """
    names = tuple(dict.fromkeys(name.strip().lower() for name in methods)) if methods else DEFAULT_METHODS
    if segments is not None and len(segments) != len(history):
        raise ShapeError("one segment per item", argument="segments", got=len(segments), expected=len(history))
    found = backtest(history, horizon, origins, season_length, names)
    if output == "items":
        return [_best_of_item(row, found.methods, found.problems[i]) for i, row in enumerate(found.wape)]
    lines = league_table(found, segments)
    if not lines:
        raise InsufficientDataError("no item could be tested", argument="history")
    head = ["segment", "method", "items", "WAPE", "bias", "MASE", "items won"]
    undefined = DomainError("the history before the first origin does not change", argument="history")
    body = [
        [x.segment, x.method, x.items, x.wape, x.bias, undefined if np.isnan(x.mase) else x.mase, x.won] for x in lines
    ]
    return [head, *body]


def _best_of_item(wape: np.ndarray, methods: tuple[str, ...], problem: SopError | None) -> list[object]:
    if np.isnan(wape).all():
        reason = problem or InsufficientDataError("no demand in the periods to be forecast", argument="history")
        return [reason, reason]
    best = int(np.nanargmin(wape))
    return [methods[best], wape[best]]


@worksheet_function(
    "SOP_SEGMENT",
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, 4e, ch. 2; Syntetos, Boylan & Croston (2005), JORS 56",
    examples=[
        Example.of("=SOP_SEGMENT({90;10},{10,11,9;0,40,1})", "AX", "BZ"),
        Example.of('=SOP_SEGMENT({90},{10,20,30},"all")', ("AX", 1, 0.5, "smooth", 1, 0.25)),
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


@worksheet_function(
    "SOP_CLASS_MOVEMENT",
    by_item=("before", "now"),
    category=_CATEGORY,
    source="Silver, Pyke & Thomas, 4e, ch. 2",
    examples=[
        Example.of('=SOP_CLASS_MOVEMENT({"AX";"BX";"";"CZ"},{"AX";"AX";"BY";""})', "same", "BX → AX", "new", "gone")
    ],
)
def movement(
    before: Annotated[Labels, Arg("Class of each item in the last cycle; blank = none")],
    now: Annotated[Labels, Arg("Class of each item now")],
) -> Annotated[object, Result("same, new, gone, or the two classes", None, "items × 1")]:
    """What has become of the class of each item since the last cycle."""
    return class_movement(before, now)
