"""Which process made a temporary file, and whether it still runs: numbers of processes are given out again."""

from __future__ import annotations

import os
import re

MARK = r"(\d+(?:-\d+)?)"  # in names of files
_START_FIELD = 19  # of /proc/PID/stat, after the name of the program: ticks from the start of the system
_DEAD = ("Z", "X")  # ended, and not yet noticed by the parent
_LONGEST_ANSWER = 4096  # bytes
_MARK = re.compile(r"(\d+)(?:-(\d+))?")


def mark() -> str:
    """What names this process: its number and, where the system tells, when it was started."""
    return f"{os.getpid()}-{_state_and_start(os.getpid())[1]}"


def is_running(mark: str) -> bool:
    """Whether the process with this mark runs; where that cannot be told, yes."""
    match = _MARK.fullmatch(mark)
    if match is None or os.name != "posix":  # only there can it be told without touching the process
        return True
    process, start = int(match[1]), int(match[2] or 0)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    state, started = _state_and_start(process)
    return state not in _DEAD and (start == 0 or started in (0, start))


def told_by_system(path: str) -> bytes:
    """One of the short files in which a system tells of its processes; a stream would take ten times as long."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, _LONGEST_ANSWER)
    finally:
        os.close(handle)


def _state_and_start(process: int) -> tuple[str, int]:
    """How a process fares, and when it was started; nothing and 0 where that is not told."""
    try:
        fields = told_by_system(f"/proc/{process}/stat").rpartition(b")")[2].split()
        return fields[0].decode(), int(fields[_START_FIELD])
    except (OSError, ValueError, IndexError):
        return "", 0
