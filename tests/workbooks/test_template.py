"""The template over other data: sample items, a folder of CSV files, names that look like formulas."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest

from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.reading import BookReader
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area
from sop_xl.errors import UsageError
from workbooks.adventureworks.load import planning_data
from workbooks.folder import read_folder, write_folder
from workbooks.make import make_template, write_workbooks
from workbooks.starter import starter_data
from workbooks.template.company_book import company_workbook
from workbooks.template.planning_book import planning_workbook

AS_OF = dt.date(2026, 10, 31)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    report = make_template(folder, "Acme", ("North", "South"), None, AS_OF, force=False, listener=Listener())
    return folder, report


def test_a_new_template_is_alive_and_clean(template):
    _, report = template
    assert report.is_complete
    assert all(not w.open_checks for w in report.workbooks)
    assert all(w.status == "ok" for w in report.workbooks)


def test_a_company_of_one_unit_works(tmp_path):
    report = make_template(tmp_path, "Solo", ("Plan",), None, AS_OF, force=False, listener=Listener())
    assert report.is_complete


def test_the_folder_of_the_example_builds_the_same_bytes(tmp_path):
    data = planning_data()
    write_folder(data, tmp_path)
    again = read_folder(tmp_path, data.as_of)
    assert planning_workbook(data, data.units[0]) == planning_workbook(again, again.units[0])
    assert company_workbook(data) == company_workbook(again)


def test_text_from_data_never_becomes_a_formula(tmp_path):
    data = starter_data("Acme", ["North"], AS_OF)
    evil = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", '=HYPERLINK("http://x","y")', "=cmd|'/C calc'!A1"]
    data.items["name"] = evil
    data.cycle.actions.loc[0, "Action"] = "=1+1"
    paths = write_workbooks(data, tmp_path / "in")
    run(RunRequest(paths, tmp_path / "out", AS_OF, pack=False), Listener())
    reader = BookReader.open(tmp_path / "out" / "north.xlsx")
    names = [row["Name"] for row in reader.records(reader.workbook.tables["Items"])]
    assert names == evil
    workbook = reader.workbook
    sheet = workbook.package.read(workbook.sheets["Items"].part)
    formulas = re.findall(rb"<f[^>]*>([^<]*)</f>", sheet)
    assert formulas, "the heading is a formula"
    assert not any(payload in formula for formula in formulas for payload in (b"cmd", b"HYPERLINK", b"1+1", b"2+3"))


@pytest.mark.libreoffice
def test_libreoffice_in_layers_gives_the_same_values(template, tmp_path, soffice):
    folder, _ = template
    report = run(RunRequest([folder], tmp_path / "lo", AS_OF, engine="libreoffice", jobs=2, pack=False), Listener())
    assert report.is_complete
    for path in folder.glob("*.xlsx"):
        ours, theirs = BookReader.open(path), BookReader.open(tmp_path / "lo" / path.name)
        for sheet in Workbook.open(path).sheets:
            whole = Area(1, 1, 2_000, 300)
            a, b = ({(r, c): v for r, c, v in reader.cells(sheet, whole)} for reader in (ours, theirs))
            assert a.keys() == b.keys()
            for at, value in a.items():
                if isinstance(value, float):
                    np.testing.assert_allclose(b[at], value, rtol=1e-9, atol=1e-9, err_msg=f"{path.name} {sheet} {at}")
                else:
                    assert b[at] == value, f"{path.name} {sheet} {at}"


def test_a_folder_with_items_and_sales_only_builds_a_company_without_the_sheets_it_has_no_data_for(tmp_path):
    """What is missing is left out or derived; nothing that is shown is in error but what has no numbers at all."""
    data = starter_data("Acme", ["North"], AS_OF)
    write_folder(data, tmp_path)
    for table in ("prices", "cycles", "bom", "parts", "purchases", "production", "stock_moves", "scenarios", "labour"):
        (tmp_path / f"{table}.csv").unlink()
    again = read_folder(tmp_path, AS_OF)
    assert len(again.detail.prices) == len(data.items)
    (tmp_path / "company.xlsx").write_bytes(company_workbook(again))
    sheets = set(Workbook.open(tmp_path / "company.xlsx").sheets)
    assert sheets.isdisjoint({"Materials", "Bill", "BOM", "Suppliers", "Stock moves", "Scenarios", "Costing"})
    assert {"Accounts", "Cash", "Currency", "Segments", "Capacity options"} <= sheets


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: (f / "company.toml").unlink(), "no company.toml"),
        (lambda f: (f / "company.toml").write_text("company = "), "cannot be read"),
        (lambda f: (f / "company.toml").write_text('company = "x"'), "lacks families, units"),
        (lambda f: (f / "sales.csv").unlink(), "no sales.csv"),
        (lambda f: (f / "items.csv").write_text("item,name\na,b\n"), "lacks the column"),
        (
            lambda f: (f / "sales.csv").write_text(
                "unit,month,item,channel,units,revenue,cogs\nNorth,June,ITEM-001,x,1,1,1\n"
            ),
            "not a date",
        ),
        (
            lambda f: (f / "sales.csv").write_text(
                "unit,month,item,channel,units,revenue,cogs\nNorth,2026-10-01,NONE,x,1,1,1\n"
            ),
            "names that the company does not have",
        ),
    ],
)
def test_a_bad_data_folder_says_which_file_and_what(tmp_path, change, said):
    write_folder(starter_data("Acme", ["North"], AS_OF), tmp_path)
    change(tmp_path)
    with pytest.raises(UsageError, match=said):
        read_folder(tmp_path, AS_OF)


def test_the_planning_date_ends_a_month(tmp_path):
    with pytest.raises(UsageError, match="last day of a month"):
        make_template(tmp_path, "x", ("a",), None, dt.date(2026, 10, 30), force=False, listener=Listener())
