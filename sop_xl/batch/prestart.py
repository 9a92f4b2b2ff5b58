"""The fork server, started while the command line is still loading: it needs as long, and there are two cores."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from multiprocessing import forkserver

PRELOAD = ["sop_xl.batch.silence", "sop_xl.batch.work"]
_LONGEST_FOLDER = 70  # bytes: the fork server's socket lies below it, and the address of a socket holds about 100


def start_method() -> str:
    """How workers are started: forked in milliseconds, where the system can, else each loading afresh."""
    fits = len(os.fsencode(tempfile.gettempdir())) <= _LONGEST_FOLDER
    return "forkserver" if fits and "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def start_fork_server() -> None:
    """Begin to load what workers need in the process that they are forked from, where the system has such."""
    if start_method() == "forkserver":
        forkserver.set_forkserver_preload(PRELOAD)
        forkserver.ensure_running()
