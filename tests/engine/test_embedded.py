"""The embedded engine: SOP functions, errors, spills, and formulas that it must not be trusted with."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress, parse_cell
from sop_xl.cells.formula import Spread
from sop_xl.cells.values import CellError
from sop_xl.engine.coverage import Coverage
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.functions.call import call

AS_OF = dt.date(2020, 6, 30)


def calculated(
    tmp_path, formulas: dict[str, str], data: dict[str, object] | None = None, spills: dict[str, str] | None = None
):
    """Recalculate a small workbook; returns values by address and the report."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("S")
    for address, value in (data or {}).items():
        sheet.write(address, value)
    for address, formula in formulas.items():
        sheet.write_formula(address, formula, value="old")
    for area, formula in (spills or {}).items():
        sheet.write_dynamic_array_formula(area, formula)
    book.close()
    path = tmp_path / "book.xlsx"
    path.write_bytes(stream.getvalue())
    done = recalculate(Task(path, "book.xlsx", AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)
    reader = BookReader.of_bytes(done.data, "book.xlsx")

    def value(address: str):
        return reader.value(CellAddress("S", *parse_cell(address)))

    return value, done.report


def test_the_three_spellings_give_the_same_number(tmp_path):
    call = "SOP_DAYS_OF_COVER(A1:C1,A2:C2,30)"
    data = dict(zip(["A1", "B1", "C1", "A2", "B2", "C2"], [25, 25, 5, 10, 10, 20], strict=True))
    spills = {f"A{5 + i}:C{5 + i}": f"={prefix}{call}" for i, prefix in enumerate(("", "_xldudf_", "_xll."))}
    value, report = calculated(tmp_path, {}, data, spills)
    for row in (5, 6, 7):
        assert [value(f"{column}{row}") for column in "ABC"] == [52.5, 41.25, 11.25]
    assert report.sop_formulas == 3
    assert report.sop_calls == 1, "the same call in three spellings is computed once"


def test_native_formulas_read_sop_results_and_the_other_way_round(tmp_path):
    value, _ = calculated(
        tmp_path,
        {"A1": "=2*5", "B1": "=SUM(SOP_PROJECT_INVENTORY(A1,{1,2,3}))", "C1": "=INDEX(SOP_PROJECT_INVENTORY(A1,{1,2,3}),1,3)+B1"},
    )  # fmt: skip
    assert value("B1") == 9 + 7 + 4
    assert value("C1") == 4 + 20


def test_an_error_is_an_error_value_and_sum_sees_it(tmp_path):
    value, report = calculated(
        tmp_path,
        {"A1": "=SOP_SAFETY_STOCK(2,10,4)", "A2": "=SUM(A1,5)", "A3": "=IFERROR(A1,7)", "A4": "=SOP_WHY(A1)", "A5": "=ISERROR(A1)"},
    )  # fmt: skip
    assert value("A1") is CellError.NUM
    assert value("A2") is CellError.NUM
    assert value("A3") == 7
    assert value("A4").startswith("#NUM!: service_level: ")
    assert value("A5") is True
    causes = {error.cell: (error.hint, error.origin) for error in report.error_cells}
    assert "service_level" in causes["A1"][0]
    assert causes["A2"] == ("comes from S!A1", "S!A1")


def test_an_error_in_an_argument_is_handed_on(tmp_path):
    value, _ = calculated(tmp_path, {"A1": "=NA()", "A2": "=SOP_PROJECT_INVENTORY(A1,{1,2})", "A3": "=SOP_WHY(A2)"})
    assert value("A2") is CellError.NA
    assert "an argument cell holds an error" in value("A3")


def test_a_row_that_cannot_be_computed_does_not_cost_the_others(tmp_path):
    data = {"A1": 10, "A2": 10, "B1": 0, "B2": 5}
    value, report = calculated(tmp_path, {}, data, {"D1:D2": "=SOP_DAYS_OF_COVER(A1:A2,B1:B2,30)"})
    assert value("D1") is CellError.DIV0
    assert value("D2") == 60
    assert [error.cell for error in report.error_cells] == ["D1"]
    assert "no end" in report.error_cells[0].hint


def test_an_omitted_argument_is_the_default_and_not_zero(tmp_path):
    value, _ = calculated(tmp_path, {"A1": "=SOP_DAYS_OF_COVER(5,10,)", "A2": "=SOP_DAYS_OF_COVER(5,10)"})
    assert value("A1") == value("A2") == 15


def test_a_plain_formula_shows_the_first_cell_of_a_table(tmp_path):
    value, report = calculated(tmp_path, {"A1": "=SOP_PROJECT_INVENTORY(5,{1,2,3})"}, {"B1": 77})
    assert value("A1") == 4
    assert value("B1") == 77
    assert not report.error_cells


def test_a_spill_grows_and_shrinks_in_the_file(tmp_path):
    value, _ = calculated(
        tmp_path, {}, {}, {"A1:B1": "=SOP_PROJECT_INVENTORY(5,{1,2,3})", "A3:E3": "=SOP_PROJECT_INVENTORY(5,{1,2})"}
    )
    assert [value(f"{c}1") for c in "ABCD"] == [4, 2, -1, None]
    assert [value(f"{c}3") for c in "ABC"] == [4, 2, None]


def test_a_reference_to_a_spill_follows_its_size(tmp_path):
    formulas = {"F1": "=SUM(_xlfn.ANCHORARRAY(A1))", "F2": "=ROWS(_xlfn.ANCHORARRAY(A1))"}
    value, report = calculated(tmp_path, formulas, {"H1": 3, "H2": 1, "H3": 2}, {"A1:A2": "=_xlfn._xlws.SORT(H1:H3)"})
    assert [value(f"A{row}") for row in (1, 2, 3)] == [1, 2, 3]
    assert (value("F1"), value("F2")) == (6, 3)
    assert not report.not_calculated


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("2020,2,30", 43891), ("2020,14,1", 44228), ("2020,1,-5", 43825), ("99,1,1", 36161), ("1900,2,29", 60), ("1900,3,1", 61),
        ("1900,1,1", 1), ("9999,12,31", 2958465), ("2020.9,1.9,1.9", 43831), ('"2020",1,TRUE', 43831), ("2020,0,0", 43799),
        ("10000,1,1", CellError.NUM), ("-1,1,1", CellError.NUM), ("9999,12,32", CellError.NUM), ("1900,1,-1", CellError.NUM),
        ('"x",1,1', CellError.VALUE), ("1/0,1,1", CellError.DIV0), ("H1,1,1", 1),
    ],
)  # fmt: skip
def test_dates_as_excel_counts_them(tmp_path, arguments, expected):
    value, report = calculated(tmp_path, {"A1": f"=DATE({arguments})"})
    assert value("A1") == expected
    assert not report.not_calculated


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("CEILING(B1,C1)", 12), ("FLOOR(B1,C1)", 9), ("CEILING(-B1,C1)", -9), ("FLOOR(-B1,C1)", -12), ("CEILING(-B1,-C1)", -12),
        ("FLOOR(-B1,-C1)", -9), ("CEILING(B1,-C1)", CellError.NUM), ("CEILING(B1,0)", 0), ("FLOOR(B1,0)", CellError.DIV0),
        ("FLOOR(0.3,0.1)", 0.3), ("CEILING(0.3,0.1)", 0.3), ("CEILING(2.5,0.5)", 2.5), ('CEILING("x",C1)', CellError.VALUE),
        ("CEILING(NA(),C1)", CellError.NA), ("CEILING(H1,C1)", 0), ("CEILING(B1,5)", 10),
    ],
)  # fmt: skip
def test_multiples_as_excel_rounds_to_them(tmp_path, formula, expected):
    value, report = calculated(tmp_path, {"A1": f"={formula}"}, {"B1": 9.5, "C1": 3})
    got = value("A1")
    assert got == (expected if isinstance(expected, CellError) else pytest.approx(expected))
    assert not report.not_calculated


