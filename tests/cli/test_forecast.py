"""``sop-xl forecast`` as a user types it: messages, exit codes, an interruption and its resumption."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sop_xl.planning.demand.forecast import forecast

COMMAND = [sys.executable, "-c", "from sop_xl.cli import main; main()", "forecast"]
LINES = [f"{name},2020-{month:02d},{month + 10 * number}" for number, name in enumerate("ab") for month in range(1, 10)]


def sop_xl_forecast(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, cwd=cwd, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sales.csv").write_text("\n".join(["unique_id,ds,y", *LINES]) + "\n")
    return tmp_path


TERMS = ["--horizon", "2", "--season", "12"]


def test_a_panel_from_file_to_file(folder):
    done = sop_xl_forecast("sales.csv", "-o", "out.csv", *TERMS, "--level", "90", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "2 series × 2 periods: out.csv\n")
    assert done.stderr == "2 series, 18 rows, every month\n"
    lines = [line.split(",") for line in (folder / "out.csv").read_text().splitlines()]
    assert lines[0] == ["unique_id", "ds", "step", "mean", "lo", "hi", "method"]
    assert [line[:3] for line in lines[1:]] == [[i, f"2020-{10 + s}", str(s + 1)] for i in "ab" for s in (0, 1)]
    found = forecast([list(range(1, 10))], 2, 12, "auto", 0.9)
    assert [float(line[5]) for line in lines[1:3]] == pytest.approx(found.upper[0].tolist(), rel=1e-10)


def test_series_without_forecast_are_named_and_the_exit_code_says_so(folder):
    with (folder / "sales.csv").open("a") as file:
        file.writelines(f"new{number},2020-09,5\n" for number in range(15))
    done = sop_xl_forecast("sales.csv", "-o", "out.csv", *TERMS, "--levels", "levels.csv", "--quiet", cwd=folder)
    assert done.returncode == 1
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "15 of 17 series could not be forecast (rows without numbers):"
    assert lines[1].startswith("  new0: history: too little history (got '1 periods'")
    assert lines[-3:] == [
        "  and 3 more (column method)",
        "17 series × 2 periods: out.csv",
        "Order-up-to levels: levels.csv",
    ]
    assert (folder / "out.csv").read_text().count("none: too little history") == 30


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["missing.csv", "-o", "out.csv", *TERMS], 2, "does not exist"),
        (["sales.csv", *TERMS], 2, "Missing option '-o'"),
        (["sales.csv", "-o", "out.csv", "--season", "12"], 2, "--horizon"),
        (["sales.csv", "-o", "out.csv", *TERMS, "--level", "100"], 2, "--level"),
        (["sales.csv", "-o", "sales.csv", *TERMS], 2, "two of the files are one"),
        (["sales.csv", "-o", "out.xlsx", *TERMS], 2, "no format to write"),
        (["sales.csv", "-o", "out.csv", *TERMS, "--method", "magic"], 2, "--method: unknown method"),
        (
            ["sales.csv", "-o", "out.csv", "--horizon", "2", "--season", "99"],
            2,
            "--season: outside its domain (got 99, expected 1 to 60)",
        ),
        (["empty.csv", "-o", "out.csv", *TERMS], 3, "No rows in empty.csv"),
        (["text.csv", "-o", "out.csv", *TERMS], 1, "text.csv, row 2, column y: is not a number (got 'x'"),
        (["sales.csv", "-o", "sales.csv/out.csv", *TERMS], 1, "cannot be written"),
    ],
)
def test_wrong_calls_end_with_a_message_and_no_output(folder, words, code, said):
    (folder / "empty.csv").write_text("unique_id,ds,y\n")
    (folder / "text.csv").write_text("unique_id,ds,y\na,1,x\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = sop_xl_forecast(*words, cwd=folder)
    assert (done.returncode, said in " ".join((done.stdout + done.stderr).split())) == (code, True), done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def big_panel(folder: Path) -> None:
    rows = [f"s{number},{t},{50 + (7 * t + number) % 13}" for number in range(6_000) for t in range(36)]
    (folder / "big.csv").write_text("\n".join(["unique_id,ds,y", *rows]) + "\n")


def test_a_killed_run_is_resumed_with_the_same_bytes(folder):
    big_panel(folder)
    words = [*COMMAND, "big.csv", "-o", "out.csv", *TERMS, "--jobs", "1"]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.DEVNULL) as running:
        while not list(folder.glob(".out.csv.work/000000.json")):
            assert running.poll() is None
            time.sleep(0.005)
        running.kill()
    assert not (folder / "out.csv").exists()
    done = sop_xl_forecast("big.csv", "-o", "out.csv", *TERMS, "--jobs", "1", "--resume", cwd=folder)
    assert (done.returncode, "done before" in done.stderr) == (0, True)
    assert sop_xl_forecast("big.csv", "-o", "whole.csv", *TERMS, "--jobs", "2", cwd=folder).returncode == 0
    assert (folder / "out.csv").read_bytes() == (folder / "whole.csv").read_bytes()
    assert not list(folder.glob(".*.work"))


def test_worker_processes_end_with_a_killed_run(folder):
    big_panel(folder)
    words = [*COMMAND, "big.csv", "-o", "out.csv", *TERMS, "--jobs", "2"]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.DEVNULL) as running:
        while not list(folder.glob(".out.csv.work/*.json"))[1:]:
            assert running.poll() is None
            time.sleep(0.005)
        workers = children(running.pid)
        running.kill()
    assert len(workers) >= 2
    deadline = time.monotonic() + 20
    while any(map(lives, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children(process: int) -> list[str]:
    """Processes that a process has started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def lives(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # ended, and nobody has asked how


def test_an_interruption_says_how_to_go_on(folder, hear_ctrl_c):
    big_panel(folder)
    words = [*COMMAND, "big.csv", "-o", "out.csv", *TERMS, "--jobs", "2"]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True, preexec_fn=hear_ctrl_c) as running:
        while not list(folder.glob(".out.csv.work/*.json")):
            assert running.poll() is None
            time.sleep(0.005)
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()
    assert running.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said


def test_a_terminal_sees_a_moving_line_with_the_time_left(folder):
    big_panel(folder)
    parent, child = pty.openpty()
    words = [*COMMAND, "big.csv", "-o", "out.csv", *TERMS, "--jobs", "1"]
    with subprocess.Popen(words, cwd=folder, stderr=child, stdout=subprocess.DEVNULL) as running:
        os.close(child)
        said = b""
        while running.poll() is None or not said:
            try:
                said += os.read(parent, 4096)
            except OSError:
                break
    os.close(parent)
    text = said.decode()
    assert "6,000 series, 216,000 rows, whole numbers" in text
    assert " of 6,000 series, " in text
    assert " left" in text
    assert text.endswith("\r\x1b[K")


def test_forecasting_loads_nothing_that_it_does_not_need(folder):
    code = (
        "import sys; sys.argv=['sop-xl','forecast','sales.csv','-o','out.csv','--horizon','2','--season','12']\n"
        "from sop_xl.cli import main\n"
        "try: main()\nexcept SystemExit as left: assert left.code == 0\n"
        "heavy = {'pandas','scipy','statsmodels','distributed','formualizer','udfs'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=folder)
