"""The worked example: complete, the same every time, and right by two independent witnesses."""

from __future__ import annotations

import re

import numpy as np
import pytest

import udfs
from sop_xl.batch.manifest import Status
from sop_xl.book.calculation_copy import with_constants
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area, CellAddress, a1
from sop_xl.cells.formula import function_names
from sop_xl.cells.values import CellError
from sop_xl.engine.libreoffice import LibreOfficeEngine, read_values
from sop_xl.functions.call import call
from sop_xl.planning.demand.forecast import forecast
from sop_xl.planning.finance.bridge import price_volume_mix
from sop_xl.planning.supply.projection import projected_available_balance
from workbooks.make import write_workbooks
from workbooks.template import company_book, planning_book

FILES = ("north_america.xlsx", "europe.xlsx", "pacific.xlsx", "company.xlsx")
UNIT_SHEETS = {"Home", *(page.sheet for page in planning_book.PAGES)}
COMPANY_SHEETS = {"Home", *(page.sheet for page in company_book.PAGES)}


def sheets_of(workbook: Workbook) -> dict[str, SheetXml]:
    return {
        name: SheetXml(workbook.package.read(sheet.part), book=workbook.name, part=sheet.part)
        for name, sheet in workbook.sheets.items()
    }


def is_sop(text: str | None) -> bool:
    return any(name in udfs.REGISTRY for name in function_names(text or ""))


def numbers(reader: BookReader, name: str) -> np.ndarray:
    sheet, area = reader.named_area(name)
    return np.array([[np.nan if v in (None, "") else v for v in row] for row in reader.grid(sheet, area)], dtype=float)


def test_the_run_is_complete(example):
    assert [w.path for w in example.report.workbooks] == sorted(FILES)
    for workbook in example.report.workbooks:
        assert workbook.error_cells == []
        assert workbook.not_calculated == []
        assert workbook.unsupported_functions == []
        assert not [check for check in workbook.checks if check.status == "FAIL"]
        assert workbook.status in (Status.OK, Status.WARNED)
    assert example.report.is_complete
    assert sum(w.native_formulas for w in example.report.workbooks) > 100_000
    assert sum(w.sop_formulas for w in example.report.workbooks) > 60


@pytest.mark.parametrize("file", FILES)
def test_the_sheets_of_the_cycle_are_there(example, file):
    workbook = Workbook.open(example.published / file)
    assert set(workbook.sheets) == (COMPANY_SHEETS if file == "company.xlsx" else UNIT_SHEETS)
    parts = list(workbook.package.parts)
    assert sum("/charts/" in part for part in parts) >= 5
    assert len(workbook.tables) >= 8


def test_the_company_links_to_the_cells_of_the_units(example):
    workbook = Workbook.open(example.published / "company.xlsx")
    assert [book.target for book in workbook.external_books.values()] == list(FILES[:3])
    links = sum("[" in (f.text or "") for f in sheets_of(workbook)["Company plan"].formulas)
    assert links > 2_000


def test_nothing_recalculates_by_itself_on_opening(example):
    for file in FILES:
        xml = Workbook.open(example.published / file).package.read("xl/workbook.xml")
        assert b"fullCalcOnLoad" not in xml
        assert b'calcId="191029"' in xml


def test_building_twice_gives_the_same_bytes(example, tmp_path):
    for path in write_workbooks(example.data, tmp_path):
        assert path.read_bytes() == (example.sources / path.name).read_bytes()


@pytest.mark.parametrize("file", FILES)
def test_only_values_and_link_caches_differ_from_the_source(example, file):
    old, new = (Workbook.open(folder / file).package for folder in (example.sources, example.published))
    assert list(old.parts) == list(new.parts)
    changed = {part for part in old.parts if old.read(part) != new.read(part)}
    assert all(re.match(r"xl/(worksheets/sheet|externalLinks/externalLink)\d+\.xml$", part) for part in changed)
    formulas = re.compile(rb"<f[ >].*?</f>")
    reach = re.compile(rb' ref="[^"]*"')
    for part in changed:
        before, after = (formulas.findall(reach.sub(b"", p.read(part))) for p in (old, new))
        assert before == after


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_native_cell_agrees_with_libreoffice(example, file, soffice):
    workbook = Workbook.open(example.published / file)
    sheets = sheets_of(workbook)
    sop = {name: {(f.row, f.column) for f in xml.formulas if is_sop(f.text)} for name, xml in sheets.items()}
    recalculated = LibreOfficeEngine().converted(with_constants(workbook, sheets, {}, sop))
    theirs = read_values(recalculated, {name: xml.formulas for name, xml in sheets.items()})
    reader, compared, differing = BookReader(workbook), 0, []
    for name, xml in sheets.items():
        ours = {(r, c): v for r, c, v in reader.cells(name, Area(1, 1, 10_000, 500))}
        for f in xml.formulas:
            if (f.row, f.column) in sop[name]:
                continue
            compared += 1
            a, b = ours.get((f.row, f.column)), theirs[name][f.row - 1][f.column - 1]
            if isinstance(a, float) and isinstance(b, (int, float)):
                same = a == pytest.approx(b, rel=1e-9, abs=1e-9)
            else:
                same = (a or "") == (b or "")
            if not same:
                differing.append(f"{name}!{a1(f.row, f.column)}: {a!r}, LibreOffice {b!r}, ={f.text}")
    assert compared > 10_000
    assert differing == []


