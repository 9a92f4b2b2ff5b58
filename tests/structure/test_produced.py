"""Every kind of file that the program makes: Excel should open it without a word."""

from __future__ import annotations

import datetime as dt

import pytest
from book_rules import faults
from features import features
from pyopenvba import ExcelFile
from sdk import new_errors, schema_errors

import udfs
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.registry import action
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.batch.task import Task
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.excel.build.addin import addin
from sop_xl.excel.build.package import macro_enabled
from sop_xl.excel.build.refresh import refreshed
from sop_xl.excel.build.ribbon import CALLBACKS
from workbooks.make import FileForm, write_workbooks
from workbooks.starter import starter_data

AS_OF, TODAY = dt.date(2026, 10, 31), dt.date(2026, 11, 10)


@pytest.mark.parametrize("date1904", [False, True], ids=["1900", "1904"])
def test_a_recalculation_adds_no_fault(date1904, validator, tmp_path):
    before, path = features(date1904=date1904), tmp_path / "book.xlsx"
    path.write_bytes(before)
    after = recalculate(Task(path, path.name, AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY).data
    assert after != before
    assert faults(after) == []
    assert new_errors(before, after, ".xlsx") == []


def test_the_add_in(validator):
    assert faults(addin(), ".xlam") == []
    assert not schema_errors(addin(), ".xlam")


def test_a_refreshed_workbook(validator, tmp_path):
    path = tmp_path / "old.xlsm"
    path.write_bytes(macro_enabled(features()))
    with ExcelFile(path) as book:
        book.set_module(CALLBACKS, book.get_module(CALLBACKS).replace("SOP_XL_VERSION", "OLD_VERSION"))
        book.save()
    before, done = path.read_bytes(), refreshed(path)
    assert done.replaced == (CALLBACKS,)
    assert faults(done.data, ".xlsm") == []
    assert new_errors(before, done.data, ".xlsm") == []


DONE = {  # by workbook, in this order
    "north.xlsm": [
        ("forecast", {"method": "theta"}),
        ("scenario-new", {"name": "Low & <late>"}),
        ("scenario-compare", {}),
        ("review-links", {}),
        ("validate", {}),
        ("undo", {}),
    ],
    "company.xlsm": [("new-month", {}), ("variances", {}), ("agenda", {"step": "Executive S&OP"}), ("status", {})],
}


def test_the_template_as_a_run_publishes_it_its_pack_and_what_actions_do_to_it(validator, monkeypatch, tmp_path):
    paths = write_workbooks(starter_data("Acme", ("North",), AS_OF), tmp_path, FileForm(".xlsm", macro_enabled))
    report = run(RunRequest(paths, tmp_path / "out", AS_OF), Listener())
    assert not [w.failure for w in report.workbooks if w.failure]
    pack = (tmp_path / "out" / "pack" / "executive_pack.xlsx").read_bytes()
    assert faults(pack) == []
    assert not schema_errors(pack, ".xlsx")
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)
    for name, steps in DONE.items():
        book = HeadlessWorkbook.open(tmp_path / "out" / name)
        published = book.file()
        assert faults(published, ".xlsm") == [], name
        assert not schema_errors(published, ".xlsm"), name
        for what, options in steps:
            perform(action(what), book, options, TODAY)
        assert book.file() != published
        assert faults(book.file(), ".xlsm") == [], f"{name} after actions"
        assert not schema_errors(book.file(), ".xlsm"), f"{name} after actions"
