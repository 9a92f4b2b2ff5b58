"""Comparisons and differences by fifteen digits, as Excel makes them."""

from __future__ import annotations

import random

import pytest

from sop_xl.cells.address import CellAddress
from sop_xl.engine.fifteen_digits import FifteenDigits

DATA = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "B1": 1.1, "B2": 2.2, "B3": 3.3, "C1": 115, "D1": "=A1+A2"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IF(A1+A2=A3,1,2)", 1), ("=0.1+0.2=0.3", True), ("=1.1*3=3.3", True), ("=SUM(B1:B2)=B3", True),
        ('=IF(SUM(B1,B2)<>B3,"FAIL","OK")', "OK"), ("=AND(C1>0,SUM(B1:B2)>B3)", False), ("=IF(SUM(B1:B2)<=3.3,1,0)", 1),
        ("=(A1+A2)*1>=A3", True), ("=D1=A3", True), ("=A3<>D1", False), ("=D1>0.3", False), ("=0.3<D1", False),
        ("=SUMPRODUCT(--(A1+A2=A3))", 1), ("=IF(D1<A3,1,IF(D1>A3,2,3))", 3), ("=NOT(D1>A3)*2", 2),
        ("=LET(x,A1+A2,IF(x=A3,1,2))", 1), ("=IF(OR(D1=A3,D1=A3),1,2)", 1), ("=('S'!D1=A3)=TRUE", True),
    ],
)  # fmt: skip
def test_what_differs_in_the_sixteenth_digit_is_equal(book, formula, expected):
    book.write({**DATA, "E1": formula, "E2": "=E1"})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == book["E2"] == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=IF(A1+A2>A3+0.000001,1,2)", 2), ("=A1+A1=A2", True), ("=IF(C1=115,1,2)", 1), ('=IF("A1=A3"="x",1,2)', 2),
        ("=IF(A1=A3,1,2)", 2), ("=COUNTIF(A1:A3,\">=\"&A3)", 1), ("=IF(A1-A3=0,1,2)", 2), ('=IF(A1&""="0.1",1,2)', 1),
        ("=SUMPRODUCT((A1:A3>A1)*1)", 2), ("=IF(ISERROR(F9/0)=TRUE,1,0)", 1), ("=ABS(A1+A2-A3)<0.005", True),
        ("=0.3=0.30000000000001", False), ("=D1<0.3000000000001", True), ("=A1<F9", False),
    ],
)  # fmt: skip
def test_other_comparisons_are_as_ever(book, formula, expected):
    book.write({**DATA, "E1": formula, "E2": "=COUNTA(1:1)", "E3": "=COUNTA(A:A)"})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected
    assert [book["E2"], book["E3"]] == [5, 3], "what asked is gone"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=0.5-0.4-0.1", 0), ("=1.333+1.225-1.333-1.225", 0), ("=(0.5-0.4-0.1)", -2.7755575615628914e-17),
        ("=1*(0.5-0.4-0.1)", -2.7755575615628914e-17), ("=D1-A3", 0), ("=-A3+D1", 0), ("=IF(D1-A3=0,1,2)", 2),
        ("=A1-0.09999999", 0.1 - 0.09999999), ("=SUM(A1:A3)-0.6", 0), ("=1E-20+1E-21", 1.1e-20),
    ],
)  # fmt: skip
def test_a_difference_next_to_nothing_is_nothing(book, formula, expected):
    """Examples of Microsoft's article 78113 on floating-point results, with what Excel shows for them."""
    book.write({**DATA, "E1": formula, "E2": "=IF(E1=0,1,2)"})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected
    assert book["E2"] == (1 if expected == 0 else 2)


def test_what_nobody_but_excel_can_tell_is_kept(book):
    book.write({"A1": 22.26, "A2": 21.29, "A3": 0.97, "E1": "=A1-A2-A3", "E2": "=E1"})
    book.recalculate()
    assert "rounding" in book.kept["E1"]
    assert set(book.kept) == {"E1", "E2"}


def test_comparisons_that_hang_on_one_another_come_out_one_after_the_other(book):
    """Stock of 0.1 a month against a minimum: each order hangs on the comparison before it."""
    cells: dict[str, object] = {"A1": 0.3, "B1": 0.1, "C1": 0.1}
    stock, exact = "A1", [3]
    for row in range(2, 40):
        cells[f"A{row}"] = f"={stock}-B$1+IF({stock}-B$1<=C$1,0.3,0)"
        stock = f"A{row}"
        exact.append(exact[-1] - 1 + (3 if exact[-1] - 1 <= 1 else 0))
    book.write(cells)
    book.recalculate()
    assert not book.kept
    assert [book[f"A{row}"] for row in range(2, 40)] == pytest.approx([tenths / 10 for tenths in exact[1:]], abs=1e-12)


@pytest.mark.parametrize("across", [False, True])
def test_shared_formulas_are_looked_at_cell_by_cell(book, across):
    """As Excel saves copies: one text, and references that move with the cell."""
    source = random.Random(4)
    numbers = [source.choice((0.1, 0.2, 0.3)) for _ in range(30)]
    cells: dict[str, object] = {}
    for n, number in enumerate(numbers):
        one, other, sums = (
            (f"A{n + 1}", f"B{n + 1}", f"D{n + 1}") if not across else (f"{_l(n)}1", f"{_l(n)}2", f"{_l(n)}4")
        )
        cells |= {one: number, other: "=0.1+0.2", sums: f"=IF({one}={other},1,0)"}
    book.write(cells)
    area = "D1:D30" if not across else f"{_l(0)}4:{_l(29)}4"
    book.share(area)
    book.recalculate()
    found = [book[f"D{n + 1}" if not across else f"{_l(n)}4"] for n in range(30)]
    assert not book.kept
    assert found == [int(number == 0.3) for number in numbers]