@pytest.mark.parametrize("unit", range(3))
def test_sop_cells_equal_direct_calls(example, unit):
    reader = BookReader.open(example.published / FILES[unit])
    history, baseline, consensus = (numbers(reader, name) for name in ("History", "Baseline", "Consensus"))
    direct = forecast(history, baseline.shape[1], 12, "auto").mean
    np.testing.assert_allclose(baseline, direct, rtol=1e-12)
    sheet, area = reader.named_area("Balance")
    top, bottom, width = area.top, area.bottom, area.columns
    on_hand = [row[0] for row in reader.grid(sheet, Area(top, 9, bottom, 9))]
    supply = [
        np.array(
            reader.grid(
                sheet, Area(top, area.left - shift * (width + 1), bottom, area.left - shift * (width + 1) + width - 1)
            ),
            dtype=float,
        )
        for shift in (2, 1)
    ]
    direct = projected_available_balance(on_hand, consensus, *supply)
    np.testing.assert_allclose(numbers(reader, "Balance"), direct, rtol=1e-12, atol=1e-9)


def test_price_volume_mix_of_adventureworks(example):
    """The cells of the company workbook against the published figures and against a direct call."""
    reader = BookReader.open(example.published / "company.xlsx")
    cells = {
        name: numbers(reader, name).item()
        for name in ("PVM_Base", "PVM_Volume", "PVM_Mix", "PVM_Price", "PVM_New", "PVM_Lost", "PVM_Actual")
    }
    published = [33_683_804.82, 2_313_415.71, -721_112.82, 2_469_216.23, 28_797_319.01, -13_828_540.20, 52_714_102.75]
    np.testing.assert_allclose(list(cells.values()), published, atol=3.5)  # the monthly data is rounded per row
    parts = sum(cells[name] for name in ("PVM_Volume", "PVM_Mix", "PVM_Price", "PVM_New", "PVM_Lost"))
    assert cells["PVM_Base"] + parts == pytest.approx(cells["PVM_Actual"], abs=0.005)
    sheet, area = reader.named_area("PVM_Base")
    del area
    rows = [row for row in reader.grid(sheet, Area(7, 5, 400, 8)) if row[0] is not None]
    table = np.array(rows, dtype=float)
    direct = price_volume_mix(*(table[:, i] for i in range(4)))
    totals = dict(zip(direct.names, direct.parts.sum(axis=0), strict=False))
    assert totals["price"] == pytest.approx(cells["PVM_Price"], abs=0.005)


def test_the_planning_figures_of_adventureworks(example):
    """Revenue, cost and units by fiscal year as published for the data set."""
    reader = BookReader.open(example.published / "company.xlsx")
    sheet, area = reader.named_area("Pack_Margin")
    total = reader.grid(sheet, Area(area.bottom, area.left, area.bottom, area.right))[0]
    assert total[0] == "Total"
    assert total[1] == pytest.approx(33_683_804.82, abs=5)
    assert total[2] == pytest.approx(30_135_906.74, abs=5)
    assert total[5] == pytest.approx(52_714_102.75, abs=5)
    assert total[6] == pytest.approx(46_572_920.80, abs=5)


def test_sop_why_answers_in_a_published_workbook(example, tmp_path):
    """An error typed into the data is seen, explained and counted, and the other workbooks still run."""
    outcome = call(udfs.REGISTRY["SOP_SEGMENT"], [[[CellError.NA], [1.0]], [[1.0, 2.0], [2.0, 3.0]]])
    assert outcome.grid == [[CellError.NA]]
    reader = BookReader.open(example.published / "europe.xlsx")
    checks = {row["Check"]: row for row in reader.records(reader.workbook.tables["Checks"])}
    assert checks["Every item has a baseline: rows in = rows out"]["Status"] == "OK"
    assert reader.value(CellAddress("Home", 6, 6)) == "Jul 2020"
