"""The fork server, started while the command line is still loading: it needs as long, and there are two cores."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing import forkserver, process, util

from sop_xl.batch.confinement import folder_name, new_folder, remove_folder
from sop_xl.batch.one_thread import calculate_in_one_thread

PRELOAD = [
    "sop_xl.batch.silence",
    "sop_xl.batch.work",
    # What each worker would load by itself: for its start, its limits, and names of package entries.
    "multiprocessing.popen_forkserver",
    "encodings.ascii",
    "encodings.cp437",
]
_WARM_UP = ["sop_xl.batch.warm_up"]
_SOCKET = "listener-12345678"  # a name as multiprocessing gives them
_LONGEST_ADDRESS = 100  # bytes: systems allow 103 and more
_PLACE = "tempdir"  # under which multiprocessing keeps the folder of its sockets


def start_method() -> str:
    """How workers are started: forked in milliseconds, where the system can, else each loading afresh."""
    fits = len(os.fsencode(folder_name() / _SOCKET)) <= _LONGEST_ADDRESS
    return "forkserver" if fits and "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def start_fork_server(*, is_for_many: bool = False) -> None:
    """Begin to load what workers need in the process that they are forked from, where the system has such.

    For many workbooks, it also recalculates a small one, so that each worker finds that done.
    """
    calculate_in_one_thread()
    if start_method() == "forkserver":
        _place_socket()
        forkserver.set_forkserver_preload(PRELOAD + _WARM_UP * is_for_many)
        forkserver.ensure_running()


def _place_socket() -> None:
    """Put the socket into a folder of our own, which goes with this process however it ends (see ``silence``)."""
    settings = process.current_process()._config  # type: ignore[attr-defined]  # there is no other way
    if settings.get(_PLACE) is None:
        folder = new_folder()
        settings[_PLACE] = str(folder)
        util.Finalize(None, remove_folder, args=(folder,), exitpriority=-100)
