"""kill -9 at random moments: files are old or new and whole, nothing is left, and a resumed run ends the same.

python tests/hostile/crash.py --kills 200 --runs 40 --seed 1
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from sop_xl.batch.history import JOURNAL
from sop_xl.book.publish import publish

PATIENCE = 10.0  # seconds for the workers of a killed run to go
EARLY = 0.3  # share of the runs that are killed at any moment of their first second


def kill_while_publishing(folder: Path, kills: int, chance: random.Random) -> list[str]:
    """Kill a process that does nothing but publish; what is wrong afterwards."""
    contents = [bytes([65 + n]) * 400_000 for n in range(3)]
    target, wrong, half_written = folder / "book.xlsx", [], 0
    for number in range(kills):
        child = os.fork()
        if child == 0:
            while True:
                publish(chance.choice(contents), target)
        time.sleep(chance.uniform(0.002, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        left = [p.name for p in folder.iterdir() if p != target]
        half_written += bool(left)
        if target.exists() and target.read_bytes() not in contents:
            wrong.append(f"kill {number}: the file is not whole")
        publish(contents[0], target)
        if [p for p in folder.iterdir() if p != target]:
            wrong.append(f"kill {number}: something is left after the next publishing")
    print(f"{kills} kills while publishing, {half_written} of them amid a file: {len(wrong)} wrong")
    return wrong


def write_inputs(folder: Path, count: int) -> None:
    """Workbooks that take a moment."""
    folder.mkdir(parents=True)
    for number in range(count):
        with xlsxwriter.Workbook(folder / f"book{number:02}.xlsx") as book:
            sheet = book.add_worksheet("S")
            for row in range(1500):
                sheet.write(row, 0, row + number)
                sheet.write_formula(row, 1, f"=SUM(A$1:A{row + 1})*{number + 1}")


def command(source: Path, output: Path, *more: str) -> list[str]:
    """The run as a user starts it."""
    words = ["run", str(source), "-o", str(output), "--as-of", "2020-06-30", "--jobs", "2", *more]
    return [sys.executable, "-c", "from sop_xl.cli import main; main()", *words]


def hashes(folder: Path) -> dict[str, str]:
    """Contents of a folder, hidden files too."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


def kill_runs(folder: Path, runs: int, chance: random.Random, workbooks: int = 10) -> list[str]:
    """Kill the parent of a run in the middle of it, then resume; what is wrong afterwards."""
    source, temporary = folder / "in", folder / "tmp"
    write_inputs(source, workbooks)
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "env": environment, "text": True}
    subprocess.run(command(source, folder / "whole"), check=True, **quiet)
    whole = hashes(folder / "whole")
    wrong, resumed, amid, to_sweep = [], 0, 0, 0
    for number in range(runs):
        output = folder / f"out{number}"
        process = subprocess.Popen(command(source, output), start_new_session=True, **quiet)
        is_early = chance.random() < EARLY
        if not is_early:
            _wait_for_the_first(output, process)
        time.sleep(chance.uniform(0, 1.0 if is_early else 0.5))
        if chance.random() < 0.5:
            os.kill(process.pid, signal.SIGKILL)
        else:  # with all of its group, as a closed terminal or a scheduler does
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        amid += (output / JOURNAL).exists()
        left = _after_a_while(temporary)
        to_sweep += bool(left)
        if left and not is_early:  # else it was killed before there was anybody who could have removed it
            wrong.append(f"run {number}: {left} are left by the killed run")
        there = (
            {name: found for name, found in hashes(output).items() if name.endswith(".xlsx")} if output.exists() else {}
        )
        wrong += [f"run {number}: {name} is not whole" for name, found in there.items() if whole[name] != found]
        done = subprocess.run(command(source, output, "--resume"), check=False, **quiet)
        resumed += 1
        if done.returncode != 0 or "Traceback" in done.stderr:
            wrong.append(f"run {number}: resuming ended with {done.returncode}: {done.stderr[-300:]}")
        elif (now := hashes(output)) != whole:
            others = sorted(name for name in now.keys() | whole.keys() if now.get(name) != whole.get(name))
            wrong.append(f"run {number}: the resumed run left other files: {', '.join(others)}")
        if left := _after_a_while(temporary):
            wrong.append(f"run {number}: {left} are left")
    print(
        f"{runs} runs killed, {amid} of them in mid-batch, {to_sweep} left something to the next run, {resumed} resumed: "
        f"{len(wrong)} wrong"
    )
    return wrong


def _wait_for_the_first(output: Path, process: subprocess.Popen[str]) -> None:
    give_up = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < give_up and not list(output.glob("*.xlsx")):
        time.sleep(0.01)


def _left(temporary: Path) -> list[str]:
    """What there is in the temporary folder: private folders of workers, the socket of their server."""
    return [p.name for p in temporary.iterdir()]


def _after_a_while(temporary: Path) -> list[str]:
    """What is left once the workers of an ended run have had the time to go."""
    give_up = time.monotonic() + PATIENCE
    while _left(temporary) and time.monotonic() < give_up:
        time.sleep(0.05)
    return _left(temporary)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--runs", type=int, default=20)
    words.add_argument("--seed", type=int, default=1)
    chosen = words.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "publish").mkdir()
        wrong = kill_while_publishing(folder / "publish", chosen.kills, chance)
        wrong += kill_runs(folder / "runs", chosen.runs, chance)
    print(*(wrong or ["old or new and whole, nothing left, resumed runs hash-equal"]), sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
