# ruff: noqa: N803  # the names of arguments are those of Excel's object model
"""The Windows part of xlwings on any system: what it needs of pywin32, and an Excel of COM objects over a package.

The stubs of pywin32 hold no behaviour of Excel: xlwings' own conversion and dispatch run on them as they are. The COM
objects answer as Excel does, as far as xlwings' source tells it (``_xlwindows.py``): ``Value2`` gives doubles, errors
as whole numbers, one cell as a value and more as a tuple of rows; what is assigned is read like typed input.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import functools
import importlib
import re
import sys
import types
from collections import Counter
from pathlib import Path

import pytest

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.port import FormulaText, Place
from sop_xl.book.inputs import contents, moved
from sop_xl.book.package import Package
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, column_letters, parse_area, quote_sheet
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError
from sop_xl.excel.wire import NUMBERS


class ComError(Exception):
    """pywintypes.com_error: (hresult, message, exception, argument)."""

    @property
    def hresult(self):
        return self.args[0]

    @property
    def excepinfo(self):
        return self.args[2]


class Dispatch:
    """win32com's CDispatch: xlwings wraps what is an instance of it."""


class _Anything:
    """A DLL of which only the existence matters."""

    def __getattr__(self, name):
        return _Anything()

    def __call__(self, *args, **kwargs):
        return 0


def _module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        setattr(made, key, value)
    return made


def _pywin32():
    class CoClassBaseClass:
        pass

    class DispatchBaseClass:
        pass

    client = _module(
        "win32com.client", CDispatch=Dispatch, CoClassBaseClass=CoClassBaseClass, Dispatch=lambda x: x,
        DispatchBaseClass=DispatchBaseClass, DispatchEx=lambda x: x,
    )  # fmt: skip
    util, dispatcher, policy = (_module(f"win32com.server.{n}") for n in ("util", "dispatcher", "policy"))
    util.wrap = lambda thing, **kwargs: thing
    dispatcher.DefaultDebugDispatcher = policy.DefaultPolicy = policy.DesignatedWrapPolicy = type("Policy", (), {})
    server = _module("win32com.server", util=util, dispatcher=dispatcher, policy=policy)
    com = _module("win32com", client=client, server=server, __gen_path__="")
    return {
        "pywintypes": _module("pywintypes", com_error=ComError, error=ComError, TimeType=type("TimeType", (dt.datetime,), {})),
        "pythoncom": _module(
            "pythoncom", com_error=ComError, ole_error=ComError, CoInitialize=lambda: None, IID_IEnumVARIANT=None, IID_IDispatch=None,
            TypeIIDs={None: object}, __file__=None
        ),
        "win32api": _module("win32api"),
        "win32con": _module("win32con"),
        "win32event": _module("win32event"),
        "win32gui": _module("win32gui"),
        "win32process": _module("win32process", GetWindowThreadProcessId=lambda hwnd: (0, 1)),
        "win32timezone": _module("win32timezone"),
        "win32com": com,
        "win32com.client": client,
        "win32com.server": server,
        "win32com.server.util": util,
        "win32com.server.dispatcher": dispatcher,
        "win32com.server.policy": policy,
    }  # fmt: skip


@pytest.fixture(scope="session")
def windows():
    """xlwings with its real Windows engine and its real ``call_udf``."""
    patch = pytest.MonkeyPatch()
    for name, module in _pywin32().items():
        patch.setitem(sys.modules, name, module)
    for name in ("windll", "oledll"):
        patch.setattr(ctypes, name, _Anything(), raising=False)
    patch.setattr(ctypes, "PyDLL", lambda path: _Anything())
    import xlwings

    engine = importlib.import_module("xlwings._xlwindows")
    patch.setattr(xlwings, "_xlwindows", engine, raising=False)
    xlwings.engines.add(engine.engine)
    udfs = importlib.import_module("xlwings.udfs")
    yield types.SimpleNamespace(xlwings=xlwings, engine=engine, udfs=udfs)
    patch.undo()
    for name in ("xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server", "xlwings._win32patch"):
        sys.modules.pop(name, None)


