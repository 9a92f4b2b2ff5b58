"""What a worker process may take: time, memory, temporary space, and nothing that outlives it."""

from __future__ import annotations

import _thread
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from sop_xl.book.processes import is_running, mark, told_by_system

_PREFIX = "sop_xl_"
_PAGE_FIELD = 0  # of /proc/self/statm: the size of the address space in pages


@dataclass(frozen=True)
class Allowance:
    """Limits of one workbook's worker process."""

    seconds: float = 900.0
    memory: int = 4 * 2**30
    temporary: int = 4 * 2**30


def folder_name() -> Path:
    """Where a private temporary folder may be made; its name tells for which process, and nobody can guess it."""
    return Path(tempfile.gettempdir()) / f"{_PREFIX}{mark()}_{os.urandom(4).hex()}"


def new_folder() -> Path:
    """A private temporary folder."""
    folder = folder_name()
    folder.mkdir(mode=0o700)
    return folder


def settle(parent: Connection, folder: Path) -> None:
    """Make this process's private folder, which goes when the process ends or the parent's end of a pipe closes.

    In a group of its own first, so that what ends the parent's group cannot strike between the making and the watch.
    """
    _lead_a_group()
    folder.mkdir(mode=0o700)
    end_with(parent, folder)


def remove_folder(folder: Path) -> None:
    """Remove a private temporary folder, whatever state it is in."""
    for path in (folder, _going(folder)):
        try:
            path.rmdir()  # empty, as mostly
        except FileNotFoundError:
            pass
        except OSError:
            shutil.rmtree(path, ignore_errors=True)


def _going(folder: Path) -> Path:
    """What a folder is called while it is removed: work that still goes on does not find it any longer."""
    return folder.with_name(f"{folder.name}_going")


def sweep_folders() -> None:
    """Remove the private folders of runs that were killed together with their workers."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}[0-9]*_*"):
        owner = folder.name.removeprefix(_PREFIX).partition("_")[0]
        if not is_running(owner):
            remove_folder(folder)


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder, as far as they can be seen."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(root) / name).lstat().st_size
    return total


def confine(allowance: Allowance, folder: Path) -> None:
    """Limit the process that calls: memory, file size, no core dump, its own temporary folder and silent streams."""
    os.environ["TMPDIR"] = os.environ["TEMP"] = os.environ["TMP"] = str(folder)
    tempfile.tempdir = str(folder)
    if sys.platform != "win32":
        import resource

        _lead_a_group()
        with contextlib.suppress(ValueError, OSError):  # a limit that the system does not know or has set lower
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (allowance.temporary, allowance.temporary))
            ceiling = _address_space() + allowance.memory
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    # What libraries print when they crash is of no use to a user and may quote cells.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.close(silent)


def _address_space() -> int:
    try:
        pages = int(told_by_system("/proc/self/statm").split()[_PAGE_FIELD])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def end_with(parent: Connection, folder: Path) -> None:
    """End this process and all that it started, and remove its folder, when the parent's end of a pipe closes."""

    def wait() -> None:
        with contextlib.suppress(EOFError, OSError):
            parent.recv_bytes()
        with contextlib.suppress(OSError):
            folder.rename(_going(folder))
        remove_folder(folder)
        kill_group(os.getpid())
        os._exit(1)

    _thread.start_new_thread(wait, ())  # nobody asks for it again, and a worker lives for a few milliseconds


def _lead_a_group() -> None:
    """Have a group of one's own, so that what this process starts ends with it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # it leads one already
            os.setsid()


def kill_group(process: int) -> None:
    """End a process and its group at once."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process, signal.SIGKILL)
