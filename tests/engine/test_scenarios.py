"""Small workbooks as text: a file ``tests/scenarios/*/book.toml`` dropped in is a test.

``[[sheet]]`` tables hold a name and cells (``=`` begins a formula, ``{=`` one over a fixed range, keys such as
``"A1:A3"`` a formula that spilled so far), ``[[table]]`` and ``[names]`` tables and defined names, ``[options]`` date1904 and
iterate. ``[expected]`` gives the values by ``Sheet!A1`` (errors as text), ``[kept]`` a part of the reason of kept cells.
"""

from __future__ import annotations

import datetime as dt
import io
import tomllib
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import a1, parse_address
from sop_xl.cells.values import CellError
from sop_xl.engine.embedded import EmbeddedEngine

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*/book.toml"))
AS_OF = dt.date(2020, 6, 30)


def build(scenario: dict) -> bytes:
    options = scenario.get("options", {})
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": options.get("date1904", False)})
    sheets = {sheet["name"]: book.add_worksheet(sheet["name"]) for sheet in scenario["sheet"]}
    for table in scenario.get("table", ()):
        columns = [{"header": header} for header in table["columns"]]
        settings = {
            "name": table["name"],
            "columns": columns,
            "data": table["data"],
            "total_row": table.get("totals", False),
        }
        sheets[table["sheet"]].add_table(table["area"], settings)
    for name, text in scenario.get("names", {}).items():
        book.define_name(name, text)
    for sheet in scenario["sheet"]:
        target = sheets[sheet["name"]]
        for cell, value in sheet.get("cells", {}).items():
            if not isinstance(value, str) or not value.startswith(("=", "{=")):
                target.write(cell, value)
            elif value.startswith("{="):
                target.write_array_formula(cell, value, None, "old")
            elif ":" in cell:
                target.write_dynamic_array_formula(cell, value, None, "old")
            else:
                target.write_formula(cell, value, None, "old")
    book.close()
    return iterating(stream.getvalue()) if options.get("iterate") else stream.getvalue()


def iterating(package: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(
                info,
                old.read(info).replace(b"<calcPr ", b'<calcPr iterate="1" iterateDelta="1E-9" iterateCount="1000" '),
            )
    return out.getvalue()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.parent.name)
def test_scenario(path, tmp_path):
    scenario = tomllib.loads(path.read_text(encoding="utf-8"))
    book = tmp_path / "book.xlsx"
    book.write_bytes(build(scenario))
    done = recalculate(Task(book, "book.xlsx", AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)
    reader = BookReader.of_bytes(done.data, "book.xlsx")
    kept = {f"{cell.sheet}!{cell.cell}": cell.reason for cell in done.report.not_calculated}
    for where, reason in scenario.get("kept", {}).items():
        assert reason in kept.pop(where, "calculated"), where
    assert kept == {}
    for where, expected in scenario["expected"].items():
        address = parse_address(where)
        value = reader.value(address)
        got = str(value) if isinstance(value, CellError) else "" if value is None else value
        told = f"{address.sheet}!{a1(address.row, address.column)}: expected {expected!r}, got {got!r}"
        same = got == pytest.approx(expected, rel=1e-9) if isinstance(expected, (int, float)) else got == expected
        assert same, told
        assert isinstance(got, bool) == isinstance(expected, bool), told


def test_there_are_scenarios():
    assert len(SCENARIOS) >= 8
