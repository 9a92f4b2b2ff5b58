"""What changed, named as a planner names it: sheet, item, key figure, period."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from sop_xl.batch.diff import as_json, diff
from sop_xl.errors import UsageError

MONTHS = (44013, 44044, 44075)


def plan(
    path: Path, *, baseline: float = 10, price: float = 5, sold: float = 7, note: object = "fine", extra: bool = False
) -> Path:
    """A sheet with a band over months and one with a table, as in the template."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Demand plan")
        sheet.write("B1", "Demand plan by item")
        sheet.write("F5", "Baseline")
        sheet.write("G5", "an explanation")
        sheet.write("J5", "Consensus")
        sheet.write_row("B6", ["Item", "Family", "Price"])
        sheet.write_row("F6", MONTHS)
        sheet.write_row("J6", MONTHS)
        for row, item in enumerate(("BK-1", "BK-2"), start=6):
            sheet.write_row(row, 1, [item, "Bikes", price])
            sheet.write_row(row, 5, [baseline, baseline, 1])
            sheet.write_formula(row, 9, f"=F{row + 1}", value=baseline)
        sheet.write("B20", note)
        other = book.add_worksheet("Sales")
        columns = [{"header": header} for header in ("Month", "Item", "Units")]
        other.add_table(
            "B2:D4", {"name": "Sales", "columns": columns, "data": [[43983, "BK-1", sold], [44013, "BK-2", 3]]}
        )
        if extra:
            book.add_worksheet("Extra")
    return path


def test_the_same_contents_are_the_same(tmp_path):
    old, new = plan(tmp_path / "a.xlsx"), plan(tmp_path / "b.xlsx")
    assert diff(old, new).is_same


def test_changes_have_item_figure_and_period(tmp_path):
    found = diff(plan(tmp_path / "a.xlsx"), plan(tmp_path / "b.xlsx", baseline=12, price=6, sold=8)).books[0]
    said = {(c.sheet, c.cell): (c.item, c.figure, c.period, c.old, c.new) for c in found.changes}
    assert said[("Demand plan", "F7")] == ("BK-1", "Baseline", "2020-07", 10, 12)
    assert said[("Demand plan", "G8")] == ("BK-2", "Baseline", "2020-08", 10, 12)
    assert said[("Demand plan", "J7")] == ("BK-1", "Consensus", "2020-07", 10, 12)
    assert said[("Demand plan", "D7")] == ("BK-1", "Price", "", 5, 6)
    assert said[("Sales", "D3")] == ("BK-1", "Units", "2020-06", 7, 8)
    assert len(said) == 4 + 2 + 2 + 1


def test_totals_by_figure_and_item(tmp_path):
    found = diff(plan(tmp_path / "a.xlsx"), plan(tmp_path / "b.xlsx", baseline=12)).books[0]
    total = found.by_figure()[("Demand plan", "Baseline")]
    assert (total.cells, total.old, total.new, total.delta) == (4, 40, 48, 8)
    assert [(item, t.delta) for item, t in found.by_item("Demand plan", "Baseline")] == [("BK-1", 4), ("BK-2", 4)]


def test_text_errors_and_blanks(tmp_path):
    old = plan(tmp_path / "a.xlsx", note="fine")
    assert [(c.old, c.new, c.delta) for c in diff(old, plan(tmp_path / "b.xlsx", note="bad")).books[0].changes] == [
        ("fine", "bad", None)
    ]
    gone = diff(old, plan(tmp_path / "c.xlsx", note=None)).books[0].changes
    assert [(c.old, c.new) for c in gone] == [("fine", None)]
    number = diff(plan(tmp_path / "d.xlsx", note=None), plan(tmp_path / "e.xlsx", note=5)).books[0].changes
    assert [c.delta for c in number] == [5]


def test_numbers_within_the_tolerance_are_the_same(tmp_path):
    old, new = plan(tmp_path / "a.xlsx", sold=7), plan(tmp_path / "b.xlsx", sold=7 * (1 + 1e-12))
    assert diff(old, new).is_same
    assert not diff(old, new, tolerance=0).is_same
    assert diff(old, plan(tmp_path / "c.xlsx", sold=7.05), tolerance=0.01).is_same


def test_formulas_and_sheets_that_differ_are_named(tmp_path):
    old, new = plan(tmp_path / "a.xlsx"), plan(tmp_path / "b.xlsx", extra=True)
    book = diff(old, new).books[0]
    assert (book.sheets_added, book.sheets_removed) == (["Extra"], [])
    assert diff(new, old).books[0].sheets_removed == ["Extra"]
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as one, xlsxwriter.Workbook(tmp_path / "d.xlsx") as two:
        one.add_worksheet("S").write_formula("A1", "=1+1", value=2)
        two.add_worksheet("S").write_formula("A1", "=1*2", value=2)
    book = diff(tmp_path / "c.xlsx", tmp_path / "d.xlsx").books[0]
    assert book.formulas == [("S", "A1")]
    assert book.changes == []
    assert not book.is_same


def test_two_folders_are_compared_by_path(tmp_path):
    plan(tmp_path / "old" / "x" / "a.xlsx")
    plan(tmp_path / "new" / "x" / "a.xlsx", baseline=11)
    plan(tmp_path / "old" / "gone.xlsx")
    plan(tmp_path / "new" / "came.xlsx")
    plan(tmp_path / "new" / "pack" / "executive_pack.xlsx")
    found = diff(tmp_path / "old", tmp_path / "new")
    assert (found.added, found.removed) == (["came.xlsx"], ["gone.xlsx"])
    assert [(book.path, len(book.changes)) for book in found.books] == [("x/a.xlsx", 6)]
    data = json.loads(json.dumps(as_json(found)))
    assert data["workbooks"][0]["figures"][0] == {
        "sheet": "Demand plan", "figure": "Baseline", "cells": 4, "old": 40, "new": 44, "delta": 4,
    }  # fmt: skip


def test_a_workbook_that_cannot_be_read_is_told_and_the_others_compared(tmp_path):
    plan(tmp_path / "old" / "a.xlsx")
    plan(tmp_path / "new" / "a.xlsx", baseline=11)
    for folder in ("old", "new"):
        (tmp_path / folder / "b.xlsx").write_bytes(b"PK\3\4" + folder.encode())
    books = diff(tmp_path / "old", tmp_path / "new").books
    assert books[0].changes
    assert "cut off" in books[1].failure


def test_what_cannot_be_compared_is_a_wrong_call(tmp_path):
    path = plan(tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match="no such file"):
        diff(path, tmp_path / "none.xlsx")
    with pytest.raises(UsageError, match="with a folder"):
        diff(path, tmp_path)
