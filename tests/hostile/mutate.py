"""Seeded mutants of sound workbooks: every one is recalculated or refused with a code, a reason and a remedy.

Bytes are flipped in the zip file and in parts after inflating them, stretches are cut, doubled and swapped, entries
are left out, doubled and exchanged. Mutants go through the same worker body as a run, several per confined process.

    python tests/hostile/mutate.py --count 10000 --seed 1 [--folder WORKBOOKS]
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import io
import multiprocessing
import random
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import xlsxwriter

from sop_xl.batch.confinement import Allowance, confine, kill_group, new_folder, remove_folder
from sop_xl.batch.task import Task
from sop_xl.batch.work import perform
from sop_xl.batch.worker import Order

AS_OF = dt.date(2020, 6, 30)
SECONDS = 30.0  # of one mutant
PER_PROCESS = 250
MEMORY = 2 * 2**30
TOKENS = [b"<", b">", b'"', b"&", b"</c>", b"<f>", b"<v>", b"&#0;", b"&#xD800;", b"1048577", b"-1", b"1e999", b"XFE1",
          b"A1:XFD1048576", b"#REF!", b"t=\"s\"", b"\0", b"\xff", b"<!--", b"<![CDATA[", b"NaN", b"=", b"((((", b"[1]"]  # fmt: skip


def sample_workbook() -> bytes:
    """A workbook with formulas, a table, names, arrays and strings."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet, other = book.add_worksheet("Plan"), book.add_worksheet("Other data")
    for row in range(12):
        sheet.write_row(row, 0, [f"item {row}", row, row * 1.5])
        sheet.write_formula(row, 3, f"=B{row + 1}*C{row + 1}", value=1)
        sheet.write_formula(row, 4, f'=IF(D{row + 1}>3,"high","low")', value="x")
    sheet.write_dynamic_array_formula("G1:G12", "=SORT(B1:B12)")
    sheet.write_array_formula("H1:H3", "{=B1:B3*2}")
    sheet.write_formula("I1", "=SOP_SAFETY_STOCK(0.95,10,2)", value=0)
    other.add_table(
        "A1:C4", {"name": "T", "columns": [{"header": h} for h in ("a", "b", "c")], "data": [[1, 2, 3]] * 3}
    )
    other.write_formula("E1", "=SUM(T[b])+SUM(Plan!D:D)", value=0)
    book.define_name("Total", "=Plan!$D$1:$D$12")
    other.write_formula("E2", "=SUM(Total)", value=0)
    book.close()
    return stream.getvalue()


def mutant(data: bytes, chance: random.Random) -> bytes:
    """One mutant of a workbook."""
    kind = chance.randrange(5)
    if kind == 0:
        return _bytes_changed(data, chance)
    if kind == 1:
        return data[: chance.randrange(len(data))] if chance.random() < 0.5 else data[chance.randrange(200) :]
    entries = _entries(data)
    if not entries:
        return _bytes_changed(data, chance)
    if kind == 2:
        return _zipped(_entries_changed(entries, chance))
    at = chance.randrange(len(entries))
    name, part = entries[at]
    entries[at] = name, (_bytes_changed if kind == 3 else _tokens_changed)(part, chance)
    return _zipped(entries)


def _bytes_changed(data: bytes, chance: random.Random) -> bytes:
    new = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, length = chance.randrange(max(1, len(new))), chance.randint(1, 60)
        action = chance.randrange(4)
        if action == 0 and new:
            new[at] ^= 1 << chance.randrange(8)
        elif action == 1:
            del new[at : at + length]
        elif action == 2:
            new[at:at] = new[at : at + length]
        else:
            other = chance.randrange(max(1, len(new)))
            new[at : at + length], new[other : other + length] = new[other : other + length], new[at : at + length]
    return bytes(new)


def _tokens_changed(data: bytes, chance: random.Random) -> bytes:
    new = data
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(max(1, len(new)))
        new = new[:at] + chance.choice(TOKENS) + new[at + chance.choice((0, 1, 4)) :]
    return new


