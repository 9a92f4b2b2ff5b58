"""Files that two readers could take in two ways, blow up what reads them, or are merely odd; ``ledger.csv`` has their
outcome, and where they are published the value of a cell."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from hostile_cases import BOOK, RELS, SHEET, formula, in_workbook
from hostile_packages import (
    CENTRAL,
    END,
    HEAD,
    LOCAL,
    MAIN,
    OFFICE,
    good,
    patched,
    relations,
    sheet,
    with_part,
    with_sheet,
    workbook,
    zipped,
)  # fmt: skip

ODD: dict[str, Callable[[], bytes]] = {}
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
CELLS = (
    '<sheetData><row r="1"><c r="A1"><v>21</v></c></row><row r="2"><c r="A2"><f>A1*2</f><v>0</v></c></row></sheetData>'
)


def odd(**builds: Callable[[], bytes]) -> None:
    ODD.update(builds)


def row(cells: str) -> bytes:
    return with_sheet(f'<row r="3">{cells}</row>')


def worksheet(inside: str, attributes: str = f'xmlns="{MAIN}"', prefix: str = "") -> bytes:
    """A workbook whose sheet is written out."""
    root = f"{prefix}worksheet"
    return with_part(SHEET, f"{HEAD}<{root} {attributes}>{inside}</{root}>".encode())


def prefixed(prefix: str) -> bytes:
    inside = CELLS.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    return worksheet(inside, f'xmlns:{prefix}="{MAIN}"', f"{prefix}:")


def strings(
    inside: str, cells: str = '<c r="A3" t="s"><v>1</v></c><c r="B3"><f>A3&amp;"x"</f></c>', count: str = ""
) -> bytes:
    """A workbook with shared strings."""
    return zipped(good() | {
        RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")),
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}"{count}>{inside}</sst>'.encode(),
        SHEET: sheet(f'<row r="3">{cells}</row>'),
    })  # fmt: skip


def names(items: dict[str, str], text: str) -> bytes:
    """A workbook with defined names and a formula."""
    lines = "".join(f'<definedName name="{name}">{meaning}</definedName>' for name, meaning in items.items())
    return zipped(good() | {
        BOOK: workbook(f"<definedNames>{lines}</definedNames>"),
        SHEET: sheet(f'<row r="3"><c r="A3"><f>{text}</f><v>0</v></c></row>'),
    })  # fmt: skip


def sheet_called(name: str, text: str) -> bytes:
    return zipped(good() | {
        BOOK: workbook(sheets=f'<sheet name="{name}" sheetId="1" r:id="rId1"/>'),
        SHEET: sheet(f'<row r="3"><c r="A3"><f>{text}</f><v>0</v></c></row>'),
    })  # fmt: skip


def linked(cells: str) -> bytes:
    """A workbook with a formula that reads a remembered cell of another."""
    return zipped(good() | {
        BOOK: workbook('<externalReferences><externalReference r:id="rId2"/></externalReferences>'),
        RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "externalLink", "link1.xml")),
        "xl/link1.xml": f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames><sheetDataSet>{cells}</sheetDataSet></externalBook></externalLink>'.encode(),
        "xl/_rels/link1.xml.rels": relations(("rId1", "externalLinkPath", "!other.xlsx")),
        SHEET: sheet('<row r="3"><c r="A3"><f>[1]S!A1*2</f><v>0</v></c></row>'),
    })  # fmt: skip


def many(element: str, count: int) -> str:
    """Elements that differ, so that they do not look like a bomb."""
    chance = random.Random(count)
    return "".join(element.replace("#", f"{chance.getrandbits(32):08x}") for _ in range(count))


def spill(text: str, rest: str = "") -> str:
    return f'<c r="A3" cm="1"><f t="array" ref="A3">{text}</f><v>0</v></c>{rest}'


def array(at: str, over: str, text: str) -> str:
    return f'<c r="{at}"><f t="array" ref="{over}">{text}</f><v>0</v></c>'


def table(name: str, columns: str = '<tableColumn id="1" name="c"/>', sheets: int = 1) -> bytes:
    """A workbook with a table from C1 to C3, and its sum."""
    numbers = range(1, sheets + 1)
    kin = {f"xl/worksheets/_rels/sheet{n}.xml.rels": relations(("rId1", "table", "../t.xml")) for n in numbers}
    return zipped(good() | kin | {
        BOOK: workbook(sheets="".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)),
        RELS: relations(*((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)),
        **{f"xl/worksheets/sheet{n}.xml": sheet(f'<row r="3"><c r="C3"><v>5</v></c><c r="D3"><f>SUM({name}[c])</f></c></row>') for n in numbers},
        "xl/t.xml": f'{HEAD}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="C1:C3"><tableColumns>{columns}</tableColumns></table>'.encode(),
    })  # fmt: skip


# ---- containers that are unusual, or say one thing in two ways
def streamed() -> bytes:
    """As a program writes that cannot go back: sizes behind the contents."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in good().items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return pipe.getvalue()


