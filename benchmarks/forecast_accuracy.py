"""Accuracy of the forecasts on given sets, against the libraries that planners' tools are built on, in one run.

``python benchmarks/forecast_accuracy.py SETS.csv.gz SCORER.py [--sample 60] [--seed 1] [METHOD ...]``

SETS is a long table (unique_id, dataset, kind, m, split, t, y); SCORER a module with ``load_truth``, ``score`` and
``headline`` in the definitions of the M4 competition. First ``auto`` on every series, through ``sop-xl forecast`` from
file to file; then ``auto`` and its peers on the same random sample of each set, for the peers are slow; then coverage;
where ``auto`` is worst; and intermittent demand. METHODs are ours (``auto``, ``theta`` …), ``statsmodels:ETS`` or a
model of statsforecast (``AutoETS``, ``AutoCES``, ``DynamicOptimizedTheta``); without any, ``auto`` and all peers are
run. statsforecast is no dependency of the project: ``pip install statsforecast``. A peer that is missing is named.
"""

import argparse
import importlib
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402  # after the number of threads is set
import pandas as pd  # noqa: E402

from sop_xl.planning.demand.forecast import AUTO, NAMES, forecast  # noqa: E402
from sop_xl.planning.demand.intermittent import order_up_to_level  # noqa: E402

STATSFORECAST = ("AutoETS", "AutoCES", "DynamicOptimizedTheta")
STATSMODELS = ("statsmodels:ETS",)
MONTHLY = ("m3m", "m1m", "tourm", "hospital")
LEAD_TIME, SERVICE = 3, 0.95  # of the scorer's stock
WORST = 8
COMMAND = (sys.executable, "-c", "from sop_xl.cli import main; main()", "forecast")


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
    model = importlib.import_module("statsmodels.tsa.exponential_smoothing.ets").ETSModel
    means, bounds = {}, {}
    for one in series:
        history, season, horizon = pd.Series(one["x"].astype(float)), one["m"], len(one["y"])
        seasonal = "add" if season > 1 and len(history) >= 2 * season else None
        periods = season if seasonal else None
        fitted = model(history, trend="add", damped_trend=True, seasonal=seasonal, seasonal_periods=periods)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # statsmodels resets the filter when it is imported
            result = fitted.fit(disp=False)
        frame = result.get_prediction(start=len(history), end=len(history) + horizon - 1).summary_frame(alpha=1 - level)
        means[one["uid"]] = frame["mean"].to_numpy()
        bounds[one["uid"]] = frame["pi_lower"].to_numpy(), frame["pi_upper"].to_numpy()
    return means, bounds


def runner(method: str):
    if method in NAMES:
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


def through_cli(sets: dict) -> tuple[dict, dict, dict, float]:
    """Means, bounds at 95 % and order-up-to levels of every set from ``sop-xl forecast``, and its CPU seconds."""
    means, bounds, levels = {}, {}, {}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        for series in sets.values():
            rows = [(one["uid"], t, y) for one in series for t, y in enumerate(one["x"])]
            pd.DataFrame(rows, columns=["unique_id", "ds", "y"]).to_csv(f"{folder}/history.csv", index=False)
            terms = f"--horizon {len(series[0]['y'])} --season {series[0]['m']} --level 95 --jobs 1 --quiet"
            files = (
                f"{folder}/history.csv -o {folder}/forecast.csv --levels {folder}/levels.csv --service-level {SERVICE}"
            )
            subprocess.run([*COMMAND, *files.split(), *terms.split()], check=True, capture_output=True)
            for uid, found in pd.read_csv(f"{folder}/forecast.csv").groupby("unique_id"):
                means[uid], bounds[uid] = found["mean"].to_numpy(), (found["lo"].to_numpy(), found["hi"].to_numpy())
            for uid, found in pd.read_csv(f"{folder}/levels.csv").groupby("unique_id"):
                levels[uid] = found["S"].to_numpy()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return means, bounds, levels, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def whole_table(scorer, sets: dict) -> None:
    """Every series of every set, from file to file."""
    means, bounds, levels, spent = through_cli(sets)
    every = [one for series in sets.values() for one in series]
    found = scorer.score(every, means, bounds)
    monthly = np.mean([found[name]["OWA"] for name in MONTHLY if name in found])
    print(f"auto through sop-xl forecast, {len(every)} series, {spent:.1f} s of CPU: monthly OWA {monthly:.4f}")
    print(f"{'set':12s} series      OWA    sMAPE    MASE  cover 95  MSIS 95     bias")
    for name, f in found.items():
        if "OWA" in f:
            numbers = f"{f['OWA']:8.4f} {f['sMAPE']:8.2f} {f['MASE']:7.3f} {f['coverage95']:9.3f} {f['MSIS95']:8.2f}"
            print(f"{name:12s} {f['n']:6d} {numbers} {f['bias_mean']:+8.3f}")
    own = scorer.score(every, means, levels=levels)
    costs = [scorer.headline(one)["geo_inv_cost"] for one in (found, own)]
    print(f"intermittent stock cost {costs[0]:.4f}, with own order levels {costs[1]:.4f}\n")


