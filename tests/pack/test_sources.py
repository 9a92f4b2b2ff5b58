"""Every number of the pack equals the value of the cells that it names, read by another library."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack
from sop_xl.pack.make import XLSX, make_pack
from sop_xl.pack.model import Rule
from sop_xl.pack.trace import located_figures


def cell_values(path: Path):
    """Values of a workbook by sheet and cell, dates as serial numbers, errors as their text."""
    book = openpyxl.load_workbook(path, data_only=True)

    def value(sheet, cell):
        found = book[sheet][cell].value
        return to_serial(found) if isinstance(found, dt.datetime) else found

    return value


def expected(rule, values):
    """What a rule makes of its cells, written down once more."""
    if rule is Rule.COUNT:
        return len(values)
    if rule is Rule.SUM:
        return sum(values)
    if rule is Rule.SHARE:
        *parts, whole = values
        return sum(parts) / whole
    (single,) = values
    return single


def assert_every_number_equals_its_cells(path):
    pack = build_pack(CompanyBook.open(path), run_id="r", complete=True, remarks=[])
    value = cell_values(path)
    rules = set()
    for located in located_figures(pack):
        figure = located.figure
        if figure.source is None or not (figure.is_number or figure.is_error):
            continue
        assert figure.source.workbook == path.name
        found = expected(figure.source.rule, [value(figure.source.sheet, cell) for cell in figure.source.cells])
        if isinstance(figure.value, CellError):
            assert figure.value.value == found, located
        else:
            assert figure.value == pytest.approx(found, rel=1e-12), located
        rules.add(figure.source.rule)
    assert rules == set(Rule)
    return pack


def test_numbers_of_the_worked_example(example):
    pack = assert_every_number_equals_its_cells(example.published / "company.xlsx")
    assert len(pack.pages) == 14 + len(example.data.families)  # with the scenarios
    assert pack.complete, pack.reasons


def test_numbers_of_a_small_company_with_an_error_cell(company, build):
    company.ranges["Pack_PnL"][1][1] = "#DIV/0!"
    assert_every_number_equals_its_cells(build(company))


def test_numbers_of_many_families(many_families, build):
    assert_every_number_equals_its_cells(build(many_families))


def sources_of(path, folder):
    files = make_pack(path, run_id="r", complete=True, remarks=[])
    written = folder / XLSX
    written.write_bytes(files[XLSX])
    rows = list(openpyxl.load_workbook(written, data_only=True)["Sources"].iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[1] == "Label")
    return [dict(zip(rows[head][1:], row[1:], strict=True)) for row in rows[head + 1 :]]


def test_the_sources_sheet_lists_every_number_with_its_cell(company, build, tmp_path):
    path = build(company)
    value = cell_values(path)
    listed = sources_of(path, tmp_path)
    pack = build_pack(CompanyBook.open(path), run_id="r", complete=True, remarks=[])
    numbers = [located for located in located_figures(pack) if located.figure.is_number]
    assert len(listed) == len(numbers) > 300
    for row in listed:
        cells = str(row["Cell"]).split(", ")
        found = expected(Rule(row["Rule"] or "value"), [value(row["Sheet"], cell) for cell in cells])
        assert row["Value"] == pytest.approx(found, rel=1e-12), row
        assert row["Workbook"] == path.name
    assert {row["Title"] for row in listed} >= {page.title for page in pack.pages}
