"""``sop-xl run``, ``retry`` and their options as a user types them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import xlsxwriter


def sop_xl(*words: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def write(path: Path, formula: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("S").write_formula("A1", formula)


@pytest.fixture
def plans(tmp_path) -> Path:
    write(tmp_path / "in" / "good.xlsx", "=1+1")
    write(tmp_path / "in" / "asia" / "japan.xlsx", "=2+2")
    (tmp_path / "in" / "bad.xlsx").write_bytes(b"nonsense")
    return tmp_path / "in"


RUN = ("--as-of", "2020-06-30")


def test_retry_runs_what_failed_and_nothing_else(plans, tmp_path):
    assert sop_xl("run", plans, "-o", tmp_path / "out", *RUN).returncode == 1
    write(plans / "bad.xlsx", "=3+3")
    done = sop_xl("retry", tmp_path / "out", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["path"] for e in events if e["event"] == "started"] == ["bad.xlsx"]
    assert json.loads((tmp_path / "out" / "run.json").read_text())["complete"] is True


def test_retry_of_something_else_is_a_wrong_call(tmp_path):
    done = sop_xl("retry", tmp_path)
    assert done.returncode == 2
    assert "holds no run" in done.stderr


def test_json_lines_tell_every_event(plans, tmp_path):
    done = sop_xl("run", plans, "-o", tmp_path / "out", *RUN, "--format", "jsonl")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0] == {"event": "planned", "workbooks": 3}
    assert events[-1]["event"] == "done"
    assert events[-1]["complete"] is False
    finished = {e["path"]: e["status"] for e in events if e["event"] == "finished"}
    assert finished == {"asia/japan.xlsx": "ok", "bad.xlsx": "failed", "good.xlsx": "ok"}
    assert done.stderr == ""


def test_select_unchanged_and_force(plans, tmp_path):
    words = ("run", plans, "-o", tmp_path / "out", *RUN, "--select", "asia/*", "--select", "good*")
    assert sop_xl(*words).returncode == 0
    done = sop_xl(*words)
    assert done.returncode == 0
    assert done.stderr.count("unchanged") == 2
    assert "(2 unchanged)" in done.stdout
    assert "unchanged" not in sop_xl(*words, "--force").stderr
    done = sop_xl(*words[:6], "--select", "none")
    assert done.returncode == 3
    assert "No workbook matches none." in done.stdout


def test_fail_fast_leaves_the_rest(plans, tmp_path):
    done = sop_xl("run", plans, "-o", tmp_path / "out", *RUN, "--fail-fast", "--jobs", "1")
    assert done.returncode == 1
    assert "skipped" in done.stderr
    assert "--resume" in done.stdout


def test_many_workbooks_that_were_not_run_are_told_at_once(plans, tmp_path):
    for number in range(5):
        write(plans / f"later{number}.xlsx", "=1+1")
    done = sop_xl("run", plans, "-o", tmp_path / "out", *RUN, "--fail-fast", "--jobs", "1")
    assert "good.xlsx and 5 more" in done.stdout
    assert done.stdout.count("the run ended at the first failure") == 1


def test_an_output_that_knows_few_letters_is_written_all_the_same(plans, tmp_path):
    """As on Windows, where what is redirected has the letters of one part of the world."""
    write(plans / "日本.xlsx", "=1+1")
    done = sop_xl("run", plans, "-o", tmp_path / "out", *RUN, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 1
    assert "\\u2192" in done.stdout
    assert "a bug" not in done.stderr


def test_an_output_that_cannot_be_written_is_said_once_per_workbook_and_in_the_end(plans, tmp_path):
    (tmp_path / "out").write_bytes(b"a file where the folder should be")
    done = sop_xl("run", plans, "-o", tmp_path / "out" / "deeper", *RUN)
    assert done.returncode == 1
    assert done.stdout.count("cannot be written") == 3
    assert "run.json is missing" in done.stdout


def test_a_name_that_is_no_text_or_steers_the_terminal_is_shown_harmless(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.xlsx", "=1+1")
    data = (tmp_path / "in" / "a.xlsx").read_bytes()
    for name in (b"caf\xe9.xlsx", b"\x1b[2J\x1b]0;owned\x07.xlsx"):
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name)).write_bytes(data)
    done = sop_xl("run", tmp_path / "in", "-o", tmp_path / "out", *RUN)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    manifest = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert len(manifest["workbooks"]) == 3


def test_on_a_terminal_there_is_a_moving_line_with_the_time_left(plans, tmp_path):
    for number in range(4):
        write(plans / f"more{number}.xlsx", "=1+1")
    main, side = pty.openpty()
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", "run", str(plans), "-o", str(tmp_path / "out"), *RUN, "--jobs", "1"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=side, close_fds=True)
    os.close(side)
    seen = b""
    try:
        while block := os.read(main, 4096):
            seen += block
    except OSError:  # the other end of a terminal closes with an error
        pass
    process.wait()
    os.close(main)
    assert b" of 7 done" in seen
    assert b"s left" in seen
    assert b"\r\x1b[K" in seen


def test_diff_in_words_and_as_json(tmp_path):
    for folder, units in (("june", 5), ("july", 8)):
        (tmp_path / folder).mkdir()
        with xlsxwriter.Workbook(tmp_path / folder / "plan.xlsx") as book:
            sheet = book.add_worksheet("Plan")
            sheet.write_row("A1", ["Item", "Units", "\x1b[31mred"])
            sheet.write_row("A2", ["=BK-1", units, units])
    done = sop_xl("diff", tmp_path / "june", tmp_path / "july")
    assert done.returncode == 1
    assert "Units" in done.stdout
    assert "+3.00" in done.stdout
    assert "\x1b" not in done.stdout
    data = json.loads(sop_xl("diff", tmp_path / "june", tmp_path / "july", "--format", "json").stdout)
    assert (
        data["workbooks"][0]["changes"][0] | {"cell": "B2", "old": 5.0, "new": 8.0}
        == data["workbooks"][0]["changes"][0]
    )
    assert sop_xl("diff", tmp_path / "june", tmp_path / "june").returncode == 0
    assert sop_xl("diff", tmp_path / "june", tmp_path / "nothing").returncode == 2


def test_a_folder_of_results_and_in_place_exclude_each_other(tmp_path):
    done = sop_xl("run", tmp_path, "-o", tmp_path / "o", "--in-place", "--as-of", "2020-06-30")
    assert done.returncode == 2
    assert "not both" in done.stderr


@pytest.mark.slow
def test_a_scheduler_ends_a_run_and_the_next_one_goes_on_and_leaves_nothing(tmp_path):
    for number in range(12):
        write(tmp_path / "in" / f"{number}.xlsx", "=1+1")
    temporary = Path(tempfile.mkdtemp())  # a short path, as users have
    command = [sys.executable, "-m", "sop_xl", "run", "in", "-o", "out", "--as-of", "2020-06-30", "--jobs", "1"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as process:
        process.stderr.readline()  # the first workbook is done
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in said
    assert "Traceback" not in said
    done = sop_xl(*command[3:], "--resume", cwd=tmp_path, env=environment)
    assert done.returncode == 0
    assert list(temporary.iterdir()) == []
    temporary.rmdir()
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 12
