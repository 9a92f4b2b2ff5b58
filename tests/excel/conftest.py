"""Excel with the VBA of the template in it, in memory: pyOpenVBA's interpreter, and a stand-in for xlwings' server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    Interpreter,
    VBAArray,
    VBAErrorValue,
    VBAObject,
    VBARuntimeError,
    member,
    method,
)

from sop_xl.excel.build.modules import modules
from sop_xl.excel.wire import NOT_REMEMBERED, SERVER, from_wire, to_wire
from sop_xl.functions.call import call
from sop_xl.functions.why import why
from udfs import REGISTRY

ATTRIBUTE = re.compile(r"(?m)^Attribute \w+\.VB_.*$")
# What the bridge uses of the module xlwings and of the file system; the rest of both is not ours.
XLWINGS = """
Public Function XLPy() As Object
    Set XLPy = CreateObject("Python").Start
End Function
Public Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    GetConfig = CreateObject("Python").Setting(configKey, default, source)
End Function
Public Function ParentFolder(ByVal Folder)
    ParentFolder = Left$(Folder, InStrRev(Replace(Folder, "/", "\\"), "\\") - 1)
End Function
Public Function RunPython(PythonCommand As String)
    CreateObject("Python").RunPython PythonCommand
End Function
"""
FOLDER = """
Public Function SopEnterFolder(ByVal folder As String) As String
    SopEnterFolder = CreateObject("Python").Enter(folder)
End Function
"""


class Python(VBAObject):
    """The COM server of xlwings as VBA sees it: the same calls, the same shape of what comes back."""

    def __init__(self) -> None:
        self.settings = {
            "INTERPRETER_WIN": r"C:\sop\venv\Scripts\python.exe",
            "INTERPRETER_MAC": "/Users/me/sop/venv/bin/python",
        }
        self.broken = self.raises = ""
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.commands: list[tuple[object, str]] = []
        self.workbook: object = None
        self.while_working: Callable[[], object] = lambda: None
        self.starts = 0
        self.folder, self.started_in = r"D:\downloads", ""
        self.dies = False  # the next call finds the server gone
        self.answer: Callable[[str, tuple[object, ...]], list[list[object]]] = computed
        self.server: Callable[[object, object, tuple[object, ...]], object] | None = None  # a real one
        self.refused: dict[object, object] = {}

    @method
    def Start(self) -> object:
        self.starts += 1
        self.started_in = self.folder
        if self.broken:
            raise VBARuntimeError(1000, self.broken)
        return self

    @method
    def Setting(self, key: object, default: object, source: object) -> object:
        assert source == ""
        return self.settings.get(str(key), default)

    @method
    def Enter(self, folder: object) -> object:
        before, self.folder = self.folder, str(folder)
        return before

    @method
    def Module(self, name: object) -> object:
        assert name == "xlwings._xlwindows"
        return self

    @method
    def SetAttr(self, module: object, name: object, value: object) -> object:
        self._alive()
        assert (module, name) == (self, "BOOK_CALLER")
        self.workbook = value
        return EMPTY

    @method
    def Exec(self, command: object) -> object:
        self.while_working()
        if self.raises:
            raise VBARuntimeError(-2147352567, self.raises)
        self.commands.append((self.workbook, str(command)))
        return EMPTY

    @method
    def RunPython(self, command: object) -> object:
        self.commands.append((self.folder, str(command)))
        return EMPTY

    @method
    def CallUDF(self, script: object, name: object, args: object) -> object:
        self._alive()
        assert script == SERVER
        arguments = tuple(received(argument) for argument in args.elements())
        self.calls.append((str(name), arguments))
        return sent(self.server(script, name, arguments) if self.server else flat(self.answer(str(name), arguments)))

    def _alive(self) -> None:
        if self.dies:
            self.dies = False
            raise VBARuntimeError(-2147023174, "The RPC server is unavailable.")


def received(value: object) -> object:
    """What Python gets of a value of VBA: tuples of tuples, None for what is empty. An error must never arrive."""
    if isinstance(value, VBAArray):
        (low, high), *rest = value.bounds
        if rest:
            columns = range(rest[0][0], rest[0][1] + 1)
            return tuple(tuple(received(value.get([r, c])) for c in columns) for r in range(low, high + 1))
        return tuple(received(value.get([i])) for i in range(low, high + 1))
    assert not isinstance(value, (VBAErrorValue, VBAObject)), value
    assert value is not MISSING
    return None if value is EMPTY else value


def flat(table: list[list[object]]) -> object:
    """What xlwings' server makes of a table: one cell is a value, one row a list."""
    if len(table) == 1:
        return table[0][0] if len(table[0]) == 1 else table[0]
    return table


