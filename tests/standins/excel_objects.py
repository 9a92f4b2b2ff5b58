# ruff: noqa: N803  # the names of arguments are those of Excel's object model
"""An Excel of COM objects over a package: application, workbook, sheets, tables, and what is asked of them counted."""

from __future__ import annotations

import functools
import types
from collections import Counter
from pathlib import Path

from excel_range import Range
from windows_modules import ComError, Dispatch

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.book.inputs import contents
from sop_xl.book.package import Package
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, column_letters, parse_area, quote_sheet
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS


@functools.lru_cache(maxsize=8)
def _spills(data, name):
    """Area of every array formula of a workbook by its text."""
    book = Workbook(Package(data, name))
    every = Area(1, 1, EXCEL_MAX_ROWS, EXCEL_MAX_COLUMNS)
    return {f.text: f.spill for sheet in book.sheets for f in contents(book, sheet, every).values() if f.spill}


class Excel(Dispatch):
    """Excel.Application with one workbook, and the ``others`` that are open beside it; counts what is asked of it."""

    Version, Hwnd, Calculation = "16.0", 1, -4105

    def __init__(self, package: HeadlessWorkbook, folder: Path):
        self.package, self.folder = package, folder
        self.trips = Counter()
        self.status, self.alerts, self.answers, self.asked = [], [], [], []
        self.ScreenUpdating = self.DisplayAlerts = True
        self.protected = dict.fromkeys(package.sheets(), False)
        self.looks = []
        self.spills = _spills(package.file(), package.file_name)
        self.book = Book(self)
        self.books, self.others = [self.book], []
        self.arrays = {}

    def __setattr__(self, name, value):
        if name == "StatusBar":
            self.status.append(value)
        object.__setattr__(self, name, value)

    def sheet(self, name):
        return Sheet(self, name)

    @property
    def Workbooks(self):
        return Workbooks(self)

    def Calculate(self):
        self.trips["calculate"] += 1
        self.package.calculate()

    def FileDialog(self, kind):
        picked = self.answers.pop(0)
        return types.SimpleNamespace(Title="", Show=lambda: picked is not None, SelectedItems=lambda i: picked)

    def InputBox(self, prompt, title, default, Type):
        self.asked.append(prompt)
        return self.answers.pop(0)


class Workbooks(Dispatch):
    def __init__(self, excel):
        self.Application = excel

    Count = property(lambda self: len(self.Application.books))

    def __iter__(self):
        return iter(self.Application.books)

    def __call__(self, key):
        books = self.Application.books
        return books[key - 1] if isinstance(key, int) else next(book for book in books if book.Name == key)


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
