"""Every status comes up, with a reason where it is no good one, and is explained where a user would look."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import go, statuses, write

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import Status
from sop_xl.cli.options import STATUSES, STATUSES_AND_CODES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_status_comes_up(tmp_path):
    source, output = tmp_path / "in", tmp_path / "out"
    write(source / "a_fine.xlsx", {"A1": "=1+1"})
    write(source / "b_error.xlsx", {"A1": "=1/0"})
    write(source / "c_kept.xlsx", {"A1": "=UNKNOWN_FUNCTION(1)"})
    write(source / "e_open.xlsx", {"A1": "=1+1"})
    write(source / "f_linked.xlsx", {"A1": "=[1]S!A1"}, {"1": "d_broken.xlsx"})
    (source / "d_broken.xlsx").write_bytes(b"no workbook")
    output.mkdir()
    (output / "~$e_open.xlsx").write_bytes(b"")
    expected = {
        "a_fine.xlsx": "ok", "b_error.xlsx": "warned", "c_kept.xlsx": "needs-excel", "d_broken.xlsx": "failed",
        "e_open.xlsx": "locked", "f_linked.xlsx": "skipped",
    }  # fmt: skip
    report = go(source, output=output)
    assert statuses(report) == expected
    again = go(source, output=output)
    assert statuses(again) == expected | dict.fromkeys(("a_fine.xlsx", "b_error.xlsx", "c_kept.xlsx"), "unchanged")
    assert [w.shown_status.value for w in again.workbooks] == list(expected.values())
    late = go(source / "a_fine.xlsx", output=tmp_path / "late", allowance=Allowance(seconds=0.001))
    assert statuses(late) == {"a_fine.xlsx": "timed-out"}
    for workbook in (*report.workbooks, *late.workbooks):
        if not workbook.is_published:
            assert workbook.failure.code
            assert workbook.reason
            assert workbook.failure.hint
    reached = {*expected.values(), "unchanged", "timed-out"}
    assert reached == {status.value for status in Status}


@pytest.mark.parametrize("name", ["scheduler.md", "run-manifest.md"])
def test_every_status_is_explained(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    for status in Status:
        assert status.value in text


def test_the_help_explains_them_too():
    assert set(STATUSES) == {status.value for status in Status}
    lines = STATUSES_AND_CODES.splitlines()
    assert max(map(len, lines[:10])) <= 78
