"""Sheets whose names differ in nothing but case from those that the engine gives."""

from __future__ import annotations

import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import Area, CellAddress
from sop_xl.engine.embedded import EmbeddedEngine
from workbooks.adventureworks.load import AS_OF


def test_a_first_sheet_in_other_letters_is_calculated(tmp_path):
    """The engine has a Sheet1 of its own, which took every formula of a SHEET1."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheet, other = book.add_worksheet("SHEET1"), book.add_worksheet("Other")
        sheet.write_row("A1", [5, "text"])
        sheet.write_formula("C1", '=IF(ISBLANK(A1),"",A1*2)', value=0)
        sheet.write_formula("D1", "=SOP_SAFETY_STOCK(0.95,A1,4)", value=0)
        sheet.write_formula("E1", "=1/0", value=0)
        sheet.write_formula("F1", "=E1+1", value=0)
        sheet.write_formula("G1", "=CELL(A1)", value=7)
        sheet.write_formula("H1", "=G1+1", value=8)
        sheet.write_dynamic_array_formula("A3", "=SEQUENCE(3)*A1")
        other.write_formula("A1", "=SUM(Sheet1!A3:A5)+Total", value=0)
        book.define_name("Total", "=SHEET1!$C$1")
    done = recalculate(Task(path, "book.xlsx", AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)
    reader = BookReader.of_bytes(done.data, "book.xlsx")
    cells = {(r, c): v for r, c, v in reader.cells("SHEET1", Area(1, 1, 9, 9))}
    assert [cells[1, 3], round(cells[1, 4], 2), cells[3, 1], cells[4, 1], cells[5, 1]] == [10, 16.45, 5, 10, 15]
    assert reader.value(CellAddress("Other", 1, 1)) == 40
    assert [(e.sheet, e.cell, e.origin) for e in done.report.error_cells] == [
        ("SHEET1", "E1", None), ("SHEET1", "F1", "SHEET1!E1"),
    ]  # fmt: skip
    assert {(n.sheet, n.cell) for n in done.report.not_calculated} == {("SHEET1", "G1"), ("SHEET1", "H1")}
    assert (cells[1, 7], cells[1, 8]) == (7, 8)
