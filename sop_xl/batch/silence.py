"""Loaded first by the fork server: nothing that it starts writes to the terminal.

A worker that is being started when its parent ends would print a traceback of multiprocessing's own, and no user wants
to read that the run that he has just stopped has stopped.
"""

from __future__ import annotations

import os
import sys


def _is_fork_server() -> bool:
    return any("multiprocessing.forkserver" in word for word in sys.orig_argv)


if _is_fork_server():
    _nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(_nowhere, 1)
    os.dup2(_nowhere, 2)
    os.close(_nowhere)
