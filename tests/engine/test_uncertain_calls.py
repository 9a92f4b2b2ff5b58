"""A doubt of a function of ours keeps its formula, whatever stands around it; others are calculated."""

from __future__ import annotations

import pytest

from sop_xl.engine.native_functions import OF_OURS
from sop_xl.engine.uncertain_calls import functions_of_ours

SINGULAR = "{1,2,3;4,5,6;7,8,9}"


def test_all_are_proven():
    assert functions_of_ours(date1904=False).keys() == OF_OURS


def test_hidden_doubts(book):
    hiding = [
        f"=IFERROR(MDETERM({SINGULAR}),1)", f"=COUNT(MINVERSE({SINGULAR}))", f"=IF(ISNUMBER(MDETERM({SINGULAR})),1,2)",
        f"=LET(m,{SINGULAR},IFERROR(MDETERM(m),3))", f"=SUM(IFERROR(MMULT(MINVERSE({SINGULAR}),{{1;2;3}}),0))", "=IF(A1=7,DEC2BIN(-A2),DEC2BIN(A2))",
    ]  # fmt: skip
    cells = {f"C{row}": formula for row, formula in enumerate(hiding, start=1)}
    plain = {
        "D1": "=IF(A1=7,DEC2BIN(A1),DEC2BIN(-A2))",
        "D2": "=IFERROR(MDETERM({1,2;3,4}),1)",
        "D3": "=IFERROR(DEC2BIN(999),5)",
    }
    book.write(
        {"A1": 7, "A2": 1.5, **cells, **plain, "E1": "=C1+1"},
        {"G1": f"=MINVERSE({SINGULAR})", "G5": "=MINVERSE({1,2;3,4})"},
        {"K1:N4": f"{{=IFERROR(MINVERSE({SINGULAR}),0)}}"},
    )
    book.recalculate()
    assert {at for at in book.kept if at[0] not in "KLMN"} == {*cells, "E1", "G1"}
    assert "K1" in book.kept
    assert [book[at] for at in plain] == ["111", -2, 5]
    assert book["H6"] == pytest.approx(-0.5)


def test_behind_names(book):
    def name(written, _):
        written.define_name("Doubt", "=DEC2BIN(-1.5)")
        written.define_name("Known", '=HEX2DEC("FF")')
        written.define_name("Squared", "=MMULT(S!$A$1:$B$2,S!$A$1:$B$2)")

    cells = {"C1": "=Doubt", "C2": "=IFERROR(Doubt,1)", "C3": "=Known+1", "C4": "=SUM(Squared)"}
    book.write({"A1": 1, "B1": 2, "A2": 3, "B2": 4, **cells}, {"E1": "=Squared"}, arrange=name)
    book.recalculate()
    assert set(book.kept) == {"C1", "C2"}
    assert [book[at] for at in ("C3", "C4", "E1", "F2")] == [256, 54, 7, 22]
