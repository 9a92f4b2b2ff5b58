"""No cell, of whatever workbook, can run, read, write or delete anything through the modules of the template."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from pyopenvba.interpreter import Interpreter, VBARuntimeError

from sop_xl.excel.build.hardening import GUARD, GUARDED, MARK, closed
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
    changed = SOURCES["xlwings"]
    without = changed.replace(f"Option Private Module\r\n{MARK}\r\n", "").replace(f"{GUARD}\r\n", "")
    assert re.sub(r"(?m)^(\s*)Private (?=Declare )", r"\1", without) == re.sub(
        r"(?m)^(\s*)Private (?=Declare )", r"\1", ORIGINAL
    )
    assert changed.count(GUARD) == len(re.findall(rf"(?m)^(?:Public )?Function (?:{'|'.join(GUARDED)})\(", ORIGINAL))
    assert not re.search(r"(?m)^\s*Declare ", changed)
    assert closed(ORIGINAL) == changed


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
