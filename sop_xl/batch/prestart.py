"""The fork server, started while the command line is still loading: it needs as long, and there are two cores."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver

PRELOAD = ["sop_xl.batch.work"]


def start_fork_server() -> None:
    """Begin to load what workers need in the process that they are forked from, where the system has such."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        forkserver.set_forkserver_preload(PRELOAD)
        forkserver.ensure_running()
