"""Several processes at one workbook change nothing in what comes out."""

from __future__ import annotations

import dataclasses

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book import sheet_xml, side_by_side, splice
from sop_xl.book.package import Package
from sop_xl.engine import embedded, listed_sums
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.errors import WorkbookError
from workbooks.adventureworks.load import AS_OF


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(side_by_side, "_SMALLEST", 0)
    monkeypatch.setattr(embedded, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(listed_sums, "_WORTH_AN_INDEX", 1)


def _write(path, first_sheet):
    book = xlsxwriter.Workbook(path)
    orders, plan, notes = (book.add_worksheet(name) for name in (first_sheet, "Plan", "Übersicht"))
    for row in range(30):
        orders.write_row(row, 0, [f"Item {row % 5}", row % 3, 0.1 * row])
        key = f"'{first_sheet}'!$A$1:$A$30"
        plan.write_row(row, 0, [f"Item {row % 7}", 0.1 + 0.2, 0.3])
        plan.write_formula(row, 3, f"IF(B{row + 1}=C{row + 1},1,0)")
        plan.write_formula(row, 4, f"B{row + 1}-0.1-0.2")
        sums = f"'{first_sheet}'!$C$1:$C$30,{key},A{row + 1},'{first_sheet}'!$B$1:$B$30,1"
        plan.write_formula(row, 5, f"SUMIFS({sums})")
        plan.write_formula(row, 6, f'COUNTIF({key},"Item 1")/MOD(ROW(),3)')
    plan.write_dynamic_array_formula("I1:I5", "=UNIQUE(A1:A30)")
    plan.write_dynamic_array_formula("K1:K6", f"=SOP_FORECAST('{first_sheet}'!C1:C24,6)")
    notes.write_formula("A1", "=LEN(1/3)+SUM(Plan!D1:G30)")
    notes.write_formula("A2", '=IF(Plan!D1=1,"größer","ä")')
    notes.write_formula("A3", "=NOT_THERE(1)")
    book.close()


@pytest.mark.parametrize("first_sheet", ["Orders", "SHEET1"])
def test_the_same_bytes_and_the_same_report(tmp_path, first_sheet):
    path = tmp_path / "book.xlsx"
    _write(path, first_sheet)
    made = []
    for processes in (1, 2, 3, 8):
        task = Task(path, "book.xlsx", AS_OF, {}, processes=processes)
        made.append(recalculate(task, EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY))
    assert made[0].report.error_cells
    assert made[0].report.not_calculated
    for other in made[1:]:
        assert other.data == made[0].data
        assert dataclasses.asdict(other.report) == dataclasses.asdict(made[0].report)


def test_the_same_refusal(tmp_path):
    path = tmp_path / "book.xlsx"
    _write(path, "Orders")
    damaged = {f"xl/worksheets/sheet{number}.xml": b"<worksheet><sheetData></worksheet>" for number in (2, 3)}
    path.write_bytes(Package.open(path).with_parts(damaged))
    told = []
    for processes in (1, 2, 3):
        with pytest.raises(WorkbookError) as raised:
            recalculate(
                Task(path, "book.xlsx", AS_OF, {}, processes=processes), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY
            )
        told.append(str(raised.value))
    assert "sheet2" in told[0]
    assert told == [told[0]] * 3


def test_sheets_are_written_in_stretches(tmp_path, monkeypatch):
    path = tmp_path / "book.xlsx"
    _write(path, "Orders")
    contents = []
    for stretch, block in ((2**23, 2**20), (2_000, 500), (1, 1)):
        monkeypatch.setattr(splice, "_STRETCH", stretch)
        monkeypatch.setattr(sheet_xml, "_BLOCK", block)
        made = []
        for processes in (1, 3):
            task = Task(path, "book.xlsx", AS_OF, {}, processes=processes)
            made.append(recalculate(task, EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY))
        assert made[0].data == made[1].data
        package = Package(made[0].data, "book.xlsx")
        contents.append([package.read(part) for part in package.parts])  # compares the check sums too
    assert contents == [contents[0]] * 3
