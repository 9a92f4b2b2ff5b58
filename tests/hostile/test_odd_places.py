"""Workbooks where one does not expect them: links, pipes, folders called like one, names that steer or mislead."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hostile_packages import good, zipped

from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.cli.columns import fitting, padded
from sop_xl.cli.progress import plain

NAMES = [
    b"new\nline.xlsx", "\u202ertl.xlsx".encode(), b"n" * 250 + b".xlsx", b"broken\xff\xfe.xlsx", b" .xlsx", b"UPPER.XLSX",
    b"-o.xlsx", b"%41.xlsx", b"quote'\".xlsx", "é.xlsx".encode(), "e\u0301.xlsx".encode(), b"\x1b[31mred.xlsx",
    b"<script>.xlsx", b"run.json.xlsx", b"folder.xlsx/inside.xlsx", b"d" * 200 + b"/" + b"e" * 200 + b"/deep.xlsx",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "in"
    data = zipped(good())
    for name in NAMES:
        path = place / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (place / "passwords.xlsx").symlink_to("/etc/passwd")
    (place / "gone.xlsx").symlink_to("nowhere.xlsx")
    (place / "loop.xlsx").symlink_to("loop.xlsx")
    (place / "again").symlink_to(".")
    (place / "same.xlsx").symlink_to("UPPER.XLSX")
    os.mkfifo(place / "pipe.xlsx")
    (place / "~$owner.xlsx").write_bytes(data)
    return place


def test_each_is_published_under_its_name_or_refused_and_nothing_else_is_written(folder, tmp_path):
    report = run(RunRequest([folder], tmp_path / "out", dt.date(2020, 6, 30), jobs=2), Listener())
    outcomes = {workbook.path: workbook.status for workbook in report.workbooks}
    assert outcomes.pop("passwords.xlsx") == "failed"
    assert set(outcomes.values()) == {"ok"}
    assert len(outcomes) == len(NAMES), "a link to a workbook of the run is that workbook"
    written = {
        os.fsencode(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    kept = {os.fsencode(name) for name in outcomes}
    assert written == kept | {b"run.json", b"run-request.json", b"report.html"}


def test_names_do_not_steer_the_report_or_the_terminal(folder, tmp_path):
    report = run(RunRequest([folder], tmp_path / "out", dt.date(2020, 6, 30), jobs=2), Listener())
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>.xlsx" not in page
    assert all(plain(workbook.path).isprintable() for workbook in report.workbooks)


@pytest.mark.parametrize(
    ("text", "columns", "fits"),
    [("abcdef", 4, "abcd"), ("日本語", 5, "日本"), ("e\u0301e", 2, "e\u0301e"), ("", 3, "")],
)
def test_a_text_is_cut_to_the_columns_that_it_takes(text, columns, fits):
    assert fitting(text, columns) == fits


def test_a_text_fills_its_columns():
    assert padded("日本", 6) == "日本  "
    assert padded("abcdefgh", 5) == "abcd…"
    assert padded("日本語日本語", 6) == "日本… "


def test_what_stands_in_the_way_of_results_is_neither_followed_nor_waited_for(tmp_path):
    victim, out = tmp_path / "victim", tmp_path / "out"
    victim.write_text("keep")
    for name in "abc":
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.xlsx").write_bytes(zipped(good()))
    (out / "a.xlsx").mkdir(parents=True)
    (out / "b.xlsx").symlink_to(victim)
    (out / "run.journal.jsonl").symlink_to(victim)
    for name in ("c.xlsx", "run.json", "run-request.json"):
        os.mkfifo(out / name)
    report = run(RunRequest([tmp_path / "in"], out, dt.date(2020, 6, 30), resume=True), Listener())
    assert {w.path: w.status for w in report.workbooks} == {"a.xlsx": "failed", "b.xlsx": "ok", "c.xlsx": "ok"}
    assert report.workbooks[0].failure is not None
    assert "a folder has its name" in report.workbooks[0].failure.message
    assert victim.read_text() == "keep"
    assert all((out / name).is_file() and not (out / name).is_symlink() for name in ("b.xlsx", "c.xlsx", "run.json"))
    (out / "c.xlsx").unlink()
    os.mkfifo(out / "c.xlsx")  # where the last run has left a workbook
    report = run(RunRequest([tmp_path / "in"], out, dt.date(2020, 6, 30)), Listener())
    assert [w.status for w in report.workbooks] == ["failed", "unchanged", "ok"]
