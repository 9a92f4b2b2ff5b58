"""Every hostile file ends as its line of the ledger says: a code, a reason, a remedy, and nothing left behind."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
import time
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path

import pytest
from hostile_cases import CASES
from odd_cases import ODD

from sop_xl.batch.check import check
from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import RunReport, WorkbookReport
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress, parse_cell

ALL = CASES | ODD
LEDGER_FILE = Path(__file__).parent / "ledger.csv"
LEDGER = {row["case"]: row for row in csv.DictReader(LEDGER_FILE.read_text(encoding="utf-8").splitlines())}
LIMIT = 20.0
PUBLISHED = ("ok", "warned", "needs-excel")


class Clock(Listener):
    """Seconds of every workbook."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {}
        self.took: dict[str, float] = {}

    def started(self, label: str) -> None:
        self.began[label] = time.monotonic()

    def finished(self, report: WorkbookReport) -> None:
        self.took[report.path] = time.monotonic() - self.began.get(report.path, time.monotonic())


@dataclass(frozen=True)
class Outcome:
    """What a run over all cases left."""

    report: RunReport
    clock: Clock
    output: Path
    temporary: Path

    def of(self, case: str) -> WorkbookReport:
        return next(w for w in self.report.workbooks if w.path == f"{case}.xlsx")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory) -> Outcome:
    folder = tmp_path_factory.mktemp("hostile")
    for part in ("in", "tmp"):
        (folder / part).mkdir()
    for name, build in ALL.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(build())
    clock, before = Clock(), tempfile.tempdir
    tempfile.tempdir = str(folder / "tmp")
    try:
        allowance = Allowance(LIMIT, memory=2**30, temporary=2**28)
        request = RunRequest([folder / "in"], folder / "out", dt.date(2020, 6, 30), jobs=2, allowance=allowance)
        report = run(request, clock)
    finally:
        tempfile.tempdir = before
    return Outcome(report, clock, folder / "out", folder / "tmp")


def test_the_ledger_and_the_cases_are_the_same_set():
    assert list(LEDGER) == list(ALL)
    assert len(ALL) == len(CASES) + len(ODD) >= 200


@pytest.mark.parametrize("case", ALL)
def test_comes_out_as_the_ledger_says(case, outcome):
    found, expected = outcome.of(case), LEDGER[case]
    code = found.failure.code if found.failure else ""
    assert (found.status, code) == (expected["status"], expected["code"]), found.failure
    assert (outcome.output / f"{case}.xlsx").exists() == (expected["status"] in PUBLISHED)
    assert outcome.clock.took[f"{case}.xlsx"] < LIMIT + 2
    if expected["shows"]:
        cell, _, shown = expected["shows"].partition("=")
        reader = BookReader.open(outcome.output / f"{case}.xlsx")
        value = reader.value(CellAddress(next(iter(reader.workbook.sheets)), *parse_cell(cell)))
        assert str(value).removesuffix(".0") == shown
    if found.failure is not None:
        assert len(found.failure.message) > 10
        assert found.failure.hint
        assert "a bug in sop_xl" not in found.failure.message


def test_nothing_is_left_behind(outcome):
    sockets = Path(util.get_temp_dir())  # of the fork server: goes when the interpreter ends
    assert [path.name for path in outcome.temporary.iterdir() if path != sockets] == []
    left = {path.name for path in outcome.output.rglob("*")} - {f"{case}.xlsx" for case in ALL}
    assert {name for name in left if name.startswith(".") or name.endswith(".part")} == set()


def test_a_look_at_them_refuses_the_same(tmp_path):
    """``sop-xl check`` reads them in its own process and must bear them too."""
    for name, build in ALL.items():
        (tmp_path / f"{name}.xlsx").write_bytes(build())
    for found in check([tmp_path]).workbooks:
        if found.failure is not None:
            assert found.failure.hint, found.path
            assert found.failure.code != "internal", found.path


def test_inputs_beyond_the_limit_of_size_are_refused_unread(tmp_path):
    with (tmp_path / "huge.xlsx").open("wb") as file:
        file.write(b"PK\3\4")
        file.truncate(6 * 2**30)  # a hole: no disk is used
    report = run(RunRequest([tmp_path], None, dt.date(2020, 6, 30), dry_run=True), Listener())
    assert report.workbooks[0].failure is not None
    assert report.workbooks[0].failure.code == "too-large"
