"""Hostile, damaged and merely odd files, one builder each; ``ledger.csv`` says how each must come out."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import pairwise

from hostile_packages import (
    CENTRAL,
    END,
    HEAD,
    LOCAL,
    MAIN,
    TYPES,
    content_types,
    good,
    patched,
    relations,
    renamed_in_header,
    sheet,
    with_part,
    with_sheet,
    without,
    workbook,
    zipped,
)  # fmt: skip

CASES: dict[str, Callable[[], bytes]] = {}
SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def case(build: Callable[[], bytes]) -> Callable[[], bytes]:
    CASES[build.__name__] = build
    return build


def cases(**builds: Callable[[], bytes]) -> None:
    CASES.update(builds)


def in_workbook(inside: str) -> bytes:
    return with_part(BOOK, workbook(inside))


def formula(text: str, attributes: str = "") -> bytes:
    return with_sheet(f'<row r="3"><c r="A3"><f{attributes}>{text}</f><v>0</v></c></row>')


# ---- no workbook at all
cases(
    empty=lambda: b"",
    one_byte=lambda: b"P",
    text=lambda: b"hello, this is no workbook",
    pdf=lambda: b"%PDF-1.7 ...",
    html_table=lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    spreadsheetml_2003=lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    rtf=lambda: b"{\\rtf1 hello}",
    gzip=lambda: b"\x1f\x8b\x08\x00" + b"\0" * 40,
    nul_bytes=lambda: b"\0" * 4096,
    old_xls=lambda: OLE,
    encrypted=lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    encrypted_far_inside=lambda: OLE + b"\0" * 100_000 + "EncryptedPackage".encode("utf-16-le"),
    xlsb=lambda: with_part("[Content_Types].xml", content_types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
    opendocument=lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
    plain_zip=lambda: zipped({"readme.txt": b"hello"}),
    word_document=lambda: with_part("[Content_Types].xml", content_types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
    strict=lambda: zipped({n: d.replace(MAIN.encode(), STRICT) for n, d in good().items()}),
)  # fmt: skip

# ---- containers that are damaged or lie
cases(
    zip_magic_only=lambda: b"PK\3\4",
    end_record_only=lambda: END + b"\0" * 18,
    cut_in_half=lambda: zipped(good())[: len(zipped(good())) // 2],
    cut_at_the_end=lambda: zipped(good())[:-10],
    cut_in_the_directory=lambda: zipped(good())[:-200],
    local_header_gone=lambda: zipped(good()).replace(LOCAL, b"PK\0\0", 1),
    flipped_in_the_data=lambda: patched(zipped(good()), LOCAL, 4, 200, "<B", 0xFF),
    wrong_check_sum=lambda: patched(zipped(good()), CENTRAL, 4, 16, "<I", 12345),
    size_lies_small=lambda: patched(zipped(good()), CENTRAL, 4, 24, "<I", 5),
    size_lies_large=lambda: patched(zipped(good()), CENTRAL, 4, 24, "<I", 500_000),
    packed_size_lies=lambda: patched(zipped(good()), CENTRAL, 4, 20, "<I", 5),
    packed_size_runs_over=lambda: patched(zipped(good()), CENTRAL, 0, 20, "<I", 4000),
    offset_beyond_the_end=lambda: patched(zipped(good()), CENTRAL, 2, 42, "<I", 0x7FFFFFFF),
    two_entries_one_place=lambda: patched(zipped(good(), (("xl/workbook.xmk", workbook()),)), CENTRAL, 5, 42, "<I", 0),
    count_lies=lambda: patched(zipped(good()), END, 0, 10, "<H", 60_000),
    directory_size_lies=lambda: patched(zipped(good()), END, 0, 12, "<I", 0x0FFFFFFF),
    directory_elsewhere=lambda: patched(zipped(good()), END, 0, 16, "<I", 0x0FFFFFFF),
    encrypted_entry=lambda: patched(patched(zipped(good()), CENTRAL, 4, 8, "<H", 1), LOCAL, 4, 6, "<H", 1),
    encrypted_by_one_header=lambda: patched(zipped(good()), LOCAL, 4, 6, "<H", 1),
    unknown_compression=lambda: patched(patched(zipped(good()), CENTRAL, 4, 10, "<H", 99), LOCAL, 4, 8, "<H", 99),
    compression_contradicts=lambda: patched(zipped(good()), LOCAL, 4, 8, "<H", 0),
    name_contradicts=lambda: renamed_in_header(b"sheet1.xml", b"sheet9.xml"),
    leading_bytes=lambda: b"MZ" + zipped(good()),
    trailing_bytes=lambda: zipped(good()) + b"\0" * 100,
    comment=lambda: _with_comment(b"a comment"),
    bomb=lambda: zipped(good(), (("xl/media/image1.png", b"\0" * (8 * 2**20)),)),
    bomb_in_a_sheet=lambda: with_sheet(after="<!--" + " " * (3 * 2**20) + "-->"),
    many_entries=lambda: zipped(good() | {f"xl/media/{i}.png": b"" for i in range(10_001)}),
    zip_in_zip=lambda: zipped(good(), (("xl/embeddings/inner.xlsx", zipped(good())),)),
)  # fmt: skip


def _with_comment(text: bytes) -> bytes:
    data = zipped(good())
    return data[:-2] + struct.pack("<H", len(text)) + text


@case
def zip64_lies() -> bytes:
    """A 64-bit end record that claims a directory of terabytes."""
    data = zipped(good())
    end = data.rindex(END)
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, 2**42, 2**41)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return data[:end] + record + locator + bytes(tail)


# ---- odd names of parts
def named(name: str, data: bytes = b"<a/>") -> Callable[[], bytes]:
    return lambda: zipped(good(), ((name, data),))


cases(
    path_out=named("../evil.xml"),
    path_out_inside=named("xl/../../evil.xml"),
    path_absolute=named("/etc/passwd"),
    path_drive=named("C:/evil.xml"),
    path_backslash=named("xl\\evil.xml"),
    name_dot=named("xl/./evil.xml"),
    name_doubled_slash=named("xl//evil.xml"),
    name_control_character=named("xl/evil\x01.xml"),
    name_right_to_left=named("xl/evil\u202elmx.png"),
    name_long=named("xl/" + "a" * 300 + ".xml"),
    name_twice=lambda: _twice(SHEET),
    name_twice_by_case=named("XL/WORKBOOK.XML"),
    name_twice_by_width=named("xl/workbook．xml"),
    link_on_disk=lambda: zipped(good(), (("xl/link", b"/etc/passwd"),), external_attr=0o120777 << 16),
    folder_entries=lambda: zipped({"xl/": b"", **good()}),
)  # fmt: skip


def _twice(name: str) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped(good(), ((name, sheet()),))


# ---- XML that is no plain XML
STEPS = "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi"))
BILLION = f'<!DOCTYPE x [<!ENTITY a "ha">{STEPS}]>'


def doctype(text: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(HEAD.encode(), (HEAD + text).encode())


cases(
    entity_bomb=lambda: with_part(SHEET, doctype(BILLION)),
    external_entity=lambda: with_part(SHEET, doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')),
    external_dtd=lambda: with_part(BOOK, doctype('<!DOCTYPE x SYSTEM "http://example.com/x.dtd">')),
    doctype_behind_a_comment=lambda: with_part(SHEET, doctype("<!--" + "x" * 5000 + "--><!DOCTYPE x>")),
    doctype_in_properties=lambda: zipped(good() | {"docProps/core.xml": b"<!DOCTYPE x><x/>"}),
    utf16=lambda: with_part(SHEET, lambda d: d.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    utf16_custom_part=lambda: zipped(good() | {"customXml/item1.xml": "<a/>".encode("utf-16")}),
    latin1=lambda: with_part(SHEET, sheet('<row r="3"><c r="A3" t="str"><v>caf\xe9</v></c></row>').decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")),
    unknown_encoding=lambda: with_part(BOOK, lambda d: d.replace(b"UTF-8", b"UNaNF-8")),
    latin1_declared_but_ascii=lambda: with_part(SHEET, lambda d: d.replace(b"UTF-8", b"ISO-8859-1")),
    invalid_utf8=lambda: with_part(SHEET, sheet('<row r="3"><c r="A3" t="str"><v>@@</v></c></row>').replace(b"@@", b"\xff\xfe")),
    nul_in_xml=lambda: with_part(SHEET, sheet('<row r="3"><c r="A3" t="str"><v>@</v></c></row>').replace(b"@", b"\0")),
    not_well_formed=lambda: with_part(SHEET, sheet().replace(b"</sheetData>", b"")),
    crossed_tags=lambda: with_part(SHEET, sheet().replace(b"</c></row>", b"</row></c>", 1)),
    cut_xml=lambda: with_part(SHEET, sheet()[:-30]),
    two_roots=lambda: with_part(SHEET, sheet() + b"<a/>"),
    rubbish_workbook=lambda: with_part(BOOK, b"rubbish"),
    rubbish_relations=lambda: with_part(RELS, b"<a"),
    deep_workbook=lambda: in_workbook("<a>" * 3000 + "</a>" * 3000),
    deep_sheet=lambda: with_sheet(after="<a>" * 100_000 + "</a>" * 100_000),
    empty_sheet_part=lambda: with_part(SHEET, b""),
    other_root=lambda: with_part(SHEET, b"<html/>"),
    cdata=lambda: with_sheet('<row r="3"><c r="A3" t="str"><v><![CDATA[<c r="A1"/>]]></v></c></row>'),
    byte_order_mark=lambda: with_part(SHEET, lambda d: b"\xef\xbb\xbf" + d),
)  # fmt: skip

# ---- packages whose parts do not fit together
cases(
    no_content_types=lambda: without("[Content_Types].xml"),
    no_root_relations=lambda: without("_rels/.rels"),
    no_workbook=lambda: without(BOOK),
    no_workbook_relations=lambda: without(RELS),
    no_sheet=lambda: without(SHEET),
    no_sheets=lambda: with_part(BOOK, workbook(sheets="")),
    relation_missing=lambda: with_part(BOOK, workbook(sheets='<sheet name="S" sheetId="1" r:id="rId9"/>')),
    relation_to_itself=lambda: zipped(good() | {"xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "table", "sheet1.xml"))}),
    relations_in_a_circle=lambda: zipped(good() | {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": b"<a/>",
        "xl/drawings/_rels/drawing1.xml.rels": relations(("rId1", "worksheet", "../worksheets/sheet1.xml")),
    }),
    relation_out_of_the_package=lambda: with_part(RELS, relations(("rId1", "worksheet", "../../../../etc/passwd"))),
    sheet_outside=lambda: with_part(RELS, relations(("rId1", "worksheet", "!http://example.com/sheet.xml"))),
    workbook_is_a_sheet=lambda: with_part("_rels/.rels", relations(("rId1", "officeDocument", SHEET))),
    two_sheets_one_part=lambda: with_part(BOOK, workbook(sheets='<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="T" sheetId="2" r:id="rId1"/>')),
    two_sheets_one_name=lambda: zipped(good() | {
        BOOK: workbook(sheets='<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="s" sheetId="2" r:id="rId2"/>'),
        RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")),
        "xl/worksheets/sheet2.xml": sheet(),
    }),
    wrong_content_type=lambda: with_part("[Content_Types].xml", content_types("application/xml")),
    template_type=lambda: with_part("[Content_Types].xml", content_types(f"{TYPES}template.main+xml")),
    table_damaged=lambda: zipped(good() | {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": f'<table xmlns="{MAIN}" name="T" ref="nonsense"/>'.encode(),
    }),
    link_damaged=lambda: zipped(good() | {
        BOOK: workbook('<externalReferences><externalReference r:id="rId2"/></externalReferences>'),
        RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "externalLink", "externalLinks/none.xml")),
    }),
)  # fmt: skip

# ---- sheets out of proportion
cases(
    row_beyond=lambda: with_sheet('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    row_absurd=lambda: with_sheet('<row r="99999999999999999999"><c r="A3"><v>1</v></c></row>'),
    row_zero=lambda: with_sheet('<row r="0"><c r="A0"><f>1+1</f><v>1</v></c></row>'),
    row_negative=lambda: with_sheet('<row r="-5"><c r="A-5"><f>1+1</f></c></row>'),
    row_no_number=lambda: with_sheet('<row r="x"><c r="A3"><v>1</v></c></row>'),
    column_beyond=lambda: with_sheet('<row r="3"><c r="XFE3"><v>1</v></c></row>'),
    column_absurd=lambda: with_sheet('<row r="3"><c r="ZZZZZZZZ3"><f>1+1</f><v>1</v></c></row>'),
    last_cell=lambda: with_sheet('<row r="1048576"><c r="XFD1048576"><f>A1+1</f><v>1</v></c></row>'),
    merge_of_a_whole_column=lambda: with_sheet(after='<mergeCells count="1"><mergeCell ref="A1:A1048576"/></mergeCells>'),
    merge_of_everything=lambda: with_sheet(after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    merge_beyond=lambda: with_sheet(after='<mergeCells count="1"><mergeCell ref="A1:ZZZZ9999999"/></mergeCells>'),
    array_of_everything=lambda: formula("ROW()", ' t="array" ref="A3:XFD1048576"'),
    array_range_nonsense=lambda: formula("ROW()", ' t="array" ref="nonsense"'),
    shared_absurd=lambda: formula("A1", ' t="shared" ref="A1:XFD1048576" si="4294967295"'),
    shared_without_leader=lambda: formula("", ' t="shared" si="7"'),
    shared_index_nonsense=lambda: formula("A1", ' t="shared" ref="A3" si="seven"'),
    spill_of_everything=lambda: formula("SEQUENCE(1048576,16384)", ' t="array" ref="A3"'),
    text_of_gigabytes=lambda: formula('REPT("x",2000000000)'),
    formula_long=lambda: formula("1" + "+1" * 60_000),
    formula_deep=lambda: formula("(" * 20_000 + "1" + ")" * 20_000),
    formula_nested=lambda: formula("ABS(" * 5_000 + "1" + ")" * 5_000),
    formula_rubbish=lambda: formula("SUM((((,,,"),
    formula_control=lambda: formula("A1&#x1;"),
    circle=lambda: formula("A3+1"),
    name_to_itself=lambda: zipped(good() | {
        BOOK: workbook('<definedNames><definedName name="Loop">Loop+1</definedName></definedNames>'),
        SHEET: sheet('<row r="3"><c r="A3"><f>Loop</f><v>0</v></c></row>'),
    }),
    name_huge=lambda: in_workbook(f'<definedNames><definedName name="Huge">{"1+" * 50_000}1</definedName></definedNames>'),
    names_many=lambda: in_workbook("<definedNames>" + '<definedName name="A">1</definedName>' * 200_001 + "</definedNames>"),
    cells_unclosed=lambda: with_part(SHEET, sheet().replace(b"</sheetData>", b'<row r="3"><c r="A3"><f>1</f>' * 30_000 + b"</sheetData>")),
    cell_without_address=lambda: with_sheet('<row r="3"><c><f>1+1</f><v>0</v></c></row>'),
    cell_in_another_row=lambda: with_sheet('<row r="3"><c r="A9"><f>1+1</f><v>0</v></c></row>'),
    cell_twice=lambda: with_sheet('<row r="3"><c r="A3"><f>1+1</f><v>0</v></c><c r="A3"><f>2+2</f><v>0</v></c></row>'),
    rows_backwards=lambda: with_sheet('<row r="9"><c r="A9"><f>1+1</f><v>0</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'),
    value_nonsense=lambda: with_sheet('<row r="3"><c r="A3"><f>1+1</f><v>two</v></c></row>'),
    number_nonsense=lambda: with_sheet('<row r="3"><c r="A3"><v>1e999999</v></c><c r="B3"><v>nan</v></c><c r="C3"><f>A3+1</f></c></row>'),
    type_nonsense=lambda: with_sheet('<row r="3"><c r="A3" t="zzz"><v>1</v></c></row>'),
    string_index_beyond=lambda: with_sheet('<row r="3"><c r="A3" t="s"><v>99</v></c></row>'),
    string_index_negative=lambda: with_sheet('<row r="3"><c r="A3" t="s"><v>-1</v></c></row>'),
    date_before_time=lambda: formula('TEXT(-1E+300,"yyyy")'),
    iterations_nonsense=lambda: in_workbook('<calcPr iterate="1" iterateCount="many"/>'),
    iterations_endless=lambda: zipped(good() | {
        BOOK: workbook('<calcPr iterate="1" iterateCount="2147483647" iterateDelta="0"/>'),
        SHEET: sheet('<row r="3"><c r="A3"><f>A3+1</f><v>0</v></c></row>'),
    }),
)  # fmt: skip
