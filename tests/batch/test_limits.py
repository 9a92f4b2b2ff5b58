"""What one workbook may take, what becomes of a worker that takes more or dies, and what a full disk costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import AS_OF, go, statuses, write

from sop_xl.batch.confinement import Allowance, new_folder, size_of, sweep_folders
from sop_xl.batch.manifest import Status
from sop_xl.batch.prestart import start_fork_server
from sop_xl.batch.task import Task
from sop_xl.batch.worker import Order, Workers


@pytest.fixture
def temporary(monkeypatch) -> Iterator[Path]:
    """A temporary folder of the test's own, with a path as short as usual."""
    start_fork_server()  # its socket must not lie in a folder that goes with the test
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def private(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("sop_xl_")]


def wait_for(what: Callable[[], object]) -> None:
    give_up = time.monotonic() + 20
    while not what() and time.monotonic() < give_up:
        time.sleep(0.02)
    assert what()


def test_too_little_memory_fails_the_workbook_with_the_remedy(tmp_path, temporary):
    write(tmp_path / "in" / "a.xlsx", {f"A{n}": f"=SUM(B1:B{n})" for n in range(1, 100_000)})
    for kibibytes in (0, 1, 450, 500, 550, 600, 1024, 4096, 4200, 4300):  # wanting in one place or another
        allowance = Allowance(60, memory=kibibytes * 2**10)
        report = go(tmp_path / "in", output=tmp_path / "out", allowance=allowance)
        assert report.workbooks[0].failure.code == "resources"
        assert "--memory" in report.workbooks[0].failure.hint
    assert private(temporary) == []


def test_a_disk_without_room_for_one_workbook_costs_only_that_one(tmp_path):
    write(
        tmp_path / "in" / "large.xlsx", {f"A{n}": f"text {n * 7919 % 10007}" for n in range(1, 4000)} | {"B1": "=1+1"}
    )
    write(tmp_path / "in" / "small.xlsx", {"A1": "=1+1"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "large.xlsx").write_bytes(b"published last month")
    size = (tmp_path / "in" / "large.xlsx").stat().st_size
    report = go(tmp_path / "in", output=tmp_path / "out", allowance=Allowance(60, temporary=size // 2))
    assert statuses(report) == {"large.xlsx": "failed", "small.xlsx": "ok"}
    assert report.workbooks[0].failure.code == "publish"
    assert report.workbooks[0].failure.hint
    assert (tmp_path / "out" / "large.xlsx").read_bytes() == b"published last month"
    assert not list((tmp_path / "out").glob(".*"))


@pytest.fixture
def workers(tmp_path, temporary):
    """A crew with one order under way whose workbook is a pipe, so that it waits for ever."""
    os.mkfifo(tmp_path / "endless.xlsx")
    crew = Workers(1, Allowance(30, temporary=2**20))
    crew.start(Order(Task(tmp_path / "endless.xlsx", "endless.xlsx", AS_OF, {}), "embedded", None))
    wait_for(lambda: private(temporary))
    yield crew
    crew.stop()


def nothing() -> None:
    pass


def test_a_full_private_folder_ends_the_worker(workers, temporary):
    (temporary / private(temporary)[0] / "swap").write_bytes(b"x" * (2**20 + 1))
    _, report = workers.next_report(nothing)
    assert (report.status, report.failure.code) == (Status.FAILED, "resources")
    assert "--temp-space" in report.failure.hint
    assert private(temporary) == []


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGKILL, "resources"), (signal.SIGSEGV, "resources"), (signal.SIGILL, "calculation")]
)
def test_a_worker_that_dies_is_reported_by_the_signal(workers, temporary, how, code):
    os.kill(workers._running[0].process.pid, how)
    _, report = workers.next_report(nothing)
    assert report.failure.code == code
    assert how.name in report.failure.message
    assert private(temporary) == []


def test_a_temporary_folder_with_a_long_path_is_borne(tmp_path, monkeypatch):
    """The socket of a fork server would not fit below it."""
    write(tmp_path / "in" / "a.xlsx", {"A1": "=1+1"})
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert statuses(go(tmp_path / "in", output=tmp_path / "out")) == {"a.xlsx": "ok"}
    assert private(folder) == []


def test_stopping_ends_what_is_under_way(workers, temporary):
    process = workers._running[0].process
    workers.stop()
    assert process.exitcode is not None
    assert private(temporary) == []


def test_folders_of_dead_runs_are_swept_and_those_of_live_ones_are_not(temporary):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (temporary / f"sop_xl_{dead.pid}_abc" / "deep").mkdir(parents=True)
    (temporary / "sop_xl_other").mkdir()
    ours = new_folder()
    sweep_folders()
    assert sorted(private(temporary)) == sorted([ours.name, "sop_xl_other"])


def test_size_counts_all_files_below(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x").write_bytes(b"12345")
    (tmp_path / "a" / "b" / "y").write_bytes(b"123")
    assert size_of(tmp_path) == 8


def test_a_worker_ends_with_its_parent(tmp_path):
    """The parent is killed without a word; the worker and its folder vanish."""
    code = (
        "import os, sys, datetime as dt; from pathlib import Path\n"
        "from sop_xl.batch.confinement import Allowance\n"
        "from sop_xl.batch.task import Task\n"
        "from sop_xl.batch.worker import Order, Workers\n"
        "crew = Workers(1, Allowance(60))\n"
        "crew.start(Order(Task(Path(sys.argv[1]), 'e.xlsx', dt.date(2020, 6, 30), {}), 'embedded', None))\n"
        "crew._running[0].process.join(1)\n"
        "print(crew._running[0].process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    os.mkfifo(tmp_path / "endless.xlsx")
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    words = [sys.executable, "-c", code, str(tmp_path / "endless.xlsx")]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    worker = int(done.stdout)
    wait_for(lambda: not Path(f"/proc/{worker}").exists() and not list((tmp_path / "tmp").iterdir()))


@pytest.mark.parametrize("moment", ["folder_name", "_Running"])
def test_a_run_that_is_ended_while_a_worker_starts_leaves_no_folder(tmp_path, moment):
    """Killed, with its process group, after the folder has its name and before, or as, the worker makes it."""
    code = (
        "import os, sys, datetime as dt; from pathlib import Path\n"
        "from sop_xl.batch import worker\n"
        "from sop_xl.batch.confinement import Allowance\n"
        "from sop_xl.batch.task import Task\n"
        "crew = worker.Workers(1, Allowance(60))\n"
        "before = getattr(worker, sys.argv[2])\n"
        "def and_die(*words):\n"
        "    before(*words)\n"
        "    os.killpg(0, 9)\n"
        "setattr(worker, sys.argv[2], and_die)\n"
        "crew.start(worker.Order(Task(Path(sys.argv[1]), 'e.xlsx', dt.date(2020, 6, 30), {}), 'embedded', None))\n"
    )
    os.mkfifo(tmp_path / "endless.xlsx")
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    words = [sys.executable, "-c", code, str(tmp_path / "endless.xlsx"), moment]
    done = subprocess.run(words, env=environment, start_new_session=True, check=False)
    assert done.returncode == -signal.SIGKILL
    wait_for(lambda: not list((tmp_path / "tmp").iterdir()))
    time.sleep(0.3)  # for a worker that was being started
    assert not list((tmp_path / "tmp").iterdir())
