"""Names, tables and links that the engine does not know by itself: calculated, or kept and told; never a false error."""

from __future__ import annotations

import pytest

from sop_xl.book.links import has_open_link
from sop_xl.book.names import Names
from sop_xl.book.workbook import DefinedName, Table
from sop_xl.cells.address import Area

NAMES = {
    "Dyn": "=OFFSET(S!$A$1,0,0,COUNTA(S!$A$1:$A$100),1)", "Rng": "=S!$A$1:INDEX(S!$A$1:$A$100,3)", "Const": "=0.25",
    "Calc": "=S!$A$1*2+1", "Cell_1": "=S!$A$2", "Text_1": '="abc"', "Arr": "={1,2,3}", "Other": "=Dyn",
    "Multi": "=S!$A$1:$B$3", "Rel": "=S!A1", "Uni": "=(S!$A$1:$A$2,S!$B$1:$B$2)",
}  # fmt: skip
RIGHT = {
    '=VLOOKUP("b",Orders,2,0)': 2, "=SUM(Orders)": 6, "=INDEX(Orders,2,2)": 2, "=ROWS(Orders)*2": 6, "=SUM(Dyn)": 6,
    "=SUM(Rng)": 6, "=Const*4": 1, "=Calc": 3, "=Cell_1": 2, '=Text_1&"Dyn"': "abcDyn", "=SUM(Arr)": 6, "=SUM(Other)": 6,
    "=INDEX(Dyn,2)": 2, "=COUNT(Multi)": 6, "=SUM(Orders[Qty])": 6, "=AVERAGE(Rng)/COUNT(dyn)": 2 / 3,
    '=SUMIFS(Orders[Qty],Orders[Key],"c")+SUM(Rng)': 9, '=INDIRECT("B2")': 20, '=SUM(INDIRECT("A1:A"&COUNT(A1:A3)))': 6,
    '=SUM(INDIRECT("Orders[Qty]"))': 6, '=COUNTA(INDIRECT("orders"))': 6, '=INDIRECT("Cell_1")*10': 20, '=SUM(INDIRECT(" Multi "))': 66,
    '=VLOOKUP("c",INDIRECT("Ord"&"ers"),2,FALSE)': 3, '=SUM(INDIRECT("Orders["&G1&"]"))': 6,
}  # fmt: skip
KEPT = {
    "=Rel": "the name Rel stands for other cells in every cell",
    "=SUM(Uni)": "a union or an intersection of ranges",
    '=INDIRECT("R2C2",FALSE)': "an INDIRECT in the other notation",
    '=IFERROR(INDIRECT("Dyn"),0)': "an INDIRECT whose error would not show",
    '=SUM(INDIRECT("Dyn"))': "an INDIRECT to what the engine does not find",
    '=SUM(INDIRECT("Orders[@Qty]"))': "an INDIRECT to what the engine does not find",
    '=INDIRECT("Nowhere")': "an INDIRECT to what the engine does not find",
}
DATA = {"A1": 1, "A2": 2, "A3": 3, "B1": 10, "B2": 20, "B3": 30}


def arrange(workbook, sheet):
    rows = [["a", 1], ["b", 2], ["c", 3]]
    sheet.add_table("F1:G4", {"name": "Orders", "columns": [{"header": "Key"}, {"header": "Qty"}], "data": rows})
    for name, text in NAMES.items():
        workbook.define_name(name, text)


def test_names_and_tables_are_calculated(book):
    addresses = dict(zip((f"J{i}" for i in range(50, 100)), RIGHT, strict=False))
    book.write({**DATA, **addresses}, arrange=arrange)
    book.recalculate()
    assert not book.kept
    assert {formula: book[a] for a, formula in addresses.items()} == pytest.approx(RIGHT)


@pytest.mark.parametrize("formula", KEPT)
def test_what_the_engine_cannot_read_is_kept(book, formula):
    book.write({**DATA, "J50": formula, "J51": "=J50"}, arrange=arrange)
    book.recalculate()
    assert book["J50"] == book["J51"] == "old"
    assert book.kept == {"J50": KEPT[formula], "J51": "depends on S!J50"}


