"""What happens by itself when a workbook, or the add-in, is opened."""

from __future__ import annotations

import pytest
from pyopenvba.apps.excel._model import Workbook
from pyopenvba.interpreter import Interpreter, VBARuntimeError

from sop_xl.excel.build.modules import workbook_code

GET = Workbook.vba_get
NOTES = """
Public Notes As String
Public Sub SopDescribeFunctions()
    Notes = Notes & "texts "
End Sub
Public Sub SopRefreshTab()
    Notes = Notes & "tab "
End Sub
Public Sub OnTime(ByVal moment As Date, ByVal procedure As String)
    Notes = Notes & procedure & " "
End Sub
Public Function Noted() As String
    Noted = Notes
End Function
"""


@pytest.fixture
def opened(excel):
    """The code behind a workbook, ready to run: events as procedures, timers as notes."""

    def code(*, addin):
        vba = Interpreter(excel.interpreter.host)
        vba.add_module(NOTES, name="Notes")
        source = workbook_code(addin=addin).replace("WithEvents ", "").replace("Private Sub", "Public Sub")
        vba.add_module(source.replace("Application.OnTime", "OnTime"), name="Events")
        return vba

    return code


def signed(monkeypatch, value):
    def told(book, name, *rest):
        if name.lower() != "vbasigned":
            return GET(book, name, *rest)
        if value is None:
            raise VBARuntimeError(438, "Object doesn't support this property or method")
        return value

    monkeypatch.setattr(Workbook, "vba_get", told)


@pytest.mark.parametrize(("state", "notes"), [(False, "texts "), (None, "texts "), (True, "")])
def test_a_signed_workbook_is_not_changed_by_opening_it(opened, monkeypatch, state, notes):
    signed(monkeypatch, state)
    vba = opened(addin=False)
    vba.run("Workbook_Open", [])
    assert vba.run("Noted", []) == notes


def test_the_add_in_gives_its_texts_once_and_only_when_a_workbook_is_there(opened, excel):
    vba = opened(addin=True)
    book, excel.application.active_book = excel.application.active_book, None
    vba.run("Workbook_Open", [])
    assert vba.run("Noted", []) == ""
    excel.application.active_book = book
    for _ in range(3):
        vba.run("host_WorkbookActivate", [book])
    name = f"'{GET(book, 'Name')}'!SopDescribeFunctions"
    assert vba.run("Noted", []) == f"tab {name} tab tab "
