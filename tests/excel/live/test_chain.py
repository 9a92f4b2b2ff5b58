"""From the wrapper to the formula and back: our VBA, xlwings' own COM server and dispatch, our server of functions."""

from __future__ import annotations

import importlib

import pytest
from pyopenvba.interpreter import MISSING, VBAErrorValue

NA, DIV0, VALUE = VBAErrorValue(2042), VBAErrorValue(2007), VBAErrorValue(2015)


@pytest.fixture
def chained(windows, excel):
    """The Excel of the VBA interpreter, whose Python is the real COM server of xlwings."""
    assert windows.engine
    server = importlib.import_module("xlwings.com_server").XLPython()
    excel.python.server = server.CallUDF
    return excel


def test_one_cell_one_row_and_a_table(chained):
    assert chained.run("SOP_UTILISATION", 120.0, 160.0) == 0.75
    assert chained.run("SOP_UTILISATION", chained.range("A1:B1", [[120.0, 200.0]]), 160.0) == [0.75, 1.25]
    table, hours = chained.range("A1:B2", [[120.0, 200.0], [50.0, 80.0]]), chained.range("D1:D2", [[160.0], [0.0]])
    assert chained.run("SOP_UTILISATION", table, hours) == [[0.75, 1.25], [DIV0, DIV0]]


def test_errors_blanks_and_omitted_arguments(chained):
    chained.sheet(1).set_value("A1", NA)
    assert chained.run("SOP_UTILISATION", chained.range("A1:B1"), 160.0) == NA
    assert chained.run("SOP_UTILISATION", "many", 160.0) == VALUE
    history = chained.range("A3:L3", [[float(10 + i % 4) for i in range(12)]])
    forecast = chained.run("SOP_FORECAST", history, 3.0, MISSING, "naive")
    assert isinstance(forecast, list)
    assert len(forecast) == 3


def test_the_reason_comes_from_the_memory_of_the_server(chained, monkeypatch):
    cell = chained.range("C1")
    chained.application.caller = cell
    chained.sheet(1).set_value("C1", chained.run("SOP_UTILISATION", 120.0, 0.0))
    plain = type(cell).vba_get

    def with_formula(self, name, args=(), named=None):  # the sheet keeps the value beside the formula, as Excel does
        return "=SOP_UTILISATION(120,0)" if name == "Formula" else plain(self, name, args, named)

    monkeypatch.setattr(type(cell), "vba_get", with_formula)
    told = chained.run("SOP_WHY", cell)
    assert told.startswith("#DIV/0!: ")
    assert "available" in told
    assert [name for name, _ in chained.python.calls] == ["SOP_UTILISATION", "SOP_WHY"]
