"""Workbooks that count dates from 1904, as those from old Macs do."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.engine.libreoffice import LibreOfficeEngine

DAY = 42550  # 30 June 2020
OPTIONS = {"date_1904": True, "default_date_format": "yyyy-mm-dd"}
EXPECTED = {
    "=YEAR(A1)": 2020, "=A1": DAY, "=A2": DAY, "=YEAR(A2)": 2020, "=DATE(2020,6,30)": DAY, "=EOMONTH(A1,0)": DAY,
    "=EDATE(A1,-1)": DAY - 31, '=TEXT(A1,"yyyy-mm-dd")': "2020-06-30", "=WEEKDAY(A1)": 3, "=A1-DATE(2020,1,1)": 181,
    '=DATEVALUE("2020-06-30")': DAY, "=NETWORKDAYS(A1,A1+10)": 9, "=DAY(A1+1)": 1, "=WEEKNUM(A2)": 27,
    '=DATEDIF(A1,A1+400,"m")': 13, "=DATE(1904,1,1)": 0,
}  # fmt: skip


def written(book, formulas) -> list[str]:
    addresses = [f"C{i}" for i in range(1, len(formulas) + 1)]
    book.write({"A1": dt.date(2020, 6, 30), "A2": DAY, **dict(zip(addresses, formulas, strict=True))}, options=OPTIONS)
    return addresses


def test_dates_count_from_1904(book):
    addresses = written(book, EXPECTED)
    book.recalculate()
    assert not book.kept
    assert {f: book[a] for f, a in zip(EXPECTED, addresses, strict=True)} == EXPECTED


def test_today_counts_from_1904(book):
    addresses = written(book, ["=TODAY()", "=YEAR(NOW())", "=TODAY()-A1"])
    book.recalculate()
    assert [book[a] for a in addresses] == [DAY, 2020, 0]


@pytest.mark.libreoffice
def test_libreoffice_counts_from_1904_too(book, soffice):
    addresses = written(book, EXPECTED)
    book.recalculate(LibreOfficeEngine())
    assert {f: book[a] for f, a in zip(EXPECTED, addresses, strict=True)} == EXPECTED


def test_sop_functions_of_dates_are_kept(book):
    call = "SOP_PERIOD_TOTAL({1,2,3},{42400,42431,42460},A1,12)"
    book.write({"A1": DAY, "C1": f"={call}", "C2": "=SOP_SAFETY_STOCK(0.95,10,4)"}, options=OPTIONS)
    book.recalculate()
    assert book["C1"] == "old"
    assert book.kept == {"C1": "SOP_PERIOD_TOTAL counts dates from 1900, this workbook from 1904"}
    assert book["C2"] == pytest.approx(32.897, rel=1e-3)
