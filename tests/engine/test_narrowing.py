"""Ranges of which a plain formula takes the cell in its own row or column."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError

DATA = (
    {f"A{row}": row for row in range(1, 10)}
    | {f"B{row}": row * 10 for row in range(1, 10)}
    | {"C1": 5, "D1": 6, "E1": 7}
)


def arrange(workbook, sheet):
    workbook.define_name("Price", "=S!$A$1:$A$9")
    workbook.define_name("Units", "=S!$B$1:$B$9")
    sheet.add_table(
        "H1:I4", {"name": "Orders", "columns": [{"header": "Key"}, {"header": "Qty"}], "data": [[1, 7], [2, 8], [3, 9]]}
    )


@pytest.mark.parametrize(
    ("cell", "formula", "expected"),
    [
        ("G4", "=A:A", 4), ("G4", "=A1:A9*B:B", 160), ("G4", "=Price*Units", 160), ("G5", "=VLOOKUP(A:A,$A$1:$B$9,2,FALSE)", 50),
        ("G5", "=SUM(A1:A9*2)", 10), ("G5", "=IF(A:A>4,B:B,0)", 50), ("G3", "=COUNTIF(A1:A9,A:A)", 1), ("G3", "=SUMIF(A:A,A2:A9,B:B)", 30),
        ("D5", "=C1:E1", 6), ("D5", "=1:1&\"x\"", "6x"), ("G4", "=SUM(A1:A9)/Price", 11.25), ("G6", '=LEN(B:B)&TEXT(A:A,"0.0")', "26.0"),
        ("G4", "=INDEX(B1:B9,Price)", 40), ("G2", "=Orders[Qty]+1", 8), ("G4", "=MATCH(B:B,B1:B9,0)", 4), ("G4", "=-A:A%", -0.04),
        ("G12", "=A1:A9", CellError.VALUE), ("G4", "=A1:B9", CellError.VALUE), ("G4", "=IFERROR(A5:A9,0)", 0), ("G9", "=ISBLANK(A7:A7)", False), ("G9", "=B3:B3*2", 60), ("F4", "=$C$1:$D$1", CellError.VALUE),
    ],
)  # fmt: skip
def test_the_cell_of_the_own_row_or_column(book, cell, formula, expected):
    book.write({**DATA, cell: formula, "K1": f"={cell}"}, arrange=arrange)
    book.recalculate()
    assert book.kept == {}
    assert book[cell] == pytest.approx(expected) if isinstance(expected, float) else book[cell] == expected
    assert book["K1"] == book[cell]


def test_copies_take_each_their_own(book):
    """Also those of a shared formula, up to where the range ends."""
    book.write({**DATA, **{f"G{row}": f"=$A$3:$A$7*B{row}" for row in range(1, 10)}})
    book.share("G1:G9")
    book.recalculate()
    assert [book[f"G{row}"] for row in range(3, 8)] == [row * row * 10 for row in range(3, 8)]
    assert all(book[f"G{row}"] is CellError.VALUE for row in (1, 2, 8, 9))


def test_an_array_formula_takes_all(book):
    book.write({**DATA, "G1": "=SUM(A1:A9*2)"}, spills={"G2": "=SUM(A1:A9*2)"}, arrays={"G3:G3": "=SUM(A1:A9*2)"})
    book.recalculate()
    assert [book["G1"], book["G2"], book["G3"]] == [2, 90, 90]


@pytest.mark.parametrize(
    "formula", ["=INDEX(A1:A9,J1)", "=INDEX(A1:B9,A1,J1)", "=INDEX(A1:A9,A1-1)", "=IFERROR(INDEX(A1:A9,J1),0)"]
)
def test_an_index_of_zero_is_kept(book, formula):
    """It gives all rows or columns, of which Excel takes one in the same way."""
    book.write({**DATA, "G3": formula, "G4": "=INDEX(A1:A9,A2)", "G5": "=INDEX(A1:A9,MATCH(7,A1:A9,0))"})
    book.recalculate()
    assert "INDEX of row or column 0" in book.kept["G3"]
    assert [book["G4"], book["G5"]] == [2, 7]


def test_an_index_of_zero_that_is_not_come_upon_is_none(book):
    formulas = {
        "G1": '=IF(J1>0,INDEX(A1:A9,J1),"")',
        "G2": "=IF(ISNUMBER(J1),INDEX(A1:A9,J1),-1)",
        "G3": "=IFERROR(INDEX(A1:A9,A3),0)",
    }
    book.write({**DATA, **formulas, "G4": "=IF(A1>0,INDEX(A1:A9,J1),1)"})
    book.recalculate()
    assert set(book.kept) == {"G4"}
    assert [book["G1"], book["G2"], book["G3"]] == ["", -1, 3]
