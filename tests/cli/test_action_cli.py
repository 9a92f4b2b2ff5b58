"""``sop-xl action`` as it is typed: what it writes, what it refuses, what it prints."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from sop_xl.actions.books import undo_file
from sop_xl.actions.files import publish_drafts
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.cli.app import app
from sop_xl.errors import UsageError
from workbooks.make import write_workbooks
from workbooks.starter import starter_data


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    return write_workbooks(starter_data("Acme", ("North",), dt.date(2020, 6, 30)), folder)


@pytest.fixture
def book(built, tmp_path, monkeypatch):
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)
    copy = tmp_path / "company.xlsx"
    copy.write_bytes(built[1].read_bytes())
    return copy


def typed(*words):
    return CliRunner().invoke(app, ["action", *map(str, words)], standalone_mode=False)


def test_the_list_has_every_group(built):
    done = typed()
    assert done.exit_code == 0
    for word in ("Cycle", "Scenarios", "Help", "publish-pack", "sop-xl action NAME --help"):
        assert word in done.output


def test_help_tells_the_options_of_an_action():
    assert "--preread" in typed("agenda", "--help").output
    assert "--live" in typed("forecast", "--help").output


def test_without_output_the_workbook_stays_and_says_so(book):
    before = book.read_bytes()
    done = typed("minutes", book, "--step", "Pre-S&OP", "--held", "2020-07-17", "--today", "2020-07-17")
    assert book.read_bytes() == before
    assert "Give -o or --in-place to keep the result." in done.output
    assert "Calendar!" in done.output


def test_a_dry_run_writes_nothing_at_all(book):
    before = sorted(book.parent.iterdir())
    typed("agenda", book, "--dry-run", "-o", book.with_name("new.xlsx"), "--today", "2020-07-01")
    assert sorted(book.parent.iterdir()) == before


def test_in_place_and_back(book):
    before = book.read_bytes()
    held = ("--step", "Pre-S&OP", "--held", "2020-07-17", "--today", "2020-07-17", "--in-place")
    assert typed("minutes", book, *held).return_value == 0
    assert book.read_bytes() != before
    assert json.loads(undo_file(book).read_text())["journals"][0]["action"] == "minutes"
    assert "taken back: 1 cells" in typed("undo", book, "--in-place").output
    table = HeadlessWorkbook.open(book).tables()["Calendar"]
    assert table.data.rows == HeadlessWorkbook(before, "x.xlsx").tables()["Calendar"].data.rows
    assert json.loads(undo_file(book).read_text())["journals"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "{book}"], "would overwrite the input"),
        (["-o", "other.csv"], "another kind of file"),
        (["--step", "Nonsense"], "no such step"),
        (["--start", "quarter to nine"], "not a time"),
    ],
)
def test_what_is_refused(book, words, said):
    before = book.read_bytes()
    done = typed("agenda", book, *[word.format(book=book) for word in words])
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert book.read_bytes() == before


def test_json_tells_reports_changes_and_files(book):
    done = typed("agenda", book, "--json", "--today", "2020-07-01", "--drafts", book.parent / "drafts")
    said = json.loads(done.output)
    assert said["action"] == "agenda"
    assert said["reports"][0]["heads"][0] == "Time"
    assert len(said["written"]) == 2


def test_a_draft_that_was_edited_is_not_replaced(tmp_path):
    assert publish_drafts({"a.eml": b"1"}, tmp_path) == [tmp_path / "a.eml"]
    assert publish_drafts({"a.eml": b"1"}, tmp_path) == [tmp_path / "a.eml"]
    assert publish_drafts({"a.eml": b"2"}, tmp_path) == [tmp_path / "a (2).eml"]
    assert (tmp_path / "a.eml").read_bytes() == b"1"
