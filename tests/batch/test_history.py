"""What need not be calculated again is not, and what was interrupted goes on as if it had not been."""

from __future__ import annotations

import json

import pytest
from books import AS_OF, go, hashes, statuses, value, write

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.history import JOURNAL, MANIFEST
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.request import REQUEST, read_request
from sop_xl.batch.run import PAGE, Listener, run
from sop_xl.errors import UsageError

ALL_UNCHANGED = {"a_third.xlsx": "unchanged", "b_second.xlsx": "unchanged", "c_first.xlsx": "unchanged"}


class Started(Listener):
    """Which workbooks were really calculated."""

    def __init__(self) -> None:
        self.labels: list[str] = []

    def started(self, label: str) -> None:
        self.labels.append(label)


def rerun(chain, output, **options):
    """The statuses of another run, and what it calculated."""
    listener = Started()
    report = go(chain, output=output, listener=listener, **options)
    return report, sorted(listener.labels)


def test_unchanged_workbooks_are_not_calculated_again(chain, tmp_path):
    out = tmp_path / "out"
    first = go(chain, output=out)
    before = hashes(out)
    again, calculated = rerun(chain, out)
    assert statuses(again) == ALL_UNCHANGED
    assert calculated == []
    assert {w.path: w.outcome for w in again.workbooks} == {w.path: w.status for w in first.workbooks}
    assert again.run_id == first.run_id
    assert again.remarks == first.remarks, "an error cell of an unchanged workbook is still an error cell"
    after = hashes(out)
    told = {MANIFEST, PAGE}  # they say "unchanged" now
    assert {name: after[name] for name in after if name not in told} == {n: before[n] for n in before if n not in told}


def test_a_third_run_still_knows_the_outcome(chain, tmp_path):
    for _ in range(3):
        report = go(chain, output=tmp_path / "out")
    assert {w.path: w.outcome for w in report.workbooks}["c_first.xlsx"] == "warned"


