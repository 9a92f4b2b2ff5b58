"""Functions of ours in the engine: what they fail with comes out, and what they are given is read as Excel reads it."""

from __future__ import annotations

import formualizer as fz
import pytest

import udfs
from sop_xl.cells.values import CellError
from sop_xl.engine.own_functions import engine_failed, evaluate_all, evaluate_cell, register
from sop_xl.errors import CalculationError, ResourceError
from sop_xl.functions.call import call


def workbook_with(function) -> fz.Workbook:
    workbook = fz.Workbook()
    workbook.add_sheet("S")
    register(workbook, "OURS", function, (1, 1))
    workbook.set_formula("S", 1, 1, "=IFERROR(OURS(1),7)")
    return workbook


@pytest.mark.parametrize("error", [MemoryError(), KeyError("a bug"), KeyboardInterrupt()])
def test_what_a_function_fails_with_is_raised_and_no_error_value(error):
    def fails(_):
        raise error

    workbook = workbook_with(fails)
    with pytest.raises(type(error)):
        evaluate_all(workbook)
    workbook.set_value("S", 1, 2, 5.0)
    evaluate_all(workbook)  # what struck once is told once
    workbook.set_formula("S", 2, 1, "=OURS(2)")
    with pytest.raises(type(error)):
        evaluate_cell(workbook, "S", 2, 1)


def test_what_has_overflown_is_an_error_before_a_function_sees_it():
    workbook = workbook_with(lambda given: given)
    workbook.set_formula("S", 1, 1, "=OURS(COSH(1000))")
    evaluate_all(workbook)
    assert workbook.get_value("S", 1, 1)["kind"] == "Num"


def test_an_engine_without_memory_is_told_from_one_that_cannot():
    assert isinstance(engine_failed("calculate", Exception("#ERROR!: planner: Authority(Alloc)")), MemoryError)
    other = engine_failed("load", Exception("no sheet 'Allocation'"))
    assert isinstance(other, CalculationError)
    assert "load" in str(other)


@pytest.mark.parametrize(
    "call", ["EDATE({},1)", "EOMONTH({},0)", "DATE({},1,1)", "CEILING({},B9)", "POISSON({},2,TRUE)"]
)
@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "1e400", "\u0661\u0662"])
def test_a_text_that_only_python_takes_for_a_number_is_none(book, call, text):
    book.write({"A1": text, "B9": 3, "B1": f"={call.format('A1')}"})
    book.recalculate()
    assert "B1" in book.kept or book["B1"] is CellError.VALUE


@pytest.mark.parametrize("call", ["EDATE({},1)", "CEILING({},B9)", "POISSON({},2,TRUE)"])
def test_a_text_of_plain_digits_is_a_number(book, call):
    book.write({"A1": " 45 ", "B9": 3, "B1": f"={call.format('A1')}", "B2": f"={call.format('45')}"})
    book.recalculate()
    assert book["B1"] == book["B2"]


def test_multiples_of_what_is_too_small_to_count_overflow_and_do_not_crash(book):
    book.write({"A1": 1e300, "A2": 1e-20, "B1": "=CEILING(A1,A2)", "B2": "=FLOOR(A1,A2)", "B3": "=POISSON(A1,5,FALSE)"})
    book.recalculate()
    assert [book["B1"], book["B2"], book["B3"]] == [CellError.NUM, CellError.NUM, 0]


def test_a_worksheet_function_without_memory_is_told_and_ends_a_recalculation(book, monkeypatch):
    """In Excel its cell shows an error with a reason; a scheduler must not publish what was calculated with it."""
    definition = udfs.REGISTRY["SOP_SAFETY_STOCK"]

    def starves(**_: object) -> float:
        raise MemoryError

    monkeypatch.setitem(definition.__dict__, "function", starves)
    assert isinstance(call(definition, [0.95, 10.0, 2.0]).first_reason, ResourceError)
    book.write({"A1": "=IFERROR(SOP_SAFETY_STOCK(0.95,10,2),7)"})
    with pytest.raises(MemoryError):
        book.recalculate()
