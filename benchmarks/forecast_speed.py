"""Speed of the forecasts: block, single call and first call, against the libraries that planners' tools are built on.

Run with ``python benchmarks/forecast_speed.py [SETS.csv.gz]``; without a path the histories are simulated: 72 months
with trend, season and noise. All times are CPU seconds of one core, so that other work on the machine counts little.
Peers need statsforecast and statsmodels; one that is missing is named and left out.
"""

import importlib
import importlib.util
import os
import subprocess
import sys
import time

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402  # after the number of threads is set

from sop_xl.planning.demand.forecast import AUTO, METHODS, forecast  # noqa: E402

PERIODS, HORIZON, SEASON = 72, 12, 12
BLOCK, REPEATS = 3_000, 3
SINGLE_PERIODS, SINGLE_CALLS = 60, 50
PEER_SERIES = 20
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


def main(*paths: str) -> None:
    histories = stored(paths[0]) if paths else simulated(BLOCK)
    print(f"{'method':24s} {'series/CPU s':>12s}  {'ms one call':>12s}  {'s first call':>12s}")
    for method in (AUTO, *METHODS):
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
    for package, name in PEERS:
        peer(package, name, histories)


if __name__ == "__main__":
    main(*sys.argv[1:])
