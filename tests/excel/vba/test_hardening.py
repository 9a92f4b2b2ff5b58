"""No cell, of whatever workbook, can run, read, write or delete anything through the modules of the template."""

from __future__ import annotations

import difflib
import importlib.util
import re
from pathlib import Path

import pytest
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Workbook
from pyopenvba.interpreter import Interpreter, VBAObject, VBARuntimeError, method

from sop_xl.errors import UsageError
from sop_xl.excel.build.hardening import GUARDED, closed
from sop_xl.excel.build.modules import modules
from sop_xl.functions.emit.vba import WRAPPERS

ORIGINAL = (Path(importlib.util.find_spec("xlwings").origin).parent / "xlwings.bas").read_bytes().decode("ascii")
SOURCES = {module.name: module.source for module in modules(addin=True)}
FUNCTION = re.compile(r"(?m)^(?:Public )?Function (\w+)\(")

# Reviewed: these compute, look up settings or start the one Python that the user's settings name.
HARMLESS = {
    "GetUdfModules", "XLPyCommand", "NDims", "XLPy", "GetDirectoryPath", "GetConfigFilePath", "GetDirectoryConfigFilePath",
    "GetConfigFromSheet", "GetConfig", "GetConfigFromFile", "WScript", "IsFullName", "FileExists", "FileExistsOnWindows",
    "FileOrFolderExistsOnMac", "ParentFolder", "GetDirectory", "ToPosixPath", "ExpandEnvironmentStrings", "SheetExists",
    "GetBaseName", "has_dynamic_array", "CreateGUID", "CheckConda", "GetFullName",
}  # fmt: skip


def test_every_function_of_xlwings_was_looked_at():
    assert set(FUNCTION.findall(ORIGINAL)) == HARMLESS | set(GUARDED)


def test_only_the_doors_change():
    before, after = ORIGINAL.splitlines(), SOURCES["xlwings"].splitlines()
    gone = [line for line in difflib.ndiff(before, after) if line.startswith("- ")]
    new = [line for line in difflib.ndiff(before, after) if line.startswith("+ ")]
    assert len(gone) == 5 + 1 + 3 + 1 + 2 + 2  # declarations, name, command's path, Mac's workbook, isolated, settings
    assert len(new) == len(gone) + 2 + len(GUARDED)
    assert not any(line.startswith("Declare ") for line in map(str.strip, after))
    assert closed(ORIGINAL) == SOURCES["xlwings"]


def test_an_xlwings_that_was_not_looked_at_is_refused():
    for piece in ("PROJECT_NAME As String", "Public Function RunPython(", "PYTHONPATH = AddExcelDir", " -B -c "):
        with pytest.raises(UsageError, match="not known"):
            closed(ORIGINAL.replace(piece, "Other"))


@pytest.mark.parametrize("name", ["xlwings", "SopBridge", "SopFolder"])
def test_modules_that_are_no_worksheet_functions_are_private_to_their_project(name):
    assert "Option Private Module" in SOURCES[name].splitlines()[:3]


def test_all_other_modules_offer_cells_nothing_but_the_functions():
    for name, source in SOURCES.items():
        if name not in ("xlwings", "SopBridge", "SopFolder", "Dictionary", WRAPPERS):
            assert FUNCTION.findall(source) == []


@pytest.mark.parametrize(
    "call", ['RunPython("import os")', 'RunFrozenPython("calc.exe")', 'ReadFile("C:\\secret.txt")']
)
def test_a_cell_that_calls_a_door_gets_an_error_and_nothing_runs(call):
    vba = Interpreter()
    source = re.sub(r"(?m)^(\s*#[^'\r\n]*)'.*$", r"\1", SOURCES["xlwings"])
    vba.add_module(source.replace("Application.Caller", "CallingCell"), name="xlwings")
    vba.add_module(
        "Public CallingCell As New Range\nPublic Function Cell()\n    Cell = " + call + "\nEnd Function\n", name="M"
    )
    vba.add_module("Public Value As Variant\n", name="Range", kind="class")
    with pytest.raises(VBARuntimeError, match="Not from a cell"):
        vba.run("Cell")


# ---- settings and the command that starts Python: the module's own code, on files that a test describes -----------

