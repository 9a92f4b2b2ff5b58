"""xlwings' real Windows part on stand-ins of pywin32 and of Excel's objects (``tests/standins``)."""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import sys
import types
from pathlib import Path

import pytest
from excel_objects import Excel
from windows_modules import Anything, pywin32

from sop_xl.actions.books import open_books
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action
from sop_xl.cells.address import Area
from workbooks.make import write_workbooks
from workbooks.starter import starter_data

AS_OF, TODAY = dt.date(2020, 6, 30), dt.date(2020, 7, 10)


@pytest.fixture(scope="session")
def windows():
    """xlwings with its real Windows engine and its real ``call_udf``."""
    patch = pytest.MonkeyPatch()
    for name, module in pywin32().items():
        patch.setitem(sys.modules, name, module)
    for name in ("windll", "oledll"):
        patch.setattr(ctypes, name, Anything(), raising=False)
    patch.setattr(ctypes, "PyDLL", lambda path: Anything())
    import xlwings

    engine = importlib.import_module("xlwings._xlwindows")
    patch.setattr(xlwings, "_xlwindows", engine, raising=False)
    xlwings.engines.add(engine.engine)
    udfs = importlib.import_module("xlwings.udfs")
    yield types.SimpleNamespace(xlwings=xlwings, engine=engine, udfs=udfs)
    patch.undo()
    for name in ("xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server", "xlwings._win32patch"):
        sys.modules.pop(name, None)


@pytest.fixture
def open_in_excel(windows, monkeypatch, tmp_path):
    """Open packages in the Excel of COM objects: its application, and the first book as xlwings gives it."""
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

    def opened(path: Path, *others: Path):
        excel, *more = (Excel(HeadlessWorkbook.open(one), tmp_path) for one in (path, *others))
        excel.alerts, excel.others = said, more
        for one in (excel, *more):
            one.books = [other.book for other in (excel, *more)]
        return excel, windows.xlwings.Book(impl=windows.engine.Book(xl=excel.book))

    return opened


@pytest.fixture(scope="session")
def books(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    for book in open_books(write_workbooks(starter_data("Acme", ("North",), AS_OF), folder), lambda _: None):
        book.workbook.calculate()
        book.path.write_bytes(book.workbook.file())
    kept = HeadlessWorkbook.open(folder / "north.xlsx")
    perform(action("scenario-new"), kept, {"name": "Base", "note": "as it is"}, TODAY)
    (folder / "kept.xlsx").write_bytes(kept.file())
    held = HeadlessWorkbook.open(folder / "company.xlsx")
    table = held.tables()["Calendar"]
    column = table.area.left + table.columns.index("Held on")
    held.write(Place("Calendar", Area(table.data.top, column, table.data.top, column)), [[44018.0]])
    (folder / "held.xlsx").write_bytes(held.file())
    small = HeadlessWorkbook.open(folder / "north.xlsx")
    for sheet in set(small.sheets()) - {"Demand plan", "Settings"}:  # to be calculated in a moment
        place = Place(sheet, small.used(sheet))
        small.write(place, small.read(place))
    (folder / "small.xlsx").write_bytes(small.file())
    return folder


@pytest.fixture(scope="session")
def actuals(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("actuals")
    items = [f"ITEM-00{i}" for i in range(1, 7)]
    lines = [f"North,2020-07-01,{item},Direct,100,1000,600" for item in items]
    (folder / "sales.csv").write_text(
        "\n".join(["unit,month,item,channel,units,revenue,cogs", *lines]), encoding="utf-8"
    )
    lines = [f"North,2020-07-01,{item},50" for item in items]
    (folder / "stock.csv").write_text("\n".join(["unit,month,item,units", *lines]), encoding="utf-8")
    return folder