def _entries_changed(entries: list[tuple[str, bytes]], chance: random.Random) -> list[tuple[str, bytes]]:
    one, two = chance.randrange(len(entries)), chance.randrange(len(entries))
    action = chance.randrange(4)
    if action == 0:
        del entries[one]
    elif action == 1:
        entries.append(entries[one])
    elif action == 2:
        (a, x), (b, y) = entries[one], entries[two]
        entries[one], entries[two] = (a, y), (b, x)
    else:
        entries[one], entries[two] = entries[two], entries[one]
    return entries


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def _zipped(entries: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # two entries of one name are meant
        for name, part in entries:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def _serve(sources: list[bytes], seeds: list[int], folder: Path, sender) -> None:
    confine(Allowance(SECONDS, MEMORY, 2**30), folder)
    for seed in seeds:
        chance = random.Random(seed)
        path = folder / "mutant.xlsx"
        path.write_bytes(mutant(chance.choice(sources), chance))
        target = folder / "out" / "mutant.xlsx"
        report = perform(Order(Task(path, "mutant.xlsx", AS_OF, {}, keep_stale_links=True), "embedded", target))
        wrong = _wrong(report, target)
        target.unlink(missing_ok=True)
        sender.send((seed, report.status.value, report.failure.code if report.failure else "", wrong))
    sender.send(None)


def _wrong(report, target: Path) -> str:
    """What is not as it must be: a bug, a refusal without remedy, an output that is not whole, something left."""
    left = [p.name for p in target.parent.iterdir()] if target.parent.exists() else []
    if report.is_published:
        try:
            with zipfile.ZipFile(target) as archive:
                bad = archive.testzip()
        except (zipfile.BadZipFile, OSError, zlib.error) as error:
            return f"unsound output: {error}"
        return "unsound output" if bad else "" if left == [target.name] else f"left: {left}"
    if left:
        return f"left: {left}"
    if report.failure is None or not report.failure.hint or len(report.failure.message) < 10:
        return "a refusal without reason or remedy"
    return report.failure.message if report.failure.code == "internal" else ""


def fuzz(sources: list[bytes], count: int, seed: int) -> tuple[collections.Counter, list[str]]:
    """Run mutants; statuses and codes, and what was wrong, by seed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sop_xl.batch.work"])
    outcomes: collections.Counter = collections.Counter()
    wrong: list[str] = []
    waiting = list(range(seed * 1_000_000, seed * 1_000_000 + count))
    while waiting:
        batch, folder = waiting[:PER_PROCESS], new_folder()
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(sources, batch, folder, sender), daemon=True)
        process.start()
        sender.close()
        done = 0
        while done < len(batch):
            answer = None
            try:
                if receiver.poll(SECONDS):
                    answer = receiver.recv()
                    number, status, code, complaint = answer
                else:
                    number, status, code, complaint = batch[done], "timed-out", "", "a hang"
            except EOFError:  # the engine crashed: a run reports it and goes on with the next workbook
                number, status, code, complaint = batch[done], "failed", "crashed", ""
            outcomes[status, code] += 1
            wrong += [f"mutant {number}: {complaint}"] if complaint else []
            done += 1
            if answer is None:
                break
        kill_group(process.pid)
        process.kill()
        process.join()
        receiver.close()
        remove_folder(folder)
        waiting = waiting[done:]
    return outcomes, wrong


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--folder", type=Path, help="workbooks to change, besides one made here")
    chosen = words.parse_args()
    sources = [sample_workbook()]
    if chosen.folder:
        for path in sorted(chosen.folder.rglob("*.xls[xm]")):
            data = path.read_bytes()
            if len(data) < 200_000 and zipfile.is_zipfile(path):
                sources.append(data)
    before, began = set(Path(tempfile.gettempdir()).iterdir()), time.monotonic()
    outcomes, wrong = fuzz(sources, chosen.count, chosen.seed)
    left = [p.name for p in set(Path(tempfile.gettempdir()).iterdir()) - before if not p.name.startswith("pymp-")]
    print(f"{chosen.count} mutants of {len(sources)} workbooks, seed {chosen.seed}, {time.monotonic() - began:.0f} s")
    for (status, code), times in sorted(outcomes.items()):
        print(f"  {times:>6}  {status} {code}")
    print(*(wrong or ["no traceback, no hang, every refusal with its reason and remedy"]), sep="\n")
    print(f"left in the temporary folder: {left or 'nothing'}")
    sys.exit(1 if wrong or left else 0)


if __name__ == "__main__":
    main()
