"""Every action through both doors: the ribbon's macro on an open workbook, and ``sop-xl action`` on the file.

The open workbook is driven by the real xlwings (``main.py`` and ``_xlwindows.py``) on COM objects. What the two leave
behind must be the same, constant for constant and formula for formula, and the number of calls of Excel is bounded.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.port import FormulaText, Place
from sop_xl.actions.registry import action, actions
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellError
from sop_xl.excel.live.macros import CHANGES, run_on
from sop_xl.excel.live.values import received, sent
from sop_xl.excel.live.workbook import LiveWorkbook

AS_OF, TODAY = dt.date(2020, 6, 30), dt.date(2020, 7, 10)

# action → book, answers to what Excel asks, and the most blocks that may be read, asked for formulas, and written
CASES = {
    "new-month": ("company", {}, (25, 13, 1)),
    "status": ("company", {}, (20, 8, 1)),
    "roll-forward": ("north", {"data": "{actuals}"}, (53, 19, 10)),
    "import-data": ("north", {"data": "{actuals}"}, (30, 12, 7)),
    "validate": ("north", {}, (37, 5, 1)),
    "forecast": ("north", {}, (6, 3, 2)),
    "backtest": ("north", {}, (3, 2, 1)),
    "overrides": ("north", {}, (3, 2, 0)),
    "consensus": ("north", {}, (7, 2, 1)),
    "project": ("north", {}, (5, 2, 1)),
    "plan-orders": ("north", {}, (5, 2, 1)),
    "capacity": ("company", {}, (3, 2, 1)),
    "variances": ("north", {}, (8, 4, 1)),
    "price-volume-mix": ("company", {}, (1, 0, 1)),
    "review-links": ("company", {}, (48, 46, 1)),
    "scenario-new": ("north", {"name": "Base"}, (17, 5, 3)),
    "scenario-compare": ("kept", {}, (5, 0, 2)),
    "scenario-promote": ("kept", {"name": "Base", "owner": "Mary", "why": "best"}, (21, 8, 5)),
    "check": ("north", {}, (52, 2, 1)),
    "publish-pack": ("company", {}, (3, 2, 0)),
    "agenda": ("company", {}, (23, 11, 3)),
    "minutes": ("held", {}, (17, 7, 1)),
    "explain": ("small", {"cell": "'Demand plan'!B8"}, (0, 0, 0)),
    "function-reference": ("north", {}, (0, 0, 1)),
    "doctor": ("north", {}, (0, 0, 0)),
    "undo": ("north", {}, (2, 2, 1)),
}


@pytest.fixture(autouse=True)
def without_calculation(monkeypatch):
    """Formulas keep their saved values: what is compared is what actions read and write."""
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)


def contents(book: HeadlessWorkbook, without: tuple[str, ...] = ()) -> dict[str, list]:
    return {s: book.contents(Place(s, book.used(s))) for s in book.sheets() if s not in without}


def assert_same(live: HeadlessWorkbook, headless: HeadlessWorkbook) -> None:
    assert [s for s in live.sheets() if s != CHANGES] == list(headless.sheets())
    for sheet in headless.sheets():
        parts = [book.workbook.package.read(book.workbook.sheets[sheet].part) for book in (live, headless)]
        if parts[0] != parts[1]:
            place = Place(sheet, headless.used(sheet))
            assert live.used(sheet) == place.area
            assert live.contents(place) == headless.contents(place)
    assert {n: t.area for n, t in live.tables().items()} == {n: t.area for n, t in headless.tables().items()}


def test_every_action_has_a_case():
    assert set(CASES) == {a.name for a in actions()}


@pytest.mark.parametrize("name", sorted(set(CASES) - {"undo"}))
def test_both_doors_lead_to_the_same(open_in_excel, books, actuals, tmp_path, name):
    book, given, (reads, formulas, writes) = CASES[name]
    given = {key: value.format(actuals=actuals) for key, value in given.items()}
    headless = HeadlessWorkbook.open(books / f"{book}.xlsx")
    done = perform(action(name), headless, given, TODAY)

    excel, live = open_in_excel(books / f"{book}.xlsx")
    excel.answers = list(given.values())
    excel.protected.update(dict.fromkeys(["Demand plan", "Supply plan"], True) if book != "company" else {})
    excel.Selection = live.sheets["Demand plan"].range("B8").api if name == "explain" else None
    protected = dict(excel.protected)
    run_on(live, name, today=TODAY, folder=tmp_path / "own", mac=False)

    alone = "\n\nOnly this workbook: no other workbook of its cycle is open." if book == "north" else ""
    away = "\n\nNot open and so not done: north.xlsx." if book == "company" else ""
    assert excel.alerts[0].startswith(said(done, tmp_path) + ((alone or away) if action(name).of_cycle else ""))
    assert_same(excel.package, headless)
    assert {s: p for s, p in excel.protected.items() if s in protected} == protected
    assert excel.ScreenUpdating is True
    told, last = excel.status[:-1], excel.status[-1]
    assert told[0] == f"S&OP: {action(name).label}: {book}.xlsx …"  # progress in the status bar, given back at the end
    assert all(text.startswith("S&OP: ") and text.endswith(" …") for text in told)
    assert last is False
    assert excel.trips["read"] <= reads, excel.trips
    assert excel.trips["formulas"] <= formulas, excel.trips
    assert excel.trips["write"] <= writes + bool(done.journal.steps), excel.trips  # one more for the change list
    for draft, data in done.outcome.files.items():
        if not draft.endswith((".pdf", ".xlsx", ".pptx", ".html")):
            assert (tmp_path / draft).read_bytes() == data


def said(done, folder: Path) -> str:
    text = done.outcome.summary
    if done.outcome.files:
        text += f"\n\nIn {folder}: {', '.join(done.outcome.files)}"
    return text


def test_undo_on_the_open_workbook(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    before = contents(excel.package)
    excel.protected["Demand plan"] = True
    for name in ("forecast", "undo"):
        run_on(live, name, today=TODAY, folder=tmp_path, mac=False)
    assert excel.alerts[1].startswith("forecast taken back: 108 cells")
    assert contents(excel.package, (CHANGES, "Forecast report")) == before
    formula = excel.package.contents(excel.package.place("Baseline"))[0][0]
    assert isinstance(formula, FormulaText)
    assert formula.spill == excel.package.place("Baseline").area


def test_a_refusal_is_a_message_and_changes_nothing(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    before = excel.package.file()
    excel.answers = [None]
    run_on(live, "roll-forward", today=TODAY, folder=tmp_path, mac=False)
    assert "Sales has no rows of Jul 2020" in excel.alerts[0]
    assert "Traceback" not in excel.alerts[0]
    assert excel.package.file() == before


def test_a_cancelled_question_does_nothing(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    excel.answers = [False]
    run_on(live, "scenario-new", today=TODAY, folder=tmp_path, mac=False)
    assert excel.alerts == []
    assert excel.trips["write"] == 0


def test_a_bug_is_a_message_with_an_id(open_in_excel, books, tmp_path, monkeypatch, caplog):
    excel, live = open_in_excel(books / "north.xlsx")
    monkeypatch.setattr("sop_xl.excel.live.macros.perform_together", lambda *a: 1 / 0)
    run_on(live, "status", today=TODAY, folder=tmp_path, mac=False)
    assert excel.alerts[0].startswith("A bug in sop_xl, id ")
    assert "ZeroDivisionError" in caplog.text


def test_the_change_list_shows_before_and_now(open_in_excel, books, tmp_path):
    excel, live = open_in_excel(books / "north.xlsx")
    run_on(live, "forecast", today=TODAY, folder=tmp_path, mac=False)
    grid = excel.package.read(Place(CHANGES, Area(1, 1, 6, 6)))
    assert grid[1][1] == "forecast: 108 cells changed. Undo takes them back."
    assert grid[3][1:5] == ["Sheet", "Cell", "Before", "Now"]
    assert grid[4][3].startswith("=SOP_FORECAST(")


def test_a_sheet_with_a_password_is_refused(open_in_excel, books, tmp_path, monkeypatch):
    excel, live = open_in_excel(books / "north.xlsx")
    excel.protected["Demand plan"] = True
    sheet = type(excel.book.Worksheets("Demand plan"))
    monkeypatch.setattr(sheet, "Unprotect", lambda self, password: None)
    run_on(live, "forecast", today=TODAY, folder=tmp_path, mac=False)
    assert "protected by a password" in excel.alerts[0]


def test_the_common_part_of_windows_and_mac_reads_the_same(open_in_excel, books, tmp_path):
    """What is left without ``Value2`` and spills: values by xlwings' own conversion, formulas by ``formula2``."""
    excel, live = open_in_excel(books / "north.xlsx")
    mac = LiveWorkbook(live, tmp_path, mac=True)
    windows = LiveWorkbook(live, tmp_path, mac=False)
    for sheet in ("Settings", "Sales", "Overrides", "Demand plan"):
        place = Place(sheet, windows.used(sheet))
        assert mac.read(place) == windows.read(place) == excel.package.read(place)


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-1", "@x", "Jul 2020", "1-2", "TRUE", "#N/A", "007", "'quoted", "plain"]
)
def test_texts_are_sent_so_that_they_stay_texts(value):
    assert sent(value) == f"'{value}"


def test_values_that_come_back():
    raw = ((1.5, True, None), ("", "text", -2146826246), (dt.datetime(2020, 6, 30), "#DIV/0!", 7))
    assert received(raw) == [[1.5, True, None], [None, "text", CellError.NA], [44012.0, CellError.DIV0, 7.0]]
    assert received(5.0) == [[5.0]]
    assert received(("a", "b")) == [["a", "b"]]