def test_a_changed_workbook_is_calculated_and_so_is_what_links_to_it(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    write(chain / "b_second.xlsx", {"A1": "=[1]S!A2+2"}, {"1": "c_first.xlsx"})
    report, calculated = rerun(chain, tmp_path / "out")
    assert calculated == ["a_third.xlsx", "b_second.xlsx"]
    assert statuses(report)["c_first.xlsx"] == "unchanged"
    assert value(tmp_path / "out" / "a_third.xlsx", "A1") == 44


def test_a_change_that_does_not_reach_the_values_stops_there(chain, tmp_path):
    """The output of the first is the same file, so the others need nothing."""
    go(chain, output=tmp_path / "out")
    (chain / "c_first.xlsx").write_bytes((tmp_path / "out" / "c_first.xlsx").read_bytes())
    _, calculated = rerun(chain, tmp_path / "out")
    assert calculated == ["c_first.xlsx"]


@pytest.mark.parametrize("option", [{"force": True}, {"with_values": True}, {"keep_stale_links": True}])
def test_force_and_other_settings_calculate_again(chain, tmp_path, option):
    go(chain, output=tmp_path / "out")
    _, calculated = rerun(chain, tmp_path / "out", **option)
    assert calculated == ["a_third.xlsx", "b_second.xlsx", "c_first.xlsx"]


def test_another_planning_date_calculates_again(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    request = read_request(tmp_path / "out", jobs=1, allowance=Allowance())
    from dataclasses import replace

    listener = Started()
    run(replace(request, as_of=AS_OF.replace(day=29), resume=False), listener)
    assert len(listener.labels) == 3


@pytest.mark.parametrize("damage", ["edited", "deleted"])
def test_an_output_that_is_no_longer_what_was_published_is_made_again(chain, tmp_path, damage):
    out = tmp_path / "out"
    go(chain, output=out)
    before = hashes(out)
    if damage == "edited":
        (out / "c_first.xlsx").write_bytes(b"edited by hand")
    else:
        (out / "c_first.xlsx").unlink()
    _, calculated = rerun(chain, out)
    assert calculated == ["c_first.xlsx"], "its values are the same, so what links to it needs nothing"
    assert hashes(out)["c_first.xlsx"] == before["c_first.xlsx"]


def test_failed_workbooks_are_always_tried_again(tmp_path):
    write(tmp_path / "in" / "good.xlsx", {"A1": "=1+1"})
    (tmp_path / "in" / "bad.xlsx").write_bytes(b"nonsense")
    go(tmp_path / "in", output=tmp_path / "out")
    write(tmp_path / "in" / "bad.xlsx", {"A1": "=2+2"})
    assert statuses(go(tmp_path / "in", output=tmp_path / "out")) == {"bad.xlsx": "ok", "good.xlsx": "unchanged"}


def test_a_dry_run_calculates_all(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    _, calculated = rerun(chain, tmp_path / "out", dry_run=True)
    assert len(calculated) == 3


@pytest.mark.parametrize(
    "rubbish", [b"", b"not json", b"{}", b'{"workbooks": 5}', b'{"workbooks": [{"path": "c_first.xlsx"}]}', b"\xff\xfe"]
)
@pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
def test_a_damaged_record_is_as_none(chain, tmp_path, rubbish, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(rubbish)
    report, calculated = rerun(chain, tmp_path / "out")
    assert len(calculated) == 3
    assert len(report.workbooks) == 3


class Killed(BaseException):
    """As if the power went: nothing of the program may catch it."""


class KilledAfter(Listener):
    """Ends the run, without any of its cleaning up at the end, after some workbooks."""

    def __init__(self, count: int) -> None:
        self._left = count

    def finished(self, report: WorkbookReport) -> None:
        self._left -= 1
        if self._left == 0:
            raise Killed


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_resumed_run_is_byte_for_byte_an_uninterrupted_one(chain, tmp_path, count):
    go(chain, output=tmp_path / "whole")
    out = tmp_path / "out"
    with pytest.raises(Killed):
        go(chain, output=out, listener=KilledAfter(count))
    assert (out / JOURNAL).exists()
    assert not (out / MANIFEST).exists()
    _, calculated = rerun(chain, out, resume=True)
    assert len(calculated) == 3 - count
    assert hashes(out) == hashes(tmp_path / "whole")


def test_a_line_cut_off_in_the_journal_costs_only_its_workbook(chain, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(Killed):
        go(chain, output=out, listener=KilledAfter(2))
    journal = (out / JOURNAL).read_bytes()
    (out / JOURNAL).write_bytes(journal[:-40])
    _, calculated = rerun(chain, out, resume=True)
    assert len(calculated) == 2


def test_fail_fast_starts_nothing_more(tmp_path):
    for name in ("a", "c"):
        write(tmp_path / "in" / f"{name}.xlsx", {"A1": "=1+1"})
    (tmp_path / "in" / "b.xlsx").write_bytes(b"nonsense")
    report = go(tmp_path / "in", output=tmp_path / "out", fail_fast=True)
    assert statuses(report) == {"a.xlsx": "ok", "b.xlsx": "failed", "c.xlsx": "skipped"}
    assert report.workbooks[2].failure.code == "not-run"
    assert "--resume" in report.workbooks[2].failure.hint
    write(tmp_path / "in" / "b.xlsx", {"A1": "=1+1"})
    report = go(tmp_path / "in", output=tmp_path / "out", fail_fast=True, resume=True)
    assert statuses(report) == {"a.xlsx": "ok", "b.xlsx": "ok", "c.xlsx": "ok"}


@pytest.mark.parametrize(
    ("patterns", "taken"),
    [
        (["c_*"], ["c_first.xlsx"]),
        (["b_second.xlsx"], ["b_second.xlsx", "c_first.xlsx"]),
        (["a_*", "c_*"], ["a_third.xlsx", "b_second.xlsx", "c_first.xlsx"]),
        (["nothing"], []),
    ],
)
def test_select_takes_matches_and_what_they_link_to(chain, tmp_path, patterns, taken):
    report, calculated = rerun(chain, tmp_path / "out", select=patterns)
    assert calculated == sorted(statuses(report)) == taken


def test_a_run_can_be_repeated_from_its_folder(chain, tmp_path, monkeypatch):
    (chain / "bad.xlsx").write_bytes(b"nonsense")
    out = tmp_path / "out"
    go(chain, output=out)
    write(chain / "bad.xlsx", {"A1": "=1+1"})
    monkeypatch.chdir(tmp_path)
    listener = Started()
    report = run(read_request(out, jobs=2, allowance=Allowance()), listener)
    assert listener.labels == ["bad.xlsx"]
    assert statuses(report) == {"a_third.xlsx": "ok", "b_second.xlsx": "ok", "bad.xlsx": "ok", "c_first.xlsx": "warned"}


def test_the_request_holds_relative_paths_and_moves_with_its_folders(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    assert json.loads((tmp_path / "out" / REQUEST).read_text())["paths"] == ["../in"]


@pytest.mark.parametrize("contents", [None, b"rubbish", b"{}", b'{"paths": 3}'])
def test_a_folder_without_a_run_is_refused(tmp_path, contents):
    if contents is not None:
        (tmp_path / REQUEST).write_bytes(contents)
    with pytest.raises(UsageError):
        read_request(tmp_path, jobs=1, allowance=Allowance())