def sent(result: object) -> object:
    """What VBA gets of a value, a row or a table."""
    if not isinstance(result, (list, tuple)):
        return EMPTY if result is None else result
    if not isinstance(result[0], (list, tuple)):
        return VBAArray([(0, len(result) - 1)], items=[sent(value) for value in result])
    made = VBAArray([(0, len(result) - 1), (0, len(result[0]) - 1)])
    for r, row in enumerate(result):
        for c, value in enumerate(row):
            made.set([r, c], sent(value))
    return made


def computed(name: str, arguments: tuple[object, ...]) -> list[list[object]]:
    """The answer of the real registry."""
    return to_wire(call(REGISTRY[name], [from_wire(value) for value in arguments[1:]]).grid)


class Excel(ExcelApplication):
    """Excel with one workbook and the modules of the template."""

    def __init__(self, *, mac: bool = False) -> None:
        self.python = Python()
        self.application = _Host()
        self.application.python = self.python
        self.interpreter = Interpreter(_Bridge(self.application))
        self.application.interpreter = self.interpreter
        self.add_workbook()
        replaced = {"xlwings": XLWINGS, "SopFolder": FOLDER, "Dictionary": ""}
        for module in modules(addin=False):
            source = replaced.get(module.name, module.source)
            if mac:
                source = source.replace("#If Mac Then", "#If True Then")
            if source:
                self.add_module(ATTRIBUTE.sub("", source), name=module.name)

    def range(self, address: str, rows: list[list[object]] | None = None) -> VBAObject:
        """A range of the sheet, filled first."""
        if rows is not None:
            top, left = int(re.search(r"\d+", address)[0]), ord(address[0])
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    self.sheet(1).set_value(f"{chr(left + c)}{top + r}", EMPTY if value is None else value)
        return self.application.vba_get("Range", [address])

    def remember(self, name: str, arguments: tuple[object, ...]) -> list[list[object]]:
        """An answer that also keeps refusals by calling cell, and tells them to SOP_WHY."""
        if name != "SOP_WHY":
            outcome = call(REGISTRY[name], [from_wire(value) for value in arguments[1:]])
            self.python.refused[arguments[0]] = outcome.first_reason
            return to_wire(outcome.grid)
        value, formula, anchor, _, _ = arguments
        if formula and "SOP_" in str(formula) and anchor not in self.python.refused:
            return [[NOT_REMEMBERED]]
        return to_wire([[why(from_wire(value), self.python.refused.get(anchor))]])


class _Host(Application):
    python: Python
    caller: object = VBAErrorValue(2023)

    @member
    def Caller(self) -> object:
        return self.caller

    @method
    def MacroOptions(self, **texts: object) -> object:
        raise NotImplementedError


class _Bridge(ExcelBridge):
    def create(self, type_name_: str) -> object:
        assert type_name_ == "Python"
        return self.application.python


@pytest.fixture
def excel() -> Excel:
    """Excel of its own."""
    return Excel()


@pytest.fixture(scope="session")
def shared_excel() -> Excel:
    """One Excel for tests that only call: reading the modules takes a while."""
    return Excel()


@pytest.fixture
def mac() -> Excel:
    """Excel for Mac, as far as the bridge tells it from Windows."""
    return Excel(mac=True)