def test_unique_takes_texts_of_another_case_for_one(tmp_path):
    data = {"H1": "a", "H2": "B", "H3": "A", "H4": "b", "H5": "c"}
    formulas = {"F1": "=COUNTA(_xlfn.UNIQUE(H1:H5))", "F2": "=COUNTA(_xlfn.UNIQUE(H1:H5,FALSE,TRUE))"}
    value, report = calculated(tmp_path, formulas, data, {"A1:A4": "=_xlfn.UNIQUE(H1:H5)"})
    assert [value(f"A{row}") for row in (1, 2, 3, 4)] == ["a", "B", "c", None]
    assert (value("F1"), value("F2")) == (3, 1)
    assert not report.not_calculated


def test_many_calls_are_gathered_and_equal_single_ones(tmp_path):
    rows = 12
    data = {
        f"{column}{row}": (row * 7 + i * 3) % 11 + 1 for row in range(1, rows + 1) for i, column in enumerate("ABCDEF")
    }
    single = {f"H{row}": f"=INDEX(SOP_FORECAST(A{row}:F{row},2),1,2)" for row in range(1, rows + 1)}
    chained = {f"J{row}": f"=INDEX(SOP_FORECAST(H{row}:H{row + 5},1),1,1)" for row in range(1, 4)}
    value, report = calculated(tmp_path, single | chained, data)
    assert not report.not_calculated
    definition = udfs.REGISTRY["SOP_FORECAST"]
    for row in range(1, rows + 1):
        history = [[data[f"{column}{row}"] for column in "ABCDEF"]]
        assert value(f"H{row}") == pytest.approx(call(definition, [history, 2]).grid[0][1], rel=1e-9)
    for row in range(1, 4):
        upright = [[value(f"H{at}")] for at in range(row, row + 6)]
        assert value(f"J{row}") == pytest.approx(call(definition, [upright, 1]).grid[0][0], rel=1e-9)