def worst_lines(scorer, sets: dict) -> None:
    """Where auto does worst, measured by its MASE over that of Naive 2 on the same series."""
    rows = []
    for name, series in sets.items():
        means, _ = by_sop_xl(AUTO, series, 0.8)
        for one in series:
            error = np.abs(one["y"] - means[one["uid"]]).mean()
            naive = np.abs(one["y"] - scorer.naive2(one["x"], one["m"], len(one["y"]))).mean()
            scale = one["x"][-max(one["m"], 12) :].mean()
            moved = abs(one["y"].mean() / scale - 1) if scale else np.inf
            rows.append((name, one["uid"], len(one["x"]), error / naive if naive else np.nan, moved))
    table = pd.DataFrame(rows, columns=["set", "series", "periods", "ratio", "moved"]).dropna()
    print("where auto is worst: mean error relative to Naive 2")
    print("set          median  worse than Naive 2  more than twice as bad")
    for name, part in table.groupby("set", sort=False):
        print(f"{name:12s} {part.ratio.median():6.2f} {(part.ratio > 1).mean():19.0%} {(part.ratio > 2).mean():23.0%}")
    moves = pd.cut(table.moved, [0, 0.1, 0.25, 0.5, np.inf], labels=["< 10 %", "< 25 %", "< 50 %", "more"])
    print("demand moved from its last year by:", end=" ")
    print(", ".join(f"{label} {part.ratio.median():.2f}" for label, part in table.groupby(moves, observed=True)))
    lengths = pd.cut(table.periods, [0, 36, 60, 84, np.inf], labels=["≤ 36", "≤ 60", "≤ 84", "more"])
    print("periods of history:", end=" ")
    print(", ".join(f"{label} {part.ratio.median():.2f}" for label, part in table.groupby(lengths, observed=True)))
    for line in table.nlargest(WORST, "ratio").itertuples():
        print(f"  {line.series:20s} {line.periods:4d} periods  {line.ratio:6.2f}  demand moved by {line.moved:.0%}")


def interval_lines(scorer, method: str, sets: dict) -> None:
    """Coverage at 80 and 95 % and the scaled interval score at 95 %."""
    run = runner(method)
    if run is None:
        return
    for name in sets:
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


def main(sets: str, scorer_path: str, methods: list[str], sample: int, seed: int) -> None:
    scorer = load_scorer(scorer_path)
    truth = scorer.load_truth(Path(sets))
    kinds = defaultdict(lambda: defaultdict(list))
    for one in truth:
        kinds[one["kind"]][one["dataset"]].append(one)
    regular, intermittent = kinds["regular"], kinds["intermittent"]
    chosen = methods or (AUTO, *STATSFORECAST, *STATSMODELS)
    warnings.simplefilter("ignore")  # the peers' optimisers have much to say
    whole_table(scorer, regular | intermittent)
    random = np.random.default_rng(seed)
    some = {n: [s[i] for i in sorted(random.permutation(len(s))[:sample])] for n, s in regular.items()}
    print(f"the same {sample} series of each set for all: OWA against Naive 2")
    print(f"{'method':24s}  monthly  {'  '.join(f'{n:>8s}' for n in regular)}     sMAPE  ms/series")
    for method in chosen:
        regular_line(scorer, method, some)
    print(f"\nintervals, the same series\n{'method':24s} {'set':8s}  cover 80  cover 95   MSIS 95")
    for method in chosen:
        interval_lines(scorer, method, some)
    print(f"\nintervals of auto, all series\n{'method':24s} {'set':8s}  cover 80  cover 95   MSIS 95")
    interval_lines(scorer, AUTO, regular)
    print()
    worst_lines(scorer, regular)
    print(f"\nstock cost, service at an aim of {SERVICE}, bias: {', '.join(intermittent)}")
    for method in methods or (AUTO, "croston", "sba", "tsb", "adida", "imapa"):
        intermittent_line(scorer, method, intermittent)
    if AUTO in chosen:
        intermittent_line(scorer, AUTO, intermittent, own_levels=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets")
    parser.add_argument("scorer")
    parser.add_argument("methods", nargs="*")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.sets, given.scorer, given.methods, given.sample, given.seed)
