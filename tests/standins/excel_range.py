"""A range of an Excel of COM objects: ``Value2`` gives doubles, errors as whole numbers, one cell as a value and more as a
tuple of rows; what is assigned is read like typed input. So far xlwings' source (``_xlwindows.py``) tells it.
"""

from __future__ import annotations

import re
import types

from windows_modules import ComError, Dispatch

from sop_xl.actions.port import FormulaText, Place
from sop_xl.book.inputs import contents, moved
from sop_xl.cells.address import Area
from sop_xl.cells.values import EXCEL_MAX_COLUMNS, EXCEL_MAX_ROWS, CellError
from sop_xl.excel.wire import NUMBERS

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


class Range(Dispatch):
    def __init__(self, excel, sheet, area):
        self._excel, self._sheet, self.area = excel, sheet, area

    Worksheet = property(lambda self: self._excel.sheet(self._sheet))
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
