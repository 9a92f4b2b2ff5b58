"""Every kind of file that the program makes: Excel should open it without a word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from book_rules import faults
from features import features
from pyopenvba import ExcelFile
from sdk import new_errors, schema_errors

import udfs
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.registry import action
from sop_xl.batch.recalculate import Task, recalculate
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.excel.build.addin import addin
from sop_xl.excel.build.package import macro_enabled
from sop_xl.excel.build.refresh import refreshed
from sop_xl.excel.build.ribbon import CALLBACKS
from workbooks.make import FileForm, write_workbooks
from workbooks.starter import starter_data

AS_OF, TODAY = dt.date(2026, 10, 31), dt.date(2026, 11, 10)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A folder with the template and, in ``out``, what a run publishes of it, with its pack."""
    folder = tmp_path_factory.mktemp("template")
    paths = write_workbooks(starter_data("Acme", ("North",), AS_OF), folder, FileForm(".xlsm", macro_enabled))
    run(RunRequest(paths, folder / "out", AS_OF), Listener())
    return folder


@pytest.mark.parametrize("date1904", [False, True], ids=["1900", "1904"])
def test_a_recalculation_adds_no_fault(date1904, validator, tmp_path):
    before, path = features(date1904=date1904), tmp_path / "book.xlsx"
    path.write_bytes(before)
    after = recalculate(Task(path, path.name, AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY).data
    assert after != before
    assert faults(after) == []
    assert new_errors(before, after, ".xlsx") == []


@pytest.mark.parametrize("name", ["north.xlsm", "company.xlsm", "pack/executive_pack.xlsx"])
def test_what_a_run_publishes(name, template, validator):
    data = (template / "out" / name).read_bytes()
    assert faults(data, Path(name).suffix) == []
    assert not schema_errors(data, Path(name).suffix)


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


@pytest.mark.parametrize("name", DONE)
def test_actions_add_no_fault(name, template, validator, monkeypatch):
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)
    book = HeadlessWorkbook.open(template / "out" / name)
    before = book.file()
    for what, options in DONE[name]:
        perform(action(what), book, options, TODAY)
    assert book.file() != before
    assert faults(book.file(), ".xlsm") == []
    assert new_errors(before, book.file(), ".xlsm") == []
