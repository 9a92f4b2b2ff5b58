"""The bridge between cells and Python, run: what a cell hands over, and what it shows."""

from __future__ import annotations

import datetime as dt

import pytest
from pyopenvba.interpreter import MISSING, NOTHING, VBAArray, VBADate, VBAErrorValue

from sop_xl.actions.registry import actions
from sop_xl.cells.values import CellError
from sop_xl.excel.build.ribbon import asking_callback, callback
from sop_xl.excel.wire import MARK, NUMBERS, from_wire, to_wire
from udfs import REGISTRY

NA, DIV0, VALUE, NUM = VBAErrorValue(2042), VBAErrorValue(2007), VBAErrorValue(2015), VBAErrorValue(2036)


def test_a_table_becomes_a_table_with_real_errors_element_by_element(excel):
    load, hours = excel.range("A1:B2", [[120.0, 200.0], [50.0, 80.0]]), excel.range("D1:D2", [[160.0], [0.0]])
    assert excel.run("SOP_UTILISATION", load, hours) == [[0.75, 1.25], [DIV0, DIV0]]
    assert excel.python.calls == [("SOP_UTILISATION", ("", ((120.0, 200.0), (50.0, 80.0)), ((160.0,), (0.0,))))]


def test_one_cell_is_a_value_and_one_row_a_row(excel):
    assert excel.run("SOP_UTILISATION", excel.range("A1", [[120.0]]), 160.0) == 0.75
    assert excel.run("SOP_UTILISATION", excel.range("A1:B1", [[120.0, 200.0]]), 160.0) == [0.75, 1.25]


def test_one_argument_after_the_other_and_the_calling_cell_before_them(excel):
    excel.application.caller = excel.range("C7:D9")
    excel.run("SOP_FORECAST", excel.range("A1:B1", [[1.0, 2.0]]), 3.0)
    (name, arguments), *_ = excel.python.calls
    assert name == "SOP_FORECAST"
    assert arguments[0].endswith("Sheet1!$C$7")
    assert arguments[1:3] == (((1.0, 2.0),), 3.0)
    assert set(arguments[3:]) == {None}


def test_omitted_and_blank_arguments_are_nothing(excel):
    history = excel.range("A1:D1", [[1.0, 2.0, 3.0, 4.0]])
    excel.run("SOP_FORECAST", history, 2.0, MISSING, excel.range("F1"))
    assert excel.python.calls[0][1][3:5] == (None, None)


def test_a_blank_within_a_range_is_nothing_and_not_zero(excel):
    excel.run("SOP_UTILISATION", excel.range("A1:C1", [[1.0, None, 3.0]]), 2.0)
    assert excel.python.calls[0][1][1] == ((1.0, None, 3.0),)


@pytest.mark.parametrize("number", sorted(NUMBERS.values()))
def test_every_error_of_a_cell_reaches_python_as_itself(shared_excel, number):
    excel = shared_excel
    excel.python.calls.clear()
    excel.python.answer = lambda _, arguments: to_wire([[from_wire(arguments[1])[0][0]]])
    excel.sheet(1).set_value("A1", VBAErrorValue(number))
    cells = excel.range("A1:B1")
    assert excel.run("SOP_UTILISATION", cells, 1.0) == VBAErrorValue(number)
    error = from_wire(excel.python.calls[0][1][1])[0][0]
    assert NUMBERS[error] == number


def test_an_error_in_an_argument_comes_out_as_that_error(excel):
    excel.sheet(1).set_value("A1", NA)
    assert excel.run("SOP_UTILISATION", excel.range("A1:B1"), 160.0) == NA


def test_an_error_of_a_future_excel_is_a_value_error_and_never_a_number(excel):
    assert excel.run("SOP_UTILISATION", VBAErrorValue(2099), 160.0) == VALUE


@pytest.mark.parametrize("text", ["#SOP!2042", "#SOP!", "#SOP!#SOP!2042", "#N/A", "=1+1", "déjà vu", ""])
def test_a_text_stays_that_text_on_both_ways(shared_excel, text):
    excel = shared_excel
    excel.python.answer = lambda _, arguments: to_wire([[from_wire(arguments[1])]])
    assert excel.run("SOP_UTILISATION", text, 1.0) == text