def test_a_blocked_spill_is_an_error(tmp_path):
    value, report = calculated(tmp_path, {}, {"C1": "in the way"}, {"A1:B1": "=SOP_PROJECT_INVENTORY(5,{1,2,3})"})
    assert value("A1") is CellError.VALUE  # files spell #SPILL! so; only Excel can write its rich form
    assert value("C1") == "in the way"
    assert report.error_cells


def test_today_is_the_planning_date(tmp_path):
    value, _ = calculated(tmp_path, {"A1": "=TODAY()", "A2": "=YEAR(NOW())"})
    assert value("A1") == 44012
    assert value("A2") == 2020


def test_an_unknown_function_keeps_its_saved_value_with_all_that_depends_on_it(tmp_path):
    value, report = calculated(
        tmp_path, {"A1": "=FORECAST.ETS(1,B1:B3,C1:C3)", "A2": '=A1&"x"', "A3": "=1+1", "A4": "=_xll.OTHER(1)"}
    )
    assert [value(a) for a in ("A1", "A2", "A3", "A4")] == ["old", "old", 2, "old"]
    assert {c.cell: c.reason for c in report.not_calculated} == {
        "A1": "unsupported function FORECAST.ETS: not known to the engine, or not proven",
        "A2": "depends on S!A1",
        "A4": "foreign function _XLL.OTHER",
    }
    assert report.unsupported_functions == ["FORECAST.ETS", "_XLL.OTHER"]
    assert report.functions == {"foreign": {"_XLL.OTHER": 1}, "kept": {"FORECAST.ETS": 1}}