def in_64_bits() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in good().items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as part:
                part.write(data)
    return out.getvalue()


def with_another_name_inside() -> bytes:
    """An entry whose extra field gives it another name."""
    out, other = BytesIO(), b"xl/worksheets/sheet9.xml"
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in good().items():
            info = zipfile.ZipInfo(name)
            info.extra = struct.pack("<HHBI", 0x7075, 5 + len(other), 1, zlib.crc32(name.encode())) + other
            archive.writestr(info, data)
    return out.getvalue()


def between(junk: bytes) -> bytes:
    data = zipped(good())
    return data[: data.index(CENTRAL)] + junk + data[data.index(CENTRAL) :]


odd(
    streamed=streamed,
    in_64_bits=in_64_bits,
    another_name_inside=with_another_name_inside,
    local_check_sum_lies=lambda: patched(zipped(good()), LOCAL, 4, 14, "<I", 7),
    time_of_day_nonsense=lambda: patched(zipped(good()), CENTRAL, 4, 12, "<I", 0),
    bytes_before_the_directory=lambda: between(b"junkjunk"),
    comment_like_an_end=lambda: zipped(good())[:-2] + struct.pack("<H", 22) + END + b"\0" * 18,
    two_archives=lambda: zipped(good()) * 2,
    patched_data=lambda: patched(zipped(good()), CENTRAL, 4, 8, "<H", 0x20),
)  # fmt: skip

