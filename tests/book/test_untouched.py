"""What a recalculation leaves alone: every part it does not own, byte for byte, and every formula."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import struct
import zipfile
import zlib

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.calc_chain import without_cells
from sop_xl.book.package import Package
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress
from sop_xl.engine.embedded import EmbeddedEngine

AS_OF = dt.date(2020, 6, 30)
FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>[^<]*</f>)")
REACH = re.compile(rb' ref="[^"]*"')
PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
)


@pytest.fixture(scope="module")
def rich() -> bytes:
    """Charts, comments, images, validations, conditional formats, sparklines, tables, names, macros, custom parts."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    data, plan, quiet = (book.add_worksheet(name) for name in ("Data", "Plan", "Quiet"))
    data.add_table("A1:C6", {"name": "Sales", "data": [["a", 1, 2], ["b", 3, 4], ["a", 5, 6], ["c", 7, 8], ["b", 9, 10]],
                             "columns": [{"header": h} for h in ("Item", "Units", "Price")], "total_row": False})  # fmt: skip
    plan.write_formula("A1", "=SUM(Sales[Units])", book.add_format({"bold": True, "num_format": "0.00"}), 1)
    plan.write_formula("A2", '="<&>"&A1', None, "old")
    plan.write_formula("A3", "=A1>3", None, False)
    plan.write_formula("A4", "=1/0", None, 5)
    plan.write_dynamic_array_formula("C1:C2", "=_xlfn._xlws.SORT(Data!B2:B4)", None, 9)
    plan.write_dynamic_array_formula("E1:E4", "=_xlfn._xlws.SORT(Data!B2:B3)", None, 9)
    plan.write_array_formula("G1:G2", "{=Data!B2:B3*2}", None, 0)
    plan.write_comment("A1", "a note")
    plan.data_validation("I1", {"validate": "list", "source": ["x", "y"]})
    plan.conditional_format(
        "A1:A9", {"type": "cell", "criteria": ">", "value": "=SUM(1,2)", "format": book.add_format({"bold": 1})}
    )
    plan.add_sparkline("J1", {"range": "Data!B2:B6"})
    plan.insert_image("K1", "x.png", {"image_data": io.BytesIO(PNG)})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$2:$B$6"})
    plan.insert_chart("L1", chart)
    quiet.write_string("A1", "=no formula")
    book.define_name("Total", "=Plan!$A$1")
    book.close()
    parts = {
        "customXml/item1.xml": b"<mine>1</mine>",
        "xl/slicers/slicer1.xml": b"<slicers/>",
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not looked into",
        "xl/calcChain.xml": b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<c r="A1" i="2"/><c r="A2"/><c r="E1"/><c r="E3"/><c r="E4"/><c r="C1"/></calcChain>',
    }
    return _with(stream.getvalue(), parts)


