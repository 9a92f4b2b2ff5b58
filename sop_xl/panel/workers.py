"""Where chunks are computed: in this process, in several processes of this machine, or on a Dask cluster.

All three take the same tasks and give the same results; only their order differs.
"""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any

from sop_xl.cluster import connect
from sop_xl.errors import ClusterError
from sop_xl.panel.chunk import Result, Task, compute

Worker = Callable[[Task], Result]
# So many chunks per worker are on their way at a time: enough to keep it busy, few enough to bound memory.
_AHEAD = 2
_MOST_LOSSES = 3


def here(tasks: Iterator[Task]) -> Iterator[tuple[Task, Result]]:
    """Results one after another, in this process."""
    for task in tasks:
        yield task, compute(task)


def in_processes(tasks: Iterator[Task], jobs: int, worker: Worker = compute) -> Iterator[tuple[Task, Result]]:
    """Results from worker processes, as they come; chunks of a process that dies are computed again.

    Raises
    ------
    ClusterError
        Processes that keep dying, as for want of memory.
    """
    waiting: list[Task] = list(islice(tasks, _AHEAD * jobs))
    losses = 0
    while waiting:
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_belong_to_parent)
        try:
            under_way = {pool.submit(worker, task): task for task in waiting}
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    task = under_way.pop(future)
                    yield task, result
                    under_way |= {pool.submit(worker, task): task for task in islice(tasks, 1)}
            waiting = []
        except BrokenProcessPool as error:
            losses += 1
            if losses > _MOST_LOSSES:
                hint = "Give it more memory or fewer --jobs, then go on with --resume."
                raise ClusterError("worker processes keep dying", got=losses, hint=hint) from error
            waiting = list(under_way.values())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _belong_to_parent() -> None:
    """Leave interrupts to the parent, and end when it ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def on_cluster(tasks: Iterator[Task], address: str) -> Iterator[tuple[Task, Result]]:
    """Results from an existing Dask cluster, as they come; chunks of a lost worker are computed again.

    Raises
    ------
    UsageError
        The library ``distributed`` is not installed, or the address is none.
    ClusterError
        No scheduler answers, it has no workers, or they cannot do the work.
    """
    client = connect(address)
    from distributed import as_completed
    from distributed.client import FutureCancelledError
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        threads = sum(client.nthreads().values())
        under_way: dict[Any, Task] = {}

        def submit() -> list[Future[Result]]:
            future = None
            for task in islice(tasks, 1):
                with warnings.catch_warnings():
                    # Rows go with their chunk, so that a lost worker takes none of them along.
                    warnings.filterwarnings("ignore", message="Sending large graph")
                    future = client.submit(compute, task, pure=False, retries=_MOST_LOSSES)
                under_way[future] = task
            return [future] if future is not None else []

        finished = as_completed([future for _ in range(_AHEAD * threads) for future in submit()], loop=client.loop)
        for future in finished:
            result = future.result()
            yield under_way.pop(future), result
            for next_one in submit():
                finished.add(next_one)
    except ModuleNotFoundError as error:
        hint = "Install the same version of sop-xl on every worker."
        raise ClusterError(f"a worker of the cluster has no {error.name}", argument=address, hint=hint) from error
    except (KilledWorker, CommClosedError, FutureCancelledError, OSError) as error:
        hint = "Look at the cluster, then go on with --resume."
        raise ClusterError("the cluster lost the work", argument=address, hint=hint) from error
    finally:
        client.close()
