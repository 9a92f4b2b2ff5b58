"""Writing input cells, table rows and sheets: what was meant to change does, and not one byte of another part."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile

import openpyxl
import pytest
from xlsxwriter import Workbook as Writer

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.journal import Recorder, from_json, take_back, to_json
from sop_xl.actions.port import FormulaText, Place, Report
from sop_xl.book.package import Package
from sop_xl.book.sheets import with_sheet
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellError
from sop_xl.errors import UsageError, WorkbookError


@pytest.fixture
def small() -> HeadlessWorkbook:
    """A workbook as the template makes them, but small: settings, a table with choices, an array, print areas."""
    stream = io.BytesIO()
    book = Writer(stream, {"in_memory": True, "use_future_functions": True})
    for name in ("Home", "Settings", "Overrides"):
        sheet = book.add_worksheet(name)
        sheet.print_area(0, 0, 9, 4 if name == "Overrides" else 9)
    settings, overrides = book.get_worksheet_by_name("Settings"), book.get_worksheet_by_name("Overrides")
    settings.write_number(
        "C7", 44012, book.add_format({"num_format": "d mmm yyyy", "bold": True, "bg_color": "#FFFF00"})
    )
    settings.write_string("C8", "Consensus")
    book.define_name("AsOf", "=Settings!$C$7")
    book.define_name("PlanName", "=Settings!$C$8")
    columns = [{"header": "Item"}, {"header": "Kind"}, {"header": "State", "formula": '=IF([@Item]="","","ok")'}]
    overrides.add_table("B5:D6", {"name": "Overrides", "columns": columns})
    overrides.data_validation("B6:B6", {"validate": "list", "source": ["a", "b"]})
    overrides.conditional_format("D6:D6", {"type": "no_blanks", "format": book.add_format({"bold": True})})
    settings.write_dynamic_array_formula("F1:F3", "=SEQUENCE(3)", None, 1)
    book.close()
    return HeadlessWorkbook(stream.getvalue(), "small.xlsx")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: bytes, after: bytes) -> set[str]:
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_a_cell_changes_one_part(unit):
    before = unit.file()
    place = unit.place("AsOf")
    unit.write(place, [[44043.0]])
    assert changed(before, unit.file()) == {unit.workbook.sheets["Settings"].part}
    assert unit.read(place) == [[44043.0]]


def test_only_the_cell_changes_in_its_part(unit):
    part = unit.workbook.sheets["Settings"].part
    before = parts(unit.file())[part]
    unit.write(unit.place("AsOf"), [[44043.0]])
    cells = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
    old, new = cells.findall(before), cells.findall(parts(unit.file())[part])
    assert len(old) == len(new)
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_text_of_data_never_becomes_a_formula(small):
    place = small.place("PlanName")
    for text in ('=HYPERLINK("http://x")', "+1", "@A1", "  spaces ", "a<b&c", "_x0041_", "line\nline"):
        small.write(place, [[text]])
        assert small.read(place) == [[text]]
        assert not isinstance(small.contents(place)[0][0], FormulaText)
        sheet = openpyxl.load_workbook(io.BytesIO(small.file()))["Settings"]
        cell = sheet.cell(place.area.top, place.area.left)
        assert cell.data_type == "s"
        assert cell.value.replace("_x005F_", "_") == text  # openpyxl leaves that escape as it is


@pytest.mark.parametrize("value", [1.5, True, CellError.NA, None, 0.1 + 0.2])
def test_every_kind_of_value_comes_back(unit, value):
    place = unit.place("PlanName")
    unit.write(place, [[value]])
    assert unit.read(place) == [[value]]


def test_style_of_a_cell_stays(small):
    place = small.place("AsOf")
    before = openpyxl.load_workbook(io.BytesIO(small.file()))["Settings"].cell(place.area.top, place.area.left)
    small.write(place, [[44043.0]])
    after = openpyxl.load_workbook(io.BytesIO(small.file()))["Settings"].cell(place.area.top, place.area.left)
    assert after.number_format == before.number_format == "d mmm yyyy"
    assert after.fill.fgColor.rgb == before.fill.fgColor.rgb == "FFFFFF00"


def test_values_over_an_array_and_the_array_back(unit, everything):
    before = everything(unit)
    place = unit.place("Baseline")
    formulas, values = unit.contents(place), unit.read(place)
    assert isinstance(formulas[0][0], FormulaText)
    assert formulas[0][0].spill == place.area
    unit.write(place, values)
    assert unit.contents(place) == values
    unit.write(place, formulas)
    assert everything(unit) == before


def test_part_of_an_array_is_refused(unit):
    place = unit.place("Baseline")
    inside = Area(place.area.top + 1, place.area.left, place.area.top + 1, place.area.left)
    with pytest.raises(WorkbookError, match="part of an array"):
        unit.write(Place(place.sheet, inside), [[1.0]])


def shared_formulas() -> bytes:
    """Excel's way of saving a filled column: the first cell has the text, the others only its number."""
    stream = io.BytesIO()
    book = Writer(stream, {"in_memory": True})
    sheet = book.add_worksheet("S")
    for row in range(4):
        sheet.write_number(row, 0, row + 1)
        sheet.write_formula(row, 1, f"=A{row + 1}*2", None, (row + 1) * 2)
    book.close()
    package = Package(stream.getvalue(), "shared.xlsx")
    xml = package.read("xl/worksheets/sheet1.xml")
    xml = xml.replace(b"<f>A1*2</f>", b'<f t="shared" ref="B1:B4" si="0">A1*2</f>')
    for row in (2, 3, 4):
        xml = xml.replace(b"<f>A%d*2</f>" % row, b'<f t="shared" si="0"/>')
    chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B1" i="1"/><c r="B2"/><c r="B3"/><c r="B4"/></calcChain>'
    rels = package.read("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>',
    )
    types = package.read("[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>',
    )
    return package.with_parts(
        {
            "xl/worksheets/sheet1.xml": xml,
            "xl/calcChain.xml": chain,
            "xl/_rels/workbook.xml.rels": rels,
            "[Content_Types].xml": types,
        }
    )