HOME, BOOK = r"C:\Users\Jürgen Groß", r"D:\plans\a^&calc $(x) %TEMP%.xlsm"
OWN = rf"{HOME}\.sop_xl\sop_xl.conf"
EVIL = {
    "INTERPRETER_WIN": r"C:\evil.exe",
    "PYTHONPATH": r"C:\evil",
    "ONEDRIVE_CONSUMER_WIN": "x|calc",
    "LICENSE_KEY": "'",
}
FILES = """
Public Function FileExists(ByVal path As String) As Boolean
    FileExists = CreateObject("Windows").Exists(path)
End Function
Public Function GetConfigFromFile(path As String, key As String, Optional value As String) As Boolean
    GetConfigFromFile = CreateObject("Windows").Setting(path, key) <> ""
    value = CreateObject("Windows").Setting(path, key)
End Function
Public Function Environment(name As String) As String
    Environment = CreateObject("Windows").ExpandEnvironmentStrings("%" & name & "%")
End Function
"""


GET = Workbook.vba_get


class Windows(VBAObject):
    """Files of settings by path, and the environment."""

    def __init__(self, files):
        self.files = files
        self.variables = {"USERPROFILE": HOME, "LOCALAPPDATA": rf"{HOME}\AppData\Local"}

    @method
    def Exists(self, path):
        return str(path) in self.files

    @method
    def Setting(self, path, key):
        return self.files[str(path)].get(str(key).upper(), "")

    @method
    def ExpandEnvironmentStrings(self, text):
        return re.sub("%([A-Z]+)%", lambda m: self.variables.get(m[1], m[0]), str(text))


@pytest.fixture
def started(excel, monkeypatch):
    """Command that starts Python, with these files of settings on the machine and that sheet in the workbook."""

    def told(book, name, *rest):
        return BOOK if name.lower() == "fullname" else GET(book, name, *rest)

    monkeypatch.setattr(Workbook, "vba_get", told)

    def run(files, sheet, source=SOURCES["xlwings"]):
        windows = Windows(files)

        class Bridge(ExcelBridge):
            def create(self, type_name_):
                return windows

        excel.range("A1").vba_get("Parent").vba_set("Name", sheet)
        for row, setting in enumerate(EVIL.items(), start=1):
            excel.range(f"A{row}:B{row}", [list(setting)])
        source = re.sub(r"(?m)^(\s*#[^'\r\n]*)'.*$", r"\1", source)
        for name in ("FileExists", "GetConfigFromFile"):
            source = re.sub(rf"(?ms)^Function {name}\(.*?^End Function", "", source)
        vba = Interpreter(Bridge(excel.application))
        vba.add_module(source.replace("Environ(", "Environment("), name="xlwings")
        vba.add_module(FILES, name="Files")
        vba.add_module("Public Function Command()\n    Command = XLPyCommand()\nEnd Function\n", name="M")
        return vba.run("Command", [])

    return run


SWITCHES = {"SHOW CONSOLE": "0", "DEBUG UDFS": "0"}  # the interpreter does not compare a text with a truth value
OURS = {"INTERPRETER_WIN": r"%LOCALAPPDATA%\sop_xl\venv\Scripts\pythonw.exe", **SWITCHES}
EXPECTED = (
    rf'cmd.exe  /K ""{HOME}\AppData\Local\sop_xl\venv\Scripts\pythonw.exe" -I -B -c "import sys, os;'
    r"import xlwings.utils;xlwings.utils.prepare_sys_path(\"False\");"
    """import xlwings; xlwings.serve('$(CLSID)')\"\""""
)


def test_python_is_started_isolated_and_as_the_user_s_own_settings_say(started):
    assert started({OWN: OURS}, "Plan") == EXPECTED


@pytest.mark.parametrize("sheet", ["xlwings.conf", "sop_xl.conf"])
def test_settings_of_a_workbook_or_of_other_tools_reach_no_command(started, sheet):
    beside = {rf"D:\plans\{name}.conf": EVIL for name in ("xlwings", "sop_xl")}
    files = {OWN: OURS, rf"{HOME}\.xlwings\xlwings.conf": EVIL, **beside}
    assert started(files, sheet) == EXPECTED


def test_as_xlwings_comes_they_would(started):
    files = {rf"{HOME}\.xlwings\xlwings.conf": OURS}
    assert r"C:\evil.exe" in started(files, "xlwings.conf", ORIGINAL)
    assert "x|calc" in started(files, "xlwings.conf", ORIGINAL)
    assert r"a^^&calc $(x) %TEMP%" in started(files, "Plan", ORIGINAL)