# ---- Excel -----------------------------------------------------------------------------------------------

_SCODE = -2146828288


def _out(value):
    """A cell's value as ``Value2`` gives it."""
    if isinstance(value, CellError):
        return _SCODE + NUMBERS[value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _typed(entry):
    """What Excel makes of something assigned to a cell."""
    if entry is None or entry == "":
        return None
    if not isinstance(entry, str):
        assert isinstance(entry, (bool, int, float)), entry
        return entry
    if entry.startswith("'"):
        return entry[1:]
    if entry.startswith("="):
        return FormulaText(entry)
    if entry in CellError._value2member_map_:
        return CellError(entry)
    try:
        return float(entry)
    except ValueError:
        return entry


@functools.lru_cache(maxsize=8)
def _spills(data, name):
    """Area of every array formula of a workbook by its text."""
    book = Workbook(Package(data, name))
    every = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
    return {f.text: f.spill for sheet in book.sheets for f in contents(book, sheet, every).values() if f.spill}


class Excel(Dispatch):
    """Excel.Application with one workbook; counts what is asked of it."""

    Version, Hwnd, Calculation = "16.0", 1, -4105

    def __init__(self, package: HeadlessWorkbook, folder: Path):
        self.package, self.folder = package, folder
        self.trips = Counter()
        self.status, self.alerts, self.answers = [], [], []
        self.ScreenUpdating = self.DisplayAlerts = True
        self.protected = dict.fromkeys(package.sheets(), False)
        self.looks = []
        self.spills = _spills(package.file(), package.file_name)
        self.book = Book(self)
        self.arrays = {}

    def __setattr__(self, name, value):
        if name == "StatusBar":
            self.status.append(value)
        object.__setattr__(self, name, value)

    def Calculate(self):
        self.trips["calculate"] += 1
        self.package.calculate()

    def FileDialog(self, kind):
        picked = self.answers.pop(0)
        return types.SimpleNamespace(Title="", Show=lambda: picked is not None, SelectedItems=lambda i: picked)

    def InputBox(self, prompt, title, default, Type):
        return self.answers.pop(0)


class Book(Dispatch):
    def __init__(self, excel):
        self.Application = excel
        self.Worksheets = Sheets(excel)

    Name = property(lambda self: self.Application.package.file_name)
    FullName = property(lambda self: str(self.Application.folder / self.Name))
    Names = property(lambda self: Names(self.Application))

    def SaveCopyAs(self, path):
        Path(path).write_bytes(self.Application.package.file())


class Names(Dispatch):
    def __init__(self, excel):
        self._excel = excel

    def __call__(self, name):
        self._excel.trips["names"] += 1
        found = self._excel.package.place(name)
        if found is None:
            raise ComError(-2147352567, "Exception occurred.", None, None)
        area = found.area
        first, last = (f"${column_letters(c)}${r}" for r, c in ((area.top, area.left), (area.bottom, area.right)))
        where = first if first == last else f"{first}:{last}"
        return types.SimpleNamespace(Name=name, RefersTo=f"={quote_sheet(found.sheet)}!{where}")


class Sheets(Dispatch):
    def __init__(self, excel):
        self._excel = excel
        self.Parent = types.SimpleNamespace(Application=excel)

    def _all(self):
        return [Sheet(self._excel, name) for name in self._excel.package.sheets()]

    Count = property(lambda self: len(self._all()))

    def __iter__(self):
        self._excel.trips["sheets"] += 1
        return iter(self._all())

    def __call__(self, key):
        sheets = self._all()
        if isinstance(key, int):
            return sheets[key - 1]
        return next(sheet for sheet in sheets if sheet.Name == key)

    def Add(self, Before):
        self._excel.package.add_sheet("Sheet99")
        self._excel.protected["Sheet99"] = False
        return self(self.Count)


class Sheet(Dispatch):
    def __init__(self, excel, name):
        self._excel, self._name = excel, name

    Parent = property(lambda self: self._excel.book)
    Application = property(lambda self: self._excel)
    Index = property(lambda self: self._excel.package.sheets().index(self._name) + 1)
    ProtectContents = property(lambda self: self._excel.protected[self._name])

    @property
    def Name(self):
        return self._name

    @Name.setter
    def Name(self, name):
        self._excel.package.drop_sheet(self._name)  # the package cannot rename; a new sheet is empty
        self._excel.package.add_sheet(name)
        self._excel.protected[name] = self._excel.protected.pop(self._name)
        self._name = name

    @property
    def Protection(self):
        return _Allowances()

    def Unprotect(self, password):
        self._excel.protected[self._name] = False

    def Protect(self, Password, DrawingObjects, Contents, Scenarios, **allowed):
        assert allowed["AllowFormattingColumns"] is True
        self._excel.protected[self._name] = True

    @property
    def Cells(self):
        used = self._excel.package.used(self._name)
        return Range(self._excel, self._name, Area(1, 1, used.bottom, used.right))

    def Range(self, first, last=None):
        if isinstance(first, str):
            return Range(self._excel, self._name, parse_area(first))
        a, b = first.area, (last or first).area
        return Range(self._excel, self._name, Area(a.top, a.left, b.bottom, b.right))

    @property
    def UsedRange(self):
        self._excel.trips["used"] += 1
        return Range(self._excel, self._name, self._excel.package.used(self._name))

    @property
    def ListObjects(self):
        self._excel.trips["tables"] += 1
        tables = self._excel.package.tables().values()
        return [ListObject(self._excel, table.name) for table in tables if table.sheet == self._name]

    def Move(self, Before):
        pass

    def Activate(self):
        self._excel.looks.append(("active", self._name))

    Select = Activate

    def Delete(self):
        self._excel.package.drop_sheet(self._name)


class _Allowances:
    def __getattr__(self, name):
        return name in ("AllowFormattingColumns", "AllowFormattingRows", "AllowSorting", "AllowFiltering")


class ListObject(Dispatch):
    def __init__(self, excel, name):
        self._excel, self.Name = excel, name

    ShowTotals = False

    @property
    def _table(self):
        return self._excel.package.tables()[self.Name]

    @property
    def Range(self):
        return Range(self._excel, self._table.sheet, self._table.area)

    @property
    def HeaderRowRange(self):
        area = self._table.area
        return Range(self._excel, self._table.sheet, Area(area.top, area.left, area.top, area.right))

    def Resize(self, to):
        self._excel.trips["resize"] += 1
        self._excel.package.resize(self.Name, to.area.rows - 1)


class Range(Dispatch):
    def __init__(self, excel, sheet, area):
        self._excel, self._sheet, self.area = excel, sheet, area

    Worksheet = property(lambda self: Sheet(self._excel, self._sheet))
    Application = property(lambda self: self._excel)
    Count = property(lambda self: self.area.rows * self.area.columns)
    Row, Column = property(lambda self: self.area.top), property(lambda self: self.area.left)
    Rows = property(lambda self: types.SimpleNamespace(Count=self.area.rows, AutoFit=lambda: None))
    Columns = property(lambda self: types.SimpleNamespace(Count=self.area.columns, AutoFit=lambda: None))
    Address = property(lambda self: re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", str(self.area)))

    def __call__(self, row, column):
        return Range(self._excel, self._sheet, Area(*(self.area.top + row - 1, self.area.left + column - 1) * 2))

    @property
    def place(self):
        return Place(self._sheet, self.area)

    def _shaped(self, rows):
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(tuple(row) for row in rows)

    @property
    def Value2(self):
        self._excel.trips["read"] += 1
        return self._shaped([[_out(value) for value in row] for row in self._excel.package.read(self.place)])

    Value = Value2

    @Value.setter
    def Value(self, given):
        self._assign(given)

    @property
    def Formula2(self):
        self._excel.trips["formulas"] += 1
        values, contents = (reader(self.place) for reader in (self._excel.package.read, self._excel.package.contents))
        rows = [
            [self._named(c.text) if isinstance(c, FormulaText) else "" if v is None else str(v) for v, c in zip(vs, cs)]
            for vs, cs in zip(values, contents)
        ]
        return self._shaped(rows)

    def _named(self, text):
        """Formula as Excel shows it: with the names of linked workbooks, not with their numbers."""
        links = self._excel.package.links()
        return re.sub(r"\[(\d+)\]", lambda m: f"[{links[m[1]]}]", text) if links else text

    @Formula2.setter
    def Formula2(self, given):
        self._assign(given)

    Formula = Formula2

    def _assign(self, given):
        self._excel.trips["write"] += 1
        if self._excel.protected[self._sheet]:
            raise ComError(-2147352567, "Exception occurred.", (0, None, "The cell is protected", None, 0, None), None)
        if not isinstance(given, (list, tuple)):
            top, left = self.area.top, self.area.left
            given = [
                [moved(given, (top, left), (top + r, left + c)) if isinstance(given, str) and given.startswith("=") else given
                 for c in range(self.area.columns)] for r in range(self.area.rows)
            ]  # fmt: skip
        block = [[_typed(entry) for entry in row] for row in given]
        for row in block:
            for c, content in enumerate(row):
                if isinstance(content, FormulaText) and content.text in self._excel.spills:
                    row[c] = FormulaText(content.text, self._excel.spills[content.text])
        self._excel.package.write(self.place, block)

    def _arrays(self):
        key = (self._sheet, self._excel.package.file())
        if self._excel.arrays.get("of") != key:
            self._excel.arrays = {"of": key, "areas": self._read_arrays()}
        return self._excel.arrays["areas"]

    def _read_arrays(self):
        every = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
        return [f.spill for f in contents(self._excel.package.workbook, self._sheet, every).values() if f.spill]

    @property
    def HasSpill(self):
        """True or False where all cells are alike, else None (Null)."""
        a = self.area
        covered = 0
        for array in self._arrays():
            rows = min(a.bottom, array.bottom) - max(a.top, array.top) + 1
            columns = min(a.right, array.right) - max(a.left, array.left) + 1
            covered += max(0, rows) * max(0, columns)
        return covered > 0 if covered in (0, a.rows * a.columns) else None

    @property
    def Formula2R1C1(self):
        self._excel.trips["relative formulas"] += 1
        rows = self._excel.package.formulas(self.place)
        top, left = self.area.top, self.area.left
        return self._shaped([
            [moved(text, (top + r, left + c), (5000, 5000)) if text else "" for c, text in enumerate(row)]
            for r, row in enumerate(rows)
        ])  # fmt: skip

    @property
    def SpillParent(self):
        array = next(a for a in self._arrays() if a.contains(self.area.top, self.area.left))
        return types.SimpleNamespace(SpillingToRange=Range(self._excel, self._sheet, array))

    def ClearContents(self):
        self._assign([[None] * self.area.columns for _ in range(self.area.rows)])

    Clear = ClearContents

    @property
    def Font(self):
        return types.SimpleNamespace(Bold=False, Size=0, Color=0)

    @property
    def Interior(self):
        return types.SimpleNamespace(Color=0, ColorIndex=0)

    def __setattr__(self, name, value):
        if name == "NumberFormat":
            self._excel.looks.append((name, str(self.area), value))
        object.__setattr__(self, name, value)


@pytest.fixture
def open_in_excel(windows, monkeypatch, tmp_path):
    """Open a package in the Excel of COM objects: its application, and the book as xlwings gives it."""
    said = []
    monkeypatch.setattr(sys.modules["win32con"], "MB_OK", 0, raising=False)
    for number, name in enumerate(
        ("MB_OKCANCEL", "MB_YESNO", "MB_YESNOCANCEL", "MB_ICONINFORMATION", "MB_ICONWARNING"), 1
    ):
        monkeypatch.setattr(sys.modules["win32con"], name, number, raising=False)

    def box(hwnd, text, title, style):
        said.append(text)
        return 1

    monkeypatch.setattr(sys.modules["win32api"], "MessageBox", box, raising=False)

    def opened(path: Path):
        excel = Excel(HeadlessWorkbook.open(path), tmp_path)
        excel.alerts = said
        return excel, windows.xlwings.Book(impl=windows.engine.Book(xl=excel.book))

    return opened
