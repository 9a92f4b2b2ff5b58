"""Speed of the stock projection: all items in one call of NumPy against one pandas frame per item.

Run with ``python benchmarks/projection_speed.py [items] [periods]``. Both ways compute the same balance, which is
checked. The pandas loop runs over a sample of the items and is scaled up; NumPy runs over all of them.
"""

import sys
import time

import numpy as np
import pandas as pd

from sop_xl.planning.supply.constrained import constrain_demand
from sop_xl.planning.supply.lot_sizing import LotRule, plan_orders
from sop_xl.planning.supply.projection import periods_of_cover, projected_available_balance

SEED = 7
SAMPLE = 2_000
REPEATS = 3


def example(items: int, periods: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """On hand, demand and receipts of many items."""
    random = np.random.default_rng(SEED)
    demand = random.poisson(20, (items, periods)).astype(float)
    receipts = np.where(random.random((items, periods)) < 0.25, 80.0, 0.0)
    return random.integers(0, 100, items).astype(float), demand, receipts


def by_pandas(on_hand: np.ndarray, demand: np.ndarray, receipts: np.ndarray) -> np.ndarray:
    """Project one item after the other, as a notebook would."""
    rows = []
    for item in range(len(demand)):
        frame = pd.DataFrame({"demand": demand[item], "receipts": receipts[item]})
        frame["balance"] = on_hand[item] + (frame["receipts"] - frame["demand"]).cumsum()
        rows.append(frame["balance"].to_numpy())
    return np.array(rows)


def fastest(call) -> float:
    """Seconds of CPU of one core, the best of a few runs."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def main(items: int = 100_000, periods: int = 24) -> None:
    on_hand, demand, receipts = example(items, periods)
    part = slice(0, min(SAMPLE, items))
    start = time.process_time()
    expected = by_pandas(on_hand[part], demand[part], receipts[part])
    pandas_time = (time.process_time() - start) * items / (part.stop - part.start)
    np.testing.assert_allclose(projected_available_balance(on_hand[part], demand[part], receipts[part]), expected)

    balance = projected_available_balance(on_hand, demand, receipts)
    lot = LotRule(minimum=40, multiple=20, periods=2)
    calls = {
        "projected balance": lambda: projected_available_balance(on_hand, demand, receipts),
        "cover in periods": lambda: periods_of_cover(balance, demand),
        "constrained demand": lambda: constrain_demand(on_hand, demand, receipts),
        "planned orders": lambda: plan_orders(on_hand, demand, receipts, 20, lot, 2),
    }
    print(f"{items:,} items × {periods} periods, seconds of one core")
    print(f"{'pandas loop, balance only':26}{pandas_time:9.3f}  (from {part.stop:,} items)")
    times = {name: fastest(call) for name, call in calls.items()}
    times["all four together"] = sum(times.values())
    for name, seconds in times.items():
        print(f"{name:26}{seconds:9.3f}  {pandas_time / seconds:8,.0f} times as fast as the loop")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
