"""The orders of a run on a Dask cluster instead of this machine; what comes back is published here."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.remote import pack, perform_parcel
from sop_xl.batch.worker import Order, failed
from sop_xl.book.publish import publish
from sop_xl.cluster import connect
from sop_xl.errors import ClusterError, NotAWorkbookError, ResourceError, SopError

_AHEAD = 2  # orders per thread of the cluster that are on their way at a time
_MOST_LOSSES = 3  # workers that a workbook may cost before it is given up
_PAUSE = 0.05  # seconds between two looks
_TICK = 0.2


class ClusterCrew:
    """Hands orders to a cluster and publishes what comes back; the orders of a lost worker are done again."""

    def __init__(self, address: str, allowance: Allowance) -> None:
        self._address, self._allowance = address, allowance
        self._client = connect(address)
        self._under_way: dict[Any, Order] = {}
        self._returned: list[tuple[Order, WorkbookReport]] = []

    @property
    def has_room(self) -> bool:
        """Whether another order can be sent; a cluster that has lost all its workers still gets a few."""
        threads: int = sum(self._client.nthreads().values())
        return len(self._under_way) < _AHEAD * max(1, threads)

    @property
    def is_busy(self) -> bool:
        """Whether an order is under way."""
        return bool(self._under_way or self._returned)

    def start(self, order: Order) -> None:
        """Send an order with its files."""
        try:
            parcel = pack(order, self._allowance)
        except OSError as error:
            self._returned.append((order, failed(order.task.label, _unreadable(order, error))))
            return
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph")  # the files must outlive any worker
            future = self._client.submit(perform_parcel, parcel, pure=False, retries=_MOST_LOSSES)
        self._under_way[future] = order

    def next_report(self, tick: Callable[[], None]) -> tuple[Order, WorkbookReport]:
        """Wait for the next report; calls ``tick`` now and then meanwhile."""
        last = time.monotonic()
        while not self._returned:
            done = next((future for future in self._under_way if future.done()), None)
            if done is not None:
                order = self._under_way.pop(done)
                return order, self._report(done, order)
            time.sleep(_PAUSE)
            if time.monotonic() - last > _TICK:
                last = time.monotonic()
                tick()
        return self._returned.pop()

    def stop(self) -> None:
        """Call back what is under way, and leave the cluster."""
        for future in self._under_way:
            future.cancel()
        self._under_way.clear()
        self._client.close()

    def _report(self, future: Any, order: Order) -> WorkbookReport:  # noqa: ANN401  # a class of an optional library
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        label = order.task.label
        try:
            report: WorkbookReport
            report, data = future.result()
            if data is not None and order.target is not None:
                publish(data, order.target)
        except KilledWorker:
            reason = f"the cluster lost {_MOST_LOSSES + 1} workers over it"
            return failed(label, ResourceError(reason, argument=label))
        except ModuleNotFoundError as error:
            hint = "Install the same version of sop-xl on every worker."
            raise ClusterError(f"a worker has no {error.name}", argument=self._address, hint=hint) from error
        except ClusterError:
            raise
        except SopError as error:
            return failed(label, error)
        except (CommClosedError, FutureCancelledError, OSError) as error:
            hint = "Look at the cluster, then go on with --resume."
            raise ClusterError("the cluster lost the work", argument=self._address, hint=hint) from error
        return report


def _unreadable(order: Order, error: OSError) -> SopError:
    return NotAWorkbookError(f"cannot be read: {error.strerror}", argument=order.task.source.name)
