"""New values into sheet XML: everything else byte for byte as it was."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.book.calculation_copy import with_explicit_blanks
from sop_xl.book.cell_xml import encode_number, encode_value, fill_cells
from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.sheet_xml import SheetXml, decode_text, decode_value, encode_text, read_shared_strings
from sop_xl.book.splice import splice_values
from sop_xl.cells.address import Area
from sop_xl.cells.formula import Spread
from sop_xl.cells.values import CellError
from sop_xl.errors import CorruptWorkbookError

HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://x"><sheetData>'
TAIL = b"</sheetData><pageMargins/></worksheet>"


def sheet(rows: bytes) -> SheetXml:
    return SheetXml(HEAD + rows + TAIL, book="b", part="p")


def from_cells(values: dict):
    """The values of an area, out of single cells."""
    return lambda area: [
        [values.get((row, column)) for column in range(area.left, area.right + 1)]
        for row in range(area.top, area.bottom + 1)
    ]


def spliced(rows: bytes, values: dict, spills: dict | None = None, keep=frozenset()) -> bytes:
    xml = sheet(rows)
    data = splice_values(xml, from_cells(values), FormulaCells(xml).arrays, spills or {}, keep)
    assert data.startswith(HEAD)
    assert data.endswith(TAIL)
    return data[len(HEAD) : -len(TAIL)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (5.0, b'<c r="A1" s="3"><f>X</f><v>5</v></c>'),
        (0.1, b'<c r="A1" s="3"><f>X</f><v>0.1</v></c>'),
        (1e300, b'<c r="A1" s="3"><f>X</f><v>1e+300</v></c>'),
        (True, b'<c r="A1" s="3" t="b"><f>X</f><v>1</v></c>'),
        ("a<b & c", b'<c r="A1" s="3" t="str"><f>X</f><v>a&lt;b &amp; c</v></c>'),
        (" a ", b'<c r="A1" s="3" t="str"><f>X</f><v xml:space="preserve"> a </v></c>'),
        ("", b'<c r="A1" s="3" t="str"><f>X</f><v></v></c>'),
        (None, b'<c r="A1" s="3" t="str"><f>X</f><v></v></c>'),
        (CellError.NA, b'<c r="A1" s="3" t="e"><f>X</f><v>#N/A</v></c>'),
        (CellError.SPILL, b'<c r="A1" s="3" t="e"><f>X</f><v>#VALUE!</v></c>'),
        ("=1+1", b'<c r="A1" s="3" t="str"><f>X</f><v>=1+1</v></c>'),
        ("a\x07b_x0041_", b'<c r="A1" s="3" t="str"><f>X</f><v>a_x0007_b_x005F_x0041_</v></c>'),
    ],
)
@pytest.mark.parametrize(
    "old",
    [b"<v>9</v>", b"", b"<v/>", b"<v></v>"],
    ids=["value", "none", "self-closing", "empty"],
)
def test_every_type_of_value(value, cell, old):
    rows = b'<row r="1"><c r="A1" s="3" t="str"><f>X</f>' + old + b"</c></row>"
    got = spliced(rows, {(1, 1): value})
    if value in ("", None) and old in (b"<v></v>", b"", b"<v/>"):
        assert got == rows, "already an empty text"
    else:
        assert got == b'<row r="1">' + cell + b"</row>"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A1"><f>X</f><v>1.50</v></c>', 1.5),
        (b'<c r="A1" t="n"><f>X</f><v>1.5E0</v></c>', 1.5),
        (b'<c r="A1" t="str"><f>X</f><v>a&#38;b</v></c>', "a&b"),
        (b'<c r="A1" t="b"><f>X</f><v>0</v></c>', False),
        (b'<c r="A1" t="e" vm="1"><f>X</f><v>#VALUE!</v></c>', CellError.VALUE),
    ],
)
def test_an_equal_value_keeps_its_bytes(cell, value):
    assert spliced(b'<row r="1">' + cell + b"</row>", {(1, 1): value}) == b'<row r="1">' + cell + b"</row>"


def test_a_number_one_is_not_true():
    got = spliced(b'<row r="1"><c r="A1"><f>X</f><v>1</v></c></row>', {(1, 1): True})
    assert b't="b"' in got


def test_value_cells_shared_formulas_and_odd_attributes_stay():
    rows = (
        b'<row r="1" ht="20"><c r="A1" t="s"><v>0</v></c>'
        b'<c s=\'2\' r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>1</v></c></row>'
        b'<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    got = spliced(rows, {(1, 2): 4.0, (2, 2): 6.0})
    assert got == rows.replace(b"<v>1</v></c></row><row", b"<v>4</v></c></row><row").replace(
        b'si="0"/><v>1</v>', b'si="0"/><v>6</v>'
    )


def test_a_namespace_prefix_is_kept():
    xml = b'<x:worksheet xmlns:x="http://x"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>X</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    data = splice_values(SheetXml(xml, book="b", part="p"), lambda area: [[2.0] * area.columns] * area.rows)
    assert data == xml.replace(b"<x:v>1</x:v>", b"<x:v>2</x:v>")


def test_kept_cells_are_not_touched():
    rows = b'<row r="1"><c r="A1"><f>X</f><v>1</v></c><c r="B1"><f>Y</f><v>2</v></c></row>'
    got = spliced(rows, {(1, 1): 9.0, (1, 2): 9.0}, keep=frozenset({(1, 1)}))
    assert got == rows.replace(b"<v>2</v>", b"<v>9</v>")


DYNAMIC = (
    b'<row r="2" spans="1:3"><c r="A2" s="1"/><c r="B2" s="1" cm="1"><f t="array" ref="B2:C3">F()</f><v>1</v></c>'
    b'<c r="C2" s="1"><v>2</v></c></row><row r="3"><c r="B3" s="1"><v>3</v></c><c r="C3" s="1"><v>4</v></c></row>'
)


def test_a_spill_that_grows_makes_cells_and_rows_in_order():
    values = {(r, c): float(10 * r + c) for r in range(2, 6) for c in range(2, 5)}
    got = spliced(DYNAMIC + b'<row r="7"><c r="A7"><v>7</v></c></row>', values, {(2, 2): Area(2, 2, 5, 4)})
    assert b'ref="B2:D5"' in got
    assert b'<row r="2"><c r="A2" s="1"/><c r="B2" s="1" cm="1">' in got, "the spans of a longer row are dropped"
    assert b'<c r="C2" s="1"><v>23</v></c><c r="D2"><v>24</v></c></row>' in got
    assert b'<row r="4"><c r="B4"><v>42</v></c><c r="C4"><v>43</v></c><c r="D4"><v>44</v></c></row>' in got
    assert got.index(b'<row r="5">') < got.index(b'<row r="7">')


def test_a_spill_that_shrinks_empties_cells_and_keeps_their_style():
    got = spliced(DYNAMIC, {(2, 2): 5.0}, {(2, 2): Area(2, 2, 2, 2)})
    assert b'ref="B2"' in got
    assert b'<c r="C2" s="1"/>' in got
    assert b'<c r="B3" s="1"/><c r="C3" s="1"/>' in got


def test_a_spill_of_texts_and_errors():
    values = {(2, 2): "a", (2, 3): CellError.DIV0, (3, 2): "", (3, 3): True}
    got = spliced(DYNAMIC, values, {(2, 2): Area(2, 2, 3, 3)})
    assert b'<c r="C2" s="1" t="e"><v>#DIV/0!</v></c>' in got
    assert b'<c r="B3" s="1" t="str"><v></v></c><c r="C3" s="1" t="b"><v>1</v></c>' in got


def test_rows_are_appended_to_an_empty_sheet():
    xml = SheetXml(b'<worksheet xmlns="x"><sheetData/></worksheet>', book="b", part="p")
    assert fill_cells(xml.data, xml, {3: {2: 1.5}}) == (
        b'<worksheet xmlns="x"><sheetData><row r="3"><c r="B3"><v>1.5</v></c></row></sheetData></worksheet>'
    )


def test_a_cell_with_a_formula_is_never_filled():
    rows = b'<row r="1"><c r="A1"><f>X</f><v>1</v></c></row>'
    xml = sheet(rows)
    assert fill_cells(xml.data, xml, {1: {1: 5.0}}) == xml.data


def test_formulas_are_read_with_their_kind():
    found = sheet(
        b'<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B2">F(&quot;a&quot;&amp;1)</f><v>1</v></c>'
        b'<c r="C1"><f t="array" ref="C1:C2">G()</f></c><c r="D1"><f t="shared" ref="D1:D2" si="4">A1</f></c>'
        b'<c r="E1"><f t="shared" si="4"/></c><c r="F1"><f>A1&gt;2</f><v>1</v></c></row>'
    ).formulas
    assert [(f.text, f.spread, f.area, f.shared) for f in found] == [
        ('F("a"&1)', Spread.DYNAMIC, Area(1, 1, 2, 2), None),
        ("G()", Spread.FIXED, Area(1, 3, 2, 3), None),
        ("A1", Spread.CELL, None, 4),
        (None, Spread.CELL, None, 4),
        ("A1>2", Spread.CELL, None, None),
    ]


def test_saved_values_are_read_by_type():
    xml = sheet(
        b'<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>2.5</v></c><c r="C2" t="b"><v>1</v></c>'
        b'<c r="D2" t="e"><v>#REF!</v></c><c r="E2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
        b'<c r="F2" t="str"><f>X</f><v>t_x0041_</v></c><c r="G2" s="1"/></row><row><c><v>7</v></c><c><v>8</v></c></row>'
    )
    assert list(xml.cells(["no", "yes"])) == [
        (2, 1, "yes"), (2, 2, 2.5), (2, 3, True), (2, 4, CellError.REF), (2, 5, "inline"), (2, 6, "tA"), (3, 1, 7.0), (3, 2, 8.0),
    ]  # fmt: skip
    assert list(xml.errors()) == [(2, 4, CellError.REF)]


def test_shared_strings_with_runs_and_phonetic_text():
    data = b'<sst xmlns="x"><si><t>a</t></si><si><r><t>b</t></r><r><t xml:space="preserve"> c</t></r><rPh><t>no</t></rPh></si><si/></sst>'
    assert read_shared_strings(data) == ["a", "b c", ""]


@pytest.mark.parametrize("data", [b"<html/>", HEAD + b"<!-- x -->" + TAIL, HEAD + b"<![CDATA[x]]>" + TAIL])
def test_what_is_no_sheet_is_refused(data):
    with pytest.raises(CorruptWorkbookError):
        SheetXml(data, book="b", part="p")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(value):
    assert float(encode_number(value)) == value or math.isclose(float(encode_number(value)), value, rel_tol=0)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_texts_read_back_exactly(text):
    kind, contents = encode_value(text)
    assert kind == b' t="str"'
    assert decode_value("str", contents) == text
    assert decode_text(encode_text(text)) == text


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SOP_X(a,,b)", 'SOP_X(a,"",b)'),
        ("SOP_X()", "SOP_X()"),
        ("SOP_X( )", "SOP_X( )"),
        ("SOP_X(,)", 'SOP_X("","")'),
        ("SOP_X(a,)", 'SOP_X(a,"")'),
        ('SUM(SOP_X(A1:B2,,SOP_Y(,"a,b")),,3)', 'SUM(SOP_X(A1:B2,"",SOP_Y("","a,b")),,3)'),
        ("SOP_X('a,b'!A1,{1,2},)", "SOP_X('a,b'!A1,{1,2},\"\")"),
        ("IF(A1,,SOP_X(1))", "IF(A1,,SOP_X(1))"),
    ],
)
def test_omitted_arguments_of_sop_functions_become_blanks(formula, expected):
    assert with_explicit_blanks(formula) == expected


def test_what_looks_like_a_shared_string_in_comments_and_quotes_is_none():
    data = b"<sst><!-- <si><t>no</t></si> --><si><t>a</t></si><si><t><![CDATA[<si>b]]></t></si></sst>"
    assert read_shared_strings(data) == ["a", "<si>b"]


def test_shared_strings_are_read_in_one_go_whatever_they_hold():
    hostile = b"<sst>" + b"<si.x></si.x>" * 50_000 + b"<si><t>a</t>" + b"<rPh/>" * 50_000 + b"</si></sst>"
    began = time.process_time()
    assert read_shared_strings(hostile) == ["a"]
    assert time.process_time() - began < 1


def test_elements_that_only_begin_like_cells_cost_one_look_each():
    hostile = "".join(f'<{tag}.x r="A1" t="e"></{tag}.x>' for tag in ("c", "row", "f", "v") for _ in range(20_000))
    sheet = SheetXml(f"<worksheet><sheetData>{hostile}</sheetData></worksheet>".encode(), book="b", part="p")
    began = time.process_time()
    assert list(sheet.cells([])) == []
    assert list(sheet.errors()) == []
    assert list(sheet.formulas) == []
    assert time.process_time() - began < 1


@pytest.mark.parametrize("kind", [b' t = "str"', b'\n\tt="str"', b"\tt='s'", b' t ="e"', b' t= "b"', b'\r\nt\n=\n"n"'])
@pytest.mark.parametrize("value", [3.5, "x", True, CellError.NA])
def test_blanks_around_a_type_change_nothing(kind, value):
    plain = b'<c r="B1"><f>X</f><v>1</v></c>'
    rows = b'<row r="1"><c r="A1"%b><f>X</f><v>#N/A</v></c>%b</row>' % (kind, plain)
    after = sheet(spliced(rows, {(1, 1): value, (1, 2): 1.0}))
    assert next(after.cells(())) == (1, 1, value)
    assert list(after.errors()) == ([(1, 1, value)] if isinstance(value, CellError) else [])
