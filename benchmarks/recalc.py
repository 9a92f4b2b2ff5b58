"""Recalculation from file to file: this program, LibreOffice headless and the ``formulas`` package in one run.

``python -m benchmarks.recalc [--items 5000] [--books 100] [--growth 500 5000 20000]``. Two tasks: (a) one large plan,
(b) many ordinary workbooks in one batch. Every program starts cold, recalculates all formulas and leaves workbooks.
Seconds are wall-clock, the median of some runs, for which the programs take turns; CPU seconds and peak memory are
those of the whole process tree (Linux only: from /proc), from one more run: looking at memory takes time, the more so
the more processes there are.
LibreOffice does not know the SOP functions and is spared them: their cells come out as #NAME?. ``formulas`` gets the
plan without them and with fewer items, and is stopped after a while: its time is scaled up by the number of formulas.
``--growth`` runs this program on plans of several sizes, to show that time and memory grow with the cells.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recalc_workbooks import write_ordinary, write_plan
from sop_xl.engine.libreoffice import PROFILE, find_libreoffice

AS_OF = "2020-06-30"
TICK = 0.02  # seconds between two looks at the memory
_TICKS = os.sysconf("SC_CLK_TCK")
_OURS = "import sys; from sop_xl.cli import main; sys.exit(main())"
_FORMULAS = """
import sys, formulas
formulas.ExcelModel().loads(*sys.argv[2:]).finish().calculate()
""".strip()


@dataclass
class Measured:
    """Seconds, CPU seconds and peak memory (MiB) of a command; unfinished where it had to be stopped."""

    seconds: float
    cpu: float
    peak: float
    finished: bool = True


class Failed(Exception):  # noqa: N818
    """A command ended with an exit code that does not mean success."""


@dataclass(frozen=True)
class Program:
    """A command; ``good`` are the exit codes that mean it did its work, ``prepare`` makes each run a first one."""

    command: list[str]
    good: tuple[int, ...] = (0,)
    prepare: Callable[[], object] = lambda: None


def measure(programs: Sequence[Program], limit: float, repeats: int) -> list[Measured]:
    """Run programs in turn, by the clock, and then each once watched, which takes time itself, for CPU and memory.

    Seconds are the median. One that is not done within the limit runs once.
    """
    seconds: list[list[float]] = [[] for _ in programs]
    for _ in range(repeats):
        for program, so_far in zip(programs, seconds, strict=True):
            if limit not in so_far:
                so_far.append(timed(program, limit))
    return [
        Measured(limit, limit, 0, finished=False) if limit in so_far else watched(program, statistics.median(so_far))
        for program, so_far in zip(programs, seconds, strict=True)
    ]


def timed(program: Program, limit: float) -> float:
    """Seconds that a program takes; the limit, where it takes longer and is stopped."""
    program.prepare()
    start = time.monotonic()
    process = started(program.command)
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        end(process)
        return limit
    if process.returncode not in program.good:
        raise Failed(f"failed with code {process.returncode}: {' '.join(program.command[:4])} …")
    return time.monotonic() - start


def watched(program: Program, seconds: float) -> Measured:
    """CPU seconds and memory of a program that takes some seconds when nobody looks."""
    program.prepare()
    process = started(program.command)
    peak, cpu = 0.0, {}
    while process.poll() is None:
        pids = tree(process.pid)
        peak = max(peak, sum(map(resident, pids)) / 2**20)
        cpu |= {pid: used for pid in pids if (used := cpu_seconds(pid))}
        time.sleep(TICK)
    return Measured(seconds, sum(cpu.values()), peak)


def started(command: list[str]) -> subprocess.Popen[bytes]:
    """A process that leads a group."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a process with all that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tree(root: int) -> list[int]:
    """Process ids of a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = stat_of(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def stat_of(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the name; none once the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def resident(pid: int) -> int:
    """Memory of a process, what it shares counted in proportion (bytes)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = stat_of(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def ours(books: list[Path], folder: Path) -> Program:
    """This program, from its command line."""
    out = folder / "ours"
    paths = [str(book) for book in books]
    command = [sys.executable, "-c", _OURS, "run", *paths, "-o", str(out), "--as-of", AS_OF, "--no-pack"]
    # 1: a workbook holds errors or kept cells
    return Program(command, good=(0, 1), prepare=lambda: shutil.rmtree(out, ignore_errors=True))


def must_be_there(books: list[Path], folder: Path) -> None:
    """Stop where this program has left workbooks out."""
    missing = [book.name for book in books if not (folder / "ours" / book.name).exists()]
    if missing:
        raise SystemExit(f"{len(missing)} workbooks are missing, first {missing[0]}")


def with_bytecode(folder: Path) -> None:
    """Have Python keep what it compiles, as an installation does, also where the environment says otherwise."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    book = folder / "first.xlsx"
    write_ordinary(book, 0)
    timed(ours([book], folder), limit=600)


def libreoffice(books: list[Path], folder: Path) -> Program:
    """LibreOffice with forced recalculation, all workbooks in one process."""
    program = find_libreoffice()
    if program is None:
        raise SystemExit("LibreOffice is not installed")
    profile, out = folder / "profile", folder / "libreoffice"

    def new_profile() -> None:
        shutil.rmtree(profile, ignore_errors=True)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")

    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, books)]
    return Program(command, prepare=new_profile)


def formulas(books: list[Path]) -> Program:
    """The ``formulas`` package, load and calculate; it is not even asked to write."""
    return Program([sys.executable, "-c", _FORMULAS, "-", *map(str, books)])


def has_formulas() -> bool:
    """Whether the ``formulas`` package is there; it is no dependency of the project."""
    found = importlib.util.find_spec("formulas") is not None
    if not found:
        print("  formulas is not installed (pip install formulas)", flush=True)
    return found


def show(name: str, measured: Measured, base: Measured | None = None) -> None:
    """Print a line, with the ratios to this program."""
    text = f"  {name:<34} {measured.seconds:8.1f} s {measured.cpu:8.1f} s CPU {measured.peak:7.0f} MiB"
    if base is not None:
        sign = "" if measured.finished else "more than "
        text += (
            f"   {sign}{measured.seconds / base.seconds:.1f} × the time, {measured.peak / base.peak:.1f} × the memory"
        )
    print(text, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--items", type=int, default=5_000)
    arguments.add_argument("--books", type=int, default=100)
    arguments.add_argument("--growth", type=int, nargs="*", default=[])
    arguments.add_argument("--repeats", type=int, default=3, help="runs of each program, in turn; their median counts")
    arguments.add_argument("--limit", type=float, default=900, help="seconds for each program")
    arguments.add_argument("--sample", type=int, default=40, help="items of the plan for formulas; 0 leaves it out")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with_bytecode(folder)
        if given.items:
            one_plan(given, folder)
        if given.books:
            many_books(given, folder)
        if given.growth:
            growth(given, folder)


def one_plan(given: argparse.Namespace, folder: Path) -> None:
    """Task (a)."""
    plan = folder / "plan.xlsx"
    count = write_plan(plan, given.items)
    print(f"(a) {given.items:,} items × 36 months: {count:,} native formulas, {given.items:,} SOP calls", flush=True)
    base, office = measure([ours([plan], folder), libreoffice([plan], folder)], given.limit, given.repeats)
    must_be_there([plan], folder)
    show("sop-xl run", base)
    show("LibreOffice", office, base)
    if given.sample and has_formulas():
        small = folder / "sample.xlsx"
        part = write_plan(small, given.sample, sop_calls=False)
        measured = measure([formulas([small])], given.limit, 1)[0]
        share = part / count
        show(f"formulas, {part:,} formulas", measured)
        print(f"  formulas for all, scaled up: {measured.seconds / share:,.0f} s", flush=True)


def many_books(given: argparse.Namespace, folder: Path) -> None:
    """Task (b)."""
    books = [folder / "books" / f"book{number:03d}.xlsx" for number in range(given.books)]
    books[0].parent.mkdir()
    count = sum(write_ordinary(book, number) for number, book in enumerate(books))
    print(f"(b) {len(books)} ordinary workbooks: {count:,} native formulas", flush=True)
    base, office = measure([ours(books, folder), libreoffice(books, folder)], given.limit, given.repeats)
    must_be_there(books, folder)
    show("sop-xl run", base)
    show("LibreOffice", office, base)
    if given.sample and has_formulas():
        few = books[: max(1, len(books) // 20)]
        try:
            measured = measure([formulas(few)], given.limit, 1)[0]
        except Failed:
            print("  formulas cannot read them: it knows no structured references", flush=True)
            return
        show(f"formulas, {len(few)} of them", measured)
        print(f"  formulas for all, scaled up: {measured.seconds * len(books) / len(few):,.0f} s", flush=True)


def growth(given: argparse.Namespace, folder: Path) -> None:
    """Time and memory of this program by the number of formulas."""
    print("Growth", flush=True)
    for items in given.growth:
        plan = folder / f"plan{items}.xlsx"
        count = write_plan(plan, items)
        measured = measure([ours([plan], folder)], given.limit, given.repeats)[0]
        must_be_there([plan], folder)
        show(f"{count:,} native formulas", measured)
        each = measured.seconds / count * 1e6, measured.peak * 2**20 / count
        print(f"    {each[0]:.1f} µs and {each[1]:.0f} bytes per formula", flush=True)
        plan.unlink()


if __name__ == "__main__":
    main()