def test_foreign_functions_and_what_depends_on_them_keep_their_values(tmp_path):
    formulas = {
        "A1": "=_xldudf_THEIRS(1)", "A2": "=MyMacroFunction(B1)", "A3": "=A1*2", "A4": "=A3+1", "A5": "=SUM(B1:B2)",
        "A6": "=INDEX(SOP_PROJECT_INVENTORY(A2,{1,2}),1,1)", "A7": '=INDIRECT("A"&1)',
    }  # fmt: skip
    value, report = calculated(tmp_path, formulas, {"B1": 3, "B2": 4})
    assert [value(f"A{row}") for row in range(1, 8)] == ["old", "old", "old", "old", 7, "old", "old"]
    assert {c.cell: c.reason for c in report.not_calculated} == {
        "A1": "foreign function _XLDUDF_THEIRS",
        "A2": "foreign function MYMACROFUNCTION",
        "A3": "depends on foreign S!A1",
        "A4": "depends on foreign S!A3",
        "A6": "depends on foreign S!A2",
        "A7": "INDIRECT or OFFSET beside cells that were not calculated",
    }
    assert report.functions["foreign"] == {"MYMACROFUNCTION": 1, "_XLDUDF_THEIRS": 1}
    assert report.status == "needs-excel"


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=SUM(LARGE(A1:A3,ROW(1:2)))", "LARGE over a range"),
        ("=SUMPRODUCT(SUMIF(A1:A3,UNIQUE(B1:B3),A1:A3))", "SUMIF over a range"),
        ("=SUMPRODUCT(ROW(A:A))", "ROW over a range"),
        ("=SUM(OFFSET(A1,0,0,3,1)*2)", "implicit intersection"),
        ("=SUMPRODUCT(MROUND(Block,1))", "MROUND over a range"),
        ("=SUM(EDATE(A1:A3,1))", "EDATE over a range"),
        ("=LET(x,A1,x*2)", "too long to be written out"),
        ("=GCD(A1:A3)", "GCD over a range"),
    ],
)
def test_what_the_engine_would_get_wrong_is_kept_and_reported(formula, reason):
    coverage = Coverage({})
    found = coverage.problem(formula[1:], Spread.CELL, frozenset({"BLOCK"}))
    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A3)", "SUMIFS(A1:A3,B1:B3,C1)", "INDEX(A1:C3,2,3)", "VLOOKUP(A1,B1:C9,2,0)", "IF(A1>2,ABS(B1),0)",
        "SUMPRODUCT((A1:A3>1)*B1:B3)", "ROWS(A1:A3)", "XLOOKUP(A1,B1:B3,C1:C3)", "SUM(T[x])", "T[@x]*2", "LEN(A1)",
        "SUM(INDEX(A1:C3,0,2))", "SUMPRODUCT(LEN(A1:A3))", "SUMPRODUCT(SUMIF(A1:A3,B1:B3,A1:A3))", "SUM(LARGE(A1:A3,{1,2}))",
        "SUMPRODUCT(MONTH(A1:A3)*ROW(A1:A3))", "@A1:A3", "-SUM(A1:A3)%",
    ],
)  # fmt: skip
def test_ordinary_formulas_are_trusted(formula):
    assert Coverage({}).problem(formula, Spread.CELL, frozenset()) is None


def test_one_verdict_serves_every_copy_of_a_formula():
    coverage = Coverage({})
    for row in range(1, 200):
        assert coverage.problem(f"SUMIFS(Data!A{row}:A{row + 9},B1:B3,$C{row})", Spread.CELL, frozenset()) is None
    assert len(coverage._verdicts) == 1


def test_texts_with_numbers_of_more_digits_than_excel_writes_are_kept(tmp_path):
    formulas = {"A1": '="0.30000000000000004"&""', "A2": "=LEN(A1)", "A3": '="1234567890123456"&""'}
    value, report = calculated(tmp_path, formulas, {"B1": "0.30000000000000004"})
    assert [value(f"A{row}") for row in range(1, 4)] == ["old", "old", "1234567890123456"]
    assert {c.cell for c in report.not_calculated} == {"A1", "A2"}


def test_a_circle_is_reported_and_its_cells_kept(tmp_path):
    value, report = calculated(tmp_path, {"A1": "=A2+1", "A2": "=A1+1", "A3": "=5"})
    assert value("A1") == value("A2") == "old"
    assert value("A3") == 5
    assert {c.cell for c in report.not_calculated} == {"A1", "A2"}
    assert any("circular" in c.reason for c in report.not_calculated)


def test_a_name_that_calls_an_sop_function_is_calculated(book):
    def arrange(workbook, _):
        workbook.define_name("Level", "=SOP_SAFETY_STOCK(0.95,S!$A$1,S!$A$2)")

    book.write({"A1": 10, "A2": 4, "B1": "=Level*1"}, arrange=arrange)
    named = book.recalculate() and book["B1"]
    book.write({"A1": 10, "A2": 4, "B1": "=SOP_SAFETY_STOCK(0.95,A1,A2)*1"})
    assert book.recalculate()
    assert book["B1"] == named
    assert isinstance(named, float)
