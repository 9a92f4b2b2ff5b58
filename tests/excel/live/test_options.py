"""Options in Excel: asked for where the user wants them, with the meaning of the command line; which book is meant."""

from __future__ import annotations

import datetime as dt
import sys
import types
import unicodedata

import pytest

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.registry import action, actions
from sop_xl.excel.live import asking
from sop_xl.excel.live.macros import ASKING, calling_book, question, run_on

TODAY = dt.date(2020, 7, 10)


@pytest.fixture(autouse=True)
def without_calculation(monkeypatch):
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)


def press(live, name, tmp_path):
    run_on(live, name, today=TODAY, folder=tmp_path, mac=False)


@pytest.mark.parametrize(
    ("name", "answers", "given"),
    [
        ("forecast", ["theta", ""], {"method": "theta"}),
        ("forecast", ["", "yes"], {"live": "yes"}),
        ("backtest", ["3"], {"origins": "3"}),
        ("backtest", [""], {}),
    ],
)
def test_answers_mean_what_options_mean_on_the_command_line(open_in_excel, books, tmp_path, name, answers, given):
    excel, live = open_in_excel(books / "north.xlsx")
    excel.answers = list(answers)
    press(live, name + ASKING, tmp_path)
    headless = HeadlessWorkbook.open(books / "north.xlsx")
    done = perform(action(name), headless, given, TODAY)
    assert excel.alerts == [done.outcome.summary]
    assert excel.package.contents(excel.package.place("Baseline")) == headless.contents(headless.place("Baseline"))
    assert len(excel.asked) == len(action(name).choices)


def test_a_button_asks_nothing_and_a_cancelled_question_does_nothing(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    press(live, "backtest", tmp_path)
    assert excel.asked == []
    excel.answers = ["theta", False]
    before = excel.package.file()
    press(live, "forecast" + ASKING, tmp_path)
    assert excel.package.file() is before


def test_an_answer_that_cannot_be_is_refused(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    excel.answers = ["six"]
    press(live, "backtest" + ASKING, tmp_path)
    assert excel.alerts == ["origins: cannot be read (got 'six', expected whole number)."]


def test_every_option_can_be_reached_and_its_question_tells_form_and_default():
    for found in actions():
        for choice in found.choices:
            asked = question(choice)
            assert asked.startswith(choice.text)
            assert "Leave it blank for the default." in asked
    origins = next(choice for choice in action("backtest").choices if choice.name == "origins")
    assert "(whole number) [default: 6]" in question(origins)


# ---- on a Mac --------------------------------------------------------------------------------------------


def books_of(*names):
    books = [types.SimpleNamespace(name=name) for name in names]

    class Books(list):
        active = books[0]

    return types.SimpleNamespace(active=types.SimpleNamespace(books=Books(books)))


@pytest.mark.parametrize(
    "name", ["plan.xlsm", "a=b.xlsm", unicodedata.normalize("NFD", "Zürich.xlsm"), "Big Plan.XLSM"]
)
def test_on_a_mac_the_workbook_that_was_in_front_is_meant(windows, monkeypatch, name):
    monkeypatch.setattr(windows.xlwings, "apps", books_of("other.xlsm", unicodedata.normalize("NFC", name)))
    monkeypatch.setattr(sys, "argv", ["-c", f"--wb={name}", "--from_xl=1", "--app=/Applications/Microsoft Excel.app"])
    assert calling_book(mac=True).name == unicodedata.normalize("NFC", name)


def test_on_a_mac_without_a_name_the_workbook_in_front_is_meant(windows, monkeypatch):
    monkeypatch.setattr(windows.xlwings, "apps", books_of("front.xlsm", "other.xlsm"))
    monkeypatch.setattr(sys, "argv", ["-c"])
    assert calling_book(mac=True).name == "front.xlsm"


def test_on_windows_it_is_the_one_that_vba_told(windows, monkeypatch):
    told = types.SimpleNamespace(name="told.xlsm")
    monkeypatch.setattr(windows.xlwings.Book, "caller", classmethod(lambda cls: told))
    assert calling_book(mac=False) is told


def test_questions_on_a_mac_pass_texts_as_arguments_and_never_as_code(monkeypatch):
    calls = []

    def run(command, **options):
        calls.append(command)
        return types.SimpleNamespace(stdout="yes\n", returncode=0)

    monkeypatch.setattr(asking.subprocess, "run", run)
    assert asking.ask_text(None, 'Say "hi" & quit', "six", mac=True) == "yes"
    program, flag, script, *arguments = calls[0]
    assert (program, flag, arguments) == ("/usr/bin/osascript", "-e", ['Say "hi" & quit', "six"])
    assert "hi" not in script
