"""Every native function that is called proven, formula by formula against LibreOffice or the documentation of Excel."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter

from sop_xl.cells.formula import Formula, FormulaList, Spread, function_names
from sop_xl.cells.values import CellError
from sop_xl.engine.coverage import Coverage
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.libreoffice import LibreOfficeEngine
from sop_xl.engine.native_functions import CONDITIONS, KEPT, PROVEN
from sop_xl.engine.port import CalculationRequest

LINES = Path(__file__).with_name("native_formulas.txt").read_text(encoding="utf-8").splitlines()
FORMULAS = [line for line in LINES if line and not line.startswith("#")]
AS_OF = dt.date(2020, 6, 30)

# What Excel's documentation says where LibreOffice does otherwise, does not know the function, or saves a truth
# value of a formula as a number.
BY_EXCEL: dict[str, object] = {
    'CONCAT("a",1,TRUE)': "a1TRUE",
    'CONVERT(1,"lbm","kg")': 0.45359237,
    "CEILING(-2.5,-2)": -4,
    "FLOOR(-2.5,-2)": -2,
    "COUNT(G1:G8)": 3,
    "COUNTIF(G1:G8,TRUE)": 1,
    "IF(A1>100,1)": False,
    'NUMBERVALUE("3.5%")': 0.035,
    "PERCENTRANK(D1:D8,2)": 0.142,
    "PERCENTRANK.INC(D1:D8,2)": 0.142,
    "SUM(G1:G8)": 6.5,
    'TEXTAFTER("a-b-c","-")': "b-c",
    'TEXTBEFORE("a-b-c","-")': "a",
    "TYPE(TRUE)": 4,
    "5=5": True,
    '"a"<"B"': True,
    "SUM(TAKE(D1:D8,3))": 6.75,
    "SUM(DROP(D1:D8,3))": 29,
    "SUM(CHOOSECOLS(C1:D8,2))": 35.75,
    "SUM(CHOOSEROWS(C1:D8,2,3))": 9.75,
    "SUM(VSTACK(C1:C2,D1:D2))": 8.5,
    "SUM(HSTACK(C1:C2,D1:D2))": 8.5,
    "SUM(TOCOL(C1:D2))": 8.5,
    "SUM(TOROW(C1:D2))": 8.5,
    'INDEX(TEXTSPLIT("a-b-c","-"),1,2)': "b",
    "TODAY()": 44012,
    "NOW()": 44012.5,
    "PERCENTOF(C1:C2,C1:C8)": 3 / 36,
    "ACCRINTM(DATE(1990,3,4),DATE(1992,3,4),0.07,10000,1)": 700 * 731 / (1096 / 3),
    "DURATION(DATE(2018,7,1),DATE(2048,1,1),0.08,0.09,2,1)": 10.919145281592,  # documented as 10.9191453
    "MDURATION(DATE(2008,1,1),DATE(2016,1,1),0.08,0.09,2,1)": 5.735669813919,  # documented as 5.73567
    "COUPDAYSNC(DATE(1980,3,15),DATE(2000,2,28),1,0)": 345,  # measured, as in test_securities
    "PRICE(DATE(2010,11,8),DATE(2011,1,17),0.05,0.07,100,4,4)": 101.25 / (1 + 0.0175 * 69 / 90) - 1.25 * 21 / 90,
    "RECEIVED(DATE(2009,5,31),DATE(2009,8,31),1000,0.05,0)": 1000 / (1 - 0.05 * 90 / 360),
    "INTRATE(DATE(2011,3,1),DATE(2012,3,2),97.5,100,1)": 2.5 / 97.5 / (367 / 365.5),
    "PRICEDISC(DATE(2011,3,1),DATE(2012,2,29),0.05,100,1)": 100 - 5 * 365 / 366,
}


# Not known to every LibreOffice that runs these tests (Debian 12 has 7.4): as Excel documents them, and 25.2 has them.
NEWER: dict[str, object] = {
    'XLOOKUP("c",B1:B8,A1:A8)': 0.0,
    'XLOOKUP("zzz",B1:B8,A1:A8,"none")': "none",
    "XLOOKUP(4.5,C1:C8,D1:D8,0,-1)": 9.0,
    "XLOOKUP(4.5,C1:C8,D1:D8,0,1)": 4.0,
    'XMATCH("c",B1:B8)': 3.0,
    "XMATCH(4.5,C1:C8,-1)": 4.0,
    "SUM(UNIQUE(H1:H8))": 22.0,
    "SUM(SORT(D1:D8))": 35.75,
    "INDEX(SORT(D1:D8,1,-1),1)": 9.0,
    'SUM(FILTER(D1:D8,B1:B8="a"))': 8.5,
    "COUNTA(UNIQUE(B1:B8))": 5.0,
    "SUM(SEQUENCE(4,2))": 36.0,
    "INDEX(SORTBY(B1:B8,D1:D8),1)": "c",
}


def workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"use_future_functions": True})
    sheet = book.add_worksheet("S")
    columns = [
        [7.25, -3.5, 0, 12, 2.75, 1, -1.5, 8],
        ["a", "B", "c", "ab", "c", "a", "abc", "b"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [2, 3.5, 1.25, 9, 4, 6.5, 2.5, 7],
        [43831, 43900, 44012, 44100, 44200, 44300, 44400, 44500],
        [-100, 30, 90, 5, 5, 5, 5, 5],
        [1, "x", True, 2.5, "", False, "7", 3],
        [4, 6, 4, 6, 2, 4, 1, 9],
        ["Region", "N", "S", "N", "S", "N", "E", None, "Region", "N"],
        ["Item", "x", "y", "z", "q", "w", "v", None, "Item", "y"],
        ["Units", 5, 7, 9, 2, 1, 4],
    ]
    for column, values in enumerate(columns):
        sheet.write_column(0, column, values)
    for row, formula in enumerate(FORMULAS):
        sheet.write_array_formula(row, 12, row, 12, f"{{={formula}}}")
    book.close()
    return stream.getvalue()


def cells(spread: Spread) -> dict[str, FormulaList]:
    return {"S": FormulaList(Formula(row, 13, text, spread) for row, text in enumerate(FORMULAS, start=1))}


def is_trusted(formula: str) -> bool:
    engine = EmbeddedEngine([])
    return not engine.unsupported(function_names(formula)) and not engine.problem(formula, Spread.FIXED, frozenset())


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, (bool, str, CellError)) or isinstance(theirs, (bool, str, CellError)):
        return type(ours) is type(theirs) and ours == theirs
    if ours is None or theirs is None:
        return ours in (None, "") and theirs in (None, "")
    return ours == pytest.approx(theirs, rel=1e-9, abs=1e-13)


@pytest.mark.libreoffice
def test_every_trusted_formula_gives_what_excel_gives(soffice):
    package = workbook()
    ours = EmbeddedEngine([]).calculate(CalculationRequest(lambda: package, cells(Spread.CELL), AS_OF))
    theirs = LibreOfficeEngine().calculate(CalculationRequest(lambda: package, cells(Spread.FIXED), AS_OF))
    differing = []
    for row, formula in enumerate(FORMULAS, start=1):
        if is_trusted(formula):
            expected = (BY_EXCEL | NEWER).get(formula, theirs.value("S", row, 13))
            got = ours.value("S", row, 13)
            if expected == "" or got == "":
                expected, got = expected or None, got or None
            if not same(got, expected):
                differing.append(f"{formula}: {got!r}, expected {expected!r}")
    assert not differing


def test_every_proven_function_has_a_formula_that_proves_it():
    proved = set().union(*(function_names(formula) for formula in FORMULAS if is_trusted(formula)))
    assert PROVEN - proved == {"ANCHORARRAY", "LET"}, "A1#, see test_embedded; written out before, see test_let_names"


def test_no_function_is_both_proven_and_kept():
    assert not PROVEN & set(KEPT)
    assert set(CONDITIONS) <= PROVEN


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("MROUND(A1,0.1)", "multiple"),
        ("CEILING.MATH(A1,2,-1)", "mode"),
        ("GCD(A1,B1,C1)", "more than two"),
        ('LOOKUP(2,1/(B1:B8="a"),C1:C8)', "computed array"),
        ("NETWORKDAYS(A1,B1,DATE(2020,1,1))", "holidays"),
        ('TEXT(A1,B1&"0")', "computed"),
        ('TEXT(A1,"0.00E+00")', "unusual"),
        ('TEXT(A1,"0000-00")', "unusual"),
        ('DATEDIF(A1,B1,"yd")', "unit"),
        ("AGGREGATE(14,3,A1:A8,2)", "option below 4"),
        ("AGGREGATE(9,6,A1:A8*2)", "computed array"),
        ("AGGREGATE(A1,6,A1:A8)", "computed kind"),
        ("AGGREGATE(14,6,A1:A8,{1,2})", "over a range"),
        ("AGGREGATE(14,6,IF(A1:A8>1,A1:A8),1)", "intersection"),
        ("SUM(A1:A3 A2:C2)", "intersection"),
        ("SUM((A1:A3,C1:C3))", "union"),
        ("SUM(S:T!A1)", "several sheets"),
        ("VDB(A1,0,5,0,1,,TRUE)", "left out"),
        ("DEC2BIN(A1:A8)", "over a range"),
    ],
)
def test_uses_that_are_not_proven_are_kept_with_their_reason(formula, reason):
    assert reason in (Coverage({}).problem(formula, Spread.CELL, frozenset()) or "")


@pytest.mark.parametrize(
    "formula",
    [
        'TEXT(A1,"#,##0.00")', 'TEXT(A1,"yyyy-mm-dd")', 'TEXT(A1,"mmm yy")', 'TEXT(A1,"0%")', 'TEXT(A1,"0.00;(0.00)")',
        'TEXT(A1,"$#,##0")', 'TEXT(A1,"[h]:mm")', "TEXT(A1,\"0 \"\"pcs\"\"\")", 'TEXT(A1,"#,##0;-#,##0")', "CEILING(A1,B1)", "FLOOR(A1,B1)",
        "WORKDAY(A1,5,H1:H3)", "LOOKUP(A1,B1:B8,C1:C8)", 'DATEDIF(A1,B1,"m")',
    ],
)  # fmt: skip
def test_ordinary_uses_are_trusted(formula):
    assert Coverage({}).problem(formula, Spread.CELL, frozenset()) is None
