"""What the writers do with files that Excel, or a user, has made richer than the template."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
import xlsxwriter
from book_rules import faults
from features import MAIN, features, parts_of, relation, zipped
from sdk import new_errors

import udfs
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.port import FormulaText, Place, Report
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.links import _with_data_set
from sop_xl.cells.address import Area
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.errors import WorkbookError

BOOK, TYPES, CHAIN, TABLE = "xl/workbook.xml", "[Content_Types].xml", "xl/calcChain.xml", "xl/tables/table1.xml"
DATA, PLAN = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def opened(changes: dict[str, bytes] | None = None) -> HeadlessWorkbook:
    data = zipped({**parts_of(features()), **(changes or {})})
    return HeadlessWorkbook(data, "book.xlsx")


def edited(part: str, pattern: str, instead: str) -> dict[str, bytes]:
    text, times = re.subn(pattern, instead, parts_of(features())[part].decode(), count=1)
    assert times
    return {part: text.encode()}


def cell(row: int, column: int, sheet: str = "Plan") -> Place:
    return Place(sheet, Area(row, column, row, column))


def calculated(data: bytes, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    return recalculate(Task(path, path.name, dt.date(2026, 10, 31), {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)


def test_writing_growing_shrinking_and_new_sheets_add_no_fault(validator):
    book = opened(edited(TABLE, r'(<autoFilter ref="A3:C7")/>', r'\1/><sortState ref="A4:C7"/>'))
    before = book.file()
    book.write(cell(4, 2), [[7.0]])  # the first of shared formulas
    book.write(Place("Plan", Area(4, 7, 5, 7)), [[1.0], [2.0]])  # over an array
    book.write(cell(4, 5), [[FormulaText("=SEQUENCE(3)".replace("SEQ", "_xlfn.SEQ"), Area(4, 5, 6, 5))]])
    book.resize("Sales", 9)
    book.resize("Sales", 2)
    book.add_sheet("Q&A")
    book.show(Report("Title", ("A", "B"), (("x", 1.5), ("=1+1", 44012.0)), ("text", "units"), "My report"))
    assert faults(book.file()) == []
    assert new_errors(before, book.file(), ".xlsx") == []


def test_a_sheet_goes_with_its_names_and_all_that_hangs_on_it(validator):
    book = opened()
    before = book.file()
    book.write(Place("Data", Area(1, 1, 1, 1)), [["x"]])
    book.drop_sheet("Pivot")
    assert faults(book.file()) == []
    assert new_errors(before, book.file(), ".xlsx") == []
    assert not [name for name in parts_of(book.file()) if "pivotTables" in name]
    book = opened(edited(BOOK, r'<definedName name="Total">[^<]*</definedName>', ""))
    book.drop_sheet("Plan")  # the active one, with notes, a chart, and most of the calculation chain
    assert faults(book.file()) == []
    assert new_errors(before, book.file(), ".xlsx") == []
    left = parts_of(book.file())
    assert not [name for name in left if re.search("chart|comment|drawing|vml|calcChain", name)]
    assert b"activeTab" not in left[BOOK] or b'activeTab="0"' in left[BOOK]
    assert left[BOOK].count(b"_xlnm.Print_Area") == 1


@pytest.mark.parametrize(
    ("name", "where"), [("Data", "the defined names|the sheet Plan"), ("Plan", "the defined names")]
)
def test_a_sheet_that_formulas_read_stays(name, where):
    book = opened()
    before = book.file()
    with pytest.raises(WorkbookError, match="formulas read it.*" + f"({where})"):
        book.drop_sheet(name)
    assert book.file() == before


def test_the_only_visible_sheet_stays():
    book = opened(edited(BOOK, r'name="Pivot" sheetId="3"', 'name="Pivot" sheetId="3" state="hidden"'))
    book.write(cell(1, 1, "Pivot"), [["x"]])
    two = opened(
        {BOOK: re.sub(rb'<definedNames>.*</definedNames>', b"", re.sub(rb'(sheetId="[12]")', rb'\1 state="hidden"', parts_of(features())[BOOK]))}
    )  # fmt: skip
    with pytest.raises(WorkbookError, match="only visible"):
        two.drop_sheet("Pivot")


def test_a_new_sheet_takes_no_name_that_differs_in_case_only():
    parts = parts_of(features())
    for name in (BOOK, TYPES, "xl/_rels/workbook.xml.rels"):
        parts[name] = parts[name].replace(b"sheet4.xml", b"Sheet4.xml")
    parts["xl/worksheets/Sheet4.xml"] = parts["xl/worksheets/sheet3.xml"]
    parts[TYPES] = parts[TYPES].replace(
        b"</Types>",
        b'<Override PartName="/xl/worksheets/Sheet4.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Rel", relation("worksheet", "worksheets/Sheet4.xml", "rX") + b"</Rel"
    )
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", b'<sheet name="It\'s &gt; 1" sheetId="9" r:id="rX"/></sheets>')
    book = HeadlessWorkbook(zipped(parts), "book.xlsx")
    book.add_sheet("New")
    assert faults(book.file()) == []
    with pytest.raises(WorkbookError, match="already there"):
        book.add_sheet("it's > 1")


def test_a_workbook_that_declares_its_prefixes_sheet_by_sheet_gets_a_sheet(tmp_path):
    path = tmp_path / "other.xlsx"
    other = openpyxl.Workbook()
    other.create_sheet("Second")
    other.save(path)
    book = HeadlessWorkbook(path.read_bytes(), path.name)
    book.add_sheet("New")
    assert faults(book.file()) == []
    book.drop_sheet("Second")
    book.drop_sheet("New")
    assert book.sheets() == ("Sheet",)
    assert faults(book.file()) == []


@pytest.mark.parametrize("name", ["History", "\U0001f4c8" * 16, "a\nb"])
def test_more_names_that_excel_refuses(name):
    with pytest.raises(WorkbookError, match="not a name"):
        opened().add_sheet(name)


def test_the_last_entry_takes_the_calculation_chain_with_it(validator):
    plain = parts_of(features())
    chain = b'<calcChain xmlns="%b"><c r="A2" i="2"/></calcChain>' % MAIN.encode()
    book = HeadlessWorkbook(zipped({**plain, CHAIN: chain}), "book.xlsx")
    before = book.file()
    book.write(cell(2, 1), [[5.0]])
    assert CHAIN not in parts_of(book.file())
    assert faults(book.file()) == []
    assert new_errors(before, book.file(), ".xlsx") == []


def test_headings_of_tables_stay():
    book = opened()
    with pytest.raises(WorkbookError, match="heading of a table"):
        book.write(cell(3, 2, "Data"), [["Pieces"]])
    book.write(cell(3, 2, "Data"), [["Units"]])
    assert faults(book.file()) == []


@pytest.mark.parametrize("content", ["x" * 32_768, "\U0001f4c8" * 16_384, FormulaText("=" + "1+" * 4_096 + "1")])
def test_what_is_longer_than_a_cell_holds_is_refused(content):
    with pytest.raises(WorkbookError, match="longer than a cell holds"):
        opened().write(cell(20, 1), [[content]])


def test_as_much_as_a_cell_holds_is_written():
    book = opened()
    book.write(cell(20, 1), [["x" * 32_767]])
    assert faults(book.file()) == []


@pytest.mark.parametrize("below", ["a table", "merged cells"])
def test_a_table_does_not_grow_over_what_is_empty_but_taken(below):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.add_table("A1:B3", {"name": "One", "columns": [{"header": "a"}, {"header": "b"}]})
    if below == "a table":
        sheet.add_table("B5:C7", {"name": "Two", "header_row": False})
    else:
        sheet.merge_range("B5:C7", "")
    book.close()
    headless = HeadlessWorkbook(stream.getvalue(), "book.xlsx")
    headless.resize("One", 3)
    with pytest.raises(WorkbookError, match="not empty"):
        headless.resize("One", 4)


def test_a_report_replaces_its_sheet_and_what_hung_on_it(validator):
    report = Report("Title", ("A",), (("x",),), ("text",), "Plan")
    book = opened(edited(BOOK, r'<definedName name="Total">[^<]*</definedName>', ""))
    before = book.file()
    book.show(report)
    assert new_errors(before, book.file(), ".xlsx") == []
    assert "xl/comments1.xml" not in parts_of(book.file())
    assert "xl/worksheets/_rels/sheet2.xml.rels" not in parts_of(book.file())


def test_an_array_that_would_lie_over_a_table_or_merged_cells_is_left_to_excel(tmp_path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "use_future_functions": True})
    sheet = book.add_worksheet("S")
    sheet.add_table("A1:B6", {"name": "One", "columns": [{"header": "a"}, {"header": "b"}]})
    sheet.merge_range("D3:E3", "")
    sheet.write_dynamic_array_formula("A3", "=SEQUENCE(2)", None, 1)
    sheet.write_dynamic_array_formula("D1", "=SEQUENCE(5)", None, 1)
    sheet.write_dynamic_array_formula("G1", "=SEQUENCE(5)", None, 1)
    sheet.write_formula("H1", "=SUM(D1:D5)", None, 1)
    book.close()
    done = calculated(stream.getvalue(), tmp_path)
    assert {cell.cell for cell in done.report.not_calculated} == {"A3", "D1", "H1"}
    assert faults(done.data) == []


def test_a_text_longer_than_a_cell_holds_is_left_to_excel(tmp_path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("S").write_formula("A1", '=REPT("x",20000)&REPT("y",20000)', None, "old")
    book.close()
    done = calculated(stream.getvalue(), tmp_path)
    assert [cell.reason for cell in done.report.not_calculated] == ["a text longer than a cell holds"]
    assert faults(done.data) == []


def test_excel_is_asked_to_calculate_where_the_file_has_no_settings_for_it(validator, tmp_path):
    parts = parts_of(features())
    parts[BOOK] = re.sub(rb"<calcPr[^>]*/>", b"", parts[BOOK])
    parts[PLAN] = parts[PLAN].replace(b"<f>A2/0</f>", b"<f>CUBEVALUE(A2)</f>")
    done = calculated(zipped(parts), tmp_path)
    assert done.report.not_calculated
    assert b'<calcPr fullCalcOnLoad="1"/>' in parts_of(done.data)[BOOK]
    assert new_errors(zipped(parts), done.data, ".xlsx") == []


def test_a_link_without_cells_keeps_no_empty_set_of_them():
    part = b"<externalLink><externalBook><sheetNames/><sheetDataSet><sheetData/></sheetDataSet></externalBook></externalLink>"
    assert _with_data_set(part, "") == b"<externalLink><externalBook><sheetNames/></externalBook></externalLink>"
