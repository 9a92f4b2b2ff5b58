"""A folder is run when its files have come to rest, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from books import AS_OF, statuses, value, write

from sop_xl.batch.run import Listener, RunRequest
from sop_xl.batch.watch import Watch, watch


@pytest.fixture
def folder(tmp_path) -> Path:
    write(tmp_path / "in" / "a.xlsx", {"A1": "=1+1"})
    return tmp_path / "in"


def watching(folder: Path, output: Path) -> Watch:
    return Watch(RunRequest([folder], output, AS_OF), Listener())


def test_the_first_run_waits_until_the_files_have_settled(folder, tmp_path):
    observer = watching(folder, tmp_path / "out")
    assert observer.look() is None
    assert statuses(observer.look()) == {"a.xlsx": "ok"}
    assert observer.look() is None


def test_a_half_written_file_is_left_alone(folder, tmp_path):
    observer = watching(folder, tmp_path / "out")
    observer.look()
    observer.look()
    data = write(tmp_path / "b.xlsx", {"A1": "=2+2"}).read_bytes()
    with (folder / "b.xlsx").open("wb") as file:
        for half in (data[:1000], data[1000:2000], data[2000:]):
            file.write(half)
            file.flush()
            assert observer.look() is None, "it grew since the last look"
    report = observer.look()
    assert statuses(report) == {"a.xlsx": "unchanged", "b.xlsx": "ok"}


def test_a_saved_workbook_is_run_again_and_the_others_are_not(folder, tmp_path):
    write(folder / "b.xlsx", {"A1": "=2+2"})
    observer = watching(folder, tmp_path / "out")
    observer.look()
    observer.look()
    write(folder / "a.xlsx", {"A1": "=1+2"})
    os.utime(folder / "a.xlsx", ns=(1, 1))  # a clock far behind
    assert observer.look() is None
    assert statuses(observer.look()) == {"a.xlsx": "ok", "b.xlsx": "unchanged"}
    assert value(tmp_path / "out" / "a.xlsx", "A1") == 3


def test_a_file_from_the_future_is_run_once(folder, tmp_path):
    os.utime(folder / "a.xlsx", (2**33, 2**33))
    observer = watching(folder, tmp_path / "out")
    assert [observer.look() is None for _ in range(4)] == [True, False, True, True]


def test_results_among_the_inputs_start_nothing(folder):
    observer = watching(folder, folder / "out")
    observer.look()
    observer.look()
    assert (folder / "out" / "a.xlsx").exists()
    assert observer.look() is None
    assert observer.look() is None


def test_an_emptied_or_vanishing_folder_is_borne(folder, tmp_path):
    observer = watching(folder, tmp_path / "out")
    observer.look()
    (folder / "a.xlsx").unlink()
    assert observer.look() is None
    assert observer.look() is None


def test_it_ends_when_the_pause_says_so(folder, tmp_path):
    reports = []
    pauses = iter([None, None, None])

    def pause() -> None:
        next(pauses)

    with pytest.raises(StopIteration):
        watch(RunRequest([folder], tmp_path / "out", AS_OF), Listener(), pause, reports.append)
    assert len(reports) == 1


def test_ctrl_c_ends_it_cleanly(folder, tmp_path, hear_ctrl_c):
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", "watch", str(folder), "-o", str(tmp_path / "out"), "--as-of", "2020-06-30", "--every", "0.1"]  # fmt: skip
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=hear_ctrl_c,
    ) as process:
        give_up = time.monotonic() + 60
        while not (tmp_path / "out" / "run.json").exists() and time.monotonic() < give_up:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert "Interrupted" in err
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_inputs_are_no_place_for_results(folder):
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", "watch", str(folder), "-o", str(folder), "--as-of", "2020-06-30"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "folder of their own" in done.stderr


def test_a_result_that_was_open_is_written_once_it_is_closed(folder, tmp_path):
    observer = watching(folder, tmp_path / "out")
    (tmp_path / "out").mkdir()
    lock = tmp_path / "out" / "~$a.xlsx"
    lock.touch()
    observer.look()
    assert statuses(observer.look()) == {"a.xlsx": "locked"}
    assert observer.look() is None, "it is still open"
    lock.unlink()
    assert statuses(observer.look()) == {"a.xlsx": "ok"}
    assert observer.look() is None


def test_a_share_that_is_gone_for_a_while_is_waited_for(folder, tmp_path):
    observer = watching(folder, tmp_path / "out")
    observer.look()
    observer.look()
    folder.rename(tmp_path / "away")
    assert observer.look() is None
    (tmp_path / "away").rename(folder)
    assert observer.look() is None
    assert statuses(observer.look()) == {"a.xlsx": "unchanged"}
