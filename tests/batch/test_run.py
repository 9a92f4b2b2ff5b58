"""Runs of linked workbooks: order, fresh values, refusals that stop nobody else, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile

import pytest
import xlsxwriter
from books import go, value, write

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import RunReport, Status
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.workbook import Workbook
from sop_xl.errors import UsageError
from workbooks.template.external import with_external_books


def by_path(report: RunReport) -> dict[str, Status]:
    return {workbook.path: workbook.status for workbook in report.workbooks}


def test_fresh_values_flow_through_the_links(chain, tmp_path):
    report = go(chain, output=tmp_path / "out", jobs=2)
    assert value(tmp_path / "out" / "b_second.xlsx", "A1") == 21
    assert value(tmp_path / "out" / "b_second.xlsx", "A2") == "text"
    assert value(tmp_path / "out" / "b_second.xlsx", "A3") == -1
    assert value(tmp_path / "out" / "a_third.xlsx", "A1") == 21 + 22
    assert by_path(report) == {"a_third.xlsx": "ok", "b_second.xlsx": "ok", "c_first.xlsx": "warned"}


def test_the_cache_of_a_link_holds_the_fresh_values(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    part = Workbook.open(tmp_path / "out" / "a_third.xlsx").package.read("xl/externalLinks/externalLink2.xml")
    assert b'<cell r="A1"><v>2</v></cell>' in part
    assert b'<cell r="A2"><v>20</v></cell>' in part
    part = Workbook.open(tmp_path / "out" / "b_second.xlsx").package.read("xl/externalLinks/externalLink1.xml")
    assert b'<cell r="A4" t="e"><v>#DIV/0!</v></cell>' in part


def test_the_inputs_are_not_touched(chain, tmp_path):
    before = {path: path.read_bytes() for path in chain.iterdir()}
    go(chain, output=tmp_path / "out")
    assert {path: path.read_bytes() for path in chain.iterdir()} == before


def test_the_same_bytes_whatever_the_jobs_and_the_place(chain, tmp_path):
    hashes = []
    for name, jobs in (("one", 1), ("two", 2), ("again", 2)):
        go(chain, output=tmp_path / name, jobs=jobs)
        files = sorted((tmp_path / name).rglob("*"))
        hashes.append([(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in files if f.is_file()])
    assert hashes[0] == hashes[1] == hashes[2]
    assert [name for name, _ in hashes[0]] == [
        "a_third.xlsx",
        "b_second.xlsx",
        "c_first.xlsx",
        "report.html",
        "run-request.json",
        "run.json",
    ]


def test_a_second_run_on_the_outputs_changes_nothing(chain, tmp_path):
    go(chain, output=tmp_path / "one")
    go(tmp_path / "one", output=tmp_path / "two")
    for path in (tmp_path / "one").glob("*.xlsx"):
        assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes()


def test_only_the_asked_cells_change(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    old, new = (Workbook.open(folder / "b_second.xlsx").package for folder in (chain, tmp_path / "out"))
    changed = {part for part in old.parts if old.read(part) != new.read(part)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/externalLinks/externalLink1.xml"}


def test_a_circle_is_named_and_the_others_run(chain, tmp_path):
    write(chain / "x.xlsx", {"A1": "=[1]S!A1"}, {"1": "y.xlsx"})
    write(chain / "y.xlsx", {"A1": "=[1]S!A1"}, {"1": "x.xlsx"})
    report = go(chain, output=tmp_path / "out")
    failures = {w.path: w.failure for w in report.workbooks if w.failure}
    assert {path: failure.code for path, failure in failures.items()} == {
        "x.xlsx": "circular-link",
        "y.xlsx": "circular-link",
    }
    assert "x.xlsx → y.xlsx → x.xlsx" in failures["x.xlsx"].message
    assert failures["x.xlsx"].hint
    assert value(tmp_path / "out" / "a_third.xlsx", "A1") == 43
    assert not (tmp_path / "out" / "x.xlsx").exists()


def test_a_link_out_of_the_run_is_refused_by_name(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]S!A1"}, {"1": "missing.xlsx"})
    report = go(tmp_path / "in", output=tmp_path / "out")
    failure = report.workbooks[0].failure
    assert (report.workbooks[0].status, failure.code) == (Status.FAILED, "missing-link")
    assert "missing.xlsx" in failure.message
    assert "--links keep" in failure.hint


def test_a_link_out_of_the_run_can_keep_its_saved_values(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]S!A1", "A2": "=A1+1", "A3": "=1+1"}, {"1": "missing.xlsx"})
    report = go(tmp_path / "in", output=tmp_path / "out", keep_stale_links=True)
    workbook = report.workbooks[0]
    assert workbook.status is Status.NEEDS_EXCEL
    assert {c.cell for c in workbook.not_calculated} == {"A1", "A2"}
    assert value(tmp_path / "out" / "a.xlsx", "A1") == "old"
    assert value(tmp_path / "out" / "a.xlsx", "A3") == 2
    assert b'fullCalcOnLoad="1"' in Workbook.open(tmp_path / "out" / "a.xlsx").package.read("xl/workbook.xml")


def test_a_name_that_leads_out_of_the_run_is_a_link_too(tmp_path):
    book = write(
        tmp_path / "in" / "a.xlsx", {"A1": "=Anchor2*1", "A2": "=A1+1", "A3": "=Anchor"}, {"1": "missing.xlsx"}
    )
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = b'<definedName name="Anchor2">[1]S!$A$1</definedName></definedNames>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</definedNames>", name)
    with zipfile.ZipFile(book, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)
    report = go(tmp_path / "in", output=tmp_path / "out", keep_stale_links=True)
    assert {c.cell: c.reason for c in report.workbooks[0].not_calculated} == {
        "A1": "reads a workbook that is not part of this run", "A2": "depends on S!A1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "target",
    ["http://example.com/c_first.xlsx", "file:///etc/passwd", "\\\\server\\share\\none.xlsx", "../../../../etc/hosts"],
)
def test_no_link_is_ever_fetched(tmp_path, target, monkeypatch):
    import socket

    connect = socket.socket.connect

    def local_only(self, address):
        if self.family != socket.AF_UNIX:
            pytest.fail(f"a connection to {address} was opened")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
    write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]S!A1"}, {"1": target})
    report = go(tmp_path / "in", output=tmp_path / "out")
    assert report.workbooks[0].failure.code == "missing-link"


def test_a_link_by_absolute_path_of_another_machine_means_the_workbook_of_that_name(tmp_path):
    write(tmp_path / "in" / "plans" / "b.xlsx", {"A1": 5})
    write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]S!A1*2"}, {"1": "file:///C:\\Users\\me\\plans\\b.xlsx"})
    go(tmp_path / "in", output=tmp_path / "out")
    assert value(tmp_path / "out" / "a.xlsx", "A1") == 10


def test_a_missing_sheet_in_the_linked_workbook_is_named(tmp_path):
    write(tmp_path / "in" / "b.xlsx", {"A1": 5})
    path = write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]Gone!A1"})
    path.write_bytes(with_external_books(path.read_bytes(), [("b.xlsx", ["Gone"])]))
    report = go(tmp_path / "in", output=tmp_path / "out")
    failed = next(w for w in report.workbooks if w.path == "a.xlsx")
    assert failed.failure.code == "missing-link"
    assert "'Gone'" in failed.failure.message


def test_what_links_to_a_failed_workbook_is_skipped(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.xlsx").write_bytes(b"PK\x03\x04 not really")
    write(tmp_path / "in" / "a.xlsx", {"A1": "=[1]S!A1"}, {"1": "bad.xlsx"})
    write(tmp_path / "in" / "good.xlsx", {"A1": "=1+1"})
    report = go(tmp_path / "in", output=tmp_path / "out", jobs=2)
    assert by_path(report) == {"a.xlsx": "skipped", "bad.xlsx": "failed", "good.xlsx": "ok"}
    assert not report.is_complete


def test_a_locked_output_is_said_and_stays(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": "=1+1"})
    write(tmp_path / "in" / "b.xlsx", {"A1": "=2+2"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.xlsx").write_bytes(b"published last month")
    (tmp_path / "out" / "~$a.xlsx").write_bytes(b"")
    report = go(tmp_path / "in", output=tmp_path / "out")
    assert by_path(report) == {"a.xlsx": "locked", "b.xlsx": "ok"}
    assert report.workbooks[0].failure.hint
    assert (tmp_path / "out" / "a.xlsx").read_bytes() == b"published last month"


def test_a_failed_workbook_leaves_what_was_published(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(b"broken")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.xlsx").write_bytes(b"published last month")
    go(tmp_path / "in", output=tmp_path / "out")
    assert (tmp_path / "out" / "a.xlsx").read_bytes() == b"published last month"


def test_too_slow_a_workbook_is_ended_and_the_others_run(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": "=1+1"})
    report = go(tmp_path / "in", output=tmp_path / "out", allowance=Allowance(seconds=0.0))
    assert by_path(report) == {"a.xlsx": "timed-out"}
    assert "--timeout" in report.workbooks[0].failure.hint
    assert not (tmp_path / "out" / "a.xlsx").exists()


def test_checks_are_read_and_judged(tmp_path):
    checks = [("good", '=IF(1=1,"OK","FAIL")'), ("bad", '=IF(1=2,"OK","FAIL")'), ("odd", "=1/0"), ("look", '="WARN"')]
    write(tmp_path / "in" / "a.xlsx", {"A1": 1}, checks=checks)
    report = go(tmp_path / "in", output=tmp_path / "out")
    workbook = report.workbooks[0]
    assert [(c.name, c.status) for c in workbook.checks] == [
        ("good", "OK"),
        ("bad", "FAIL"),
        ("odd", "FAIL"),
        ("look", "WARN"),
    ]
    assert workbook.status is Status.WARNED
    assert any("check failed: bad" in remark for remark in report.remarks)


def test_a_dry_run_writes_nothing(chain, tmp_path):
    report = go(chain, output=tmp_path / "out", dry_run=True)
    assert not (tmp_path / "out").exists()
    assert [w.output for w in report.workbooks] == [None, None, None]


def test_the_inputs_are_not_overwritten_by_mistake(chain, tmp_path):
    before = {path: path.read_bytes() for path in chain.iterdir()}
    with pytest.raises(UsageError, match="overwrite the inputs") as caught:
        go(chain, output=chain)
    assert "--in-place" in caught.value.hint
    assert {path: path.read_bytes() for path in chain.iterdir()} == before


def test_results_below_the_inputs_are_no_inputs(chain):
    for _ in range(2):
        report = go(chain, output=chain / "out")
        assert list(by_path(report)) == ["a_third.xlsx", "b_second.xlsx", "c_first.xlsx"]


def test_results_can_be_inputs_when_they_are_given(chain, tmp_path):
    go(chain, output=tmp_path / "out")
    assert len(go(tmp_path / "out", output=tmp_path / "out" / "again").workbooks) == 3


def test_in_place_writes_back(chain, tmp_path):
    go(chain, output=None, in_place=True)
    assert value(chain / "a_third.xlsx", "A1") == 43
    assert sorted(path.name for path in chain.iterdir()) == ["a_third.xlsx", "b_second.xlsx", "c_first.xlsx"]


def test_in_place_through_a_link_replaces_what_it_points_to(chain, tmp_path):
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "c_first.xlsx"
    link.symlink_to(chain / "c_first.xlsx")
    before = (chain / "c_first.xlsx").read_bytes()
    go(link, output=None, in_place=True)
    assert link.is_symlink()
    assert (chain / "c_first.xlsx").read_bytes() != before


def test_the_manifest_is_versioned_and_holds_the_facts(chain, tmp_path):
    report = go(chain, output=tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "run.json").read_text())
    assert manifest["schema"] == 1
    assert manifest["run_id"] == report.run_id
    assert manifest["as_of"] == "2020-06-30"
    first = next(w for w in manifest["workbooks"] if w["path"] == "c_first.xlsx")
    assert first["native_formulas"] == 2
    assert first["input_sha256"] == hashlib.sha256((chain / "c_first.xlsx").read_bytes()).hexdigest()
    assert first["output_sha256"] == hashlib.sha256((tmp_path / "out" / "c_first.xlsx").read_bytes()).hexdigest()
    assert first["error_cells"] == [
        {
            "sheet": "S",
            "cell": "A4",
            "error": "#DIV/0!",
            "hint": "#DIV/0!: a division by zero or by a blank cell.",
            "origin": None,
        }
    ]


def test_the_run_id_depends_on_the_inputs_and_the_date_alone(chain, tmp_path):
    one = go(chain, output=tmp_path / "one").run_id
    assert one == go(chain, output=tmp_path / "two", jobs=2).run_id
    write(chain / "c_first.xlsx", {"A1": 3, "A2": "=A1*10", "A3": "text", "A4": "=1/0"})
    assert one != go(chain, output=tmp_path / "three").run_id


def test_temporary_and_lock_files_are_not_taken(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": 1})
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", ".hidden.xlsx"):
        (tmp_path / "in" / name).write_bytes(b"x")
    assert list(by_path(go(tmp_path / "in", output=tmp_path / "out"))) == ["a.xlsx"]


def test_an_old_binary_workbook_is_reported_not_left_out(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    report = go(tmp_path / "in", output=tmp_path / "out")
    assert report.workbooks[0].failure.code == "legacy-format"


def test_two_workbooks_with_one_output_are_refused(tmp_path):
    one = write(tmp_path / "x" / "a.xlsx", {"A1": 1})
    two = write(tmp_path / "y" / "a.xlsx", {"A1": 1})
    with pytest.raises(UsageError, match="same output"):
        go(one, two, output=tmp_path / "out")


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        go(tmp_path / "nothing", output=tmp_path / "out")


def test_nothing_to_do_is_an_empty_report(tmp_path):
    (tmp_path / "in").mkdir()
    assert go(tmp_path / "in", output=tmp_path / "out").workbooks == []


def test_no_worker_leaves_a_temporary_folder(chain, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    go(chain, output=tmp_path / "out", jobs=2)
    assert [p for p in (tmp_path / "tmp").iterdir() if p.name.startswith("sop_xl_")] == []


def test_a_workbook_of_another_planning_date_is_warned_of(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "plan.xlsx") as book:
        sheet = book.add_worksheet("S")
        sheet.write_datetime("A1", dt.datetime(2020, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula("A2", "=A1+1")
        book.define_name("AsOf", "=S!$A$1")
    report = go(tmp_path / "plan.xlsx", output=tmp_path / "same")
    assert [w.status for w in report.workbooks] == [Status.OK]
    request = RunRequest([tmp_path / "plan.xlsx"], tmp_path / "other", dt.date(2021, 12, 31), jobs=1, pack=False)
    other = run(request, Listener()).workbooks[0]
    assert other.status is Status.WARNED
    assert [(check.name, check.status) for check in other.open_checks] == [
        ("The planning date of the workbook (AsOf) is that of the run", "WARN")
    ]
