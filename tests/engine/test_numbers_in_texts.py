"""Numbers that formulas turn into texts, with the digits that Excel writes."""

from __future__ import annotations

import pytest

from sop_xl.engine.number_texts import written
from sop_xl.engine.numbers_in_texts import with_texts

# As Excel shows them; the numbers of Apache POI's observations of it, written with seventeen digits.
SEEN = {
    1.0001: "1.0001", 123.45678901234568: "123.456789012346", 1.2345678901234568e-5: "1.23456789012346E-05",
    1.2345678901234567e-4: "0.000123456789012346", 1.23456789e-5: "0.0000123456789", 5.6789012345e-8:
    "0.000000056789012345", 5.67890123456e-8: "5.67890123456E-08", 2e-50: "2E-50", 1234567890123456.8:
    "1234567890123460", 1.2345678901234567e19: "12345678901234600000", 1.2345678901234568e20: "1.23456789012346E+20",
    -1.2345678901234567e19: "-12345678901234600000", 1.234999999999999e20: "1.235E+20", 123499.9999999999: "123500",
    9.999999999999999e20: "1E+21", 9.999999999999999e-19: "0.000000000000000001", 9.999999999999999e-20: "1E-19",
    0.1 + 0.2: "0.3", 0.0: "0", -7.0: "-7", 1e20: "1E+20", 1e19: "10000000000000000000", 2 / 3:
    "0.666666666666667",
}  # fmt: skip


@pytest.mark.parametrize(("number", "text"), SEEN.items())
def test_numbers_are_written_as_excel_shows_them(number, text):
    assert written(number) == text


DATA = {
    "A1": "=1/3",
    "A2": "=0.1+0.2",
    "A3": 1e20,
    "A4": 2.5,
    "A5": "x",
    "A6": "=1/0",
    "A7": True,
    "B1": 0.3,
    "B2": 0.5,
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=A1&""', "0.333333333333333"), ('=A3&"|"&A4', "1E+20|2.5"), ("=LEN(A1)", 17), ('="x"&A2*2', "x0.6"),
        ('=A2&""="0.3"', True), ("=LEN(1/3)", 17), ('=IF(A2=B1,A2,"")&" kg"', "0.3 kg"), ("=RIGHT(2/3,1)", "7"),
        ('=SUBSTITUTE(A2,"3","4")', "0.4"), ("=CONCATENATE(A1,A9,A7)", "0.333333333333333TRUE"), ("=EXACT(A2,B1)", True),
        ('=TEXTJOIN("-",TRUE,A1:A5)', "0.333333333333333-0.3-1E+20-2.5-x"), ('=COUNTIF(B1:B2,"<="&A2)', 1),
        ('=TEXT(A1,"@")', "0.333333333333333"), ('=TEXT(A1,"0.00")&A9&A5', "0.33x"), ("=LET(n,A2*1,n&n)", "0.30.3"),
        ('=IFERROR(A6&"y","none")', "none"), ('=FIND("7",2/3)', 17), ("=LEN(123456789012345678)", 18), ("=UPPER(A2)", "0.3"),
        ('=-(A2&"")', -0.3), ('=SUM(A1:INDEX(A1:A4,LEN(B1)-1))', 1 / 3 + 0.1 + 0.2), ('=A4&"x"', "2.5x"),
    ],
)  # fmt: skip
def test_formulas_write_them_so(book, formula, expected):
    book.write({**DATA, "C1": formula, "C2": "=C1"})
    book.recalculate()
    assert not book.kept
    assert book["C1"] == book["C2"] == expected


def test_copies_shared_formulas_and_arrays_too(book):
    cells = {f"A{row}": f"={row}/7" for row in range(1, 21)}
    book.write(
        {**cells, **{f"B{row}": f'=A{row}&"|"&$A$1' for row in range(1, 21)}},
        spills={"C1:C20": '=A1:A20&""'},
        arrays={"D1:D1": '{=SUM(--(A1:A20&""=C1:C20))}'},
    )
    book.share("B1:B20")
    book.recalculate()
    assert not book.kept
    texts = [written(row / 7) for row in range(1, 21)]
    assert [book[f"B{row}"] for row in range(1, 21)] == [f"{text}|{texts[0]}" for text in texts]
    assert [book[f"C{row}"] for row in range(1, 21)] == texts
    assert book["D1"] == 20


@pytest.mark.parametrize(
    ("formula", "mended"),
    [
        ('TEXT(A1,"0")&ROW()-1', None), ('"a"&YEAR(A1)', None), ("IF(A1>0,LEN(B1),2)", "IF(A1 > 0,LEN(*B1*),2)"),
        ('A1%&-B1', "(*A1%*)&(*-B1*)"), ("'My S'!A1&_XLFN.CONCAT(A1,,2)", "*'My S'!A1*&_XLFN.CONCAT(*A1*,,2)"),
    ],
)  # fmt: skip
def test_what_is_no_such_number_stays(formula, mended):
    new = with_texts(formula).replace(" ", "")
    if mended is None:
        assert "SOP_XL" not in new
    else:
        assert new == mended.replace(" ", "").replace("*", "SOP_XL_AS_TEXT(", 1).replace("*", ")", 1).replace(
            "*", "SOP_XL_AS_TEXT(", 1
        ).replace("*", ")", 1)