def _with(package: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rC" Type="%b" Target="calcChain.xml"/></Relationships>' % kind,
                )
            new.writestr(info, data)
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def done(tmp_path, package: bytes):
    path = tmp_path / "book.xlsm"
    path.write_bytes(package)
    return recalculate(Task(path, path.name, AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)


def parts_of(package: bytes) -> dict[str, tuple[bytes, zipfile.ZipInfo]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {info.filename: (archive.read(info), info) for info in archive.infolist()}


def test_every_part_that_is_not_ours_is_the_same(tmp_path, rich):
    before, after = parts_of(rich), parts_of(done(tmp_path, rich).data)
    assert list(before) == list(after), "the same parts in the same order"
    changed = {name for name in before if before[name][0] != after[name][0]}
    assert changed == {"xl/worksheets/sheet2.xml", "xl/calcChain.xml"}
    for name, (_, info) in before.items():
        assert after[name][1].date_time == info.date_time
        assert after[name][1].external_attr == info.external_attr


def test_formulas_styles_and_all_around_the_cells_are_the_same(tmp_path, rich):
    before = parts_of(rich)["xl/worksheets/sheet2.xml"][0]
    after = parts_of(done(tmp_path, rich).data)["xl/worksheets/sheet2.xml"][0]
    assert [REACH.sub(b"", f) for f in FORMULA.findall(before)] == [REACH.sub(b"", f) for f in FORMULA.findall(after)]
    outside = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    assert outside.sub(b"", before) == outside.sub(b"", after)
    assert b'<c r="A1" s="1"><f>SUM(Sales[Units])</f><v>25</v></c>' in after
    assert b'<c r="A2" t="str"><f>"&lt;&amp;&gt;"&amp;A1</f><v>&lt;&amp;&gt;25</v></c>' in after
    assert b'<c r="A3" t="b"><f>A1&gt;3</f><v>1</v></c>' in after
    assert b'<c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c>' in after


def test_spills_have_their_reach_and_metadata(tmp_path, rich):
    result = done(tmp_path, rich)
    after = parts_of(result.data)["xl/worksheets/sheet2.xml"][0]
    assert re.search(rb'<c r="C1" cm="1"><f t="array" ref="C1:C3">', after)
    assert re.search(rb'<c r="E1" cm="1"><f t="array" ref="E1:E2">', after)
    assert re.search(rb'<c r="G1"><f t="array" ref="G1:G2">', after)
    reader = BookReader.of_bytes(result.data, "book.xlsm")
    value = lambda row, column: reader.value(CellAddress("Plan", row, column))  # noqa: E731
    assert [value(row, 3) for row in (1, 2, 3)] == [1, 3, 5]
    assert [value(row, 5) for row in (1, 2, 3, 4)] == [1, 3, None, None]
    assert [value(row, 7) for row in (1, 2)] == [2, 6]


def test_rows_and_cells_are_in_order_and_once(tmp_path, rich):
    after = parts_of(done(tmp_path, rich).data)["xl/worksheets/sheet2.xml"][0]
    rows = [int(n) for n in re.findall(rb'<row r="(\d+)"', after)]
    assert rows == sorted(set(rows))
    for body in re.findall(rb"<row [^>]*>(.*?)</row>", after, re.DOTALL):
        letters = [(len(name), name) for name in re.findall(rb'<c r="([A-Z]+)', body)]
        assert letters == sorted(set(letters))


def test_the_calculation_chain_forgets_cells_that_vanished(tmp_path, rich):
    chain = parts_of(done(tmp_path, rich).data)["xl/calcChain.xml"][0]
    assert re.findall(rb'<c r="(\w+)"', chain) == [b"A1", b"A2", b"E1", b"C1"]


def test_an_entry_of_the_chain_keeps_its_sheet_when_the_one_before_goes():
    chain = b'<calcChain><c r="A1" i="1"/><c r="B1" i="2"/><c r="B2"/><c r="B3"/></calcChain>'
    assert (
        without_cells(chain, {("2", 1, 2)}) == b'<calcChain><c r="A1" i="1"/><c r="B2" i="2"/><c r="B3"/></calcChain>'
    )
    assert without_cells(chain, {("1", 2, 2)}) == chain


def test_a_second_run_changes_no_byte(tmp_path, rich):
    once = done(tmp_path, rich).data
    assert hashlib.sha256(done(tmp_path, once).data).digest() == hashlib.sha256(once).digest()


def test_a_signature_that_no_longer_holds_is_reported(tmp_path, rich):
    signed = _with_parts(rich, {"_xmlsignatures/sig1.xml": b"<Signature/>", "_xmlsignatures/origin.sigs": b""})
    report = done(tmp_path, signed).report
    assert report.signed
    assert any("signature" in remark for remark in report.remarks)
    assert not done(tmp_path, rich).report.signed


def _with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_sheet_without_formulas_is_not_even_compressed_anew(tmp_path, rich):
    def raw(package: bytes) -> bytes:
        info = Package(package, "book").parts["xl/worksheets/sheet3.xml"]
        return package[info.header_offset : info.header_offset + 40 + info.compress_size]

    assert raw(rich)[30:] == raw(done(tmp_path, rich).data)[30:]