def test_booleans_and_dates_keep_their_kind(excel):
    excel.sheet(1).set_value("A1", True)
    excel.sheet(1).set_value("B1", VBADate(46326.0))
    excel.run("SOP_UTILISATION", excel.range("A1:B1"), 1.0)
    ((sent, serial),) = excel.python.calls[0][1][1]
    assert sent is True
    assert float(serial) == 46326.0


def test_nothing_in_a_result_shows_as_blank_text_and_never_as_zero(excel):
    excel.python.answer = lambda *_: [[1.0, None], [None, "x"]]
    assert excel.run("SOP_UTILISATION", 1.0, 1.0) == [[1.0, ""], ["", "x"]]
    excel.python.answer = lambda *_: [[None]]
    assert excel.run("SOP_UTILISATION", 1.0, 1.0) == ""


def test_a_tag_that_no_one_knows_is_an_error_and_never_a_text(excel):
    excel.python.answer = lambda *_: [[MARK + "??"]]
    assert excel.run("SOP_UTILISATION", 1.0, 1.0) == VALUE


def test_an_array_constant_is_a_row(excel):
    row = VBAArray([(1, 3)], items=[1.0, NA, 3.0])
    excel.run("SOP_UTILISATION", row, 2.0)
    assert excel.python.calls[0][1][1] == (1.0, "#SOP!2042", 3.0)


def test_of_whole_columns_only_what_is_used_is_sent_counted_from_the_first_row(excel):
    excel.range("A3:A5", [[1.0], [2.0], [3.0]])
    excel.run("SOP_UTILISATION", excel.range("A:A"), 2.0)
    assert excel.python.calls[0][1][1] == ((None,), (None,), (1.0,), (2.0,), (3.0,))


def test_several_areas_are_refused_because_only_the_first_would_count(excel):
    excel.range("A1:C1", [[1.0, 2.0, 3.0]])
    assert excel.run("SOP_UTILISATION", excel.range("A1,C1"), 2.0) == VALUE
    assert excel.python.calls == []


# ---- the server ------------------------------------------------------------------------------------------


def test_python_is_found_once_and_starts_in_its_own_folder(excel):
    for _ in range(3):
        excel.run("SOP_UTILISATION", 1.0, 2.0)
    assert excel.python.starts == 1
    assert excel.python.started_in == r"C:\sop\venv\Scripts"
    assert excel.python.folder == r"D:\downloads"


def test_a_server_that_died_is_started_once_more_and_asked_again(excel):
    excel.run("SOP_UTILISATION", 1.0, 2.0)
    excel.python.dies = True
    assert excel.run("SOP_UTILISATION", 1.0, 2.0) == 0.5
    assert excel.python.starts == 2


def test_a_python_that_does_not_start_is_not_tried_by_every_cell(excel):
    excel.freeze_clock(dt.datetime(2026, 1, 1, 12, 0, 0))
    excel.python.broken = "no such DLL"
    assert [excel.run("SOP_UTILISATION", 1.0, 2.0) for _ in range(5)] == [VALUE] * 5
    assert excel.python.starts == 1
    assert excel.python.folder == r"D:\downloads"
    assert "no such DLL" in excel.run("SOP_WHY", excel.range("A1"))
    assert "sop-xl doctor" in excel.run("SOP_WHY", excel.range("A1"))
    excel.python.broken = ""
    excel.freeze_clock(dt.datetime(2026, 1, 1, 12, 0, 31))
    assert excel.run("SOP_UTILISATION", 1.0, 2.0) == 0.5


def test_a_computer_that_is_not_set_up_is_told_so_and_nothing_runs(excel):
    excel.python.settings["INTERPRETER_WIN"] = ""
    refused(excel, "not set up", "sop-xl install")


def test_without_a_workbook_a_button_says_so(excel, monkeypatch):
    monkeypatch.setattr(excel.application, "active_book", None)
    excel.run("SopAction", "status")
    ((_, text, _, _),) = excel.dialogs
    assert text.startswith("No workbook is open for editing")
    assert excel.python.starts == 0


