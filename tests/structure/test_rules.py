"""The rules themselves: a sound workbook passes, and each kind of damage is told."""

from __future__ import annotations

import re

import pytest
from book_rules import faults
from features import features, parts_of, relation, zipped
from sdk import new_errors, schema_errors

BOOK, LINKS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
DATA, PLAN, TABLE = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
PLAN_LINKS = "xl/worksheets/_rels/sheet2.xml.rels"
LONG = "x" * 32_768


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    return parts_of(features())


def test_a_sound_workbook_passes(sound, validator):
    assert faults(zipped(sound)) == []
    assert not schema_errors(zipped(sound), ".xlsx")
    assert faults(features(date1904=True)) == []


DAMAGE = [
    # what Excel says nothing about until it opens the file: part, what is replaced (once), by what, what the rule says
    (TYPES, r'<Override PartName="/xl/worksheets/sheet1.xml"[^>]*>', "", "has the type application/xml"),
    (TYPES, r"</Types>", '<Override PartName="/xl/none.xml" ContentType="x"/></Types>', "/xl/none.xml is no part"),
    (TYPES, r"</Types>", '<Override PartName="/xl/Styles.xml" ContentType="x"/></Types>', "/xl/styles.xml 2 times"),
    (TYPES, r"spreadsheetml\.sheet\.main", "spreadsheetml.template.main", "in a file .xlsx"),
    (LINKS, r"worksheets/sheet3.xml", "worksheets/sheet9.xml", "sheet9.xml, which is not there"),
    (LINKS, r'Id="rId2"', 'Id="rId1"', "id rId1 2 times"),
    (PLAN, r'<drawing r:id="rId\d"', '<drawing r:id="rId77"', "relationship rId77, which is not there"),
    (PLAN, r'<legacyDrawing r:id="rId\d"/>', "", "notes without their drawing"),
    (BOOK, r'name="Plan"', 'name="data"', "sheet 'data' 2 times"),
    (BOOK, r'name="Pivot"', 'name="a/b"', "'a/b' is no name for a sheet"),
    (BOOK, r'name="Pivot"', 'name="History"', "'History' is no name for a sheet"),
    (BOOK, r'name="Pivot"', f'name="{"x" * 32}"', "is no name for a sheet"),
    (BOOK, r'sheetId="3"', 'sheetId="1"', "sheetId '1' 2 times"),
    (BOOK, r'activeTab="1"', 'activeTab="3"', "activeTab 3 of 3 sheets"),
    (BOOK, r'name="Plan" sheetId="2"', 'name="Plan" sheetId="2" state="hidden"', "the active sheet 'Plan' is hidden"),
    (BOOK, r'name="Total"', 'name="A1"', "'A1' is no defined name"),
    (BOOK, r'name="Total"', 'name="sales"', "name 'sales' 2 times"),
    (BOOK, r'localSheetId="1"', 'localSheetId="0"', "2 times in scope '0'"),
    (BOOK, r'localSheetId="1"', 'localSheetId="5"', "local to sheet 5 of 3"),
    (BOOK, r"Plan!\$A\$2", "Gone!$A$2", "the sheet 'Gone' is not there"),
    (BOOK, r'cacheId="7"', 'cacheId="8"', "no cache 7"),
    (TABLE, r'name="Units"', 'name="Pieces"', "column 'Pieces' has the heading 'Units'"),
    (TABLE, r'name="Units"', 'name="ITEM"', "column name 'item' 2 times"),
    (TABLE, r'(<table [^>]*)ref="A3:C7"', r'\1ref="A3:D7"', "3 columns in A3:D7"),
    (TABLE, r'(<autoFilter )ref="A3:C7"', r'\1ref="A3:C6"', "filters A3:C6"),
    (TABLE, r'<autoFilter ref="A3:C7"/>', '<autoFilter ref="A3:C7"/><sortState ref="A4:C9"/>', "sorts A4:C9"),
    (TABLE, r"\[\[#This Row\],\[Units\]\]", "[@Units]", "[#This Row] in a file"),
    (TABLE, r"\[\[#This Row\],\[Units\]\]", "[[#This Row],Units]", "in brackets"),
    (TABLE, r"Sales\[\[#This Row\],\[Units\]\]", "[[#This Row],[Units]]", "names its table"),
    (TABLE, r"\[#This Row\]", "[#Here]", "#Here is no part of a table"),
    (STYLES, r'fontId="1"', 'fontId="99"', "fontId 99"),
    (STYLES, r'formatCode="0.000"', f'formatCode="{"0" * 256}"', "256 characters"),
    (STYLES, r'(<xf numFmtId=")164', r"\g<1>190", "number format 190"),
    (STRINGS, r"<t>Item</t>", f"<t>{LONG}</t>", "32768 characters"),
    ("xl/calcChain.xml", r'r="A2" i="2"', 'r="A2" i="1"', "A2 of sheet 1 holds no formula"),
    ("xl/calcChain.xml", r'r="A2" i="2"', 'r="A2" i="4"', "no sheet 4"),
    ("xl/calcChain.xml", r"(?s)<c r=.*/>", "", "calcChain: empty"),
    (DATA, r't="s"><v>\d+</v>', 't="s"><v>999</v>', "shared string 999"),
    (DATA, r'<row r="4"', '<row r="3"', "row 3 after row 3"),
    (DATA, r'<c r="B4"', '<c r="A4"', "A4: in row 4 after column 1"),
    (DATA, r'<c r="B4"><v>5</v>', '<c r="B4"><v>nan</v>', "'nan' is no number"),
    (DATA, r'<c r="B4"><v>5</v>', '<c r="B4" t="b"><v>5</v>', "'5' is no truth value"),
    (DATA, r'<c r="B4"><v>5</v>', '<c r="B4" t="e"><v>#SPILL!</v>', "'#SPILL!' is no error of a file"),
    (DATA, r'<c r="B4"><v>5</v>', f'<c r="B4" t="str"><v>{LONG}</v>', "B4: text of 32768 characters"),
    (DATA, r'<c r="B4"><v>5</v>', f'<c r="B4" t="inlineStr"><is><t>{LONG}</t></is>', "inline text of 32768"),
    (DATA, r'<c r="B4">', '<c r="B4" s="999">', "style 999"),
    (DATA, r'<c r="B4">', '<c r="B4" cm="1">', "metadata of an array without an array"),
    (PLAN, r'cm="1"', 'cm="7"', "metadata 7"),
    (PLAN, r'ref="D4:D5"', 'ref="D3:D5"', "an array over D3:D5"),
    (PLAN, r'ref="E4:E7"', 'ref="E4:G7"', "covers the formula|overlap"),
    (PLAN, r'ref="D4:D5"', 'ref="D4:D4000000"', "an array over"),
    (PLAN, r'<f t="shared" ref="B4:B7" si="0">A4\*2</f>', "<f>A4*2</f>", "shared formula 0 is not there"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>=SUM(Sales[Units])", "begins with ="),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>SUM(Sales[Pieces])", "no column 'pieces'"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>SUM(Other[Units])", "the table 'Other' is not there"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>SUM('No such'!A1)", "the sheet 'No such' is not there"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>'[1]Sheet 1'!A1", "the link [1] is not there"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>XLOOKUP(1,A1,A2)", "XLOOKUP lacks its _xlfn."),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>_xlfn.LET(x,1,x)", "lacks its _xlpm."),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>_xlfn.SORT(A1:A2)", "_xlfn._xlws.SORT in a file"),
    (STYLES, r'(<cellStyle name="Normal"[^>]*>)', r"\1\1", "cell style 'normal' 2 times"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>SUM(D4#)", "ANCHORARRAY"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", "<f>@D4", "SINGLE"),
    (PLAN, r"<f>SUM\(Sales\[Units\]\)", f"<f>{'1+' * 4200}1", "a formula of"),
    (PLAN, r"<mergeCell ref=\"A1:B1\"/>", '<mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/>', "overlap"),
    (PLAN, r"<mergeCell ref=\"A1:B1\"/>", '<mergeCell ref="D5:E5"/>', "the array at"),
    (DATA, r"<tableParts", '<mergeCells count="1"><mergeCell ref="B4:B5"/></mergeCells><tableParts', "overlap"),
    (PLAN, r'(<dataValidation [^>]*)sqref="J4"', r'\1sqref="I6:J6"', "choices 0 at|overlap"),
    (PLAN, r"<formula1>J4&gt;0</formula1>", f"<formula1>{'1+' * 130}1</formula1>", "a formula of 261 characters"),
    (PLAN, r'priority="2"', 'priority="1"', "colour priority 1 2 times"),
    (PLAN, r'dxfId="0"', 'dxfId="9"', "format 9"),
    (PLAN, r'(<col min=")3(" max=")4', r"\g<1>3\g<2>20000", "column widths"),
    (PLAN, r'<hyperlink ref="K4"', '<hyperlink ref="?"', "hyperlink at"),
    ("xl/comments1.xml", r'ref="A2"', 'ref="B9"', "the note at B9 has no shape"),
    ("xl/comments1.xml", r'authorId="0"', 'authorId="3"', "author 3"),
    (STYLES, r"</styleSheet>", "</styleshet>", "not well-formed"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "pattern", "instead", "said"), DAMAGE, ids=[f"{d[0]} {d[3]}" for d in DAMAGE])
def test_each_damage_is_told(sound, part, pattern, instead, said):
    text, times = re.subn(pattern, instead, sound[part].decode(), count=1)
    assert times == 1, "there is nothing of the kind to damage"
    found = faults(zipped({**sound, part: text.encode()}))
    assert any(words in line for line in found for words in said.split("|")), found


def test_two_entries_of_one_name_are_told(sound):
    assert any("2 entries" in line for line in faults(zipped(sound, ("xl/Styles.xml", sound[STYLES]))))


def test_links_of_a_part_that_is_not_there_are_told(sound):
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    found = faults(zipped({**sound, "xl/worksheets/_rels/sheet8.xml.rels": empty}))
    assert any("relationships of a part that is not there" in line for line in found)


def test_a_project_of_macros_in_a_plain_workbook_is_told(sound):
    links = sound[LINKS].replace(b"</Rel", relation("vbaProject", "vbaProject.bin", "rV") + b"</Rel")
    types = sound[TYPES].replace(b"</Types>", b'<Default Extension="bin" ContentType="x"/></Types>')
    found = faults(zipped({**sound, LINKS: links, TYPES: types, "xl/vbaProject.bin": b"x"}))
    assert any("VBA project" in line for line in found)


def test_the_validator_sees_what_the_schema_forbids(sound, validator):
    damaged = zipped({**sound, PLAN: sound[PLAN].replace(b"<sheetData>", b"<sheetData><nonsense/>", 1)})
    assert any("nonsense" in line for line in schema_errors(damaged, ".xlsx"))
    assert any("nonsense" in line for line in new_errors(zipped(sound), damaged, ".xlsx"))
    assert new_errors(damaged, damaged, ".xlsx") == []
