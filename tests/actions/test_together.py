"""Actions in all workbooks of a cycle, or in none: the roll of the month over a folder, and its way back."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
import xlsxwriter

from sop_xl.actions import files
from sop_xl.actions.books import open_books, undo_file
from sop_xl.actions.desk import Desk
from sop_xl.actions.files import ActionRequest, publish_all, run_action
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform_together
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError
from sop_xl.errors import LockedFileError, PublishError, UsageError

TODAY = dt.date(2020, 8, 3)


@pytest.fixture
def plans(template, tmp_path):
    """The folder of the cycle, with what publishing a pack leaves beside the workbooks."""
    folder = tmp_path / "plans"
    shutil.copytree(template, folder)
    xlsxwriter.Workbook(folder / "executive_pack.xlsx").close()
    return folder


def state(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def act(name, *books, today=TODAY, **given):
    options = {key: given.pop(key) for key in ("output", "in_place", "dry_run") if key in given}
    return run_action(
        ActionRequest(
            name, books, options.pop("output", None), today, {k: str(v) for k, v in given.items()}, **options
        ),
        lambda _: None,
    )


def test_a_folder_is_rolled_together_and_the_links_show_it(plans, actuals):
    done = act("roll-forward", plans, data=actuals, in_place=True)
    assert list(done.performed) == ["north.xlsx", "company.xlsx"]  # a workbook after those that it links to
    north, company = (HeadlessWorkbook.open(plans / name) for name in done.performed)
    assert Desk(north).as_of == Desk(company).as_of == dt.date(2020, 7, 31)
    heads, region, *_ = company.read(company.place("Pack_Regions"))
    assert region[heads.index("Planning date")] == to_serial(dt.date(2020, 7, 31))
    sold = sum(row["Revenue"] for row in Desk(north).rows("Sales") if row["Month"] > dt.date(2019, 7, 31))
    assert region[heads.index("Revenue, year")] == pytest.approx(sold)
    told = {row["Check"]: row["Status"] for row in Desk(company).rows("Checks")}
    assert told["All planning workbooks stand at the same planning date"] == "OK"
    lines = done.performed["company.xlsx"].outcome.reports[0].rows
    assert ("Ledger", "no actuals of Jul 2020: import them", 0) in lines
    rates = {row["Month"]: row["Rate"] for row in Desk(company).rows("Rates")}
    assert max(rates) == dt.date(2021, 7, 1)
    assert rates[dt.date(2021, 7, 1)] == rates[dt.date(2021, 6, 1)]
    assert not [
        v for row in company.read(Place("Accounts", company.used("Accounts"))) for v in row if isinstance(v, CellError)
    ]
    journals = [json.loads(undo_file(plans / name).read_text())["journals"][-1] for name in done.performed]
    assert [journal["together"] for journal in journals] == [["company.xlsx"], ["north.xlsx"]]


def test_what_was_done_together_is_taken_back_together(plans, actuals, without_calculation):
    before = state(plans)
    act("roll-forward", plans, data=actuals, in_place=True)
    with pytest.raises(UsageError, match=r"roll-forward was done in company\.xlsx, too"):
        act("undo", plans / "north.xlsx", in_place=True)
    done = act("undo", plans, in_place=True)
    assert all(performed.outcome.summary.startswith("roll-forward taken back") for performed in done.performed.values())
    for name in ("north.xlsx", "company.xlsx"):
        then, now = HeadlessWorkbook(before[name], name), HeadlessWorkbook.open(plans / name)
        assert Desk(now).as_of == Desk(then).as_of
        assert Desk(now).rows("Actions") == Desk(then).rows("Actions")
    act("forecast", plans / "north.xlsx", in_place=True)
    with pytest.raises(UsageError, match=r"company\.xlsx: there is nothing to take back"):
        act("undo", plans, in_place=True)


def test_one_workbook_alone_is_taken_back_by_force(plans, actuals, without_calculation):
    act("roll-forward", plans, data=actuals, in_place=True)
    act("undo", plans / "north.xlsx", in_place=True, force="yes")
    assert Desk(HeadlessWorkbook.open(plans / "north.xlsx")).as_of == dt.date(2020, 6, 30)
    with pytest.raises(UsageError, match=r"different dates.*Roll north\.xlsx forward first"):
        act("roll-forward", plans, data=actuals, in_place=True)


def test_a_refusal_in_one_workbook_leaves_all_as_they_were(plans, actuals, tmp_path, without_calculation):
    folder = tmp_path / "data"
    shutil.copytree(actuals, folder)
    (folder / "ledger.csv").write_text(
        "month,line,currency,actual,budget\n2020-07-01,Bribes,USD,1,1\n", encoding="utf-8"
    )
    before = state(plans)
    with pytest.raises(UsageError, match=r"company\.xlsx, ledger\.csv, line 2, column line: Line is none of"):
        act("roll-forward", plans, data=folder, in_place=True)
    assert state(plans) == before


def test_workbooks_in_memory_are_taken_back_too(plans, actuals, tmp_path, everything, without_calculation):
    folder = tmp_path / "data"
    shutil.copytree(actuals, folder)
    (folder / "ledger.csv").write_text(
        "month,line,currency,actual,budget\nJuly,Gross sales,USD,1,1\n", encoding="utf-8"
    )
    books = [book.workbook for book in open_books([plans], lambda _: None)]
    before = [everything(book) for book in books]
    with pytest.raises(UsageError, match="holds no date"):
        perform_together(action("roll-forward"), books, {"data": str(folder)}, TODAY)
    assert [everything(book) for book in books] == before
    assert [book.undo_stack() for book in books] == [[], []]


def test_a_disk_that_fails_half_way_leaves_all_as_they_were(plans, actuals, monkeypatch, without_calculation):
    before = state(plans)
    publish = files.publish

    def failing(data, target):
        if target.name == "company.xlsx" and data != before["company.xlsx"]:
            raise PublishError("cannot be written: No space left on device", argument=str(target))
        publish(data, target)

    monkeypatch.setattr(files, "publish", failing)
    with pytest.raises(PublishError):
        act("roll-forward", plans, data=actuals, in_place=True)
    assert state(plans) == before


def test_a_workbook_that_is_open_in_excel_stops_all(plans, actuals):
    (plans / "~$company.xlsx").write_bytes(b"")
    before = state(plans)
    with pytest.raises(LockedFileError, match="open in another program"):
        act("roll-forward", plans, data=actuals, in_place=True)
    assert state(plans) == before


def test_a_workbook_that_was_saved_meanwhile_is_not_overwritten(plans, actuals, monkeypatch, without_calculation):
    perform = files.perform_together

    def slow(*arguments):
        (plans / "north.xlsx").write_bytes((plans / "north.xlsx").read_bytes() + b"\0")
        return perform(*arguments)

    monkeypatch.setattr(files, "perform_together", slow)
    with pytest.raises(LockedFileError, match="changed by another program meanwhile"):
        act("roll-forward", plans, data=actuals, in_place=True)


def test_into_another_folder_and_dry(plans, actuals, tmp_path, without_calculation):
    before = state(plans)
    act("roll-forward", plans, data=actuals, in_place=True, dry_run=True)
    act("roll-forward", plans, data=actuals, output=tmp_path / "next")
    assert state(plans) == before
    names = {path.name for path in (tmp_path / "next").iterdir()}
    assert names == {f"{book}.xlsx{end}" for book in ("north", "company") for end in ("", ".undo.json")}
    with pytest.raises(UsageError, match="would overwrite the input"):
        act("roll-forward", plans, data=actuals, output=plans)
    with pytest.raises(UsageError, match="not a folder"):
        act("roll-forward", plans, data=actuals, output=tmp_path / "one.xlsx")


def test_a_folder_without_workbooks_and_two_of_one_name(plans, tmp_path, without_calculation):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no workbook of the cycle"):
        act("status", tmp_path / "empty")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "north.xlsx").write_bytes((plans / "north.xlsx").read_bytes())
    with pytest.raises(UsageError, match="two workbooks of the same name"):
        act("status", plans, tmp_path / "copy" / "north.xlsx")


def test_files_are_published_all_or_none(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"old")
    blocked = tmp_path / "folder"
    blocked.mkdir()
    with pytest.raises(PublishError):
        publish_all({new: b"1", old: b"2", blocked: b"3"})
    assert old.read_bytes() == b"old"
    assert not new.exists()