def refused(excel, said, remedy):
    assert excel.run("SOP_UTILISATION", 1.0, 2.0) == VALUE
    assert said in excel.run("SOP_WHY", excel.range("A1"))
    excel.run("SopAction", "status")
    assert excel.python.starts == 0
    assert excel.python.commands == []
    ((kind, text, title, _),) = excel.dialogs
    assert (kind, title) == ("MsgBox", "S&OP")
    assert said in text
    assert remedy in text


# ---- SOP_WHY ---------------------------------------------------------------------------------------------


def test_why_tells_what_the_formula_of_that_cell_refused(excel):
    excel.python.answer = excel.remember
    cell = excel.range("C1")
    excel.application.vba_get("Range", ["C1"]).vba_set("Formula", "=SOP_UTILISATION(120,0)")
    excel.application.caller = cell
    assert excel.run("SOP_UTILISATION", 120.0, 0.0) == DIV0
    excel.sheet(1).set_value("D1", 1.0)
    told = excel.run("SOP_WHY", cell)
    assert "#DIV/0!" in told or "zero" in told
    value, _formula, anchor, row, column = excel.python.calls[-1][1]
    assert anchor.endswith("Sheet1!$C$1")
    assert (row, column) == (0, 0)
    assert value is None or str(value).startswith(MARK)


def test_why_of_a_value_needs_no_cell(excel):
    excel.python.answer = excel.remember
    assert excel.run("SOP_WHY", NA) == "#N/A: nothing found, or too little data."
    assert excel.python.calls == [("SOP_WHY", ("#SOP!2042", None, None, None, None))]


def test_why_has_a_formula_calculated_once_more_that_the_server_does_not_remember(excel, monkeypatch):
    excel.python.answer = excel.remember
    cell = excel.range("C1")
    cell.vba_set("Formula", "=SOP_UTILISATION(120,0)")
    evaluated = []

    def evaluate(sheet, text):
        evaluated.append(text)
        return excel.interpreter.run("SOP_UTILISATION", [120.0, 0.0])

    monkeypatch.setattr("pyopenvba.apps.excel._evaluate.evaluated", evaluate)
    excel.application.caller = excel.range("E9")
    assert excel.run("SOP_WHY", cell).startswith("#DIV/0!: ")
    assert evaluated == ["=SOP_UTILISATION(120,0)"]
    assert [name for name, _ in excel.python.calls] == ["SOP_WHY", "SOP_UTILISATION", "SOP_WHY"]
    assert excel.python.calls[1][1][0].endswith("$C$1")  # told under the cell asked about, not the one that asks
    excel.run("SOP_UTILISATION", 1.0, 2.0)
    assert excel.python.calls[-1][1][0].endswith("$E$9")


def test_why_says_what_to_do_where_even_that_does_not_help(excel, monkeypatch):
    excel.python.answer = excel.remember
    cell = excel.range("C1")
    cell.vba_set("Formula", "=SOP_UTILISATION(120,0)")
    monkeypatch.setattr("pyopenvba.apps.excel._evaluate.evaluated", lambda *_: VALUE)  # longer than Excel evaluates
    assert excel.run("SOP_WHY", cell) == "Calculate that cell once more (F2, Enter), then ask again."


def test_why_within_an_array_asks_about_its_place_in_the_result(excel):
    excel.python.answer = excel.remember
    excel.range("C1:D3").vba_set("FormulaArray", "=SOP_UTILISATION(A1:B3,0)")
    excel.python.refused["[Book1]Sheet1!$C$1"] = None
    excel.run("SOP_WHY", excel.range("D2"))
    _, _formula, anchor, row, column = excel.python.calls[0][1]
    assert anchor.endswith("$C$1")
    assert (row, column) == (1, 1)


# ---- buttons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", actions(), ids=lambda action: action.name)
def test_every_button_runs_its_action_on_the_workbook_in_front(shared_excel, action):
    excel = shared_excel
    excel.python.commands.clear()
    excel.run(callback(action), NOTHING)
    ((book, command),) = excel.python.commands
    assert book is excel.workbook
    assert command == f"import sop_xl.excel.live.macros as m; m.run('{action.name}')"