def _l(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else "A" + chr(ord("A") + number - 26)


def test_many_copies_are_read_at_once_and_each_by_its_own_cells(book):
    source = random.Random(5)
    cells: dict[str, object] = {}
    expected = []
    for row in range(1, 301):
        pair = source.choice(((0.3, True), (0.30000000000000004, True), (0.300000000001, False), (0.2, False)))
        cells |= {
            f"A{row}": pair[0],
            f"B{row}": "=0.1+0.2",
            f"C{row}": f'=IF(AND(B{row}>=A{row},$A{row}>=B{row}),"x 1",2)',
        }
        expected.append("x 1" if pair[1] else 2)
    book.write(cells)
    book.recalculate()
    assert not book.kept
    assert [book[f"C{row}"] for row in range(1, 301)] == expected


LISTS = {"A1": 0.3, "A2": 0.2, "A3": 0.3, "B1": "=0.1+0.2", "B2": "=0.1+0.1", "B3": 0.4, "C1": "x", "D1": 0.3}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUMPRODUCT(--(A1:A3=B1:B3))", 2), ("=SUMPRODUCT((A1:A3>=B1:B3)*(A1:A3<>B1:B3))", 0),
        ("=SUMPRODUCT((B1:B3=D1)*A1:A3)", 0.3), ("=SUM(FILTER(A1:A3,B1:B3<=0.3))", 0.5),
        ("=MATCH(1,(B1:B3=A1)*(A1:A3=0.3),0)", 1), ("=SUMPRODUCT(--(A1:C1=B1:B3))", 2),
        ("=SUMPRODUCT(--(A1:A3=B1:B3),--(A1:A3*1=B1:B3*1))", 2), ("=SUMPRODUCT(--(Left=Right))", 2),
        ("=SUMPRODUCT(--(B1:B3>A1:A3+0.00001))", 1), ("=XLOOKUP(TRUE,B1:B3=0.3,A1:A3)", 0.3),
        ("=LET(x,B1:B3,SUM(--(x=A1:A3)))", 2),
    ],
)  # fmt: skip
def test_ranges_are_compared_cell_by_cell(book, formula, expected):
    def name(workbook, _):
        workbook.define_name("Left", "=S!$A$1:$A$3")
        workbook.define_name("Right", "=S!$B$1:$B$3")

    book.write({**LISTS, "E2": "=E1"}, spills={"E1": f"={formula.removeprefix('=')}"}, arrange=name)
    book.recalculate()
    assert not book.kept
    assert book["E1"] == book["E2"] == expected


@pytest.mark.parametrize(
    "formula", ["=SUM(IF(A1:A3>=B1:B3,1,0))", "=SUM((B1:B3>A1:A3)*1,1)", "=COUNT(IF(A1:A3=B1:B3,1))"]
)
def test_so_are_those_of_array_formulas(book, formula):
    book.write(LISTS, arrays={"E1": f"{{{formula}}}"})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == 2


def test_differences_of_arrays_that_may_be_nothing_are_kept(book):
    spills = {"E1": "=SUM(B1:B1)-A1", "F1:F3": "=B1:B3-A1:A3", "G1:G3": "=B1:B3+A1:A3", "H1:H3": "=B1:B3-A2"}
    book.write(LISTS, spills=spills)
    book.recalculate()
    assert set(book.kept) == {"F1"}
    assert "rounding" in book.kept["F1"]
    assert book["E1"] == 0
    assert [book["H1"], book["H2"], book["H3"]] == pytest.approx([0.1, 0, 0.2])


@pytest.mark.parametrize("area", ["Wide", "T", "A1:AEZ1", "1:1", "$1:$2", "A1:C1", "Rows"])
def test_ranges_that_reach_far_to_the_right(book, area):
    def arrange(workbook, sheet):
        workbook.define_name("Wide", "=S!$A$1:$AEZ$1")
        workbook.define_name("Rows", "=S!$1:$2")
        sheet.add_table("A1:AEZ2", {"name": "T", "header_row": False})

    book.write({"A1": 0.1, "B1": 0.2, "A3": 0.3, "A5": f"=IF(SUM({area})=A3,1,0)"}, arrange=arrange)
    book.recalculate()
    assert not book.kept
    assert book["A5"] == 1


@pytest.mark.parametrize("area", ["1:1", "A1:C1"])
def test_whole_rows_hold_no_questions(book, area):
    book.write({"A1": 0.1, "B1": 0.2, "A3": 0.3, "A5": f"=IF(SUM({area})=A3,1,0)", "C6": "=COUNTA(1:1)+COUNTA(A:A)"})
    book.recalculate()
    assert not book.kept
    assert book["A5"] == 1
    assert book["C6"] == 2 + 3


def test_what_was_doubted_of_values_that_were_wrong_is_forgotten(book, monkeypatch):
    stale, mend = [True], FifteenDigits.mend

    def doubting(self, *given):
        if stale[0]:
            self.not_calculated[CellAddress("S", 7, 1)] = "doubted while it was wrong"
        return mend(self, *given)

    def is_stale(_):
        was, stale[0] = stale[0], False
        return was

    monkeypatch.setattr(FifteenDigits, "mend", doubting)
    monkeypatch.setattr("sop_xl.engine.embedded._Calculation._are_readers_stale", is_stale)
    book.write({"A1": 0.1, "A5": "=IF(A1+0.2=0.3,1,0)", "A7": "=A1*2"})
    book.recalculate()
    assert stale == [False]
    assert not book.kept
    assert book["A5"] == 1
