"""A workbook with a little of everything that a file can hold, sound to Excel, for rules that need something to judge."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
PIVOT = f"""<pivotTableDefinition xmlns="{MAIN}" name="Pivot" cacheId="7" dataCaption="Values" applyNumberFormats="0"
applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0" applyAlignmentFormats="0" applyWidthHeightFormats="1">
<location ref="A1:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="3"><pivotField axis="axisRow"
showAll="0"><items count="4"><item x="0"/><item x="1"/><item x="2"/><item t="default"/></items></pivotField><pivotField
dataField="1" showAll="0"/><pivotField showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields><dataFields
count="1"><dataField name="Sum of Units" fld="1"/></dataFields></pivotTableDefinition>"""
CACHE = f"""<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" refreshOnLoad="1"><cacheSource type="worksheet">
<worksheetSource name="Sales"/></cacheSource><cacheFields count="3"><cacheField name="Item"><sharedItems count="3"><s v="a"/>
<s v="b"/><s v="c"/></sharedItems></cacheField><cacheField name="Units"><sharedItems containsSemiMixedTypes="0"
containsString="0" containsNumber="1"/></cacheField><cacheField name="Twice"><sharedItems/></cacheField></cacheFields>
</pivotCacheDefinition>"""


def features(*, date1904: bool = False) -> bytes:
    """The workbook: sheets Data, Plan and Pivot."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "use_future_functions": True, "date_1904": date1904})
    data, plan, pivot = (book.add_worksheet(name) for name in ("Data", "Plan", "Pivot"))
    bold = book.add_format({"bold": True, "num_format": "0.000"})
    columns = [{"header": "Item"}, {"header": "Units"}, {"header": "Twice", "formula": "=Sales[[#This Row],[Units]]*2"}]
    rows = [["a", 5], ["b", 3], ["c", 4], ["a", 1]]
    data.add_table("A3:C7", {"name": "Sales", "columns": columns, "data": rows})
    data.write_row("E1", [3, 2, 9])
    plan.merge_range("A1:B1", "Plan", bold)
    plan.write_formula("A2", "=SUM(Sales[Units])", bold, 0)
    plan.write_formula("B2", "=A2/0", None, 0)
    plan.write_formula("C2", '=IF(A2>0," a<b ","")', None, "")
    plan.write_formula("D2", "=DATE(2020,6,30)", None, 0)
    plan.write_formula("E2", "=Data!E1>2", None, False)
    for row in range(4):
        plan.write_number(row + 3, 0, row)
        plan.write_formula(row + 3, 1, f"=A{row + 4}*2", None, 0)
    plan.write_dynamic_array_formula("D4:D5", "=SEQUENCE(Data!E1)", bold, 0)  # will grow
    plan.write_dynamic_array_formula("E4:E7", "=SEQUENCE(Data!F1)", None, 0)  # will shrink
    plan.write_dynamic_array_formula("F4:F5", "=FILTER(Sales[Units],Sales[Units]>99)", None, 0)
    plan.write_array_formula("G4:G5", "{=Data!E1:E1*2}", None, 0)
    plan.write_comment("A2", "a note")
    plan.data_validation("I4:I6", {"validate": "list", "source": ["x", "y"]})
    plan.data_validation("J4", {"validate": "custom", "value": "=J4>0"})
    plan.conditional_format("A4:A7", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
    plan.conditional_format("B4:B7", {"type": "data_bar", "data_bar_2010": True})
    plan.write_url("K4", "https://example.org/", None, "a link")
    plan.write_url("K5", "internal:'Data'!A1")
    plan.add_sparkline("K6", {"range": "Data!B4:B7"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$4:$B$7"})
    plan.insert_chart("M4", chart)
    plan.print_area("A1:L9")
    data.print_area("A1:L9")
    plan.freeze_panes(2, 1)
    plan.set_column("C:D", 12)
    book.define_name("Total", "=Plan!$A$2")
    book.define_name("Data!Inner", "=Data!$E$1")
    plan.activate()
    pivot.write("A1", "Item")
    book.close()
    return _with_pivot_and_chain(stream.getvalue())


def parts_of(package: bytes) -> dict[str, bytes]:
    """Contents of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], *again: tuple[str, bytes]) -> bytes:
    """A package of those parts; ``again`` is appended even where the name is taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*parts.items(), *again):
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def relation(kind: str, target: str, name: str) -> bytes:
    """A relationship of the office kind."""
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'.encode()


def _with_pivot_and_chain(package: bytes) -> bytes:
    """Add what XlsxWriter cannot make: a pivot table, shared formulas and a calculation chain."""
    parts = parts_of(package)
    plan = "xl/worksheets/sheet2.xml"
    parts[plan] = parts[plan].replace(b"<f>A4*2</f>", b'<f t="shared" ref="B4:B7" si="0">A4*2</f>')
    for row in (5, 6, 7):
        parts[plan] = parts[plan].replace(b"<f>A%d*2</f>" % row, b'<f t="shared" si="0"/>')
    cells = re.findall(rb'<c r="([A-Z]+\d+)"[^>]*><f', parts[plan])
    listed = b"".join(b'<c r="%b" i="2"/>' % cell for cell in [*cells, b"G5"])
    parts["xl/calcChain.xml"] = b'<calcChain xmlns="%b">%b</calcChain>' % (MAIN.encode(), listed)
    parts["xl/pivotTables/pivotTable1.xml"] = PIVOT.encode()
    parts["xl/pivotCache/pivotCacheDefinition1.xml"] = CACHE.encode()
    cache = ("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml", "rId1")
    for name, items in (
        ("xl/pivotTables/_rels/pivotTable1.xml.rels", [cache]),
        ("xl/worksheets/_rels/sheet3.xml.rels", [("pivotTable", "../pivotTables/pivotTable1.xml", "rId1")]),
    ):
        links = b"".join(relation(*item) for item in items)
        parts[name] = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%b</Relationships>'
            % links
        )
    book_links = relation("calcChain", "calcChain.xml", "rC") + relation(
        "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", "rP"
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", book_links + b"</Relationships>"
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</workbook>", b'<pivotCaches><pivotCache cacheId="7" r:id="rP"/></pivotCaches></workbook>'
    )
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{TYPE}{kind}+xml"/>'
        for part, kind in (
            ("calcChain.xml", "calcChain"),
            ("pivotTables/pivotTable1.xml", "pivotTable"),
            ("pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition"),
        )
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", overrides.encode() + b"</Types>")
    return zipped(parts)
