"""The same work on several parts of a workbook, shared with forked processes where there are processors to spare.

A forked process sees the workbook in memory as it is, so nothing is sent to it; what it makes it leaves in a file.
What comes out is the same for any number of processes: whatever one of them could not do, be it for an error in the
workbook or because the system ended it, is done again here, where errors are raised in the order of the parts.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import tempfile
import warnings
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Generic, NoReturn, TypeVar

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")
_PIECE = 2**30
_LENGTH = 8  # bytes that tell the length of a result
_SMALLEST = 2**22  # of the weight of all parts, in bytes; with less, forking takes longer than the work


def side_by_side(
    work: Callable[[_Part], _Result], parts: Sequence[_Part], weights: Sequence[int], processes: int
) -> list[_Result]:
    """What some work makes of each part, in their order; ``weights`` are their sizes in bytes."""
    count = min(processes, len(parts)) if sum(weights) >= _SMALLEST and can_fork() else 1
    if count <= 1:
        return [work(part) for part in parts]

    def worked_on(at: int) -> tuple[int, _Result]:
        return at, work(parts[at])

    done: dict[int, _Result] = {}
    with contextlib.suppress(OSError), tempfile.TemporaryFile(buffering=0) as order:
        order.write(array("q", sorted(range(len(parts)), key=lambda at: -weights[at])))
        order.seek(0)
        helpers = [_begun(worked_on, _next_ones(order)) for _ in range(count - 1)]
        done.update(_as_far_as_possible(worked_on, _next_ones(order)))
        for helper in helpers:
            done.update(helper)
    return [done[at] if at in done else work(part) for at, part in enumerate(parts)]


def _next_ones(order: IO[bytes]) -> Iterator[int]:
    """Numbers in a file, each for whichever process asks first: those that were forked read on where another was."""
    while number := order.read(_LENGTH):
        yield int.from_bytes(number, sys.byteorder)


def meanwhile(works: Sequence[Callable[[], Any]], processes: int) -> list[Callable[[], Any]]:
    """Begin some works, one after the other, beside what comes next.

    The answers, to be called in this order, give what each made, and wait for it if need be.
    """
    if processes == 1 or not can_fork():
        return list(works)
    results = _begun(_called, works)

    def answer(work: Callable[[], Any]) -> Callable[[], Any]:
        def made() -> Any:  # noqa: ANN401  # as many kinds as there are works
            for result in results:
                return result
            return work()

        return made

    return [answer(work) for work in works]


class Begun(Generic[_Part, _Result]):
    """Work that a forked process does while this one goes on with something else.

    It leaves its results in a file without a name, and need not be waited for to end and give its memory back. Where
    nobody asks for them any longer, it is ended.
    """

    def __init__(self, work: Callable[[_Part], _Result], parts: Iterable[_Part]) -> None:
        with contextlib.ExitStack() as undo:
            self._file = undo.enter_context(tempfile.TemporaryFile(buffering=0))
            self._lengths, lengths = os.pipe()
            for end in (self._lengths, lengths):
                undo.callback(os.close, end)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: none holds a lock
                process = os.fork()
            undo.pop_all()
        if process == 0:
            _work_and_leave(work, parts, self._file, lengths)
        os.close(lengths)
        self._end = weakref.finalize(self, _end, process, self._file, self._lengths)

    def results(self) -> Iterator[_Result]:
        """What the work made of the parts, each as soon as it is there, up to the first that it failed on."""
        at = 0
        while length := int.from_bytes(os.read(self._lengths, _LENGTH), "big"):
            yield pickle.loads(b"".join(_pieces(self._file, at, length)))  # noqa: S301  # from ourselves
            at += length
        self._end()


def _pieces(file: IO[bytes], at: int, length: int) -> Iterator[bytes]:
    """A part of a file, in pieces that a system reads at once: no more than two gigabytes."""
    end = at + length
    while at < end and (piece := os.pread(file.fileno(), min(end - at, _PIECE), at)):
        yield piece
        at += len(piece)


def _begun(work: Callable[[_Part], _Result], parts: Iterable[_Part]) -> Iterator[_Result]:
    """Results of a forked process; none where the system has no more processes or files to give."""
    try:
        return Begun(work, parts).results()
    except OSError:
        return iter(())


def can_fork() -> bool:
    """Whether this system forks processes that may go on to calculate; macOS does, but its libraries crash."""
    return sys.platform == "linux"


def _end(process: int, file: IO[bytes], lengths: int) -> None:
    os.close(lengths)
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    file.close()


def _work_and_leave(
    work: Callable[[_Part], _Result], parts: Iterable[_Part], file: IO[bytes], lengths: int
) -> NoReturn:
    try:
        for part in parts:
            made = pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL)
            rest = memoryview(made)
            while rest:
                rest = rest[os.write(file.fileno(), rest) :]
            os.write(lengths, len(made).to_bytes(_LENGTH, "big"))
    finally:
        os._exit(0)  # nothing of what the process was forked from is to be finished here


def _called(work: Callable[[], _Result]) -> _Result:
    return work()


def _as_far_as_possible(work: Callable[[_Part], _Result], parts: Iterable[_Part]) -> list[_Result]:
    results: list[_Result] = []
    with contextlib.suppress(Exception):  # it is raised where the part is worked on again
        results.extend(map(work, parts))
    return results
