"""Array formulas that the coverage lets pass, against LibreOffice."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from sop_xl.cells.formula import Formula, FormulaList, Spread
from sop_xl.engine.coverage import RANGE_ARGUMENTS, Coverage
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.libreoffice import LibreOfficeEngine
from sop_xl.engine.native_functions import OF_SINGLE_VALUES
from sop_xl.engine.port import CalculationRequest
from sop_xl.engine.spread_calls import SEARCHES

_NUMBERS = [3.0, -1.5, 2.0, 7.25, 0.0, 4.0, -6.0, 1.0]
_TEXTS = ["a", "b", "a", "c", "b", "a", "d", "c"]

FORMULAS = [
    "SUM(A1:A8)", "SUM(A1:A8^2)", "SUMPRODUCT((B1:B8=\"a\")*A1:A8)", "SUMPRODUCT(--(A1:A8>1))", "SUM(IF(A1:A8>1,A1:A8))",
    "SUM(IFERROR(1/A1:A8,0))", "MAX(IF(B1:B8=\"a\",A1:A8))", "AVERAGE(A1:A8)", "MEDIAN(A1:A8)", "STDEV(A1:A8)", "STDEVP(A1:A8)",
    "VAR(A1:A8)", "LARGE(A1:A8,2)", "SMALL(A1:A8,3)", "RANK(A1,A1:A8)", "PERCENTILE(A1:A8,0.3)", "QUARTILE(A1:A8,1)",
    "SUMIF(B1:B8,\"a\",A1:A8)", "SUMIFS(A1:A8,B1:B8,\"a\",A1:A8,\">0\")", "COUNTIF(A1:A8,\">=1\")", "COUNTIFS(B1:B8,\"a*\",A1:A8,\"<>0\")",
    "AVERAGEIF(B1:B8,\"c\",A1:A8)", "AVERAGEIFS(A1:A8,B1:B8,\"c\")", "MAXIFS(A1:A8,B1:B8,\"a\")", "MINIFS(A1:A8,B1:B8,\"a\")",
    "INDEX(A1:B8,4,1)", "MATCH(7.25,A1:A8,0)", "VLOOKUP(\"b\",B1:C8,2,0)", "HLOOKUP(3,A1:B8,2,0)",
    "SUM(INDEX(A1:B8,0,1))", "COUNT(A1:B8)", "COUNTA(A1:B8)", "COUNTBLANK(A1:D8)", "PRODUCT(A1:A4)", "SUMSQ(A1:A8)", "GEOMEAN(D1:D8)",
    "HARMEAN(D1:D8)", "DEVSQ(A1:A8)", "AVEDEV(A1:A8)", "SKEW(A1:A8)", "KURT(A1:A8)", "CORREL(A1:A8,D1:D8)", "SLOPE(A1:A8,D1:D8)",
    "INTERCEPT(A1:A8,D1:D8)", "RSQ(A1:A8,D1:D8)", "STEYX(A1:A8,D1:D8)", "FORECAST(9,A1:A8,D1:D8)", "PEARSON(A1:A8,D1:D8)",
    "SUMX2MY2(A1:A8,D1:D8)", "SUMX2PY2(A1:A8,D1:D8)", "SUMXMY2(A1:A8,D1:D8)", "AND(A1:A8>-9)", "OR(A1:A8>9)", "NPV(0.1,A1:A8)",
    "SUBTOTAL(9,A1:A8)", "AGGREGATE(9,6,A1:A8)", "TRIMMEAN(A1:A8,0.25)", "PERCENTRANK(A1:A8,2)", "MODE(E1:E8)", "ROWS(A1:A8)",
    "COLUMNS(A1:C8)", "SUM(A1:A8*{1;2;3;4;5;6;7;8})", "SUM(-A1:A8)", "SUMPRODUCT(A1:A8,D1:D8)", "SUM(OFFSET(A1,1,0,3,1))",
    "CONCATENATE(B1,B2)", "COVARIANCE.P(A1:A8,D1:D8)", "VARP(A1:A8)", "MAXA(A1:B8)", "AVERAGEA(A1:B8)",
    "LOOKUP(4,D1:D8,A1:A8)", "IRR(F1:F8)", "MIRR(F1:F8,0.1,0.12)", "XIRR(F1:F3,G1:G3)", "NETWORKDAYS(G1,G3,G2:G2)", "WORKDAY(G1,10,G2:G3)",
    "TEXTJOIN(\",\",TRUE,B1:B8)", "CONCAT(B1:B8)", "XOR(A1:A8>3)",
]  # fmt: skip
# Functions of single values, over ranges: numbers are summed up, each times its place; texts are joined.
_PLACES = "{1;2;3;4;5;6;7;8}"
FORMULAS += [
    f"SUM({call}*{_PLACES})" for call in (
        "ABS(A1:A8)", "CEILING(D1:D8,3)", "FLOOR(D1:D8/3,D1:D8)", "NORM.S.INV(D1:D8/9)", "NORM.S.DIST(A1:A8,TRUE)", "NORM.DIST(A1:A8,1,D1:D8,TRUE)",
        "NORM.INV(D1:D8/9,A1:A8,2)", "NORMSDIST(A1:A8)", "NORMSINV(D1:D8/9)", "NORMDIST(A1:A8,1,2,FALSE)", "NORMINV(D1:D8/9,1,2)",
        "ACOS(A1:A8/9)", "ACOSH(D1:D8)", "ASIN(A1:A8/9)", "ASINH(A1:A8)", "ATAN(A1:A8)", "ATAN2(A1:A8,D1:D8)",
        "ATANH(A1:A8/9)", "CODE(B1:B8)", "COS(A1:A8)", "COSH(A1:A8)", "DATE(2024,D1:D8,1)", "DAY(G1:G8)", "DEGREES(A1:A8)",
        "EVEN(A1:A8)", "EXACT(B1:B8,\"a\")", "EXP(A1:A8)", "FACT(D1:D8)", "FIND(B1:B8,\"abcd\")", "HOUR(A1:A8+9)", "INT(A1:A8)",
        "ISBLANK(A1:A8)", "ISERR(1/A1:A8)", "ISERROR(1/A1:A8)", "ISLOGICAL(A1:A8)", "ISNA(A1:A8)", "ISNONTEXT(B1:B8)", "ISNUMBER(A1:A8)",
        "ISTEXT(B1:B8)", "LEN(G1:G8)", "LN(D1:D8)", "LOG(D1:D8,2)", "LOG10(D1:D8)", "MINUTE(A1:A8+9)", "MOD(A1:A8,2)", "MONTH(G1:G8)",
        "NOT(A1:A8)", "ODD(A1:A8)", "POWER(A1:A8,3)", "RADIANS(A1:A8)", "ROUND(A1:A8/7,D1:D8)", "ROUNDDOWN(A1:A8,1)", "ROUNDUP(A1:A8,0)",
        "SEARCH(B1:B8,\"ABCD\")", "SECOND(D1:D8/7)", "SIGN(A1:A8)", "SIN(A1:A8)", "SINH(A1:A8)", "SQRT(D1:D8)", "TAN(A1:A8)", "TANH(A1:A8)",
        "TIME(D1:D8,5,0)", "TRUNC(A1:A8)", "VALUE(LEFT(G1:G8,2))", "WEEKDAY(G1:G8,2)", "YEAR(G1:G8)", "ROW(B3:B10)",
    )
] + [
    f"CONCAT({call})" for call in (
        "CHAR(D1:D8+64)", "PROPER(B1:B8&B1:B8&\" x\")", "CLEAN(B1:B8)", "CONCATENATE(B1:B8,D1:D8)", "LEFT(G1:G8,D1:D8)", "LOWER(B1:B8)", "MID(G1:G8,2,D1:D8)",
        "REPLACE(G1:G8,2,1,B1:B8)", "REPT(B1:B8,D1:D8)", "RIGHT(G1:G8,2)", "SUBSTITUTE(B1:B8,\"a\",\"z\")", "TEXT(G1:G8,\"yyyy-mm\")",
        "TRIM(B1:B8&\" \")", "UPPER(B1:B8)", "LEFT(\"abcdef\",COLUMN(B1:D1)*{1;2})",
    )
]  # fmt: skip
# Searches for several values at once.
FORMULAS += [
    'SUM(SUMIFS(A1:A8,B1:B8,{"a","b"}))', 'SUM(SUMIFS(A1:A8,B1:B8,{"a","b"},A1:A8,{">0";"<0"}))', "SUM(SUMIF(B1:B8,B1:B3,A1:A8))",
    'SUM(COUNTIFS(B1:B8,{"a","c"},A1:A8,">0"))', "SUM(1/COUNTIF(B1:B8,B1:B8))", "SUM(LARGE(A1:A8,{1,2,3}))", "SUM(RANK(A1:A8,A1:A8)*D1:D8)", "SUM(RANK.EQ(A1:A4,A1:A8,1))", "SUM(RANK.AVG(A1:A4,A1:A8))",
    "SUM(PERCENTILE(A1:A8,{0.1,0.9}))", "SUM(PERCENTILE.INC(A1:A8,{0.2;0.5}))", "SUM(QUARTILE(A1:A8,{1;2;3}))", "SUM(QUARTILE.INC(A1:A8,{1,3}))",
    "SUM(HLOOKUP(3,A1:B8,{2,1},0))",
    "SUM(SMALL(A1:A8,D1:D3))",
    'SUM(AVERAGEIF(B1:B8,{"a","b"},A1:A8))', 'SUM(AVERAGEIFS(A1:A8,B1:B8,{"a","b"},D1:D8,">1"))', 'SUM(VLOOKUP({"a","b"},B1:C8,2,0))',
    "SUM(--ISNUMBER(MATCH(D1:D8,A1:A8,0)))", 'SUM(VLOOKUP("b",B1:D8,{2,3},0))', "SUM(ISNUMBER(MATCH(A1:A8,D1:D8,0))*D1:D8)",
    'SUM(MAXIFS(A1:A8,B1:B8,{"a","b"}))', "SUM(MINIFS(A1:A8,B1:B8,B1:B4))",
]  # fmt: skip
# Not known to every LibreOffice that runs these tests (Debian 12 has 7.4): worked out by hand.
BY_HAND = {
    'SUM(XLOOKUP({"a","c"},B1:B8,A1:A8))': 10.25,
    "SUM(XMATCH(D1:D2,C1:C8))": 3.0,
    'XLOOKUP("c",B1:B8,A1:A8)': 7.25,
    "XLOOKUP(5,D1:D8,A1:A8,-9)": 0.0,
    "XLOOKUP(99,D1:D8,A1:A8,-9)": -9.0,
}

NATIVE = Path(__file__).with_name("native_formulas.txt").read_text(encoding="utf-8").splitlines()


def workbook(formulas: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"use_future_functions": True})
    sheet = book.add_worksheet("S")
    for row in range(8):
        sheet.write_row(
            row,
            0,
            [_NUMBERS[row], _TEXTS[row], row + 1, row + 1, 6 if row % 2 else 4, [-100, 30, 90, 5, 5, 5, 5, 5][row]],
        )
        sheet.write_number(row, 6, [43831, 43900, 44012, 44100, 44200, 44300, 44400, 44500][row])
    for i, formula in enumerate(formulas):
        # Written as an array formula, so that every program computes the array and none intersects it.
        sheet.write_array_formula(i, 8, i, 8, f"{{={formula}}}")
    book.close()
    return stream.getvalue()


@pytest.mark.libreoffice
def test_array_formulas_agree_with_libreoffice(soffice):
    package = workbook(FORMULAS)
    formulas = {"S": FormulaList(Formula(i + 1, 9, text, Spread.FIXED) for i, text in enumerate(FORMULAS))}
    request = CalculationRequest(lambda: package, formulas, dt.date(2020, 6, 30))
    plain = {"S": FormulaList(Formula(i + 1, 9, text) for i, text in enumerate(FORMULAS))}
    ours = EmbeddedEngine([]).calculate(CalculationRequest(lambda: package, plain, dt.date(2020, 6, 30)))
    theirs = LibreOfficeEngine().calculate(request)
    coverage = Coverage({})
    differing = []
    for i, text in enumerate(FORMULAS):
        assert coverage.problem(text, Spread.DYNAMIC, frozenset()) is None, text
        a, b = ours.value("S", i + 1, 9), theirs.value("S", i + 1, 9)
        same = a == pytest.approx(b, rel=1e-9, abs=1e-12) if isinstance(b, (int, float)) else a == b
        if not same:
            differing.append(f"{text}: {a!r}, LibreOffice {b!r}")
    assert not differing


def test_array_formulas_that_not_every_libreoffice_knows():
    package = workbook(list(BY_HAND))
    ours = EmbeddedEngine([]).calculate(
        CalculationRequest(
            lambda: package,
            {"S": FormulaList(Formula(i + 1, 9, text) for i, text in enumerate(BY_HAND))},
            dt.date(2020, 6, 30),
        )
    )
    assert [ours.value("S", i + 1, 9) for i in range(len(BY_HAND))] == pytest.approx(list(BY_HAND.values()))
    assert [Coverage({}).problem(text, Spread.DYNAMIC, frozenset()) for text in BY_HAND] == [None] * len(BY_HAND)


def test_every_range_function_of_the_coverage_is_put_to_the_oracle():
    untested = {name for name in RANGE_ARGUMENTS if not any(f"{name}(" in text for text in [*FORMULAS, *BY_HAND])}
    aliases = {
        "FORECAST.LINEAR",
        "NETWORKDAYS.INTL",
        "WORKDAY.INTL",
        "PERCENTILE.EXC",
        "PERCENTILE.INC",
        "PERCENTRANK.INC",
    }
    aliases |= {"QUARTILE.EXC", "QUARTILE.INC", "RANK.AVG", "RANK.EQ", "XMATCH", "XNPV", "CELL"}
    untested -= {name for name in untested if any(f"{name}(" in text for text in NATIVE)}
    assert untested <= aliases


def test_every_function_of_single_values_is_put_to_the_oracle():
    assert {name for name in SEARCHES if not any(f"{name}(" in text for text in [*FORMULAS, *BY_HAND])} == set()
    assert {name for name in OF_SINGLE_VALUES if not any(f"({name}(" in text for text in FORMULAS)} == set()
