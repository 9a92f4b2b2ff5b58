"""Loaded first by the fork server: nothing that it starts writes to the terminal, and it takes its socket with it.

A worker that is being started when its parent ends would print a traceback of multiprocessing's own, and no user wants
to read that the run that he has just stopped has stopped. And where the parent was killed, together with its process
group perhaps, nobody else is left who could remove the folder of the socket.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import socket
import sys
from pathlib import Path

_CALL = re.compile(r"multiprocessing\.forkserver import main; main\((\d+),")


def _settle() -> None:
    call = next(filter(None, map(_CALL.search, sys.orig_argv)), None)
    if call is None:  # this is no fork server
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    with contextlib.suppress(OSError):
        os.setsid()
        with socket.socket(fileno=os.dup(int(call[1]))) as listener:
            address = listener.getsockname()
        if isinstance(address, str) and address:
            atexit.register(_remove, Path(address))


def _remove(address: Path) -> None:
    with contextlib.suppress(OSError):
        address.unlink()
    with contextlib.suppress(OSError):  # not empty: there is more in it than ours
        address.parent.rmdir()


_settle()
