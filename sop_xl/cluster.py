"""Connecting to a Dask cluster; the library is optional and loaded when it is asked for."""

from __future__ import annotations

from typing import Any

from sop_xl.errors import ClusterError, UsageError

_CONNECT_SECONDS = 15


def connect(address: str) -> Any:  # noqa: ANN401  # a class of an optional library
    """A client of an existing cluster that has at least one worker.

    Raises
    ------
    UsageError
        The library ``distributed`` is not installed, or the address is none.
    ClusterError
        No scheduler answers, or it has no workers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        hint = "Install it with: pip install 'sop-xl[cluster]'"
        raise UsageError("the library distributed is not installed", argument="--scheduler", hint=hint) from error
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except ValueError as error:
        raise UsageError("no address", argument="--scheduler", got=address, expected="tcp://host:port") from error
    except OSError as error:
        hint = "Start the scheduler, or mend the address."
        raise ClusterError("no scheduler answers", argument="--scheduler", got=address, hint=hint) from error
    try:
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    except TimeoutError as error:
        client.close()
        raise ClusterError("the cluster has no workers", argument=address, hint="Start some.") from error
    return client