@pytest.mark.parametrize("text", ["SUM([1]D!C:C)", "[1]!Rate*2", "SUM('[12]My sheet'!$C:$C)", "[1]D!A1+[1]D!1:1"])
def test_links_to_more_than_cells_are_seen(text):
    assert has_open_link(text)


@pytest.mark.parametrize(
    "text", ["SUM([1]D!C1:C9)", "'[1]My sheet'!A1", "Orders[1]", "[1]!SOP_WHY(A1)", "T[[#All],[a]]"]
)
def test_links_to_cells_and_columns_of_tables_are_no_such(text):
    assert not has_open_link(text)


def test_a_name_of_the_sheet_goes_before_one_of_the_workbook():
    names = Names([DefinedName("Rate", "1+S!$A$1", None), DefinedName("rate", "2+T!$A$1", "T")], {})
    assert names.resolve('Rate&"Rate"&Rate_2&T!Rate', "S") == '(1+S!$A$1)&"Rate"&Rate_2&T!Rate'
    assert names.resolve("Rate", "T") == "(2+T!$A$1)"


@pytest.mark.parametrize(
    "formula",
    ["$D$2", "D$2*$D2", "SUM(D:D)", "SUM(P!$D:$D)", "SUM(Tax:Tax)", "SUM(A$1:$D5)", "P!$D\0", "'D D'!A1", '"D"'],
)
def test_columns_of_references_are_no_names(formula):
    names = Names([DefinedName("D", "OFFSET(P!$A$1,0,0,3)", None), DefinedName("Tax", "1+1", None)], {})
    assert names.resolve(formula, "P") == formula
    assert not names.mentioned(formula)
    assert names.resolve(f"{formula}+D", "P") == f"{formula}+(OFFSET(P!$A$1,0,0,3))"


def test_names_that_differ_in_a_digit_are_two_names(book):
    """What was found of the formulas of one is nothing to those of the other."""

    def define(workbook, _):
        workbook.define_name("List1", "=S!$A$1:$A$3")
        workbook.define_name("List2", "=S!$A$1")

    formulas = {
        "C1": "=SUM(List2*2)", "C2": "=SUM(List1*2)", "C3": "=SUMPRODUCT(LEN(List2))", "C4": "=SUMPRODUCT(LEN(List1))",
        "C5": "=IFERROR(List2*1,0)", "C6": "=IFERROR(List3*1,0)",
    }  # fmt: skip
    book.write(
        {"A1": 100, "A2": 20, "A3": 3, "A4": "5,000", **formulas},
        arrange=lambda b, s: (define(b, s), b.define_name("List3", "=S!$A$4")),
    )
    book.recalculate()
    assert [book["C1"], book["C2"], book["C3"], book["C4"], book["C5"]] == [200, 40, 3, 6, 100]
    assert set(book.kept) == {"C6"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUMIFS(Orders[Units],Orders[Item],D)", "SUMIFS(Orders[Units],Orders[Item],(OFFSET(P!$A$1,0,0,3)))"),
        ("SUM(Orders[[#Data],[Units]],D)*ROWS(Orders)", "SUM(Orders[[#Data],[Units]],(OFFSET(P!$A$1,0,0,3)))*ROWS(S!$A$2:$B$40)"),
        ("[@Units]*COUNT(D)", "[@Units]*COUNT((OFFSET(P!$A$1,0,0,3)))"),
    ],
)  # fmt: skip
def test_a_table_before_brackets_is_no_name(formula, expected):
    tables = {"Orders": Table("Orders", "S", Area(1, 1, 40, 2), ("Item", "Units"), 1, 0)}
    names = Names([DefinedName("D", "OFFSET(P!$A$1,0,0,3)", None)], tables)
    assert names.resolve(formula, "S") == expected
    assert not names.mentioned("SUM(Orders[Units])")


def test_a_name_beside_a_table(book):
    book.write(
        {**DATA, "J50": '=SUMIFS(Orders[Qty],Orders[Key],"b")+SUM(Dyn)', "J51": "=SUM(Orders[Qty])/COUNT(Dyn)"},
        arrange=arrange,
    )
    book.recalculate()
    assert book.kept == {}
    assert (book["J50"], book["J51"]) == (8, 2)