@pytest.mark.parametrize("action", [action for action in actions() if action.choices], ids=lambda action: action.name)
def test_every_entry_with_options_says_that_they_are_asked_for(shared_excel, action):
    shared_excel.python.commands.clear()
    shared_excel.run(asking_callback(action), NOTHING)
    ((_, command),) = shared_excel.python.commands
    assert command == f"import sop_xl.excel.live.macros as m; m.run('{action.name}...')"


def test_functions_and_buttons_share_one_python(excel):
    excel.run("SOP_UTILISATION", 1.0, 2.0)
    excel.run("SopOnStatus", NOTHING)
    excel.run("SopOnForecast", NOTHING)
    assert excel.python.starts == 1
    excel.python.dies = True
    excel.run("SopOnStatus", NOTHING)
    assert (excel.python.starts, len(excel.python.commands)) == (2, 3)


def test_of_a_traceback_only_the_reason_is_shown(excel):
    excel.python.raises = (
        "Unexpected Python Error: Traceback (most recent call last):\n  File x\nImportError: no numpy\n"
    )
    excel.run("SopOnStatus", NOTHING)
    ((_, text, _, _),) = excel.dialogs
    assert text == "ImportError: no numpy Remedy: run sop-xl doctor."


@pytest.mark.parametrize("raises", ["", "ModuleNotFoundError: sop_xl"])
def test_excel_asks_nothing_while_a_button_works_and_asks_again_afterwards(excel, raises):
    asked = []
    excel.python.raises = raises
    excel.python.while_working = lambda: asked.append(excel.application.vba_get("DisplayAlerts"))
    excel.run("SopOnStatus", NOTHING)
    assert asked == [False]
    assert excel.application.vba_get("DisplayAlerts") is True


def test_a_button_that_fails_says_why(excel):
    excel.python.raises = "ModuleNotFoundError: sop_xl"
    excel.run("SopOnStatus", NOTHING)
    assert excel.dialogs == [("MsgBox", "ModuleNotFoundError: sop_xl Remedy: run sop-xl doctor.", "S&OP", 48)]


# ---- Mac -------------------------------------------------------------------------------------------------


def test_on_a_mac_functions_are_not_available_and_say_so(mac):
    assert mac.run("SOP_UTILISATION", 120.0, 160.0) == NA
    assert "Excel for Windows or by sop-xl run" in mac.run("SOP_WHY", mac.range("A1"))
    assert mac.python.starts == 0


def test_on_a_mac_buttons_run_python_in_its_own_folder(mac):
    mac.run("SopOnStatus", NOTHING)
    command = "import sop_xl.excel.live.macros as m; m.run('status')"
    assert mac.python.commands == [("/Users/me/sop/venv/bin", command)]
    assert mac.python.folder == r"D:\downloads"
    mac.python.settings["INTERPRETER_MAC"] = ""
    mac.run("SopOnStatus", NOTHING)
    ((_, text, _, _),) = mac.dialogs
    assert "not set up" in text


# ---- the whole registry ----------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", [d for d in REGISTRY if not d.takes_reference], ids=lambda d: d.name)
def test_every_wrapper_hands_over_its_arguments_in_order(shared_excel, definition):
    excel = shared_excel
    excel.python.calls.clear()
    excel.python.answer = lambda *_: [[1.0]]
    places = [float(i) for i in range(len(definition.arguments))]
    assert excel.run(definition.name, *places) == 1.0
    required = [float(i) for i in range(definition.required)]
    assert excel.run(definition.name, *required) == 1.0
    blanks = [None] * (len(places) - len(required))
    assert excel.python.calls == [(definition.name, ("", *places)), (definition.name, ("", *required, *blanks))]


def test_every_error_of_the_border_has_the_number_of_excel():
    documented = {error for error in CellError if error not in (CellError.BUSY, CellError.PYTHON)}
    assert set(NUMBERS) == documented
    assert to_wire([[CellError.BUSY]]) == [["#SOP!2015"]]
