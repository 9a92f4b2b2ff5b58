"""Actions of the cycle in Excel: the open workbooks of a cycle are taken together, and the others are named."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.books import open_books
from sop_xl.actions.desk import Desk
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform_together
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action
from sop_xl.excel.live.macros import CHANGES, run_on

TODAY = dt.date(2020, 8, 3)


@pytest.fixture(autouse=True)
def without_calculation(monkeypatch):
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)


def now(*excels):
    """The open workbooks as they stand."""
    return [HeadlessWorkbook(excel.package.file(), excel.package.file_name) for excel in excels]


def assert_same(found, wanted, without=()):
    """Same constants and formulas on every sheet; parts that are equal need not be read."""
    for one, other in zip(found, wanted, strict=True):
        assert {*one.sheets()} - {*without} == {*other.sheets()} - {*without}
        for sheet in {*other.sheets()} - {*without}:
            parts = [book.workbook.package.read(book.workbook.sheets[sheet].part) for book in (one, other)]
            if parts[0] != parts[1]:
                place = Place(sheet, other.used(sheet))
                assert one.used(sheet) == place.area
                assert one.contents(place) == other.contents(place)


def press(live, name, tmp_path):
    run_on(live, name, today=TODAY, folder=tmp_path / "own", mac=False)


@pytest.mark.parametrize("first", ["north", "company"])
def test_open_workbooks_are_rolled_together_whichever_is_in_front(open_in_excel, books, actuals, tmp_path, first):
    second = "company" if first == "north" else "north"
    excel, live = open_in_excel(books / f"{first}.xlsx", books / f"{second}.xlsx")
    excel.answers = [str(actuals)]
    press(live, "roll-forward", tmp_path)
    opened = {one.package.file_name: one.package for one in (excel, *excel.others)}
    files = open_books([books / "north.xlsx", books / "company.xlsx"], lambda _: None)
    done = perform_together(action("roll-forward"), [f.workbook for f in files], {"data": str(actuals)}, TODAY)
    assert excel.alerts == [
        "\n\n".join(f"{f.path.name}: {d.outcome.summary}" for f, d in zip(files, done, strict=True))
    ]
    assert_same([opened[f.path.name] for f in files], [f.workbook for f in files], (CHANGES,))
    assert {Desk(book).as_of for book in opened.values()} == {dt.date(2020, 7, 31)}


def test_what_was_done_in_two_open_workbooks_is_taken_back_in_both_or_not_at_all(
    open_in_excel, books, actuals, tmp_path
):
    excel, live = open_in_excel(books / "north.xlsx", books / "company.xlsx")
    before = now(excel, *excel.others)
    excel.answers = [str(actuals)]
    press(live, "roll-forward", tmp_path)
    company = excel.books.pop()  # somebody closes it
    press(live, "undo", tmp_path)
    assert "roll-forward was done in company.xlsx, too" in excel.alerts[-1]
    excel.books.append(company)
    press(live, "undo", tmp_path)
    assert excel.alerts[-1].startswith("north.xlsx: roll-forward taken back")
    assert_same(now(excel, *excel.others), before, (CHANGES, "Roll report"))


def test_a_refusal_in_one_open_workbook_leaves_all_as_they_were(open_in_excel, books, actuals, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for file in actuals.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "ledger.csv").write_text(
        "month,line,currency,actual,budget\n2020-07-01,Bribes,USD,1,1\n", encoding="utf-8"
    )
    excel, live = open_in_excel(books / "north.xlsx", books / "company.xlsx")
    before = now(excel, *excel.others)
    excel.answers = [str(folder)]
    press(live, "roll-forward", tmp_path)
    assert excel.alerts[-1].startswith("company.xlsx, ledger.csv, line 2")
    assert_same(now(excel, *excel.others), before)
    press(live, "undo", tmp_path)
    assert "nothing to take back" in excel.alerts[-1]


def test_a_linked_workbook_that_is_closed_is_named(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "company.xlsx")
    excel.answers = [None]
    press(live, "roll-forward", tmp_path)
    assert "Not open and so not done: north.xlsx. Open them and press Roll forward there" in excel.alerts[0]
    assert Desk(excel.package).as_of == dt.date(2020, 7, 31)


def test_an_open_workbook_at_another_date_is_left_alone_and_named(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "company.xlsx", books / "north.xlsx")
    (north,) = (one.package for one in excel.others)
    north.write(north.place("AsOf"), [[44043.0]])
    excel.answers = [None]
    press(live, "roll-forward", tmp_path)
    assert "Left alone, at another planning date: north.xlsx." in excel.alerts[0]
    assert Desk(north).as_of == Desk(excel.package).as_of == dt.date(2020, 7, 31)


def test_a_workbook_of_another_kind_does_not_matter(open_in_excel, books, tmp_path):
    import xlsxwriter

    xlsxwriter.Workbook(tmp_path / "notes.xlsx").close()
    excel, live = open_in_excel(books / "north.xlsx", tmp_path / "notes.xlsx")
    press(live, "new-month", tmp_path)
    assert "Only this workbook: no other workbook of its cycle is open." in excel.alerts[0]
