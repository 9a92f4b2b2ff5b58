"""Conversions between number bases as Excel's documentation has them."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError
from sop_xl.engine.native.native_call import IN_DOUBT
from sop_xl.engine.native.number_bases import FUNCTIONS

NUM, VALUE = CellError.NUM, CellError.VALUE
# The examples of Microsoft's pages of the twelve functions.
DOCUMENTED = {
    "BIN2DEC(1100100)": 100, "BIN2DEC(1111111111)": -1, "BIN2HEX(11111011,4)": "00FB", "BIN2HEX(1110)": "E",
    "BIN2HEX(1111111111)": "FFFFFFFFFF", "BIN2OCT(1001,3)": "011", "BIN2OCT(1100100)": "144", "BIN2OCT(1111111111)": "7777777777",
    "DEC2BIN(9,4)": "1001", "DEC2BIN(-100)": "1110011100", "DEC2HEX(100,4)": "0064", "DEC2HEX(-54)": "FFFFFFFFCA", "DEC2HEX(28)": "1C",
    "DEC2HEX(64,1)": NUM, "DEC2OCT(58,3)": "072", "DEC2OCT(-100)": "7777777634", 'HEX2BIN("F",8)': "00001111", 'HEX2BIN("B7")': "10110111",
    'HEX2BIN("FFFFFFFFFF")': "1111111111", 'HEX2DEC("A5")': 165, 'HEX2DEC("FFFFFFFF5B")': -165, 'HEX2DEC("3DA408B9")': 1034160313,
    'HEX2OCT("F",3)': "017", 'HEX2OCT("3B4E")': "35516", 'HEX2OCT("FFFFFFFF00")': "7777777400", "OCT2BIN(3,3)": "011",
    "OCT2BIN(7777777000)": "1000000000", "OCT2DEC(54)": 44, "OCT2DEC(7777777533)": -165, "OCT2HEX(100,4)": "0040", "OCT2HEX(7777777533)": "FFFFFFFF5B",
}  # fmt: skip
# What the remarks on those pages say.
REMARKS = {
    "DEC2BIN(511)": "111111111", "DEC2BIN(512)": NUM, "DEC2BIN(-512)": "1000000000", "DEC2BIN(-513)": NUM, "DEC2OCT(536870911)": "3777777777",
    "DEC2OCT(536870912)": NUM, "DEC2OCT(-536870912)": "4000000000", "DEC2HEX(549755813887)": "7FFFFFFFFF", "DEC2HEX(549755813888)": NUM,
    "DEC2HEX(-549755813888)": "8000000000", "DEC2BIN(9,4.9)": "1001", "DEC2BIN(9,3)": NUM, "DEC2BIN(9,0)": NUM, "DEC2BIN(9,-1)": NUM, "DEC2BIN(9,11)": NUM,
    "DEC2BIN(-9,4)": "1111110111", "DEC2BIN(9.99)": "1001", 'DEC2BIN("x")': VALUE, 'DEC2BIN(9,"x")': VALUE, 'DEC2BIN("9")': "1001",
    "BIN2DEC(2)": NUM, "BIN2DEC(-1)": NUM, 'BIN2DEC("01111111111")': NUM, 'OCT2DEC("8")': NUM, 'HEX2DEC("G")': NUM, 'HEX2DEC("ff")': 255,
    'HEX2BIN("1FF")': "111111111", 'HEX2BIN("200")': NUM, 'HEX2BIN("FFFFFFFE00")': "1000000000", 'HEX2BIN("FFFFFFFDFF")': NUM,
    'HEX2OCT("1FFFFFFF")': "3777777777", 'HEX2OCT("20000000")': NUM, 'HEX2OCT("FFE0000000")': "4000000000", 'HEX2OCT("FFDFFFFFFF")': NUM,
    'OCT2BIN("777")': "111111111", 'OCT2BIN("1000")': NUM, 'OCT2BIN("7777776777")': NUM, "BIN2DEC(A9)": 0, "DEC2BIN(A9)": "0", "HEX2OCT(A9,3)": "000",
    "DEC2BIN(TRUE)": VALUE, "HEX2DEC(TRUE)": VALUE, "HEX2DEC(NA())": CellError.NA, "DEC2HEX(255,NA())": CellError.NA,
    'DEC2HEX(HEX2DEC("ABCDEF"))&"h"': "ABCDEFh", 'DEC2BIN(5)="101"': True, "DEC2HEX(1E300)": NUM,
}  # fmt: skip
# What they do not say.
UNTOLD = [
    "DEC2BIN(-0.5)", "DEC2BIN(511.5)", "DEC2BIN(9,A9)", "DEC2BIN(9,10.5)", "DEC2BIN(-9,0)", "BIN2DEC(101.5)", 'HEX2DEC("")', 'HEX2DEC(" FF")', 'HEX2DEC("FFh")',
    'BIN2DEC("101b")', "IFERROR(DEC2BIN(-1.5),0)", "ISTEXT(DEC2BIN(-1.5))", "COUNT(BIN2DEC(1.5))", "LET(x,-1.5,IFERROR(DEC2HEX(x),0))",
]  # fmt: skip


def test_values(book):
    wanted = {**DOCUMENTED, **REMARKS}
    cells = {formula: f"C{number}" for number, formula in enumerate(wanted, start=1)}
    book.write({cell: f"={formula}" for formula, cell in cells.items()})
    book.recalculate()
    assert set(book.kept) <= {cells['DEC2BIN(9,"x")'], cells['DEC2BIN("x")']}
    assert {formula: book[cell] for formula, cell in cells.items()} == wanted


def test_what_is_not_told_is_kept(book):
    book.write(
        {f"C{row}": f"={formula}" for row, formula in enumerate(UNTOLD, start=1)} | {"D1": "=C1&1", "D2": "=DEC2BIN(5)"}
    )
    book.recalculate()
    assert set(book.kept) == {"D1", *(f"C{row}" for row in range(1, len(UNTOLD) + 1))}
    assert book["D2"] == "101"


@pytest.mark.parametrize(("base", "name"), [(2, "BIN"), (8, "OCT"), (16, "HEX")])
def test_there_and_back(base, name):
    """Every number that has ten digits comes back, and the one beyond has none."""
    limit = base**10 // 2
    there, back = FUNCTIONS[f"DEC2{name}"].computed, FUNCTIONS[f"{name}2DEC"].computed
    for value in (0, 1, 77, -1, -300, limit - 1, -limit):
        assert back(there(float(value))) == value
        assert len(there(float(value))) == 10 or value >= 0
    assert there(float(limit)) is there(float(-limit - 1)) is NUM
    assert back([[1.0]]) is IN_DOUBT
