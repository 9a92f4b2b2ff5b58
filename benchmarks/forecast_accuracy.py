"""Accuracy of the forecasts on open sets, against the libraries that planners' tools are built on, in one run.

Run with ``python benchmarks/forecast_accuracy.py SETS.csv.gz SCORER.py [METHOD ...]``. SETS is a long table
(unique_id, dataset, kind, m, split, t, y); SCORER a module with ``load_truth``, ``score`` and ``headline`` in the
definitions of the M4 competition. Methods are ours (``auto``, ``theta`` …), ``statsmodels:ETS`` or a model of
statsforecast (``AutoETS``, ``AutoCES``, ``DynamicOptimizedTheta``); without any, ``auto`` and all peers are run.
Peers need statsforecast and statsmodels; one that is missing is named and left out.
"""

import importlib
import importlib.util
import sys
import time
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np

from sop_xl.planning.demand.forecast import AUTO, METHODS, forecast
from sop_xl.planning.demand.intermittent import order_up_to_level

STATSFORECAST = ("AutoETS", "AutoCES", "DynamicOptimizedTheta")
STATSMODELS = ("statsmodels:ETS",)
MONTHLY = ("m3m", "m1m", "tourm", "hospital")
LEAD_TIME, SERVICE = 3, 0.95  # of the scorer's stock
INTERVAL_SETS = ("m3m", "m4w")


def load_scorer(path: str):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def blocks(series: list) -> list[tuple[np.ndarray, list, int, int]]:
    """Series of one season and horizon as one table, aligned at their ends: histories, series, season, horizon."""
    together = defaultdict(list)
    for one in series:
        together[one["m"], len(one["y"])].append(one)
    tables = []
    for (season, horizon), members in together.items():
        width = max(len(one["x"]) for one in members)
        table = np.full((len(members), width), np.nan)
        for row, one in zip(table, members):
            row[width - len(one["x"]) :] = one["x"]
        tables.append((table, members, season, horizon))
    return tables


def by_sop_xl(method: str, series: list, level: float) -> tuple[dict, dict]:
    means, bounds = {}, {}
    for table, members, season, horizon in blocks(series):
        found = forecast(table, horizon, season, method, level)
        for i, one in enumerate(members):
            means[one["uid"]] = found.mean[i]
            bounds[one["uid"]] = found.lower[i], found.upper[i]
    return means, bounds


def by_statsforecast(name: str, series: list, level: float) -> tuple[dict, dict]:
    model = getattr(importlib.import_module("statsforecast.models"), name)
    percent = round(100 * level)
    means, bounds = {}, {}
    for one in series:
        found = model(season_length=one["m"]).forecast(one["x"].astype(float), len(one["y"]), level=[percent])
        means[one["uid"]] = found["mean"]
        bounds[one["uid"]] = found[f"lo-{percent}"], found[f"hi-{percent}"]
    return means, bounds


def by_statsmodels(_: str, series: list, level: float) -> tuple[dict, dict]:
    """Damped additive trend, seasons where there are two of them: one model, not a selection."""
    import pandas as pd

    model = importlib.import_module("statsmodels.tsa.exponential_smoothing.ets").ETSModel
    means, bounds = {}, {}
    for one in series:
        history, season, horizon = pd.Series(one["x"].astype(float)), one["m"], len(one["y"])
        seasonal = "add" if season > 1 and len(history) >= 2 * season else None
        periods = season if seasonal else None
        fitted = model(history, trend="add", damped_trend=True, seasonal=seasonal, seasonal_periods=periods)
        result = fitted.fit(disp=False)
        frame = result.get_prediction(start=len(history), end=len(history) + horizon - 1).summary_frame(alpha=1 - level)
        means[one["uid"]] = frame["mean"].to_numpy()
        bounds[one["uid"]] = frame["pi_lower"].to_numpy(), frame["pi_upper"].to_numpy()
    return means, bounds


def runner(method: str):
    if method == AUTO or method in METHODS:
        return by_sop_xl
    package, run = ("statsmodels", by_statsmodels) if method in STATSMODELS else ("statsforecast", by_statsforecast)
    if importlib.util.find_spec(package) is None:
        print(f"{method}: left out, {package} is not installed (pip install {package})")
        return None
    return run