def test_a_shared_formula_that_loses_its_first_cell():
    book = HeadlessWorkbook(shared_formulas(), "shared.xlsx")
    column = Place("S", Area(1, 2, 4, 2))
    assert [row[0].text for row in book.contents(column)] == ["=A1*2", "=A2*2", "=A3*2", "=A4*2"]
    book.write(Place("S", Area(1, 2, 1, 2)), [[7.0]])
    assert [row[0] if row[0] == 7.0 else row[0].text for row in book.contents(column)] == [
        7.0,
        "=A2*2",
        "=A3*2",
        "=A4*2",
    ]
    chain = parts(book.file())["xl/calcChain.xml"]
    assert re.findall(rb'r="(B\d)"(?: i="(\d)")?', chain) == [(b"B2", b"1"), (b"B3", b""), (b"B4", b"")]


def test_a_table_grows_with_its_formulas_choices_and_colours(small):
    table = small.tables()["Overrides"]
    state = table.area.left + table.columns.index("State")
    small.resize("Overrides", 3)
    grown = small.tables()["Overrides"]
    assert grown.data.rows == 3
    texts = [row[0].text for row in small.contents(Place(table.sheet, Area(6, state, 8, state)))]
    assert len(set(texts)) == 1
    assert "[#This Row]" in texts[0]
    sheet = openpyxl.load_workbook(io.BytesIO(small.file()))["Overrides"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B6:B8"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["D6:D8"]
    assert sheet.tables["Overrides"].ref == str(grown.area)
    assert sheet.tables["Overrides"].autoFilter.ref == str(grown.area)


def test_relative_formulas_move_with_their_row(company):
    table = company.tables()["Decisions"]
    wanted = table.area.left + table.columns.index("Wanted")
    company.resize("Decisions", 2)
    first, second = (row[0].text for row in company.contents(Place(table.sheet, Area(6, wanted, 7, wanted))))
    assert second == first.replace("J6=", "J7=").replace(":J6", ":J7")


def test_a_table_does_not_grow_over_what_stands_below(company):
    with pytest.raises(WorkbookError, match="not empty"):
        company.resize("Agenda", 30)


def test_a_table_keeps_a_row(unit):
    with pytest.raises(WorkbookError, match="at least one row"):
        unit.resize("Overrides", 0)


def test_shrinking_empties_what_leaves(unit):
    sales = unit.tables()["Sales"]
    unit.resize("Sales", 3)
    below = Place("Sales", Area(sales.data.top + 3, sales.area.left, sales.data.bottom, sales.area.right))
    assert all(value is None for row in unit.read(below) for value in row)


@pytest.mark.parametrize("name", ["", "a/b", "x" * 32, "[1]", "'x", "Home", "HOME"])
def test_names_that_excel_refuses(unit, name):
    with pytest.raises(WorkbookError):
        with_sheet(unit.workbook, name)


def test_a_sheet_comes_and_goes(small):
    before = parts(small.file())
    small.add_sheet("Q&A <1>")
    assert small.sheets()[-1] == "Q&A <1>"
    assert openpyxl.load_workbook(io.BytesIO(small.file())).sheetnames[-1] == "Q&A <1>"
    small.drop_sheet("Q&A <1>")
    assert parts(small.file()) == before


def test_dropping_a_sheet_keeps_local_names_of_others(small):
    book = openpyxl.load_workbook(io.BytesIO(small.file()))
    last = book.sheetnames[-1]
    area = str(book[last].print_area)
    small.drop_sheet("Home")
    after = openpyxl.load_workbook(io.BytesIO(small.file()))
    assert str(after[last].print_area) == area


def test_reports_are_replaced_and_their_styles_made_once(small):
    report = Report("Title", ("A", "B"), (("x", 1234.5), ("=1+1", 44012.0)), ("text", "units"), "My report")
    small.show(report)
    once = small.file()
    small.show(report)
    assert small.file() == once
    cell = openpyxl.load_workbook(io.BytesIO(once))["My report"]["C5"]
    assert (cell.value, cell.number_format) == (1234.5, "#,##0")
    assert openpyxl.load_workbook(io.BytesIO(once))["My report"]["B6"].data_type == "s"


def test_a_journal_takes_everything_back_also_from_its_file(unit, everything):
    before = everything(unit)
    recorder = Recorder(unit, "test")
    recorder.write(unit.place("AsOf"), [[44043.0]])
    recorder.resize("Sales", 5)
    recorder.resize("Overrides", 4)
    recorder.write(unit.place("Baseline"), unit.read(unit.place("Baseline")))
    recorder.add_sheet("New")
    recorder.write(Place("New", Area(1, 1, 1, 2)), [["a", CellError.DIV0]])
    journal = from_json(to_json([recorder.journal]))[0]
    assert everything(unit) != before
    take_back(unit, journal, force=False)
    assert everything(unit) == before


def test_undo_refuses_what_was_edited_since(unit, everything):
    recorder = Recorder(unit, "test")
    place = unit.place("AsOf")
    recorder.write(place, [[44043.0]])
    unit.write(place, [[44044.0]])
    edited = everything(unit)
    with pytest.raises(UsageError, match="changed since"):
        take_back(unit, recorder.journal, force=False)
    assert everything(unit) == edited
    take_back(unit, recorder.journal, force=True)
    assert unit.read(place) == [[44012.0]]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"version": 9, "journals": []}', '{"version": 1, "journals": [{"action": 1}]}', "[1]"]
)
def test_damaged_undo_files_are_refused(text):
    with pytest.raises(UsageError):
        from_json(text)


@pytest.mark.libreoffice
def test_libreoffice_reads_what_was_written(small, soffice, tmp_path):
    small.resize("Overrides", 3)
    small.add_sheet("Added")
    small.write(Place("Added", Area(2, 2, 2, 3)), [["=text", FormulaText("=1+1")]])
    small.show(Report("T", ("A",), ((1.0,),), ("units",), "My report"))
    book = tmp_path / "written.xlsx"
    book.write_bytes(small.file())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(book),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)
    read = openpyxl.load_workbook(tmp_path / "out" / "written.xlsx", data_only=True)
    assert [read["Added"]["B2"].value, read["Added"]["C2"].value] == ["=text", 2]
    assert read["My report"]["B5"].value == 1