# ---- relations and tables that contradict one another
odd(
    relation_twice=lambda: zipped(good() | {RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId1", "worksheet", "worksheets/sheet2.xml")), "xl/worksheets/sheet2.xml": sheet()}),
    two_workbooks=lambda: with_part("_rels/.rels", relations(("rId1", "officeDocument", BOOK), ("rId2", "officeDocument", "xl/book2.xml"))),
    absolute_targets=lambda: with_part(RELS, relations(("rId1", "worksheet", f"/{SHEET}"))),
    strings_missing=lambda: with_part(RELS, relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml"))),
    table_on_two_sheets=lambda: table("T", sheets=2),
    table_called_like_a_function=lambda: table("SUM"),
    link_to_no_cell=lambda: linked('<sheetData sheetId="0"><row r="1"><cell r="evil"><v>5</v></cell></row></sheetData>'),
    link_sheet_superscript=lambda: linked('<sheetData sheetId="²"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData>'),
    workbook_part_huge=lambda: in_workbook("<x>" + many('<a b="##"/>', 1_000) * 3_600 + "</x>"),
    chain_of_ghosts=lambda: zipped(good() | {
        RELS: relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "calcChain", "calcChain.xml")),
        "xl/calcChain.xml": f'{HEAD}<calcChain xmlns="{MAIN}"><c r="ZZ99" i="1"/><c r="A1" i="77"/></calcChain>'.encode(),
        SHEET: sheet(f'<row r="3">{spill("SEQUENCE(2)")}</row>'),
    }),
)  # fmt: skip

# ---- markup in which rows and cells are not what they seem
odd(
    prefix_everywhere=lambda: prefixed("x"),
    prefix_like_a_cell=lambda: prefixed("c"),
    prefixes_mixed=lambda: worksheet(CELLS, f'xmlns:x="{MAIN}" xmlns="{MAIN}"', "x:"),
    prefix_of_a_formula=lambda: worksheet(CELLS.replace("<f>", "<x:f>").replace("</f>", "</x:f>"), f'xmlns="{MAIN}" xmlns:x="{MAIN}"'),
    cells_in_two_places=lambda: worksheet(CELLS + CELLS.replace("21", "1")),
    cells_in_an_extension=lambda: worksheet(f'<sheetPr><extLst><ext xmlns:z="u:z"><z:sheetData/></ext></extLst></sheetPr>{CELLS}'),
    alternative_sheets=lambda: worksheet(f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="z">{CELLS}</mc:Choice><mc:Fallback>{CELLS}</mc:Fallback></mc:AlternateContent>'),
    alternative_cells=lambda: row(f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="z"><c r="A3"><v>1</v></c></mc:Choice></mc:AlternateContent>'),
    instruction_before_the_cells=lambda: with_sheet(before="<?x <sheetData></sheetData>?>"),
    instruction_in_a_value=lambda: row('<c r="A3"><v>2<?x y?>1</v></c><c r="B3"><f>A3+1</f></c>'),
    greater_in_an_attribute=lambda: row('<c a=">" r="A3"><f>1+1</f><v>0</v></c>'),
    address_that_is_none=lambda: row('<c r="A3"><f t="array" ref="A3:B3">SEQUENCE(1,2)</f><v>0</v></c><c r="G3XFE1"><v>0</v></c>'),
    address_in_a_text=lambda: row('<c r="A3" t="inlineStr"><is><t>x r="D3" y</t></is></c><c r="B3" cm="1"><f t="array" ref="B3">SEQUENCE(1,3)</f><v>0</v></c><c r="C3" s="0"/><c r="D3" s="0"/>'),
    two_formulas_in_a_cell=lambda: row('<c r="A3"><f>1+1</f><f>2+2</f><v>0</v></c>'),
    value_before_its_formula=lambda: row('<c r="A3"><v>0</v><f>1+1</f></c>'),
    formula_with_inline_text=lambda: row('<c r="A3" t="inlineStr"><f>1+1</f><is><t>old</t></is></c>'),
    lines_in_attributes=lambda: row('<c\r\n\tr\r\n=\r\n"A3"\r\n><f>1+1</f><v>0</v></c>'),
    spaces_in_a_tag=lambda: row(f'<c r="A3"{" " * 900_000}><f>1+1</f><v>0</v></c>'),
    cells_backwards=lambda: row('<c r="C3"><v>3</v></c><c r="B3"><f>C3+A3</f><v>0</v></c><c r="A3"><v>1</v></c>'),
    rows_twice=lambda: with_sheet('<row r="3"><c r="A3"><v>1</v></c></row><row r="3"><c r="B3"><f>A3+1</f><v>0</v></c></row>'),
)  # fmt: skip

# ---- texts and numbers as others write them
odd(
    strings_miscounted=lambda: strings("<si><t>a</t></si><si><t>b</t></si>", count=' count="999" uniqueCount="777"'),
    strings_phonetic=lambda: strings('<si><t>a</t></si><si><t>b</t><rPh sb="0" eb="1"><t>zzz</t></rPh></si>'),
    strings_line_break=lambda: strings('<si/><si><t xml:space="preserve">a&#10;b&#x9;c</t></si>', '<c r="A3" t="s"><v>1</v></c><c r="B3"><f>LEN(A3)+CODE(MID(A3,2,1))</f></c>'),
    inline_line_break=lambda: row('<c r="A3" t="inlineStr"><is><t>a&#10;b&#13;&#65;</t></is></c><c r="B3"><f>LEN(A3)</f></c>'),
    escapes_in_a_value=lambda: row('<c r="A3" t="str"><v>a_x000d_\n_x005F_b</v></c><c r="B3"><f>LEN(A3)</f></c>'),
    digits_as_references=lambda: row('<c r="A3"><v>&#50;1</v></c><c r="B3"><f>A3*2</f></c>'),
    lines_in_a_formula=lambda: formula("1+\r\n1&#10;"),
    number_of_a_million_digits=lambda: row(f'<c r="A3"><v>{many("#", 100_000).translate(str.maketrans("abcdef", "123456"))}</v></c><c r="B3"><f>A3+1</f></c>'),
    beyond_all_numbers=lambda: row('<c r="A3"><f>SINH(1000)</f></c><c r="B3"><f>IF(A3&gt;5,1,2)</f></c>'),
    literal_beyond_all_numbers=lambda: formula("1E400"),
    undefined_number=lambda: formula("FV(1E200,100,1)"),
    spaces_in_many_texts=lambda: with_sheet(f'<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve">1{" " * 30_000}x</t></is></c><c r="B3"><f>SUMPRODUCT(A1:A3)</f></c></row>'),
    error_unknown=lambda: row('<c r="A3" t="e"><v>#EVIL!</v></c><c r="B3"><f>A3</f></c>'),
)  # fmt: skip

# ---- elements that are searched for in vain
odd(
    like_cells=lambda: row(spill("SEQUENCE(3,2)", many('<c.x a="#"></c.x>', 20_000))),
    like_error_cells=lambda: with_sheet(after=many('<c.x t="e" a="#"></c.x>', 20_000)),
    closed_error_cells=lambda: worksheet('<sheetData><row r="1">' + many('<c t="e" a="#"/>', 20_000) + "</row></sheetData>"),
    like_rows=lambda: with_sheet(f'<row r="3">{spill("SEQUENCE(3)")}</row>', after=many('<row.x a="#"></row.x>', 20_000)),
    like_formulas=lambda: with_sheet(after=many('<f.x a="#"></f.x>', 20_000)),
    names_that_multiply=lambda: names({f"Name{c}_": "+".join([f"Name{d}_"] * 40) for c, d in zip("abcdefgh", "bcdefghi", strict=True)} | {"Namei_": "SUM(1)"}, "SUM(Namea_)"),
    names_in_a_circle=lambda: names({"One_": "Two_", "Two_": "One_"}, "One_"),
    names_that_call_themselves=lambda: names({"Fac": "_xlfn.LAMBDA(_xlpm.n,Fac(_xlpm.n+1))"}, "Fac(5)"),
    name_like_an_expression=lambda: names({"a\\b(c": "SUM(1)", "(x+)+$": "SUM(2)"}, "1+1"),
    errors_by_the_thousand=lambda: worksheet("<sheetData>" + "".join(f'<row r="{r}"><c r="A{r}"><f>1/0</f></c><c r="B{r}"><f>SUM(A$1:A{r})</f></c></row>' for r in range(1, 3001)) + "</sheetData>"),
    spills_beside_merged_cells=lambda: with_sheet("".join(f'<row r="{r}"><c r="A{r}" cm="1"><f t="array" ref="A{r}">SEQUENCE(1,2)</f></c></row>' for r in range(3, 1500)), after=f'<mergeCells>{"".join(f"<mergeCell ref={chr(34)}H{r}:I{r}{chr(34)}/>" for r in range(3, 20_000))}</mergeCells>'),
    stars_in_a_pattern=lambda: row(f'<c r="A3" t="inlineStr"><is><t>{"a" * 3000}</t></is></c><c r="B3"><f>COUNTIF(A3,REPT("*a",60)&amp;"*b")</f></c>'),
)  # fmt: skip

# ---- formulas and sheets
odd(
    arrays_overlap=lambda: row(array("A3", "A3:B4", "1+A1:B2") + array("B3", "B3:C4", "2+A1:B2")),
    array_around_a_formula=lambda: row(array("A3", "A3:B3", "A1:B1*2") + '<c r="B3"><f>7</f><v>0</v></c>'),
    array_elsewhere=lambda: row(array("A3", "C5:D6", "A1:B2*2")),
    array_before_its_cell=lambda: row(array("C3", "A3:C3", "A1:C1*2")),
    arrays_side_by_side=lambda: row(array("A3", "A3:B4", "1+A1:B2") + array("C3", "C3:D4", "2+A1:B2")),
    shared_leader_changes=lambda: with_sheet("".join(f'<row r="{r}"><c r="A{r}"><f t="shared"{ref} si="0"{text}<v>0</v></c></row>' for r, ref, text in ((3, ' ref="A3:A4"', ">A1+1</f>"), (4, "", "/>"), (5, ' ref="A5:A6"', ">A1*100</f>"), (6, "", "/>")))),
    data_table=lambda: row('<c r="A3"><f t="dataTable" ref="A3:A9" dt2D="1" dtr="1" r1="A3" r2="ZZZ9"/><v>5</v></c>'),
    custom_namespaces=lambda: formula("CONTOSO.ADD(1,2)+_xll.EVIL(1)"),
    levels_64=lambda: formula("ABS(" * 63 + "1" + ")" * 63),
    minuses=lambda: formula("-" * 8000 + "1"),
    sequence_of_everything=lambda: formula("SUM(_xlfn.SEQUENCE(1048576,16384))"),
    whole_column_array=lambda: worksheet(f'<sheetData><row r="1"><c r="A1"><v>21</v></c>{array("B1", "B1:B9999", "A:A*2")}</row></sheetData>'),
    circle_of_thousands=lambda: worksheet("<sheetData>" + "".join(f'<row r="{r}"><c r="A{r}"><f>A{r % 1000 + 1}+1</f></c></row>' for r in range(1, 1001)) + "</sheetData>"),
    sheet_without_a_name=lambda: sheet_called("", "A1*2"),
    sheet_in_quotes=lambda: sheet_called("It's", "'It''s'!A1*2"),
    sheet_like_a_cell=lambda: sheet_called("R1C1", "'R1C1'!A1*2"),
    sheet_in_brackets=lambda: sheet_called("a[1]b", "'a[1]b'!A1*2"),
    sheet_right_to_left=lambda: sheet_called("\u202eevil", "'\u202eevil'!A1*2"),
    sheet_numbers_absurd=lambda: with_part(BOOK, workbook(sheets='<sheet name="S" sheetId="-4294967295" r:id="rId1"/>')),
    row_and_column_numbers=lambda: in_workbook('<calcPr refMode="R1C1"/>'),
)  # fmt: skip