def coverage(series: list, bounds: dict) -> float:
    inside = [(bounds[one["uid"]][0] <= one["y"]) & (one["y"] <= bounds[one["uid"]][1]) for one in series]
    return float(np.mean([hits.mean() for hits in inside]))


def regular_line(scorer, method: str, sets: dict) -> None:
    """OWA by set, their mean, sMAPE of M3 monthly, and milliseconds of CPU per series."""
    run = runner(method)
    if run is None:
        return
    figures, spent, count = {}, 0.0, 0
    for name, series in sets.items():
        start = time.process_time()
        means, _ = run(method, series, 0.95)
        spent, count = spent + time.process_time() - start, count + len(series)
        figures[name] = scorer.score(series, means)[name]
    monthly = np.mean([figures[name]["OWA"] for name in MONTHLY if name in figures])
    owa = "  ".join(f"{figure['OWA']:8.4f}" for figure in figures.values())
    print(
        f"{method:24s} {monthly:8.4f}  {owa}  {figures['m3m']['sMAPE']:8.2f}  {1000 * spent / count:9.2f}", flush=True
    )


def interval_lines(scorer, method: str, sets: dict) -> None:
    """Coverage at 80 and 95 % and the scaled interval score at 95 %."""
    run = runner(method)
    if run is None:
        return
    for name in INTERVAL_SETS:
        means, bounds = run(method, sets[name], 0.95)
        figure = scorer.score(sets[name], means, bounds)[name]
        eighty = coverage(sets[name], run(method, sets[name], 0.8)[1])
        print(
            f"{method:24s} {name:8s}  {eighty:8.3f}  {figure['coverage95']:8.3f}  {figure['MSIS95']:8.2f}", flush=True
        )


def intermittent_line(scorer, method: str, sets: dict, *, own_levels: bool = False) -> None:
    """Stock cost by set and their geometric mean, achieved service, and bias relative to the mean demand."""
    run = runner(method)
    if run is None:
        return
    figures = {}
    for name, series in sets.items():
        means, _ = run(method, series, 0.8)
        levels = levels_of(series) if own_levels else None
        figures[name] = scorer.score(series, means, levels=levels)[name]
    cost = np.exp(np.mean([np.log(figure["inv_cost"]) for figure in figures.values()]))
    cells = "  ".join(f"{f['inv_cost']:7.4f} {f['CSL']:6.3f} {f['bias']:+7.3f}" for f in figures.values())
    print(f"{method + ', own levels' * own_levels:24s} {cost:8.4f}  {cells}", flush=True)


def levels_of(series: list) -> dict:
    levels = {}
    for table, members, _, horizon in blocks(series):
        found, _ = order_up_to_level(table, LEAD_TIME, SERVICE)
        levels |= {one["uid"]: np.full(horizon // LEAD_TIME, found[i]) for i, one in enumerate(members)}
    return levels


def main(sets: str, scorer_path: str, *methods: str) -> None:
    scorer = load_scorer(scorer_path)
    truth = scorer.load_truth(Path(sets))
    kinds = defaultdict(lambda: defaultdict(list))
    for one in truth:
        kinds[one["kind"]][one["dataset"]].append(one)
    regular, intermittent = kinds["regular"], kinds["intermittent"]
    chosen = methods or (AUTO, *STATSFORECAST, *STATSMODELS)
    warnings.simplefilter("ignore")  # the peers' optimisers have much to say
    print(
        f"OWA against Naive 2\n{'method':24s}  monthly  {'  '.join(f'{n:>8s}' for n in regular)}     sMAPE  ms/series"
    )
    for method in chosen:
        regular_line(scorer, method, regular)
    print(f"\nintervals\n{'method':24s} {'set':8s}  cover 80  cover 95   MSIS 95")
    for method in chosen:
        interval_lines(scorer, method, regular)
    print(f"\nstock cost, service at an aim of {SERVICE}, bias: {', '.join(intermittent)}")
    for method in methods or (AUTO, "croston", "sba", "tsb", "adida", "imapa"):
        intermittent_line(scorer, method, intermittent)
    if AUTO in chosen:
        intermittent_line(scorer, AUTO, intermittent, own_levels=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
