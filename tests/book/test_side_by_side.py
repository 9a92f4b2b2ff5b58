"""Work shared among forked processes: what comes out is the same for any number of them, and so are the errors."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from sop_xl.book.side_by_side import Begun, can_fork, meanwhile, side_by_side

HEAVY = 2**22


def shared(work, parts, processes):
    return side_by_side(work, parts, [HEAVY] * len(parts), processes)


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_results_come_in_the_order_of_the_parts(processes):
    assert shared(lambda n: n * n, list(range(7)), processes) == [n * n for n in range(7)]
    assert shared(lambda n: n, [], processes) == []


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_the_error_is_that_of_the_first_part_that_has_one(processes):
    def work(n):
        if n in (2, 3, 5):
            raise ValueError(n)
        return n

    with pytest.raises(ValueError, match=r"^2$"):
        shared(work, list(range(7)), processes)


def test_the_work_is_shared_where_the_system_can():
    def slow(_):
        time.sleep(0.1)
        return os.getpid()

    processes = set(shared(slow, list(range(10)), 2))
    assert len(processes) == (2 if sys.platform == "linux" else 1)
    assert set(side_by_side(lambda _: os.getpid(), [1, 2], [10, 10], 2)) == {os.getpid()}, "not for little work"


def test_what_a_process_does_that_is_killed_is_done_again():
    here = os.getpid()

    def work(n):
        if os.getpid() != here and n >= 2:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.1)
        return n

    assert shared(work, list(range(6)), 2) == list(range(6))


def test_whoever_is_done_takes_the_next_part(tmp_path):
    def work(n):
        time.sleep(1 if n == 0 else 0.01)
        (tmp_path / f"{n} {os.getpid()}").touch()
        return n

    assert shared(work, list(range(9)), 2) == list(range(9))
    done = [path.name.split() for path in tmp_path.iterdir()]
    assert sorted(int(n) for n, _ in done) == list(range(9)), "each once"
    assert len({process for n, process in done if n != "0"}) == 1


def test_a_process_leaves_nothing_behind(tmp_path: Path):
    assert can_fork() == (sys.platform == "linux")

    def work(n):
        (tmp_path / f"{n}-{os.getpid()}").touch()
        return b"x" * 10**6  # more than a pipe holds

    begun = Begun(work, [1, 2])
    assert [len(made) for made in begun.results()] == [10**6] * 2
    process = int(next(tmp_path.iterdir()).name.partition("-")[2])
    with pytest.raises(ChildProcessError):
        os.waitpid(process, 0)


def test_a_result_is_read_in_as_many_pieces_as_it_takes(monkeypatch):
    monkeypatch.setattr("sop_xl.book.side_by_side._PIECE", 1000)
    made = [bytes(range(256)) * 100, b"", b"x"]
    assert list(Begun(lambda one: one, made).results()) == made


def test_a_process_that_nobody_waits_for_is_ended():
    begun = Begun(lambda _: signal.pause(), [1])
    process = begun._end.peek()[2][0]
    del begun
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_results_are_there_one_by_one(tmp_path):
    go_on = tmp_path / "go on"

    def work(n):
        while n == 2 and not go_on.exists():
            time.sleep(0.01)
        return n

    results = Begun(work, [1, 2]).results()
    assert next(results) == 1
    go_on.touch()
    assert list(results) == [2]


@pytest.mark.parametrize("processes", [1, 2])
def test_works_are_done_in_their_order_meanwhile(processes):
    here = os.getpid()

    def killed():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done here"

    first, second, third = meanwhile([lambda: {"a": 1}, killed, lambda: 3.0], processes)
    assert [first(), second(), third()] == [{"a": 1}, "done here", 3.0]


@pytest.mark.parametrize("lacking", ["os.fork", "os.pipe", "tempfile.TemporaryFile"])
def test_what_the_system_has_no_process_for_is_done_here(monkeypatch, lacking):
    def refuse(*_, **__):
        raise BlockingIOError(lacking)

    before = _open_files()
    monkeypatch.setattr(lacking, refuse)
    assert shared(lambda n: (n, os.getpid()), [1, 2, 3], 3) == [(n, os.getpid()) for n in (1, 2, 3)]
    first, second = meanwhile([lambda: 1, lambda: 2], 2)
    assert (first(), second()) == (1, 2)
    monkeypatch.undo()
    assert _open_files() == before


def _open_files():
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
