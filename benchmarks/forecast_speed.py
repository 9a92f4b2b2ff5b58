"""Speed of the forecasts: block, single, first call, file to file; against what planners' tools are built on.

Run with ``python benchmarks/forecast_speed.py [SETS.csv.gz]``; without a path the histories are simulated: 72 months
with trend, season and noise. All times are CPU seconds of one core, so that other work on the machine counts little.
statsforecast is no dependency of the project (``pip install statsforecast``); a peer that is missing is named.
"""

import importlib
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402  # after the number of threads is set

from sop_xl.planning.demand.forecast import AUTO, METHODS, MODELS, forecast  # noqa: E402
from sop_xl.planning.demand.gathered import Request, forecast_gathered  # noqa: E402

PERIODS, HORIZON, SEASON = 72, 12, 12
BLOCK, REPEATS = 3_000, 3
SINGLE_PERIODS, SINGLE_CALLS = 60, 50
PEER_SERIES = 20
MODEL_SERIES = 5  # of a slow method
COMMAND = (sys.executable, "-c", "from sop_xl.cli import main; main()", "forecast")
FIRST_CALL = (
    "import time; import numpy as np; from sop_xl.planning.demand.forecast import forecast; "
    f"forecast(np.arange(1.0, {SINGLE_PERIODS + 1}) % 12 + 5, {HORIZON}); print(time.process_time())"
)
PEERS = (
    ("statsforecast", "AutoETS"),
    ("statsforecast", "AutoCES"),
    ("statsforecast", "DynamicOptimizedTheta"),
    ("statsmodels", "ETSModel"),
)


def simulated(items: int) -> np.ndarray:
    """Histories with a level, a trend, a season and noise."""
    random = np.random.default_rng(7)
    month = np.arange(PERIODS)
    season = 1 + random.uniform(0, 0.4, (items, 1)) * np.sin(2 * np.pi * (month / SEASON + random.random((items, 1))))
    trend = 1 + random.normal(0, 0.005, (items, 1)) * month
    return 100 * season * trend * np.exp(random.normal(0, 0.1, (items, PERIODS)))


def stored(path: str) -> np.ndarray:
    """The last 72 months of every monthly series that is long enough, repeated to the size of the block."""
    import pandas as pd

    table = pd.read_csv(path)
    table = table[(table["kind"] == "regular") & (table["m"] == SEASON) & (table["split"] == "train")]
    rows = [group["y"].to_numpy()[-PERIODS:] for _, group in table.groupby("unique_id") if len(group) >= PERIODS]
    return np.resize(np.array(rows, dtype=float), (BLOCK, PERIODS))


def cpu(call) -> float:
    """CPU seconds of the fastest of a few runs."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def file_to_file(histories: np.ndarray) -> float:
    """CPU seconds of ``sop-xl forecast`` for a CSV file of histories, with the start of the process."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"s{i},{t},{y:.2f}" for i, history in enumerate(histories) for t, y in enumerate(history)]
        Path(folder, "in.csv").write_text("\n".join(["unique_id,ds,y", *lines]) + "\n")
        words = f"{folder}/in.csv -o {folder}/out.csv --horizon {HORIZON} --season {SEASON} --jobs 1 --quiet"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*COMMAND, *words.split()], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def other_forms(histories: np.ndarray) -> None:
    """The automatic forecast of ragged tables, of separate calls gathered, and from file to file."""
    ragged = histories.copy()
    lengths = np.random.default_rng(3).integers(PERIODS // 2, PERIODS + 1, len(histories))
    for row, length in zip(ragged, lengths):
        row[: PERIODS - length] = np.nan
    calls = [Request(row, HORIZON, SEASON) for row in histories]
    forms = {
        "auto, 37 lengths mixed": cpu(lambda: forecast(ragged, HORIZON, SEASON)),
        "auto, calls gathered": cpu(lambda: forecast_gathered(calls)),
        "auto, sop-xl forecast": min(file_to_file(histories) for _ in range(REPEATS)),
    }
    for name, seconds in forms.items():
        print(f"{name:24s} {len(histories) / seconds:12.0f}", flush=True)


def peer(package: str, name: str, histories: np.ndarray) -> None:
    if importlib.util.find_spec(package) is None:
        print(f"{name:24s} left out, {package} is not installed (pip install {package})")
        return
    start = time.process_time()
    if package == "statsforecast":
        model = getattr(importlib.import_module("statsforecast.models"), name)

        def run(history):
            model(season_length=SEASON).forecast(history, HORIZON)
    else:
        model = getattr(importlib.import_module("statsmodels.tsa.exponential_smoothing.ets"), name)

        def run(history):
            fitted = model(history, trend="add", damped_trend=True, seasonal="add", seasonal_periods=SEASON)
            fitted.fit(disp=False).forecast(HORIZON)

    run(histories[0])
    first = time.process_time() - start
    start = time.process_time()
    for history in histories[:PEER_SERIES]:
        run(history)
    each = (time.process_time() - start) / PEER_SERIES
    print(f"{name:24s} {1 / each:12.0f}  {1000 * each:12.2f}  {first:12.2f}")


def slow_line(method: str, histories: np.ndarray) -> None:
    start = time.process_time()
    forecast(histories[0], HORIZON, SEASON, method)
    first = time.process_time() - start
    start = time.process_time()
    for history in histories[:MODEL_SERIES]:
        forecast(history, HORIZON, SEASON, method)
    each = (time.process_time() - start) / MODEL_SERIES
    print(f"{method:24s} {1 / each:12.1f}  {1000 * each:12.2f}  {first:12.2f}", flush=True)


def main(*paths: str) -> None:
    histories = stored(paths[0]) if paths else simulated(BLOCK)
    print(f"{'method':24s} {'series/CPU s':>12s}  {'ms one call':>12s}  {'s first call':>12s}")
    for method in (AUTO, *METHODS, *MODELS):
        if method in MODELS:
            slow_line(method, histories)
            continue
        single = histories[0, -SINGLE_PERIODS:]
        forecast(single, HORIZON, SEASON, method)
        one = cpu(lambda: [forecast(single, HORIZON, SEASON, method) for _ in range(SINGLE_CALLS)]) / SINGLE_CALLS  # noqa: B023
        sample = histories if method == AUTO else histories[: BLOCK // 10]
        rate = len(sample) / cpu(lambda: forecast(sample, HORIZON, SEASON, method))  # noqa: B023
        first = ""
        if method == AUTO:
            ran = subprocess.run([sys.executable, "-c", FIRST_CALL], capture_output=True, text=True, check=True)
            first = f"{float(ran.stdout):12.2f}"
        print(f"{method:24s} {rate:12.0f}  {1000 * one:12.2f}  {first}", flush=True)
        if method == AUTO:
            other_forms(histories)
    for package, name in PEERS:
        peer(package, name, histories)


if __name__ == "__main__":
    main(*sys.argv[1:])
